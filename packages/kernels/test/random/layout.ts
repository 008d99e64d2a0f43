/**
 * Where a random program's parts lie. Virtual pages of kuseg are mapped by a page table that the
 * refill handler reads through Context.
 *
 * ```
 * physical 00000000  handlers          80000000, 80000080
 *          00001000  page table from 00400000 on, its PTEBase 80000000
 *          00030000  kernel's code     80030000
 *          00050000  user's code       00400000 (virtual)
 *          00060000  data, 8 pages     kseg0, kseg1, 00410000 and c0020000 (virtual)
 * ```
 */
export const KERNEL_CODE = 0x80030000;
export const USER_CODE = 0x00400000;
export const USER_CODE_FRAME = 0x50;
export const USER_CODE_PAGES = 16;
export const USER_DATA = 0x00410000;
export const USER_DATA_PAGES = 16;
export const KSEG2_DATA = 0xc0020000;
export const DATA_FRAME = 0x60;
export const DATA_PAGES = 8;
export const PAGE_TABLE = 0x1000;
/** The whole page table, 2 MB, is memory. */
export const RAM_BYTES = 0x400000;

export const KSEG0 = 0x80000000;
export const KSEG1 = 0xa0000000;

/** A part of memory that a program begins with. */
export interface Segment {
  /** Virtual, in kseg0. */
  readonly address: number;
  readonly words: readonly number[];
}

export interface RandomProgram {
  readonly segments: readonly Segment[];
  readonly start: number;
  /** All registers are set when it gets here. */
  readonly ready: number;
  /** A branch to itself. */
  readonly end: number;
}
