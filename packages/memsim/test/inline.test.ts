/**
 * The simulator called reference by reference, against the same simulator fed by batches: every
 * count, every stall and the clock must be equal.
 */
import { FLUSH_PAGE, MAP, PAGE_UNMAPPED, PageDictionary, SPACE, TLB_FLUSH } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Machine, parseMachine } from "../src/machine.ts";
import { withOverrides } from "../src/machine-override.ts";
import { preset } from "../src/presets.ts";
import { createSimulator } from "../src/simulator.ts";
import { aligned } from "./aligned.ts";
import { InlineDriver, probesOf } from "./inline-driver.ts";
import { machines, programs } from "./model/arbitraries.ts";
import { batchesOf, type Program } from "./model/program.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);

/** The machine with what can be called inline: split physical caches, a random software-refilled TLB. */
function inlineForm(machine: Machine, wired: number): Machine {
  const { caches, tlb, ...rest } = machine;
  const data = caches.unified ?? caches.data!;
  const { write: _, ...instruction } = caches.unified ?? caches.instruction!;
  const physical = { index: "physical" } as const;
  const { missCycles: __, ...any } = tlb ? (tlb.unified ?? tlb.data!) : { missCycles: 0 };
  const unified = {
    ...any,
    ways: "full",
    replacement: "random",
    refill: "software",
    wired: Math.min(wired, "entries" in any ? any.entries - 1 : 0),
  };
  return parseMachine(
    {
      ...rest,
      caches: {
        instruction: { ...instruction, ...physical },
        data: { ...data, ...physical },
        ...(caches.second ? { second: caches.second } : {}),
      },
      ...(tlb ? { tlb: { unified } } : {}),
    },
    "inline",
  );
}

const frames = fc
  .constantFrom("random", "first-free", "bin-hopping", "colouring")
  .map((policy) => ({ kind: "frames", policy }) as const);

const cases = fc
  .tuple(
    machines(["identity", "chen-bershad", "recorded"]),
    fc.option(frames, { freq: 3 }),
    fc.nat(2),
    programs(["own", "shared"]),
  )
  .map(([machine, mapping, wired, program]): { machine: Machine; program: Program } => ({
    machine: inlineForm(mapping ? { ...machine, mapping } : machine, wired),
    program: aligned(program),
  }));

const options = fc.record({ threeC: fc.boolean(), twoWay: fc.boolean() });

test("rows, clock, idle cycles and stalls are those of batches", () => {
  let hits = 0;
  fc.assert(
    fc.property(
      cases,
      options,
      fc.constantFrom(16, 60, 4096),
      fc.boolean(),
      fc.nat(20),
      ({ machine, program }, classes, records, probing, stop) => {
        const { pages, batches } = batchesOf(program, records);
        const fed = createSimulator(machine, pages, classes);
        let called = createSimulator(machine, pages, classes);
        let driver = new InlineDriver(called.inline!, pages, probing);
        let stalls = 0;
        batches.forEach((batch, at) => {
          stalls += fed.settle(batch);
          driver.run(batch);
          expect(driver.stalls).toBe(stalls);
          if (!driver.idling)
            expect([called.now, called.idleCycles]).toEqual([fed.now, fed.idleCycles]);
          expect(called.rows()).toEqual(fed.rows());
          if (at !== stop) return;
          const state = called.save();
          called = createSimulator(machine, pages, classes);
          called.restore(state);
          driver = driver.continuedOn(called.inline!, probing);
        });
        hits += driver.hits;
      },
    ),
    { numRuns: 300 * FACTOR },
  );
  expect(hits).toBeGreaterThan(100);
});

describe("what is offered", () => {
  const pages = new PageDictionary();
  const offered = (settings: string[], options = {}) =>
    createSimulator(withOverrides(preset("ds5000-200"), settings), pages, options).inline;

  test("inline use, where nothing shares and nobody watches", () => {
    expect(offered([])).toBeDefined();
    expect(offered(["tlb=null", "writeBuffer=null"])).toBeDefined();
    expect(offered([], { log: () => {} })).toBeUndefined();
    expect(offered([], { refillTemplate: true })).toBeUndefined();
    expect(offered(["caches.data.index=virtual"])).toBeUndefined();
    expect(offered(["tlb.unified.wired=0", "tlb.unified.replacement=lru", "tlb.unified.seed=null"]))
      // A hit changes the order of an LRU TLB.
      .toBeUndefined();
    for (const name of ["i486-50", "pentium-133"])
      expect(createSimulator(preset(name), pages).inline).toBeUndefined();
  });

  test("probes, without shadows and where the memory alone tells", () => {
    const probes = (settings: string[], options: object) => {
      const { fetch, data } = probesOf(offered(settings, options)!);
      return [fetch !== undefined, data !== undefined];
    };
    expect(probes([], { threeC: false })).toEqual([true, true]);
    expect(probes([], { threeC: true })).toEqual([false, false]);
    expect(probes([], { threeC: false, twoWay: true })).toEqual([false, false]);
    const full = ["caches.instruction.ways=full", "caches.data.ways=full"];
    const random = "caches.data.replacement=random";
    expect(probes([...full, random], { threeC: false })).toEqual([false, true]);
  });

  test("the clock, time and line", () => {
    const inline = offered([])!;
    expect([inline.now.value, inline.baseTime, inline.fetchLine]).toEqual([0n, false, 16]);
    expect(offered(["time=base"])!.baseTime).toBe(true);
  });
});

describe("pages that must be prepared anew", () => {
  /** A TLB of two entries, and pages 0 to 3 of space 0. */
  function small(...settings: string[]) {
    const pages = new PageDictionary();
    for (let vpn = 0; vpn < 4; vpn++) pages.id(vpn, 0, vpn, 0);
    const unmapped = pages.id(0x80000, 0, 9, PAGE_UNMAPPED);
    const machine = withOverrides(preset("ds5000-200"), [
      "tlb.unified.entries=2",
      "tlb.unified.wired=0",
      ...settings,
    ]);
    const simulator = createSimulator(machine, pages);
    const inline = simulator.inline!;
    const revoked: number[] = [];
    inline.revoked = (page) => revoked.push(page);
    const misses = () =>
      simulator.rows().map(({ counts: c }) => [c.tlbFetchMisses, c.tlbDataMisses]);
    return { inline, pages, unmapped, revoked, misses };
  }

  test("the victim of a miss, for both uses; another page of its name too", () => {
    const { inline, pages, revoked, misses } = small();
    const other = pages.id(0, 0, 77, 0);
    inline.prepare(0, "fetch");
    inline.prepare(0, "data");
    inline.prepare(other, "data");
    inline.prepare(1, "data");
    expect(revoked).toEqual([]);
    inline.prepare(2, "fetch");
    // The first random number is near 0: the first entry.
    expect(revoked).toEqual([0, other]);
    expect(misses()).toEqual([[2, 1]]);
  });

  test("flushed pages, pages of other spaces without tags, renumbered ones; never unmapped ones", () => {
    const flush = small();
    flush.inline.prepare(1, "data");
    flush.inline.prepare(flush.unmapped, "data");
    flush.inline.event(TLB_FLUSH, 1 << 12, FLUSH_PAGE);
    flush.inline.event(TLB_FLUSH, 0, 0);
    expect(flush.revoked).toEqual([1]);
    const untagged = small("tlb.unified.spaceTags=false");
    untagged.inline.prepare(3, "data");
    untagged.inline.prepare(untagged.unmapped, "data");
    untagged.inline.event(SPACE, 5, 0);
    expect(untagged.revoked).toEqual([3]);
    const frames = small('mapping={"kind":"frames","policy":"random"}');
    frames.inline.prepare(0, "data");
    frames.inline.event(MAP, 0, 0);
    expect(frames.revoked).toEqual([]);
    // Frame 0 is reassigned to another page.
    const moved = frames.pages.id(7, 0, 0, 0);
    frames.inline.event(MAP, moved << 12, 0);
    expect(frames.revoked).toEqual([-1]);
  });
});
