/** Sweeps in tests: what single simulators count, and random caches. */
import { type Batch, copyBatch, INVALIDATE, PageDictionary, StreamBuilder } from "@mcpi/trace";
import fc from "fast-check";
import { expect } from "vitest";
import { type LevelCounts, newCounts, sumRows } from "../src/counts.ts";
import { createSimulator } from "../src/simulator.ts";
import { machineOf, type SweepCache, type SweepWhich } from "../src/sweep/configuration.ts";
import { createSweep, type Sweep, type SweepOptions } from "../src/sweep/sweep.ts";
import { programs } from "./model/arbitraries.ts";
import type { Program } from "./model/program.ts";

export interface Stream {
  readonly pages: PageDictionary;
  readonly batches: readonly Batch[];
}

const powerOfTwo = (least: number, most: number) =>
  fc.integer({ min: Math.log2(least), max: Math.log2(most) }).map((n) => 2 ** n);

export const writes = fc.oneof(
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
const caches = (line: number, ways: fc.Arbitrary<number>): fc.Arbitrary<SweepCache> =>
  fc
    .record({
      sets: fc.oneof(powerOfTwo(1, 32), powerOfTwo(1, 2048)),
      ways,
      fetch: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constantFrom(1, 2, 4)),
      replacement: fc.constantFrom("lru", "lru", "lru", "lru", "fifo", "random", "plru"),
      index: fc.constantFrom("physical", "physical", "physical", "virtual"),
    })
    .map(({ sets, ways, fetch, replacement, index }) => {
      const power = Number.isInteger(Math.log2(ways));
      const least = Math.ceil(16 / ways / line);
      const size = Math.max(sets, power ? least : 2 ** Math.ceil(Math.log2(least))) * ways * line;
      return {
        size,
        line,
        ways,
        fetch: Math.min(fetch * line, power ? size : line, 4096),
        replacement: power || replacement !== "plru" ? replacement : "lru",
        index,
      } as SweepCache;
    });

/** Lists of caches to sweep; most have one line size and one store policy. */
export const cacheLists = (ways: fc.Arbitrary<number>) =>
  fc.tuple(powerOfTwo(4, 64), powerOfTwo(4, 64), writes).chain(([line, other, common]) =>
    fc.array(
      fc
        .tuple(
          fc.oneof({ weight: 4, arbitrary: caches(line, ways) }, caches(other, ways)),
          fc.oneof({ weight: 4, arbitrary: fc.constant(common) }, writes),
        )
        .map(([cache, write]): SweepCache => ({ ...cache, write })),
      { minLength: 1, maxLength: 12 },
    ),
  );

export const WHICH = fc.constantFrom<SweepWhich>(
  "split",
  "split",
  "unified",
  "instruction",
  "data",
);

/** Programs without invalidations by index, which sweeps leave out. */
export const sweepPrograms = (...parameters: Parameters<typeof programs>) =>
  programs(...parameters).map(
    ({ layout, steps }): Program => ({
      layout,
      steps: steps.map((step) => (step.kind === "invalidate" ? { ...step, byIndex: false } : step)),
    }),
  );

/** The kinds of references that the caches of a sweep serve. */
const SERVED = {
  split: ["fetch", "load", "store"],
  unified: ["fetch", "load", "store"],
  instruction: ["fetch"],
  data: ["load", "store"],
} as const;

/**
 * What a simulator of the cache counts at its first level, of the kinds that are served.
 * @param from batch before which counting begins.
 */
export function single(
  { pages, batches }: Stream,
  cache: SweepCache,
  options: SweepOptions,
  from = 0,
): LevelCounts {
  const { which, mapping = { kind: "identity" }, threeC = true } = options;
  const simulator = createSimulator(machineOf(cache, which, mapping), pages, { threeC });
  batches.forEach((batch, at) => {
    if (at === from) simulator.resetCounts();
    simulator.consume(batch);
  });
  const { level1 } = sumRows(simulator.rows());
  const counts = newCounts().level1;
  for (const kind of SERVED[which]) counts[kind] = level1[kind];
  if (which === "instruction") return counts;
  const { fetch, load, store, ...others } = level1;
  return { ...counts, ...others };
}

/** Runs a sweep over a stream; counting begins before batch `from`. */
export function run<T extends Sweep>(sweep: T, { batches }: Stream, from = 0): T {
  batches.forEach((batch, at) => {
    if (at === from) sweep.resetCounts();
    sweep.consume(batch);
  });
  sweep.finish();
  return sweep;
}

/** Holds a sweep to simulators of each of its caches. */
export function expectSingles(stream: Stream, options: SweepOptions, from = 0): void {
  const results = run(createSweep(stream.pages, options), stream, from).results();
  options.configurations.forEach((cache, at) => {
    expect(results[at].counts, JSON.stringify(cache)).toEqual(single(stream, cache, options, from));
  });
}

/** A long stream with loops near and far, stores of all sizes, and lines invalidated now and then. */
export function longStream(steps: number, seed: number, records?: number): Stream {
  const pages = new PageDictionary();
  const builder = new StreamBuilder(records === undefined ? { pages } : { pages, records });
  const batches: Batch[] = [];
  let x = seed;
  const next = (below: number) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
  let pc = 0;
  let data = 0;
  for (let step = 0; step < steps; step++) {
    if (next(40) === 0) pc = next(next(4) === 0 ? 40_000 : 4000) * 4;
    builder.fetch(pc >>> 12, pc & 4095, 4);
    pc += 4;
    if (next(20) === 0) data = next(next(4) === 0 ? 200_000 : 8000);
    const size = [1, 4, 8, 16, 32][next(5)];
    const at = 2 ** 20 + data;
    data += next(2) * size;
    const aligned = at - (at % size);
    if (next(3) === 0) builder.store(aligned >>> 12, aligned & 4095, size);
    else if (next(2) === 0) builder.load(at >>> 12, at & 4095, 4);
    if (next(500) === 0) {
      const id = pages.id(aligned >>> 12, 0, -1, 0);
      builder.event(INVALIDATE, (id << 12) | (aligned & 4095), 1 + next(3));
    }
    if (builder.full) batches.push(copyBatch(builder.take()));
  }
  batches.push(copyBatch(builder.take()));
  return { pages, batches };
}
