/**
 * The pages that a stream builder saw lately: a direct-mapped table in front of the page dictionary,
 * for one space and one translation. An entry is the low 20 bits of the page number, the high word
 * of the address, and page id << 12.
 */
import { PAGE_SHIFT } from "./reference.ts";

const SLOTS = 512;
const ENTRY_SHIFT = 2;

/** What `recentPage` returns when the page is not in the table: no page id << 12 is odd. */
export const NOT_RECENT = 1;

/** An empty table. */
export function newRecentPages(): Int32Array {
  return new Int32Array(SLOTS << ENTRY_SHIFT).fill(-1);
}

const entryOf = (low: number, high: number): number =>
  (((low >>> PAGE_SHIFT) ^ high) & (SLOTS - 1)) << ENTRY_SHIFT;

/** Page id << 12 of the page of an address, or NOT_RECENT. */
export function recentPage(table: Int32Array, low: number, high: number): number {
  const entry = entryOf(low, high);
  if (table[entry] === low >>> PAGE_SHIFT && table[entry + 1] === high) return table[entry + 2];
  return NOT_RECENT;
}

/** Enters a page in the place of whatever was there. */
export function rememberPage(table: Int32Array, low: number, high: number, page: number): void {
  const entry = entryOf(low, high);
  table[entry] = low >>> PAGE_SHIFT;
  table[entry + 1] = high;
  table[entry + 2] = page;
}
