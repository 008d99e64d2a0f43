/**
 * The two contracts between the maker of a stream and those who use it (a *consumer* of batches,
 * and the one *coupled memory* of a running machine), and the source that a stored trace is.
 */
import type { Batch } from "./batch.ts";
import type { PageDictionary } from "./page-dictionary.ts";
import type { Code, Variable } from "./wasm/index.ts";

/** Takes batches in order. Any number may listen to a stream; none can slow the machine's clock. */
export interface Consumer {
  /**
   * Uses one batch, whose arrays are its own only until it returns, or until the promise it
   * returns is fulfilled: the maker of the stream waits for that (back pressure).
   */
  consume(batch: Batch): void | Promise<void>;
  /** The stream has ended. */
  finish?(): void | Promise<void>;
}

/**
 * The memory system that feeds time back to a running machine; a machine has at most one.
 *
 * A machine uses it in one of two ways, never both. *By batches*: the machine runs ahead at most
 * `floor(cycles to its next event / (1 + worst stall of an instruction))` instructions, then settles:
 * hands over the batch so far and adds the stall cycles it gets back to its clock. *Inline*, where
 * the memory offers it: the machine calls a function for every reference that may miss, and knows
 * every stall at once. Both give the same counts.
 */
export interface CoupledMemory {
  /** Simulates a batch in program order and returns the stall cycles that it caused. */
  settle(batch: Batch): number;
  /** Most stall cycles that a single reference (a fetch, a load or a store), aligned and of at most 4 bytes, can cause. */
  readonly worstReference: number;
  /** The whole state as bytes; `restore` of them on an equal memory continues bit for bit. */
  save(): Uint8Array;
  /** @throws InputError when the bytes are damaged or of another machine description. */
  restore(state: Uint8Array): void;
  /** What a machine needs to probe inline, where the memory offers it. */
  readonly inline?: InlineMemory;
}

/** How a page is referenced. */
export type PageUse = "fetch" | "data";

/**
 * A coupled memory that a running machine calls reference by reference.
 *
 * References must be aligned and have at most 4 bytes. `pa` is the simulator's physical address:
 * what `prepare` returned for the page, plus the offset in the page. `delta` says how many cycles
 * after `now` the reference is made (instructions of a block before this one, so that `now` need not
 * be kept up to date within it); stalls move `now` on by themselves.
 */
export interface InlineMemory {
  /** The memory in which code that probes must run. It may grow (only) in `prepare` and `event`. */
  readonly memory: WebAssembly.Memory;
  /** Mutable i64: the cycle in which the next instruction begins. The machine adds one for every instruction. */
  readonly now: WebAssembly.Global;
  /** Whether the machine also adds base cycles beyond the first to `now`. */
  readonly baseTime: boolean;
  /** Bytes of a line that fetches are looked up by, at least 4. Within one, only the first of consecutive fetches is. */
  readonly fetchLine: number;
  /**
   * Must be called before the first reference of a kind to a page id, and again after it was revoked
   * (within a block, too: data can evict the TLB entry of the code) or a state restored.
   * @returns the simulator's physical address of the page.
   */
  prepare(page: number, use: PageUse): number;
  /** Set by the machine: is told of a page id that must be prepared anew before its next use; -1: all. Called in `prepare` and `event` only. */
  revoked: (page: number) => void;
  /** Code whose value is not 0 if a fetch at `pa` hits and changes nothing; undefined if every line's fetch must be called. */
  fetchProbe(pa: Variable): Code | undefined;
  /** The same for a load. */
  loadProbe(pa: Variable): Code | undefined;
  /** Functions to import into generated code; each returns the stall cycles that it added to `now`. */
  readonly functions: InlineFunctions;
  /**
   * An event of the stream (reference.ts). Counts must have been handed over before. Between
   * IDLE_BEGIN and IDLE_END no reference is made and `now` stands still; the argument of IDLE_END is
   * all cycles since, those of instructions too, by which the memory moves `now` on.
   */
  event(kind: number, argument: number, detail: number): void;
  /** Adds references made since the last time to who runs now. */
  count(counts: MadeReferences): void;
}

/** Exported WebAssembly functions on i32 with one i32 result: the stall cycles. */
export interface InlineFunctions {
  /** A cached fetch of the line at `pa`. */
  readonly fetch: (pa: number, delta: number) => number;
  readonly load: (pa: number, delta: number) => number;
  readonly store: (pa: number, size: number, delta: number) => number;
  readonly uncachedFetch: (delta: number) => number;
  readonly uncachedLoad: (delta: number) => number;
  readonly uncachedStore: (pa: number, size: number, delta: number) => number;
}

/** How many references were made; the uncached ones are among the whole. */
export interface MadeReferences {
  readonly instructions: number;
  readonly loads: number;
  readonly stores: number;
  readonly uncachedFetches: number;
  readonly uncachedLoads: number;
  readonly uncachedStores: number;
  /** Base cycles beyond one an instruction. */
  readonly extraCycles: number;
}

/** What is known of a stored trace before its records are read. */
export interface TraceInfo {
  /** The format's name: `mct`, `din`, `lackey`, … */
  readonly format: string;
  /** Where it was read from, as the user wrote it; `-` is standard input. */
  readonly name: string;
  /** Whether records have physical addresses. */
  readonly physical: boolean;
  /** Provenance that the file carries (for example the command that recorded it). */
  readonly provenance: Readonly<Record<string, string>>;
}

/** A stored trace, read once from its beginning to its end in bounded memory. */
export interface TraceSource {
  readonly info: TraceInfo;
  /** Grows while batches are read. */
  readonly pages: PageDictionary;
  /**
   * The batches in order; one is valid until the next is asked for.
   * @throws InputError with the position of whatever cannot be read.
   */
  batches(): AsyncGenerator<Batch, void, void>;
  /** Position in the input: bytes read so far, and in all (undefined for pipes). For progress. */
  readonly position: { readonly bytes: number; readonly total: number | undefined };
}

/** Reads a source to its end, handing every batch to every consumer. */
export async function pump(source: TraceSource, consumers: readonly Consumer[]): Promise<void> {
  for await (const batch of source.batches()) {
    for (const consumer of consumers) {
      const done = consumer.consume(batch);
      if (done !== undefined) await done;
    }
  }
  for (const consumer of consumers) await consumer.finish?.();
}
