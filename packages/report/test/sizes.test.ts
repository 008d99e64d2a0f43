import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMapping } from "../src/options/machine.ts";
import { parseCount, parsePowers, parseWays, sizeOfText, sizeText } from "../src/options/size.ts";

test("sizes are bytes, with K, M and G for powers of 1024", () => {
  expect(sizeOfText("64K")).toBe(65536);
  expect(sizeOfText("64k")).toBe(65536);
  expect(sizeOfText("1MiB")).toBe(1048576);
  expect(sizeOfText("2GB")).toBe(2 ** 31);
  expect(sizeOfText("100")).toBe(100);
  for (const bad of ["", "K", "1.5K", "-1", "64 K", "64KK", "0x10", "1e3", "99999999999G"])
    expect(sizeOfText(bad)).toBeUndefined();
});

test("a size as text means the same size", () => {
  fc.assert(fc.property(fc.nat(), (bytes) => sizeOfText(sizeText(bytes)) === bytes));
});

test("powers of two: lists and ranges, ascending, each once", () => {
  expect(parsePowers("--sizes", "1K..8K")).toEqual([1024, 2048, 4096, 8192]);
  expect(parsePowers("--sizes", "64K,16,1K..2K,1K")).toEqual([16, 1024, 2048, 65536]);
  expect(() => parsePowers("--sizes", "3K")).toThrow('--sizes 3K: "3K" is no power of two');
  expect(() => parsePowers("--sizes", "8K..1K")).toThrow("8K..1K is empty");
  expect(() => parsePowers("--sizes", "1..2..4")).toThrow('more than one ".."');
  expect(() => parsePowers("--sizes", "1K,")).toThrow('"" is no power of two');
});

test("ways: numbers, ranges of powers of two, full last", () => {
  expect(parseWays("--ways", "full,4,1")).toEqual([1, 4, "full"]);
  expect(parseWays("--ways", "1..8,3")).toEqual([1, 2, 3, 4, 8]);
  for (const bad of ["0", "-1", "two", "1,,2", "1.5"])
    expect(() => parseWays("--ways", bad)).toThrow(/--ways/);
});

test("counts take K, M and G as thousands", () => {
  expect(parseCount("--take", "10M", 1)).toBe(10_000_000);
  expect(parseCount("--skip", "0", 0)).toBe(0);
  for (const bad of ["0", "1.5", "-3", "", "ten", "9".repeat(30)])
    expect(() => parseCount("--take", bad, 1)).toThrow(/--take ".*" is no count/);
});

test("forms of page mapping", () => {
  expect(parseMapping("identity")).toEqual({ kind: "identity" });
  expect(parseMapping("frames:random")).toEqual({ kind: "frames", policy: "random" });
  for (const bad of ["frames", "identity:random", "frames:best", "chen", "frames:random:1"])
    expect(() => parseMapping(bad)).toThrow(`--mapping ${bad}:`);
});
