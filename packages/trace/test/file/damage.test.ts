import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { crc32 } from "../../src/file/crc32.ts";
import {
  type Batch,
  eventMeta,
  InputError,
  newBatch,
  PageDictionary,
  runMeta,
  type SalvageReport,
  SPACE,
} from "../../src/index.ts";
import { drain, fileOf, flat, openBytes, pagesOf, streams } from "./support.ts";

/** A file of some blocks, small enough to damage each of its bytes. */
interface Example {
  readonly batches: readonly Batch[];
  readonly file: Uint8Array;
  /** Offset of each block, and of the index. */
  readonly ends: readonly number[];
  /** The words, and the number of pages, of the first n blocks. */
  readonly words: readonly number[][];
  readonly pages: readonly number[];
}

let example: Example;

beforeAll(async () => {
  const [batches] = fc
    .sample(streams, { numRuns: 200, seed: 5 })
    .map((list) => list.filter(({ records }) => records > 0))
    .filter((list) => {
      const records = list.reduce((sum, batch) => sum + batch.records, 0);
      return records > 40 && records < 60 && list.length > 2;
    });
  const file = await fileOf(batches, { blockRecords: 8, provenance: { command: "ls" }, level: 0 });
  const view = new DataView(file.buffer);
  // Block headers are found as a stranger would: by their layout in docs/trace-format.md.
  const ends: number[] = [];
  const words: number[][] = [];
  const pages: number[] = [];
  const all = flat(batches).words;
  let at = 24 + view.getUint32(12, true);
  let records = 0;
  for (;;) {
    ends.push(at);
    words.push(all.slice(0, 2 * records));
    if (String.fromCharCode(...file.subarray(at, at + 4)) !== "BLCK") break;
    records += view.getUint32(at + 16, true);
    pages.push(view.getUint32(at + 8, true));
    at +=
      84 +
      view.getUint32(at + 48, true) +
      view.getUint32(at + 60, true) +
      view.getUint32(at + 72, true);
  }
  pages.push(view.getUint32(at + 12, true));
  expect(ends.length).toBeGreaterThan(4);
  example = { batches, file, ends, words, pages };
});

async function refusal(file: Uint8Array): Promise<InputError> {
  try {
    await drain(await openBytes(file));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("the file was not refused");
}

/** The byte offset in an error's message. */
function offsetOf({ message }: InputError): number {
  return Number(/^trace: x\.mct: byte (\d+): .*$/.exec(message)?.[1]);
}

/** Reads with salvage: the report, and whether exactly the whole blocks before `damaged` came. */
async function salvaged(file: Uint8Array, damaged: number): Promise<SalvageReport> {
  const { ends, words, pages } = example;
  const reports: SalvageReport[] = [];
  const source = await openBytes(file, {
    salvage: true,
    onDamage: (report) => reports.push(report),
  });
  const read = await drain(source);
  const whole = ends.findLastIndex((end) => end <= damaged);
  expect(reports).toHaveLength(1);
  expect(reports[0].blocks).toBe(whole);
  expect(flat(read).words).toEqual(words[whole]);
  expect(source.pages.count).toBe(pages[whole]);
  return reports[0];
}

test("the example is read when it is whole", async () => {
  const source = await openBytes(example.file, { salvage: true, onDamage: () => expect.fail() });
  expect(flat(await drain(source))).toEqual(flat(example.batches));
  expect(pagesOf(source.pages)).toEqual(pagesOf(example.batches[0].pages));
});

test("every damaged byte is found, with an offset in the part that has it", async () => {
  const { file, ends } = example;
  for (let at = 0; at < file.length; at++) {
    const damaged = file.slice();
    damaged[at] ^= 1 << (at % 8);
    const part = ends.findLastIndex((end) => end <= at);
    const from = part < 0 ? 0 : ends[part];
    const to = part === ends.length - 1 ? file.length : ends[part + 1];
    const offset =
      part < 0 ? offsetOf(await refusal(damaged)) : (await salvaged(damaged, at)).offset;
    expect(offset).toBeGreaterThanOrEqual(from);
    expect(offset).toBeLessThan(to);
    if (at % 5 === 0) expect(offsetOf(await refusal(damaged))).toBe(offset);
  }
});

test("every byte of a compressed file set to any other value is found", async () => {
  const file = await fileOf(example.batches, { blockRecords: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(file.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const damaged = file.slice();
        damaged[at] ^= bits;
        expect((await refusal(damaged)).message).toMatch(/^trace: x\.mct: byte \d+: /);
      },
    ),
    { numRuns: 300 },
  );
});

test("every truncation is refused where the file ends, and its whole blocks can be salvaged", async () => {
  const { file, ends } = example;
  for (let length = 0; length < file.length; length++) {
    const cut = file.slice(0, length);
    if (length >= ends[0]) {
      const report = await salvaged(cut, length);
      expect(report.offset).toBe(length);
      expect(report.fault).toMatch(/^the file ends .*salvage keeps its \d+ whole blocks/);
    }
    if (length < ends[0] || length % 5 === 0) expect(offsetOf(await refusal(cut))).toBe(length);
  }
});

test("bytes after the end, and a file twice, are refused", async () => {
  const { file } = example;
  for (const more of [Uint8Array.of(0), file]) {
    const { message } = await refusal(Uint8Array.of(...file, ...more));
    expect(message).toBe(
      `trace: x.mct: byte ${file.length}: bytes after the trailer; the end was expected`,
    );
  }
});

test("a block that is left out, twice there or moved is refused", async () => {
  const { file, ends } = example;
  const part = (i: number) => file.slice(i < 0 ? 0 : ends[i], ends[i + 1]);
  const parts = [-1, ...ends.keys()].map(part);
  const joined = (list: Uint8Array[]) => Uint8Array.from(list.flatMap((bytes) => [...bytes]));
  expect(joined(parts)).toEqual(file);
  const variants = [
    parts.filter((_, i) => i !== 2),
    parts.flatMap((bytes, i) => (i === 2 ? [bytes, bytes] : [bytes])),
    [parts[0], parts[2], parts[1], ...parts.slice(3)],
    parts.filter((_, i) => i !== parts.length - 2),
  ];
  for (const variant of variants)
    expect((await refusal(joined(variant))).message).toMatch(/^trace: x\.mct: byte \d+: /);
});

test("foreign files are refused at their first byte that differs", async () => {
  const cases: [Uint8Array, string][] = [
    [new TextEncoder().encode("2 400000\n0 7fff0000\n"), "byte 0: this is no mct trace"],
    [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), "byte 1: this is no mct trace"],
    [Uint8Array.of(0x89, 0x4d, 0x43, 0x54, 10, 26, 10), "byte 4: this is no mct trace"],
    [Uint8Array.of(), "byte 0: this is no mct trace"],
  ];
  for (const [file, message] of cases) expect((await refusal(file)).message).toContain(message);
});

test("another version, unknown flags and a provenance that is none are refused", async () => {
  const change = async (edit: (file: Uint8Array) => void) => {
    const file = example.file.slice(0, example.ends[0]);
    edit(file);
    const view = new DataView(file.buffer);
    view.setUint32(16, crc32(file.subarray(24)), true);
    view.setUint32(20, crc32(file.subarray(0, 20)), true);
    return (await refusal(file)).message;
  };
  expect(await change((file) => file.set([2], 8))).toBe(
    "trace: x.mct: byte 8: format version 2; 1 was expected",
  );
  expect(await change((file) => file.set([4], 10))).toContain("byte 10: flags 4");
  const json = '{"command":"ls"}'.length;
  for (const text of [
    "[1234567890123]",
    '{"command": 12}',
    '{"command":"ls"',
    '{"command":"l\xff"}',
  ])
    expect(
      await change((file) =>
        file.set(
          Uint8Array.from(text.padEnd(json), (c) => c.charCodeAt(0)),
          16,
        ),
      ),
    ).toContain("byte 24: the provenance was expected to be a JSON object of strings");
});

test("a block whose checksums are right but whose contents are not is refused or read, never more", async () => {
  const file = await fileOf(example.batches, { blockRecords: 40, level: 0 });
  const view = new DataView(file.buffer);
  const block = 24 + view.getUint32(12, true);
  const sections = [48, 60, 72].map((at) => view.getUint32(block + at, true));
  const starts = sections.map(
    (_, i) => block + 84 + sections.slice(0, i).reduce((a, b) => a + b, 0),
  );
  const second = block + 84 + sections.reduce((a, b) => a + b, 0);
  let refused = 0;
  const runs = 600;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(second - block - 9), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 3,
      }),
      async (edits) => {
        const forged = file.slice();
        for (const [at, bits] of edits) forged[block + 8 + at] ^= bits;
        const forgedView = new DataView(forged.buffer);
        sections.forEach((length, i) => {
          const section = forged.subarray(starts[i], starts[i] + length);
          forgedView.setUint32(block + 56 + 12 * i, crc32(section), true);
        });
        forgedView.setUint32(block + 4, crc32(forged.subarray(block + 8, block + 84)), true);
        // An edit may have been of a checksum.
        if (forged.every((byte, at) => byte === file[at])) return;
        // The checksum of the whole is not made right: no forged file is read to its end.
        const { message } = await refusal(forged);
        expect(message).toMatch(/^trace: x\.mct: byte \d+: /);
        if (!message.includes("checksum of the whole")) refused++;
      },
    ),
    { numRuns: runs },
  );
  expect(refused).toBeGreaterThan(runs / 4);
});

test("a block whose state is not what the records before bring about is found by a check", async () => {
  const pages = new PageDictionary();
  const batch = newBatch(pages, 3, 0);
  const code = pages.id(1, 0, -1, 0) << 12;
  batch.words.set([5, eventMeta(SPACE), code, runMeta(1, 4, false), code, runMeta(1, 4, false)]);
  batch.records = 3;
  const file = await fileOf([batch], { blockRecords: 2, level: 0 });
  const view = new DataView(file.buffer);
  const first = 24 + view.getUint32(12, true);
  const sizes = (block: number) => [48, 60, 72].map((at) => view.getUint32(block + at, true));
  const second = first + 84 + sizes(first).reduce((a, b) => a + b);
  const state = second + 84 + sizes(second)[0];
  expect(view.getUint32(state, true)).toBe(5);
  view.setUint32(state, 6, true);
  view.setUint32(second + 68, crc32(file.subarray(state, state + 8)), true);
  view.setUint32(second + 4, crc32(file.subarray(second + 8, second + 84)), true);
  await expect(openBytes(file, { checkStates: true }).then(drain)).rejects.toThrow(
    `byte ${state}: the state is not the one that the records before bring about, in the block that begins at byte ${second}`,
  );
  expect((await refusal(file)).message).toContain("checksum of the whole");
});
