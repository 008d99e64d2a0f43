/**
 * /lost+found: where files and directories go that nothing names any more, as #number. It is made
 * if there is none, and grows as it must.
 */
import { DIRECT, fileBlockBytes, inodeCount, ROOT_INODE } from "../addresses.ts";
import { entryType } from "../dinode.ts";
import { CHUNK_BYTES, type DirectoryEntry, entryBytes, isNamed } from "../directory.ts";
import { chunkUse, makeDirectory } from "./directories.ts";
import {
  type CheckedDirectory,
  type CheckState,
  changed,
  findFree,
  NOBODY,
  own,
  report,
  sectors,
} from "./state.ts";

export const LOST_FOUND = "lost+found";
const LOST_FOUND_MODE = 0o1777;

/**
 * Gives an inode a name in lost+found. Of a directory, `..` follows; counts of names follow where
 * they change by this alone.
 * @returns the name; undefined when there is no room for it
 */
export function reconnect(state: CheckState, inode: number): string | undefined {
  const lost = lostAndFound(state);
  const name = `#${String(inode).padStart(8, "0")}`;
  const named = state.inodes.get(inode)!;
  const entry = {
    inode,
    type: entryType(named.mode),
    name: new TextEncoder().encode(freeName(lost, name)),
  };
  if (lost === undefined || !addEntry(state, lost, entry)) {
    if (lost !== undefined)
      report(state, "lost-found-full", `/lost+found: no room for inode ${inode}`, { inode });
    return undefined;
  }
  const directory = state.directories.get(inode);
  if (directory !== undefined) {
    directory.parent = directory.dotDot = lost.inode;
    directory.changed.add(0);
    changed(state, lost.inode).nlink++;
  }
  return new TextDecoder().decode(entry.name);
}

function freeName(directory: CheckedDirectory | undefined, wanted: string): string {
  const taken = (name: string) =>
    directory?.chunks.some((chunk) => chunk.some((entry) => isNamed(entry.name, name)));
  let name = wanted;
  for (let n = 1; taken(name); n++) name = `${wanted}.${n}`;
  return name;
}

/** The directory, which is made if need be; undefined if it cannot be. */
function lostAndFound(state: CheckState): CheckedDirectory | undefined {
  const root = state.directories.get(ROOT_INODE)!;
  const name = new TextEncoder().encode(LOST_FOUND);
  for (const [index, chunk] of root.chunks.entries())
    for (const entry of chunk) {
      if (!isNamed(entry.name, LOST_FOUND)) continue;
      const found = state.directories.get(entry.inode);
      if (found !== undefined) return found;
      const what = `/lost+found is inode ${entry.inode}, which is no directory: its name is removed`;
      report(state, "lost-found-no-directory", what, { inode: entry.inode });
      chunk.splice(chunk.indexOf(entry), 1);
      root.changed.add(index);
      break;
    }
  const inode = freeInode(state);
  if (inode === undefined) return undefined;
  const made = makeDirectory(state, inode, LOST_FOUND_MODE, state.s.time);
  if (made === undefined) return undefined;
  const type = entryType(state.inodes.get(inode)!.mode);
  if (!addEntry(state, root, { inode, type, name })) {
    own(state, state.inodes.get(inode)!.direct[0], 1, NOBODY);
    state.inodes.delete(inode);
    state.changedInodes.delete(inode);
    state.directories.delete(inode);
    return undefined;
  }
  made.parent = made.dotDot = ROOT_INODE;
  changed(state, ROOT_INODE).nlink++;
  report(state, "lost-found-missing", `/lost+found: made, as inode ${inode}`, { inode });
  return made;
}

function freeInode(state: CheckState): number | undefined {
  const count = inodeCount(state.s);
  for (let inode = ROOT_INODE + 1; inode < count; inode++)
    if (!state.inodes.has(inode)) return inode;
  return undefined;
}

/** @returns whether there was room */
function addEntry(state: CheckState, directory: CheckedDirectory, entry: DirectoryEntry): boolean {
  const needed = entryBytes(entry.name.length);
  const fitting = directory.chunks.findIndex(
    (chunk, index) => chunkUse(chunk, index) + needed <= CHUNK_BYTES,
  );
  if (fitting < 0 && !grow(state, directory)) return false;
  const index = fitting < 0 ? directory.chunks.length - 1 : fitting;
  directory.chunks[index].push(entry);
  directory.changed.add(index);
  return true;
}

/** Gives a directory another chunk. */
function grow(state: CheckState, directory: CheckedDirectory): boolean {
  const { s } = state;
  const inode = state.inodes.get(directory.inode)!;
  const size = inode.size + CHUNK_BYTES;
  const block = Math.floor(inode.size / s.bsize);
  if (block >= DIRECT) return false;
  const had = inode.size % s.bsize === 0 ? 0 : fileBlockBytes(s, inode.size, block) / s.fsize;
  const needs = fileBlockBytes(s, size, block) / s.fsize;
  if (needs > had) {
    if (had > 0) own(state, inode.direct[block], had, NOBODY);
    const address = findFree(state, needs);
    if (address === undefined) {
      if (had > 0) own(state, inode.direct[block], had, directory.inode);
      return false;
    }
    own(state, address, needs, directory.inode);
    inode.direct[block] = address;
    inode.blocks += sectors(s, needs - had);
    // All of the block is written anew, wherever it is now.
    const first = (block * s.bsize) / CHUNK_BYTES;
    for (let chunk = first; chunk < directory.chunks.length; chunk++) directory.changed.add(chunk);
  }
  inode.size = size;
  changed(state, directory.inode);
  directory.chunks.push([]);
  directory.changed.add(directory.chunks.length - 1);
  return true;
}
