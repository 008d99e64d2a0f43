/**
 * A batch: some thousand consecutive records of a stream, in typed arrays.
 *
 * The arrays belong to whoever made the batch and are used again for the next one: a consumer that
 * keeps anything copies it before its `consume` has returned (or its promise is fulfilled).
 * Layout of the words: reference.ts.
 */
import type { PageDictionary } from "./page-dictionary.ts";

/** Records in a batch, unless asked otherwise (256 KiB of words: fits second-level caches). */
export const BATCH_RECORDS = 1 << 15;
/** Bytes of instruction lengths in a batch, unless asked otherwise. */
export const BATCH_LENGTHS = 1 << 17;

export interface Batch {
  /** Two words a record; `2 * records` are in use. */
  words: Int32Array;
  /** Records in use. */
  records: number;
  /** Lengths of the instructions of VARIABLE runs, in order, one byte each. */
  lengths: Uint8Array;
  /** Lengths in use. */
  lengthCount: number;
  /** What the page ids stand for; every id in the batch is in it. */
  readonly pages: PageDictionary;
}

/** An empty batch over `pages` with room for `records` records and `lengths` instruction lengths. */
export function newBatch(
  pages: PageDictionary,
  records = BATCH_RECORDS,
  lengths = BATCH_LENGTHS,
): Batch {
  return {
    words: new Int32Array(2 * records),
    records: 0,
    lengths: new Uint8Array(lengths),
    lengthCount: 0,
    pages,
  };
}

/** A copy that shares nothing with `batch` but the page dictionary. */
export function copyBatch(batch: Batch): Batch {
  return {
    words: batch.words.slice(0, 2 * batch.records),
    records: batch.records,
    lengths: batch.lengths.slice(0, batch.lengthCount),
    lengthCount: batch.lengthCount,
    pages: batch.pages,
  };
}
