import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  checkMct,
  countReferences,
  eventMeta,
  inputFrom,
  MARK,
  mctInfo,
  newBatch,
  PageDictionary,
  readMctFrom,
  runMeta,
  type SalvageReport,
  section,
} from "../../src/index.ts";
import { chunked, drain, fileOf, flat, openBytes, pagesOf, streams } from "./support.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mct-"));
  file = join(folder, "x.mct");
});
afterAll(() => rm(folder, { recursive: true }));

test("the stream from any reference on is the rest of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.double({ min: 0, max: 1, noNaN: true }), async (batches, part) => {
      const bytes = await fileOf(batches, { blockRecords: 15 });
      await writeFile(file, bytes);
      const references = batches.reduce((sum, batch) => sum + countReferences(batch), 0);
      fc.pre(references > 0);
      const from = Math.min(references - 1, Math.floor(part * references));
      const source = await readMctFrom(file, from);
      const rest = await drain(source);
      const expected = section(await openBytes(bytes), { skip: from });
      expect(flat(rest)).toEqual(flat(await drain(expected)));
      expect(pagesOf(source.pages)).toEqual(pagesOf(expected.pages));
      expect(source.position.bytes).toBe(bytes.length);
      if (from > 0) expect(source.info.provenance).toEqual(expected.info.provenance);
    }),
    { numRuns: 100 },
  );
});

test("events at the end of a block belong to the reference after them", async () => {
  const batch = newBatch(new PageDictionary(), 12, 0);
  const page = batch.pages.id(1, 0, -1, 0) << 12;
  for (let i = 0; i < 6; i++)
    batch.words.set([page | (4 * i), runMeta(1, 4, false), i, eventMeta(MARK)], 4 * i);
  batch.records = 12;
  const bytes = await fileOf([batch], { blockRecords: 2 });
  await writeFile(file, bytes);
  for (let from = 1; from < 6; from++) {
    const rest = flat(await drain(await readMctFrom(file, from)));
    expect(rest.words).toEqual([...batch.words.subarray(4 * from - 2)]);
  }
});

test("a reference that the trace does not have is refused", async () => {
  const [batches] = fc.sample(streams, { numRuns: 1, seed: 3 });
  await writeFile(file, await fileOf(batches));
  const references = batches.reduce((sum, batch) => sum + countReferences(batch), 0);
  for (const from of [references, -1, 0.5])
    await expect(readMctFrom(file, from)).rejects.toThrow(
      `reference ${from} to begin with; the trace has 0 to ${references - 1}`,
    );
});

test("info by the index, and a check of everything, say the same", async () => {
  await fc.assert(
    fc.asyncProperty(streams, async (batches) => {
      const bytes = await fileOf(batches, { blockRecords: 40, provenance: { seed: "1" } });
      await writeFile(file, bytes);
      const info = await mctInfo(file);
      const checked = await checkMct(inputFrom(chunked(bytes, 100), file));
      expect(checked).toEqual(info);
      expect(info.bytes).toBe(bytes.length);
      expect(info.provenance).toEqual({ seed: "1" });
      expect(info.references).toBe(batches.reduce((sum, batch) => sum + countReferences(batch), 0));
      expect(info.counts.records).toBe(batches.reduce((sum, { records }) => sum + records, 0));
      expect(info.pages).toBe(batches[0]?.pages.count ?? 0);
    }),
    { numRuns: 50 },
  );
});

test("info of a file that is cut short is refused; a check with salvage says what is whole", async () => {
  const [batches] = fc.sample(streams, { numRuns: 50, seed: 4 }).filter((list) => list.length > 3);
  const bytes = await fileOf(batches, { blockRecords: 15 });
  await writeFile(file, bytes);
  const whole = await mctInfo(file);
  const cut = whole.blocks[2].offset + 10;
  await truncate(file, cut);
  await expect(mctInfo(file)).rejects.toThrow(`byte ${cut - 56}: the trailer was expected here`);
  const input = () => inputFrom(chunked(bytes.slice(0, cut), 50), "x.mct");
  await expect(checkMct(input())).rejects.toThrow(`byte ${cut}: the file ends inside the block`);
  const reports: SalvageReport[] = [];
  const checked = await checkMct(input(), (report) => reports.push(report));
  expect(reports.map(({ blocks, offset }) => [blocks, offset])).toEqual([[2, cut]]);
  expect(checked.blocks).toEqual(whole.blocks.slice(0, 2));
  expect(checked.references).toBe(whole.blocks[2].firstReference);
  expect(checked.pages).toBe(whole.blocks[2].firstPage);
  expect(checked.sha256).toBeUndefined();
});

test("a damaged index, or a trailer that points elsewhere, is refused", async () => {
  const [batches] = fc.sample(streams, { numRuns: 1, seed: 3 });
  const bytes = await fileOf(batches);
  for (const back of [60, 56, 48, 8, 1]) {
    const damaged = bytes.slice();
    damaged[bytes.length - back] ^= 1;
    await writeFile(file, damaged);
    await expect(mctInfo(file)).rejects.toThrow(/x\.mct: byte \d+: /);
  }
  await writeFile(file, "I  0400,3\n");
  await expect(mctInfo(file)).rejects.toThrow("byte 0: this is no mct trace");
  await expect(mctInfo(join(folder, "none"))).rejects.toThrow("none cannot be opened");
});
