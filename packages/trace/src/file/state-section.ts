/**
 * The state section of a block (docs/trace-format.md, "State"): the events that bring about, in a
 * stream that has just begun, the state at the block's beginning. A record is its two words.
 */
import { type Batch, newBatch } from "../batch.ts";
import type { PageDictionary } from "../page-dictionary.ts";
import { FIRST_EVENT, kindOf, PAGE_SHIFT } from "../reference.ts";
import { groupFault, hasAddress } from "./group.ts";
import { viewOf } from "./layout.ts";

/** Bytes of a record in the section. */
export const STATE_RECORD_BYTES = 8;
const NO_LENGTHS = new Uint8Array(0);

export function encodeState(events: Batch): Uint8Array {
  const bytes = new Uint8Array(STATE_RECORD_BYTES * events.records);
  const view = viewOf(bytes);
  for (let i = 0; i < 2 * events.records; i++) view.setInt32(4 * i, events.words[i], true);
  return bytes;
}

/** The events of a state section, or what is wrong with it. `pages` holds those before the block. */
export function decodeState(
  bytes: Uint8Array,
  records: number,
  pages: PageDictionary,
): Batch | string {
  if (bytes.length !== STATE_RECORD_BYTES * records)
    return `${bytes.length} bytes of state; ${STATE_RECORD_BYTES * records} were expected`;
  const batch = newBatch(pages, records, 0);
  batch.records = records;
  const view = viewOf(bytes);
  for (let i = 0; i < 2 * records; i++) batch.words[i] = view.getInt32(4 * i, true);
  for (let at = 0; at < 2 * records; at += 2) {
    const [word, meta] = [batch.words[at], batch.words[at + 1]];
    if (kindOf(meta) < FIRST_EVENT) return `a record of kind ${kindOf(meta)} in the state`;
    const fault = groupFault(0, batch.words, at + 1, 1, NO_LENGTHS, 0);
    if (fault !== undefined) return `state: ${fault}`;
    if (hasAddress(meta) && word >>> PAGE_SHIFT >= pages.count)
      return `the state names page ${word >>> PAGE_SHIFT}; ${pages.count} pages are known`;
  }
  return batch;
}
