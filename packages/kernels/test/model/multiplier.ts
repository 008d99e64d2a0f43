/**
 * HI and LO: docs/r3000.md, sections 1 and 3. Results are right at once; what takes time is to ask
 * for them, or for the unit, before it has finished.
 */
const MULTIPLY_CYCLES = 12;
const DIVIDE_CYCLES = 35;

export class Multiplier {
  hi = 0;
  lo = 0;
  /** The base cycle at which the unit is free. */
  busyUntil = 0;

  /** Base cycles that an instruction which begins at `cycle` waits for the unit. */
  wait(cycle: number): number {
    return Math.max(0, this.busyUntil - cycle);
  }

  multiply(a: bigint, b: bigint, cycle: number): void {
    const product = BigInt.asUintN(64, a * b);
    this.hi = Number(product >> 32n);
    this.lo = Number(product & 0xffffffffn);
    this.busyUntil = cycle + MULTIPLY_CYCLES;
  }

  /** Of values as they are: signed for DIV, unsigned for DIVU. */
  divide(dividend: bigint, divisor: bigint, cycle: number): void {
    if (divisor === 0n) {
      // DIVU's dividend is never negative.
      this.lo = dividend < 0n ? 1 : 0xffffffff;
      this.hi = Number(BigInt.asUintN(32, dividend));
    } else {
      this.lo = Number(BigInt.asUintN(32, dividend / divisor));
      this.hi = Number(BigInt.asUintN(32, dividend % divisor));
    }
    this.busyUntil = cycle + DIVIDE_CYCLES;
  }
}
