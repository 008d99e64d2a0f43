/** The reader of GXemul's traces, and the comparison, on texts written by hand: no GXemul is needed. */
import { describe, expect, test } from "vitest";
import { imm, jr, mem, nop, RA, syscall, T0, T1, ZERO } from "../random/assembler.ts";
import { elfOf } from "../random/elf.ts";
import { Comparer, type Comparison } from "./compare.ts";
import { modelUnderGxemul } from "./model-under-gxemul.ts";
import { type Registers, TraceReader } from "./trace.ts";

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");

/** A block as GXemul prints it; registers that are not given are 0. */
function block(pc: number, values: Readonly<Record<string, number>> = {}): string {
  const v = (name: string): string => hex(values[name] ?? 0);
  const row = (...names: readonly string[]): string =>
    `cpu0:  ${names.map((name) => `${name} = ${v(name)}`).join("  ")}`;
  return [
    "",
    `cpu0:  pc = ${hex(pc)}    < no symbol >`,
    row("hi", "lo"),
    `cpu0:                 at = ${v("at")}  v0 = ${v("v0")}  v1 = ${v("v1")}`,
    row("a0", "a1", "a2", "a3"),
    row("t0", "t1", "t2", "t3"),
    row("t4", "t5", "t6", "t7"),
    row("s0", "s1", "s2", "s3"),
    row("s4", "s5", "s6", "s7"),
    row("t8", "t9", "k0", "k1"),
    row("gp", "sp", "fp", "ra"),
    `cpu0:    index=${v("index")}   random=00000000 entrylo0=${v("entryLo")} entrylo1=00000000`,
    `cpu0:  context=${v("context")} pagemask=00001fff    wired=00000000  reserv7=00000000`,
    `cpu0: badvaddr=${v("badVAddr")}    count=00000000  entryhi=${v("entryHi")}  compare=00000000`,
    `cpu0:   status=${v("status")}    cause=${v("cause")}      epc=${v("epc")}     prid=00000220`,
    "",
  ].join("\n");
}

const line = (pc: number, word: number, rest = ""): string =>
  `${hex(pc)}: ${hex(word)}        ${rest}\n`;

describe("the reader", () => {
  const text = [
    "GXemul 0.7.0    Copyright\n    cpu0: starting at 0x80030000\n",
    block(0x80030000, { at: 1, sp: 2, ra: 0xffffffff, hi: 3, epc: 4, entryLo: 5, badVAddr: 6 }),
    line(0x80030000, 0xab840168, "swl\ta0,360(gp)\t[0x0041cbc4]"),
    "[ exception TLBL <tlb> vaddr=0x0041cbc4 pc=0x80030000 ]\n",
    "noise from the machine\n",
    line(0x80000000, 0x40806000, "mtc0\tzr,status [0000000000000000]"),
    "80000004: 42000010 (d)    rfe\n",
  ].join("");

  function read(pieces: readonly Uint8Array[]): string[] {
    const seen: string[] = [];
    const reader = new TraceReader({
      registers: (registers: Registers) => {
        const { pc, general, hi, epc, entryLo, badVAddr } = registers;
        seen.push(`${hex(pc)} ${[...general].filter((value) => value !== 0)}`);
        seen.push(`${[hi, epc, entryLo, badVAddr]}`);
      },
      instruction: (pc, word, slot, address) =>
        seen.push(`${hex(pc)} ${hex(word)} ${slot} ${address}`),
      exception: (name) => seen.push(name),
    });
    for (const piece of pieces) reader.feed(piece);
    return seen;
  }

  const expected = [
    `80030000 ${[1, 2, 0xffffffff]}`,
    "3,4,5,6",
    `80030000 ab840168 false ${0x41cbc4}`,
    "TLBL",
    "80000000 40806000 false -1",
    "80000004 42000010 true -1",
  ];

  test.each([1, 7, 64, 500, 1e6])("in pieces of %i bytes", (size) => {
    const bytes = Buffer.from(text);
    const pieces = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    expect(read(pieces)).toEqual(expected);
  });

  test("registers that look otherwise are refused", () => {
    const other = Buffer.from(text.replace("entrylo0", "entrylo_"));
    expect(() => read([other])).toThrow(/look otherwise/);
  });
});

describe("the comparison", () => {
  const START = 0x80030000;
  const words = [
    imm("ADDIU", T0, ZERO, 5),
    mem("LW", T1, 0, ZERO),
    syscall(),
    jr(RA),
    imm("ORI", T0, T0, 8),
    nop,
  ];
  const elf = elfOf({ segments: [{ address: START, words }], start: START, ready: 0, end: 0 });

  function compare(text: string, most = 1e6): Comparison {
    const comparer = new Comparer(modelUnderGxemul(elf), { most });
    try {
      new TraceReader(comparer).feed(Buffer.from(text));
    } catch {
      // It has seen enough.
    }
    return comparer.result();
  }

  const begin = block(START, { status: 0x30000000, sp: 7 }) + line(START, words[0]);

  test("what agrees", () => {
    const second = block(START + 4, { status: 0x30000000, sp: 7, t0: 5 });
    expect(compare(begin + second)).toMatchObject({ instructions: 1, difference: undefined });
  });

  test.each([
    ["a register", block(START + 4, { status: 0x30000000, sp: 7, t0: 6 }), /r8: GXemul 00000006/],
    ["the program counter", block(START + 8, {}), /pc: GXemul 80030008, we 80030004/],
    [
      "a control register",
      block(START + 4, { sp: 7, t0: 5, status: 1 }),
      /status: GXemul 00000001/,
    ],
    ["an instruction", line(START + 4, 1), /instruction: GXemul 00000001/],
    [
      "an exception that only it raises",
      "[ exception DBE vaddr=0 ]\n",
      /GXemul raised DBE, we TLBL/,
    ],
  ])("%s", (_, text, difference) => {
    expect(compare(begin + text).difference).toMatch(difference);
  });

  const load = `${line(START + 4, words[1], "lw\tt1,0(zr)\t[0x00000000]")}`;
  const registers = { sp: 7, t0: 5, status: 0x30000000 };

  test("an exception that only we raise", () => {
    const text = begin + block(START + 4, registers) + load + block(0x80000000, registers);
    expect(compare(text).difference).toMatch(/GXemul raised no TLBL/);
  });

  test("an exception of both, and another data address", () => {
    const fault = "[ exception TLBL <tlb> vaddr=0x00000000 pc=0x80030004 ]\n";
    const after = { ...registers, cause: 0x408, epc: START + 4 };
    const text = begin + block(START + 4, registers) + load + fault + block(0x80000000, after);
    expect(compare(text)).toMatchObject({ exceptions: 1, difference: undefined });
  });
});
