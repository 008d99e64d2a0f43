/**
 * What a simulation counts. Every name is defined in docs/counting.md; all are exact integers.
 */

/** Accesses of one kind (fetch, load or store) to one cache level. */
export interface KindCounts {
  /** Pieces of references of this kind that the level saw. */
  accesses: number;
  misses: number;
  /** Of the misses, by class; for stores, the bypassing ones are in none. 0 unless classes are asked for. */
  compulsory: number;
  capacity: number;
  conflict: number;
  /** Misses of the fully associative twin (Hill's subtraction). */
  twinMisses: number;
  /** Misses of the two-way LRU cache of the same size (Chen and Bershad); 0 unless asked for. */
  twoWayMisses: number;
}

/** One cache level: the instruction, data or unified cache that serves the kind. */
export interface LevelCounts {
  fetch: KindCounts;
  load: KindCounts;
  store: KindCounts;
  /** Store misses that left the cache alone, and their classes as Dinero IV would give them. */
  bypass: number;
  bypassCompulsory: number;
  bypassCapacity: number;
  bypassConflict: number;
  /** Compulsory read misses whose block a bypassing store had touched before. */
  compulsoryAfterBypass: number;
  /** Dirty lines evicted. */
  writeBacks: number;
}

/** Stall cycles by cause (docs/counting.md, section 4). */
export interface Stalls {
  icache: number;
  dcache: number;
  writeBuffer: number;
  uncached: number;
  tlb: number;
}

/** Everything counted for one who (or for all). */
export interface Counts {
  /** Instructions retired: fetch references, cached or not. */
  instructions: number;
  /** Data references, cached or not; one that crosses a page is one. */
  loads: number;
  stores: number;
  uncachedFetches: number;
  uncachedLoads: number;
  uncachedStores: number;
  /** Base cycles beyond one an instruction. */
  extraCycles: number;
  level1: LevelCounts;
  level2: LevelCounts;
  tlbFetchMisses: number;
  tlbDataMisses: number;
  /** Entries that the write buffer took. */
  writes: number;
  stalls: Stalls;
}

/** Who made the references of a row. */
export interface Who {
  readonly mode: "user" | "kernel";
  /** Space id. */
  readonly space: number;
  /** Whether within TLB refill. */
  readonly refill: boolean;
}

export interface Row {
  readonly who: Who;
  readonly counts: Counts;
}

const newKind = (): KindCounts => ({
  accesses: 0,
  misses: 0,
  compulsory: 0,
  capacity: 0,
  conflict: 0,
  twinMisses: 0,
  twoWayMisses: 0,
});

const newLevel = (): LevelCounts => ({
  fetch: newKind(),
  load: newKind(),
  store: newKind(),
  bypass: 0,
  bypassCompulsory: 0,
  bypassCapacity: 0,
  bypassConflict: 0,
  compulsoryAfterBypass: 0,
  writeBacks: 0,
});

/** Counts that are all 0. */
export const newCounts = (): Counts => ({
  instructions: 0,
  loads: 0,
  stores: 0,
  uncachedFetches: 0,
  uncachedLoads: 0,
  uncachedStores: 0,
  extraCycles: 0,
  level1: newLevel(),
  level2: newLevel(),
  tlbFetchMisses: 0,
  tlbDataMisses: 0,
  writes: 0,
  stalls: { icache: 0, dcache: 0, writeBuffer: 0, uncached: 0, tlb: 0 },
});

/** Adds `factor` times every number of `from` to `to` (factor -1 subtracts). */
export function addCounts(to: Counts, from: Counts, factor = 1): void {
  addInto(to as unknown as Tree, from as unknown as Tree, factor);
}

/** The sum of rows, or of those that `who` admits. */
export function sumRows(rows: readonly Row[], who: (who: Who) => boolean = () => true): Counts {
  const sum = newCounts();
  for (const row of rows) if (who(row.who)) addCounts(sum, row.counts);
  return sum;
}

/** All stall cycles. */
export function stallCycles(stalls: Stalls): number {
  return stalls.icache + stalls.dcache + stalls.writeBuffer + stalls.uncached + stalls.tlb;
}

interface Tree {
  [key: string]: number | Tree;
}

function addInto(to: Tree, from: Tree, factor: number): void {
  for (const key of Object.keys(to)) {
    const value = to[key];
    if (typeof value === "number") to[key] = value + factor * (from[key] as number);
    else addInto(value, from[key] as Tree, factor);
  }
}
