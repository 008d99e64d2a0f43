/** The machine of this project, interpreted one instruction at a time, to be compared with GXemul. */

import type { Board } from "../../src/machine/board.ts";
import { Machine } from "../../src/machine/machine.ts";
import { EXCEPTION_NAMES } from "../../src/r3000/cp0.ts";
import type { Processor } from "../../src/r3000/processor.ts";
import * as at from "../../src/r3000/state.ts";
import { CONTROL } from "../lockstep/machines.ts";
import type { ComparedProcessor, ComparedStep } from "./compare.ts";
import { loadElf } from "./load-elf.ts";
import type { NamedRegister } from "./trace.ts";

interface LinesBoard extends Board {
  interrupts: number;
}

/** As much as GXemul's test machine has. */
const RAM_BYTES = 32 << 20;

const newBoard = (): LinesBoard => ({
  read: () => -1,
  write: () => false,
  interrupts: 0,
  rom: { address: 0x1fc00000, bytes: new Uint8Array(at.ROM_BYTES) },
  firmware: () => "halt",
  onInterrupts: () => {},
  consoleInput: () => {},
  askForInput: () => false,
  hasInput: false,
  save: () => null,
  restore: () => {},
});

export function machineUnderGxemul(elf: Uint8Array): ComparedProcessor {
  const machine = new Machine({
    ramBytes: RAM_BYTES,
    hertz: 25e6,
    engine: "interpreter",
    board: newBoard,
  });
  const entry = loadElf(elf, (address, bytes) => machine.load(address % 0x20000000, bytes));
  machine.processor.goTo(entry);
  machine.time.setDeadline(Number.MAX_SAFE_INTEGER);
  return new ComparedMachine(machine);
}

class ComparedMachine implements ComparedProcessor {
  readonly #machine: Machine<LinesBoard>;
  readonly #p: Processor;
  #exception: string | undefined;

  constructor(machine: Machine<LinesBoard>) {
    this.#machine = machine;
    this.#p = machine.processor;
    this.#p.onException = (code) => {
      this.#exception = EXCEPTION_NAMES[code];
    };
  }

  step(): ComparedStep {
    const { pc } = this;
    const word = this.#wordAt(pc);
    this.#exception = undefined;
    this.#machine.engine.run(1);
    // Where data is, the comparison of the stream with the model says.
    return { pc, word, exception: this.#exception, data: undefined };
  }

  get pc(): number {
    return this.#p.pc;
  }

  general(register: number): number {
    const inFlight = this.#p.word(at.PENDING_OFFSET) === 4 * register;
    return (inFlight ? this.#p.word(at.PENDING_VALUE) : this.#p.register(register)) >>> 0;
  }

  named(register: NamedRegister): number {
    if (register === "hi" || register === "lo")
      return this.#p.word(register === "hi" ? at.HI : at.LO) >>> 0;
    if (register === "cause") return this.#p.cause >>> 0;
    return this.#p.control(CONTROL[register]) >>> 0;
  }

  setGeneral(register: number, value: number): void {
    if (this.#p.word(at.PENDING_OFFSET) === 4 * register) this.#p.word(at.PENDING_VALUE, value | 0);
    else this.#p.word(at.REGISTERS + 4 * register, value | 0);
  }

  setNamed(register: NamedRegister, value: number): void {
    if (register === "hi" || register === "lo")
      this.#p.word(register === "hi" ? at.HI : at.LO, value | 0);
    else if (register === "cause") this.#p.cause = value & ~0xfc00;
    else if (register === "status") this.#p.setStatus(value | 0);
    else if (register === "entryHi") this.#p.setEntryHigh(value | 0);
    else this.#p.setControl(CONTROL[register], value | 0);
  }

  setLines(lines: number): void {
    this.#machine.board.interrupts = lines;
  }

  /** Undefined if there is none to be fetched. */
  #wordAt(pc: number): number | undefined {
    const p = this.#p;
    if (pc % 4 !== 0 || p.wouldFault(pc | 0, "fetch")) return undefined;
    const mapped = pc < 0x80000000 || pc >= 0xc0000000;
    const frame = mapped ? p.tlb.low[p.tlb.find(pc | 0, p.entryHigh)] & ~0xfff : pc & 0x1ffff000;
    const host = p.hostOf(frame);
    return host < 0 ? undefined : p.word(host + (pc & 0xfff)) >>> 0;
  }
}
