/** docs/r3000.md, section 4, worked by hand: the TLB. */
import { describe, expect, test } from "vitest";
import { jr, mem, nop, T0, T1, tlbp, tlbr, tlbwi, tlbwr } from "../random/assembler.ts";
import { Undefined } from "./exceptions.ts";
import { machine, START } from "./support.ts";

const G = 0x100;
const V = 0x200;
const D = 0x400;
const N = 0x800;
const PAGE = 0x00403000;
const FRAME = 0x5000;

/** A load or store at PAGE + 0x10 with that TLB entry and that ASID. */
function access(lo: number, asid: number, name: "LW" | "SW", page = PAGE, entryAsid = 3) {
  const { cpu, run } = machine([mem(name, T1, 0x10, T0), nop]);
  cpu.tlb.entries[9] = { hi: (page | (entryAsid << 6)) >>> 0, lo: (FRAME | lo) >>> 0 };
  cpu.cp0.entryHi = (0x12345000 | (asid << 6)) >>> 0;
  cpu.cp0.context = 0xffe00000;
  cpu.registers[T0] = page;
  return { cpu, step: run(1)[0] };
}

describe("translation", () => {
  test.each([
    ["its space", V | D, 3],
    ["every space", V | D | G, 4],
  ])("a page of %s", (_, lo, asid) => {
    for (const name of ["LW", "SW"] as const)
      expect(access(lo, asid, name).step).toMatchObject({
        retired: true,
        data: [{ va: PAGE + 0x10, pa: FRAME + 0x10, size: 4, cached: true }],
      });
  });

  test("an uncached page", () => {
    expect(access(V | N, 3, "LW").step.data[0].cached).toBe(false);
  });

  test.each([
    ["another space, of kuseg", V | D, 4, PAGE, "LW", "TLBL", 0x80000000],
    ["another space, of kuseg, stored to", V | D, 4, PAGE, "SW", "TLBS", 0x80000000],
    ["another space, of kseg2", V | D, 4, 0xc0403000, "LW", "TLBL", 0x80000080],
    ["an invalid page", D, 3, PAGE, "LW", "TLBL", 0x80000080],
    ["an invalid page, stored to", D, 3, PAGE, "SW", "TLBS", 0x80000080],
    ["a clean page, stored to", V, 3, PAGE, "SW", "Mod", 0x80000080],
    ["a clean page of kseg2, stored to", V | G, 4, 0xc0403000, "SW", "Mod", 0x80000080],
  ] as const)("%s", (_, lo, asid, page, name, exception, vector) => {
    const { cpu, step } = access(lo, asid, name, page);
    expect(step).toMatchObject({ retired: false, exception: { name: exception, vector } });
    expect(cpu.cp0).toMatchObject({
      badVAddr: page + 0x10,
      // Bits 30:12 of the address.
      context: 0xffe00000 + (0x403 << 2) + (page > PAGE ? 0x40000 << 2 : 0),
      entryHi: (page | (asid << 6)) >>> 0,
      epc: START,
    });
  });

  test("LWL and SWR report the address that they were given", () => {
    const { cpu, run } = machine([mem("LWL", T1, 0x12, T0)]);
    cpu.registers[T0] = PAGE;
    run(1);
    expect(cpu.cp0.badVAddr).toBe(PAGE + 0x12);
  });

  test("a fetch", () => {
    const { cpu, bus, run } = machine([jr(T0), nop]);
    bus.fill(FRAME, [nop, nop]);
    cpu.registers[T0] = PAGE;
    const steps = run(3);
    expect(steps[2].exception).toMatchObject({
      name: "TLBL",
      vector: 0x80000000,
      epc: PAGE,
      badVAddr: PAGE,
      bd: false,
    });
    cpu.tlb.entries[63] = { hi: PAGE, lo: FRAME | V | G | N };
    cpu.pc = PAGE;
    expect(run(1)[0].fetch).toEqual({ va: PAGE, pa: FRAME, cached: false });
  });

  test("if several match, the lowest is used; strict stops", () => {
    for (const strict of [false, true]) {
      const { cpu, run } = machine([mem("LW", T1, 0, T0)], { strict });
      cpu.tlb.entries[20] = { hi: PAGE, lo: 0x6000 | V };
      cpu.tlb.entries[40] = { hi: PAGE, lo: 0x7000 | V };
      cpu.registers[T0] = PAGE;
      if (strict) expect(() => run(1)).toThrow(Undefined);
      else expect(run(1)[0].data[0].pa).toBe(0x6000);
    }
  });
});

describe("instructions", () => {
  test("TLBP: found, and not", () => {
    const { cpu, run } = machine([tlbp, tlbp]);
    cpu.tlb.entries[17] = { hi: PAGE | 0x40, lo: 0 };
    cpu.cp0.entryHi = PAGE | 0x40;
    run(1);
    expect(cpu.cp0.index).toBe(17 << 8);
    cpu.cp0.entryHi = PAGE | 0x80;
    run(1);
    expect(cpu.cp0.index).toBe(0x80000000 + (17 << 8));
  });

  test("TLBWI, TLBR, TLBWR", () => {
    const { cpu, run } = machine([tlbwi, tlbwr, tlbr]);
    cpu.cp0.index = 0x80000000 + (5 << 8);
    cpu.cp0.entryHi = PAGE | 0x40;
    cpu.cp0.entryLo = FRAME | N | V;
    const steps = run(2);
    expect(steps.map((step) => step.events)).toEqual([
      [{ kind: "tlb-write", entry: 5 }],
      [{ kind: "tlb-write", entry: 62 }],
    ]);
    expect(cpu.tlb.entries[5]).toEqual({ hi: PAGE | 0x40, lo: FRAME | N | V });
    expect(cpu.tlb.entries[62]).toEqual(cpu.tlb.entries[5]);
    cpu.cp0.entryHi = 0;
    cpu.cp0.entryLo = 0;
    run(1);
    expect([cpu.cp0.entryHi, cpu.cp0.entryLo]).toEqual([PAGE | 0x40, FRAME | N | V]);
  });

  test("the page being executed can be taken away", () => {
    const { cpu, bus, run } = machine([]);
    cpu.tlb.entries[8] = { hi: PAGE, lo: FRAME | V };
    bus.fill(FRAME, [tlbwi, nop]);
    cpu.cp0.index = 8 << 8;
    cpu.cp0.entryHi = 0x80000000;
    cpu.pc = PAGE;
    const steps = run(2);
    expect(steps[1].exception).toMatchObject({ name: "TLBL", vector: 0x80000000, epc: PAGE + 4 });
  });
});
