/**
 * Other programs as oracles: images of NetBSD's makefs are read and found to be in order; The
 * Sleuth Kit and GRUB read ours.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  checkFileSystem,
  type DirectoryNode,
  makeFileSystem,
  openFileSystem,
} from "../../src/file-system/index.ts";
import { printed, whyMissing } from "./programs.ts";
import { EVERYTHING, mostlyHoles, pattern } from "./trees.ts";

const noMakefs = whyMissing("makefs");
const noSleuthkit = whyMissing("fls", "icat", "istat", "fsstat");
const noGrub = whyMissing("grub-fstest");
for (const [who, missing] of [
  ["makefs", noMakefs],
  ["The Sleuth Kit", noSleuthkit],
  ["GRUB", noGrub],
])
  if (missing !== undefined) console.warn(`file systems not compared with ${who}: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), "mcpi-fs-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(noMakefs !== undefined)("images of makefs", () => {
  const tree = join(folder, "tree");
  const files: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    "sub/17k": pattern(17 * 1024),
    "sub/deeper/96k": pattern(96 * 1024),
    "sub/deeper/96k-1": pattern(96 * 1024 + 1),
    "3M": pattern(3_000_000),
    "20M": mostlyHoles(20_000_000),
  };
  for (let i = 0; i < 300; i++) files[`many/file-number-${i}`] = pattern(i, i);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(tree, path, ".."), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  for (const length of [1, 58, 59, 60, 61, 400])
    symlinkSync("x".repeat(length), join(tree, `link-${length}`));

  test.each([
    ["8192", "1024", []],
    ["4096", "512", ["avgfilesize=4096"]],
    ["16384", "2048", []],
    ["8192", "8192", ["minfree=0", "optimization=space"]],
    ["8192", "1024", ["density=16384"]],
    ["8192", "1024", ["maxbpcg=20"]],
  ])("blocks of %s, fragments of %s, %j", (bsize, fsize, more) => {
    const image = join(folder, "made.img");
    const options = ["version=1", `bsize=${bsize}`, `fsize=${fsize}`, ...more].join(",");
    printed("makefs", "-t", "ffs", "-B", "le", "-s", "64m", "-o", options, image, tree);
    const bytes = new Uint8Array(readFileSync(image));
    expect(checkFileSystem(bytes).findings).toEqual([]);
    const system = openFileSystem(bytes);
    for (const [path, content] of Object.entries(files))
      expect(Buffer.compare(system.readFile(`/${path}`), content), path).toBe(0);
    for (const length of [1, 58, 59, 60, 61, 400])
      expect(system.readLink(`/link-${length}`)).toBe("x".repeat(length));
    expect([...system.walk()]).toHaveLength(1 + Object.keys(files).length + 3 + 6);
  });
});

/** Ours, in several shapes: the same tree, as it was meant. */
const OURS = [
  { name: "default", options: {} },
  { name: "4K", options: { blockSize: 4096, fragmentSize: 512, bytes: 40 * 2 ** 20 } },
  { name: "whole blocks", options: { fragmentSize: 8192, bytes: 60 * 2 ** 20 } },
  { name: "16K", options: { blockSize: 16384, fragmentSize: 2048, bytes: 60 * 2 ** 20 } },
  {
    name: "one group",
    options: { cylindersPerGroup: 128, sectorsPerTrack: 32, tracksPerCylinder: 16 },
  },
];

function ours(options: object): { image: string; bytes: Uint8Array } {
  const bytes = makeFileSystem(EVERYTHING, options);
  const image = join(folder, "ours.img");
  writeFileSync(image, bytes);
  return { image, bytes };
}

/** Paths of the tree's files and links, with contents. */
function flat(node: DirectoryNode, path = ""): [string, Uint8Array | string][] {
  return Object.entries(node.entries).flatMap(([name, child]): [string, Uint8Array | string][] => {
    const full = `${path}/${name}`;
    if (child.type === "directory") return flat(child, full);
    return child.type === "file" ? [[full, child.content]] : [];
  });
}

test.each(OURS)("ours is in order: $name", ({ options }) => {
  expect(checkFileSystem(ours(options).bytes).findings).toEqual([]);
});

describe.skipIf(noSleuthkit !== undefined)("The Sleuth Kit", () => {
  test.each(OURS)("$name", ({ options }) => {
    const { image, bytes } = ours(options);
    const system = openFileSystem(bytes);
    const said = String(printed("fsstat", "-f", "ufs1", image));
    const { superblock: s } = system;
    expect(said).toContain(`Number of Cylinder Groups: ${s.ncg}\n`);
    expect(said).toContain(`Num of Avail Full Blocks: ${s.nbfree}\n`);
    expect(said).toContain(`Num of Avail Fragments: ${s.nffree}\n`);
    // The counts of each group, from its block and from the summary.
    for (const [, global, local] of said.matchAll(
      /Global Summary[^\n]*\n((?: {4}[^\n]*\n){4}) {2}Local Summary[^\n]*\n((?: {4}[^\n]*\n){4})/g,
    ))
      expect(local).toBe(global);
    // Type, inode and path of everything, as it lists them.
    const listed = String(printed("fls", "-f", "ufs1", "-r", "-p", image))
      .split("\n")
      .map((line) => /^(\S)\/\S (\d+):\t(.*)$/.exec(line))
      .filter((match) => match !== null && !match[3].startsWith("$"))
      .map((match) => `${match![1]} ${match![2]} /${match![3]}`);
    const letters = {
      file: "r",
      directory: "d",
      link: "l",
      character: "c",
      block: "b",
      fifo: "p",
      socket: "h",
    };
    const walked = [...system.walk()]
      .filter(({ path }) => path !== "/")
      .map(({ path, status }) => `${letters[status.type]} ${status.inode} ${path}`);
    expect(listed.sort()).toEqual(walked.sort());
    for (const [path, content] of flat(EVERYTHING).filter(([path]) => !path.startsWith("/many/"))) {
      const inode = String(system.stat(path).inode);
      const read = printed("icat", "-f", "ufs1", image, inode);
      expect(Buffer.compare(read, Buffer.from(content)), path).toBe(0);
    }
    for (const path of ["/short-link", "/almost-long-link", "/long-link", "/longest-link"]) {
      const known = String(printed("istat", "-f", "ufs1", image, `${system.stat(path).inode}`));
      expect(known, path).toContain("Allocated");
    }
  });
});

describe.skipIf(noGrub !== undefined)("GRUB", () => {
  test.each(OURS)("$name", ({ options }) => {
    const { image } = ours(options);
    const listed = String(printed("grub-fstest", image, "ls", "(loop0)/many"));
    expect(listed.trim().split(/\s+/)).toHaveLength(700);
    for (const [path, content] of flat(EVERYTHING).filter(([path]) => /^\/[\w-]+$/.test(path))) {
      const read = printed("grub-fstest", image, "cat", `(loop0)${path}`);
      expect(Buffer.compare(read, Buffer.from(content)), path).toBe(0);
    }
    // Symbolic links are not compared: this GRUB loses their last byte, of makefs' images, too.
  });
});
