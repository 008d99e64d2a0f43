import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Batch,
  CYCLES,
  dataMeta,
  eventMeta,
  LOAD,
  MctWriter,
  MODE,
  newBatch,
  openSink,
  PageDictionary,
  runMeta,
  type SalvageReport,
  STORE,
  streamSink,
  TAIL,
} from "../../src/index.ts";
import { drain, fileOf, flat, memorySink, openBytes } from "./support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mct-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A batch of runs with a load each; the runs differ, so that blocks do not deflate to nothing. */
function someRuns(pages: PageDictionary, count: number, seed: number): Batch {
  const batch = newBatch(pages, 2 * count, 0);
  const page = pages.id(3, 0, -1, 0) << 12;
  for (let i = 0; i < count; i++) {
    const x = Math.imul(i + seed * count, 0x9e3779b1) >>> 20;
    batch.words.set([page | (4 * (x & 511)), runMeta(2, 8, false)], 4 * i);
    batch.words.set([page | (x & ~7), dataMeta(LOAD, 8, 1)], 4 * i + 2);
  }
  batch.records = 2 * count;
  return batch;
}

test("consume makes the stream wait for a slow sink, and memory stays bounded", async () => {
  const pages = new PageDictionary();
  let written = 0;
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const writer = new MctWriter(
    {
      write: async () => {
        await gate;
        written++;
      },
      close: () => Promise.resolve(),
    },
    { blockRecords: 100 },
  );
  let batches = 0;
  const waits = () => writer.consume(someRuns(pages, 50, batches++));
  let waiting = waits();
  while (waiting === undefined && batches < 50) waiting = waits();
  expect(batches).toBeLessThan(10);
  expect(written).toBe(0);
  release();
  await waiting;
  expect(written).toBeGreaterThan(0);
  await writer.finish();
});

test("an error of the sink is thrown by consume or finish, once it has happened, and it is closed", async () => {
  const pages = new PageDictionary();
  for (const failAt of [0, 1, 3]) {
    let writes = 0;
    const sink = memorySink();
    const failing = {
      write: () =>
        writes++ === failAt ? Promise.reject(new Error("disk full")) : Promise.resolve(),
      close: () => sink.close(),
    };
    const writer = new MctWriter(failing, { blockRecords: 10 });
    const write = async () => {
      for (let i = 0; i < 20; i++) await writer.consume(someRuns(pages, 10, i));
      await writer.finish();
    };
    await expect(write()).rejects.toThrow("disk full");
    await writer.finish().catch(() => {});
    expect(sink.closed).toBe(true);
    expect(writes).toBe(failAt + 1);
  }
});

test("a sink that is cut leaves all blocks written before", async () => {
  const pages = new PageDictionary();
  const batches = Array.from({ length: 8 }, (_, i) => someRuns(pages, 50, i));
  const sink = memorySink();
  const writer = new MctWriter(sink, { blockRecords: 100 });
  for (const batch of batches) await writer.consume(batch);
  await writer.abandon();
  expect(sink.closed).toBe(true);
  const reports: SalvageReport[] = [];
  const source = await openBytes(sink.bytes(), {
    salvage: true,
    onDamage: (report) => reports.push(report),
  });
  // The last block was still open.
  expect(flat(await drain(source)).words).toEqual(flat(batches.slice(0, 7)).words);
  expect(reports).toEqual([
    {
      offset: sink.bytes().length,
      fault: expect.stringContaining("the file ends before its index and trailer"),
      blocks: 7,
      references: 7 * 150,
    },
  ]);
});

const child = (script: string) =>
  spawn(process.execPath, ["--import", "tsx", "--conditions", "source", script], {
    cwd: fileURLToPath(new URL("../../../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });

test("a process that is killed while it writes leaves whole blocks", async () => {
  const script = join(folder, "write.mts");
  const file = join(folder, "killed.mct");
  const source = pathToFileURL(fileURLToPath(new URL("../../src/index.ts", import.meta.url)));
  await writeFile(
    script,
    `import { MctWriter, newBatch, openSink, PageDictionary, runMeta } from "${source}";
    const pages = new PageDictionary();
    const batch = newBatch(pages, 1000, 0);
    const page = pages.id(1, 0, -1, 0) << 12;
    const writer = new MctWriter(await openSink(${JSON.stringify(file)}), { blockRecords: 1000 });
    for (let i = 0; ; i++) {
      for (let r = 0; r < 1000; r++)
        batch.words.set([page | (4 * ((i * 7 + r * r) & 1023)), runMeta(1, 4, false)], 2 * r);
      batch.records = 1000;
      await writer.consume(batch);
      if (i === 20) console.log("twenty");
    }`,
  );
  const process_ = child(script);
  await new Promise<void>((resolve) => process_.stdout.once("data", () => resolve()));
  const ended = new Promise((resolve) => process_.once("exit", (_, signal) => resolve(signal)));
  process_.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  const bytes = new Uint8Array(await readFile(file));
  await expect(openBytes(bytes).then(drain)).rejects.toThrow(/byte \d+: the file ends/);
  let blocks = 0;
  const salvaged = await openBytes(bytes, {
    salvage: true,
    onDamage: (report) => {
      blocks = report.blocks;
    },
  });
  const words = flat(await drain(salvaged)).words;
  expect(blocks).toBeGreaterThan(10);
  expect(words.length).toBe(2000 * blocks);
  for (let at = 0, i = 0; i < blocks; i++)
    for (let r = 0; r < 1000; r++, at += 2)
      expect(words[at] & 0xfff).toBe(4 * ((i * 7 + r * r) & 1023));
});

test("standard output takes a whole file", async () => {
  const script = join(folder, "stdout.mts");
  const source = pathToFileURL(fileURLToPath(new URL("../../src/index.ts", import.meta.url)));
  await writeFile(
    script,
    `import { MctWriter, newBatch, openSink, PageDictionary, runMeta } from "${source}";
    const pages = new PageDictionary();
    const batch = newBatch(pages, 30000, 0);
    const page = pages.id(1, 0, -1, 0) << 12;
    const writer = new MctWriter(await openSink("-"), { blockRecords: 1000, level: 0 });
    for (let r = 0; r < 30000; r++)
      batch.words.set([page | (4 * ((r * r) & 1023)), runMeta(1, 4, false)], 2 * r);
    batch.records = 30000;
    await writer.consume(batch);
    await writer.finish();`,
  );
  const process_ = child(script);
  const chunks: Uint8Array[] = [];
  for await (const chunk of process_.stdout) chunks.push(chunk);
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  const { words } = flat(await drain(await openBytes(bytes)));
  expect(words.length).toBe(60_000);
  for (let r = 0; r < 30_000; r++) expect(words[2 * r] & 0xfff).toBe(4 * ((r * r) & 1023));
});

test("files and streams are sinks", async () => {
  const pages = new PageDictionary();
  const batches = [someRuns(pages, 500, 1)];
  const expected = await fileOf(batches);
  const path = join(folder, "plain.mct");
  const parts: Uint8Array[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk, _, done) {
      parts.push(chunk);
      setTimeout(done, 1);
    },
  });
  for (const sink of [await openSink(path), streamSink(stream)]) {
    const writer = new MctWriter(sink);
    for (const batch of batches) await writer.consume(batch);
    await writer.finish();
  }
  expect(new Uint8Array(await readFile(path))).toEqual(expected);
  expect(Uint8Array.from(parts.flatMap((part) => [...part]))).toEqual(expected);
});

test("a pipe whose reader has gone is an error of the writer, and nothing else", async () => {
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      done(new Error("EPIPE"));
    },
  });
  const write = async () => {
    const writer = new MctWriter(streamSink(stream));
    await writer.consume(someRuns(new PageDictionary(), 10, 1));
    await writer.finish();
  };
  await expect(write()).rejects.toThrow("EPIPE");
});

/** One batch of these records (pairs of words) over two pages. */
function batchOf(records: readonly (readonly [number, number])[], lengths: number[] = []): Batch {
  const pages = new PageDictionary();
  pages.id(1, 0, -1, 0);
  pages.id(2, 0, -1, 0);
  const batch = newBatch(pages, records.length, lengths.length);
  batch.words.set(records.flat());
  batch.records = records.length;
  batch.lengths.set(lengths);
  batch.lengthCount = lengths.length;
  return batch;
}

test.each<[string, Batch, RegExp]>([
  ["an unknown kind", batchOf([[0, 5]]), /kind 5 is unknown/],
  ["a kind past the last", batchOf([[0, 21]]), /kind 21 is unknown/],
  ["stray bits", batchOf([[0, eventMeta(MODE) | (1 << 20)]]), /unknown bits 0x100000/],
  ["a run across its page", batchOf([[4092, runMeta(2, 8, false)]]), /crosses the end of its page/],
  [
    "a run with too few bytes",
    batchOf([[0, runMeta(2, 4, false)]]),
    /has 4 bytes there, its instructions 8/,
  ],
  [
    "a run with too many bytes",
    batchOf([[0, runMeta(2, 12, false)]]),
    /has 12 bytes there, its instructions 8/,
  ],
  ["a length of 0", batchOf([[0, runMeta(2, 4, true)]], [4, 0]), /an instruction has 0 bytes/],
  [
    "a page without entry",
    batchOf([[2 << 12, runMeta(1, 4, false)]]),
    /page 2 is not in the dictionary/,
  ],
  [
    "data of no instruction",
    batchOf([
      [0, runMeta(1, 4, false)],
      [0, dataMeta(LOAD, 4, 1)],
    ]),
    /index 1; 0 to 0 was expected/,
  ],
  [
    "data out of order",
    batchOf([
      [0, runMeta(2, 8, false)],
      [0, dataMeta(LOAD, 4, 1)],
      [0, dataMeta(STORE, 4, 0)],
    ]),
    /index 0; 1 to 1 was expected/,
  ],
  [
    "loose data with an index",
    batchOf([[0, dataMeta(LOAD, 4, 1)]]),
    /index 1; 0 to 0 was expected/,
  ],
  ["data across a page", batchOf([[4095, dataMeta(LOAD, 2, 0)]]), /crosses the end of its page/],
  [
    "a tail without need",
    batchOf([
      [0, runMeta(1, 4, false)],
      [4096, dataMeta(TAIL, 1, 0)],
    ]),
    /a tail has 1 bytes/,
  ],
  ["a tail that is missing", batchOf([[4094, runMeta(1, 2, false)]]), /has no tail/],
  [
    "a tail of another size",
    batchOf([
      [4094, runMeta(1, 2, false)],
      [4096, dataMeta(TAIL, 1, 0)],
    ]),
    /a tail has 1 bytes at instruction 0; 2 at 0/,
  ],
  [
    "a tail after the data",
    batchOf([
      [4094, runMeta(1, 2, false)],
      [0, dataMeta(LOAD, 1, 0)],
      [4096, dataMeta(TAIL, 2, 0)],
    ]),
    /comes before its tail/,
  ],
  ["cycles with a size", batchOf([[0, CYCLES | (3 << 5)]]), /unknown bits/],
])("a stream with %s is not written", async (_, batch, message) => {
  const write = async () => {
    const writer = new MctWriter(memorySink());
    await writer.consume(batch);
    await writer.finish();
  };
  await expect(write()).rejects.toThrow(message);
});

test("a page without a frame is refused where physical addresses were announced", async () => {
  await expect(fileOf([batchOf([[0, runMeta(1, 4, false)]])], { physical: true })).rejects.toThrow(
    "page 0 has no frame",
  );
});

test("blocks have 1 to 2^20 records", () => {
  for (const blockRecords of [0, 2 ** 20 + 1, Number.NaN])
    expect(() => new MctWriter(memorySink(), { blockRecords })).toThrow("1 to 1048576");
});
