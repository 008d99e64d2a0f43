import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Input, InputError, inputFrom, openInput, readDin } from "../../src/index.ts";
import { bytes, chunked, gzip, read } from "./support.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "formats-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, data: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, data);
  return path;
}

async function all(input: Input): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of input) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

const noise = (length: number) =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 24);
const fault = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error) => {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    },
  );

test("a file is read whole, packed or not, and knows its position", async () => {
  const data = noise(3_000_001);
  for (const [name, content] of [
    ["plain", data],
    ["packed.gz", gzipSync(data)],
  ] as const) {
    const input = await openInput(await written(name, content));
    expect(input.position).toEqual({ bytes: 0, total: content.length });
    expect(Buffer.compare(await all(input), data)).toBe(0);
    expect(input.position).toEqual({ bytes: content.length, total: content.length });
  }
});

test("peek takes nothing", () =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
      fc.array(fc.nat(250), { maxLength: 4 }),
      fc.boolean(),
      async (data, lengths, peeks, packed) => {
        const content = packed ? gzipSync(data) : data;
        const input = inputFrom(chunked(content, lengths), "x", content.length);
        for (const count of peeks)
          expect([...(await input.peek(count))]).toEqual([...data.subarray(0, count)]);
        expect([...(await all(input))]).toEqual([...data]);
      },
    ),
    { numRuns: 100 },
  ));

test("an empty file is an empty input", async () => {
  const input = await openInput(await written("empty", bytes("")));
  expect((await input.peek(10)).length).toBe(0);
  expect((await all(input)).length).toBe(0);
});

test("gzip data of several members, with zeros after them", async () => {
  const packed = Buffer.concat([gzip("2 400\n"), gzip("0 1"), gzip("000\n"), Buffer.alloc(600)]);
  for (const lengths of [[], [1], [13, 100]])
    expect(await read(readDin(inputFrom(chunked(packed, lengths))))).toEqual({
      references: ["fetch 400 4", "load 1000 4"],
      error: undefined,
      batches: 1,
    });
});

test("gzip data that are cut: all that can be unpacked, then the offset", async () => {
  const text = Array.from({ length: 30_000 }, (_, i) => `2 ${(4 * i).toString(16)}\n`).join("");
  const packed = gzip(text);
  for (const cut of [19, 1000, packed.length >> 1, packed.length - 8, packed.length - 1]) {
    const { references, error } = await read(readDin(inputFrom([packed.subarray(0, cut)], "a.gz")));
    expect(error).toBe(
      `trace: a.gz: byte ${cut}: the gzip data end here, in the middle of a member; the rest of the file was expected`,
    );
    if (cut >= packed.length - 8) expect(references.length).toBe(30_000);
    else if (cut > 1000) expect(references.length).toBeGreaterThan(10_000);
  }
});

test("damaged gzip data, and what follows them, are errors", async () => {
  const packed = Uint8Array.from(gzip("2 400\n".repeat(1000)));
  packed[40] ^= 0x10;
  const damaged = await read(readDin(inputFrom([packed], "a.gz")));
  expect(damaged.error).toMatch(
    /^trace: a.gz: bytes 0 to \d+: the gzip data are damaged \(.*\); .* expected$/,
  );
  const garbage = Buffer.concat([gzip("2 400\n"), Buffer.from("garbage")]);
  expect((await read(readDin(inputFrom([garbage], "a.gz")))).error).toMatch(/are damaged/);
  const after = Buffer.concat([gzip("2 400\n"), Uint8Array.of(0, 0, 7)]);
  expect(await read(readDin(inputFrom([after], "a.gz")))).toEqual({
    references: ["fetch 400 4"],
    error: `trace: a.gz: byte ${after.length - 1}: something follows the gzip data; their end was expected`,
    batches: 1,
  });
});

test.each([
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 1, 2]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd, 4, 0, 0, 0, 0, 0]],
  ["bzip2", [...bytes("BZh9"), 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]],
])("data packed with %s are refused", async (packer, first) => {
  const message = await fault(all(inputFrom([Uint8Array.from(first)], "a")));
  expect(message).toMatch(`trace: a: byte 0: the data are packed with ${packer}; `);
});

test("what cannot be opened or read", async () => {
  const nowhere = join(folder, "nowhere");
  expect(await fault(openInput(nowhere))).toBe(`trace: ${nowhere} cannot be opened: no such file`);
  expect(await fault(openInput(folder))).toBe(
    `trace: ${folder} is a directory; a file was expected`,
  );
});

test("an input that is not read to its end lets go of its file", async () => {
  const input = await openInput(await written("left", noise(2_000_000)));
  for await (const _ of input) break;
  await input.close();
  const peeked = await openInput(join(folder, "left"));
  await peeked.peek(10);
  await peeked.close();
  const unread = await openInput(join(folder, "left"));
  await unread.close();
  await unread.close();
});

test("chunks are asked for only when the last one was used", async () => {
  let asked = 0;
  async function* source() {
    for (; asked < 1000; asked++) yield bytes("2 400\n".repeat(1000));
  }
  let batches = 0;
  for await (const _ of readDin(inputFrom(source()), { records: 64 }).batches())
    if (++batches === 100) break;
  // 100 batches of 56 records (a run each, the same instruction over and over) are six chunks.
  expect(asked).toBeLessThan(8);
});

test("standard input is read as it comes", async () => {
  const script = `
    import { openInput, readDin } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)};
    let instructions = 0;
    for await (const { words, records } of readDin(await openInput("-")).batches())
      for (let i = 0; i < records; i++) if ((words[2 * i + 1] & 31) === 0) instructions++;
    console.log(instructions);`;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=source", "--input-type=module", "-e", script],
    { cwd: new URL("../../../..", import.meta.url).pathname },
  );
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stdin.write(gzip("2 400\n"));
  child.stdin.end(gzip("2 800\n2 900\n"));
  await new Promise((resolve) => child.on("close", resolve));
  expect(out).toBe("3\n");
});

test("lines of any length, however cut: at most 65536 bytes, in linear time", async () => {
  const long = `2 400 ${"x".repeat(65530)}`;
  expect(long.length).toBe(65536);
  for (const lengths of [[], [1000], [65536], [65537], [7, 65535]]) {
    const good = await read(readDin(inputFrom(chunked(bytes(`2 100\n${long}\n2 800\n`), lengths))));
    expect(good).toMatchObject({
      references: ["fetch 100 4", "fetch 400 4", "fetch 800 4"],
      error: undefined,
    });
    const bad = await read(readDin(inputFrom(chunked(bytes(`2 100\n${long}x\n2 800\n`), lengths))));
    expect(bad).toMatchObject({
      references: ["fetch 100 4"],
      error: "trace: line 2: the line is longer than 65536 bytes; lines of text were expected",
    });
  }
  async function* endless() {
    for (let i = 0; i < 1e6; i++) yield new Uint8Array(1 << 12).fill(0x20);
  }
  expect((await read(readDin(inputFrom(endless())))).error).toMatch(/^trace: line 1: the line is/);
});
