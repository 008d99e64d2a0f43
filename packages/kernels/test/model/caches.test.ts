/** docs/r3000.md, section 5, worked by hand, and two sequences that real kernels run. */
import { describe, expect, test } from "vitest";
import {
  A0,
  branch,
  Code,
  imm,
  jr,
  Label,
  lui,
  mem,
  mfc0,
  mtc0,
  nop,
  reg,
  STATUS_REGISTER,
  shift,
  T0,
  T1,
  T2,
  T3,
  T4,
  V0,
  ZERO,
} from "../random/assembler.ts";
import { STATUS } from "./cp0.ts";
import { DATA, machine, START } from "./support.ts";

const ISC = STATUS.isc;
const SWC = STATUS.swc;
const PHYSICAL = DATA % 0x20000000;

function isolated(words: readonly number[], status: number = ISC) {
  const made = machine(words);
  made.cpu.cp0.status = status;
  made.cpu.registers[T0] = DATA;
  made.cpu.registers[T1] = 0x01020304;
  return { ...made, steps: made.run(words.length) };
}

describe("isolation", () => {
  test("a word store makes a line valid, away from memory; a load finds it", () => {
    const { cpu, bus, steps } = isolated([mem("SW", T1, 0, T0), mem("LHU", T2, 2, T0), nop]);
    expect(bus.read(PHYSICAL, 4)).toBe(0);
    expect(cpu.registers[T2]).toBe(0x0102);
    expect(cpu.cp0.status).toBe(ISC);
    expect(steps[0]).toMatchObject({
      retired: true,
      data: [],
      isolated: { kind: "store", cache: "data", index: 0x4000, size: 4, invalidates: false },
    });
    expect(steps[1].isolated).toMatchObject({ kind: "load", size: 2 });
  });

  test("a load by another tag returns the word and sets CM", () => {
    const words = [mem("SW", T1, 0, T0), lui(T3, 0x8001), reg("OR", T3, T3, T4)];
    const made = isolated([...words, mem("LW", T2, 0x4000, T3), nop]);
    expect(made.cpu.registers[T2]).toBe(0x01020304);
    expect(made.cpu.cp0.status).toBe(ISC | STATUS.cm);
  });

  test("a later load that hits clears CM", () => {
    const { cpu } = isolated([mem("LW", T2, 0, T0), mem("SW", T1, 0, T0), mem("LW", T2, 0, T0)]);
    expect(cpu.cp0.status).toBe(ISC);
  });

  test.each(["SB", "SH"] as const)("%s invalidates and leaves the word", (name) => {
    const words = [mem("SW", T1, 0, T0), mem(name, ZERO, 2, T0), mem("LW", T2, 0, T0), nop];
    const { cpu, steps } = isolated(words);
    expect(steps[1].isolated?.invalidates).toBe(true);
    expect([cpu.registers[T2], cpu.cp0.status]).toEqual([0x01020304, ISC | STATUS.cm]);
  });

  test("SWL of four bytes is a word store, of three it is not", () => {
    const { steps } = isolated([mem("SWL", T1, 3, T0), mem("SWL", T1, 2, T0)]);
    expect(steps.map((step) => step.isolated?.invalidates)).toEqual([false, true]);
  });

  test("swapped: the other cache; SwC alone does nothing", () => {
    const { cpu, steps } = isolated([mem("SW", T1, 0, T0)], ISC | SWC);
    expect(steps[0].isolated?.cache).toBe("instruction");
    expect(cpu.memory.instructions.hits(PHYSICAL)).toBe(true);
    expect(cpu.memory.data.hits(PHYSICAL)).toBe(false);
    const alone = isolated([mem("SW", T1, 0, T0)], SWC);
    expect(alone.bus.read(PHYSICAL, 4)).toBe(0x01020304);
    expect(alone.steps[0]).toMatchObject({ isolated: undefined, data: [{ pa: PHYSICAL }] });
  });

  test("kseg1 names the same lines, a mapped address stands for itself, without the TLB", () => {
    const { cpu, run } = machine([mem("SW", T1, 0, T0), mem("LW", T2, 0, T3), nop]);
    cpu.cp0.status = ISC;
    cpu.registers[T0] = 0xa0014000;
    cpu.registers[T3] = 0x00014000;
    const steps = run(2);
    expect(steps[1].exception).toBeUndefined();
    expect(cpu.cp0.status).toBe(ISC);
  });

  test("alignment and user mode hold", () => {
    expect(isolated([mem("LW", T2, 2, T0)]).steps[0].exception?.name).toBe("AdEL");
    const { cpu, run } = machine([mem("SW", T1, 0, T0)]);
    cpu.tlb.entries[0] = { hi: 0x1000, lo: 0x1300 };
    cpu.cp0.status = ISC | 2;
    cpu.registers[T0] = DATA;
    cpu.pc = 0x1000;
    expect(run(1)[0].exception?.name).toBe("AdES");
  });
});

describe("functional data cache", () => {
  test("a miss fills the four words of its aligned 16 bytes; stores elsewhere are not seen", () => {
    const { cpu, bus, run } = machine([mem("LW", T2, 4, T0), mem("LW", T3, 12, T0), nop], {
      functionalCaches: true,
    });
    bus.fill(PHYSICAL, [1, 2, 3, 4, 5]);
    cpu.registers[T0] = DATA;
    run(1);
    bus.fill(PHYSICAL, [11, 12, 13, 14, 15]);
    run(2);
    expect([cpu.registers[T2], cpu.registers[T3]]).toEqual([2, 4]);
    expect(cpu.memory.data.hits(PHYSICAL + 16)).toBe(false);
  });

  test("word stores write cache and memory; smaller ones the cache if they hit", () => {
    const words = [mem("SB", T1, 0, T0), mem("SW", T1, 4, T0), mem("SH", T2, 6, T0)];
    const { cpu, bus, run } = machine(words, { functionalCaches: true });
    cpu.registers[T0] = DATA;
    cpu.registers[T1] = 0x01020304;
    cpu.registers[T2] = 0xffff;
    run(3);
    expect([bus.read(PHYSICAL, 4), bus.read(PHYSICAL + 4, 4)]).toEqual([4, 0xffff0304]);
    const { data } = cpu.memory;
    expect([data.hits(PHYSICAL), data.hits(PHYSICAL + 4)]).toEqual([false, true]);
    expect(data.lineOf(PHYSICAL + 4).data).toBe(0xffff0304);
  });

  test("without it, isolated contents are apart from everything", () => {
    const { cpu, run } = machine([mem("LW", T2, 0, T0), nop]);
    cpu.registers[T0] = DATA;
    cpu.memory.data.insert(PHYSICAL, 99);
    run(2);
    expect(cpu.registers[T2]).toBe(0);
  });
});

/** Stores `size` bytes of T1 at T0 with the cache isolated (and swapped), then goes on. */
function flush(code: Code, status: number): void {
  code.emit(mfc0(T4, STATUS_REGISTER), nop);
  code.emit(lui(T3, status >>> 16), mtc0(T3, STATUS_REGISTER), nop, nop, nop);
  code.emit(mem("SB", ZERO, 0, T0), nop, nop, mtc0(T4, STATUS_REGISTER), nop, nop);
}

describe("what kernels do", () => {
  /** The four tests of Mach's mipscache_tests. */
  function mach(functionalCaches: boolean): number[] {
    const code = new Code(START);
    const function1 = new Label();
    const results: number[] = [];
    code.loadAddress(T0, DATA).loadAddress(A0, DATA + 0x20000000);
    // ct1: a word stored through kseg0 reaches memory.
    code.emit(imm("ORI", T1, ZERO, 1), mem("SW", T1, 0, T0), mem("LW", T2, 0, A0), nop);
    code.emit(mem("SW", T2, 0x100, A0));
    // ct2: it is in the data cache, so that a store through kseg1 is not seen.
    code.emit(imm("ORI", T1, ZERO, 2), mem("SW", T1, 0, A0), mem("LW", T2, 0, T0), nop);
    code.emit(mem("SW", T2, 0x104, A0));
    // ct3: until the line is flushed.
    flush(code, ISC);
    code.emit(mem("LW", T2, 0, T0), nop, mem("SW", T2, 0x108, A0));
    // ct4: code that was changed is seen after a flush of the instruction cache.
    code.loadAddress(T0, function1).emit(lui(T1, 0x2402), imm("ORI", T1, T1, 4)); // li v0, 4
    code.emit(mem("SW", T1, 0, T0));
    flush(code, ISC | SWC);
    code.label(function1);
    code.emit(imm("ADDIU", V0, ZERO, 3), nop, mem("SW", V0, 0x10c, A0));
    const { cpu, bus, run } = machine(code.finish(), { functionalCaches });
    cpu.pc = 0xa0000000 + (START % 0x20000000);
    run(code.words.length);
    for (let test = 0; test < 4; test++) results.push(bus.read(PHYSICAL + 0x100 + 4 * test, 4));
    return results;
  }

  test("Mach's self-test of the caches", () => {
    expect(mach(true)).toEqual([1, 1, 2, 4]);
    expect(mach(false)).toEqual([1, 2, 2, 4]);
  });

  test.each([
    ["data", ISC],
    ["instruction", ISC | SWC],
  ])("BSD finds the size of the %s cache", (_, status) => {
    const code = new Code(START + 0x20000000);
    const loop = new Label();
    code.emit(lui(T1, status >>> 16), mtc0(T1, STATUS_REGISTER), nop, nop, nop);
    code.emit(lui(T0, 0x8000));
    for (const kilobytes of [16, 32, 64, 128, 256])
      code
        .emit(lui(T2, 0x8000), lui(T3, kilobytes >> 6), imm("ORI", T3, T3, (kilobytes & 63) << 10))
        .emit(reg("ADDU", T2, T2, T3), mem("SW", ZERO, 0, T2));
    code.emit(imm("ADDIU", T1, ZERO, -1), mem("SW", T1, 0, T0));
    code.emit(imm("ORI", V0, ZERO, 0x4000));
    code.label(loop);
    code.emit(reg("ADDU", T1, T0, V0), mem("LW", T2, 0, T1), nop);
    code.branch("BEQ", T2, ZERO, loop).emit(shift("SLL", V0, V0, 1));
    code.emit(shift("SRL", V0, V0, 1), mtc0(ZERO, STATUS_REGISTER), jr(V0), nop);
    const { cpu, run } = machine(code.finish());
    cpu.pc = code.address;
    run(code.words.length + 2 * 5);
    expect(cpu.registers[V0]).toBe(0x10000);
  });

  test("bc0f: the write buffer is always empty", () => {
    const { cpu, run } = machine([branch("BC0F", 0, 0, -1), nop, nop]);
    run(3);
    expect(cpu.pc).toBe(START + 12);
  });
});
