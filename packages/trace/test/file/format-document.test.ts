import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dataMeta,
  eventMeta,
  KERNEL_MODE,
  LOAD,
  MARK,
  MODE,
  newBatch,
  PageDictionary,
  REFILL_BEGIN,
  REFILL_END,
  runMeta,
  SPACE,
  STORE,
  TLB_WRITE,
} from "../../src/index.ts";
import { plainRead } from "./plain-reader.ts";
import { drain, fileOf, flat, openBytes, pagesOf, streams } from "./support.ts";

const document = await readFile(
  new URL("../../../../docs/trace-format.md", import.meta.url),
  "utf8",
);

/** The bytes of the document's example: an offset, and bytes, in each line. */
const bytes: number[] = [];
for (const [, offset, part] of document.matchAll(
  /^([0-9a-f]{4}) {2}((?:[0-9a-f]{2} ?)+)(?: |$)/gm,
)) {
  expect(Number.parseInt(offset, 16)).toBe(bytes.length);
  bytes.push(
    ...part
      .trim()
      .split(" ")
      .map((byte) => Number.parseInt(byte, 16)),
  );
}

/** The records of the example as the document lists them, two words each. */
const words = [...document.matchAll(/^\w+ +([0-9a-f]{8}) ([0-9a-f]{8})(?: |$)/gm)].flatMap(
  ([, ...pair]) => pair.map((word) => Number.parseInt(word, 16) | 0),
);

test("the example of docs/trace-format.md is what the writer makes of its records", async () => {
  const pages = new PageDictionary();
  const code = pages.id(0x400, 0, -1, 0) << 12;
  const data = pages.id(0x10000, 0, -1, 0) << 12;
  const batch = newBatch(pages, 6, 1);
  batch.words.set([code, runMeta(2, 8, false), data, dataMeta(LOAD, 4, 1)]);
  batch.words.set([code, runMeta(2, 8, false), data + 4, dataMeta(LOAD, 4, 1)], 4);
  batch.words.set([7, eventMeta(MARK), code + 8, runMeta(1, 3, true)], 8);
  batch.records = 6;
  batch.lengths[0] = 3;
  batch.lengthCount = 1;
  expect(words).toEqual([...batch.words]);
  const file = await fileOf([batch], { level: 0, provenance: { by: "hand" } });
  expect(bytes).toEqual([...file]);
});

test("the example is read as the document says", async () => {
  const read = await drain(await openBytes(Uint8Array.from(bytes), { checkStates: true }));
  expect(flat(read)).toEqual({ words, lengths: [3] });
});

test("a reader written from the document alone reads what was written", async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.constantFrom(0, 6), async (batches, level) => {
      const options = { level, blockRecords: 30, provenance: { command: "ls é" } };
      const trace = plainRead(await fileOf(batches, options));
      expect(trace.provenance).toEqual(options.provenance);
      expect({ words: trace.words, lengths: trace.lengths }).toEqual(flat(batches));
      expect(trace.pages).toEqual(batches.length === 0 ? [] : pagesOf(batches[0].pages));
    }),
    { numRuns: 60 },
  );
});

test("it finds the state and the counts of each block", async () => {
  const pages = new PageDictionary();
  const batch = newBatch(pages, 100, 0);
  const code = pages.id(1, 0, -1, 0) << 12;
  const add = (...record: [number, number]) => batch.words.set(record, 2 * batch.records++);
  add(5, eventMeta(SPACE));
  add(KERNEL_MODE, eventMeta(MODE));
  add(code, eventMeta(TLB_WRITE, 7));
  add(code, runMeta(3, 12, false));
  add(code, dataMeta(STORE, 4, 2));
  add(1, eventMeta(REFILL_BEGIN));
  add(code, runMeta(1, 4, false));
  add(code, dataMeta(LOAD, 4, 0));
  add(0, eventMeta(REFILL_END));
  const trace = plainRead(await fileOf([batch], { blockRecords: 3 }));
  const state = [5, eventMeta(SPACE), KERNEL_MODE, eventMeta(MODE), code, eventMeta(TLB_WRITE, 7)];
  expect(trace.blocks).toEqual([
    { state: [], counts: [3, 0, 0, 0, 3] },
    { state, counts: [3, 3, 0, 1, 1] },
    { state: [...state, 1, eventMeta(REFILL_BEGIN)], counts: [3, 1, 1, 0, 1] },
  ]);
});
