/**
 * Random damage: nothing crashes or goes on for ever, repair leaves nothing to be found, and what
 * it leaves can be read.
 */
import { InputError } from "@mcpi/trace";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkFileSystem,
  type DirectoryNode,
  makeFileSystem,
  openFileSystem,
} from "../../src/file-system/index.ts";
import { anyTree, EVERYTHING } from "./trees.ts";

const BYTES = 6 * 1024 * 1024;
const RUNS = Number(process.env.MCPI_FUZZ ?? 1);

/** Its large files are zeros, so that words that are not are structures. */
const SMALL: DirectoryNode = {
  type: "directory",
  entries: {
    a: {
      type: "directory",
      entries: {
        b: {
          type: "directory",
          entries: { c: { type: "directory", entries: { d: { type: "file", content: "d" } } } },
        },
        "17k": { type: "file", content: new Uint8Array(17 * 1024) },
      },
    },
    "200k": { type: "file", content: new Uint8Array(200_000) },
    link: { type: "link", target: "x".repeat(100) },
    dev: { type: "directory", entries: { tty: { type: "character", major: 1, minor: 2 } } },
    "lost+found": { type: "directory", entries: {} },
    ...Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`f${i}`, { type: "file", content: `${i}` } as const]),
    ),
  },
};

/** A word somewhere, for the most part where structures are. */
interface Hit {
  readonly at: number;
  readonly value: number;
}

const image = makeFileSystem(SMALL, { bytes: BYTES });
const { superblock } = openFileSystem(image);

/** Words of the image that are not zero. */
const used: number[] = [];
for (let at = 8192; at < image.length; at += 4)
  if (image[at] | image[at + 1] | image[at + 2] | image[at + 3]) used.push(at);
const metadata = used.filter((at) => at >= 24 * 1024);

const place = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...metadata) },
  { weight: 3, arbitrary: fc.constantFrom(...used) },
  { weight: 1, arbitrary: fc.nat(BYTES / 4 - 1).map((word) => word * 4) },
);
const value = fc.oneof(
  fc.integer({ min: -3, max: 70 }),
  fc.integer({ min: 0, max: superblock.size + 10 }),
  fc.constantFrom(0x41ed, 0x81a4, 0xa1ff, 0x01ff, 0x00010001, 0x0100_0000, 512, 8192, 0x7fffffff),
  fc.integer(),
);
const hits: fc.Arbitrary<Hit[]> = fc.array(fc.record({ at: place, value }), {
  minLength: 1,
  maxLength: 25,
});

function damaged(bytes: Uint8Array, all: readonly Hit[]): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (const { at, value } of all) view.setInt32(at, value, true);
  return copy;
}

/** Whether it was repaired, and then was in order: all of it can be read. */
function repairs(bytes: Uint8Array): boolean {
  const before = bytes.slice();
  let report: ReturnType<typeof checkFileSystem>;
  try {
    report = checkFileSystem(bytes, { repair: true });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return false;
  }
  expect(Buffer.compare(bytes, before)).toBe(0);
  const again = checkFileSystem(report.repaired!);
  expect(again.findings).toEqual([]);
  const system = openFileSystem(report.repaired!);
  for (const { path, status } of system.walk()) {
    if (status.type === "file" && status.size < 2 ** 24) system.readInode(status.inode);
    if (status.type === "link") system.readLink(path);
  }
  return true;
}

test("words here and there", () => {
  let repaired = 0;
  let runs = 0;
  fc.assert(
    fc.property(hits, (all) => {
      runs++;
      if (repairs(damaged(image, all))) repaired++;
    }),
    { numRuns: 400 * RUNS },
  );
  // Almost always: unless superblock and copies are hit.
  expect(repaired).toBeGreaterThan(runs * 0.9);
});

test("inodes changed for others", () => {
  const inode = fc.integer({ min: 2, max: 90 });
  const swaps = fc.array(fc.tuple(inode, inode), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(swaps, hits, (pairs, some) => {
      const copy = image.slice();
      const at = (n: number) => 32 * 1024 + n * 128;
      for (const [from, to] of pairs) copy.copyWithin(at(to), at(from), at(from) + 128);
      expect(repairs(damaged(copy, some.slice(0, 2)))).toBe(true);
    }),
    { numRuns: 200 * RUNS },
  );
});

test("part of the writes from one file system to another", () => {
  fc.assert(
    fc.property(
      anyTree,
      anyTree,
      fc.infiniteStream(fc.boolean()),
      fc.constantFrom(512, 1024, 8192),
      (from, to, written, unit) => {
        const copy = makeFileSystem(from, { bytes: 2 * BYTES });
        const next = makeFileSystem(to, { bytes: 2 * BYTES });
        for (let at = 0; at < copy.length; at += unit) {
          const there = next.subarray(at, at + unit);
          if (Buffer.compare(copy.subarray(at, at + unit), there) === 0) continue;
          if (written.next().value) copy.set(there, at);
        }
        expect(repairs(copy)).toBe(true);
      },
    ),
    { numRuns: 60 * RUNS },
  );
});

test("an end too early", () => {
  const everything = makeFileSystem(EVERYTHING);
  for (const bytes of [0, 8192, 9000, 16384, 100_000, everything.length - 1024])
    expect(repairs(everything.slice(0, bytes))).toBe(false);
});

test("reading damaged file systems ends with an error or without", () => {
  fc.assert(
    fc.property(hits, (all) => {
      try {
        const system = openFileSystem(damaged(image, all));
        for (const { path, status } of system.walk()) {
          if (status.type === "file") system.readInode(status.inode, path);
          if (status.type === "link") system.readLink(path);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 400 * RUNS },
  );
});
