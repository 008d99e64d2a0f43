/**
 * Where things are: the arithmetic of fs.h (cgstart, ino_to_fsba and others). Addresses and
 * positions are in fragments unless their name says bytes.
 */
import type { Superblock } from "./superblock.ts";

/** Size of an inode on the disk. */
export const INODE_BYTES = 128;
/** The root directory's inode. */
export const ROOT_INODE = 2;
/** Direct addresses in an inode, and addresses of blocks of addresses. */
export const DIRECT = 12;
export const INDIRECT = 3;

/** First fragment of a cylinder group. */
export function groupBase(s: Superblock, group: number): number {
  return s.fpg * group;
}

/** What a group's structures are counted from. */
export function groupStart(s: Superblock, group: number): number {
  return groupBase(s, group) + s.cgoffset * (group & ~s.cgmask);
}

/** A group's copy of the superblock: its structures' beginning. */
export function groupSuperblock(s: Superblock, group: number): number {
  return groupStart(s, group) + s.sblkno;
}

/** A group's maps and counts. */
export function groupBlock(s: Superblock, group: number): number {
  return groupStart(s, group) + s.cblkno;
}

export function groupInodeStart(s: Superblock, group: number): number {
  return groupStart(s, group) + s.iblkno;
}

/** First fragment behind a group's structures. */
export function groupDataStart(s: Superblock, group: number): number {
  return groupStart(s, group) + s.dblkno;
}

/** How many fragments a group has: the last one may have fewer. */
export function groupFragments(s: Superblock, group: number): number {
  return Math.min(s.fpg, s.size - groupBase(s, group));
}

/** How many cylinders a group has. */
export function groupCylinders(s: Superblock, group: number): number {
  return Math.min(s.cpg, Math.max(0, s.ncyl - group * s.cpg));
}

/** Fragments of the summary, at the beginning of group 0's data. */
export function summaryFragments(s: Superblock): number {
  return Math.ceil(s.cssize / s.fsize);
}

/** Fragments for data: all but boot area, superblock, groups' structures and summary. */
export function dataFragments(s: Superblock): number {
  return s.size - s.sblkno - s.ncg * (s.dblkno - s.sblkno) - summaryFragments(s);
}

/** Inodes of the whole file system. */
export function inodeCount(s: Superblock): number {
  return s.ipg * s.ncg;
}

/** Byte on the disk at which an inode is. */
export function inodeByte(s: Superblock, inode: number): number {
  const inGroup = inode % s.ipg;
  const block =
    groupInodeStart(s, Math.floor(inode / s.ipg)) + Math.floor(inGroup / s.inopb) * s.frag;
  return block * s.fsize + (inGroup % s.inopb) * INODE_BYTES;
}

/**
 * Whether `count` fragments from `address` on are data: within the file system and one group, not
 * part of a group's structures, the boot area, the superblock or the summary.
 */
export function isData(s: Superblock, address: number, count: number): boolean {
  if (!(address >= 0 && address + count <= s.size)) return false;
  const group = Math.floor(address / s.fpg);
  const end = address + count;
  if (end > groupBase(s, group) + s.fpg) return false;
  if (group === 0) {
    if (address < groupDataStart(s, 0)) return false;
    return end <= s.csaddr || address >= s.csaddr + summaryFragments(s);
  }
  return end <= groupSuperblock(s, group) || address >= groupDataStart(s, group);
}

/** How many blocks of a file are below the `level`th tree of addresses: 0 direct, 1 single ... */
export function blocksBelow(s: Superblock, level: number): number {
  return level === 0 ? 1 : s.nindir ** level;
}

/** Bytes that a file's block has room for: whole blocks but for the last one of a small file. */
export function fileBlockBytes(s: Superblock, size: number, block: number): number {
  if (block >= DIRECT || size >= (block + 1) * s.bsize) return s.bsize;
  const rest = size - block * s.bsize;
  return Math.ceil(rest / s.fsize) * s.fsize;
}
