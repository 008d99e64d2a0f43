/**
 * The time-of-day clock, a DS1287 (MC146818): byte registers, 4 bytes apart, and 50 bytes of memory.
 *
 * Rules (DS1287 and MC146818 data sheets; Mach kernel chips/mc_clock.c, 4.4BSD pmax/pmax/clock.c):
 * - One divider chain gives seconds and periodic interrupts, in cycles of the processor: with rate 10
 *   (64 Hz) at 25 MHz they are 390625 cycles apart, and every 64th falls together with a second.
 * - Register A: 7 UIP, set from 244 microseconds before an update until it; 6:4 divider, running with
 *   binary 010, else stopped; after a stop the first update comes half a second later; 3:0 rate.
 * - Register B: 7 SET (no updates; clears UIE), 6 PIE, 5 AIE, 4 UIE, 3 SQWE (kept), 2 binary, 1 24
 *   hours, 0 DSE (kept; summer time is not kept).
 * - Register C: 7 IRQF, 6 PF, 5 AF, 4 UF; reading clears it. The flags are set whether or not they
 *   interrupt. Register D: 7 VRT, the battery is good.
 * The year byte is the year modulo 100; there is no century.
 */
import type { AccessSize, Device } from "../machine/board.ts";
import type { Clock, QueueEvent } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import {
  advanceSecond,
  alarmMatches,
  BINARY,
  HOURS_24,
  TIME_BYTES,
  writeDate,
} from "./rtc-calendar.ts";

const REGISTERS = 64;
const A = 10;
const B = 11;
const C = 12;
const D = 13;

const UIP = 0x80;
const DIVIDER = 0x70;
const RUNNING = 0x20;
const RATE = 0x0f;
const SET = 0x80;
const UIE = 0x10;
const IRQF = 0x80;
const PF = 0x40;
const AF = 0x20;
const UF = 0x10;
const VRT = 0x80;

const UPDATE_WARNING_SECONDS = 244e-6;

/** Its bits PF, AF and UF lie where register B has the enables PIE, AIE and UIE. */
const FLAGS = PF | AF | UF;

/** Periodic interrupts a second by the rate code, with the 32768 Hz divider. */
export function periodicHertz(code: number): number {
  if (code === 0) return 0;
  return code < 3 ? 512 >> code : 65536 >> code;
}

export class Rtc implements Device {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #update: QueueEvent;
  readonly #periodic: QueueEvent;
  readonly #registers = new Uint8Array(REGISTERS);
  /** A cycle at which the divider chain was at the beginning of a second. */
  #chain = 0;

  /**
   * @param startDate time at cycle 0, in seconds since the beginning of 1970
   * @param changed is told when `interrupt` may be another
   */
  constructor(clock: Clock, startDate: number, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
    this.#update = clock.event("rtc.update", () => this.#second(), true);
    this.#periodic = clock.event("rtc.periodic", () => this.#tick(), true);
    // As the firmware leaves it: running, 64 Hz, binary, 24 hours, nothing interrupts.
    this.#registers[A] = RUNNING | 10;
    this.#registers[B] = BINARY | HOURS_24;
    this.#registers[D] = VRT;
    writeDate(this.#registers, startDate, this.#registers[B]);
    this.#chain = clock.now;
    this.#schedule();
  }

  get interrupt(): boolean {
    return (this.#registers[C] & this.#registers[B] & FLAGS) !== 0;
  }

  read(offset: number, _size: AccessSize): number {
    if ((offset & 3) !== 0) return 0;
    const register = (offset >>> 2) & (REGISTERS - 1);
    if (register === A) return this.#registers[A] | (this.#updating() ? UIP : 0);
    if (register !== C) return this.#registers[register];
    const flags = this.#registers[C] | (this.interrupt ? IRQF : 0);
    this.#registers[C] = 0;
    this.#changed();
    return flags;
  }

  write(offset: number, _size: AccessSize, value: number): boolean {
    if ((offset & 3) !== 0) return true;
    const register = (offset >>> 2) & (REGISTERS - 1);
    if (register === A) this.#writeA(value & 0x7f);
    else if (register === B) {
      this.#registers[B] = (value & SET) !== 0 ? value & ~UIE : value;
      this.#changed();
    } else if (register !== C && register !== D) this.#registers[register] = value;
    return true;
  }

  save(): unknown {
    return { registers: this.#registers.slice(), chain: this.#chain };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "rtc");
    const registers = fields.bytes("registers", REGISTERS);
    const chain = fields.whole("chain", -this.#clock.hertz, Number.MAX_SAFE_INTEGER);
    registers[A] &= 0x7f;
    registers[C] &= FLAGS;
    registers[D] = VRT;
    this.#registers.set(registers);
    this.#chain = chain;
  }

  #updating(): boolean {
    const left = this.#update.when - this.#clock.now;
    return (this.#registers[B] & SET) === 0 && left <= UPDATE_WARNING_SECONDS * this.#clock.hertz;
  }

  get #running(): boolean {
    return (this.#registers[A] & DIVIDER) === RUNNING;
  }

  #writeA(value: number): void {
    const before = this.#running;
    this.#registers[A] = value;
    // A chain that starts again is half a second before its first update.
    if (this.#running && !before) this.#chain = this.#clock.now - Math.floor(this.#clock.hertz / 2);
    this.#schedule();
  }

  /** Sets both events to where the chain says. */
  #schedule(): void {
    this.#scheduleAt(this.#update, 1);
    this.#scheduleAt(this.#periodic, periodicHertz(this.#registers[A] & RATE));
  }

  #scheduleAt(event: QueueEvent, rate: number): void {
    if (!this.#running || rate === 0) {
      event.cancel();
      return;
    }
    const { now, hertz } = this.#clock;
    let count = Math.floor(((now - this.#chain) * rate) / hertz) + 1;
    while (this.#after(count, rate) <= now) count++;
    event.at(this.#after(count, rate));
  }

  /** Cycle of the chain's `count`th period. */
  #after(count: number, rate: number): number {
    return this.#chain + Math.ceil((count * this.#clock.hertz) / rate);
  }

  #second(): void {
    const { now, hertz } = this.#clock;
    this.#chain += hertz * Math.floor((now - this.#chain) / hertz);
    this.#scheduleAt(this.#update, 1);
    if ((this.#registers[B] & SET) !== 0 || !this.#running) return;
    advanceSecond(this.#registers.subarray(0, TIME_BYTES), this.#registers[B]);
    this.#registers[C] |= UF | (alarmMatches(this.#registers) ? AF : 0);
    this.#changed();
  }

  #tick(): void {
    this.#scheduleAt(this.#periodic, periodicHertz(this.#registers[A] & RATE));
    if (!this.#running) return;
    this.#registers[C] |= PF;
    this.#changed();
  }
}
