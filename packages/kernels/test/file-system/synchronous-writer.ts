/**
 * A little kernel's writing side: it changes a file system in memory, writes at once what
 * docs/file-system.md says must be, in that order, and everything else when chance wants it. It
 * stops where it is told, and leaves the disk as it is then.
 */
import {
  DIRECT,
  fileBlockBytes,
  groupBase,
  groupBlock,
  inodeByte,
  isData,
  ROOT_INODE,
} from "../../src/file-system/addresses.ts";
import { setBit } from "../../src/file-system/bitmap.ts";
import { countFree, encodeGroup } from "../../src/file-system/cylinder-group.ts";
import {
  clearDinode,
  DIRECTORY,
  type Dinode,
  emptyDinode,
  encodeDinode,
  REGULAR,
} from "../../src/file-system/dinode.ts";
import { type DirectoryEntry, encodeChunk, entryBytes } from "../../src/file-system/directory.ts";
import { openFileSystem } from "../../src/file-system/index.ts";
import { encodeSuperblock, type Superblock } from "../../src/file-system/superblock.ts";

/** The power is gone. */
export class PowerCut extends Error {}

interface Directory {
  readonly chunks: DirectoryEntry[][];
  parent: number;
}

const CHUNK = 512;
const encoder = new TextEncoder();

export class SynchronousWriter {
  readonly disk: Uint8Array;
  readonly s: Superblock;
  readonly directories = new Map<number, Directory>();
  readonly inodes = new Map<number, Dinode>();
  /** Where each inode has names: directory and name. */
  readonly names = new Map<number, { directory: number; name: string }[]>();
  readonly #memory: Uint8Array;
  readonly #view: DataView;
  readonly #owners: Int32Array;
  readonly #dirty: [at: number, length: number][] = [];
  readonly #chance: () => number;
  #steps: number;

  /**
   * @param image of an empty file system
   * @param steps writes until the power is cut
   * @param chance numbers from 0 on, by which delayed writes are done
   */
  constructor(image: Uint8Array, steps: number, chance: () => number) {
    this.disk = image.slice();
    this.#memory = image.slice();
    this.#view = new DataView(this.#memory.buffer);
    this.#steps = steps;
    this.#chance = chance;
    const system = openFileSystem(image);
    this.s = { ...system.superblock };
    this.#owners = new Int32Array(this.s.size);
    for (let d = 0; d < this.s.size; d++) if (!isData(this.s, d, 1)) this.#owners[d] = -1;
    const { direct } = this.#readInode(ROOT_INODE);
    this.#owners[direct[0]] = ROOT_INODE;
    this.directories.set(ROOT_INODE, { chunks: [[]], parent: ROOT_INODE });
    this.names.set(ROOT_INODE, []);
  }

  /** Begins: the file system is no longer clean. */
  mount(): void {
    this.s.clean = 0;
    this.#superblock();
    this.#sync(8192, this.s.sbsize);
  }

  create(directory: number, name: string): void {
    const number = this.#newInode(REGULAR | 0o644);
    this.inodes.get(number)!.nlink = 1;
    this.#syncInode(number);
    this.#enter(directory, name, number, 8);
  }

  makeDirectory(directory: number, name: string): void {
    const number = this.#newInode(DIRECTORY | 0o755);
    const inode = this.inodes.get(number)!;
    const address = this.#allocate(1, number);
    this.directories.set(number, { chunks: [[]], parent: directory });
    this.#writeChunk(number, 0, address);
    this.#sync(address * this.s.fsize, CHUNK);
    Object.assign(inode, { nlink: 2, size: CHUNK, blocks: this.s.nspf });
    inode.direct[0] = address;
    this.#syncInode(number);
    this.#group(Math.floor(number / this.s.ipg));
    this.#count(directory, 1);
    this.#enter(directory, name, number, 4);
  }

  link(inode: number, directory: number, name: string): void {
    this.#count(inode, 1);
    this.#enter(directory, name, inode, 8);
  }

  remove(directory: number, name: string): void {
    const inode = this.#leave(directory, name);
    this.#count(inode, -1);
    if (this.inodes.get(inode)!.nlink === 0) this.#free(inode);
  }

  removeDirectory(directory: number, name: string): void {
    const inode = this.#leave(directory, name);
    this.#count(directory, -1);
    // Without names and without size at once: alone, neither would be right.
    this.inodes.get(inode)!.nlink -= 2;
    this.directories.delete(inode);
    this.#free(inode);
  }

  rename(from: number, name: string, to: number, newName: string): void {
    const inode = this.find(from, name)!;
    const moved = this.directories.get(inode);
    this.#count(inode, 1);
    if (moved !== undefined && from !== to) this.#count(to, 1);
    this.#enter(to, newName, inode, moved === undefined ? 8 : 4);
    if (moved !== undefined && from !== to) {
      moved.parent = to;
      this.#writeChunk(inode, 0);
      this.#syncChunk(inode, 0);
    }
    this.#leave(from, name);
    if (moved !== undefined && from !== to) this.#count(from, -1);
    this.#count(inode, -1);
  }

  /** Makes a file longer. */
  grow(number: number, size: number): void {
    const { s } = this;
    const inode = this.inodes.get(number)!;
    for (let block = Math.floor(inode.size / s.bsize); block * s.bsize < size; block++) {
      const now = Math.min(size, (block + 1) * s.bsize);
      const had = inode.size > block * s.bsize ? fileBlockBytes(s, inode.size, block) / s.fsize : 0;
      const needs = fileBlockBytes(s, now, block) / s.fsize;
      if (needs > had) this.#growBlock(number, inode, block, had, needs);
      inode.size = now;
      this.#delayInode(number);
    }
  }

  /** Makes a file shorter. */
  cut(number: number, size: number): void {
    const { s } = this;
    const inode = this.inodes.get(number)!;
    const freed: [address: number, count: number][] = [];
    const blocks = Math.ceil(size / s.bsize);
    let table = 0;
    for (let block = 0; block * s.bsize < inode.size; block++) {
      const had = fileBlockBytes(s, inode.size, block) / s.fsize;
      const keeps = block < blocks ? fileBlockBytes(s, size, block) / s.fsize : 0;
      const address = this.#address(inode, block);
      if (keeps < had) freed.push([address + keeps, had - keeps]);
      if (keeps === 0 && block < DIRECT) inode.direct[block] = 0;
    }
    if (inode.indirect[0] !== 0 && blocks <= DIRECT) {
      freed.push([inode.indirect[0], s.frag]);
      inode.indirect[0] = 0;
    } else if (inode.indirect[0] !== 0) table = inode.indirect[0];
    inode.size = size;
    inode.blocks -= freed.reduce((sum, [, count]) => sum + count * s.nspf, 0);
    this.#syncInode(number);
    if (table !== 0) {
      const first = table * s.fsize + 4 * (blocks - DIRECT);
      this.#memory.fill(0, first, (table + s.frag) * s.fsize);
      this.#sync(table * s.fsize, s.bsize);
    }
    for (const [address, count] of freed) this.#release(address, count);
  }

  find(directory: number, name: string): number | undefined {
    return this.#place(directory, name)?.entry.inode;
  }

  #growBlock(number: number, inode: Dinode, block: number, had: number, needs: number): void {
    const { s } = this;
    if (block >= DIRECT && inode.indirect[0] === 0) {
      const table = this.#allocate(s.frag, number);
      this.#memory.fill(0, table * s.fsize, (table + s.frag) * s.fsize);
      this.#sync(table * s.fsize, s.bsize);
      inode.indirect[0] = table;
      inode.blocks += s.frag * s.nspf;
    }
    const old = had === 0 ? 0 : this.#address(inode, block);
    const address = this.#allocate(needs, number);
    this.#memory.fill(0xaa, address * s.fsize, (address + needs) * s.fsize);
    this.#delay(address * s.fsize, needs * s.fsize);
    inode.blocks += (needs - had) * s.nspf;
    if (block < DIRECT) inode.direct[block] = address;
    else {
      const at = inode.indirect[0] * s.fsize + 4 * (block - DIRECT);
      this.#view.setInt32(at, address, true);
      this.#delay(inode.indirect[0] * s.fsize, s.bsize);
    }
    if (had === 0) return;
    // What has moved: its old place must not be used before the inode says so on the disk.
    inode.size = Math.min(
      inode.size - (inode.size % s.bsize) + needs * s.fsize,
      (block + 1) * s.bsize,
    );
    this.#syncInode(number);
    this.#release(old, had);
  }

  #address(inode: Dinode, block: number): number {
    if (block < DIRECT) return inode.direct[block];
    return this.#view.getInt32(inode.indirect[0] * this.s.fsize + 4 * (block - DIRECT), true);
  }

  #free(number: number): void {
    this.cut(number, 0);
    this.inodes.delete(number);
    this.names.delete(number);
    clearDinode(this.#view, inodeByte(this.s, number));
    this.#syncInodeBlock(number);
    this.#group(Math.floor(number / this.s.ipg));
  }

  #newInode(mode: number): number {
    let number = ROOT_INODE + 1 + (this.#chance() % 40);
    while (this.inodes.has(number) || number === ROOT_INODE) number++;
    this.inodes.set(number, emptyDinode(mode));
    this.names.set(number, []);
    this.#group(Math.floor(number / this.s.ipg));
    return number;
  }

  #count(number: number, by: number): void {
    this.#inode(number).nlink += by;
    this.#syncInode(number);
  }

  #inode(number: number): Dinode {
    if (!this.inodes.has(number)) this.inodes.set(number, this.#readInode(number));
    return this.inodes.get(number)!;
  }

  #readInode(number: number): Dinode {
    const at = inodeByte(this.s, number);
    const word = (offset: number) => this.#view.getInt32(at + offset, true);
    const inode = emptyDinode(this.#view.getUint16(at, true));
    inode.nlink = this.#view.getInt16(at + 2, true);
    inode.size = word(8);
    inode.blocks = word(104);
    inode.direct[0] = word(40);
    return inode;
  }

  #enter(directory: number, name: string, inode: number, type: number): void {
    const { chunks } = this.directories.get(directory)!;
    const entry = { inode, type, name: encoder.encode(name) };
    const room = (index: number) =>
      chunks[index].reduce(
        (sum, one) => sum - entryBytes(one.name.length),
        index === 0 ? 488 : CHUNK,
      );
    let index = chunks.findIndex((_, i) => room(i) >= entryBytes(name.length));
    if (index < 0) {
      index = chunks.length;
      this.#growDirectory(directory);
    }
    chunks[index].push(entry);
    this.#writeChunk(directory, index);
    this.#syncChunk(directory, index);
    this.names.get(inode)!.push({ directory, name });
  }

  #growDirectory(number: number): void {
    const { s } = this;
    const inode = this.#inode(number);
    const directory = this.directories.get(number)!;
    const size = inode.size + CHUNK;
    const [had, needs] = [inode.size, size].map((bytes) => fileBlockBytes(s, bytes, 0) / s.fsize);
    directory.chunks.push([]);
    const index = directory.chunks.length - 1;
    if (needs === had) {
      this.#writeChunk(number, index);
      this.#syncChunk(number, index);
      inode.size = size;
      this.#syncInode(number);
      return;
    }
    const old = inode.direct[0];
    const address = this.#allocate(needs, number);
    for (let i = 0; i <= index; i++) this.#writeChunk(number, i, address);
    this.#sync(address * s.fsize, size);
    Object.assign(inode, { size, blocks: needs * s.nspf });
    inode.direct[0] = address;
    this.#syncInode(number);
    this.#release(old, had);
  }

  #leave(directory: number, name: string): number {
    const { chunk, index, entry } = this.#place(directory, name)!;
    chunk.splice(chunk.indexOf(entry), 1);
    this.#writeChunk(directory, index);
    this.#syncChunk(directory, index);
    const names = this.names.get(entry.inode)!;
    names.splice(
      names.findIndex((one) => one.directory === directory && one.name === name),
      1,
    );
    return entry.inode;
  }

  #place(directory: number, name: string) {
    for (const [index, chunk] of this.directories.get(directory)!.chunks.entries())
      for (const entry of chunk)
        if (Buffer.from(entry.name).toString() === name) return { chunk, index, entry };
    return undefined;
  }

  #writeChunk(number: number, index: number, address = this.#inode(number).direct[0]): void {
    const directory = this.directories.get(number)!;
    const at = address * this.s.fsize + index * CHUNK;
    const dots = [
      { inode: number, type: 4, name: encoder.encode(".") },
      { inode: directory.parent, type: 4, name: encoder.encode("..") },
    ];
    const entries = [...(index === 0 ? dots : []), ...directory.chunks[index]];
    encodeChunk(entries, this.#memory.subarray(at, at + CHUNK));
  }

  #syncChunk(number: number, index: number): void {
    this.#sync(this.#inode(number).direct[0] * this.s.fsize + index * CHUNK, CHUNK);
  }

  #allocate(count: number, owner: number): number {
    const { s } = this;
    const start = (this.#chance() % 50) * s.frag;
    for (let i = 0; i < s.size; i += s.frag) {
      const block = (start + i) % (s.size - (s.size % s.frag));
      for (let d = block; d + count <= block + s.frag; d++)
        if (this.#owners.subarray(d, d + count).every((one) => one === 0)) {
          this.#owners.fill(owner, d, d + count);
          this.#group(Math.floor(d / s.fpg));
          return d;
        }
    }
    throw new Error("the disk is full");
  }

  #release(address: number, count: number): void {
    this.#owners.fill(0, address, address + count);
    this.#group(Math.floor(address / this.s.fpg));
  }

  /** A group's maps, the summary and the superblock, all of them when chance wants it. */
  #group(group: number): void {
    const { s } = this;
    const inodes = new Uint8Array(s.ipg / 8);
    const free = new Uint8Array(Math.ceil(s.fpg / 8));
    let nifree = s.ipg;
    let ndir = 0;
    for (let i = 0; i < s.ipg; i++) {
      const number = group * s.ipg + i;
      if (number > ROOT_INODE && !this.inodes.has(number)) continue;
      setBit(inodes, i);
      nifree--;
      if (this.directories.has(number)) ndir++;
    }
    for (let d = 0; d < s.fpg && groupBase(s, group) + d < s.size; d++)
      if (this.#owners[groupBase(s, group) + d] === 0) setBit(free, d);
    const at = groupBlock(s, group) * s.fsize;
    const state = { group, time: 1, ndir, nifree, rotor: 0, frotor: 0, irotor: 0, inodes, free };
    encodeGroup(s, state, this.#memory.subarray(at, at + s.bsize));
    this.#delay(at, s.cgsize);
    const { nbfree, nffree } = countFree(s, group, free);
    const summary = s.csaddr * s.fsize + 16 * group;
    for (const [i, [field, count]] of (
      [
        ["ndir", ndir],
        ["nbfree", nbfree],
        ["nifree", nifree],
        ["nffree", nffree],
      ] as const
    ).entries()) {
      s[field] += count - this.#view.getInt32(summary + 4 * i, true);
      this.#view.setInt32(summary + 4 * i, count, true);
    }
    this.#delay(s.csaddr * s.fsize, s.cssize);
    this.#superblock();
    this.#delay(8192, s.sbsize);
  }

  #superblock(): void {
    encodeSuperblock(this.s, this.#memory.subarray(8192, 8192 + this.s.sbsize));
  }

  #putInode(number: number): void {
    encodeDinode(this.#inode(number), this.#view, inodeByte(this.s, number));
  }

  #syncInode(number: number): void {
    this.#putInode(number);
    this.#syncInodeBlock(number);
  }

  #syncInodeBlock(number: number): void {
    this.#sync(this.#inodeBlock(number), this.s.bsize);
  }

  #delayInode(number: number): void {
    this.#putInode(number);
    this.#delay(this.#inodeBlock(number), this.s.bsize);
  }

  #inodeBlock(number: number): number {
    return Math.floor(inodeByte(this.s, number) / this.s.bsize) * this.s.bsize;
  }

  #sync(at: number, length: number): void {
    if (this.#steps-- <= 0) throw new PowerCut();
    this.disk.set(this.#memory.subarray(at, at + length), at);
    this.#flushSome();
  }

  #delay(at: number, length: number): void {
    this.#dirty.push([at, length]);
    this.#flushSome();
  }

  #flushSome(): void {
    while (this.#dirty.length > 0 && this.#chance() % 4 === 0) {
      const [[at, length]] = this.#dirty.splice(this.#chance() % this.#dirty.length, 1);
      if (this.#steps-- <= 0) throw new PowerCut();
      this.disk.set(this.#memory.subarray(at, at + length), at);
    }
  }

  /** Writes everything, and marks the file system as clean. */
  unmount(): void {
    this.s.clean = 1;
    this.#superblock();
    this.disk.set(this.#memory);
  }
}
