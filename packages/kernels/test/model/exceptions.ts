/**
 * Exceptions of the R3000: docs/r3000.md, section 4. An instruction that cannot be executed throws
 * one before it has changed anything.
 */
export const INT = 0;
export const MOD = 1;
export const TLBL = 2;
export const TLBS = 3;
export const ADEL = 4;
export const ADES = 5;
export const IBE = 6;
export const DBE = 7;
export const SYS = 8;
export const BP = 9;
export const RI = 10;
export const CPU = 11;
export const OV = 12;

export const EXCEPTION_NAMES: readonly string[] =
  "Int Mod TLBL TLBS AdEL AdES IBE DBE Sys Bp RI CpU Ov".split(" ");

/** What an instruction raises. */
export class Raised {
  readonly code: number;
  /** Of address errors and TLB exceptions. */
  readonly badVAddr: number | undefined;
  /** No TLB entry matches an address of kuseg: the other vector. */
  readonly refill: boolean;
  /** CE: of CpU. */
  readonly coprocessor: number;

  constructor(
    code: number,
    details: { badVAddr?: number; refill?: boolean; coprocessor?: number } = {},
  ) {
    this.code = code;
    this.badVAddr = details.badVAddr;
    this.refill = details.refill ?? false;
    this.coprocessor = details.coprocessor ?? 0;
  }

  /** A TLB exception sets Context and EntryHi besides BadVAddr. */
  get ofTlb(): boolean {
    return this.code === MOD || this.code === TLBL || this.code === TLBS;
  }
}

/** What docs/r3000.md calls undefined was done under `strict`. */
export class Undefined extends Error {}

/** Where exceptions go on. */
export function vectorOf(refill: boolean, bootstrap: boolean): number {
  if (bootstrap) return refill ? 0xbfc00100 : 0xbfc00180;
  return refill ? 0x80000000 : 0x80000080;
}
