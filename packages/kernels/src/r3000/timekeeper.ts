/**
 * The processor's time, as TypeScript reads and moves it: the counterpart of clock-code.ts.
 */
import type { InlineMemory } from "@mcpi/trace";
import type { RetirementClock } from "./processor.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { CLOCK, DEADLINE, EXTRA, STALLS } from "./state.ts";

export class Timekeeper implements RetirementClock {
  readonly #memory: SharedMemory;
  #global: WebAssembly.Global | undefined;
  /** Whether base cycles beyond the first are kept out of the clock. */
  #apart = false;

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** From here on the clock is that of a coupled memory, or the processor's own. Before anything runs. */
  use(inline: InlineMemory | undefined): void {
    this.#global = inline?.now;
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

  #stood: { global: WebAssembly.Global | undefined; apart: boolean; extra: number } | undefined;

  get clock(): number {
    return this.#global === undefined ? this.#memory.long(CLOCK) : Number(this.#global.value);
  }

  set clock(value: number) {
    if (this.#global === undefined) this.#memory.setLong(CLOCK, value);
    else this.#global.value = BigInt(value);
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
    this.clock += 1;
  }

  /** Adds stall cycles that are not in the clock yet. */
  addStalls(cycles: number): void {
    this.clock += cycles;
    this.#memory.setLong(STALLS, this.stalls + cycles);
  }

  /** Lets time pass in which nothing is executed. */
  skip(cycles: number): void {
    // Neither an instruction nor a stall: it is taken out of both as if it were a stall.
    this.addStalls(cycles);
  }

  /** Sets the cycle at which generated code must return. */
  setDeadline(cycle: number): void {
    this.#memory.setLong(DEADLINE, cycle - (this.#apart ? this.extra : 0));
  }
}
