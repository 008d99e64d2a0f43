/** Inodes as they are on the disk: 128 bytes (4.4BSD's dinode.h). */
import { DIRECT, INDIRECT, INODE_BYTES } from "./addresses.ts";

/** di_mode: the type. */
export const TYPE_MASK = 0o170000;
export const FIFO = 0o010000;
export const CHARACTER = 0o020000;
export const DIRECTORY = 0o040000;
export const BLOCK = 0o060000;
export const REGULAR = 0o100000;
export const LINK = 0o120000;
export const SOCKET = 0o140000;

const TYPES: ReadonlySet<number> = new Set([
  ...[FIFO, CHARACTER, DIRECTORY, BLOCK],
  ...[REGULAR, LINK, SOCKET],
]);

/** Byte of the addresses, where a short link has its text and a device its number. */
export const ADDRESSES_BYTE = 40;

/** An inode. Times are in seconds since 1970; `blocks` counts sectors of 512 bytes. */
export interface Dinode {
  mode: number;
  nlink: number;
  /** Whatever is there: to be checked before it is used. */
  size: number;
  atime: number;
  mtime: number;
  ctime: number;
  /** 12 direct addresses. */
  direct: number[];
  /** 3 addresses of blocks of addresses. */
  indirect: number[];
  flags: number;
  blocks: number;
  generation: number;
  uid: number;
  gid: number;
}

export function isKnownType(mode: number): boolean {
  return TYPES.has(mode & TYPE_MASK);
}

/**
 * Whether an inode's addresses are those of blocks: devices have their number there, short links
 * their text.
 * @param maxsymlinklen the file system's
 */
export function hasBlocks(inode: Dinode, maxsymlinklen: number): boolean {
  const type = inode.mode & TYPE_MASK;
  if (type === LINK) return inode.size === 0 || inode.size >= maxsymlinklen;
  return type === REGULAR || type === DIRECTORY;
}

/** d_type of a directory's entry that names an inode of that mode. */
export function entryType(mode: number): number {
  return (mode & TYPE_MASK) >> 12;
}

/** Reads the inode at `at`. */
export function decodeDinode(view: DataView, at: number): Dinode {
  const word = (offset: number) => view.getInt32(at + offset, true);
  const unsigned = (offset: number) => view.getUint32(at + offset, true);
  return {
    mode: view.getUint16(at, true),
    nlink: view.getInt16(at + 2, true),
    size: Number(view.getBigInt64(at + 8, true)),
    atime: word(16),
    mtime: word(24),
    ctime: word(32),
    direct: Array.from({ length: DIRECT }, (_, i) => word(ADDRESSES_BYTE + 4 * i)),
    indirect: Array.from({ length: INDIRECT }, (_, i) => word(88 + 4 * i)),
    flags: unsigned(100),
    blocks: word(104),
    generation: word(108),
    uid: unsigned(112),
    gid: unsigned(116),
  };
}

/** Writes an inode; bytes that no field covers stay. */
export function encodeDinode(inode: Dinode, view: DataView, at: number): void {
  const put = (offset: number, value: number) => view.setInt32(at + offset, value, true);
  view.setUint16(at, inode.mode, true);
  view.setInt16(at + 2, inode.nlink, true);
  view.setBigInt64(at + 8, BigInt(inode.size), true);
  put(16, inode.atime);
  put(24, inode.mtime);
  put(32, inode.ctime);
  inode.direct.forEach((address, i) => {
    put(ADDRESSES_BYTE + 4 * i, address);
  });
  inode.indirect.forEach((address, i) => {
    put(88 + 4 * i, address);
  });
  put(100, inode.flags);
  put(104, inode.blocks);
  put(108, inode.generation);
  put(112, inode.uid);
  put(116, inode.gid);
}

/** Frees the inode at `at`: all zeros but for its generation, as a kernel leaves it. */
export function clearDinode(view: DataView, at: number): void {
  const generation = view.getInt32(at + 108, true);
  for (let i = 0; i < INODE_BYTES; i += 4) view.setInt32(at + i, 0, true);
  view.setInt32(at + 108, generation, true);
}

/** An inode with nothing in it. */
export function emptyDinode(mode: number): Dinode {
  return {
    mode,
    nlink: 0,
    size: 0,
    atime: 0,
    mtime: 0,
    ctime: 0,
    direct: Array(DIRECT).fill(0),
    indirect: Array(INDIRECT).fill(0),
    flags: 0,
    blocks: 0,
    generation: 0,
    uid: 0,
    gid: 0,
  };
}
