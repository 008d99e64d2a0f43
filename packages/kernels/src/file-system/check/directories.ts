/**
 * Phase 2, first part: each directory by itself. It has no holes, its chunks can be read, `.` and
 * `..` are where they must be, and every other entry names an inode in use, once, with its type.
 */
import { InputError } from "@mcpi/trace";
import { inodeCount, ROOT_INODE } from "../addresses.ts";
import { DIRECTORY, emptyDinode, entryType, TYPE_MASK } from "../dinode.ts";
import {
  CHUNK_BYTES,
  type DirectoryEntry,
  decodeChunk,
  encodeChunk,
  entryBytes,
  isNamed,
  nameText,
} from "../directory.ts";
import { blockAddresses, cutFile } from "./blocks.ts";
import {
  type CheckedDirectory,
  type CheckState,
  changed,
  clearInode,
  findFree,
  own,
  report,
  sectors,
} from "./state.ts";

const DOT = new Uint8Array([0x2e]);
const DOT_DOT = new Uint8Array([0x2e, 0x2e]);
const DIRECTORY_TYPE = entryType(DIRECTORY);

export function isDirectory(state: CheckState, inode: number): boolean {
  return ((state.inodes.get(inode)?.mode ?? 0) & TYPE_MASK) === DIRECTORY;
}

/** Reads every directory; makes a root if there is none. */
export function readDirectories(state: CheckState): void {
  for (const number of [...state.inodes.keys()])
    if (isDirectory(state, number)) readDirectory(state, number);
  if (!state.directories.has(ROOT_INODE)) makeRoot(state);
}

function readDirectory(state: CheckState, number: number): void {
  const { s } = state;
  const addresses = blockAddresses(state, number);
  const hole = addresses.indexOf(0);
  if (hole >= 0) {
    const what = `directory inode ${number}: nothing at byte ${hole * s.bsize}: it ends there`;
    report(state, "directory-hole", what, { inode: number });
    cutFile(state, number, hole);
    if (hole === 0) {
      clearInode(state, number);
      return;
    }
  }
  const directory: CheckedDirectory = {
    inode: number,
    chunks: [],
    changed: new Set(),
    dotDot: undefined,
    parent: undefined,
  };
  state.directories.set(number, directory);
  const { size } = state.inodes.get(number)!;
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const begin = addresses[Math.floor(at / s.bsize)] * s.fsize + (at % s.bsize);
    const chunk = decodeChunk(state.image.subarray(begin, begin + CHUNK_BYTES));
    if (at === 0) takeDots(state, directory, chunk.entries, chunk.offsets);
    if (chunk.fault !== undefined) {
      const where = `directory inode ${number}, byte ${at + chunk.fault.at}`;
      const what = `${where}: ${chunk.fault.what}: the rest of 512 bytes is emptied`;
      report(state, "directory-damaged", what, { inode: number });
      directory.changed.add(at / CHUNK_BYTES);
    }
    directory.chunks.push(withoutDots(state, directory, chunk.entries, at / CHUNK_BYTES));
  }
}

/** Takes `.` and `..` out of the first chunk; they are put in again when it is written. */
function takeDots(
  state: CheckState,
  directory: CheckedDirectory,
  entries: DirectoryEntry[],
  offsets: readonly number[],
): void {
  const { inode } = directory;
  const at = (index: number, byte: number, name: string) =>
    offsets[index] === byte && isNamed(entries[index].name, name) ? entries[index] : undefined;
  const dot = at(0, 0, ".");
  const dotDot = at(1, entryBytes(1), "..");
  const place = { inode };
  const fix = (kind: "dot-missing" | "dot-wrong" | "dot-dot-missing", what: string) => {
    report(state, kind, `directory inode ${inode}: ${what}`, place);
    directory.changed.add(0);
  };
  if (dot === undefined) fix("dot-missing", "no . at its beginning: put there");
  else if (dot.inode !== inode) fix("dot-wrong", `its . is inode ${dot.inode}: corrected`);
  if (dotDot === undefined) fix("dot-dot-missing", "no .. behind its .: put there");
  for (const entry of [dot, dotDot])
    if (entry !== undefined) {
      if (entry.type !== DIRECTORY_TYPE && entry.type !== 0) {
        const what = `directory inode ${inode}: ${nameText(entry.name)} has type ${entry.type}: corrected`;
        report(state, "entry-type", what, place);
        directory.changed.add(0);
      }
    }
  directory.dotDot = dotDot?.inode;
  if (dotDot !== undefined) entries.splice(1, 1);
  if (dot !== undefined) entries.splice(0, 1);
}

function withoutDots(
  state: CheckState,
  directory: CheckedDirectory,
  entries: readonly DirectoryEntry[],
  chunk: number,
): DirectoryEntry[] {
  return entries.filter(({ name }) => {
    if (!isNamed(name, ".") && !isNamed(name, "..")) return true;
    const what = `directory inode ${directory.inode}: another ${nameText(name)}: removed`;
    report(state, "entry-repeated", what, { inode: directory.inode });
    directory.changed.add(chunk);
    return false;
  });
}

/** Removes every entry that names what it must not, and corrects types. */
export function checkEntries(state: CheckState): void {
  for (const directory of state.directories.values()) {
    const seen = new Set<string>();
    directory.chunks.forEach((chunk, index) => {
      const kept = chunk.filter((entry) => isGood(state, directory, index, entry, seen));
      if (kept.length < chunk.length) directory.changed.add(index);
      chunk.splice(0, chunk.length, ...kept);
    });
  }
}

function isGood(
  state: CheckState,
  directory: CheckedDirectory,
  chunk: number,
  entry: DirectoryEntry,
  seen: Set<string>,
): boolean {
  const where = `directory inode ${directory.inode}: ${JSON.stringify(nameText(entry.name))}`;
  const place = { inode: directory.inode };
  const { inode } = entry;
  if (!(inode >= ROOT_INODE && inode < inodeCount(state.s))) {
    const what = `${where} is inode ${inode}, which there is not: removed`;
    report(state, "entry-range", what, place);
    return false;
  }
  const named = state.inodes.get(inode);
  if (named === undefined) {
    const what = `${where} is inode ${inode}, which is free: removed`;
    report(state, "entry-unallocated", what, place);
    return false;
  }
  const key = Buffer.from(entry.name).toString("latin1");
  if (seen.has(key)) {
    report(state, "entry-repeated", `${where} is there twice: the second removed`, place);
    return false;
  }
  seen.add(key);
  const type = entryType(named.mode);
  if (entry.type !== type && entry.type !== 0) {
    const what = `${where} has type ${entry.type}, and its inode ${type}: corrected`;
    report(state, "entry-type", what, place);
    entry.type = type;
    directory.changed.add(chunk);
  }
  return true;
}

function makeRoot(state: CheckState): void {
  const { s } = state;
  const what = "inode 2: no root directory: an empty one is made";
  report(state, "root-missing", what, { inode: ROOT_INODE });
  if (state.inodes.has(ROOT_INODE)) {
    cutFile(state, ROOT_INODE, 0);
    clearInode(state, ROOT_INODE);
  }
  const root = makeDirectory(state, ROOT_INODE, 0o755, s.time);
  if (root === undefined)
    throw new InputError("file system: there is no root directory, and no fragment free for one");
  root.dotDot = ROOT_INODE;
}

/**
 * Makes an inode that is free an empty directory, with one name.
 * @returns undefined when no fragment is free
 */
export function makeDirectory(
  state: CheckState,
  number: number,
  mode: number,
  time: number,
): CheckedDirectory | undefined {
  const { s } = state;
  const address = findFree(state, 1);
  if (address === undefined) return undefined;
  own(state, address, 1, number);
  const inode = emptyDinode(DIRECTORY | mode);
  Object.assign(inode, { nlink: 2, size: CHUNK_BYTES, blocks: sectors(s, 1) });
  inode.atime = inode.mtime = inode.ctime = time;
  inode.direct[0] = address;
  state.inodes.set(number, inode);
  changed(state, number);
  const directory: CheckedDirectory = {
    inode: number,
    chunks: [[]],
    changed: new Set([0]),
    dotDot: undefined,
    parent: undefined,
  };
  state.directories.set(number, directory);
  return directory;
}

/** Bytes that a chunk's entries take; in the first one, `.` and `..` with them. */
export function chunkUse(chunk: readonly DirectoryEntry[], index: number): number {
  const dots = index === 0 ? entryBytes(1) + entryBytes(2) : 0;
  return chunk.reduce((sum, { name }) => sum + entryBytes(name.length), dots);
}

/** Writes the chunks that have been changed. `..` must be right by now. */
export function writeDirectories(state: CheckState): void {
  const { s } = state;
  for (const directory of state.directories.values()) {
    if (directory.changed.size === 0) continue;
    const addresses = blockAddresses(state, directory.inode);
    for (const index of directory.changed) {
      const at = index * CHUNK_BYTES;
      const begin = addresses[Math.floor(at / s.bsize)] * s.fsize + (at % s.bsize);
      const chunk = directory.chunks[index];
      const dots = [
        { inode: directory.inode, type: DIRECTORY_TYPE, name: DOT },
        { inode: directory.dotDot!, type: DIRECTORY_TYPE, name: DOT_DOT },
      ];
      encodeChunk(
        index === 0 ? [...dots, ...chunk] : chunk,
        state.image.subarray(begin, begin + CHUNK_BYTES),
      );
    }
  }
}

/** Where the first chunk has no room for `.` and `..`: entries leave it, and lose their names. */
export function makeRoomForDots(state: CheckState): void {
  for (const directory of state.directories.values()) {
    const first = directory.chunks[0];
    while (chunkUse(first, 0) > CHUNK_BYTES) {
      const { name } = first.pop()!;
      const what = `directory inode ${directory.inode}: no room for ${JSON.stringify(nameText(name))} beside . and ..: removed`;
      report(state, "directory-damaged", what, { inode: directory.inode });
      directory.changed.add(0);
    }
  }
}
