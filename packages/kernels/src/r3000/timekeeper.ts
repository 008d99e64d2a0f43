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
