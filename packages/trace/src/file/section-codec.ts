/**
 * Compression of a block's sections: raw deflate, on the threads of Node's pool. A section that does
 * not get smaller is stored as it is, which its two sizes being equal says.
 */
import { constants, deflateRaw, inflateRaw } from "node:zlib";
import type { SectionHeader } from "./block-header.ts";
import { crc32 } from "./crc32.ts";

/** Deflate's level unless asked otherwise: 9 saves another hundredth in five times the time. */
export const DEFAULT_LEVEL = 6;

/** Bytes of a section from which on it may be worth to deflate it. */
const LEAST_DEFLATED = 48;

export interface StoredSection {
  readonly header: SectionHeader;
  readonly bytes: Uint8Array;
}

/** The section as it is stored; level 0 stores it without compression, 9 is the strongest. */
export function packSection(raw: Uint8Array, level: number): Promise<StoredSection> {
  const stored = (bytes: Uint8Array): StoredSection => ({
    header: { stored: bytes.length, raw: raw.length, crc: crc32(bytes) },
    bytes,
  });
  if (raw.length < LEAST_DEFLATED || level === 0) return Promise.resolve(stored(raw));
  return new Promise((resolve, reject) => {
    deflateRaw(raw, { level }, (error, packed) => {
      if (error !== null) reject(error);
      else resolve(stored(packed.length < raw.length ? packed : raw));
    });
  });
}

/**
 * The section before compression; undefined where the stored bytes do not have the header's CRC-32
 * or do not unpack to its number of bytes.
 */
export function unpackSection(
  header: SectionHeader,
  stored: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (crc32(stored) !== header.crc) return Promise.resolve(undefined);
  if (header.stored === header.raw) return Promise.resolve(stored);
  // With room for one byte more, everything is unpacked in a single step.
  const options = {
    chunkSize: Math.max(constants.Z_MIN_CHUNK, header.raw + 1),
    maxOutputLength: header.raw + 1,
  };
  return new Promise((resolve) => {
    inflateRaw(stored, options, (error, raw) => {
      resolve(error === null && raw.length === header.raw ? raw : undefined);
    });
  });
}
