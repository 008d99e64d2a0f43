import { addCounts, createSimulator, newCounts, preset, sumRows } from "@mcpi/memsim";
import { expect, test } from "vitest";
import { CLOCK_REFERENCES, type Interval, IntervalCounter } from "../src/stream/intervals.ts";
import { littleTrace } from "./little-traces.ts";

/** A loop over 64 lines of code and 128 lines of data that conflict. */
function loop(turns: number): string {
  const lines: string[] = [];
  for (let i = 0; i < turns; i++) {
    lines.push(`f ${(0x1000 + 4 * (i % 256)).toString(16)}`);
    lines.push(`l ${(0x20000 + 0x10000 * (i % 2) + 16 * (i % 128)).toString(16)}`);
  }
  return lines.join("\n");
}

async function run(text: string, records: number, unit: "references" | "cycles", length: number) {
  const source = littleTrace(text, records);
  const simulator = createSimulator(preset("ds5000-200"), source.pages);
  const intervals: Interval[] = [];
  const counter = new IntervalCounter(simulator, { unit, length }, (one) => intervals.push(one));
  for await (const batch of source.batches()) counter.consume(batch);
  counter.finish();
  return { intervals, total: sumRows(simulator.rows()) };
}

test.each([
  "references",
  "cycles",
] as const)("intervals of %s add up to the whole, and do not depend on batches", async (unit) => {
  const text = loop(3000);
  const { intervals, total } = await run(text, 4096, unit, 700);
  const sum = newCounts();
  for (const { counts } of intervals) addCounts(sum, counts);
  expect(sum).toEqual(total);
  expect(intervals.length).toBeGreaterThan(5);
  const other = await run(text, 50, unit, 700);
  expect(other.intervals).toEqual(intervals);
});

test("intervals of references are exact, the last one is what is left", async () => {
  const { intervals } = await run(loop(500), 128, "references", 300);
  expect(intervals.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  expect(intervals.map(({ firstReference }) => firstReference)).toEqual([0, 300, 600, 900]);
  expect(intervals.map(({ counts }) => counts.instructions + counts.loads)).toEqual([
    300, 300, 300, 100,
  ]);
});

test("intervals of cycles end at the first look at the clock after their last cycle", async () => {
  const { intervals } = await run(loop(3000), 4096, "cycles", 10_000);
  for (const { firstReference, firstCycle, index } of intervals) {
    expect(firstReference % CLOCK_REFERENCES).toBe(0);
    if (index > 0) expect(firstCycle).toBeGreaterThanOrEqual(10_000 * index);
  }
});
