/** docs/r3000.md, sections 1, 3 and 6, worked by hand. */
import { describe, expect, test } from "vitest";
import {
  breakpoint,
  imm,
  iType,
  mem,
  mult,
  nop,
  reg,
  rType,
  shift,
  T0,
  T1,
  T2,
  T3,
  tlbp,
  ZERO,
} from "../random/assembler.ts";
import { OPCODE, SPECIAL } from "./instruction.ts";
import { DATA, machine, START } from "./support.ts";

/** T0 and T1 have values; T2 and T3 after the words. */
function result(words: readonly number[], t0: number, t1 = 0) {
  const made = machine(words);
  made.cpu.registers[T0] = t0;
  made.cpu.registers[T1] = t1;
  made.run(words.length);
  return made.cpu;
}

describe("arithmetic", () => {
  test.each([
    ["ADD", reg("ADD", T2, T0, T1), 0x7fffffff, 1],
    ["ADD of negative numbers", reg("ADD", T2, T0, T1), 0x80000000, 0xffffffff],
    ["SUB", reg("SUB", T2, T0, T1), 0x80000000, 1],
    ["SUB of a negative number", reg("SUB", T2, T0, T1), 0, 0x80000000],
    ["ADDI", imm("ADDI", T2, T0, -1), 0x80000000, 0],
  ])("%s overflows and writes nothing", (_, word, t0, t1) => {
    const { cpu, run } = machine([word]);
    cpu.registers[T0] = t0;
    cpu.registers[T1] = t1;
    cpu.registers[T2] = 77;
    const [step] = run(1);
    expect(step).toMatchObject({ retired: false, exception: { name: "Ov", epc: START } });
    expect([cpu.registers[T2], cpu.retired]).toEqual([77, 0]);
  });

  test.each([
    ["ADD", reg("ADD", T2, T0, T1), 0x7ffffffe, 1, 0x7fffffff],
    ["ADDU", reg("ADDU", T2, T0, T1), 0xffffffff, 2, 1],
    ["SUBU", reg("SUBU", T2, T0, T1), 0, 1, 0xffffffff],
    ["SLT", reg("SLT", T2, T0, T1), 0x80000000, 0, 1],
    ["SLTU", reg("SLTU", T2, T0, T1), 0x80000000, 0, 0],
    ["SLTI", imm("SLTI", T2, T0, -1), 0xfffffffe, 0, 1],
    ["SLTIU, its immediate extended first", imm("SLTIU", T2, T0, -1), 0xfffffffe, 0, 1],
    ["ANDI, its immediate not extended", imm("ANDI", T2, T0, 0xff00), 0xffffffff, 0, 0xff00],
    ["NOR", reg("NOR", T2, T0, T1), 1, 2, 0xfffffffc],
    ["SRA", shift("SRA", T2, T0, 31), 0x80000000, 0, 0xffffffff],
    ["SLLV by the low five bits", reg("SLLV", T2, T1, T0), 3, 33, 6],
    ["SRAV", reg("SRAV", T2, T1, T0), 0x80000000, 4, 0xf8000000],
  ])("%s", (_, word, t0, t1, expected) => {
    expect(result([word], t0, t1).registers[T2]).toBe(expected);
  });

  test.each([
    ["MULT", 0xffffffff, 2, 0xffffffff, 0xfffffffe],
    ["MULT", 0x80000000, 0x80000000, 0x40000000, 0],
    ["MULTU", 0xffffffff, 0xffffffff, 0xfffffffe, 1],
    ["DIV", 7, 0xfffffffe, 1, 0xfffffffd],
    ["DIV", 0xfffffff9, 2, 0xffffffff, 0xfffffffd],
    ["DIV", 7, 0, 7, 0xffffffff],
    ["DIV", 0, 0, 0, 0xffffffff],
    ["DIV", 0xfffffff9, 0, 0xfffffff9, 1],
    ["DIV", 0x80000000, 0xffffffff, 0, 0x80000000],
    ["DIVU", 0x80000000, 0, 0x80000000, 0xffffffff],
    ["DIVU", 0xffffffff, 16, 15, 0x0fffffff],
  ] as const)("%s %i, %i", (name, t0, t1, hi, lo) => {
    const cpu = result([mult(name, T0, T1)], t0, t1);
    expect([cpu.hi, cpu.lo]).toEqual([hi, lo]);
  });
});

describe("HI and LO take time", () => {
  const cycles = (words: readonly number[]): number[] =>
    machine(words)
      .run(words.length)
      .map((step) => step.extraCycles);
  const mfhi = reg("MFHI", T2, 0, 0);
  const mflo = reg("MFLO", T2, 0, 0);

  test("what comes at once waits for all of it but the first cycle", () => {
    expect(cycles([mult("MULT", T0, T1), mflo, mfhi])).toEqual([0, 11, 0]);
    expect(cycles([mult("DIV", T0, T1), mfhi, mflo])).toEqual([0, 34, 0]);
  });

  test("instructions in between shorten it", () => {
    expect(cycles([mult("MULTU", T0, T1), nop, nop, mflo])).toEqual([0, 0, 0, 9]);
    const twelve = [mult("MULT", T0, T1), ...Array(11).fill(nop), mflo];
    expect(cycles(twelve).at(-1)).toBe(0);
  });

  test("a second one waits, and takes its time from then", () => {
    expect(cycles([mult("MULT", T0, T1), mult("DIVU", T0, T1), mflo])).toEqual([0, 11, 34]);
    expect(cycles([mult("DIV", T0, T1), reg("MTLO", 0, T0, 0), mflo])).toEqual([0, 34, 0]);
  });

  test("an exception in between does not stop the unit, and takes no time", () => {
    const { cpu, run } = machine([mult("MULT", T0, T1), rType(5, 0, 0, 0)]);
    run(2);
    cpu.pc = START + 0x100;
    cpu.memory.store(START + 0x100, 4, mflo);
    const [step] = run(1);
    expect(step.extraCycles).toBe(11);
    expect([cpu.retired, cpu.baseCycles]).toEqual([2, 13]);
  });
});

describe("reserved and unusable", () => {
  const specials = new Set<number>(Object.values(SPECIAL));
  const opcodes = new Set<number>(Object.values(OPCODE));
  const outcome = (word: number, status = 0) => {
    const { cpu, run } = machine([word]);
    cpu.cp0.status = status;
    if (status & 2) {
      cpu.tlb.entries[5] = { hi: 0x1000, lo: 0x1300 };
      cpu.pc = 0x1000;
    }
    return run(1)[0].exception;
  };

  test("opcodes, and sub-opcodes of SPECIAL, REGIMM and COP0", () => {
    for (let code = 0; code < 64; code++) {
      if (!opcodes.has(code)) expect(outcome(iType(code, 0, 0, 0))?.name, `${code}`).toBe("RI");
      if (!specials.has(code)) expect(outcome(rType(code, 0, 0, 0))?.name, `${code}`).toBe("RI");
      if (![1, 2, 6, 8, 16].includes(code))
        expect(outcome(iType(16, 16, 0, code))?.name, `co ${code}`).toBe("RI");
    }
    for (let rt = 0; rt < 32; rt++)
      if (![0, 1, 16, 17].includes(rt)) expect(outcome(iType(1, 0, rt, 0))?.name).toBe("RI");
    for (let rs = 0; rs < 16; rs++)
      if (![0, 4, 8].includes(rs)) expect(outcome(iType(16, rs, 0, 0))?.name).toBe("RI");
    for (let rt = 2; rt < 32; rt++) expect(outcome(iType(16, 8, rt, 0))?.name).toBe("RI");
  });

  test("fields that the book calls zero do not matter", () => {
    expect(outcome(rType(SPECIAL.ADDU, T0, T1, T2, 31))).toBeUndefined();
    expect(outcome(iType(OPCODE.BLEZ, T0, 5, 0))).toBeUndefined();
    expect(outcome((tlbp | 0x1ffffc0) >>> 0)).toBeUndefined();
  });

  test("coprocessors 1 to 3 are unusable whatever CU says", () => {
    for (const opcode of [16, 48, 56])
      for (const ce of [1, 2, 3]) {
        const exception = outcome(iType(opcode + ce, 0, 0, 1), 0xf0000000);
        expect(exception).toMatchObject({ name: "CpU", ce });
      }
  });

  test("coprocessor 0 is unusable in user mode without CU0", () => {
    const unusable = { name: "CpU", ce: 0 };
    expect(outcome(tlbp, 2)).toMatchObject(unusable);
    expect(outcome(iType(16, 2, 0, 0), 2)).toMatchObject(unusable);
    expect(outcome(iType(48, 0, 0, 0), 2)).toMatchObject(unusable);
    expect(outcome(iType(56, 0, 0, 0), 0)).toMatchObject({ name: "RI" });
    expect(outcome(iType(56, 0, 0, 0), 0x10000002)).toMatchObject({ name: "RI" });
    expect(outcome(tlbp, 0x10000002)).toBeUndefined();
  });

  test("CE and BD go with the next exception", () => {
    const { cpu, run } = machine([iType(18, 0, 0, 0)]);
    cpu.memory.store(0x80000080, 4, breakpoint());
    run(1);
    expect(cpu.cp0.cause).toBe(0x2000002c);
    run(1);
    expect(cpu.cp0.cause).toBe(0x24);
  });
});

describe("loads and stores", () => {
  /** Memory is 80 91 a2 b3 c4 d5 e6 f7; T0 points there, T1 is 01020304. */
  function on(words: readonly number[]) {
    const made = machine(words);
    made.bus.fill(DATA % 0x20000000, [0xb3a29180, 0xf7e6d5c4]);
    made.cpu.registers[T0] = DATA;
    made.cpu.registers[T1] = 0x01020304;
    return { ...made, steps: made.run(words.length) };
  }
  const memory = (words: readonly number[]): string => {
    const { bus } = on(words);
    return bus
      .read(DATA % 0x20000000, 4)
      .toString(16)
      .padStart(8, "0");
  };

  test.each([
    ["LB", 1, 0xffffff91],
    ["LBU", 1, 0x91],
    ["LH", 2, 0xffffb3a2],
    ["LHU", 2, 0xb3a2],
    ["LW", 4, 0xf7e6d5c4],
    ["LWL", 0, 0x80020304],
    ["LWL", 1, 0x91800304],
    ["LWL", 2, 0xa2918004],
    ["LWL", 3, 0xb3a29180],
    ["LWR", 0, 0xb3a29180],
    ["LWR", 1, 0x01b3a291],
    ["LWR", 2, 0x0102b3a2],
    ["LWR", 3, 0x010203b3],
  ] as const)("%s of byte %i", (name, offset, expected) => {
    expect(on([mem(name, T1, offset, T0), nop]).cpu.registers[T1]).toBe(expected);
  });

  test.each([
    ["SB", 1, "b3a20480"],
    ["SH", 2, "03049180"],
    ["SW", 0, "01020304"],
    ["SWL", 0, "b3a29101"],
    ["SWL", 1, "b3a20102"],
    ["SWL", 2, "b3010203"],
    ["SWL", 3, "01020304"],
    ["SWR", 0, "01020304"],
    ["SWR", 1, "02030480"],
    ["SWR", 2, "03049180"],
    ["SWR", 3, "04a29180"],
  ] as const)("%s to byte %i", (name, offset, expected) => {
    expect(memory([mem(name, T1, offset, T0)])).toBe(expected);
  });

  test.each([
    ["LWL", 2, 0, 3],
    ["LWR", 1, 1, 3],
    ["SWL", 1, 0, 2],
    ["SWR", 3, 3, 1],
    ["SH", 2, 2, 2],
  ] as const)("%s of byte %i refers to bytes from %i on, %i of them", (name, at, first, size) => {
    const { steps } = on([mem(name, T1, at, T0)]);
    const kind = name.startsWith("L") ? "load" : "store";
    const [va, pa] = [DATA + first, (DATA + first) % 0x20000000];
    expect(steps[0]).toMatchObject({
      fetch: { va: START, pa: START % 0x20000000, cached: true },
      data: [{ kind, va, pa, size, cached: true }],
    });
  });

  test.each([
    ["LH", 1, "AdEL"],
    ["LHU", 3, "AdEL"],
    ["LW", 2, "AdEL"],
    ["SH", 1, "AdES"],
    ["SW", 1, "AdES"],
  ] as const)("%s of byte %i is misaligned", (name, offset, exception) => {
    const { steps, cpu } = on([mem(name, T1, offset, T0)]);
    expect(steps[0]).toMatchObject({
      retired: false,
      data: [],
      exception: { name: exception, badVAddr: DATA + offset, vector: 0x80000080 },
    });
    expect(cpu.registers[T1]).toBe(0x01020304);
  });

  test("a store is seen by the fetch of the next instruction", () => {
    const { cpu, run } = machine([mem("SW", T1, 4, T0), nop]);
    cpu.registers[T0] = START;
    cpu.registers[T1] = imm("ORI", T3, ZERO, 9);
    run(2);
    expect(cpu.registers[T3]).toBe(9);
  });
});
