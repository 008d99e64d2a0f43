/** The model as a whole: examples worked by hand, what must always hold, and what random tests reach. */
import { PAGE_GLOBAL, PAGE_UNCACHED, PAGE_UNMAPPED, visitReferences } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Counts, type KindCounts, stallCycles, sumRows } from "../../src/counts.ts";
import { type MachineInput, parseMachine } from "../../src/machine.ts";
import { spaceHash } from "../../src/space-hash.ts";
import { pairs } from "./arbitraries.ts";
import { Model, type ModelOptions } from "./model.ts";
import { batchesOf, type Layout, type Program, runModel, type Step } from "./program.ts";

const CACHE = { size: 64, line: 16, ways: 1, missCycles: 10 };
const WRITE = { hit: "through", miss: "write-around" } as const;

/** 64-byte caches, no write buffer, no TLB; `changes` go on top. */
function machineOf(changes: Partial<MachineInput> = {}) {
  return parseMachine(
    {
      name: "small",
      title: "A small machine",
      clockMHz: 25,
      time: "base",
      caches: { instruction: CACHE, data: { ...CACHE, write: WRITE } },
      uncached: { loadCycles: 7, fetchCycles: 8 },
      mapping: { kind: "recorded" },
      sources: [],
      ...changes,
    },
    "small",
  );
}

const PLAIN: Layout = { flags: [0], frames: "own" };

function run(
  steps: Step[],
  changes: Partial<MachineInput> = {},
  layout: Layout = PLAIN,
  options: ModelOptions = {},
) {
  const model = new Model(machineOf(changes), options);
  runModel({ layout, steps }, model);
  const rows = model.rows();
  return { model, rows, counts: sumRows(rows) };
}

const fetch = (vpn: number, offset: number, size = 4): Step => ({
  kind: "fetch",
  vpn,
  offset,
  size,
});
const load = (vpn: number, offset: number, size = 4): Step => ({ kind: "load", vpn, offset, size });
const store = (vpn: number, offset: number, size = 4): Step => ({
  kind: "store",
  vpn,
  offset,
  size,
});

test("instructions, pieces and stalls of a few references", () => {
  // Fetch miss; a load of two lines, both missing; a store that bypasses; a fetch that hits.
  const { counts, model } = run([fetch(0, 0), load(1, 12, 8), store(1, 32), fetch(0, 4)]);
  expect(counts).toMatchObject({ instructions: 2, loads: 1, stores: 1, writes: 0 });
  expect(counts.level1.fetch).toMatchObject({ accesses: 2, misses: 1 });
  expect(counts.level1.load).toMatchObject({ accesses: 2, misses: 2 });
  expect(counts.level1).toMatchObject({ bypass: 1, bypassCompulsory: 1 });
  expect(counts.stalls).toEqual({ icache: 10, dcache: 20, writeBuffer: 0, uncached: 0, tlb: 0 });
  expect(model.now).toBe(31); // the first instruction's own cycle, and its stalls
});

test("base cycles pass under `time: base` only, and are counted in either case", () => {
  const steps: Step[] = [fetch(0, 0), { kind: "cycles", extra: 33 }, fetch(0, 4)];
  const base = run(steps);
  expect([base.model.now, base.counts.extraCycles]).toEqual([10 + 1 + 33, 33]);
  const instructions = run(steps, { time: "instructions" });
  expect([instructions.model.now, instructions.counts.extraCycles]).toEqual([11, 33]);
});

test("references that cross a page: an instruction is one, an uncached part counts by itself", () => {
  const layout: Layout = { flags: [0, PAGE_UNCACHED | PAGE_UNMAPPED], frames: "own" };
  const { counts } = run([fetch(0, 4090, 10), load(1, 4092, 8), store(0, 4094, 4)], {}, layout);
  expect(counts).toMatchObject({
    instructions: 1,
    loads: 1,
    stores: 1,
    uncachedFetches: 1,
    uncachedLoads: 1,
    uncachedStores: 1,
  });
  expect(counts.level1.fetch.accesses).toBe(1);
  expect(counts.level1.load.accesses).toBe(1);
  expect(counts.level1.store.accesses).toBe(1);
  expect(counts.stalls).toMatchObject({ icache: 10, dcache: 10, uncached: 8 + 7 });
});

test("rows by mode, space and refill, in order of the first count", () => {
  const { rows } = run([
    { kind: "mode", mode: "kernel" },
    { kind: "mode", mode: "user" },
    fetch(0, 0),
    { kind: "space", space: 2 },
    { kind: "mode", mode: "kernel" },
    { kind: "refill-begin" },
    fetch(0, 0),
    { kind: "refill-begin" },
    { kind: "refill-end" },
    fetch(0, 4),
    { kind: "refill-end" },
    fetch(0, 8),
  ]);
  expect(rows.map(({ who, counts }) => [who.mode, who.space, who.refill, counts.instructions]))
    // prettier-ignore
    .toEqual([
      ["user", 0, false, 1],
      ["kernel", 2, true, 2],
      ["kernel", 2, false, 1],
    ]);
});

test("idling passes time and touches nothing", () => {
  const { counts, model } = run([
    fetch(0, 0),
    { kind: "idle-begin" },
    fetch(0, 64),
    load(1, 0),
    { kind: "cycles", extra: 5 },
    fetch(0, 68),
    { kind: "idle-end", cycles: 100 },
    fetch(0, 4),
  ]);
  expect(model.idleCycles).toBe(1 + 5 + 1 + 100);
  expect(model.now).toBe(10 + 1 + 107);
  expect(counts).toMatchObject({ instructions: 2, loads: 0, extraCycles: 0 });
  expect(counts.level1.fetch.misses).toBe(1); // line 0 was not evicted by 64
});

describe("two levels", () => {
  const second = { size: 256, line: 32, ways: 1, missCycles: 30 };

  test("a read miss of the first level reads the second; both missing costs both", () => {
    const { counts } = run([fetch(0, 0), load(0, 16), load(0, 64), load(0, 16)], {
      caches: {
        instruction: CACHE,
        data: { ...CACHE, write: WRITE },
        second: { ...second, write: WRITE },
      },
    });
    expect(counts.level2.fetch).toMatchObject({ accesses: 1, misses: 1 });
    // Line 0 of the second level has 16; 64 misses there; 16 hits in the first level.
    expect(counts.level2.load).toMatchObject({ accesses: 2, misses: 1 });
    expect(counts.stalls).toMatchObject({ icache: 40, dcache: 10 + 40 });
  });

  test("writes going down and dirty victims are its stores, after the read", () => {
    const data = { ...CACHE, write: { hit: "back", miss: "fetch-on-write" } as const };
    const { counts } = run([store(1, 0), load(1, 64), store(1, 32)], {
      caches: { instruction: CACHE, data, second: { ...second, line: 16, write: data.write } },
    });
    // store 0: load block 0; load 64: load block 64, then store line 0 (a hit); store 32: load.
    expect(counts.level2.load).toMatchObject({ accesses: 3, misses: 3 });
    expect(counts.level2.store).toMatchObject({ accesses: 1, misses: 0 });
    expect(counts.level1.writeBacks).toBe(1);
    expect(counts.stalls.dcache).toBe(3 * 40);
    expect(counts.writes).toBe(0);
  });
});

describe("TLB", () => {
  const tlb = {
    entries: 2,
    replacement: "lru",
    spaceTags: false,
    refill: "hardware",
    missCycles: 20,
  } as const;

  test("one look-up an instruction and one for the part in a second page; data by record", () => {
    const steps = [fetch(0, 4094, 4), load(1, 0), load(2, 4092, 8), fetch(0, 0)];
    const { counts } = run(steps, { tlb: { unified: tlb } });
    // 0 m, 1 m; 1 h; 2 m (0 leaves), 3 m (1 leaves); 0 m.
    expect(counts).toMatchObject({ tlbFetchMisses: 3, tlbDataMisses: 2 });
    expect(counts.stalls.tlb).toBe(100);
  });

  test("without space tags a space event flushes all but global entries", () => {
    const layout: Layout = { flags: [0, PAGE_GLOBAL, PAGE_UNMAPPED], frames: "own" };
    const steps: Step[] = [load(0, 0), load(1, 0), load(2, 0), { kind: "space", space: 1 }];
    const again = [...steps, load(1, 4), load(0, 4), { kind: "space" as const, space: 0 }];
    const misses = (spaceTags: boolean) =>
      run([...again, load(0, 8)], { tlb: { unified: { ...tlb, entries: 4, spaceTags } } }, layout)
        .counts.tlbDataMisses;
    expect(misses(false)).toBe(4); // 0, 1, then 0 of space 1, then 0 of space 0 again
    expect(misses(true)).toBe(3);
  });

  test("flush events drop what they name", () => {
    const misses = (flush: Step) => {
      const layout: Layout = { flags: [0, PAGE_GLOBAL], frames: "own" };
      const steps = [load(0, 0), load(1, 0), flush, load(0, 0), load(1, 0)];
      return run(steps, { tlb: { unified: { ...tlb, spaceTags: true } } }, layout).counts
        .tlbDataMisses;
    };
    expect(misses({ kind: "mark" })).toBe(2);
    expect(misses({ kind: "flush-page", vpn: 1 })).toBe(3);
    expect(misses({ kind: "flush-non-global" })).toBe(3);
    expect(misses({ kind: "flush-all" })).toBe(4);
  });

  test("wired entries are never used; a software refill stalls nothing", () => {
    const software = {
      entries: 4,
      replacement: "random",
      wired: 2,
      spaceTags: true,
      refill: "software",
    } as const;
    const steps = [load(0, 0), load(1, 0), load(0, 4), load(1, 4), load(2, 0)];
    // Two entries; the first random number is near 0: page 2 takes the place of page 0.
    const { counts } = run([...steps, load(1, 8), load(0, 8)], { tlb: { unified: software } });
    expect(counts.tlbDataMisses).toBe(4);
    expect(counts.stalls.tlb).toBe(0);
  });
});

describe("page mapping", () => {
  const caches = {
    instruction: CACHE,
    data: { size: 1 << 14, line: 16, ways: 1, missCycles: 10, write: WRITE },
  };

  test("recorded: two names of a frame are one line; identity: they are two", () => {
    const layout: Layout = { flags: [0, 0, 0, 0, 0, 0, 0, 0], frames: "shared" };
    const steps = [load(0, 0), load(7, 0)]; // frames 0 and 21 mod 7
    expect(run(steps, { caches }, layout).counts.level1.load.misses).toBe(1);
    const identity = run(steps, { caches, mapping: { kind: "identity" } }, layout);
    expect(identity.counts.level1.load.misses).toBe(2);
  });

  test("Chen and Bershad's: page v of space s is of colour (v + h(s)) mod 4", () => {
    // h(s) = s: page 1 of space 0 and page 0 of space 1 share a set, page 0 of space 0 does not.
    const steps: Step[] = [load(1, 0), load(0, 0), { kind: "space", space: 1 }, load(0, 0)];
    const evicted: Step[] = [...steps, { kind: "space", space: 0 }, load(0, 4), load(1, 4)];
    const { counts } = run(evicted, { caches, mapping: { kind: "chen-bershad" } }, PLAIN, {
      spaceHash: (space) => space,
    });
    expect(counts.level1.load).toMatchObject({ misses: 4, compulsory: 3, conflict: 1 });
  });
});

test("stores, cached or not, are cut at the width of the write buffer", () => {
  const layout: Layout = { flags: [0, PAGE_UNCACHED | PAGE_UNMAPPED], frames: "own" };
  const buffer = { entries: 4, width: 4, pageBytes: 4096, pageCycles: 1, cycles: 5 };
  const { counts } = run([store(0, 14, 8), store(1, 12, 8)], { writeBuffer: buffer }, layout);
  expect(counts.writes).toBe(3 + 2);
});

test("classes sum to the misses, and the clock is instructions, base cycles, stalls and idling", () => {
  fc.assert(
    fc.property(pairs, ({ machine, program }) => {
      const model = new Model(machine, { twoWay: true, spaceHash });
      const end = [...program.steps, fetch(0, 0)];
      runModel({ ...program, steps: end }, model);
      const counts = sumRows(model.rows());
      for (const level of [counts.level1, counts.level2]) {
        const classed = ({ compulsory, capacity, conflict }: KindCounts) =>
          compulsory + capacity + conflict;
        expect(classed(level.fetch)).toBe(level.fetch.misses);
        expect(classed(level.load)).toBe(level.load.misses);
        expect(classed(level.store) + level.bypass).toBe(level.store.misses);
        expect(level.bypassCompulsory + level.bypassCapacity + level.bypassConflict).toBe(
          level.bypass,
        );
      }
      const base = machine.time === "base" ? counts.extraCycles : 0;
      const own = Math.max(0, counts.instructions - 1);
      expect(model.now).toBe(own + base + stallCycles(counts.stalls) + model.idleCycles);
    }),
    { numRuns: 150 },
  );
});

test("the batches of a program hold its references", () => {
  fc.assert(
    fc.property(pairs, fc.constantFrom(16, 23, 1000), ({ program }, records) => {
      const expected = program.steps.flatMap((step) =>
        step.kind === "fetch" || step.kind === "load" || step.kind === "store"
          ? [`${step.kind} ${step.vpn} ${step.offset} ${step.size}`]
          : [],
      );
      expect(referencesOf(program, records)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

function referencesOf(program: Program, records: number): string[] {
  const seen: string[] = [];
  for (const batch of batchesOf(program, records).batches) {
    const line = (kind: string, address: number, size: number) =>
      `${kind} ${batch.pages.vpn[address >>> 12]} ${address & 4095} ${size}`;
    const data = (kind: string) => (address: number, size: number, continued: boolean) => {
      if (!continued) seen.push(line(kind, address, size));
      else seen.push(seen.pop()!.replace(/\d+$/, (first) => String(Number(first) + size)));
    };
    visitReferences(batch, {
      fetch: (address, size) => seen.push(line("fetch", address, size)),
      load: data("load"),
      store: data("store"),
      cycles: () => {},
      event: () => {},
    });
  }
  return seen;
}

test("random machines and programs reach every count", () => {
  const reached = new Map<string, number>();
  const visit = (counts: object, path: string) => {
    for (const [key, value] of Object.entries(counts))
      if (typeof value === "object") visit(value, `${path}${key}.`);
      else reached.set(path + key, (reached.get(path + key) ?? 0) + (value > 0 ? 1 : 0));
  };
  for (const { machine, program } of fc.sample(pairs, { seed: 1, numRuns: 600 })) {
    const model = new Model(machine, { twoWay: true, spaceHash });
    runModel(program, model);
    visit(sumRows(model.rows()) satisfies Counts, "");
  }
  const never = [...reached].filter(([, times]) => times < 4);
  expect(never).toEqual([]);
});
