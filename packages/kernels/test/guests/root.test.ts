/** The root file system that the repository carries: sound, and its programs what the manifest says. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readElf, symbolMapOf } from "@mcpi/trace";
import { expect, test } from "vitest";
import { checkFileSystem, openFileSystem } from "../../src/file-system/index.ts";
import { IMAGES } from "./support.ts";

interface Program {
  readonly name: string;
  readonly path: string;
  readonly links: readonly string[];
  readonly size: number;
  readonly sha256: string;
  readonly symbols: string;
  readonly symbolsSha256: string;
}

const PAGE = 4096n;
const manifest = JSON.parse(readFileSync(`${IMAGES}root/manifest.json`, "utf8"));
const programs: readonly Program[] = manifest.programs;
const image = gunzipSync(readFileSync(`${IMAGES}root.img.gz`));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("image", () => {
  expect(image.length).toBe(manifest.build.imageSize);
  expect(sha256(image)).toBe(manifest.build.imageSha256);
  expect(checkFileSystem(image).findings).toEqual([]);
});

test("devices, and directories that everybody may write", () => {
  const files = openFileSystem(image, "root");
  expect(files.stat("/dev/console")).toMatchObject({
    type: "character",
    device: { major: 0, minor: 0 },
  });
  expect(files.stat("/dev/rz0")).toMatchObject({ type: "block", device: { major: 0, minor: 0 } });
  expect(files.stat("/tmp").mode).toBe(0o1777);
});

test("every symbol file belongs to a program", () => {
  const files = [...programs.map(({ symbols }) => symbols), "manifest.json"];
  expect(readdirSync(`${IMAGES}root`).sort()).toEqual(files.sort());
});

test.each(programs)("$name", (program) => {
  const files = openFileSystem(image, "root");
  const bytes = files.readFile(program.path);
  expect(bytes.length).toBe(program.size);
  expect(sha256(bytes)).toBe(program.sha256);
  for (const link of program.links) expect(files.readFile(link)).toEqual(bytes);

  const elf = readElf(bytes, program.name);
  expect(elf.entry).toBe(0x00400000n);
  expect(elf.segments.map(({ virtualAddress }) => virtualAddress)).toEqual([
    0x00400000n,
    0x10000000n,
  ]);
  for (const { virtualAddress, fileOffset } of elf.segments) {
    expect(virtualAddress % PAGE).toBe(0n);
    expect(BigInt(fileOffset) % PAGE).toBe(0n);
  }

  const symbols = readFileSync(`${IMAGES}root/${program.symbols}`);
  expect(sha256(symbols)).toBe(program.symbolsSha256);
  expect(symbols.toString()).toMatch(/^00400000 [0-9a-f]{8} T _start$/m);
  expect(() => symbolMapOf(symbols, program.symbols)).not.toThrow();
});
