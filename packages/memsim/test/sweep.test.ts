/**
 * Sweeps against single simulators: random caches swept over random programs must count what a
 * simulator of each counts.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LevelCounts, newCounts, sumRows } from "../src/counts.ts";
import type { MappingDescription } from "../src/machine.ts";
import { createSimulator } from "../src/simulator.ts";
import { machineOf, type SweepCache, type SweepWhich } from "../src/sweep/configuration.ts";
import { createSweep, type SweepOptions } from "../src/sweep/sweep.ts";
import { programs } from "./model/arbitraries.ts";
import { batchesOf, type Program } from "./model/program.ts";

const powerOfTwo = (least: number, most: number) =>
  fc.integer({ min: Math.log2(least), max: Math.log2(most) }).map((n) => 2 ** n);

const write = fc.oneof(
  fc.record({
    hit: fc.constantFrom("through", "through", "back"),
    miss: fc.constantFrom("fetch-on-write", "write-around"),
  }),
  fc.record({
    hit: fc.constantFrom("through", "through", "back"),
    miss: fc.constant("write-validate"),
    partial: fc.constantFrom("leave", "fetch"),
  }),
) as fc.Arbitrary<NonNullable<SweepCache["write"]>>;

/** Caches that are often of one kind, so that much is shared, and now and then of any. */
const caches = (line: number): fc.Arbitrary<SweepCache> =>
  fc
    .record({
      sets: fc.oneof(powerOfTwo(1, 32), powerOfTwo(1, 2048)),
      ways: fc.oneof(fc.constant(1), fc.constantFrom(1, 2, 4, 8, 16)),
      fetch: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constantFrom(1, 2, 4)),
      replacement: fc.constantFrom("lru", "lru", "lru", "lru", "fifo", "random", "plru"),
      index: fc.constantFrom("physical", "physical", "physical", "virtual"),
    })
    .map(({ sets, ways, fetch, replacement, index }) => {
      const size = Math.max(16, sets * ways * line);
      return {
        size,
        line,
        ways,
        fetch: Math.min(fetch * line, size, 4096),
        replacement,
        index,
      } as SweepCache;
    });

const lists = fc.tuple(powerOfTwo(4, 64), powerOfTwo(4, 64), write).chain(([line, other, common]) =>
  fc.array(
    fc
      .tuple(
        fc.oneof({ weight: 4, arbitrary: caches(line) }, caches(other)),
        fc.oneof({ weight: 4, arbitrary: fc.constant(common) }, write),
      )
      .map(([cache, write]): SweepCache => ({ ...cache, write })),
    { minLength: 1, maxLength: 12 },
  ),
);

const WHICH = fc.constantFrom<SweepWhich>("split", "split", "unified", "instruction", "data");
const RECORDS = fc.constantFrom(16, 25, 4096);
const MAPPINGS: fc.Arbitrary<MappingDescription> = fc.constantFrom(
  { kind: "identity" },
  { kind: "chen-bershad", seed: 3 },
);

/** The kinds of references that the caches of a sweep serve. */
const SERVED = {
  split: ["fetch", "load", "store"],
  unified: ["fetch", "load", "store"],
  instruction: ["fetch"],
  data: ["load", "store"],
} as const;

/** What a simulator of the cache counts at its first level, of the kinds that are served. */
function single(program: Program, cache: SweepCache, options: SweepOptions): LevelCounts {
  const { which, mapping = { kind: "identity" }, threeC = true } = options;
  const { pages, batches } = batchesOf(program, 4096);
  const simulator = createSimulator(machineOf(cache, which, mapping), pages, { threeC });
  for (const batch of batches) simulator.consume(batch);
  const { level1 } = sumRows(simulator.rows());
  const counts = newCounts().level1;
  for (const kind of SERVED[which]) counts[kind] = level1[kind];
  if (which === "instruction") return counts;
  const { fetch, load, store, ...others } = level1;
  return { ...counts, ...others };
}

function sweep(program: Program, options: SweepOptions, records: number): LevelCounts[] {
  const { pages, batches } = batchesOf(program, records);
  const one = createSweep(pages, options);
  for (const batch of batches) one.consume(batch);
  one.finish();
  return one.results().map(({ counts }) => counts);
}

function expectEqual(program: Program, options: SweepOptions, records: number): void {
  const results = sweep(program, options, records);
  options.configurations.forEach((cache, at) => {
    expect(results[at], JSON.stringify(cache)).toEqual(single(program, cache, options));
  });
}

describe("a sweep counts what single simulators count", () => {
  test("for any list of caches", () => {
    fc.assert(
      fc.property(
        programs(),
        lists,
        WHICH,
        fc.boolean(),
        MAPPINGS,
        RECORDS,
        (program, configurations, which, threeC, mapping, records) => {
          expectEqual(program, { which, configurations, threeC, mapping }, records);
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 200) },
    );
  });
});
