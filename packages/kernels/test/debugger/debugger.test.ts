/** The debugger's parts on real images: registers, memory, callers, breakpoints. */
import { InputError } from "@mcpi/trace";
import { describe, expect, test } from "vitest";
import {
  ALL_REGISTERS,
  Breakpoints,
  backtrace,
  createDecstation,
  type Decstation,
  type EngineName,
  haltedByException,
  type Image,
  instructionLines,
  MemoryView,
  memoryLines,
  openImage,
  placeText,
  rawImage,
  readRegister,
  registerLines,
  SymbolNames,
  stopReport,
  tlbLines,
  writeRegister,
} from "../../src/index.ts";

const small = await openImage("bench-small");
const mapped = await openImage("bench-mapped-small");

function newMachine({ image, manifest } = small, engine: EngineName = "translator") {
  let said = "";
  const machine = createDecstation({
    image,
    manifest,
    engine,
    console: {
      send: (byte) => {
        said += String.fromCharCode(byte);
      },
      receive: () => undefined,
      waiting: 0,
    },
  });
  const memory = new MemoryView(() => machine.processor);
  return {
    machine,
    memory,
    names: new SymbolNames(image),
    breakpoints: new Breakpoints(machine, memory),
    said: () => said,
  };
}

const go = (breakpoints: Breakpoints) =>
  breakpoints.continue(
    {},
    () => false,
    () => false,
  );

const addressOf = (image: Image, name: string) => image.symbols.get(name)!.address;

describe("registers", () => {
  const { machine } = newMachine();
  const p = machine.processor;

  test("by all their names", () => {
    writeRegister(p, "sp", 0x80012340);
    for (const name of ["sp", "$sp", "r29", "$29", "29", "SP"])
      expect(readRegister(p, name)).toBe(0x80012340);
    expect(readRegister(p, "s8")).toBe(readRegister(p, "fp"));
    expect(readRegister(p, "prid")).toBe(0x220);
    expect(readRegister(p, "c0_prid")).toBe(0x220);
    for (const name of ALL_REGISTERS) expect(readRegister(p, name)).toBeGreaterThanOrEqual(0);
  });

  test("written, with the bits that there are", () => {
    for (const name of ["hi", "lo", "t0", "ra"]) {
      writeRegister(p, name, 0xfedcba98);
      expect(readRegister(p, name)).toBe(0xfedcba98);
    }
    writeRegister(p, "entryhi", 0xffffffff);
    expect(readRegister(p, "entryhi")).toBe(0xffffffc0);
    writeRegister(p, "pc", 0x80031000);
    expect(p.pc).toBe(0x80031000);
    expect(() => writeRegister(p, "zero", 1)).toThrow(/is 0 always/);
    expect(() => readRegister(p, "r32")).toThrow(InputError);
    expect(registerLines(p).join("\n")).toMatch(/ra fedcba98/);
  });
});

describe("memory", () => {
  test("is seen in kseg0 and kseg1, and changed; what is no memory is refused", () => {
    const { memory, machine } = newMachine();
    const main = addressOf(small.image, "main");
    expect(memory.word(main)).toBe(memory.word(main + 0x20000000));
    memory.setWord(main + 0x20000000, 0x12345678);
    expect(memory.word(main)).toBe(0x12345678);
    expect(memoryLines(memory, main, 1)[0]).toMatch(/12345678 .*xV4\./);
    expect(() => memory.word(main + 2)).toThrow(/multiple of 4/);
    expect(() => memory.word(0x1000)).toThrow(/TLB/);
    expect(() => memory.word(0xbf800000)).toThrow(/no memory/);
    expect(() => memory.setWord(0xbfc00000, 1)).toThrow(/read-only/);
    expect(memory.word(0xbfc00000)).toBeGreaterThan(0);
    expect(memory.wordIf(0)).toBeUndefined();
    expect(machine.time.retired).toBe(0);
  });

  test("mapped pages, by the TLB as it is", async () => {
    const { machine, memory } = newMachine(mapped);
    await machine.run({ instructions: 3_000_000 });
    const p = machine.processor;
    expect(p.user).toBe(true);
    const before = [machine.now, machine.time.retired, ...p.tlb.high];
    expect(memory.word(p.pc)).toBeGreaterThan(0);
    expect(tlbLines(p).length).toBeGreaterThan(1);
    expect([machine.now, machine.time.retired, ...p.tlb.high]).toEqual(before);
  });

  test("changed code is executed", async () => {
    const { machine, memory } = newMachine();
    const walk = addressOf(small.image, "walk");
    await machine.run({ instructions: 4_654_000 });
    // break
    memory.setWord(walk, 0x0000000d);
    await machine.run({ instructions: 4_700_000 });
    expect(readRegister(machine.processor, "epc")).toBe(walk);
  });
});

describe.each<EngineName>(["translator", "interpreter"])("breakpoints, %s", (engine) => {
  test("at functions, by jumps; and the callers there", async () => {
    const { machine, memory, names, breakpoints, said } = newMachine(small, engine);
    for (const name of ["main", "work_tree"]) breakpoints.add(addressOf(small.image, name));
    expect((await go(breakpoints)).why).toBe("break");
    expect(placeText(names.place(machine.processor.pc)!)).toBe("main");
    expect(await go(breakpoints)).toMatchObject({ pc: addressOf(small.image, "work_tree") });
    breakpoints.clear();
    breakpoints.add(addressOf(small.image, "walk"));
    await go(breakpoints);
    const callers = () =>
      backtrace(machine.processor, memory, names).map(({ place }) => place?.name);
    expect(callers()).toEqual(["walk", "work_tree", "main", "start"]);
    // Past the prologue, where the return address lies on the stack.
    for (let i = 0; i < 12; i++) await machine.run({ steps: 1 });
    expect(callers()).toEqual(["walk", "work_tree", "main", "start"]);
    expect(breakpoints.delete(addressOf(small.image, "walk"))).toBe(true);
    expect(breakpoints.delete(1)).toBe(false);
    expect((await go(breakpoints)).why).toBe("halt");
    expect(said()).toContain("crc 7e980f41");
  });

  test("anywhere, instruction by instruction, come to each time", async () => {
    const { machine, breakpoints } = newMachine(small, engine);
    const at = addressOf(small.image, "main") + 8;
    breakpoints.add(at);
    expect(await go(breakpoints)).toMatchObject({ why: "break", pc: at });
    const { retired } = machine.time;
    await machine.run({ steps: 3 });
    expect(machine.time.retired).toBe(retired + 3);
  });
});

describe("what is shown", () => {
  test("instructions with names", () => {
    const { machine, memory, names } = newMachine();
    const lines = instructionLines(machine.processor, memory, names, machine.processor.pc, 2);
    expect(lines[0]).toMatch(/^=> [0-9a-f]{8} <start> {2}[0-9a-f]{8} {2}mtc0 zero,c0_status$/);
    expect(lines[1]).toMatch(/^ {3}[0-9a-f]{8} <start\+0x4>/);
    expect(instructionLines(machine.processor, memory, names, 0, 1)[0]).toMatch(/no memory/);
  });

  test("a machine that an exception has halted", async () => {
    const words = Uint32Array.from([0, 0x0000000d, 0]);
    const image = rawImage(new Uint8Array(words.buffer), 0x80030000, 0x80030000, "r");
    const { machine, names } = newMachine({
      image,
      manifest: undefined,
      manifestPath: undefined,
      path: "r",
    });
    expect((await machine.run()).why).toBe("halt");
    expect(haltedByException(machine)).toBe(true);
    expect(stopReport(machine, names).join("\n")).toMatch(/last exception Bp, epc 80030004/);
    const whole: Decstation = newMachine().machine;
    await whole.run();
    expect([whole.halted, haltedByException(whole)]).toEqual([true, false]);
  });
});
