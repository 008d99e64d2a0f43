/**
 * Directories: chunks of 512 bytes, each filled by entries (4.4BSD's dir.h).
 */

/** DIRBLKSIZ: no entry crosses from one chunk to the next. */
export const CHUNK_BYTES = 512;
/** MAXNAMLEN */
export const MOST_NAME_BYTES = 255;

/** A name in a directory. */
export interface DirectoryEntry {
  inode: number;
  /** 0 where the system that wrote it does not say. */
  type: number;
  /** As bytes: what they mean as text is nobody's business on the disk. */
  readonly name: Uint8Array;
}

/** Bytes that an entry with a name of that many bytes needs: its zero byte and whole words. */
export function entryBytes(nameBytes: number): number {
  return 8 + ((nameBytes + 4) & ~3);
}

/** What a chunk holds. */
export interface Chunk {
  readonly entries: DirectoryEntry[];
  /** The byte of each. */
  readonly offsets: number[];
  /** What is wrong with it, as a phrase, and at which byte of it; the entries are those before. */
  readonly fault: { readonly at: number; readonly what: string } | undefined;
}

/** Takes a chunk apart, as far as it makes sense. Free entries are left out. */
export function decodeChunk(bytes: Uint8Array): Chunk {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: DirectoryEntry[] = [];
  const offsets: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const inode = view.getUint32(at, true);
    const length = view.getUint16(at + 4, true);
    const nameBytes = bytes[at + 7];
    const fault = entryFault(bytes, at, inode, length, nameBytes);
    if (fault !== undefined) return { entries, offsets, fault: { at, what: fault } };
    if (inode !== 0) {
      entries.push({ inode, type: bytes[at + 6], name: bytes.slice(at + 8, at + 8 + nameBytes) });
      offsets.push(at);
    }
    at += length;
  }
  return { entries, offsets, fault: undefined };
}

function entryFault(
  bytes: Uint8Array,
  at: number,
  inode: number,
  length: number,
  nameBytes: number,
): string | undefined {
  const room = bytes.length - at;
  if (length % 4 !== 0 || length < 8 || length > room)
    return `an entry's length is ${length}, not a multiple of 4 from 12 to ${room}`;
  // A free entry may be shorter than any name, and its name is of no account.
  if (inode === 0) return undefined;
  if (nameBytes === 0) return "an entry has no name";
  if (entryBytes(nameBytes) > length)
    return `a name of ${nameBytes} bytes is in an entry of ${length}`;
  for (let i = 0; i < nameBytes; i++) {
    const byte = bytes[at + 8 + i];
    if (byte === 0 || byte === SLASH) return "a name has a slash or a zero byte in it";
  }
  if (bytes[at + 8 + nameBytes] !== 0) return "no zero byte follows a name";
  return undefined;
}

const SLASH = 0x2f;

/**
 * Writes a chunk of these entries; the last one gets the room that is left. An empty chunk is one
 * free entry.
 * @throws Error when they do not fit.
 */
export function encodeChunk(entries: readonly DirectoryEntry[], bytes: Uint8Array): void {
  bytes.fill(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  entries.forEach(({ inode, type, name }, index) => {
    const needed = entryBytes(name.length);
    if (at + needed > bytes.length) throw new Error("directory: entries do not fit in their chunk");
    view.setUint32(at, inode, true);
    view.setUint16(at + 4, index === entries.length - 1 ? bytes.length - at : needed, true);
    bytes[at + 6] = type;
    bytes[at + 7] = name.length;
    bytes.set(name, at + 8);
    at += needed;
  });
  if (entries.length === 0) view.setUint16(4, bytes.length, true);
}

/** Packs entries into chunks in their order, as a kernel does that is given one after the other. */
export function encodeDirectory(entries: readonly DirectoryEntry[]): Uint8Array {
  const chunks: DirectoryEntry[][] = [[]];
  let room = CHUNK_BYTES;
  for (const entry of entries) {
    const needed = entryBytes(entry.name.length);
    if (needed > room) {
      chunks.push([]);
      room = CHUNK_BYTES;
    }
    chunks[chunks.length - 1].push(entry);
    room -= needed;
  }
  const bytes = new Uint8Array(chunks.length * CHUNK_BYTES);
  chunks.forEach((chunk, i) => {
    encodeChunk(chunk, bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
  });
  return bytes;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A name as text: UTF-8 if it is that, else a character for each byte. */
export function nameText(name: Uint8Array): string {
  try {
    return utf8.decode(name);
  } catch {
    return String.fromCharCode(...name);
  }
}

/** Whether a name is that text, of ASCII. */
export function isNamed(name: Uint8Array, text: string): boolean {
  if (name.length !== text.length) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== text.charCodeAt(i)) return false;
  return true;
}
