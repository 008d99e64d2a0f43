/**
 * What generated code does about references: nothing, records of the stream, or calls of a coupled
 * memory. Each engine is built for one of these (stream-references.ts, inline-references.ts).
 */
import type { Expression, FunctionBuilder, ModuleBuilder, Variable } from "@mcpi/trace/wasm";
import { ClockCode } from "./clock-code.ts";

/** A load or store, as a reference. */
export interface DataReference {
  readonly kind: "load" | "store";
  /** Virtual address of its first byte. */
  readonly address: Expression;
  readonly size: number | Variable;
  /** Value of the data map's DATA_REFERENCE: added to the address it gives the reference's. */
  readonly reference: Expression;
}

/** An instruction that the interpreter executes. */
export interface FetchReference {
  readonly pc: Variable;
  /** Value of the code map's CODE_REFERENCE. */
  readonly reference: Variable;
  /** Whether its page is uncached. */
  readonly uncached: Variable;
}

/** A block that the translator has made a function of: instructions from `pc` on. */
export interface BlockPlace {
  /** Virtual address, a constant. */
  readonly pc: number;
  /** Value of the code map's CODE_REFERENCE. */
  readonly reference: Variable;
}

/** The references of one function of generated code. */
export interface ReferenceCode {
  /** Whether the function must return because there is no room for `records` more records. */
  full(records: number): Expression | undefined;

  // For the interpreter. `delta` is the number of instructions since the clock was moved.
  fetch(reference: FetchReference, delta: Variable): void;
  data(reference: DataReference, delta: Variable): void;
  cycles(extra: Variable): void;
  /** Stores what it keeps in locals; loads it again. */
  store(): void;
  load(): void;

  // For blocks.
  beginBlock(block: BlockPlace): void;
  /** Instruction `index` of the block is executed: its fetch. */
  blockFetch(block: BlockPlace, index: number): void;
  blockData(reference: DataReference, index: number): void;
  blockCycles(extra: Variable, index: number): void;
  /** The block is left after `count` (at least 1) of its instructions. */
  endBlock(block: BlockPlace, count: number): void;
}

export interface References {
  /** How it is called in generated modules' caches. */
  readonly name: "none" | "stream" | "inline";
  /** Most stall cycles of an instruction that are in the clock while a block runs. */
  readonly worstStall: number;
  /** Declares what a module needs of it, before its first function. */
  declare(module: ModuleBuilder): DeclaredReferences;
  /** What a module imports besides the memory. */
  readonly imports: Record<string, WebAssembly.ImportValue>;
}

export interface DeclaredReferences {
  readonly clock: ClockCode;
  /** For a function. `onStall` is told of stall cycles (a local) that a call has added to the clock. */
  code(f: FunctionBuilder, onStall: (stall: Variable) => void): ReferenceCode;
}

/** References that nobody hears of. */
export const NO_REFERENCES: References = {
  name: "none",
  worstStall: 0,
  imports: {},
  declare: () => ({
    clock: new ClockCode(),
    code: () => ({
      full: () => undefined,
      fetch: () => {},
      data: () => {},
      cycles: () => {},
      store: () => {},
      load: () => {},
      beginBlock: () => {},
      blockFetch: () => {},
      blockData: () => {},
      blockCycles: () => {},
      endBlock: () => {},
    }),
  }),
};
