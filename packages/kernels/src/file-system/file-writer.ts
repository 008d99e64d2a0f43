/**
 * Writes files into an image that is being made: blocks, and the blocks of their addresses.
 */
import { InputError } from "@mcpi/trace";
import { DIRECT, fileBlockBytes } from "./addresses.ts";
import type { Allocator } from "./allocator.ts";
import type { Dinode } from "./dinode.ts";
import type { Superblock } from "./superblock.ts";
import { SECTOR } from "./superblock-faults.ts";

/** An inode and its number. */
export interface NumberedInode {
  readonly number: number;
  readonly inode: Dinode;
}

export class FileWriter {
  readonly #s: Superblock;
  readonly #image: Uint8Array;
  readonly #view: DataView;
  readonly #allocator: Allocator;

  constructor(superblock: Superblock, image: Uint8Array, allocator: Allocator) {
    this.#s = superblock;
    this.#image = image;
    this.#view = new DataView(image.buffer, image.byteOffset, image.byteLength);
    this.#allocator = allocator;
  }

  /**
   * Writes a file's content, into the blocks that it has where it has them, else into new ones.
   * @param sparse leaves out blocks of nothing but zeros
   * @throws InputError when the disk is full.
   */
  store(file: NumberedInode, content: Uint8Array, path: string, sparse = false): void {
    const s = this.#s;
    const { inode } = file;
    if (content.length > s.maxfilesize)
      throw new InputError(`file system: ${path}: ${content.length} bytes are too many for a file`);
    inode.size = content.length;
    const blocks = Math.ceil(content.length / s.bsize);
    for (let block = 0; block < blocks; block++) {
      const bytes = content.subarray(block * s.bsize, (block + 1) * s.bsize);
      if (sparse && bytes.every((byte) => byte === 0)) continue;
      const address = this.#addressOf(file, block, path);
      this.#image.set(bytes, address * s.fsize);
    }
  }

  /** The address of a file's block. It is allocated, as are those of addresses above it, if need be. */
  #addressOf(file: NumberedInode, block: number, path: string): number {
    const s = this.#s;
    const { inode, number } = file;
    if (block < DIRECT) {
      if (inode.direct[block] !== 0) return inode.direct[block];
      const bytes = fileBlockBytes(s, inode.size, block);
      const wanted = this.#allocator.preference(number, block, block, inode.direct);
      return (inode.direct[block] = this.#take(inode, bytes, wanted, path));
    }
    let level = 1;
    let rest = block - DIRECT;
    while (rest >= s.nindir ** level) rest -= s.nindir ** level++;
    if (inode.indirect[level - 1] === 0) {
      const wanted = this.#allocator.preference(number, block, 0, []);
      inode.indirect[level - 1] = this.#take(inode, s.bsize, wanted, path);
    }
    let address = inode.indirect[level - 1];
    for (let below = level - 1; below >= 0; below--) {
      const index = Math.floor(rest / s.nindir ** below) % s.nindir;
      const at = address * s.fsize;
      let next = this.#view.getInt32(at + 4 * index, true);
      if (next === 0) {
        const before = below === 0 ? this.#addresses(at, index) : [];
        const wanted = this.#allocator.preference(number, block, before.length, before);
        next = this.#take(inode, s.bsize, wanted, path);
        this.#view.setInt32(at + 4 * index, next, true);
      }
      address = next;
    }
    return address;
  }

  #addresses(at: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.#view.getInt32(at + 4 * i, true));
  }

  #take(inode: Dinode, bytes: number, wanted: number, path: string): number {
    const address = this.#allocator.fragments(bytes / this.#s.fsize, wanted);
    if (address === undefined)
      throw new InputError(
        `file system: ${path}: it does not fit: no ${bytes} bytes are left of ${this.#s.dsize * this.#s.fsize}`,
      );
    inode.blocks += bytes / SECTOR;
    return address;
  }
}
