/** The Ultrix-style kernel on the emulated machine, as the tests run it. */

import { dirname, join } from "node:path";
import {
  checkFileSystem,
  createDecstation,
  type Decstation,
  type DirectoryNode,
  type Disk,
  diskBytes,
  type EngineName,
  type FileSystem,
  makeFileSystem,
  memoryDisk,
  type OpenedImage,
  openFileSystem,
  openImage,
  type TreeNode,
} from "@mcpi/kernels";

const BLOCK_BYTES = 512;
const CYCLES_OF_SECOND = 25_000_000;
const MOST_SECONDS = 600;

let opened: Promise<OpenedImage> | undefined;
let root: Uint8Array | undefined;

/** The kernel's image, read once. */
export const ultrixImage = (): Promise<OpenedImage> => (opened ??= openImage("ultrix"));

/** The root file system as it is built, read once; not to be changed. */
export async function rootImage(): Promise<Uint8Array> {
  const { manifest, manifestPath } = await ultrixImage();
  if (!manifest?.disk || !("file" in manifest.disk) || manifestPath === undefined)
    throw new Error("the image's manifest names no disk");
  root ??= diskBytes(join(dirname(manifestPath), manifest.disk.file));
  return root;
}

/** The root file system with more files, by path; what is there already makes place. */
export async function rootWith(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Uint8Array> {
  const tree = treeOf(openFileSystem(await rootImage()));
  for (const [path, content] of Object.entries(files)) {
    const names = path.split("/").slice(1);
    const last = names.pop() ?? "";
    let entries = tree.entries as Record<string, TreeNode>;
    for (const name of names) {
      const inner = (entries[name] ??= { type: "directory", entries: {} });
      if (inner.type !== "directory") throw new Error(`${path}: ${name} is no directory`);
      entries = inner.entries as Record<string, TreeNode>;
    }
    entries[last] = { type: "file", mode: 0o755, content };
  }
  return makeFileSystem(tree);
}

/** What makes the same file system again. */
function treeOf(files: FileSystem): DirectoryNode {
  const paths = new Map<number, string>();
  const nodeOf = (path: string): TreeNode => {
    const { type, inode, mode, uid, gid, mtime, links, device } = files.stat(path, {
      follow: false,
    });
    const known = paths.get(inode);
    if (known !== undefined && type !== "directory") return { type: "hard-link", to: known };
    if (links > 1) paths.set(inode, path);
    const attributes = { mode: mode & 0o7777, uid, gid, mtime };
    switch (type) {
      case "directory":
        return {
          type,
          ...attributes,
          entries: Object.fromEntries(
            files
              .list(path)
              .filter(({ name }) => name !== "." && name !== "..")
              .map(({ name }) => [name, nodeOf(`${path === "/" ? "" : path}/${name}`)]),
          ),
        };
      case "file":
        return { type, ...attributes, content: files.readFile(path) };
      case "link":
        return { type, ...attributes, target: files.readLink(path) };
      case "character":
      case "block":
        return { type, ...attributes, major: device?.major ?? 0, minor: device?.minor ?? 0 };
      default:
        return { type: "fifo", ...attributes };
    }
  };
  return nodeOf("/") as DirectoryNode;
}

export interface GuestOptions {
  /** What init is, and its arguments. */
  readonly init: readonly string[];
  /** Another kernel with the same programs; default: the Ultrix-style one. */
  readonly image?: OpenedImage;
  readonly engine?: EngineName;
  readonly strict?: boolean;
  /** Arguments of the kernel. */
  readonly boot?: readonly string[];
  /** The root disk's contents; default: as built. */
  readonly disk?: Uint8Array;
  /** A second disk's. */
  readonly second?: Uint8Array;
  /** Seconds of the machine's time; more than the test needs: what runs longer hangs. */
  readonly seconds?: number;
}

export interface Guest {
  readonly machine: Decstation;
  readonly disk: Disk;
  /** What it has said on its console, without carriage returns. */
  said(): string;
  /** What its disk holds now. */
  contents(): Uint8Array;
}

/** A machine at power-on. */
export async function guest(options: GuestOptions): Promise<Guest> {
  const { image, manifest } = options.image ?? (await ultrixImage());
  const disk = memoryDisk("root", options.disk ?? (await rootImage()));
  const bytes: number[] = [];
  const machine = createDecstation({
    image,
    manifest,
    console: { send: (byte) => bytes.push(byte), receive: () => undefined, waiting: 0 },
    disks: options.second ? [disk, memoryDisk("second", options.second)] : [disk],
    argv: [
      "boot",
      "5/rz0/vmunix",
      ...(options.boot ?? []),
      `init=${options.init[0]}`,
      ...options.init.slice(1),
    ],
    ...(options.engine && { engine: options.engine }),
    ...(options.strict && { strict: true }),
  });
  return {
    machine,
    disk,
    said: () => new TextDecoder().decode(Uint8Array.from(bytes)).replaceAll("\r", ""),
    contents: () => {
      const all = new Uint8Array(disk.blocks * BLOCK_BYTES);
      disk.read(0, all);
      return all;
    },
  };
}

/** Runs until the machine halts. @throws Error, with what the guest said, if it does not. */
export async function toHalt(one: Guest, seconds = MOST_SECONDS): Promise<void> {
  const stop = await one.machine.run({ cycles: CYCLES_OF_SECOND * seconds });
  if (stop.why !== "halt") throw new Error(`the guest hangs:\n${one.said()}`);
}

export interface Ran {
  /** Between the boot messages and the driver's own. */
  readonly output: string;
  /** All of it. */
  readonly said: string;
  readonly files: FileSystem;
  readonly guest: Guest;
}

/**
 * Has the guest's driver run a program, to the machine's halt.
 * @throws Error when the guest hangs or panics, or its file system is not whole afterwards.
 */
export async function run(
  program: readonly string[],
  options: Omit<GuestOptions, "init"> = {},
): Promise<Ran> {
  const one = await guest({ ...options, init: ["/bin/driver", ...program] });
  await toHalt(one, options.seconds);
  const said = one.said();
  if (/panic/i.test(said)) throw new Error(`the guest panics:\n${said}`);
  const contents = one.contents();
  const { findings } = checkFileSystem(contents);
  if (findings.length > 0)
    throw new Error(`the file system is damaged: ${findings[0].message}\n${said}`);
  const output = said
    .replace(/^[\s\S]*?\nrz0 at [^\n]*\n/, "")
    .replace(/driver: [^\n]* succeeded\n[\s\S]*$/, "");
  return { output, said, files: openFileSystem(contents), guest: one };
}

/** Has the guest's shell execute commands. */
export const shell = (commands: string, options: Omit<GuestOptions, "init"> = {}): Promise<Ran> =>
  run(["/bin/sh", "-c", commands], options);
