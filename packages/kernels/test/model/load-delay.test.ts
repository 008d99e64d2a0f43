/** docs/r3000.md, section 2, worked by hand: branches and loads that are in flight. */
import { describe, expect, test } from "vitest";
import {
  A0,
  branch,
  imm,
  jalr,
  jr,
  lui,
  mem,
  mfc0,
  mtc0,
  nop,
  PRID,
  RA,
  reg,
  STATUS_REGISTER,
  syscall,
  T0,
  T1,
  T2,
  T3,
  T4,
  ZERO,
} from "../random/assembler.ts";
import { Undefined } from "./exceptions.ts";
import { DATA, machine, START } from "./support.ts";

const OLD = 0x01d;
const FIRST = 0x11111111;
const SECOND = 0x22222222;

/** T0 points to FIRST, SECOND; T1 is OLD. */
function loads(words: readonly number[], strict = false) {
  const made = machine(words, { strict });
  made.bus.fill(DATA % 0x20000000, [FIRST, SECOND]);
  made.cpu.registers[T0] = DATA;
  made.cpu.registers[T1] = OLD;
  return made;
}

const copy = (to: number, from: number): number => reg("OR", to, from, ZERO);

describe("loads", () => {
  test("the next instruction reads the old value, the one after it the new", () => {
    const { cpu, run } = loads([mem("LW", T1, 0, T0), copy(T2, T1), copy(T3, T1)]);
    run(3);
    expect([cpu.registers[T2], cpu.registers[T3]]).toEqual([OLD, FIRST]);
  });

  test("a store, an address and a branch read the old value, too", () => {
    const words = [
      mem("LW", T1, 0, T0),
      mem("SW", T1, 8, T0),
      mem("LW", T0, 4, T0),
      mem("LW", T2, 0, T0), // the old T0
      mem("LW", T1, 4, T2), // the old T2: 0, in kuseg, is not mapped
    ];
    const { cpu, bus, run } = loads(words);
    const steps = run(5);
    expect(bus.read((DATA % 0x20000000) + 8, 4)).toBe(OLD);
    expect(cpu.registers[T2]).toBe(FIRST);
    expect(steps[4].exception?.badVAddr).toBe(4);
  });

  test("the next instruction's own result stays", () => {
    const { cpu, run } = loads([mem("LW", T1, 0, T0), imm("ADDIU", T1, T1, 1), nop]);
    run(3);
    expect(cpu.registers[T1]).toBe(OLD + 1);
  });

  test.each([
    ["LW", mem("LW", T1, 4, T0), SECOND],
    ["MFC0", mfc0(T1, PRID), 0x220],
  ])("a load of the same register by %s cancels the first", (_, second, value) => {
    const { cpu, run } = loads([mem("LW", T1, 0, T0), second, copy(T2, T1), copy(T3, T1)]);
    run(4);
    expect([cpu.registers[T2], cpu.registers[T3]]).toEqual([OLD, value]);
  });

  test("a load of the same register that raises an exception does not", () => {
    const { cpu, run } = loads([mem("LW", T1, 0, T0), mem("LW", T1, 1, T0)]);
    const [, failed] = run(2);
    expect(failed).toMatchObject({ retired: false, data: [], exception: { name: "AdEL" } });
    expect(cpu.registers[T1]).toBe(FIRST);
  });

  test("an exception or interrupt at the next instruction finds the value written", () => {
    const trap = loads([mem("LW", T1, 0, T0), syscall()]);
    trap.run(2);
    expect(trap.cpu.registers[T1]).toBe(FIRST);
    const { cpu, bus, run } = loads([mem("LW", T1, 0, T0), nop]);
    cpu.cp0.status = 0x401;
    run(1);
    expect(cpu.registers[T1]).toBe(OLD);
    bus.lines = 0x400;
    expect(run(1)[0]).toMatchObject({ interrupt: true, retired: false, fetch: undefined });
    expect(cpu.registers[T1]).toBe(FIRST);
  });

  test("a load in a delay slot is in flight at the target", () => {
    const words = [branch("BEQ", ZERO, ZERO, 2), mem("LW", T1, 0, T0), nop, copy(T2, T1), nop];
    const { cpu, run } = loads(words);
    run(4);
    expect([cpu.registers[T1], cpu.registers[T2]]).toEqual([FIRST, OLD]);
  });

  test("LWL and LWR merge with the value in flight for their register", () => {
    const { cpu, run } = loads([mem("LWL", T1, 4, T0), mem("LWR", T1, 1, T0), nop]);
    run(3);
    // Bytes 1 to 4 of 11 11 11 11 22 22 22 22.
    expect(cpu.registers[T1]).toBe(0x22111111);
  });

  test("but not with one for another register", () => {
    const { cpu, run } = loads([mem("LW", T2, 4, T0), mem("LWR", T1, 3, T0), nop]);
    run(3);
    expect([cpu.registers[T1], cpu.registers[T2]]).toEqual([0x11, SECOND]);
  });

  test("LWL after LW of the same register", () => {
    const { cpu, run } = loads([mem("LW", T1, 4, T0), mem("LWL", T1, 0, T0), copy(T3, T1), nop]);
    run(4);
    expect([cpu.registers[T3], cpu.registers[T1]]).toEqual([OLD, 0x11222222]);
  });

  test("register 0 stays 0", () => {
    const { cpu, run } = loads([mem("LW", ZERO, 0, T0), copy(T2, ZERO), imm("ORI", ZERO, ZERO, 1)]);
    const steps = run(3);
    expect(steps[0].data).toHaveLength(1);
    expect([cpu.registers[0], cpu.registers[T2]]).toEqual([0, 0]);
  });

  test("the value moves from MFC0 like a load's, MTC0 is seen at once", () => {
    const words = [mtc0(T1, STATUS_REGISTER), mfc0(T2, STATUS_REGISTER), copy(T3, T2), nop];
    const { cpu, run } = loads(words);
    run(4);
    expect([cpu.registers[T2], cpu.registers[T3]]).toEqual([OLD, 0]);
  });

  test("strict: reading in the delay stops; merging and other registers do not", () => {
    const reads = loads([mem("LW", T1, 0, T0), copy(T2, T1)], true);
    expect(() => reads.run(2)).toThrow(Undefined);
    const base = loads([mem("LW", T0, 0, T0), mem("LWL", T1, 0, T0)], true);
    expect(() => base.run(2)).toThrow(Undefined);
    const merges = [mem("LWL", T1, 4, T0), mem("LWR", T1, 1, T0), copy(T3, T0), copy(T2, T1)];
    loads(merges, true).run(4);
    loads([mem("LW", ZERO, 0, T0), copy(T2, ZERO)], true).run(2);
  });
});

describe("branches", () => {
  const ten = imm("ADDIU", T4, T4, 10);
  const one = imm("ADDIU", T4, T4, 1);

  test.each([
    ["taken", branch("BEQ", ZERO, ZERO, 2), 11],
    ["not taken", branch("BNE", ZERO, ZERO, 2), 21],
  ])("%s: the delay slot is executed", (_, word, sum) => {
    const { cpu, run } = machine([word, one, ten, ten]);
    run(sum === 11 ? 3 : 4);
    expect(cpu.registers[T4]).toBe(sum);
    expect(cpu.pc).toBe(START + 16);
  });

  test.each([
    ["taken", branch("BEQ", ZERO, ZERO, 2)],
    ["not taken", branch("BNE", ZERO, ZERO, 2)],
  ])("%s: an exception in the slot has BD and the branch's address", (_, word) => {
    const { cpu, run } = machine([word, syscall(), nop]);
    const steps = run(2);
    expect(steps[1]).toMatchObject({ retired: true, exception: { epc: START, bd: true } });
    expect(cpu.cp0.cause).toBe(0x80000020);
    expect(cpu.retired).toBe(2);
    expect(cpu.pc).toBe(0x80000080);
  });

  test("an interrupt in the slot, too; the instruction at the target has none", () => {
    const { cpu, bus, run } = machine([branch("BEQ", ZERO, ZERO, 2), nop, nop, nop]);
    cpu.cp0.status = 0x401;
    run(1);
    bus.lines = 0x400;
    run(1);
    expect([cpu.cp0.epc, cpu.cp0.cause]).toEqual([START, 0x80000000]);
    const later = machine([branch("BEQ", ZERO, ZERO, 2), nop, nop, nop]);
    later.cpu.cp0.status = 0x401;
    later.run(2);
    later.bus.lines = 0x400;
    later.run(1);
    expect([later.cpu.cp0.epc, later.cpu.cp0.cause]).toEqual([START + 12, 0]);
  });

  test("JALR with rd = rs jumps to the old value", () => {
    const { cpu, run } = machine([jalr(T0, T0), nop]);
    cpu.registers[T0] = START + 0x100;
    run(2);
    expect([cpu.pc, cpu.registers[T0]]).toEqual([START + 0x100, START + 8]);
  });

  test.each([
    ["BLTZAL", 0],
    ["BGEZAL", 0xffffffff],
  ] as const)("%s links even if it does not branch", (name, value) => {
    const { cpu, run } = machine([branch(name, A0, 0, 5), nop]);
    cpu.registers[A0] = value;
    run(2);
    expect([cpu.pc, cpu.registers[RA]]).toEqual([START + 8, START + 8]);
  });

  test("BC0T branches, BC0F does not", () => {
    const { cpu, run } = machine([branch("BC0F", 0, 0, 5), nop, branch("BC0T", 0, 0, 5), nop]);
    run(4);
    expect(cpu.pc).toBe(START + 12 + 20);
  });

  test("a jump to a misaligned address fails there", () => {
    const { cpu, run } = machine([jr(T0), nop]);
    cpu.registers[T0] = START + 0x102;
    const steps = run(3);
    expect(steps.map((step) => step.retired)).toEqual([true, true, false]);
    expect(steps[2].exception).toMatchObject({
      name: "AdEL",
      epc: START + 0x102,
      badVAddr: START + 0x102,
      bd: false,
    });
  });

  test("a branch in a delay slot: one instruction at the first target; strict stops", () => {
    const words = [branch("BEQ", ZERO, ZERO, 3), branch("BEQ", ZERO, ZERO, 5), nop, nop, one, ten];
    const { cpu, run } = machine(words);
    run(3);
    expect([cpu.registers[T4], cpu.pc]).toEqual([1, START + 8 + 20]);
    const strict = machine(words, { strict: true });
    expect(() => strict.run(2)).toThrow(Undefined);
  });

  test("a delay slot in the next page, forbidden to a user", () => {
    const { cpu, bus, run } = machine([]);
    cpu.tlb.entries[0] = { hi: 0x7ffff000, lo: 0x5300 };
    bus.fill(0x5ffc, [branch("BEQ", ZERO, ZERO, -1)]);
    cpu.cp0.status = 2;
    cpu.pc = 0x7ffffffc;
    const steps = run(2);
    expect(steps[1].exception).toMatchObject({
      name: "AdEL",
      epc: 0x7ffffffc,
      bd: true,
      badVAddr: 0x80000000,
    });
    expect(cpu.cp0.status).toBe(8);
  });

  test("J goes within the 256 MB of its delay slot", () => {
    const { cpu, run } = machine([lui(T0, 0xa000), jr(T0), nop]);
    run(3);
    expect(cpu.pc).toBe(0xa0000000);
    const top = machine([]);
    top.bus.fill(0x2000, [(2 << 26) | (0x3000 >> 2)]);
    top.cpu.pc = 0xa0002000;
    top.run(2);
    expect(top.cpu.pc).toBe(0xa0003000);
  });
});
