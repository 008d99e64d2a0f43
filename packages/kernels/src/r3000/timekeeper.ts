/**
 * The processor's time, as TypeScript reads and moves it: the counterpart of clock-code.ts.
 */
import type { InlineMemory } from "@mcpi/trace";
import {
  add64,
  extend,
  I32,
  I64,
  i64,
  ModuleBuilder,
  or64,
  shl64,
  shr64,
  wrap,
} from "@mcpi/trace/wasm";
import type { RetirementClock } from "./processor.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { CLOCK, DEADLINE, EXTRA, STALLS } from "./state.ts";

const TWO_32 = 2 ** 32;

/** A 64-bit global as numbers; as BigInts, which is what it otherwise gives, it would be slow. */
interface CounterAccess {
  low(): number;
  high(): number;
  set(low: number, high: number): void;
  increase(by: number): void;
}

function accessOf(counter: WebAssembly.Global): CounterAccess {
  const module = new ModuleBuilder();
  const global = module.importGlobal("counter", I64);
  module.function([], [I32], (f) => f.result(wrap(global)), "low");
  module.function([], [I32], (f) => f.result(wrap(shr64(global, i64(32)))), "high");
  module.function(
    [I32, I32],
    [],
    (f, low, high) => f.set(global, or64(extend(low), shl64(extend(high), i64(32)))),
    "set",
  );
  module.function([I32], [], (f, by) => f.set(global, add64(global, extend(by))), "increase");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    environment: { counter },
  });
  return exports as unknown as CounterAccess;
}

export class Timekeeper implements RetirementClock {
  readonly #memory: SharedMemory;
  /** The coupled memory's clock, if that is used. */
  #global: CounterAccess | undefined;
  /** Whether base cycles beyond the first are kept out of the clock. */
  #apart = false;

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** From here on the clock is that of a coupled memory, or the processor's own. Before anything runs. */
  use(inline: InlineMemory | undefined): void {
    this.#global = inline && accessOf(inline.now);
    this.#apart = inline !== undefined && !inline.baseTime;
  }

  /**
   * From here on the coupled memory's clock stands, and the processor's own goes on from the same
   * cycle; until `goOn`.
   */
  stand(): void {
    const { cycles } = this;
    this.#stood = { global: this.#global, apart: this.#apart, extra: this.extra };
    this.#global = undefined;
    this.#apart = false;
    this.clock = cycles;
  }

  /** The coupled memory's clock goes on; what has passed it is told of as idle cycles. */
  goOn(): void {
    if (this.#stood === undefined) throw new Error("timekeeper: the clock does not stand");
    const { global, apart, extra } = this.#stood;
    const { cycles, retired } = this;
    this.#global = global;
    this.#apart = apart;
    // The memory's clock will be `cycles`, less base cycles beyond the first if they are apart; those
    // of idling become part of what it is told.
    if (apart) this.#memory.setLong(EXTRA, extra);
    const clock = cycles - (apart ? extra : 0);
    this.#memory.setLong(STALLS, clock - retired - (apart ? 0 : this.extra));
    this.#stood = undefined;
  }

  #stood: { global: CounterAccess | undefined; apart: boolean; extra: number } | undefined;

  get clock(): number {
    const global = this.#global;
    if (global === undefined) return this.#memory.long(CLOCK);
    return (global.low() >>> 0) + TWO_32 * global.high();
  }

  set clock(value: number) {
    if (this.#global === undefined) this.#memory.setLong(CLOCK, value);
    else this.#global.set((value % TWO_32) | 0, Math.floor(value / TWO_32));
  }

  get stalls(): number {
    return this.#memory.long(STALLS);
  }

  /** Base cycles beyond one an instruction. */
  get extra(): number {
    return this.#memory.long(EXTRA);
  }

  /** Cycles since power-on: the machine's time. */
  get cycles(): number {
    return this.clock + (this.#apart ? this.extra : 0);
  }

  get retired(): number {
    return this.clock - this.stalls - (this.#apart ? 0 : this.extra);
  }

  retire(): void {
    if (this.#global === undefined) this.clock += 1;
    else this.#global.increase(1);
  }

  /** Adds stall cycles that are not in the clock yet. */
  addStalls(cycles: number): void {
    this.clock += cycles;
    this.#memory.setLong(STALLS, this.stalls + cycles);
  }

  /** Lets time pass in which nothing is executed: it is taken out of the instructions as stalls are. */
  skip(cycles: number): void {
    this.addStalls(cycles);
  }

  /** The same, where the coupled memory's clock is about to be moved on by what it is told. */
  addSkipped(cycles: number): void {
    this.#memory.setLong(STALLS, this.stalls + cycles);
  }

  /** Takes over a saved time. The coupled memory's clock has been restored by it. */
  restore(cycles: number, stalls: number, extra: number): void {
    this.#memory.setLong(EXTRA, extra);
    this.#memory.setLong(STALLS, stalls);
    this.clock = cycles - (this.#apart ? extra : 0);
  }

  /** Sets the cycle at which generated code must return. */
  setDeadline(cycle: number): void {
    this.#memory.setLong(DEADLINE, cycle - (this.#apart ? this.extra : 0));
  }
}
