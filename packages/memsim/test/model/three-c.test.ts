/**
 * The model's classes against examples worked by hand: this project's, and Dinero IV's of the same
 * traces. Dinero IV: a miss that hits in the fully associative cache of the same size is a conflict;
 * one of a block never referenced before is compulsory; any other is capacity; store misses that
 * bypass are classed like the others.
 */
import { expect, test } from "vitest";
import { type LevelCounts, newCounts } from "../../src/counts.ts";
import type { CacheDescription } from "../../src/machine.ts";
import { cut, type Kind } from "./cache.ts";
import { ClassifiedCache } from "./three-c.ts";

const direct: CacheDescription = {
  size: 64,
  line: 16,
  ways: 1,
  replacement: "lru",
  index: "physical",
  write: { hit: "through", miss: "write-around" },
  missCycles: 1,
};

const KINDS: Record<string, Kind> = { i: "fetch", r: "load", w: "store" };

/** Runs a trace such as `r 0 4, w 1f 2` (hexadecimal address, bytes), cut at lines as Dinero does. */
function run(description: CacheDescription, trace: string): LevelCounts {
  const cache = new ClassifiedCache(description, { threeC: true, twoWay: true });
  const counts = newCounts().level1;
  for (const reference of trace.split(",")) {
    const [label, address, size] = reference.trim().split(" ");
    const at = BigInt(`0x${address}`);
    const bytes = { physical: at, virtual: at, size: Number(size ?? 4) };
    for (const piece of cut(bytes, description.line)) cache.access(KINDS[label], piece, counts);
  }
  return counts;
}

/** Loads and stores by Dinero's classes, as docs/counting.md folds them. */
function dinero(counts: LevelCounts) {
  const { load, store, bypassCompulsory, bypassCapacity, bypassConflict } = counts;
  const after = counts.compulsoryAfterBypass;
  return {
    demand: load.misses + store.misses,
    compulsory: load.compulsory + store.compulsory - after + bypassCompulsory,
    capacity: load.capacity + store.capacity + after + bypassCapacity,
    conflict: load.conflict + store.conflict + bypassConflict,
  };
}

test("loads: compulsory, conflict, capacity", () => {
  // Lines 0 and 4 share set 0: 0 compulsory, 4 compulsory, 0 conflict (the twin has both). Then
  // lines 1 2 3: the twin (four lines) has evicted 4 (used before 0). Line 4 again: capacity; line 0
  // was used before 1 2 3 and left the twin for 4: capacity.
  const counts = run(direct, "r 0, r 40, r 0, r 10, r 20, r 30, r 40, r 0");
  expect(counts.load).toEqual({
    accesses: 8,
    misses: 8,
    compulsory: 5,
    conflict: 1,
    capacity: 2,
    twinMisses: 7,
    // Two sets of two ways: 0 4 (0 hit), 2 evicts 4, then 4 evicts 0, and 0 evicts 2: only 0's
    // second load hits.
    twoWayMisses: 7,
  });
  expect(dinero(counts)).toEqual({ demand: 8, compulsory: 5, capacity: 2, conflict: 1 });
});

test("Dinero: a reference that crosses a block is split, the rest is a new reference", () => {
  // 0x1e..0x21 lies in lines 1 and 2; 0x0c..0x23 in lines 0, 1 and 2.
  expect(run(direct, "r 1e 4").load).toMatchObject({ accesses: 2, misses: 2, compulsory: 2 });
  expect(run(direct, "r 1e 4, r c 24").load).toMatchObject({ accesses: 5, misses: 3 });
});

test("Dinero: a store miss without allocation leaves the cache alone", () => {
  // w 0 misses, w 0 misses again, r 0 misses, w 0 hits.
  const counts = run(direct, "w 0, w 0, r 0, w 0");
  expect(counts.store).toMatchObject({ accesses: 3, misses: 2, compulsory: 0, capacity: 0 });
  expect(counts).toMatchObject({ bypass: 2, bypassCompulsory: 1, bypassCapacity: 1 });
  // Never in the cache: compulsory here; referenced before: capacity in Dinero.
  expect(counts.load).toMatchObject({ misses: 1, compulsory: 1 });
  expect(counts.compulsoryAfterBypass).toBe(1);
  expect(dinero(counts)).toEqual({ demand: 3, compulsory: 1, capacity: 2, conflict: 0 });
});

test("Dinero: a store hit in a write-through cache updates LRU", () => {
  // Two lines, fully associative: r A, r B, w A (hit), r C evicts B; A hits, B misses.
  const counts = run({ ...direct, size: 32, ways: "full" }, "r 0, r 10, w 0, r 20, r 0, r 10");
  expect(counts.store).toMatchObject({ accesses: 1, misses: 0 });
  expect(counts.load.misses).toBe(4);
  expect(dinero(counts)).toEqual({ demand: 4, compulsory: 3, capacity: 1, conflict: 0 });
});

test("Dinero: a bypassing store that hits in the twin is a conflict", () => {
  // r 0, r 40 evicts line 0 from its set, not from the twin; w 0 misses and hits in the twin, which
  // makes line 0 the twin's most recent: after three more lines it is still there.
  const counts = run(direct, "r 0, r 40, w 0, r 10, r 20, r 30, r 0");
  expect(counts).toMatchObject({ bypass: 1, bypassConflict: 1 });
  expect(counts.load).toMatchObject({ misses: 6, compulsory: 5, conflict: 1, twinMisses: 5 });
  expect(counts.store.twinMisses).toBe(0);
  expect(dinero(counts)).toEqual({ demand: 7, compulsory: 5, capacity: 0, conflict: 2 });
});

test("Dinero: write-back with allocation counts a store miss like a read miss", () => {
  const back: CacheDescription = { ...direct, write: { hit: "back", miss: "fetch-on-write" } };
  // w 0 in, r 40 evicts it dirty, w 4 (line 0, twin has it) evicts 40 clean, r 40 evicts 0 dirty.
  const counts = run(back, "w 0, r 40, w 4, r 40");
  expect(counts.store).toMatchObject({ misses: 2, compulsory: 1, conflict: 1, capacity: 0 });
  expect(counts.load).toMatchObject({ misses: 2, compulsory: 1, conflict: 1 });
  expect(counts).toMatchObject({ writeBacks: 2, bypass: 0, compulsoryAfterBypass: 0 });
  expect(dinero(counts)).toEqual({ demand: 4, compulsory: 2, capacity: 0, conflict: 2 });
});

test("a fetch block is compulsory only if no line of it was ever in the cache", () => {
  const blocks: CacheDescription = {
    ...direct,
    line: 4,
    fetch: 16,
    write: { hit: "through", miss: "write-validate", partial: "leave" },
  };
  // A word store brings one line in; the rest of its block is then no compulsory miss: the twin
  // does not have it either, so capacity.
  const counts = run(blocks, "w 0, r 4, w 21 1, r 24");
  expect(counts.store).toMatchObject({ misses: 2, compulsory: 1 });
  expect(counts).toMatchObject({ bypass: 1, bypassCompulsory: 1 });
  expect(counts.load).toMatchObject({ misses: 2, compulsory: 1, capacity: 1 });
  // The bypassing store touched another line of the block of 0x24.
  expect(counts.compulsoryAfterBypass).toBe(1);
});

test("an invalidated line leaves the twin too, but has been in the cache", () => {
  const cache = new ClassifiedCache(direct, { threeC: true, twoWay: false });
  const counts = newCounts().level1;
  const piece = { physical: 0n, virtual: 0n, size: 4 };
  cache.access("load", piece, counts);
  cache.invalidate(piece);
  cache.access("load", piece, counts);
  expect(counts.load).toMatchObject({ misses: 2, compulsory: 1, capacity: 1, twoWayMisses: 0 });
});
