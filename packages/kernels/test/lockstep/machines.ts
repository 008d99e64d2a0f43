/** A machine with a random program in its memory, and its state next to the model's. */
import type { Board } from "../../src/machine/board.ts";
import { Machine } from "../../src/machine/machine.ts";
import type { EngineName } from "../../src/r3000/engine.ts";
import * as at from "../../src/r3000/state.ts";
import type { ModelProcessor } from "../model/processor.ts";
import { RAM_BYTES, type RandomProgram } from "../random/layout.ts";
import { ROM_ADDRESS, ROM_BYTES } from "../random/run-model.ts";

/** A board of nothing but lines that a test raises. */
export interface LinesBoard extends Board {
  interrupts: number;
}

export type TestMachine = Machine<LinesBoard>;

export function machineOf(
  { segments, start }: RandomProgram,
  engine: EngineName,
  options: { functionalCaches?: boolean; strict?: boolean } = {},
): TestMachine {
  const board: LinesBoard = {
    read: () => -1,
    write: () => false,
    interrupts: 0,
    rom: { address: ROM_ADDRESS, bytes: new Uint8Array(ROM_BYTES) },
    firmware: () => "halt",
    onInterrupts: () => {},
    consoleInput: () => {},
    askForInput: () => false,
    hasInput: false,
    save: () => null,
    restore: () => {},
  };
  const machine = new Machine({
    ramBytes: RAM_BYTES,
    hertz: 25e6,
    engine,
    board: () => board,
    ...options,
  });
  for (const { address, words } of segments)
    machine.load(address % 0x20000000, new Uint8Array(Uint32Array.from(words).buffer));
  machine.processor.goTo(start);
  return machine;
}

/** Numbers of coprocessor 0's registers, but for Random, Cause and PRId. */
export const CONTROL = {
  index: 0,
  entryLo: 2,
  context: 4,
  badVAddr: 8,
  entryHi: 10,
  status: 12,
  epc: 14,
} as const;

/** What differs, as text, each with the machine's value first; empty if nothing does. */
export function differences(machine: TestMachine, cpu: ModelProcessor): string[] {
  const found: string[] = [];
  const p = machine.processor;
  const same = (name: string, ours: number, models: number): void => {
    if (ours >>> 0 !== models >>> 0)
      found.push(`${name} ${(ours >>> 0).toString(16)}, model ${(models >>> 0).toString(16)}`);
  };
  // The translator writes a load at once where it knows that the next instruction does not see it.
  const inFlight = p.word(at.PENDING_OFFSET) % at.NO_PENDING;
  const early = machine.engine.translator !== undefined && inFlight === 0;
  const { loading } = early ? { loading: undefined } : cpu;
  for (let register = 0; register < 32; register++) {
    const landed = early && cpu.loading?.register === register ? cpu.loading : undefined;
    same(`r${register}`, p.register(register), landed?.value ?? cpu.registers[register]);
  }
  same("pc", p.pc, cpu.pc);
  same("nextPc", p.word(at.NEXT_PC), cpu.nextPc);
  same("inSlot", p.word(at.IN_SLOT), Number(cpu.inDelaySlot));
  // A load of register 0 may be in flight, or not: nobody can tell.
  same("loading", inFlight, 4 * (loading?.register ?? 0));
  if (loading !== undefined) same("loaded", p.word(at.PENDING_VALUE), loading.value);
  same("hi", p.word(at.HI), cpu.hi);
  same("lo", p.word(at.LO), cpu.lo);
  for (const name of Object.keys(CONTROL) as (keyof typeof CONTROL)[])
    same(name, p.control(CONTROL[name]), cpu.cp0[name]);
  same("cause", p.cause, cpu.cp0.cause);
  same("user", p.word(at.USER), Number(cpu.cp0.isUserMode()));
  for (let entry = 0; entry < 64; entry++) {
    const { hi, lo } = cpu.tlb.entries[entry];
    same(`tlb${entry}.hi`, p.tlb.high[entry], hi);
    same(`tlb${entry}.lo`, p.tlb.low[entry], lo);
  }
  if (machine.time.retired !== cpu.retired)
    found.push(`retired ${machine.time.retired}, model ${cpu.retired}`);
  const extra = cpu.baseCycles - cpu.retired;
  if (machine.time.extra !== extra) found.push(`extra ${machine.time.extra}, model ${extra}`);
  return found;
}

/** Whether memory is the same; else the first place where it is not. */
export function memoryDifference(
  machine: TestMachine,
  read: (address: number) => number,
): string | undefined {
  const words = new Uint32Array(machine.memory.memory.buffer, at.RAM, RAM_BYTES / 4);
  for (let word = 0; word < words.length; word++)
    if (words[word] !== read(4 * word))
      return `memory ${(4 * word).toString(16)}: ${words[word].toString(16)}, model ${read(4 * word).toString(16)}`;
  return undefined;
}
