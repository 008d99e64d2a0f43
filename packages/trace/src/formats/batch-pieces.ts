/** Cuts a batch into pieces, for consumers whose output for a whole one would be too much at a time. */
import type { Batch } from "../batch.ts";
import { FIRST_EVENT, instructionsOf, kindOf, RUN, VARIABLE } from "../reference.ts";

/**
 * Pieces of about `most` references, views of the batch. They are cut before runs and events only, so
 * a piece has whole runs with their data; one run more than `most` says may be in it.
 */
export function* piecesOf(batch: Batch, most: number): Generator<Batch, void, void> {
  const { words, lengths, records, pages } = batch;
  let firstRecord = 0;
  let firstLength = 0;
  let length = 0;
  let references = 0;
  const piece = (end: number): Batch => ({
    words: words.subarray(2 * firstRecord, 2 * end),
    records: end - firstRecord,
    lengths: lengths.subarray(firstLength, length),
    lengthCount: length - firstLength,
    pages,
  });
  for (let record = 0; record < records; record++) {
    const meta = words[2 * record + 1];
    const kind = kindOf(meta);
    if (references >= most && (kind === RUN || kind >= FIRST_EVENT)) {
      yield piece(record);
      firstRecord = record;
      firstLength = length;
      references = 0;
    }
    references += kind === RUN ? instructionsOf(meta) : 1;
    if (kind === RUN && (meta & VARIABLE) !== 0) length += instructionsOf(meta);
  }
  if (firstRecord < records) yield piece(records);
}
