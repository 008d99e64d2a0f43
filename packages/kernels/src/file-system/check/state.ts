/**
 * What a check knows. It works on a copy of the image and repairs as it goes, so that what is found
 * is the same whether or not the repaired image is wanted.
 */
import {
  groupBase,
  groupDataStart,
  groupFragments,
  groupSuperblock,
  inodeByte,
  summaryFragments,
} from "../addresses.ts";
import { clearDinode, type Dinode, encodeDinode } from "../dinode.ts";
import type { DirectoryEntry } from "../directory.ts";
import type { Superblock } from "../superblock.ts";
import { SECTOR } from "../superblock-faults.ts";
import { type Finding, type FindingKind, finding, type Place } from "./findings.ts";

/** A directory's chunks, each its entries. */
export interface CheckedDirectory {
  readonly inode: number;
  readonly chunks: DirectoryEntry[][];
  /** Chunks that have to be written. */
  readonly changed: Set<number>;
  /** Where `..` leads, before it is known where it must; undefined if there is none. */
  dotDot: number | undefined;
  /** The directory that names it; of the root, itself. */
  parent: number | undefined;
}

/** Owner of fragments that are no file's. */
export const NOBODY = 0;
export const RESERVED = -1;

export interface CheckState {
  readonly s: Superblock;
  readonly image: Uint8Array;
  readonly view: DataView;
  readonly findings: Finding[];
  /** Inodes in use, as they must be written. */
  readonly inodes: Map<number, Dinode>;
  /** Those of them that have been changed. */
  readonly changedInodes: Set<number>;
  /** Whose each fragment is: an inode, NOBODY or RESERVED. */
  readonly owners: Int32Array;
  readonly directories: Map<number, CheckedDirectory>;
}

export function newCheckState(s: Superblock, image: Uint8Array, findings: Finding[]): CheckState {
  return {
    s,
    image,
    view: new DataView(image.buffer, image.byteOffset, image.byteLength),
    findings,
    inodes: new Map(),
    changedInodes: new Set(),
    owners: reservedFragments(s),
    directories: new Map(),
  };
}

function reservedFragments(s: Superblock): Int32Array {
  const owners = new Int32Array(s.size).fill(NOBODY);
  for (let group = 0; group < s.ncg; group++) {
    const from = group === 0 ? 0 : groupSuperblock(s, group);
    owners.fill(RESERVED, from, groupDataStart(s, group));
  }
  return owners.fill(RESERVED, s.csaddr, s.csaddr + summaryFragments(s));
}

export function report(state: CheckState, kind: FindingKind, message: string, place?: Place): void {
  state.findings.push(finding(kind, message, place));
}

/** Marks an inode as to be written. */
export function changed(state: CheckState, inode: number): Dinode {
  state.changedInodes.add(inode);
  return state.inodes.get(inode)!;
}

/** Frees an inode whose blocks are freed already. */
export function clearInode(state: CheckState, inode: number): void {
  state.inodes.delete(inode);
  state.changedInodes.delete(inode);
  state.directories.delete(inode);
  clearDinode(state.view, inodeByte(state.s, inode));
}

/** Writes the inodes that have been changed. */
export function writeInodes(state: CheckState): void {
  for (const number of state.changedInodes)
    encodeDinode(state.inodes.get(number)!, state.view, inodeByte(state.s, number));
}

export function own(state: CheckState, address: number, count: number, owner: number): void {
  state.owners.fill(owner, address, address + count);
}

/** Sectors that fragments take. */
export function sectors(s: Superblock, fragments: number): number {
  return (fragments * s.fsize) / SECTOR;
}

/** `count` free fragments together in a block, the first there are; undefined if there are none. */
export function findFree(state: CheckState, count: number): number | undefined {
  const { s, owners } = state;
  for (let group = 0; group < s.ncg; group++) {
    const base = groupBase(s, group);
    const end = base + groupFragments(s, group);
    for (let block = base; block < end; block += s.frag) {
      let run = 0;
      for (let d = block; d < Math.min(block + s.frag, end); d++) {
        run = owners[d] === NOBODY ? run + 1 : 0;
        if (run === count) return d - count + 1;
      }
    }
  }
  return undefined;
}
