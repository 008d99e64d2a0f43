/** Tags, sizes and limits of the `mct` format; docs/trace-format.md is its specification. */

/** Format name, as TraceInfo has it. */
export const MCT = "mct";
export const VERSION = 1;

/** First bytes of a file. The first is not ASCII, and the line ends do not survive a text transfer. */
export const MAGIC = Uint8Array.of(0x89, 0x4d, 0x43, 0x54, 0x0d, 0x0a, 0x1a, 0x0a);
/** Last bytes of a file: `MCT END` and a line feed. */
export const END_MAGIC = Uint8Array.of(0x4d, 0x43, 0x54, 0x20, 0x45, 0x4e, 0x44, 0x0a);

/** Tags that begin the parts behind the file header: four ASCII characters, read little-endian. */
export const BLOCK_TAG = tag("BLCK");
export const INDEX_TAG = tag("INDX");
export const TRAILER_TAG = tag("TAIL");

/** Bytes of the file header before the provenance. */
export const FILE_HEADER_BYTES = 24;
export const BLOCK_HEADER_BYTES = 84;
/** Bytes of the index before its entries, and of an entry. */
export const INDEX_HEADER_BYTES = 56;
export const INDEX_ENTRY_BYTES = 24;
export const TRAILER_BYTES = 56;

/** Records of a block, unless asked otherwise. */
export const BLOCK_RECORDS = 1 << 17;
/** Most records and most instructions of a block. */
export const MAX_BLOCK_RECORDS = 1 << 20;
export const MAX_BLOCK_INSTRUCTIONS = 1 << 24;
/** Most bytes of a section before compression, and of the provenance. */
export const MAX_SECTION_BYTES = 1 << 26;
export const MAX_PROVENANCE_BYTES = 1 << 20;

function tag(text: string): number {
  return [...text].reduceRight((sum, character) => sum * 256 + character.charCodeAt(0), 0);
}

/** An unsigned 64-bit number below 2^53. */
export function getCount(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

export function setCount(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bytes in hexadecimal, two digits each. */
export const hexOf = (bytes: Uint8Array, between = ""): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(between);
