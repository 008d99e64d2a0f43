/**
 * The two contracts between the maker of a stream and those who use it (a *consumer* of batches,
 * and the one *coupled memory* of a running machine), and the source that a stored trace is.
 */
import type { Batch } from "./batch.ts";
import type { PageDictionary } from "./page-dictionary.ts";
import type { Code, Expression } from "./wasm/index.ts";

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
 * The machine runs ahead at most `floor(cycles to its next event / (1 + worstStall))` instructions,
 * then settles: hands over the batch so far and adds the stall cycles it gets back to its clock.
 */
export interface CoupledMemory {
  /** Simulates a batch in program order and returns the stall cycles that it caused. */
  settle(batch: Batch): number;
  /** Most stall cycles that a single instruction can cause. */
  readonly worstStall: number;
  /** The whole state as bytes; `restore` of them on an equal memory continues bit for bit. */
  save(): Uint8Array;
  /** @throws InputError when the bytes are damaged or of another machine description. */
  restore(state: Uint8Array): void;
  /** What a translator needs to inline cache probes, where the memory offers it. */
  readonly probes?: InlineProbes;
}

/** The layout of a coupled memory's WebAssembly memory, and code that probes it. */
export interface InlineProbes {
  readonly memory: WebAssembly.Memory;
  /** Code whose value is 1 if a fetch of the line at a compact address hits and changes no state, else 0. */
  fetchProbe(address: Expression): Code;
  /** The same for a load. */
  loadProbe(address: Expression): Code;
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
