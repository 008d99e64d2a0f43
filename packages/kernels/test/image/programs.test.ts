/** Programs on a disk, and which of them a space runs. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { diskBytes, knownPrograms, memoryDisk, SpacePrograms } from "../../src/index.ts";

const path = fileURLToPath(new URL("../../../../fixtures/images/root.img.gz", import.meta.url));

test("the root file system's programs, each with its symbols and text", () => {
  const programs = knownPrograms(memoryDisk("root", diskBytes(path)), path);
  const sed = programs.find(({ name }) => name === "sed");
  expect(sed?.start).toBe(0x400000);
  expect(sed?.text.length).toBeGreaterThan(20_000);
  expect(sed?.symbols?.functions.map(({ name }) => name)).toContain("regexec");
  expect(programs.every(({ symbols }) => symbols !== undefined)).toBe(true);
  expect(knownPrograms(memoryDisk("root", diskBytes(path)), "/nowhere/root.img.gz")).toEqual([]);
});

const mach = fileURLToPath(
  new URL("../../../../fixtures/images/mach-root.img.gz", import.meta.url),
);

test.skipIf(!existsSync(mach))("the Mach-style system's: the same, and a library", () => {
  const programs = knownPrograms(memoryDisk("root", diskBytes(mach)), mach);
  const others = knownPrograms(memoryDisk("root", diskBytes(path)), path);
  expect(programs.filter(({ library }) => !library)).toEqual(others);
  const [emulator, ...more] = programs.filter(({ library }) => library);
  expect(more).toEqual([]);
  expect(emulator.start).toBe(0x70000000);
  expect(emulator.symbols?.functions.map(({ name }) => name)).toContain("emulate");
  expect(programs.every(({ symbols }) => symbols !== undefined)).toBe(true);
});

test("a library's page says nothing about its space", () => {
  const program = { start: 0x400000, text: new Uint8Array(4096).fill(1) };
  const programs = new SpacePrograms([program], [{ start: 0x70000000, end: 0x70002000 }]);
  programs.executed(5, 0x70001, new Uint8Array(4096));
  expect(programs.of(5)).toBe(-1);
  programs.executed(5, 0x400, program.text);
  programs.executed(6, 0x70002, new Uint8Array(4096));
  programs.executed(6, 0x400, program.text);
  expect([5, 6].map((space) => programs.of(space))).toEqual([0, -1]);
});

test("a space runs the program whose text its first page of code is", () => {
  const text = (seed: number, bytes: number) =>
    Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + seed * (1 + (i >>> 12))) & 0xff);
  const a = { start: 0x400000, text: text(1, 9000) };
  const b = { start: 0x400000, text: text(2, 5000) };
  const programs = new SpacePrograms([a, b]);
  const page = ({ text: whole }: typeof a, number: number) => {
    const bytes = new Uint8Array(4096).fill(0xaa);
    bytes.set(whole.subarray(4096 * number, 4096 * (number + 1)));
    return bytes;
  };
  programs.executed(5, 0x400, page(a, 0));
  programs.executed(6, 0x401, page(b, 1));
  programs.executed(7, 0x402, page(a, 2));
  programs.executed(8, 0x400, new Uint8Array(4096));
  programs.executed(9, 0x500, page(a, 0));
  // The first page decides.
  programs.executed(5, 0x400, page(b, 0));
  expect([5, 6, 7, 8, 9, 10].map((space) => programs.of(space))).toEqual([0, 1, 0, -1, -1, -1]);
});
