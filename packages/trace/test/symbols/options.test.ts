import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  InputError,
  loadSymbols,
  parseSymbolsArgument,
  parseSystemRange,
} from "../../src/index.ts";

describe("--symbols file[@base]", () => {
  test.each([
    ["a.out", "a.out", 0n],
    ["a.out@0x555555554000", "a.out", 0x555555554000n],
    ["a.out@0XFFFF800000000000", "a.out", 0xffff800000000000n],
    ["a.out@8192", "a.out", 8192n],
    ["dir@2/lib@v1.so", "dir@2/lib@v1.so", 0n],
    ["lib@1@0", "lib@1", 0n],
  ])("%s", (argument, file, base) => {
    expect(parseSymbolsArgument(argument)).toEqual({ file, base });
  });

  test.each([
    ["a.out@555555554000", "base 555555554000 is no multiple of 4096; a page's address"],
    ["a.out@0x1004", "base 0x1004 is no multiple of 4096"],
    ["a.out@7ffff7dd5000", 'base "7ffff7dd5000" is no number; hexadecimal with 0x, or decimal'],
    ["a.out@0xzz", 'base "0xzz" is no number'],
    ["a.out@", 'base "" is no number'],
    ["a.out@0x10000000000000000", "has more than 64 bits"],
    ["@0x1000", "a file name was expected"],
    ["", "a file name was expected"],
  ])("%s is refused", (argument, message) => {
    expect(() => parseSymbolsArgument(argument)).toThrow(InputError);
    expect(() => parseSymbolsArgument(argument)).toThrow(message);
    expect(() => parseSymbolsArgument(argument)).toThrow(`--symbols ${argument}: `);
  });

  test("files are read and combined", async () => {
    const folder = mkdtempSync(join(tmpdir(), "symbols-test-"));
    try {
      const file = join(folder, "p.nm");
      writeFileSync(file, "1000 10 T f\n");
      const map = await loadSymbols([`${file}@0x400000`, `${file}@0x500000`]);
      expect(map.functions.map((f) => f.address)).toEqual([0x401000n, 0x501000n]);
      await expect(loadSymbols([join(folder, "none")])).rejects.toThrow(/none: cannot be read \(/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("--system-range start-end", () => {
  test.each([
    ["80000000-c0000000", 0x80000, 0xbffff],
    ["0x80000000-0xc0000000", 0x80000, 0xbffff],
    ["0xffff800000000000-", 0xffff800000000, 2 ** 52 - 1],
    ["0-1000", 0, 0],
    ["FFFFFFFFFFFFF000-10000000000000000", 2 ** 52 - 1, 2 ** 52 - 1],
  ])("%s", (argument, firstVpn, lastVpn) => {
    expect(parseSystemRange(argument)).toEqual({ firstVpn, lastVpn });
  });

  test.each([
    ["80000000", "start-end in hexadecimal was expected"],
    ["-80000000", "start-end in hexadecimal was expected"],
    ["80000000-c000000g", "start-end in hexadecimal was expected"],
    ["", "start-end in hexadecimal was expected"],
    ["80000010-c0000000", "the start is no multiple of 0x1000; a page's address was expected"],
    [
      "80000000-bfffffff",
      "the end is no multiple of 0x1000; a page's address was expected (the end is exclusive)",
    ],
    ["80000000-80000000", "the range is empty"],
    ["c0000000-80000000", "the range is empty"],
    ["0-20000000000000000", "the end has more than 64 bits"],
  ])("%s is refused", (argument, message) => {
    expect(() => parseSystemRange(argument)).toThrow(InputError);
    expect(() => parseSystemRange(argument)).toThrow(`--system-range ${argument}: ${message}`);
  });
});
