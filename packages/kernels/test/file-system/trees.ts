/** Trees for tests: one with everything in it, random ones, and what a file system is read as. */
import fc from "fast-check";
import type { DirectoryNode, FileSystem, TreeNode } from "../../src/file-system/index.ts";

/** Bytes that differ from place to place. */
export function pattern(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 17 + seed) & 0xff);
}

/** A file of zeros with something at its beginning and at its end. */
export function mostlyHoles(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = 1;
  bytes[length - 1] = 2;
  return bytes;
}

/** Every type, every kind of size, a directory of many chunks. */
export const EVERYTHING: DirectoryNode = {
  type: "directory",
  mtime: 700_000_000,
  entries: {
    bin: {
      type: "directory",
      entries: {
        ls: { type: "file", mode: 0o755, uid: 3, gid: 7, content: pattern(17 * 1024) },
        test: { type: "hard-link", to: "/bin/ls" },
        su: { type: "file", mode: 0o4755, content: pattern(3) },
      },
    },
    dev: {
      type: "directory",
      entries: {
        console: { type: "character", major: 0, minor: 0, mode: 0o622 },
        rz0a: { type: "block", major: 21, minor: 255 },
        pipe: { type: "fifo" },
      },
    },
    empty: { type: "file", content: "" },
    "last-direct": { type: "file", content: pattern(96 * 1024) },
    "first-indirect": { type: "file", content: pattern(96 * 1024 + 1) },
    sections: { type: "file", content: pattern(3_000_000) },
    "double-indirect": { type: "file", sparse: true, content: mostlyHoles(17_000_000) },
    "short-link": { type: "link", target: "bin/ls" },
    "almost-long-link": { type: "link", target: "a".repeat(59) },
    "long-link": { type: "link", target: "b".repeat(60) },
    "longest-link": { type: "link", target: "c/".repeat(511) },
    ["n".repeat(255)]: { type: "file", content: "long name" },
    grün: { type: "file", content: "not ASCII" },
    many: {
      type: "directory",
      entries: Object.fromEntries(
        Array.from({ length: 700 }, (_, i) => [
          `a-file-with-its-number-${i}`,
          { type: "file", content: `${i}` } as const,
        ]),
      ),
    },
    deep: nested(40),
  },
};

function nested(depth: number): DirectoryNode {
  return { type: "directory", entries: depth === 0 ? {} : { d: nested(depth - 1) } };
}

const names = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 80 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
  )
  .filter((name) => !/[/\0]|^\.\.?$|^__proto__$/.test(name));
const attributes = {
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.integer({ min: 0, max: 0xffffffff }),
  mtime: fc.integer({ min: 0, max: 0x7fffffff }),
};
const sizes = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }),
  fc.constantFrom(0, 1023, 1024, 1025, 8191, 8192, 8193, 98_303, 98_304, 98_305),
  fc.integer({ min: 0, max: 400_000 }),
);

/** Trees of up to a few dozen nodes. */
export const anyTree: fc.Arbitrary<DirectoryNode> = fc
  .letrec<{ node: TreeNode; directory: DirectoryNode }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({
        type: fc.constant("file" as const),
        ...attributes,
        content: fc.tuple(sizes, fc.nat(255)).map(([size, seed]) => pattern(size, seed)),
      }),
      fc.record({
        type: fc.constant("link" as const),
        ...attributes,
        target: fc.string({ minLength: 1, maxLength: 200 }).filter((text) => !text.includes("\0")),
      }),
      fc.record({
        type: fc.constantFrom("character" as const, "block" as const),
        ...attributes,
        major: fc.nat(255),
        minor: fc.nat(255),
      }),
      fc.record({ type: fc.constant("fifo" as const), ...attributes }),
      tie("directory"),
    ),
    directory: fc.record({
      type: fc.constant("directory" as const),
      ...attributes,
      entries: fc.dictionary(names, tie("node"), { maxKeys: 8 }),
    }),
  }))
  .directory.map((tree) => tree);

/** What a tree must be read as: path to everything that matters. */
export function expected(tree: TreeNode, path = "/"): Record<string, unknown> {
  if (tree.type === "hard-link") throw new Error("hard links are for the caller");
  const { mode, uid, mtime } = tree;
  const own: Record<string, unknown> = { type: tree.type, mode, uid, mtime };
  if (tree.type === "file") own.content = Buffer.from(tree.content).toString("base64");
  if (tree.type === "link") own.target = tree.target;
  if ("major" in tree) own.device = { major: tree.major, minor: tree.minor };
  const all: Record<string, unknown> = { [path]: own };
  if (tree.type === "directory")
    for (const [name, child] of Object.entries(tree.entries))
      Object.assign(all, expected(child, `${path === "/" ? "" : path}/${name}`));
  return all;
}

/** The same of a file system. */
export function contents(system: FileSystem): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const { path, status } of system.walk()) {
    const { type, mode, uid, mtime, device } = status;
    all[path] = {
      ...{ type, mode, uid, mtime },
      ...(type === "file" && {
        content: Buffer.from(system.readInode(status.inode)).toString("base64"),
      }),
      ...(type === "link" && { target: system.readLink(path) }),
      ...(device !== undefined && { device }),
    };
  }
  return all;
}
