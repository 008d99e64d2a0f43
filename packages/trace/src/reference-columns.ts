/**
 * References in columns: what a parser of a foreign format fills and the stream builder turns into
 * records. One element of each column is one reference, in program order.
 *
 * The meta word is `kind | (size - 1) << 5`, as LOAD and STORE records have it (reference.ts): kind
 * is RUN (the fetch of one instruction of 1 to 255 bytes), LOAD or STORE (1 to 4096 bytes), or
 * INVALIDATE, whose detail is in the place of the size.
 * The 64-bit virtual address is `high` * 2^32 + `low`, both taken as unsigned.
 */
import { PAGE_MASK, SIZE_SHIFT } from "./reference.ts";

/**
 * Elements of the columns, unless asked otherwise. They stay in the first-level cache; and loops as
 * short as this V8 compiles as whole functions, rather than from the middle of their first, long run.
 */
const COLUMN_ELEMENTS = 512;

export class ReferenceColumns {
  readonly capacity: number;
  readonly meta: Int32Array;
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Elements in use. */
  count = 0;

  constructor(capacity = COLUMN_ELEMENTS) {
    this.capacity = capacity;
    this.meta = new Int32Array(capacity);
    this.low = new Int32Array(capacity);
    this.high = new Int32Array(capacity);
  }

  /** Adds an element; there must be room. `size` is in bytes (of an INVALIDATE its detail + 1). */
  add(kind: number, size: number, low: number, high: number): void {
    this.meta[this.count] = kind | ((size - 1) << SIZE_SHIFT);
    this.low[this.count] = low;
    this.high[this.count] = high;
    this.count++;
  }
}

/** Virtual page number of an address: 0 to 2^52 - 1. */
export const pageNumber = (low: number, high: number): number =>
  (high >>> 0) * 2 ** 20 + (low >>> 12);

/** Low word of the address at `offset` in page `vpn`. */
export const lowWord = (vpn: number, offset: number): number => (vpn << 12) | (offset & PAGE_MASK);

/** High word of the addresses in page `vpn`. */
export const highWord = (vpn: number): number => (vpn / 2 ** 20) | 0;
