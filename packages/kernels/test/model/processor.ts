/**
 * An R3000 written to be obviously right: from docs/r3000.md and Kane and Heinrich's book alone, one
 * instruction a step, nothing shared with the machines that it is a check of.
 *
 * A step is the entry of an interrupt that is pending, or one instruction, which retires or raises
 * an exception. An instruction that raises one throws before it has changed anything; its own
 * result, and after it a load that was in flight, are written at one place, `#finish`.
 */
import type { ModelBus } from "./bus.ts";
import { Cp0 } from "./cp0.ts";
import { EXCEPTION_NAMES, INT, Raised, Undefined, vectorOf } from "./exceptions.ts";
import { type Effect, execute } from "./execute.ts";
import { fieldsOf } from "./instruction.ts";
import { Memory } from "./memory.ts";
import { Multiplier } from "./multiplier.ts";
import type { ModelEvent, ModelException, ModelStep } from "./step.ts";
import { Tlb } from "./tlb.ts";

export interface ModelOptions {
  /** Throw where docs/r3000.md says undefined. */
  readonly strict?: boolean;
  /** Data references see the contents of the data cache. */
  readonly functionalCaches?: boolean;
}

/** A load that has been executed and not yet written. */
export interface Loading {
  readonly register: number;
  readonly value: number;
}

export class ModelProcessor {
  registers: number[] = new Array(32).fill(0);
  readonly cp0 = new Cp0();
  readonly tlb: Tlb;
  readonly memory: Memory;
  readonly multiplier = new Multiplier();
  /** A load that the instruction at `pc` does not see yet. */
  loading: Loading | undefined;
  /** Where the instruction after the one at `pc` is: the next word, or where a branch goes. */
  nextPc = 0;
  /** The instruction at `pc` follows a branch or jump, taken or not. */
  inDelaySlot = false;
  /** Instructions. */
  retired = 0;
  baseCycles = 0;
  readonly #bus: ModelBus;
  readonly #strict: boolean;
  #pc = 0;

  constructor(bus: ModelBus, options: ModelOptions = {}) {
    this.#bus = bus;
    this.#strict = options.strict ?? false;
    this.tlb = new Tlb(this.#strict);
    this.memory = new Memory(bus, this.cp0, this.tlb, options.functionalCaches ?? false);
    this.pc = 0xbfc00000;
  }

  get pc(): number {
    return this.#pc;
  }

  /** Goes on at an address, outside of any delay slot. */
  set pc(address: number) {
    this.#pc = address;
    this.nextPc = (address + 4) >>> 0;
    this.inDelaySlot = false;
  }

  get hi(): number {
    return this.multiplier.hi;
  }

  set hi(value: number) {
    this.multiplier.hi = value;
  }

  get lo(): number {
    return this.multiplier.lo;
  }

  set lo(value: number) {
    this.multiplier.lo = value;
  }

  /** The entry that TLBWR would write now. */
  get random(): number {
    return 63 - (this.retired % 56);
  }

  /** One instruction, or one entry of an interrupt. */
  step(): ModelStep {
    const step: ModelStep = {
      pc: this.#pc,
      word: undefined,
      retired: false,
      interrupt: false,
      exception: undefined,
      fetch: undefined,
      data: [],
      isolated: undefined,
      extraCycles: 0,
      events: [],
    };
    const lines = this.#bus.interrupts();
    if (this.cp0.interrupted(lines)) {
      step.interrupt = true;
      step.exception = this.#enter(new Raised(INT));
      return step;
    }
    const before = { status: this.cp0.status, entryHi: this.cp0.entryHi };
    try {
      const { word, ...fetch } = this.memory.fetch(this.#pc);
      step.word = word;
      const effect = execute(this, fieldsOf(word), lines);
      if (effect.branch !== undefined && this.inDelaySlot && this.#strict)
        throw new Undefined(`branch in the delay slot at ${this.#pc.toString(16)}`);
      step.fetch = fetch;
      if (effect.access?.reference !== undefined) step.data = [effect.access.reference];
      step.isolated = effect.access?.isolated;
      step.extraCycles = effect.extraCycles ?? 0;
      step.events = this.#eventsOf(before, effect);
      this.#finish(effect);
      step.retired = true;
      this.retired += 1;
      this.baseCycles += 1 + step.extraCycles;
      if (effect.trap !== undefined) step.exception = this.#enter(effect.trap);
      else this.#advance(effect);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      step.exception = this.#enter(error);
    }
    return step;
  }

  /**
   * The value of a register for an instruction that is executed now: the one before a load in
   * flight.
   */
  read(register: number): number {
    if (this.#strict && register !== 0 && this.loading?.register === register)
      throw new Undefined(`register ${register} read in its load delay, ${this.#pc.toString(16)}`);
    return this.registers[register];
  }

  /** The value that LWL and LWR merge with: that of a load in flight, if it is for the register. */
  newest(register: number): number {
    return this.loading?.register === register ? this.loading.value : this.registers[register];
  }

  /** Everything that later steps depend on but memory and the caches, in plain numbers. */
  state(): Record<string, number> {
    const { cp0 } = this;
    const state: Record<string, number> = {
      pc: this.#pc,
      nextPc: this.nextPc,
      inDelaySlot: Number(this.inDelaySlot),
      loadingRegister: this.loading?.register ?? 0,
      loadingValue: this.loading?.value ?? 0,
      hi: this.hi,
      lo: this.lo,
      busyUntil: Math.max(this.multiplier.busyUntil, this.baseCycles),
      index: cp0.index,
      entryLo: cp0.entryLo,
      context: cp0.context,
      badVAddr: cp0.badVAddr,
      entryHi: cp0.entryHi,
      status: cp0.status,
      cause: cp0.cause,
      epc: cp0.epc,
      retired: this.retired,
      baseCycles: this.baseCycles,
    };
    for (let register = 1; register < 32; register++)
      state[`r${register}`] = this.registers[register];
    this.tlb.entries.forEach(({ hi, lo }, entry) => {
      state[`tlb${entry}.hi`] = hi;
      state[`tlb${entry}.lo`] = lo;
    });
    return state;
  }

  /** Writes what is to be written: first a load in flight, then the instruction's own result. */
  #finish(effect: Effect): void {
    const { load, result } = effect;
    const overtaken = load !== undefined && load.register === this.loading?.register;
    if (!overtaken) this.#land();
    if (result !== undefined) this.#write(result.register, result.value);
    this.loading = load === undefined || load.register === 0 ? undefined : load;
  }

  /** A load in flight reaches its register. */
  #land(): void {
    if (this.loading !== undefined) this.#write(this.loading.register, this.loading.value);
    this.loading = undefined;
  }

  #write(register: number, value: number): void {
    if (register !== 0) this.registers[register] = value >>> 0;
  }

  #advance(effect: Effect): void {
    const next = this.nextPc;
    this.pc = next;
    if (effect.branch === undefined) return;
    this.inDelaySlot = true;
    if (effect.branch.target !== undefined) this.nextPc = effect.branch.target;
  }

  #enter(raised: Raised): ModelException {
    const { cp0 } = this;
    this.#land();
    const bd = this.inDelaySlot;
    const epc = (bd ? this.#pc - 4 : this.#pc) >>> 0;
    cp0.cause =
      ((cp0.cause & 0x300) |
        (bd ? 0x80000000 : 0) |
        (raised.coprocessor << 28) |
        (raised.code << 2)) >>>
      0;
    cp0.epc = epc;
    if (raised.badVAddr !== undefined) cp0.badVAddr = raised.badVAddr;
    if (raised.ofTlb) cp0.pageFailed(raised.badVAddr!);
    cp0.pushMode();
    const vector = vectorOf(raised.refill, (cp0.status & 0x00400000) !== 0);
    this.pc = vector;
    return {
      code: raised.code,
      name: EXCEPTION_NAMES[raised.code],
      vector,
      epc,
      bd,
      ce: raised.coprocessor,
      badVAddr: raised.badVAddr,
    };
  }

  #eventsOf(before: { status: number; entryHi: number }, effect: Effect): ModelEvent[] {
    const events: ModelEvent[] = [];
    const { status, entryHi } = this.cp0;
    if (effect.tlbWritten !== undefined)
      events.push({ kind: "tlb-write", entry: effect.tlbWritten });
    if (before.status !== status)
      events.push({ kind: "status", before: before.status, after: status });
    const [old, asid] = [before.entryHi, entryHi].map((value) => (value >>> 6) & 63);
    if (old !== asid) events.push({ kind: "asid", before: old, after: asid });
    return events;
  }
}
