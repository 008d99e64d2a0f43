/**
 * Makes a file system of a tree: the same tree and options give the same bytes.
 *
 * Inodes are given out as by a copy of the tree (a directory, then what is in it, names in the
 * order of their bytes), blocks by the allocator's policy.
 */
import { InputError } from "@mcpi/trace";
import {
  DIRECT,
  groupBlock,
  groupSuperblock,
  INDIRECT,
  inodeByte,
  ROOT_INODE,
} from "./addresses.ts";
import { Allocator } from "./allocator.ts";
import { countFree, encodeGroup } from "./cylinder-group.ts";
import {
  BLOCK,
  CHARACTER,
  DIRECTORY,
  emptyDinode,
  encodeDinode,
  entryType,
  FIFO,
  LINK,
  REGULAR,
} from "./dinode.ts";
import { type DirectoryEntry, encodeDirectory } from "./directory.ts";
import { FileWriter, type NumberedInode } from "./file-writer.ts";
import {
  DEFAULT_GEOMETRY,
  encodePositionTables,
  type Geometry,
  superblockFor,
} from "./geometry.ts";
import { encodeSuperblock, SUPERBLOCK_BYTE, type Superblock } from "./superblock.ts";
import {
  type Attributes,
  checkAttributes,
  contentBytes,
  type DirectoryNode,
  deviceNumber,
  joined,
  MOST_LINKS,
  sortedEntries,
  type TreeNode,
  targetBytes,
} from "./tree.ts";

interface MakeDefaults extends Geometry {
  /** Time of making, and of everything that has none of its own: seconds since 1970. */
  readonly time: number;
  /** Owner of what has none: 0, 0. */
  readonly uid: number;
  readonly gid: number;
}

/**
 * How a file system is made. What is not given is as DEFAULT_GEOMETRY and DEFAULT_TIME say, and
 * belongs to root.
 */
export type MakeOptions = { readonly [Key in keyof MakeDefaults]?: MakeDefaults[Key] | undefined };

/** The first of January 1991, when nothing else is said. */
export const DEFAULT_TIME = 662_688_000;

/** Permissions of what has none. */
const DEFAULT_MODES = {
  file: 0o644,
  directory: 0o755,
  link: 0o777,
  character: 0o600,
  block: 0o600,
  fifo: 0o644,
} as const;

const TYPE_BITS = {
  file: REGULAR,
  directory: DIRECTORY,
  link: LINK,
  character: CHARACTER,
  block: BLOCK,
  fifo: FIFO,
} as const;

/** An inode that has been given out. */
interface Placed extends NumberedInode {
  readonly isDirectory: boolean;
}

/**
 * Makes a file system that holds `root` and nothing else, and is clean.
 * @returns the image of the whole disk
 * @throws InputError when something in the tree cannot be, or does not fit.
 */
export function makeFileSystem(root: DirectoryNode, options: MakeOptions = {}): Uint8Array {
  return new Maker(options).make(root);
}

class Maker {
  readonly #s: Superblock;
  readonly #image: Uint8Array;
  readonly #view: DataView;
  readonly #allocator: Allocator;
  readonly #writer: FileWriter;
  readonly #time: number;
  readonly #owner: { readonly uid: number; readonly gid: number };
  readonly #placed = new Map<string, Placed>();
  /** Hard links wait until what they name has its inode. */
  readonly #hardLinks: { path: string; to: string; entry: DirectoryEntry }[] = [];
  readonly #directories: { path: string; placed: Placed; entries: DirectoryEntry[] }[] = [];
  #generation = 0;

  constructor(options: MakeOptions) {
    this.#time = options.time ?? DEFAULT_TIME;
    this.#owner = { uid: options.uid ?? 0, gid: options.gid ?? 0 };
    checkAttributes({ ...this.#owner, mtime: this.#time }, "options");
    this.#s = superblockFor({ ...DEFAULT_GEOMETRY, ...withoutUndefined(options) });
    this.#image = new Uint8Array(options.bytes ?? DEFAULT_GEOMETRY.bytes);
    this.#view = new DataView(this.#image.buffer);
    this.#allocator = new Allocator(this.#s);
    this.#writer = new FileWriter(this.#s, this.#image, this.#allocator);
  }

  make(root: DirectoryNode): Uint8Array {
    if (root.type !== "directory")
      throw new InputError(`file system: the root is a ${root.type}; a directory was expected`);
    this.#directory(root, "/", undefined);
    for (const { path, to, entry } of this.#hardLinks) this.#link(path, to, entry);
    // Directories have their size before their files' blocks; their entries are whole only now.
    for (const { placed, entries, path } of this.#directories)
      this.#writer.store(placed, encodeDirectory(entries), path);
    for (const { number, inode } of this.#placed.values())
      encodeDinode(inode, this.#view, inodeByte(this.#s, number));
    this.#writeGroups();
    return this.#image;
  }

  #directory(node: DirectoryNode, path: string, parent: Placed | undefined): Placed {
    // The root gets the first inode that can be had, which is 2.
    const placed = this.#place(node, path, parent === undefined ? ROOT_INODE : undefined);
    const up = parent ?? placed;
    placed.inode.nlink += 1;
    up.inode.nlink += 1;
    const entries = [
      { inode: placed.number, type: entryType(DIRECTORY), name: new Uint8Array([0x2e]) },
      { inode: up.number, type: entryType(DIRECTORY), name: new Uint8Array([0x2e, 0x2e]) },
    ] as DirectoryEntry[];
    const children = sortedEntries(node, path);
    for (const { bytes } of children) entries.push({ inode: 0, type: 0, name: bytes });
    this.#directories.push({ path, placed, entries });
    this.#writer.store(placed, encodeDirectory(entries), path);
    children.forEach(({ name, node: child }, i) => {
      this.#child(child, joined(path, name), placed, entries[i + 2]);
    });
    return placed;
  }

  #child(node: TreeNode, path: string, parent: Placed, entry: DirectoryEntry): void {
    if (node.type === "hard-link") {
      this.#hardLinks.push({ path, to: node.to, entry });
      return;
    }
    const placed =
      node.type === "directory"
        ? this.#directory(node, path, parent)
        : this.#plain(node, path, parent);
    placed.inode.nlink += 1;
    if (placed.inode.nlink > MOST_LINKS) throw tooManyLinks(path);
    entry.inode = placed.number;
    entry.type = entryType(placed.inode.mode);
  }

  #plain(
    node: Exclude<TreeNode, DirectoryNode | { readonly type: "hard-link" }>,
    path: string,
    parent: Placed,
  ): Placed {
    const placed = this.#place(node, path, parent.number);
    switch (node.type) {
      case "file":
        this.#writer.store(placed, contentBytes(node.content), path, node.sparse);
        break;
      case "link":
        this.#storeLink(placed, targetBytes(node.target, path), path);
        break;
      case "character":
      case "block":
        placed.inode.direct[0] = deviceNumber(node, path);
        break;
      case "fifo":
        break;
      default:
        throw new InputError(
          `file system: ${path}: unknown type ${JSON.stringify((node as TreeNode).type)}`,
        );
    }
    return placed;
  }

  #place(
    node: Attributes & { readonly type: keyof typeof TYPE_BITS },
    path: string,
    near: number | undefined,
  ): Placed {
    checkAttributes(node, path);
    const isDirectory = node.type === "directory";
    const number = this.#allocator.inode(near, isDirectory);
    if (number === undefined)
      throw new InputError(
        `file system: ${path}: no inode is left of ${this.#s.ipg * this.#s.ncg}: fewer bytes per inode, or a larger disk, please`,
      );
    const inode = emptyDinode(
      (TYPE_BITS[node.type] ?? 0) | (node.mode ?? DEFAULT_MODES[node.type]),
    );
    inode.uid = node.uid ?? this.#owner.uid;
    inode.gid = node.gid ?? this.#owner.gid;
    inode.atime = inode.mtime = node.mtime ?? this.#time;
    inode.ctime = this.#time;
    inode.generation = ++this.#generation;
    const placed = { number, inode, isDirectory };
    this.#placed.set(path, placed);
    return placed;
  }

  #storeLink(placed: Placed, target: Uint8Array, path: string): void {
    if (target.length >= this.#s.maxsymlinklen) {
      this.#writer.store(placed, target, path);
      return;
    }
    const { inode } = placed;
    const text = new Uint8Array(4 * (DIRECT + INDIRECT));
    text.set(target);
    const words = new DataView(text.buffer);
    for (let i = 0; i < DIRECT; i++) inode.direct[i] = words.getInt32(4 * i, true);
    for (let i = 0; i < INDIRECT; i++) inode.indirect[i] = words.getInt32(4 * (DIRECT + i), true);
    inode.size = target.length;
  }

  #link(path: string, to: string, entry: DirectoryEntry): void {
    const placed = this.#placed.get(to);
    if (placed === undefined)
      throw new InputError(`file system: ${path}: a hard link to ${to}, which is not in the tree`);
    if (placed.isDirectory)
      throw new InputError(`file system: ${path}: a hard link to ${to}, which is a directory`);
    placed.inode.nlink += 1;
    if (placed.inode.nlink > MOST_LINKS) throw tooManyLinks(to);
    entry.inode = placed.number;
    entry.type = entryType(placed.inode.mode);
  }

  #writeGroups(): void {
    const s = this.#s;
    s.time = this.#time;
    s.cgrotor = this.#allocator.cgrotor;
    this.#allocator.groups.forEach((use, group) => {
      const { nbfree, nffree } = countFree(s, group, use.free);
      const at = groupBlock(s, group) * s.fsize;
      const bytes = this.#image.subarray(at, at + s.bsize);
      encodeGroup(s, { ...use, group, time: this.#time }, bytes);
      [use.ndir, nbfree, use.nifree, nffree].forEach((count, i) => {
        this.#view.setInt32(s.csaddr * s.fsize + 16 * group + 4 * i, count, true);
      });
      s.ndir += use.ndir;
      s.nbfree += nbfree;
      s.nifree += use.nifree;
      s.nffree += nffree;
    });
    const superblock = this.#image.subarray(SUPERBLOCK_BYTE, SUPERBLOCK_BYTE + s.sbsize);
    encodeSuperblock(s, superblock);
    encodePositionTables(s, superblock);
    for (let group = 0; group < s.ncg; group++)
      this.#image.set(superblock, groupSuperblock(s, group) * s.fsize);
  }
}

function tooManyLinks(path: string): InputError {
  return new InputError(`file system: ${path}: more than ${MOST_LINKS} names for one inode`);
}

function withoutUndefined(options: MakeOptions): Partial<Geometry> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
