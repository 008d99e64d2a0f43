import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Batch,
  dataMeta,
  LOAD,
  newBatch,
  PageDictionary,
  runMeta,
  visitReferences,
} from "../../src/index.ts";
import { drain, fileOf, flat, openBytes, pagesOf, streams } from "./support.ts";

const runs = { numRuns: 150 };

/** Every reference and event of batches, in program order, as text. */
function said(batches: readonly Batch[]): string[] {
  const out: string[] = [];
  for (const batch of batches)
    visitReferences(batch, {
      fetch: (...a) => out.push(`fetch ${a}`),
      load: (...a) => out.push(`load ${a}`),
      store: (...a) => out.push(`store ${a}`),
      cycles: (...a) => out.push(`cycles ${a}`),
      event: (...a) => out.push(`event ${a}`),
    });
  return out;
}

test("what is read is what was written: records, lengths, pages, and program order", async () => {
  await fc.assert(
    fc.asyncProperty(
      streams,
      fc.constantFrom(1, 2, 7, 50, 1 << 17),
      async (batches, blockRecords) => {
        const file = await fileOf(batches, { blockRecords, level: 1 });
        const source = await openBytes(file, { checkStates: true });
        const read = await drain(source);
        expect(flat(read)).toEqual(flat(batches));
        expect(said(read)).toEqual(said(batches));
        const pages = batches.length === 0 ? new PageDictionary() : batches[0].pages;
        expect(pagesOf(source.pages)).toEqual(pagesOf(pages));
      },
    ),
    runs,
  );
});

test("it does not matter how a file is chunked", async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.integer({ min: 1, max: 9 }), async (batches, chunk) => {
      const file = await fileOf(batches, { blockRecords: 20 });
      expect(flat(await drain(await openBytes(file, {}, chunk)))).toEqual(flat(batches));
    }),
    { numRuns: 40 },
  );
});

test("the same stream makes the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(streams, async (batches) => {
      const options = { blockRecords: 30, provenance: { command: "x" } };
      expect(await fileOf(batches, options)).toEqual(await fileOf(batches, options));
    }),
    { numRuns: 30 },
  );
});

test("where batches end makes no difference to the bytes, if no data follow a cut", async () => {
  const whole = plainRuns(1000, 1000);
  const parts = plainRuns(1000, 7);
  expect(parts.length).toBe(143);
  expect(await fileOf(parts, { blockRecords: 100 })).toEqual(
    await fileOf(whole, { blockRecords: 100 }),
  );
});

/** `count` runs of one instruction, `perBatch` a batch. */
function plainRuns(count: number, perBatch: number): Batch[] {
  const pages = new PageDictionary();
  const batches: Batch[] = [];
  for (let run = 0; run < count; run++) {
    if (run % perBatch === 0) batches.push(newBatch(pages, perBatch, 0));
    const batch = batches[batches.length - 1];
    const page = pages.id(run % 13, 0, -1, 0);
    batch.words[2 * batch.records] = (page << 12) | ((run % 5) * 4);
    batch.words[2 * batch.records++ + 1] = runMeta(1, 4, false);
  }
  return batches;
}

test("a run with more data than a batch or a block has is kept whole", async () => {
  const pages = new PageDictionary();
  const count = 40_000;
  const batch = newBatch(pages, count + 1, 0);
  const page = pages.id(7, 0, -1, 0) << 12;
  batch.words.set([page, runMeta(1, 4, false)]);
  for (let i = 1; i <= count; i++)
    batch.words.set([page | (8 * (i % 512)), dataMeta(LOAD, 8, 0)], 2 * i);
  batch.records = count + 1;
  const read = await drain(await openBytes(await fileOf([batch, batch], { blockRecords: 100 })));
  expect(read.map(({ records }) => records)).toEqual([count + 1, count + 1]);
  expect(flat(read)).toEqual(flat([batch, batch]));
});

test("a block with more templates than have numbers is divided", async () => {
  const pages = new PageDictionary();
  const count = 70_000;
  const batch = newBatch(pages, count, 0);
  for (let i = 0; i < count; i++)
    batch.words.set(
      [(pages.id(i >> 10, 0, -1, 0) << 12) | (4 * (i & 1023)), runMeta(1, 4, false)],
      2 * i,
    );
  batch.records = count;
  const source = await openBytes(await fileOf([batch]));
  const read = await drain(source);
  expect(flat(read)).toEqual(flat([batch]));
});

test("a stream without records is a file", async () => {
  const source = await openBytes(await fileOf([], { provenance: { by: "hand" } }));
  expect(source.info).toEqual({
    format: "mct",
    name: "x.mct",
    physical: false,
    provenance: { by: "hand" },
  });
  expect(await drain(source)).toEqual([]);
});

test("pages that no record names are kept", async () => {
  const batch = newBatch(new PageDictionary(), 1, 0);
  batch.pages.id(1, 0, 5, 0);
  batch.pages.id(2, 0, 6, 0);
  batch.words.set([0, runMeta(1, 4, false)]);
  batch.records = 1;
  const source = await openBytes(await fileOf([batch], { physical: true }));
  await drain(source);
  expect(source.info.physical).toBe(true);
  expect(pagesOf(source.pages)).toEqual([
    [1, 0, 5, 0],
    [2, 0, 6, 0],
  ]);
});
