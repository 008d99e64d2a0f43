/**
 * The layout of a record section before compression (docs/trace-format.md, "Records"): seven counts
 * of four bytes, then the strings of bytes that they count, in this order.
 */
import { viewOf } from "./layout.ts";

/** How many there are of what a record section holds. */
export interface RecordSectionCounts {
  readonly groups: number;
  readonly templates: number;
  /** Meta words of all templates. */
  readonly metas: number;
  /** Instruction lengths of all templates. */
  readonly lengths: number;
  readonly tokens: number;
  readonly shorts: number;
  readonly longs: number;
}

/** Where each string begins, and where the last one ends. */
export interface RecordSectionPlaces {
  /** Template numbers, low bytes. */
  readonly groupLow: number;
  readonly groupHigh: number;
  /** Meta words, least significant bytes; the other three planes follow. */
  readonly metas: number;
  readonly lengths: number;
  readonly tokens: number;
  readonly shorts: number;
  readonly longs: number;
  readonly end: number;
}

const NAMES = ["groups", "templates", "metas", "lengths", "tokens", "shorts", "longs"] as const;
export const COUNTS_BYTES = 4 * NAMES.length;

export function placesOf(counts: RecordSectionCounts): RecordSectionPlaces {
  const groupLow = COUNTS_BYTES;
  const groupHigh = groupLow + counts.groups;
  const metas = groupHigh + counts.groups;
  const lengths = metas + 4 * counts.metas;
  const tokens = lengths + counts.lengths;
  const shorts = tokens + counts.tokens;
  const longs = shorts + 2 * counts.shorts;
  return {
    groupLow,
    groupHigh,
    metas,
    lengths,
    tokens,
    shorts,
    longs,
    end: longs + 4 * counts.longs,
  };
}

export function writeCounts(section: Uint8Array, counts: RecordSectionCounts): void {
  const view = viewOf(section);
  NAMES.forEach((name, i) => {
    view.setUint32(4 * i, counts[name], true);
  });
}

/** The counts of a section of at least COUNTS_BYTES bytes. */
export function readCounts(section: Uint8Array): RecordSectionCounts {
  const view = viewOf(section);
  const [groups, templates, metas, lengths, tokens, shorts, longs] = NAMES.map((_, i) =>
    view.getUint32(4 * i, true),
  );
  return { groups, templates, metas, lengths, tokens, shorts, longs };
}
