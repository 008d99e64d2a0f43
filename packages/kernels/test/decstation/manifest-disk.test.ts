import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manifestDisk } from "../../src/decstation/manifest-disk.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-disk-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const content = Uint8Array.from({ length: 1024 }, (_, at) => at % 251);
const manifest = () => join(folder, "kernel.json");

test("made disks", () => {
  const disk = manifestDisk({ target: 0, blocks: 3, content: "counting" }, manifest());
  const bytes = new Uint8Array(512);
  disk.read(2, bytes);
  expect(disk.blocks).toBe(3);
  expect(new DataView(bytes.buffer).getUint32(8, true)).toBe(2 * 128 + 2);
});

test("a file beside the manifest, packed or not", () => {
  writeFileSync(join(folder, "plain.img"), content);
  writeFileSync(join(folder, "packed.img.gz"), gzipSync(content));
  for (const file of ["plain.img", "packed.img.gz"]) {
    const disk = manifestDisk({ target: 0, file }, manifest());
    const bytes = new Uint8Array(1024);
    disk.read(0, bytes);
    expect(bytes).toEqual(content);
    expect(disk.blocks).toBe(2);
  }
});

test("files that are no disks", () => {
  writeFileSync(join(folder, "cut.img.gz"), gzipSync(content).subarray(0, 30));
  const open = (file: string) => () => manifestDisk({ target: 0, file }, manifest());
  expect(open("none.img")).toThrow(/none\.img: cannot be read/);
  expect(open("cut.img.gz")).toThrow(/cut\.img\.gz: gzip cannot unpack it/);
});
