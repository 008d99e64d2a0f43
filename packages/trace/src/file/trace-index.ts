/** The index at the end of a file, and the trailer behind it (docs/trace-format.md). */
import { type BlockCounts, newCounts } from "./block-counts.ts";
import { crc32 } from "./crc32.ts";
import {
  END_MAGIC,
  getCount,
  INDEX_ENTRY_BYTES,
  INDEX_HEADER_BYTES,
  INDEX_TAG,
  setCount,
  TRAILER_BYTES,
  TRAILER_TAG,
  viewOf,
} from "./layout.ts";

/** Where a block is and what comes before it. */
export interface IndexEntry {
  /** Byte offset of the block. */
  readonly offset: number;
  /** References in all blocks before. */
  readonly firstReference: number;
  /** Pages known before it. */
  readonly firstPage: number;
  /** Records of the block. */
  readonly records: number;
}

export interface TraceIndex {
  readonly blocks: readonly IndexEntry[];
  /** Of the whole file. */
  readonly counts: Readonly<BlockCounts>;
  readonly pages: number;
}

export interface Trailer {
  /** Byte offset of the index. */
  readonly index: number;
  /** SHA-256 of everything before the trailer. */
  readonly sha256: Uint8Array;
}

const COUNT_NAMES = ["records", "fetches", "loads", "stores", "events"] as const;

export function encodeIndex({ blocks, counts, pages }: TraceIndex): Uint8Array {
  const bytes = new Uint8Array(INDEX_HEADER_BYTES + blocks.length * INDEX_ENTRY_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, INDEX_TAG, true);
  view.setUint32(8, blocks.length, true);
  view.setUint32(12, pages, true);
  COUNT_NAMES.forEach((name, i) => {
    setCount(view, 16 + 8 * i, counts[name]);
  });
  blocks.forEach((block, i) => {
    const at = INDEX_HEADER_BYTES + i * INDEX_ENTRY_BYTES;
    setCount(view, at, block.offset);
    setCount(view, at + 8, block.firstReference);
    view.setUint32(at + 16, block.firstPage, true);
    view.setUint32(at + 20, block.records, true);
  });
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

/** Bytes of an index of which the first INDEX_HEADER_BYTES are `first`. */
export const indexBytes = (first: Uint8Array): number =>
  INDEX_HEADER_BYTES + viewOf(first).getUint32(8, true) * INDEX_ENTRY_BYTES;

/** Decodes an index of `indexBytes` bytes; undefined if its tag or checksum is wrong. */
export function decodeIndex(bytes: Uint8Array): TraceIndex | undefined {
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== INDEX_TAG) return undefined;
  if (view.getUint32(4, true) !== crc32(bytes.subarray(8))) return undefined;
  const counts = newCounts();
  COUNT_NAMES.forEach((name, i) => {
    counts[name] = getCount(view, 16 + 8 * i);
  });
  const blocks = Array.from({ length: view.getUint32(8, true) }, (_, i): IndexEntry => {
    const at = INDEX_HEADER_BYTES + i * INDEX_ENTRY_BYTES;
    return {
      offset: getCount(view, at),
      firstReference: getCount(view, at + 8),
      firstPage: view.getUint32(at + 16, true),
      records: view.getUint32(at + 20, true),
    };
  });
  return { blocks, counts, pages: view.getUint32(12, true) };
}

export function encodeTrailer({ index, sha256 }: Trailer): Uint8Array {
  const bytes = new Uint8Array(TRAILER_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, TRAILER_TAG, true);
  setCount(view, 8, index);
  view.setUint32(4, crc32(bytes.subarray(8, 16)), true);
  bytes.set(sha256, 16);
  bytes.set(END_MAGIC, 48);
  return bytes;
}

/** Decodes a trailer of TRAILER_BYTES bytes; undefined if it is none. */
export function decodeTrailer(bytes: Uint8Array): Trailer | undefined {
  const view = viewOf(bytes);
  const whole =
    view.getUint32(0, true) === TRAILER_TAG &&
    view.getUint32(4, true) === crc32(bytes.subarray(8, 16)) &&
    END_MAGIC.every((byte, i) => bytes[48 + i] === byte);
  return whole ? { index: getCount(view, 8), sha256: bytes.slice(16, 48) } : undefined;
}
