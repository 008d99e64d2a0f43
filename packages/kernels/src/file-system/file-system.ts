/**
 * Reads a file system. Damage is told by an error that names the image, the inode or path, and what
 * was expected; nothing that is on the disk can make reading go on for ever.
 */
import { InputError } from "@mcpi/trace";
import {
  DIRECT,
  fileBlockBytes,
  INODE_BYTES,
  inodeByte,
  inodeCount,
  isData,
  ROOT_INODE,
} from "./addresses.ts";
import { type ByteSource, bytesSource } from "./byte-source.ts";
import {
  ADDRESSES_BYTE,
  BLOCK,
  CHARACTER,
  DIRECTORY,
  type Dinode,
  decodeDinode,
  FIFO,
  isKnownType,
  LINK,
  REGULAR,
  SOCKET,
  TYPE_MASK,
} from "./dinode.ts";
import { CHUNK_BYTES, decodeChunk, nameText } from "./directory.ts";
import {
  decodeSuperblock,
  SUPERBLOCK_BYTE,
  SUPERBLOCK_BYTES,
  type Superblock,
} from "./superblock.ts";
import { superblockFault } from "./superblock-faults.ts";
import { joined, MOST_TARGET_BYTES } from "./tree.ts";

export type InodeType = "file" | "directory" | "link" | "character" | "block" | "fifo" | "socket";

/** What is known of a file. Times are in seconds since 1970. */
export interface FileStatus {
  readonly inode: number;
  readonly type: InodeType;
  /** Permissions: 0 to 07777. */
  readonly mode: number;
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
  /** Sectors of 512 bytes that it holds. */
  readonly sectors: number;
  readonly generation: number;
  /** Of devices. */
  readonly device?: { readonly major: number; readonly minor: number };
}

/** A name in a directory. */
export interface ListedName {
  readonly name: string;
  readonly inode: number;
}

/** A name, where it is, and what it names. */
export interface WalkedName {
  readonly path: string;
  readonly status: FileStatus;
}

/** Links followed in one path (MAXSYMLINKS). */
const MOST_LINKS_FOLLOWED = 8;
/** Most bytes that are read as one; most of a file that is hardly more than holes. */
const MOST_READ = 2 ** 30;
const MOST_HOLES = 2 ** 26;

const TYPE_NAMES: Readonly<Record<number, InodeType>> = {
  [REGULAR]: "file",
  [DIRECTORY]: "directory",
  [LINK]: "link",
  [CHARACTER]: "character",
  [BLOCK]: "block",
  [FIFO]: "fifo",
  [SOCKET]: "socket",
};

/**
 * Opens a file system.
 * @param source the whole disk
 * @param name what errors call it: the image's file name
 * @throws InputError when there is none.
 */
export function openFileSystem(source: Uint8Array | ByteSource, name = "image"): FileSystem {
  const disk = source instanceof Uint8Array ? bytesSource(source) : source;
  if (disk.bytes < SUPERBLOCK_BYTE + SUPERBLOCK_BYTES)
    throw new InputError(
      `${name}: ${disk.bytes} bytes are too few for a file system: its superblock is at byte ${SUPERBLOCK_BYTE}`,
    );
  const superblock = decodeSuperblock(disk.read(SUPERBLOCK_BYTE, SUPERBLOCK_BYTES));
  const fault = superblockFault(superblock, disk.bytes);
  if (fault !== undefined)
    throw new InputError(`${name}: byte ${SUPERBLOCK_BYTE}: no superblock: ${fault}`);
  return new FileSystem(disk, superblock, name);
}

/** A file system that can be read. Paths begin with a slash; `.` and `..` are as on the disk. */
export class FileSystem {
  readonly superblock: Readonly<Superblock>;
  readonly #disk: ByteSource;
  readonly #name: string;

  constructor(disk: ByteSource, superblock: Superblock, name: string) {
    this.#disk = disk;
    this.superblock = superblock;
    this.#name = name;
  }

  /**
   * What is known of a file.
   * @param options.follow if it is a link: of what it leads to
   * @throws InputError when there is no such file.
   */
  stat(path: string, options: { readonly follow?: boolean } = {}): FileStatus {
    return this.statInode(this.#find(path, options.follow === true), path);
  }

  /** Names in a directory, `.` and `..` among them, as they stand there. */
  list(path: string): ListedName[] {
    return this.listInode(this.#find(path, true), path);
  }

  /** All of a file's bytes; links are followed. @throws InputError when it is no file. */
  readFile(path: string): Uint8Array {
    const number = this.#find(path, true);
    const status = this.statInode(number, path);
    if (status.type !== "file")
      throw this.#fault(path, `it is a ${status.type}; a file was expected`);
    return this.readInode(number, path);
  }

  /** Where a symbolic link leads. */
  readLink(path: string): string {
    return this.#linkText(this.#find(path, false), path);
  }

  /**
   * A directory and everything below it, each directory before what is in it.
   * @throws InputError at what is damaged, and at a directory that has a second name.
   */
  *walk(path = "/"): Generator<WalkedName> {
    const seen = new Set<number>();
    const waiting = [{ path, inode: this.#find(path, true) }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { path, inode } = next;
      const status = this.statInode(inode, path);
      yield { path, status };
      if (status.type !== "directory") continue;
      if (seen.has(inode))
        throw this.#fault(path, `directory inode ${inode} has another name, too`);
      seen.add(inode);
      const names = this.listInode(inode, path).filter(({ name }) => name !== "." && name !== "..");
      for (const { name, inode: child } of names.reverse())
        waiting.push({ path: joined(path, name), inode: child });
    }
  }

  /** What is known of an inode. @param path for errors */
  statInode(number: number, path = `inode ${number}`): FileStatus {
    const inode = this.#inode(number, path);
    const type = TYPE_NAMES[inode.mode & TYPE_MASK];
    const isDevice = type === "character" || type === "block";
    return {
      inode: number,
      type,
      mode: inode.mode & ~TYPE_MASK,
      links: inode.nlink,
      uid: inode.uid,
      gid: inode.gid,
      size: inode.size,
      atime: inode.atime,
      mtime: inode.mtime,
      ctime: inode.ctime,
      sectors: inode.blocks,
      generation: inode.generation,
      ...(isDevice && {
        device: { major: (inode.direct[0] >> 8) & 0xff, minor: inode.direct[0] & 0xff },
      }),
    };
  }

  /** Names in a directory that is given by its inode. */
  listInode(number: number, path = `inode ${number}`): ListedName[] {
    const inode = this.#inode(number, path);
    if ((inode.mode & TYPE_MASK) !== DIRECTORY)
      throw this.#fault(path, "it is no directory, as was expected");
    if (inode.size % CHUNK_BYTES !== 0)
      throw this.#fault(path, `a directory of ${inode.size} bytes; a multiple of 512 was expected`);
    const bytes = this.#content(inode, path);
    const names: ListedName[] = [];
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const { entries, fault } = decodeChunk(bytes.subarray(at, at + CHUNK_BYTES));
      if (fault !== undefined)
        throw this.#fault(path, `byte ${at + fault.at} of the directory: ${fault.what}`);
      for (const entry of entries) names.push({ name: nameText(entry.name), inode: entry.inode });
    }
    return names;
  }

  /** All bytes of an inode's blocks. */
  readInode(number: number, path = `inode ${number}`): Uint8Array {
    return this.#content(this.#inode(number, path), path);
  }

  #find(path: string, follow: boolean): number {
    if (!path.startsWith("/"))
      throw new InputError(
        `${this.#name}: ${path}: a path from the root was expected, as in /etc/motd`,
      );
    let rest = path.split("/").filter((part) => part !== "");
    let inode = ROOT_INODE;
    let at = "/";
    for (let followed = 0; rest.length > 0; ) {
      const [name, ...others] = rest;
      const found = this.listInode(inode, at).find((entry) => entry.name === name);
      const here = joined(at, name);
      if (found === undefined) throw this.#fault(here, "no such file or directory");
      rest = others;
      const isLink = (this.#inode(found.inode, here).mode & TYPE_MASK) === LINK;
      if (!isLink || (rest.length === 0 && !follow)) {
        inode = found.inode;
        at = here;
        continue;
      }
      if (++followed > MOST_LINKS_FOLLOWED)
        throw this.#fault(path, `more than ${MOST_LINKS_FOLLOWED} symbolic links lead there`);
      const target = this.#linkText(found.inode, here);
      rest = [...target.split("/").filter((part) => part !== ""), ...rest];
      if (target.startsWith("/")) {
        inode = ROOT_INODE;
        at = "/";
      }
    }
    return inode;
  }

  #linkText(number: number, path: string): string {
    const inode = this.#inode(number, path);
    if ((inode.mode & TYPE_MASK) !== LINK)
      throw this.#fault(path, "it is no symbolic link, as was expected");
    if (inode.size > MOST_TARGET_BYTES)
      throw this.#fault(
        path,
        `a link of ${inode.size} bytes; ${MOST_TARGET_BYTES} at most were expected`,
      );
    if (inode.size >= this.superblock.maxsymlinklen) return nameText(this.#content(inode, path));
    const at = inodeByte(this.superblock, number) + ADDRESSES_BYTE;
    return nameText(this.#disk.read(at, inode.size));
  }

  #inode(number: number, path: string): Dinode {
    const count = inodeCount(this.superblock);
    if (!(number >= ROOT_INODE && number < count))
      throw this.#fault(
        path,
        `inode ${number}; one from ${ROOT_INODE} to ${count - 1} was expected`,
      );
    const bytes = this.#disk.read(inodeByte(this.superblock, number), INODE_BYTES);
    const inode = decodeDinode(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    if (inode.mode === 0) throw this.#fault(path, `inode ${number} is not in use`);
    if (!isKnownType(inode.mode))
      throw this.#fault(path, `inode ${number} has the unknown type 0${inode.mode.toString(8)}`);
    return inode;
  }

  #content(inode: Dinode, path: string): Uint8Array {
    const s = this.superblock;
    const { size } = inode;
    if (!(size >= 0 && size <= Math.min(MOST_READ, s.maxfilesize)))
      throw this.#fault(path, `it has ${size} bytes; up to ${MOST_READ} can be read`);
    // A hole costs nothing on the disk, and must not cost memory that no file can have meant.
    if (size > Math.max(this.#disk.bytes, MOST_HOLES) && inode.blocks * 512 < size / 1024)
      throw this.#fault(path, `nearly all of its ${size} bytes are holes: it is not read`);
    const bytes = new Uint8Array(size);
    for (let block = 0; block * s.bsize < size; block++) {
      const address = this.#address(inode, block, path);
      if (address === 0) continue;
      const room = fileBlockBytes(s, size, block);
      this.#checkAddress(address, room / s.fsize, path);
      const length = Math.min(room, size - block * s.bsize);
      bytes.set(this.#disk.read(address * s.fsize, length), block * s.bsize);
    }
    return bytes;
  }

  #address(inode: Dinode, block: number, path: string): number {
    const s = this.superblock;
    if (block < DIRECT) return inode.direct[block];
    let level = 1;
    let rest = block - DIRECT;
    while (rest >= s.nindir ** level) rest -= s.nindir ** level++;
    let address = inode.indirect[level - 1];
    for (let below = level - 1; below >= 0 && address !== 0; below--) {
      this.#checkAddress(address, s.frag, path);
      const index = Math.floor(rest / s.nindir ** below) % s.nindir;
      const word = this.#disk.read(address * s.fsize + 4 * index, 4);
      address = new DataView(word.buffer, word.byteOffset, 4).getInt32(0, true);
    }
    return address;
  }

  #checkAddress(address: number, count: number, path: string): void {
    const s = this.superblock;
    const inBlock = ((address % s.frag) + s.frag) % s.frag;
    if (!isData(s, address, count) || inBlock + count > s.frag)
      throw this.#fault(path, `its blocks include ${address}, which is no data of this disk`);
  }

  #fault(path: string, what: string): InputError {
    return new InputError(`${this.#name}: ${path}: ${what}`);
  }
}
