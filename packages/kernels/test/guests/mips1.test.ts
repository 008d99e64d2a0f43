/** The check of guest images: instructions that are not MIPS I, load delays, symbols without a size. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readElf } from "@mcpi/trace";
import { expect, test } from "vitest";
import { checkMips1, isMips1 } from "../../../../scripts/mips1.ts";
import { INSTRUCTIONS } from "../../src/r3000/instructions.ts";
import { IMAGES } from "./support.ts";

const hello = (): Buffer => gunzipSync(readFileSync(`${IMAGES}hello.elf.gz`));

/** The image with the word at a function's beginning (plus `at` bytes) replaced. */
function withWords(name: string, at: number, words: readonly number[]) {
  const elf = hello();
  const file = readElf(elf, "hello");
  const symbol = file.symbols.find((each) => each.name === name)!;
  const [segment] = file.segments;
  const address = Number(symbol.value) + at;
  words.forEach((word, i) => {
    const offset = segment.fileOffset + address - Number(segment.virtualAddress) + 4 * i;
    elf.writeUInt32LE(word, offset);
  });
  return { elf, address: `0x${address.toString(16)}` };
}

test.each([
  ["ll", 0xc0820000],
  ["sc", 0xe0820000],
  ["movz", 0x0085100a],
  ["movn", 0x0085100b],
  ["mul", 0x70851002],
  ["clz", 0x70821020],
  ["teq", 0x00850034],
  ["tge", 0x00850030],
  ["sync", 0x0000000f],
  ["beql", 0x50850001],
  ["bgezl", 0x04830001],
  ["bc0fl", 0x41020001],
  ["ext", 0x7c823800],
  ["ins", 0x7c823804],
  ["wsbh", 0x7c0210a0],
  ["seb", 0x7c021420],
  ["rotr", 0x00221042],
  ["rotrv", 0x00821046],
  ["pref", 0xcc800000],
  ["cache", 0xbc800000],
  ["mfc0 with a select", 0x40028001],
  ["eret", 0x42000018],
  ["wait", 0x42000020],
  ["lwc1", 0xc4820000],
  ["swc1", 0xe4820000],
  ["ldc1", 0xd4820000],
  ["mfc1", 0x44020000],
  ["add.s", 0x46020000],
  ["daddu", 0x0085102d],
  ["ld", 0xdc820000],
  ["jr.hb", 0x03e00408],
])("%s is not MIPS I", (_, word) => {
  expect(isMips1(word)).toBe(false);
});

test.each(
  INSTRUCTIONS.map((instruction) => [instruction.name, instruction] as const),
)("%s is", (_, { encoding: e, format }) => {
  const word =
    "opcode" in e
      ? e.opcode << 26
      : "special" in e
        ? e.special
        : "regimm" in e
          ? (1 << 26) | (e.regimm << 16)
          : "cop0Move" in e
            ? (0x10 << 26) | (e.cop0Move << 21)
            : "cop0Branch" in e
              ? (0x10 << 26) | (8 << 21) | (e.cop0Branch << 16)
              : (0x10 << 26) | (16 << 21) | e.cop0;
  expect(isMips1(word >>> 0), format).toBe(true);
});

test("images that are built pass", () => {
  expect(() => checkMips1(hello(), "hello", [])).not.toThrow();
  expect(() => checkMips1(hello(), "hello", [], 2)).toThrow(
    "hello: the number of segments is 1; 2 was expected",
  );
});

test("an instruction of a later processor: its function and address", () => {
  const { elf, address } = withWords("strlen", 0, [0xc0820000]);
  expect(() => checkMips1(elf, "hello", [])).toThrow(
    `hello: strlen, ${address}: 0xc0820000 is no instruction of MIPS I`,
  );
});

test("a register read in its load delay, unless its function may", () => {
  const load = 0x8c820000; // lw $2,0($4)
  const use = 0x24420001; // addiu $2,$2,1
  const { elf, address } = withWords("strlen", 0, [load, use]);
  expect(() => checkMips1(elf, "hello", [])).toThrow(`strlen, ${address}: 0x8c820000 loads $2`);
  expect(() => checkMips1(elf, "hello", ["strlen"])).not.toThrow();
});

test("at a branch's target, too, and not behind a jump", () => {
  const load = 0x8c820000;
  const use = 0x24420001;
  const branch = 0x10000002; // b to the fourth word
  expect(() => checkMips1(withWords("strcmp", 0, [branch, load, 0, use]).elf, "hello", [])).toThrow(
    "loads $2",
  );
  expect(() =>
    checkMips1(withWords("strcmp", 0, [branch, load, use, 0]).elf, "hello", []),
  ).not.toThrow();
});

test("flags of another architecture", () => {
  const elf = hello();
  elf.writeUInt32LE(0x70001001, 36); // MIPS32 release 2
  expect(() => checkMips1(elf, "hello", [])).toThrow("the ELF flags are 0x70001001");
});
