/**
 * What a file system is to hold: a tree of plain records.
 */
import { InputError } from "@mcpi/trace";
import { MOST_NAME_BYTES } from "./directory.ts";

/** What every file, directory and so on has. What is not given is as the options of making say. */
export interface Attributes {
  /** Permissions: 0 to 07777. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Last written: seconds since 1970. */
  readonly mtime?: number;
}

export interface FileNode extends Attributes {
  readonly type: "file";
  readonly content: Uint8Array | string;
  /** Blocks of nothing but zeros become holes. */
  readonly sparse?: boolean;
}

export interface DirectoryNode extends Attributes {
  readonly type: "directory";
  readonly entries: Readonly<Record<string, TreeNode>>;
}

export interface LinkNode extends Attributes {
  readonly type: "link";
  readonly target: string;
}

export interface DeviceNode extends Attributes {
  readonly type: "character" | "block";
  /** Each 0 to 255. */
  readonly major: number;
  readonly minor: number;
}

export interface FifoNode extends Attributes {
  readonly type: "fifo";
}

/** Another name of a file that is elsewhere in the tree. */
export interface HardLinkNode {
  readonly type: "hard-link";
  /** Its path from the root: `/bin/test`. */
  readonly to: string;
}

export type TreeNode = FileNode | DirectoryNode | LinkNode | DeviceNode | FifoNode | HardLinkNode;

/** Longest target of a symbolic link (MAXPATHLEN - 1), and most names that an inode has. */
export const MOST_TARGET_BYTES = 1023;
export const MOST_LINKS = 32767;

const encoder = new TextEncoder();

/** A name's bytes on the disk. @throws InputError when it cannot be a name. */
export function nameBytes(name: string, path: string): Uint8Array {
  const bytes = encoder.encode(name);
  if (bytes.length === 0 || bytes.length > MOST_NAME_BYTES)
    throw new InputError(
      `file system: ${path}: a name of ${bytes.length} bytes; 1 to ${MOST_NAME_BYTES} were expected`,
    );
  if (name === "." || name === ".." || name.includes("/") || name.includes("\0"))
    throw new InputError(`file system: ${path}: ${JSON.stringify(name)} cannot be a name`);
  return bytes;
}

/** A file's bytes. */
export function contentBytes(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? encoder.encode(content) : content;
}

/** A link's bytes. @throws InputError when it is empty or too long. */
export function targetBytes(target: string, path: string): Uint8Array {
  const bytes = encoder.encode(target);
  if (bytes.length === 0 || bytes.length > MOST_TARGET_BYTES || target.includes("\0"))
    throw new InputError(
      `file system: ${path}: a link's target has ${bytes.length} bytes; 1 to ${MOST_TARGET_BYTES} were expected, none of them zero`,
    );
  return bytes;
}

/** The entries of a directory, in the order of their bytes: on the disk, too. */
export function sortedEntries(
  node: DirectoryNode,
  path: string,
): { readonly name: string; readonly bytes: Uint8Array; readonly node: TreeNode }[] {
  return Object.entries(node.entries)
    .map(([name, child]) => ({ name, bytes: nameBytes(name, joined(path, name)), node: child }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
}

/** The path of a name in a directory. */
export function joined(path: string, name: string): string {
  return path === "/" ? `/${name}` : `${path}/${name}`;
}

/** @throws InputError when a number of a node is out of its range. */
export function checkAttributes(node: Attributes, path: string): void {
  checkNumber(node.mode, "mode", 0o7777, path);
  checkNumber(node.uid, "uid", 0xffffffff, path);
  checkNumber(node.gid, "gid", 0xffffffff, path);
  checkNumber(node.mtime, "mtime", 0x7fffffff, path);
}

/** A device's number, as di_db[0] has it. @throws InputError when major or minor is out of range. */
export function deviceNumber(node: DeviceNode, path: string): number {
  checkNumber(node.major, "major", 255, path);
  checkNumber(node.minor, "minor", 255, path);
  return (node.major << 8) | node.minor;
}

function checkNumber(value: number | undefined, what: string, most: number, path: string): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= most))
    throw new InputError(
      `file system: ${path}: ${what} is ${value}; a whole number from 0 to ${most} was expected`,
    );
}
