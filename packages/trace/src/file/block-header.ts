/** The header of a block (docs/trace-format.md): what is in it, and its three sections. */
import { MAX_PAGES } from "../page-dictionary.ts";
import { type BlockCounts, referencesOf } from "./block-counts.ts";
import { crc32 } from "./crc32.ts";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_TAG,
  getCount,
  MAX_BLOCK_INSTRUCTIONS,
  MAX_BLOCK_RECORDS,
  MAX_SECTION_BYTES,
  setCount,
  viewOf,
} from "./layout.ts";

/** A section: bytes as stored, before compression, and the CRC-32 of what is stored. */
export interface SectionHeader {
  readonly stored: number;
  readonly raw: number;
  readonly crc: number;
}

export interface BlockHeader {
  /** Id of the first page that the block introduces: pages known before it. */
  readonly firstPage: number;
  readonly newPages: number;
  readonly counts: Readonly<BlockCounts>;
  /** Records of the state section. */
  readonly stateRecords: number;
  /** References in all blocks before. */
  readonly firstReference: number;
  readonly pages: SectionHeader;
  readonly state: SectionHeader;
  readonly records: SectionHeader;
}

/** Bytes of the block after its header. */
export const sectionBytes = (header: BlockHeader): number =>
  header.pages.stored + header.state.stored + header.records.stored;

export function encodeBlockHeader(header: BlockHeader): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
  const view = viewOf(bytes);
  const { counts } = header;
  view.setUint32(0, BLOCK_TAG, true);
  [
    header.firstPage,
    header.newPages,
    counts.records,
    counts.fetches,
    counts.loads,
    counts.stores,
    counts.events,
    header.stateRecords,
  ].forEach((value, i) => {
    view.setUint32(8 + 4 * i, value, true);
  });
  setCount(view, 40, header.firstReference);
  [header.pages, header.state, header.records].forEach(({ stored, raw, crc }, i) => {
    view.setUint32(48 + 12 * i, stored, true);
    view.setUint32(52 + 12 * i, raw, true);
    view.setUint32(56 + 12 * i, crc, true);
  });
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

/**
 * Decodes a header of BLOCK_HEADER_BYTES bytes, whose tag is right already.
 * @param fail makes the error of what is wrong at an offset in the header
 */
export function decodeBlockHeader(
  bytes: Uint8Array,
  fail: (offset: number, fault: string) => Error,
): BlockHeader {
  const view = viewOf(bytes);
  if (crc32(bytes.subarray(8)) !== view.getUint32(4, true))
    throw fail(4, "the checksum of the block's header is wrong");
  const word = (at: number) => view.getUint32(at, true);
  const section = (at: number): SectionHeader => {
    const [stored, raw, crc] = [word(at), word(at + 4), word(at + 8)];
    if (stored > raw || raw > MAX_SECTION_BYTES)
      throw fail(
        at,
        `a section of ${stored} bytes, ${raw} unpacked; at most ${MAX_SECTION_BYTES} were expected`,
      );
    return { stored, raw, crc };
  };
  const header: BlockHeader = {
    firstPage: word(8),
    newPages: word(12),
    counts: {
      records: word(16),
      fetches: word(20),
      loads: word(24),
      stores: word(28),
      events: word(32),
    },
    stateRecords: word(36),
    firstReference: getCount(view, 40),
    pages: section(48),
    state: section(60),
    records: section(72),
  };
  const { counts, firstPage, newPages } = header;
  if (firstPage + newPages > MAX_PAGES)
    throw fail(8, `${firstPage + newPages} pages; at most ${MAX_PAGES} were expected`);
  if (counts.records > MAX_BLOCK_RECORDS)
    throw fail(16, `${counts.records} records; at most ${MAX_BLOCK_RECORDS} were expected`);
  if (counts.fetches > MAX_BLOCK_INSTRUCTIONS)
    throw fail(
      20,
      `${counts.fetches} instructions; at most ${MAX_BLOCK_INSTRUCTIONS} were expected`,
    );
  if (header.firstReference + referencesOf(counts) > Number.MAX_SAFE_INTEGER)
    throw fail(40, `first reference ${header.firstReference}; less than 2^53 was expected`);
  return header;
}
