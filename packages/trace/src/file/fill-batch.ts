/**
 * Gives out the groups of a block whose record section has been read: the hot loop of reading.
 *
 * Where a group has few words or lengths it copies more than there are, which the next group
 * overwrites: loops that run a small, varying number of times cost more than the copying.
 */
import type { Batch } from "../batch.ts";
import { viewOf } from "./layout.ts";
import type { RecordSectionPlaces } from "./record-section.ts";

/** Records, and instruction lengths, that `fillBatch` may overwrite behind those it gives out. */
export const SLACK_RECORDS = 4;
export const SLACK_LENGTHS = 8;

/** Fields of a template in `DecodedBlock.templates`; a template has 1 << FIELDS_SHIFT. */
export const FIELDS_SHIFT = 3;
/** Compact address of the run. */
export const ADDRESS = 0;
/** The first meta word. */
export const HEAD = 1;
/** Where the meta words of the words that vary begin in `metas`. */
export const FIRST_META = 2;
/** Words that vary in a group. */
export const WORDS = 3;
/** Where those of its next group begin in `words`. */
export const NEXT_WORD = 4;
/** Where its instruction lengths begin in `lengths`, and how many there are. */
export const FIRST_LENGTH = 5;
export const LENGTHS = 6;
/** HAS_RUN, IS_EVENT or IS_LOOSE. */
export const CLASS = 7;

export const HAS_RUN = 0;
export const IS_EVENT = 1;
/** Data that belong to no run: in a batch they must not come right after one. */
export const IS_LOOSE = 2;

/** A block between reading and giving out. */
export interface DecodedBlock {
  /** Holds the template numbers, where `places` says. */
  readonly section: Uint8Array;
  readonly places: RecordSectionPlaces;
  readonly groups: number;
  /** The group that is given out next. */
  group: number;
  /** Fields of the templates; NEXT_WORD moves on. */
  readonly templates: Int32Array;
  readonly metas: Int32Array;
  /** The words that vary, by template, and of one template by group. */
  readonly words: Int32Array;
  /** Instruction lengths of the templates. */
  readonly lengths: DataView;
}

/**
 * Appends the next groups of `block` to `batch`, as many as fit; the batch also ends before data that
 * belong to no run but would follow one in it (reference.ts).
 * @returns whether groups are left
 */
export function fillBatch(block: DecodedBlock, batch: Batch): boolean {
  const { section, groups, templates, metas, words, lengths } = block;
  const { groupLow, groupHigh } = block.places;
  const lengthsOut = viewOf(batch.lengths);
  const out = batch.words;
  const outEnd = out.length - 2 * SLACK_RECORDS;
  const lengthsEnd = batch.lengths.length - SLACK_LENGTHS;
  let { group } = block;
  let to = 2 * batch.records;
  let lengthTo = batch.lengthCount;
  let afterRun = false;
  for (; group < groups; group++) {
    const at = (section[groupLow + group] | (section[groupHigh + group] << 8)) << FIELDS_SHIFT;
    const count = templates[at + WORDS];
    const lengthCount = templates[at + LENGTHS];
    if (to + 2 * count + 2 > outEnd || lengthTo + lengthCount > lengthsEnd) break;
    const kind = templates[at + CLASS];
    if (kind === HAS_RUN) {
      afterRun = true;
      out[to] = templates[at + ADDRESS];
      out[to + 1] = templates[at + HEAD];
      to += 2;
      if (lengthCount > 0) {
        const from = templates[at + FIRST_LENGTH];
        lengthsOut.setInt32(lengthTo, lengths.getInt32(from, true), true);
        lengthsOut.setInt32(lengthTo + 4, lengths.getInt32(from + 4, true), true);
        for (let i = 8; i < lengthCount; i += 4)
          lengthsOut.setInt32(lengthTo + i, lengths.getInt32(from + i, true), true);
        lengthTo += lengthCount;
      }
    } else {
      if (kind === IS_LOOSE && afterRun) break;
      afterRun = false;
    }
    const meta = templates[at + FIRST_META];
    const word = templates[at + NEXT_WORD];
    templates[at + NEXT_WORD] = word + count;
    out[to] = words[word];
    out[to + 1] = metas[meta];
    out[to + 2] = words[word + 1];
    out[to + 3] = metas[meta + 1];
    out[to + 4] = words[word + 2];
    out[to + 5] = metas[meta + 2];
    for (let i = 3; i < count; i++) {
      out[to + 2 * i] = words[word + i];
      out[to + 2 * i + 1] = metas[meta + i];
    }
    to += 2 * count;
  }
  block.group = group;
  batch.records = to >> 1;
  batch.lengthCount = lengthTo;
  return group < groups;
}
