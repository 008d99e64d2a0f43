/**
 * Sweeps against single simulators: what is simulated together must count what each cache counts by
 * itself, whatever the caches and the references.
 */
import { BY_INDEX, INVALIDATE, InputError, PageDictionary, StreamBuilder } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MappingDescription } from "../src/machine.ts";
import { cacheGrid, type SweepCache, type SweepWhich } from "../src/sweep/configuration.ts";
import { planSweep, type SweepPlan } from "../src/sweep/plan.ts";
import { createSweep, PlannedSweep, type SweepOptions } from "../src/sweep/sweep.ts";
import { batchesOf } from "./model/program.ts";
import { refusal } from "./refusal.ts";
import {
  cacheLists,
  expectSingles,
  longStream,
  run,
  type Stream,
  sweepPrograms,
  WHICH,
} from "./sweep-support.ts";

/** RUNS makes the tests look harder. */
const runs = (numRuns: number) => ({ numRuns: Math.ceil(numRuns * Number(process.env.RUNS ?? 1)) });

const RECORDS = fc.constantFrom(16, 25, 4096);
const POWERS = fc.constantFrom(1, 1, 1, 2, 4, 8, 16);
const ALLOCATE = { hit: "through", miss: "fetch-on-write" } as const;

const MAPPINGS: fc.Arbitrary<MappingDescription> = fc.constantFrom(
  { kind: "identity" },
  { kind: "chen-bershad", seed: 3 },
);
const FRAME_MAPPINGS: fc.Arbitrary<MappingDescription> = fc.constantFrom(
  { kind: "recorded" },
  { kind: "frames", policy: "random", seed: 5 },
  { kind: "frames", policy: "first-free" },
  { kind: "frames", policy: "bin-hopping" },
  { kind: "frames", policy: "colouring" },
);

test("invalidations by index are left out", () => {
  const configurations = [{ size: 64, line: 16, ways: 1, write: ALLOCATE }];
  const counts = (details: number[]) => {
    const pages = new PageDictionary();
    const builder = new StreamBuilder({ pages });
    for (const detail of [...details, 0]) {
      builder.load(0, 0, 4);
      if (detail > 0) builder.event(INVALIDATE, 64, detail);
    }
    const sweep = createSweep(pages, { which: "data", configurations });
    sweep.consume(builder.take());
    return sweep.results()[0].counts.load.misses;
  };
  expect([counts([2]), counts([2 | BY_INDEX])]).toEqual([1, 1]);
  expect(counts([2 | BY_INDEX, 3 | BY_INDEX])).toBe(1);
});

describe("a sweep counts what single simulators count", () => {
  test("for any list of caches", () => {
    fc.assert(
      fc.property(
        sweepPrograms(),
        cacheLists(POWERS),
        WHICH,
        fc.boolean(),
        MAPPINGS,
        RECORDS,
        (program, configurations, which, threeC, mapping, records) => {
          const options = { which, configurations, threeC, mapping };
          expectSingles(batchesOf(program, records), options);
        },
      ),
      runs(40),
    );
  });

  test("where pages are placed by frame, and mappings change", () => {
    fc.assert(
      fc.property(
        sweepPrograms(["own", "shared"]),
        cacheLists(POWERS),
        WHICH,
        FRAME_MAPPINGS,
        (program, configurations, which, mapping) => {
          // A simulator learns the pages of a batch: so that it meets them as a sweep does.
          expectSingles(batchesOf(program, 4096), { which, configurations, mapping });
        },
      ),
      runs(15),
    );
  });

  test("after a warm-up", () => {
    fc.assert(
      fc.property(sweepPrograms(), cacheLists(POWERS), WHICH, (program, configurations, which) => {
        const stream = batchesOf(program, 16);
        expectSingles(stream, { which, configurations }, stream.batches.length >> 1);
      }),
      runs(15),
    );
  });
});

/** The plan with every cache simulated by itself. */
function independently(plan: SweepPlan): SweepPlan {
  const passes = plan.passes.map((pass) => ({
    ...pass,
    groups: pass.groups.flatMap(({ side, caches }) =>
      caches.map((cache) => ({ side, rule: undefined, dirty: false, caches: [cache] })),
    ),
  }));
  return { ...plan, passes };
}

function expectIndependent(stream: Stream, options: SweepOptions): void {
  const plan = planSweep(options);
  const together = run(new PlannedSweep(stream.pages, plan), stream);
  const apart = run(new PlannedSweep(stream.pages, independently(plan)), stream);
  const counts = apart.results().map((result) => result.counts);
  together.results().forEach((result, at) => {
    expect(result.counts, JSON.stringify(options.configurations[at])).toEqual(counts[at]);
  });
  expect(together.references()).toEqual(apart.references());
}

test("caches of any number of ways count together what they count apart", () => {
  fc.assert(
    fc.property(
      sweepPrograms(["none", "own", "shared"], 20),
      cacheLists(fc.integer({ min: 1, max: 20 })),
      WHICH,
      fc.boolean(),
      (program, configurations, which, threeC) => {
        expectIndependent(batchesOf(program, 4096), { which, configurations, threeC });
      },
    ),
    runs(40),
  );
});

describe("long streams", () => {
  const stream = longStream(120_000, 99);
  const SIZES = [256, 1024, 4096, 16384, 65536];

  test.each<[string, SweepWhich, SweepCache["write"]]>([
    ["split", "split", ALLOCATE],
    ["unified", "unified", ALLOCATE],
    ["write-around", "data", { hit: "through", miss: "write-around" }],
    ["write-validate", "data", { hit: "through", miss: "write-validate", partial: "leave" }],
    ["write-back", "data", { hit: "back", miss: "fetch-on-write" }],
    ["write-back around", "unified", { hit: "back", miss: "write-around" }],
  ])("%s", (_, which, write) => {
    const ways = [1, 2, 3, 4, 6, 8, "full"] as const;
    const configurations = cacheGrid(SIZES, [16], ways, { write: write! }).map((cache) =>
      cache.ways === 3 || cache.ways === 6
        ? { ...cache, size: (cache.size * cache.ways) / 2 }
        : cache,
    );
    expectIndependent(stream, { which, configurations });
    expectIndependent(stream, { which, configurations, threeC: false });
  });

  test("against simulators", () => {
    const configurations = cacheGrid([1024, 16384], [8, 32], [1, 4, "full"], { write: ALLOCATE });
    expectSingles(stream, { which: "split", configurations });
  });
});

describe("methods", () => {
  const method = (cache: Partial<SweepCache>, options: Partial<SweepOptions> = {}) => {
    const configurations = [{ size: 8192, line: 16, ways: 1, write: ALLOCATE, ...cache }];
    const sweep = createSweep(new PageDictionary(), { which: "data", configurations, ...options });
    return sweep.results()[0].methods.data;
  };
  const AROUND = { hit: "through", miss: "write-around" } as const;
  const BACK = { hit: "back", miss: "fetch-on-write" } as const;

  test.each<[Partial<SweepCache>, string]>([
    [{}, "inclusion"],
    [{ write: AROUND }, "inclusion"],
    [{ write: BACK }, "inclusion"],
    [{ ways: 4 }, "stack"],
    [{ ways: 4, write: AROUND }, "stack"],
    [{ ways: 4, write: BACK }, "stack"],
    [{ ways: "full" }, "stack"],
    [{ ways: "full", write: AROUND }, "stack"],
    [{ ways: "full", write: BACK }, "stack"],
    [{ ways: 2, replacement: "plru" }, "stack"],
    [{ ways: 4, replacement: "plru" }, "independent"],
    [{ ways: 4, replacement: "fifo" }, "independent"],
    [{ ways: 4, replacement: "random" }, "independent"],
    [{ ways: 1, replacement: "fifo" }, "independent"],
    [{ fetch: 32 }, "independent"],
    [{ index: "virtual" }, "independent"],
    [{ index: "virtual", ways: 2 }, "stack"],
    [{ ways: 3, size: 24 * 1024 }, "stack"],
  ])("%j: %s", (cache, expected) => {
    expect(method(cache)).toBe(expected);
  });

  test("without classes, replacement in direct-mapped caches does not matter", () => {
    expect(method({ replacement: "fifo" }, { threeC: false })).toBe("inclusion");
  });

  test("instruction caches need no store policy, and stores no method of theirs", () => {
    const configurations = [{ size: 8192, line: 16, ways: 4, write: AROUND }];
    const sweep = createSweep(new PageDictionary(), { which: "split", configurations });
    expect(sweep.results()[0].methods).toEqual({ instruction: "stack", data: "stack" });
    const reads = [{ size: 8192, line: 16, ways: 4 }];
    const other = createSweep(new PageDictionary(), {
      which: "instruction",
      configurations: reads,
    });
    expect(other.results()[0].methods).toEqual({ instruction: "stack" });
  });
});

test("by hand: two direct-mapped caches of two and four lines", () => {
  const pages = new PageDictionary();
  const builder = new StreamBuilder({ pages });
  // Lines 0 2 0 4 2 0 of 16 bytes: all in set 0 of two sets; in sets 0 2 0 0 2 0 of four.
  for (const line of [0, 2, 0, 4, 2, 0]) builder.load(7, line * 16, 4);
  const configurations = cacheGrid([32, 64], [16], [1], { write: ALLOCATE });
  const sweep = createSweep(pages, { which: "data", configurations });
  sweep.consume(builder.take());
  const [two, four] = sweep.results().map((result) => result.counts.load);
  // The fully associative twin of two lines hits at the second 0 only; of four lines at all three.
  expect(two).toMatchObject({ accesses: 6, misses: 6, compulsory: 3, capacity: 2, conflict: 1 });
  expect(four).toMatchObject({ accesses: 6, misses: 4, compulsory: 3, capacity: 0, conflict: 1 });
  expect([two.twinMisses, four.twinMisses]).toEqual([5, 3]);
  expect(sweep.references()).toMatchObject({ instructions: 0, loads: 6, stores: 0 });
});

describe("refusals", () => {
  const create = (cache: Partial<SweepCache>, which: SweepWhich = "data") => {
    const good = { size: 1024, line: 16, ways: 1, write: ALLOCATE };
    return () =>
      createSweep(new PageDictionary(), {
        which,
        configurations: [good, { ...good, ...cache } as SweepCache],
      });
  };

  test.each<[Partial<SweepCache>, RegExp]>([
    [{ line: 24 }, /^machine of configuration 2: .*line: 24 is given/],
    [{ ways: 3 }, /^machine of configuration 2: ways: 3 ways of 16-byte lines do not divide 1024/],
    [{ ways: 128 }, /ways: 128 ways/],
    [{ ways: 3, size: 3072, replacement: "plru" }, /plru needs a power of two of ways, not 3/],
    [{ write: undefined as never }, /write: is missing/],
    [{ fetch: 8 }, /fetch: is less than the line/],
  ])("%j", (cache, message) => {
    expect(refusal(create(cache))).toMatch(message);
  });

  test("caches that no memory holds", () => {
    const huge = { size: 2 ** 30, line: 4, ways: 1, write: ALLOCATE };
    const configurations = [huge, { ...huge, ways: 8 }];
    const sweep = () => createSweep(new PageDictionary(), { which: "split", configurations });
    expect(refusal(sweep)).toMatch(/take more than 2 GiB; smaller caches/);
  });

  test("a grid without caches", () => {
    expect(() => cacheGrid([16], [32], [1])).toThrow(InputError);
    expect(cacheGrid([16, 64], [16, 32], [1, 2, "full"])).toHaveLength(2 + 6);
  });
});
