/** docs/r3000.md, section 4, worked by hand: control registers, exceptions, interrupts. */
import { describe, expect, test } from "vitest";
import {
  BAD_VADDR,
  breakpoint,
  CAUSE,
  CONTEXT,
  ENTRY_HI,
  ENTRY_LO,
  EPC,
  INDEX,
  jr,
  mem,
  mfc0,
  mtc0,
  nop,
  PRID,
  RANDOM,
  rfe,
  STATUS_REGISTER,
  syscall,
  T0,
  T1,
  T2,
} from "../random/assembler.ts";
import { DATA, machine, START } from "./support.ts";

describe("registers", () => {
  const after = (register: number, value: number, status = 0): number => {
    const words = [mtc0(T0, register), mfc0(T1, register), nop];
    const { cpu, run } = machine(words);
    cpu.cp0.status = status;
    cpu.registers[T0] = value;
    run(3);
    return cpu.registers[T1];
  };

  test.each([
    ["Index", INDEX, 0x3f00],
    ["EntryLo", ENTRY_LO, 0xffffff00],
    ["Context", CONTEXT, 0xffe00000],
    ["BadVAddr", BAD_VADDR, 0],
    ["EntryHi", ENTRY_HI, 0xffffffc0],
    ["EPC", EPC, 0],
    ["PRId", PRID, 0x220],
    ["3", 3, 0],
    ["5", 5, 0],
    ["9", 9, 0],
    ["11", 11, 0],
    ["31", 31, 0],
  ])("%s: which bits are written", (_, register, expected) => {
    expect(after(register, 0xffffffff)).toBe(expected);
  });

  test("Status: all but CM, PE and what there is not", () => {
    expect(after(STATUS_REGISTER, 0xfffffffc)).toBe(0xf263ff3c);
    expect(after(STATUS_REGISTER, 0x00100000)).toBe(0);
    expect(after(STATUS_REGISTER, 0, 0x00080000)).toBe(0x00080000);
  });

  test("Cause: the two software bits; the lines are live", () => {
    expect(after(CAUSE, 0xffffffff)).toBe(0x300);
    const { cpu, bus, run } = machine([mfc0(T0, CAUSE), mfc0(T1, CAUSE), nop]);
    bus.lines = 0x8400;
    run(1);
    bus.lines = 0x0800;
    run(2);
    expect([cpu.registers[T0], cpu.registers[T1]]).toEqual([0x8400, 0x0800]);
  });

  test("Random goes from 63 down to 8, one a retired instruction; writes do nothing", () => {
    const words = [mfc0(T0, RANDOM), mtc0(T0, RANDOM), mfc0(T1, RANDOM), syscall()];
    const { cpu, run } = machine(words);
    run(4);
    expect([cpu.registers[T0], cpu.registers[T1]]).toEqual([63 << 8, 61 << 8]);
    expect(cpu.random).toBe(59);
    run(51);
    expect(cpu.random).toBe(8);
    run(1);
    expect(cpu.random).toBe(63);
  });

  test("an instruction that raises an exception does not move Random", () => {
    const { cpu, run } = machine([mem("LW", T0, 1, 0)]);
    run(1);
    expect(cpu.random).toBe(63);
  });

  test("at reset", () => {
    const { cpu } = machine([]);
    cpu.tlb.entries.forEach(({ hi, lo }, entry) => {
      expect([hi, lo]).toEqual([0x80000000 + entry * 4096, 0]);
    });
  });
});

describe("exceptions", () => {
  test("the stack of modes is pushed and popped", () => {
    const { cpu, run } = machine([syscall(), nop]);
    cpu.cp0.status = 0x0000_001d; // previous 11, current 01, old 01
    run(1);
    expect(cpu.cp0.status).toBe(0x34);
    cpu.memory.store(0x80000080, 4, breakpoint());
    run(1);
    expect(cpu.cp0.status).toBe(0x10);
    cpu.cp0.status = 0x34;
    cpu.memory.store(0x80000080, 4, rfe);
    cpu.pc = 0x80000080;
    run(1);
    expect(cpu.cp0.status).toBe(0x3d);
  });

  test.each([
    [false, 0x80000080, 0x80000000],
    [true, 0xbfc00180, 0xbfc00100],
  ])("vectors with BEV %s", (bootstrap, general, refill) => {
    const status = bootstrap ? 0x00400000 : 0;
    const trap = machine([syscall()]);
    trap.cpu.cp0.status = status;
    expect(trap.run(1)[0].exception?.vector).toBe(general);
    const miss = machine([mem("LW", T0, 0x123, 0)]);
    miss.cpu.registers[0] = 0;
    miss.cpu.cp0.status = status;
    expect(miss.run(1)[0].exception?.vector).toBe(general); // misaligned
    const really = machine([mem("LB", T0, 0x123, 0)]);
    really.cpu.cp0.status = status;
    expect(really.run(1)[0].exception).toMatchObject({ vector: refill, badVAddr: 0x123 });
  });

  test("SYSCALL and BREAK retire", () => {
    const { cpu, run } = machine([syscall(7)]);
    const [step] = run(1);
    expect(step).toMatchObject({
      retired: true,
      fetch: { va: START },
      exception: { name: "Sys", epc: START },
    });
    expect([cpu.retired, cpu.baseCycles]).toEqual([1, 1]);
  });

  test("address errors set BadVAddr and nothing of Context and EntryHi", () => {
    const { cpu, run } = machine([mem("SW", T1, 2, T0)]);
    cpu.registers[T0] = DATA;
    cpu.cp0.context = 0x00200ffc;
    cpu.cp0.entryHi = 0x00123fc0;
    run(1);
    expect(cpu.cp0).toMatchObject({
      badVAddr: DATA + 2,
      context: 0x00200ffc,
      entryHi: 0x00123fc0,
      cause: 5 << 2,
      epc: START,
    });
  });

  test("user mode has no addresses from 80000000 on", () => {
    const { cpu, run } = machine([mem("LW", T1, 0, T0)]);
    cpu.tlb.entries[1] = { hi: 0x1000, lo: 0x1300 };
    cpu.cp0.status = 2;
    cpu.pc = 0x1000;
    cpu.registers[T0] = 0xc0000000;
    expect(run(1)[0].exception).toMatchObject({ name: "AdEL", badVAddr: 0xc0000000 });
    cpu.cp0.status = 2;
    cpu.pc = START;
    expect(run(1)[0].exception).toMatchObject({ name: "AdEL", badVAddr: START, epc: START });
  });

  test("bus errors set neither BadVAddr nor Context nor EntryHi", () => {
    const { cpu, run } = machine([mem("LW", T1, 0, T0), jr(T0), nop]);
    cpu.registers[T0] = 0xb0000000;
    cpu.cp0.badVAddr = 0x55;
    expect(run(1)[0]).toMatchObject({ retired: false, exception: { name: "DBE", epc: START } });
    cpu.pc = START + 4;
    const steps = run(3);
    expect(steps[2].exception).toMatchObject({ name: "IBE", epc: 0xb0000000, bd: false });
    expect(cpu.cp0).toMatchObject({ badVAddr: 0x55, context: 0, entryHi: 0 });
    const stores = machine([mem("SB", T1, 0, T0)]);
    stores.cpu.registers[T0] = 0x90000000;
    expect(stores.run(1)[0]).toMatchObject({ retired: true, exception: undefined });
  });
});

describe("interrupts", () => {
  test("are a step of their own, before the instruction", () => {
    const { cpu, bus, run } = machine([nop, nop]);
    cpu.cp0.status = 0xff01;
    run(1);
    bus.lines = 0x2000;
    const [entry] = run(1);
    expect(entry).toMatchObject({ interrupt: true, retired: false, data: [], word: undefined });
    expect(entry.exception).toMatchObject({ name: "Int", epc: START + 4, bd: false });
    expect([cpu.retired, cpu.baseCycles, cpu.cp0.status]).toEqual([1, 1, 0xff04]);
  });

  test("need IEc and a mask bit", () => {
    for (const status of [0xff00, 0xdf01]) {
      const { cpu, bus, run } = machine([nop]);
      cpu.cp0.status = status;
      bus.lines = 0x2000;
      expect(run(1)[0].interrupt).toBe(false);
    }
  });

  test("by software, at once after the write of Cause or Status, and after RFE", () => {
    const cause = machine([mtc0(T0, CAUSE), nop]);
    cause.cpu.cp0.status = 0x101;
    cause.cpu.registers[T0] = 0x300;
    expect(cause.run(2)[1].interrupt).toBe(true);
    const status = machine([mtc0(T0, STATUS_REGISTER), nop]);
    status.cpu.cp0.cause = 0x200;
    status.cpu.registers[T0] = 0x201;
    expect(status.run(2)[1].interrupt).toBe(true);
    const { cpu, run } = machine([jr(T0), rfe]);
    cpu.cp0.status = 0x204;
    cpu.cp0.cause = 0x200;
    cpu.registers[T0] = START + 0x100;
    const steps = run(3);
    expect(steps[2]).toMatchObject({
      interrupt: true,
      exception: { epc: START + 0x100, bd: false },
    });
  });

  test("RFE before a delay slot that is interrupted", () => {
    const { cpu, run } = machine([rfe, jr(T2), nop]);
    cpu.cp0.status = 0x204;
    const [, first] = run(2);
    expect(first.interrupt).toBe(false);
    cpu.cp0.cause = 0x200;
    expect(run(1)[0].exception).toMatchObject({ epc: START + 4, bd: true });
  });
});
