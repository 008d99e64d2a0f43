/**
 * The pages that a stream builder saw lately: a direct-mapped table in front of the page dictionary,
 * for one space and one translation. An entry is four words: the low 20 bits of the page number, the
 * high word of the address, page id << 12, and the mode that instructions from the page run in.
 *
 * A page and the page after it never have the same entry, so that both can be there at once.
 */
const ENTRIES_SHIFT = 9;
const ENTRY_SHIFT = 2;
/** 2^32 divided by the golden ratio: spreads page numbers over the entries. */
const SPREAD = 0x9e3779b1;

/** An empty table. */
export function newRecentPages(): Int32Array {
  return new Int32Array(1 << (ENTRIES_SHIFT + ENTRY_SHIFT)).fill(-1);
}

/** Where the entry is that the page of an address has or would have. */
export const recentEntry = (low: number, high: number): number =>
  (Math.imul((low >>> 12) | (high << 20), SPREAD) >>> (32 - ENTRIES_SHIFT)) << ENTRY_SHIFT;

/** Whether the entry is that of the page of an address. */
export const isRecent = (recent: Int32Array, entry: number, low: number, high: number): boolean =>
  recent[entry] === low >>> 12 && recent[entry + 1] === high;

/** Enters a page in the place of whatever was there. */
export function rememberPage(
  recent: Int32Array,
  low: number,
  high: number,
  page: number,
  mode: number,
): void {
  const entry = recentEntry(low, high);
  recent[entry] = low >>> 12;
  recent[entry + 1] = high;
  recent[entry + 2] = page;
  recent[entry + 3] = mode;
}
