/** The first part of a file: magic, version, flags and provenance (docs/trace-format.md). */
import { crc32 } from "./crc32.ts";
import { FILE_HEADER_BYTES, MAGIC, MAX_PROVENANCE_BYTES, VERSION, viewOf } from "./layout.ts";

const PHYSICAL = 1;

export interface FileHeader {
  /** Whether every page has a frame number. */
  readonly physical: boolean;
  readonly provenance: Readonly<Record<string, string>>;
}

export function encodeFileHeader({ physical, provenance }: FileHeader): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(provenance));
  if (text.length > MAX_PROVENANCE_BYTES)
    throw new Error(`mct-writer: the provenance has ${text.length} bytes`);
  const end = FILE_HEADER_BYTES + text.length;
  const bytes = new Uint8Array(end + 4);
  const view = viewOf(bytes);
  bytes.set(MAGIC);
  view.setUint16(8, VERSION, true);
  view.setUint16(10, physical ? PHYSICAL : 0, true);
  view.setUint32(12, text.length, true);
  bytes.set(text, FILE_HEADER_BYTES);
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** Whether these bytes can be the first of a file in this format. */
export const isMct = (first: Uint8Array): boolean => MAGIC.every((byte, i) => first[i] === byte);

/**
 * Bytes of the whole header whose first FILE_HEADER_BYTES are `first`.
 * @param fail makes the error of what is wrong at a byte offset
 */
export function fileHeaderBytes(
  first: Uint8Array,
  fail: (offset: number, fault: string) => Error,
): number {
  const wrong = MAGIC.findIndex((byte, i) => first[i] !== byte);
  if (wrong >= 0)
    throw fail(
      wrong,
      "this is no mct trace: its first bytes 89 4d 43 54 0d 0a 1a 0a were expected",
    );
  if (first.length < FILE_HEADER_BYTES) throw fail(first.length, "the file ends inside its header");
  const view = viewOf(first);
  const version = view.getUint16(8, true);
  if (version !== VERSION) throw fail(8, `format version ${version}; ${VERSION} was expected`);
  const flags = view.getUint16(10, true);
  if ((flags & ~PHYSICAL) !== 0) throw fail(10, `flags ${flags}; 0 or ${PHYSICAL} was expected`);
  const length = view.getUint32(12, true);
  if (length > MAX_PROVENANCE_BYTES)
    throw fail(
      12,
      `a provenance of ${length} bytes; at most ${MAX_PROVENANCE_BYTES} were expected`,
    );
  return FILE_HEADER_BYTES + length + 4;
}

/** Decodes a whole header, of `fileHeaderBytes` bytes. */
export function decodeFileHeader(
  bytes: Uint8Array,
  fail: (offset: number, fault: string) => Error,
): FileHeader {
  const view = viewOf(bytes);
  const end = bytes.length - 4;
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true))
    throw fail(end, "the checksum of the file header is wrong");
  const provenance = parseProvenance(bytes.subarray(FILE_HEADER_BYTES, end));
  if (provenance === undefined)
    throw fail(FILE_HEADER_BYTES, "the provenance was expected to be a JSON object of strings");
  return { physical: (view.getUint16(10, true) & PHYSICAL) !== 0, provenance };
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
