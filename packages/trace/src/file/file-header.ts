/** The first part of a file: magic, version, flags and provenance (docs/trace-format.md). */
import { crc32 } from "./crc32.ts";
import {
  FILE_HEADER_BYTES,
  hexOf,
  MAGIC,
  MAX_PROVENANCE_BYTES,
  VERSION,
  viewOf,
} from "./layout.ts";

const PHYSICAL = 1;

export interface FileHeader {
  /** Whether every page has a frame number. */
  readonly physical: boolean;
  readonly provenance: Readonly<Record<string, string>>;
}

export function encodeFileHeader({ physical, provenance }: FileHeader): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(provenance));
  if (text.length > MAX_PROVENANCE_BYTES)
    throw new Error(
      `mct-writer: the provenance has ${text.length} bytes; at most ${MAX_PROVENANCE_BYTES} fit`,
    );
  const bytes = new Uint8Array(FILE_HEADER_BYTES + text.length);
  const view = viewOf(bytes);
  bytes.set(MAGIC);
  view.setUint16(8, VERSION, true);
  view.setUint16(10, physical ? PHYSICAL : 0, true);
  view.setUint32(12, text.length, true);
  view.setUint32(16, crc32(text), true);
  view.setUint32(20, crc32(bytes.subarray(0, 20)), true);
  bytes.set(text, FILE_HEADER_BYTES);
  return bytes;
}

/** Whether these bytes can be the first of a file in this format. */
export const isMct = (first: Uint8Array): boolean => MAGIC.every((byte, i) => first[i] === byte);

/** The header before the provenance. */
export interface FileHeaderStart {
  readonly physical: boolean;
  /** Bytes of the provenance, and their CRC-32. */
  readonly provenanceBytes: number;
  readonly provenanceCrc: number;
}

/**
 * Decodes the first FILE_HEADER_BYTES of a file, or fewer if it ends there.
 * @param fail makes the error of what is wrong at a byte offset
 */
export function decodeFileHeaderStart(
  bytes: Uint8Array,
  fail: (offset: number, fault: string) => Error,
): FileHeaderStart {
  const wrong = MAGIC.findIndex((byte, i) => bytes[i] !== byte);
  if (wrong >= 0)
    throw fail(wrong, `this is no mct trace: its first bytes ${hexOf(MAGIC, " ")} were expected`);
  if (bytes.length < FILE_HEADER_BYTES) throw fail(bytes.length, "the file ends inside its header");
  const view = viewOf(bytes);
  const version = view.getUint16(8, true);
  if (version !== VERSION) throw fail(8, `format version ${version}; ${VERSION} was expected`);
  if (crc32(bytes.subarray(0, 20)) !== view.getUint32(20, true))
    throw fail(20, "the checksum of the file header is wrong");
  const flags = view.getUint16(10, true);
  if ((flags & ~PHYSICAL) !== 0) throw fail(10, `flags ${flags}; 0 or ${PHYSICAL} was expected`);
  const provenanceBytes = view.getUint32(12, true);
  if (provenanceBytes > MAX_PROVENANCE_BYTES)
    throw fail(
      12,
      `a provenance of ${provenanceBytes} bytes; at most ${MAX_PROVENANCE_BYTES} were expected`,
    );
  return {
    physical: (flags & PHYSICAL) !== 0,
    provenanceBytes,
    provenanceCrc: view.getUint32(16, true),
  };
}

/** Decodes the rest of the header, the provenance. */
export function decodeProvenance(
  bytes: Uint8Array,
  start: FileHeaderStart,
  fail: (offset: number, fault: string) => Error,
): Readonly<Record<string, string>> {
  if (bytes.length < start.provenanceBytes)
    throw fail(FILE_HEADER_BYTES + bytes.length, "the file ends inside its header");
  if (crc32(bytes) !== start.provenanceCrc)
    throw fail(16, "the checksum of the provenance is wrong");
  const provenance = parseProvenance(bytes);
  if (provenance === undefined)
    throw fail(FILE_HEADER_BYTES, "the provenance was expected to be a JSON object of strings");
  return provenance;
}

function parseProvenance(bytes: Uint8Array): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return Object.values(value).every((text) => typeof text === "string")
      ? (value as Record<string, string>)
      : undefined;
  } catch {
    return undefined;
  }
}
