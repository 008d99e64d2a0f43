import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  countReferences,
  type OpenTraceOptions,
  openTrace,
  section,
  TRACE_FORMATS,
} from "../../src/index.ts";
import { drain, fileOf, flat, openBytes, streams } from "./support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Opens a file of these contents. */
async function opened(contents: string | Uint8Array, options?: OpenTraceOptions) {
  const file = join(folder, "trace");
  await writeFile(file, contents);
  return openTrace(file, options);
}

const [batches] = fc
  .sample(streams, { numRuns: 100, seed: 11 })
  .filter((list) => list.reduce((sum, batch) => sum + countReferences(batch), 0) > 50);

test.each([
  ["lackey", "==12== Lackey\n--12-- more\nI  04001000,3\n L 1ffeffe7e0,8\n"],
  ["lackey", " M 1ffeffe7e0,8\r\nI  04001000,3\r\n"],
  ["din", "2 408ed4\n0 10019d94\n"],
  ["din", "\n0 0x10019d94 and more\n"],
  ["xdin", "i 408ed4 4\nr 10019d94 4\n"],
  ["csv", "kind,address,size\nfetch,0x400000,4\n"],
  ["csv", "size,kind,mode,address\n4,load,user,0x400000\n"],
])("%s is recognised", async (format, text) => {
  for (const contents of [text, gzipSync(text)]) {
    const source = await opened(contents);
    expect(source.info.format).toBe(format);
    expect((await drain(source)).length).toBe(1);
  }
});

test("an mct file is recognised, plain or packed", async () => {
  const file = await fileOf(batches, { blockRecords: 20 });
  for (const contents of [file, gzipSync(file)]) {
    const source = await opened(contents);
    expect(source.info.format).toBe("mct");
    expect(flat(await drain(source))).toEqual(flat(batches));
  }
});

test("every format begins at a reference, by the index or by reading", async () => {
  const file = await fileOf(batches, { blockRecords: 20 });
  const expected = flat(await drain(section(await openBytes(file), { skip: 23 })));
  for (const contents of [file, gzipSync(file)])
    for (const salvage of [false, true])
      expect(flat(await drain(await opened(contents, { from: 23, salvage })))).toEqual(expected);
  const din = await opened("2 0\n2 4\n0 10\n2 8\n", { from: 2 });
  expect(countReferences((await drain(din))[0])).toBe(2);
});

test("a damaged file is salvaged", async () => {
  const file = await fileOf(batches, { blockRecords: 20 });
  const offsets: number[] = [];
  const source = await opened(file.slice(0, -1), {
    salvage: true,
    onDamage: ({ offset }) => offsets.push(offset),
  });
  expect(flat(await drain(source))).toEqual(flat(batches));
  expect(offsets).toEqual([file.length - 1]);
});

test("a packed file that is cut is salvaged, too", async () => {
  const many = Array.from({ length: 200 }, () => batches).flat();
  const packed = gzipSync(await fileOf(many, { blockRecords: 20, level: 0 }));
  const faults: string[] = [];
  const source = await opened(packed.slice(0, packed.length - 100), {
    salvage: true,
    onDamage: ({ fault }) => faults.push(fault),
  });
  const read = flat(await drain(source)).words;
  expect(read).toEqual(flat(many).words.slice(0, read.length));
  expect(read.length).toBeGreaterThan(0);
  expect(faults).toEqual([expect.stringContaining("gzip data end here")]);
});

test("the format that is asked for is taken", async () => {
  const source = await opened("2 408ed4\n", { format: "lackey" });
  await expect(drain(source)).rejects.toThrow("line 1");
  await expect(opened("2 408ed4\n", { format: "mct" })).rejects.toThrow("no mct trace");
  await expect(opened("2 408ed4\n", { format: "elf" })).rejects.toThrow(
    `format "elf" is unknown; one of ${TRACE_FORMATS.join(", ")} was expected`,
  );
});

test("what is no trace is refused", async () => {
  await expect(opened("")).rejects.toThrow("byte 0: nothing to read");
  for (const contents of ["hello\n", "==12== only comments\n", Uint8Array.of(0x89, 0x4d, 0x43)])
    await expect(opened(contents)).rejects.toThrow("byte 0: the format is not recognised");
  await expect(openTrace(join(folder, "none"))).rejects.toThrow("none cannot be opened");
});

test("system ranges are refused for a trace that knows its modes", async () => {
  const file = await fileOf(batches);
  const systemRanges = [{ firstVpn: 0, lastVpn: 5 }];
  await expect(opened(file, { systemRanges })).rejects.toThrow(
    "says itself what ran in kernel mode",
  );
});
