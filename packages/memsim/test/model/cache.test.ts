/** The model's caches against examples worked by hand. */
import { expect, test } from "vitest";
import type { CacheDescription } from "../../src/machine.ts";
import { Cache, cut, type Kind } from "./cache.ts";
import { WaySet, Xorshift32 } from "./ways.ts";

type Write = NonNullable<CacheDescription["write"]>;

const writeAround: Write = { hit: "through", miss: "write-around" };

/** A cache with 16-byte lines that is told addresses. */
function cacheOf(changes: Partial<CacheDescription>) {
  const cache = new Cache({
    size: 64,
    line: 16,
    ways: 1,
    replacement: "lru",
    index: "physical",
    write: writeAround,
    missCycles: 1,
    ...changes,
  });
  const access = (kind: Kind, address: number, size = 4) =>
    cache.access(kind, { physical: BigInt(address), virtual: BigInt(address), size });
  const hits = (...addresses: number[]) =>
    addresses.map((address) => (access("load", address).hit ? "h" : "m")).join("");
  return { cache, access, hits };
}

test("bytes are cut at lines, in address order", () => {
  const bytes = { physical: 0x100en, virtual: 0x500en, size: 20 };
  expect(cut(bytes, 16)).toEqual([
    { physical: 0x100en, virtual: 0x500en, size: 2 },
    { physical: 0x1010n, virtual: 0x5010n, size: 16 },
    { physical: 0x1020n, virtual: 0x5020n, size: 2 },
  ]);
  expect(cut({ ...bytes, size: 2 }, 16)).toHaveLength(1);
});

test("a direct-mapped cache: lines 64 bytes apart share a set", () => {
  const { hits } = cacheOf({});
  expect(hits(0, 4, 16, 64, 0, 16, 20)).toBe("mhmmmhh");
});

test("LRU, FIFO: a hit saves a line under LRU only", () => {
  // One set of four ways: A B C D, A again, then E takes B's way under LRU and A's under FIFO.
  const trace = [0, 16, 32, 48, 0, 64, 0, 16];
  expect(cacheOf({ ways: "full" }).hits(...trace)).toBe("mmmmhmhm");
  expect(cacheOf({ ways: "full", replacement: "fifo" }).hits(...trace)).toBe("mmmmhmmm");
});

test("xorshift32 from seed 1: the sequence that its description gives", () => {
  // x = 1: 1 ^ 1 << 13 = 0x2001; >>> 17 changes nothing; 0x2001 ^ 0x2001 << 5 = 0x42021 = 270369.
  const random = new Xorshift32(1);
  const numbers = [1, 2, 3, 4, 5].map(() => random.next());
  expect(numbers).toEqual([270369, 67634689, 2647435461, 307599695, 2398689233]);
});

test("random replacement draws only when a victim is needed", () => {
  // Of 2^32 the numbers are 0.00, 0.02, 0.62: the victims of four ways are 0, 0, 2.
  const { hits } = cacheOf({ ways: "full", replacement: "random" });
  expect(hits(0, 16, 32, 48, 64)).toBe("mmmmm"); // 64 takes way 0, where 0 is
  expect(hits(16, 32, 48, 64)).toBe("hhhh");
  expect(hits(80, 16, 32, 48, 80)).toBe("mhhhh"); // 80 takes way 0 again
  expect(hits(96, 80, 16, 48, 96)).toBe("mhhhh"); // 96 takes way 2, where 32 is
});

test("tree-PLRU with four ways", () => {
  const set = new WaySet(4, "plru", new Xorshift32(1));
  for (const name of [10n, 11n, 12n, 13n]) expect(set.insert(name)).toBeUndefined();
  const names = () => set.ways.map((way) => way?.name);
  // After way 3: root points to the lower half (0), its child after way 1 to way 0 (0).
  expect(set.insert(14n)?.name).toBe(10n);
  expect(names()).toEqual([14n, 11n, 12n, 13n]);
  // Now the root points to the upper half, whose bit points away from way 3: to way 2.
  set.use(12n); // root: lower; upper: way 3
  expect(set.insert(15n)?.name).toBe(11n); // lower half points away from way 0
  expect(set.insert(16n)?.name).toBe(13n);
  expect(names()).toEqual([14n, 15n, 12n, 16n]);
});

test("an invalid way is filled first, the lowest-numbered", () => {
  const { cache, hits } = cacheOf({ ways: "full", replacement: "fifo" });
  hits(0, 16, 32, 48);
  cache.invalidate({ physical: 36n, virtual: 36n, size: 1 });
  expect(hits(64, 0, 16, 48)).toBe("mhhh");
  expect(hits(32, 16)).toBe("mh"); // now 0, the oldest, has left
  expect(hits(0)).toBe("m");
});

test("a fetch block comes in in address order, the demanded line last", () => {
  // Two sets of two ways; a 64-byte block has lines 0, 2 in set 0 and lines 1, 3 in set 1.
  const { access, hits } = cacheOf({ ways: 2, fetch: 64 });
  const outcome = access("load", 0x14);
  expect(outcome.inserted).toEqual([0n, 2n, 3n, 1n]);
  expect(outcome.read).toEqual({ physical: 0n, virtual: 0n, size: 64 });
  // Line 5 (set 1) demanded from the next block: 4 and 6 take the ways of 0, 2; 7 that of 3 (used
  // before 1), then 5 that of 1.
  expect(access("load", 0x54).inserted).toEqual([4n, 6n, 7n, 5n]);
  expect(hits(0x40, 0x60, 0x70, 0x50)).toBe("hhhh");
});

test("a line of the block that is there counts as a hit", () => {
  // Fully associative, four lines, two a block: 1 2 3, then the block of 0 (line 1 is a hit).
  const { access, hits, cache } = cacheOf({ ways: "full", fetch: 32 });
  hits(0x10, 0x20);
  cache.invalidate({ physical: 0n, virtual: 0n, size: 1 });
  const outcome = access("load", 0);
  expect(outcome.inserted).toEqual([0n]);
  // Last used, oldest first: 3 2 (order of the second block), 1, 0: the next block evicts 3 and 2.
  hits(0x40);
  expect(hits(0x00, 0x10)).toBe("hh");
});

test("write-around: a miss changes nothing and goes down, a hit goes down too", () => {
  const { access, hits } = cacheOf({});
  expect(access("store", 0)).toMatchObject({ hit: false, bypass: true, down: true, inserted: [] });
  expect(hits(0)).toBe("m");
  expect(access("store", 4)).toMatchObject({ hit: true, bypass: false, down: true });
});

test("write-back: dirty lines go down when they are evicted, clean ones do not", () => {
  const { access } = cacheOf({ write: { hit: "back", miss: "fetch-on-write" } });
  const miss = access("store", 0x24);
  expect(miss).toMatchObject({ hit: false, bypass: false, down: false, inserted: [2n] });
  expect(miss.read).toEqual({ physical: 0x20n, virtual: 0x20n, size: 16 });
  expect(access("load", 0x60).writtenBack).toEqual([2n]);
  expect(access("load", 0x20).writtenBack).toEqual([]);
});

test("write-validate: whole lines need no read; smaller pieces merge, or leave, or fetch", () => {
  const leave = cacheOf({
    line: 4,
    size: 16,
    write: { hit: "through", miss: "write-validate", partial: "leave" },
  });
  const whole = leave.access("store", 8);
  expect(whole).toMatchObject({ hit: false, bypass: false, down: true, inserted: [2n] });
  expect(whole.read).toBeUndefined();
  expect(leave.access("store", 9, 1)).toMatchObject({ hit: true, down: true });
  expect(leave.access("store", 13, 1)).toMatchObject({ hit: false, bypass: true, down: true });
  expect(leave.hits(8, 12)).toBe("hm");
  const fetch = cacheOf({
    line: 4,
    size: 16,
    fetch: 8,
    write: { hit: "back", miss: "write-validate", partial: "fetch" },
  });
  expect(fetch.access("store", 13, 1)).toMatchObject({ inserted: [2n, 3n], down: false });
  expect(fetch.access("store", 0, 4).inserted).toEqual([0n]);
  expect(fetch.hits(4)).toBe("m");
});

test("a virtual index chooses the set, the physical address is the tag", () => {
  const { cache } = cacheOf({ index: "virtual" });
  const load = (physical: bigint, virtual: bigint) =>
    cache.access("load", { physical, virtual, size: 4 }).hit;
  expect([load(0x1000n, 0x2000n), load(0x1000n, 0x2000n)]).toEqual([false, true]);
  expect(load(0x5000n, 0x2000n)).toBe(false); // another line in the same set
  expect(load(0x1000n, 0x2000n)).toBe(false);
  expect(load(0x5000n, 0x2010n)).toBe(false); // the same line by another name: another set
  expect(load(0x5000n, 0x2010n)).toBe(true);
});
