/** What happened in one step of the model. */
export interface ModelStep {
  /** Where it began. */
  readonly pc: number;
  /** The instruction, if it could be fetched. */
  word: number | undefined;
  /** An instruction executed without an exception, or it is SYSCALL or BREAK. */
  retired: boolean;
  /** The step is the entry of an interrupt; there is no instruction. */
  interrupt: boolean;
  exception: ModelException | undefined;
  /** Of a retired instruction. */
  fetch: { readonly va: number; readonly pa: number; readonly cached: boolean } | undefined;
  /** Of a retired instruction: at most one. */
  data: readonly DataReference[];
  /** What a retired instruction did to an isolated cache instead. */
  isolated: IsolatedAccess | undefined;
  /** Base cycles beyond the first of a retired instruction. */
  extraCycles: number;
  events: readonly ModelEvent[];
}

export interface DataReference {
  readonly kind: "load" | "store";
  readonly va: number;
  readonly pa: number;
  readonly size: number;
  readonly cached: boolean;
}

export interface ModelException {
  readonly code: number;
  readonly name: string;
  /** Where execution goes on. */
  readonly vector: number;
  readonly epc: number;
  /** It was in a delay slot. */
  readonly bd: boolean;
  readonly ce: number;
  readonly badVAddr: number | undefined;
}

export interface IsolatedAccess {
  readonly kind: "load" | "store";
  readonly cache: "data" | "instruction";
  /** The address within the cache. */
  readonly index: number;
  readonly size: number;
  /** A store of less than a word. */
  readonly invalidates: boolean;
}

export type ModelEvent =
  | { readonly kind: "tlb-write"; readonly entry: number }
  | { readonly kind: "status"; readonly before: number; readonly after: number }
  | { readonly kind: "asid"; readonly before: number; readonly after: number };
