/**
 * Miss-ratio curves against an obvious stack, against fully associative caches, and worked by hand.
 */
import { InputError, PageDictionary, StreamBuilder } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumRows } from "../src/counts.ts";
import { createSimulator } from "../src/simulator.ts";
import { cacheGrid, machineOf, type SweepWhich } from "../src/sweep/configuration.ts";
import {
  accessesOf,
  type CurveOptions,
  createCurves,
  type MissCurve,
  missesAt,
} from "../src/sweep/curve.ts";
import { createSweep } from "../src/sweep/sweep.ts";
import { batchesOf, type Program } from "./model/program.ts";
import { refusal } from "./refusal.ts";
import { longStream, sweepPrograms } from "./sweep-support.ts";

const ALLOCATE = { hit: "through", miss: "fetch-on-write" } as const;
const WHICH = fc.constantFrom<SweepWhich>("split", "unified", "instruction", "data");

function curvesOf(program: Program, options: CurveOptions, records = 4096): MissCurve[] {
  const { pages, batches } = batchesOf(program, records);
  const curves = createCurves(pages, options);
  for (const batch of batches) curves.consume(batch);
  curves.finish();
  return curves.curves();
}

/** Loads of these lines of 16 bytes, one after the other. */
function curveOfLines(lines: readonly number[]): MissCurve {
  const pages = new PageDictionary();
  const builder = new StreamBuilder({ pages });
  const curves = createCurves(pages, { which: "data", lines: [16], write: ALLOCATE });
  const flush = () => curves.consume(builder.take());
  for (const line of lines) {
    builder.load(line >>> 8, (line & 255) << 4, 4);
    if (builder.full) flush();
  }
  if (!builder.empty) flush();
  return curves.curves()[0];
}

/** Distances of an obvious stack: a list, most recently used first. */
function distancesOf(lines: readonly number[]) {
  const stack: number[] = [];
  const distances: number[] = [];
  let compulsory = 0;
  for (const line of lines) {
    const at = stack.indexOf(line);
    if (at < 0) compulsory++;
    else {
      stack.splice(at, 1);
      distances[at] = (distances[at] ?? 0) + 1;
    }
    stack.unshift(line);
  }
  return { compulsory, distances: Array.from(distances, (n) => n ?? 0) };
}

test("by hand: a b c a a b", () => {
  const curve = curveOfLines([1, 2, 3, 1, 1, 2]);
  // a is used again after two others, then at once; b after two others (c, a).
  expect(curve.kinds.load?.compulsory).toBe(3);
  expect(Array.from(curve.kinds.load!.distances)).toEqual([0, 0, 2]);
  expect([1, 2, 3, 4].map((lines) => missesAt(curve, lines))).toEqual([5, 5, 3, 3]);
  expect(accessesOf(curve)).toBe(6);
});

test("distances of long streams are those of an obvious stack", () => {
  // Loops of changing length over a changing place: near and far distances, many compactions.
  let x = 12345;
  const next = (below: number) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
  const lines: number[] = [];
  while (lines.length < 60_000) {
    const first = next(6000);
    const length = 1 + next(next(2) === 0 ? 20 : 3000);
    for (let times = 1 + next(3); times > 0; times--)
      for (let i = 0; i < length; i++) lines.push(first + i);
  }
  const { compulsory, distances } = distancesOf(lines);
  const { load } = curveOfLines(lines).kinds;
  expect(load?.compulsory).toBe(compulsory);
  expect(load?.invalidated).toBe(0);
  expect(Array.from(load!.distances).slice(1)).toEqual(distances.slice(1));
});

test("distances of a hundred thousand lines and more", () => {
  const count = 150_000;
  const up = Array.from({ length: count }, (_, line) => line);
  // Upwards twice: all others come between. Then downwards: the j-th has j after it.
  const { load } = curveOfLines([...up, ...up, ...up.toReversed()]).kinds;
  expect(load?.compulsory).toBe(count);
  const distances = load!.distances;
  expect(distances.length).toBe(count);
  expect(distances[count - 1]).toBe(count + 1);
  expect(distances.slice(1, count - 1).every((times) => times === 1)).toBe(true);
});

test("long streams with invalidated lines: equal to a sweep of fully associative caches", () => {
  const { pages, batches } = longStream(100_000, 4711);
  const sizes = Array.from({ length: 13 }, (_, n) => 64 << n);
  for (const which of ["split", "unified"] as const) {
    const curves = createCurves(pages, { which, lines: [16], write: ALLOCATE });
    const configurations = cacheGrid(sizes, [16], ["full"], { write: ALLOCATE });
    const sweep = createSweep(pages, { which, configurations, threeC: false });
    for (const batch of batches) {
      curves.consume(batch);
      sweep.consume(batch);
    }
    const all = curves.curves();
    sweep.results().forEach(({ counts }, at) => {
      for (const kind of ["fetch", "load", "store"] as const) {
        const curve = all.find(({ kinds }) => kinds[kind] !== undefined)!;
        expect(missesAt(curve, sizes[at] / 16, kind)).toBe(counts[kind].misses);
      }
    });
    expect(all.some(({ kinds }) => (kinds.load?.invalidated ?? 0) > 0)).toBe(true);
  }
});

test("every capacity equals a fully associative cache, invalidations included", () => {
  fc.assert(
    fc.property(
      sweepPrograms(["none", "own", "shared"], 20),
      WHICH,
      fc.constantFrom(4, 16, 64),
      fc.constantFrom(16, 31, 4096),
      (program, which, line, records) => {
        const options: CurveOptions = { which, lines: [line], write: ALLOCATE };
        for (const curve of curvesOf(program, options, records))
          for (const lines of [1, 2, 8, 64, 1024]) {
            const size = lines * line;
            if (size < 16) continue;
            const cache = { size, line, ways: "full" as const, write: ALLOCATE };
            const { pages, batches } = batchesOf(program, 4096);
            const machine = machineOf(cache, which, { kind: "identity" });
            const simulator = createSimulator(machine, pages);
            for (const batch of batches) simulator.consume(batch);
            const { level1 } = sumRows(simulator.rows());
            for (const [kind, counts] of Object.entries(curve.kinds)) {
              const single = level1[kind as "fetch" | "load" | "store"];
              expect(missesAt(curve, lines, kind as "fetch")).toBe(single.misses);
              expect(counts.accesses).toBe(single.accesses);
              expect(counts.compulsory).toBe(single.compulsory);
            }
          }
      },
    ),
    { numRuns: 25 * Number(process.env.RUNS ?? 1) },
  );
});

test("counting begins anew, the stack stays", () => {
  const pages = new PageDictionary();
  const builder = new StreamBuilder({ pages });
  const curves = createCurves(pages, { which: "data", lines: [16, 32], write: ALLOCATE });
  for (const line of [1, 2, 3]) builder.load(0, line * 64, 4);
  curves.consume(builder.take());
  curves.resetCounts();
  for (const line of [1, 4]) builder.store(0, line * 64, 4);
  curves.consume(builder.take());
  for (const curve of curves.curves()) {
    expect(accessesOf(curve)).toBe(2);
    expect(curve.kinds.store?.compulsory).toBe(1);
    expect(Array.from(curve.kinds.store!.distances)).toEqual([0, 0, 1]);
  }
});

describe("a curve is refused where it would not be exact", () => {
  const create = (options: Partial<CurveOptions>) => () =>
    createCurves(new PageDictionary(), { which: "data", lines: [16], write: ALLOCATE, ...options });

  test.each([
    [{ write: { hit: "through", miss: "write-around" } }, /write\.miss write-around/],
    [
      { write: { hit: "back", miss: "write-validate", partial: "leave" } },
      /write\.miss write-validate/,
    ],
    [{ fetch: 32 }, /fetch 32: .* the line \(16\) was expected/],
    [{ replacement: "fifo" }, /replacement fifo: .* lru was expected/],
    [{ lines: [24] }, /line/],
  ] as [Partial<CurveOptions>, RegExp][])("%j", (options, message) => {
    expect(refusal(create(options))).toMatch(message);
    expect(create(options)).toThrow(InputError);
  });

  test("instruction caches have no stores to refuse", () => {
    const options = { which: "instruction", lines: [16] } as const;
    expect(createCurves(new PageDictionary(), options).curves()).toHaveLength(1);
  });
});
