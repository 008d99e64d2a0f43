import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type ExeclogOptions, readExeclog } from "../../src/index.ts";
import { input, read } from "./support.ts";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/formats/${name}.txt`, import.meta.url), "latin1");

const readText = (text: string, options?: ExeclogOptions) =>
  read(readExeclog(input(text), options));

/** What follows `loop` once more, as the recorded programs do, between a beginning and an end. */
const twice = (first: string[], loop: string[], last: string[]) => [
  ...first,
  ...loop,
  ...loop,
  ...last,
];

test("a recorded MIPS program: instructions of 4 bytes, data to the end of its word", async () => {
  const seen = await readText(fixture("execlog-mips"));
  expect(seen).toEqual({
    error: undefined,
    batches: 1,
    references: twice(
      ["fetch 4000f0 4", "fetch 4000f4 4", "fetch 4000f8 4"],
      [
        "fetch 4000fc 4",
        "load 410140 4",
        "fetch 400100 4",
        "fetch 400104 4",
        "store 410140 4",
        // QEMU's lwl reads the byte that it names, then the word that it is in.
        "fetch 400108 4",
        "load 41014b 1",
        "load 410148 4",
        "fetch 40010c 4",
        "store 410149 3",
        "fetch 400110 4",
        "fetch 400114 4",
        // The branch goes back 28 bytes: that is no length.
        "fetch 400118 4",
        "store 410146 2",
      ],
      ["fetch 40011c 4", "fetch 400120 4", "fetch 400124 4"],
    ),
  });
});

test("a recorded i386 program: lengths by where the next instruction begins", async () => {
  const { references, error } = await readText(fixture("execlog-i386"));
  const loop = (repeated: number, back: number) => [
    "fetch 804900a 2",
    "load 804a000 4",
    "fetch 804900c 3",
    "store 804a008 4",
    "fetch 804900f 4",
    "load 804a010 4",
    "store 804a010 4",
    "fetch 8049013 1",
    "store 4080096c 4",
    "fetch 8049014 1",
    "load 4080096c 4",
    "fetch 8049015 3",
    "fetch 8049018 3",
    "fetch 804901b 5",
    // A repeated move is fetched for each word, and once more to find that none is left.
    `fetch 8049020 ${repeated}`,
    "load 804a020 4",
    "store 804a040 4",
    `fetch 8049020 ${repeated}`,
    "load 804a024 4",
    "store 804a044 4",
    "fetch 8049020 2",
    "fetch 8049022 1",
    `fetch 8049023 ${back}`,
  ];
  expect(error).toBeUndefined();
  expect(references).toEqual([
    "fetch 8049000 5",
    "fetch 8049005 5",
    // What has never been seen to go on has the assumed 4 bytes: the move before its first end, the
    // branch before it is not taken.
    ...loop(4, 4),
    ...loop(2, 2),
    "fetch 8049025 5",
    "fetch 804902a 2",
    "fetch 804902c 4",
  ]);
});

test("sizes that the user gives hold", async () => {
  const { references } = await readText(fixture("execlog-i386"), {
    instructionBytes: 3,
    dataBytes: 1,
  });
  const sizes = (kind: string) =>
    new Set(references.filter((line) => line.startsWith(kind)).map((line) => line.split(" ")[2]));
  expect(sizes("fetch")).toEqual(new Set(["3"]));
  expect(sizes("load")).toEqual(new Set(["1"]));
  expect(sizes("store")).toEqual(new Set(["1"]));
});

test("empty lines, which the plug-in prints for processors that never ran, mean nothing", async () => {
  const line = '0, 0x400, 0x1020304, "nop"\n';
  expect(await readText(`\n${line}\n\n`)).toEqual(await readText(line));
});

test("quotes and commas in an instruction's text; registers; CRLF", async () => {
  const text = [
    '0, 0x400, 0x90, "odd ", load, 0x10, "text"',
    '0, 0x404, 0x90, "lw	a0,0(sp)", load, 0x0000fff0, sp -> 0x40800970, a0 -> 0x00000001',
    "",
  ].join("\r\n");
  const seen = await readText(text);
  expect(seen.error).toBeUndefined();
  expect(seen.references).toEqual(["fetch 400 4", "fetch 404 4", "load fff0 4"]);
});

test.each([
  ['0, 0x404, 0x90, "ldr", load, 0x200000e4, RAM', /"RAM" follows a data address/],
  ['1, 0x404, 0x90, "nop"', /processor 1 runs besides 0/],
  ['0, 0x404, 0x90, "nop", load', /no address/],
  ['0, 0x404, 0x90, "nop", read, 0x10', /"read" is unknown/],
  ["hello, world", /no instruction/],
  ['0, 404, 0x90, "nop"', /no instruction/],
  ['0, 0x404, 0x90, "nop', /no instruction/],
  ['0, 0x12345678123456789, 0x90, "nop"', /no instruction/],
])("a bad line is an error with its number, after the good lines: %j", async (bad, wrong) => {
  const good = '0, 0x400, 0x90, "lw", load, 0x10\n';
  const { references, error } = await readText(`${good}${bad}\n${good}`);
  expect(references).toEqual(["fetch 400 4", "load 10 4"]);
  expect(error).toMatch(/^trace: line 2: .* expected/);
  expect(error).toMatch(wrong);
});

test("a chosen processor is the only one that is read", async () => {
  const text = '0, 0x400, 0x90, "a"\n1, 0x800, 0x90, "b"\n0, 0x402, 0x90, "c"\n';
  expect((await readText(text, { processor: 0 })).references).toEqual([
    "fetch 400 2",
    "fetch 402 4",
  ]);
  expect((await readText(text, { processor: 1 })).references).toEqual(["fetch 800 4"]);
});
