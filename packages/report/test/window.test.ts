import { type Batch, copyBatch, countReferences } from "@mcpi/trace";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildStream, counts, listing, steps } from "../../trace/test/streams.ts";
import { CountingWindow, type WindowBounds } from "../src/stream/window.ts";
import { littleTrace } from "./little-traces.ts";

/** What a window makes of batches: what came before the start, and what was counted. */
function windowed(batches: readonly Batch[], bounds: WindowBounds) {
  const window = new CountingWindow(bounds);
  let before: Batch[] = [];
  let counted: Batch[] = [];
  let starts = 0;
  for (const batch of batches)
    for (const piece of window.pieces(batch)) {
      if (piece.starts) {
        starts++;
        before = counted;
        counted = [];
      }
      counted.push(copyBatch(piece.batch));
    }
  return { window, before, counted, starts };
}

const referencesOf = (batches: readonly Batch[]) =>
  batches.reduce((sum, batch) => sum + countReferences(batch), 0);

test("skip and take cut at exact references, wherever batches end", () => {
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom(16, 24, 64),
      fc.nat(80),
      fc.integer({ min: 1, max: 80 }),
      (list, records, skip, take) => {
        const batches = buildStream(list, records);
        const lines = listing(batches).filter(counts);
        const { before, counted, window } = windowed(batches, { skip, take });
        if (lines.length <= skip) {
          expect(window.ended).toBe(false);
          if (lines.length < skip) expect(() => window.checkAtEnd("t")).toThrow(/to be skipped/);
          return;
        }
        const given = listing(counted).filter(counts);
        expect(given).toEqual(lines.slice(skip, skip + take));
        if (skip > 0) expect(listing(before).filter(counts)).toEqual(lines.slice(0, skip));
        expect(window.ended).toBe(lines.length >= skip + take);
        window.checkAtEnd("t");
      },
    ),
    { numRuns: 300 },
  );
});

async function batchesOf(text: string, records?: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of littleTrace(text, records).batches()) batches.push(batch);
  return batches;
}

test("marks bound the window; skip and take count from the start mark", async () => {
  const text = "f 1000\nmark 1\nf 1004\nl 2000\nmark 2\nmark 1\nf 1008\nmark 2\nf 100c";
  const batches = await batchesOf(text);
  const between = windowed(batches, { fromMark: 1, toMark: 2 });
  expect(referencesOf(between.counted)).toBe(2);
  expect(between.starts).toBe(1);
  expect(between.window.ended).toBe(true);
  expect(referencesOf(windowed(batches, { fromMark: 2 }).counted)).toBe(2);
  expect(referencesOf(windowed(batches, { fromMark: 1, skip: 1, take: 2 }).counted)).toBe(2);
  expect(referencesOf(windowed(batches, { toMark: 1 }).counted)).toBe(1);
});

test("a mark that never comes is an error that names those that do", async () => {
  const batches = await batchesOf("f 1000\nmark 7\nf 1004\nmark 3");
  const never = windowed(batches, { fromMark: 4 });
  expect(() => never.window.checkAtEnd("t.mct")).toThrow(
    "t.mct: mark 4 does not occur; other marks are 3, 7",
  );
  const open = windowed(batches, { fromMark: 7, toMark: 9 });
  expect(() => open.window.checkAtEnd("t.mct")).toThrow(
    "t.mct: mark 9 does not occur after the start; other marks are 3",
  );
});

test("a window says what it is", () => {
  expect(new CountingWindow({}).description).toBe("");
  expect(new CountingWindow({ skip: 5, take: 6 }).description).toBe("skip 5, take 6");
  expect(new CountingWindow({ fromMark: 1, toMark: 2 }).description).toBe("from mark 1, to mark 2");
});
