/** The bound on the stall of a single reference: never passed, and not far off. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Machine } from "../src/machine.ts";
import { withOverrides } from "../src/machine-override.ts";
import { preset } from "../src/presets.ts";
import { createSimulator } from "../src/simulator.ts";
import { worstReference } from "../src/worst-reference.ts";
import { aligned } from "./aligned.ts";
import { pairs } from "./model/arbitraries.ts";
import { Pages, type Program, type Step, streamOf } from "./model/program.ts";

/** The largest stall of a single step. */
function worstSeen(machine: Machine, { layout, steps }: Program): number {
  const pages = new Pages();
  const simulator = createSimulator(machine, pages, { threeC: false });
  expect(simulator.worstReference).toBe(worstReference(machine));
  let worst = 0;
  const stream = streamOf(layout, 64, pages, (batch) => {
    worst = Math.max(worst, simulator.settle(batch));
  });
  for (const step of steps) {
    stream.append(step);
    stream.flush();
  }
  return worst;
}

test("no reference of random programs on random machines stalls longer; some as long", () => {
  let reached = 0;
  let near = 0;
  let all = 0;
  fc.assert(
    fc.property(pairs, ({ machine, program }) => {
      const bound = worstReference(machine);
      const seen = worstSeen(machine, aligned(program));
      expect(seen).toBeLessThanOrEqual(bound);
      all++;
      if (seen === bound) reached++;
      if (seen >= 0.8 * bound) near++;
    }),
    { numRuns: 400 * Number(process.env.MCPI_FUZZ ?? 1) },
  );
  expect(reached).toBeGreaterThan(0.02 * all);
  expect(near).toBeGreaterThan(0.1 * all);
});

const fetch = (offset: number): Step => ({ kind: "fetch", vpn: 0, offset, size: 4 });
const store = (vpn: number): Step => ({ kind: "store", vpn, offset: 0, size: 4 });
const load = (vpn: number): Step => ({ kind: "load", vpn, offset: 0, size: 4 });

describe("presets", () => {
  const bound = (name: string) => worstReference(preset(name));

  test("DECstation 5000/200: an uncached read behind six slow writes, 6 x 5 + 11", () => {
    expect(bound("ds5000-200")).toBe(41);
  });

  test("the other presets", () => {
    const table = ["i486-50", "pentium-133", "pentium-166"].map((name) => [name, bound(name)]);
    expect(table).toMatchInlineSnapshot(`
      [
        [
          "i486-50",
          37,
        ],
        [
          "pentium-133",
          59,
        ],
        [
          "pentium-166",
          72,
        ],
      ]
    `);
  });

  test("the DECstation's is reached", () => {
    // Seven stores to different pages fill the buffer; the load then follows in the same cycle.
    const steps = [fetch(0), ...[1, 2, 3, 4, 5, 6, 7].map(store), load(8)];
    const flags = [0, 0, 0, 0, 0, 0, 0, 0, 1];
    expect(worstSeen(preset("ds5000-200"), { layout: { flags, frames: "own" }, steps })).toBe(41);
  });
});

test("what the parts of a machine add", () => {
  const bound = (...settings: string[]) =>
    worstReference(withOverrides(preset("ds5000-200"), settings));
  const noBuffer = "writeBuffer=null";
  expect(bound(noBuffer)).toBe(15);
  expect(bound(noBuffer, "uncached.fetchCycles=16")).toBe(16);
  // Memory is still held for 5 cycles by the read before.
  expect(bound(noBuffer, "caches.data.busyCycles=20")).toBe(20);
  expect(bound("caches.data.busyCycles=20")).toBe(5 + 41);
  // A miss behind a full buffer that has the right of way.
  expect(bound("writeBuffer.readPriority=false")).toBe(30 + 15);
  // A miss that evicts four dirty words, each of which waits for a slot.
  const back = [
    'caches.data.write={"hit":"back","miss":"fetch-on-write"}',
    "writeBuffer.writeBackCycles=9",
  ];
  expect(bound(...back)).toBe(Math.max(15 + 4 * 9, 6 * 9 + 11));
  expect(bound(...back, "writeBuffer.entries=2")).toBe(15 + 4 * 9);
});
