/**
 * How long the 53C94 takes for what it does on the bus, in cycles of the processor.
 *
 * The chip's clock is 25 MHz (4.4BSD pmax/dev/asc.c, for the DECstation 5000/200). Sourced: the
 * selection time-out is register x 8192 x conversion factor of its clocks (data sheet; 250 ms with 155
 * and 5); a synchronous byte takes as many clocks as the period register says, 5 at least. Assumed:
 * arbitration and selection 5 microseconds, one for each byte of a command, message or status,
 * 25 for a reset of the bus. Data without synchronous transfer go at the target's rate.
 */

const CHIP_HERTZ = 25e6;
const TIMEOUT_CLOCKS = 8192;
const LEAST_PERIOD = 5;

const SELECTION_MICROSECONDS = 5;
const CONTROL_BYTE_MICROSECONDS = 1;
const BUS_RESET_MICROSECONDS = 25;

export class ChipTiming {
  /** Processor cycles of one clock of the chip. */
  readonly #clock: number;
  readonly #microsecond: number;

  constructor(hertz: number) {
    this.#clock = hertz / CHIP_HERTZ;
    this.#microsecond = hertz / 1e6;
  }

  get selection(): number {
    return SELECTION_MICROSECONDS * this.#microsecond;
  }

  get controlByte(): number {
    return CONTROL_BYTE_MICROSECONDS * this.#microsecond;
  }

  get busReset(): number {
    return BUS_RESET_MICROSECONDS * this.#microsecond;
  }

  /** From arbitration to the interrupt, when no target answers. */
  timeout(register: number, conversion: number): number {
    // A conversion factor of 0 stands for 8 (data sheet, clock conversion register).
    return this.selection + register * TIMEOUT_CLOCKS * (conversion & 7 || 8) * this.#clock;
  }

  /** One byte of data by synchronous transfer, with the period register so. */
  synchronousByte(period: number): number {
    const clocks = period & 31;
    // Codes 0 to 3 stand for 32 to 35 clocks.
    return Math.max(LEAST_PERIOD, clocks < 4 ? clocks + 32 : clocks) * this.#clock;
  }
}
