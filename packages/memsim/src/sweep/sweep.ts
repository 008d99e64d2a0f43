/**
 * Sweeps: what many caches make of one trace, in one pass, exactly (docs/sweeps.md).
 */
import type { Batch, Consumer, PageDictionary } from "@mcpi/trace";
import type { LevelCounts } from "../counts.ts";
import type { CacheDescription, MappingDescription } from "../machine.ts";
import type { SweepCache, SweepSide, SweepWhich } from "./configuration.ts";

export interface SweepOptions {
  readonly which: SweepWhich;
  readonly configurations: readonly SweepCache[];
  /** Exact three-C classes of every configuration. Default true. */
  readonly threeC?: boolean;
  /** How pages come by their frames (docs/counting.md, section 8). Default identity. */
  readonly mapping?: MappingDescription;
}

/**
 * How a cache is simulated: with others of its kind (`inclusion`: direct-mapped ones; `stack`: LRU),
 * or by itself in the same pass.
 */
export type SweepMethod = "inclusion" | "stack" | "independent";

export interface SweepResult {
  /** The configuration as it was given, defaults filled in; missCycles is 0. */
  readonly configuration: CacheDescription;
  /** How it was simulated, by side. */
  readonly methods: Readonly<Partial<Record<SweepSide, SweepMethod>>>;
  /** The first level's counts, of all who ran together. */
  readonly counts: LevelCounts;
}

/** What the trace has, whatever the caches; as in Counts. */
export interface SweepReferences {
  readonly instructions: number;
  readonly loads: number;
  readonly stores: number;
  readonly uncachedFetches: number;
  readonly uncachedLoads: number;
  readonly uncachedStores: number;
}

export interface Sweep extends Consumer {
  consume(batch: Batch): void;
  finish(): void;
  /** Sets all counts to 0 and keeps all state: the end of a warm-up. */
  resetCounts(): void;
  /** One for each configuration, in their order. */
  results(): SweepResult[];
  references(): SweepReferences;
}

/** @throws InputError when a configuration is no cache. */
export declare function createSweep(pages: PageDictionary, options: SweepOptions): Sweep;
