/** The checker on damage of one kind each: what it says, and what it makes of it. */
import { InputError } from "@mcpi/trace";
import { expect, test } from "vitest";
import { groupBlock, groupSuperblock, inodeByte } from "../../src/file-system/addresses.ts";
import { type Dinode, decodeDinode, encodeDinode } from "../../src/file-system/dinode.ts";
import {
  type DirectoryEntry,
  decodeChunk,
  encodeChunk,
  nameText,
} from "../../src/file-system/directory.ts";
import {
  checkFileSystem,
  type DirectoryNode,
  type FileSystem,
  type FindingKind,
  makeFileSystem,
  openFileSystem,
} from "../../src/file-system/index.ts";
import {
  decodeSuperblock,
  encodeSuperblock,
  type Superblock,
} from "../../src/file-system/superblock.ts";
import { mostlyHoles, pattern } from "./trees.ts";

const TREE: DirectoryNode = {
  type: "directory",
  entries: {
    a: {
      type: "directory",
      entries: {
        b: { type: "directory", entries: { f: { type: "file", content: "f in b" } } },
        g: { type: "file", content: pattern(20_000) },
      },
    },
    big: { type: "file", content: pattern(150_000) },
    dev: { type: "character", major: 1, minor: 2 },
    empty: { type: "file", content: "" },
    holes: { type: "file", sparse: true, content: mostlyHoles(20_000_000) },
    link: { type: "link", target: "l".repeat(70) },
    long: {
      type: "directory",
      entries: Object.fromEntries(
        Array.from({ length: 300 }, (_, i) => [
          `${"n".repeat(40)}${i}`,
          { type: "file", content: "x" },
        ]),
      ),
    },
    short: { type: "link", target: "a/g" },
  },
};

const image = makeFileSystem(TREE, { bytes: 12 * 2 ** 20 });
const original = openFileSystem(image);

/** A copy of the image to be damaged. */
class Victim {
  readonly bytes = image.slice();
  readonly view = new DataView(this.bytes.buffer);
  readonly system: FileSystem = openFileSystem(this.bytes);
  readonly s: Superblock = { ...this.system.superblock };

  number(path: string): number {
    return this.system.stat(path).inode;
  }

  inode(path: string, change: (inode: Dinode) => void): this {
    const at = inodeByte(this.s, this.number(path));
    const inode = decodeDinode(this.view, at);
    change(inode);
    encodeDinode(inode, this.view, at);
    return this;
  }

  get(path: string): Dinode {
    return decodeDinode(this.view, inodeByte(this.s, this.number(path)));
  }

  /** Changes the first chunk's entries. */
  entries(path: string, change: (entries: DirectoryEntry[]) => DirectoryEntry[] | undefined): this {
    const at = this.get(path).direct[0] * this.s.fsize;
    const chunk = this.bytes.subarray(at, at + 512);
    const { entries } = decodeChunk(chunk);
    encodeChunk(change(entries) ?? entries, chunk);
    return this;
  }

  superblock(change: (s: Superblock) => void, byte = 8192): this {
    const bytes = this.bytes.subarray(byte, byte + 1376);
    const s = decodeSuperblock(bytes);
    change(s);
    encodeSuperblock(s, bytes);
    return this;
  }

  unclean(): this {
    return this.superblock((s) => {
      s.clean = 0;
    });
  }

  check() {
    const report = checkFileSystem(this.bytes, { repair: true, name: "disk" });
    expect(checkFileSystem(report.repaired!).findings).toEqual([]);
    const kinds = new Set<FindingKind>(report.findings.map(({ kind }) => kind));
    kinds.delete("not-clean");
    return { report, kinds: [...kinds], now: openFileSystem(report.repaired!) };
  }
}

const victim = () => new Victim().unclean();
const named = (entries: DirectoryEntry[], name: string) =>
  entries.find((entry) => nameText(entry.name) === name)!;
const without = (entries: DirectoryEntry[], name: string) =>
  entries.filter((entry) => nameText(entry.name) !== name);
/** What follows when blocks or inodes are freed. */
const FREED: FindingKind[] = ["free-map", "summary", "superblock-counts"];

test("nothing", () => {
  expect(checkFileSystem(image)).toEqual({ findings: [], onlyExpected: true });
});

test("not unmounted", () => {
  const { report } = victim().check();
  expect(report.onlyExpected).toBe(true);
  expect(report.findings).toMatchObject([{ phase: 5, kind: "not-clean", expected: true }]);
});

test("marked as clean, and is not", () => {
  const { kinds, report } = new Victim().inode("/big", (i) => i.nlink++).check();
  expect(kinds).toEqual(["link-count-high", "falsely-clean"]);
  expect(report.onlyExpected).toBe(false);
});

test("what a power cut leaves is expected, and nothing is lost", () => {
  // A file written and not named yet; a name removed, its count not yet; maps not written.
  const cut = victim()
    .entries("/a", (entries) => without(entries, "g"))
    .inode("/big", (inode) => inode.nlink++);
  cut.bytes.fill(0xff, groupBlock(cut.s, 0) * 1024 + 624, groupBlock(cut.s, 0) * 1024 + 700);
  const number = cut.system.stat("/a/b").inode;
  const { report, now } = cut.check();
  expect(report.onlyExpected).toBe(true);
  const lost = now.list("/lost+found").map(({ name }) => name);
  expect(lost).toEqual([".", "..", `#${String(original.stat("/a/g").inode).padStart(8, "0")}`]);
  expect(now.readFile(`/lost+found/${lost[2]}`)).toEqual(original.readFile("/a/g"));
  expect(now.stat("/a/b").inode).toBe(number);
});

test("blocks", () => {
  const bad = victim().inode("/big", (inode) => {
    inode.direct[1] = 1_000_000;
    inode.direct[2] = 20;
    inode.direct[3] += 1;
  });
  const { kinds, report, now } = bad.check();
  expect(kinds).toEqual(["bad-block", ...FREED]);
  expect(report.findings.filter(({ kind }) => kind === "bad-block")).toHaveLength(3);
  const read = now.readFile("/big");
  expect(read.subarray(8192, 4 * 8192).every((byte) => byte === 0)).toBe(true);
  expect(read.subarray(4 * 8192)).toEqual(pattern(150_000).subarray(4 * 8192));
});

test("a block of two files stays with the first", () => {
  const twice = victim();
  const theirs = twice.get("/a/g").direct[0];
  const { kinds, now } = twice.inode("/big", (inode) => (inode.direct[0] = theirs)).check();
  expect(kinds).toEqual(["duplicate-block", ...FREED]);
  const [first, second] = [twice.number("/big"), twice.number("/a/g")];
  expect(first).toBeLessThan(second);
  expect(now.readFile("/big").subarray(0, 8192)).toEqual(pattern(8192));
  expect(
    now
      .readFile("/a/g")
      .subarray(0, 8192)
      .every((byte) => byte === 0),
  ).toBe(true);
});

test("blocks of addresses", () => {
  const garbage = victim();
  garbage.bytes.fill(
    0x7e,
    garbage.get("/big").indirect[0] * 1024,
    garbage.get("/big").indirect[0] * 1024 + 64,
  );
  const { report, now } = garbage.check();
  expect(report.findings[0].message).toMatch(/of addresses has 16 bad ones: taken away/);
  expect(now.stat("/big")).toMatchObject({ size: 150_000, sectors: 12 * 16 });

  const cut = victim().inode("/big", (inode) => {
    inode.size = 12 * 8192 + 1;
  });
  const after = cut.check();
  expect(after.kinds).toEqual(["partially-truncated", ...FREED]);
  expect(after.report.onlyExpected).toBe(true);
  expect(after.now.stat("/big").sectors).toBe(14 * 16);
});

test("sizes", () => {
  const cut = victim().inode("/big", (inode) => {
    inode.size = 8192;
  });
  expect(cut.check().kinds).toEqual(["blocks-beyond-end", ...FREED]);
  const counted = victim().inode("/big", (inode) => inode.blocks++);
  expect(counted.check().kinds).toEqual(["block-count"]);
  const huge = victim().inode("/big", (inode) => {
    inode.size = 2 ** 52;
  });
  expect(huge.check().kinds).toContain("bad-size");
  const odd = victim().inode("/a", (inode) => {
    inode.size = 500;
  });
  expect(odd.check().kinds).toEqual(["directory-size"]);
  const none = victim().inode("/a/b", (inode) => {
    inode.size = 0;
  });
  const { kinds, now } = none.check();
  expect(kinds).toContain("directory-without-size");
  expect(now.list("/lost+found")).toHaveLength(3);
});

test("inodes", () => {
  const free = victim().inode("/big", (inode) => {
    inode.mode = 0;
  });
  expect(free.check().kinds).toEqual([
    "partially-allocated",
    "entry-unallocated",
    "inode-map",
    ...FREED,
  ]);
  const unknown = victim().inode("/big", (inode) => {
    inode.mode = 0o070000;
  });
  expect(unknown.check().kinds).toContain("unknown-type");
  const device = victim().inode("/dev", (inode) => {
    inode.direct[1] = 7;
    inode.indirect[2] = 8;
  });
  const { kinds, now } = device.check();
  expect(kinds).toEqual(["blocks-beyond-end"]);
  expect(now.stat("/dev").device).toEqual({ major: 1, minor: 2 });
  const link = victim().inode("/link", (inode) => {
    inode.direct[0] = 0;
  });
  expect(link.check().kinds).toContain("link-without-text");
});

test("directories", () => {
  const dot = victim().entries("/a", (entries) => {
    entries[0].inode = 5;
    entries[1].inode = 7;
  });
  expect(dot.check().kinds).toEqual(["dot-wrong", "dot-dot-wrong"]);
  const missing = victim().entries("/a", (entries) => entries.slice(2));
  const found = missing.check();
  expect(found.kinds).toEqual(["dot-missing", "dot-dot-missing"]);
  expect(found.now.list("/a").map(({ name }) => name)).toEqual([".", "..", "b", "g"]);
  // A first chunk that is full loses names, not files.
  const full = victim().entries("/long", (entries) => entries.slice(2));
  full.entries("/long", (entries) => [
    ...entries,
    { inode: full.number("/empty"), type: 8, name: new Uint8Array(20).fill(0x79) },
  ]);
  expect(full.check().kinds).toContain("dot-missing");

  const types = victim().entries("/a", (entries) => {
    named(entries, "g").type = 4;
    named(entries, "b").inode = 999_999;
  });
  const typed = types.check();
  expect(typed.kinds).toContain("entry-type");
  expect(typed.kinds).toContain("entry-range");
  expect(typed.kinds).toContain("unreferenced-directory");

  const twice = victim();
  twice.entries("/a", (entries) => [
    ...entries,
    { ...named(entries, "g"), inode: twice.number("/big") },
  ]);
  expect(twice.check().kinds).toEqual(["entry-repeated"]);

  const hole = victim().inode("/long", (inode) => {
    inode.direct[1] = 0;
  });
  const holed = hole.check();
  expect(holed.kinds).toContain("directory-hole");
  expect(holed.now.stat("/long").size).toBe(8192);
  const files = holed.now.list("/long").length + holed.now.list("/lost+found").length - 4;
  expect(files).toBe(300);

  const garbage = victim();
  const at = garbage.get("/a").direct[0] * 1024;
  garbage.view.setUint16(at + 24 + 4, 13, true);
  const salvaged = garbage.check();
  expect(salvaged.kinds).toContain("directory-damaged");
  expect(salvaged.now.list("/a")).toHaveLength(2);
  expect(salvaged.now.list("/lost+found")).toHaveLength(4);
});

test("connections", () => {
  // As a rename that is cut off leaves it: both names, and .. as before.
  const renamed = victim();
  const b = renamed.number("/a/b");
  renamed
    .entries("/", (entries) => [
      ...entries,
      { inode: b, type: 4, name: new TextEncoder().encode("new") },
    ])
    .inode("/a/b", (inode) => inode.nlink++);
  const after = renamed.check();
  expect(after.kinds).toEqual(["second-name-of-directory", "link-count-high"]);
  expect(after.report.onlyExpected).toBe(true);
  expect(after.now.stat("/a/b").inode).toBe(b);

  // /a moved into /a/b.
  const loop = victim();
  const a = loop.number("/a");
  loop.entries("/a/b", (entries) => [
    ...entries,
    { inode: a, type: 4, name: new TextEncoder().encode("up") },
  ]);
  loop.entries("/a", (entries) => {
    entries[1].inode = b;
  });
  const removed = loop.entries("/", (entries) => without(entries, "a"));
  // Paths do not lead there any more: only its number does.
  const broken = removed.check();
  expect(broken.kinds).toContain("directory-loop");
  const name = `/lost+found/#${String(a).padStart(8, "0")}`;
  expect(broken.now.list(name).map(({ name }) => name)).toEqual([".", "..", "b", "g"]);
});

test("no root", () => {
  const none = victim().inode("/", (inode) => {
    inode.mode = 0o100644;
  });
  const { kinds, now } = none.check();
  expect(kinds).toContain("root-missing");
  expect(now.list("/").map(({ name }) => name)).toEqual([".", "..", "lost+found"]);
  const names = now.list("/lost+found");
  expect(names.length).toBeGreaterThan(6);
});

test("lost+found that is no directory, or full of names of its own", () => {
  const file = victim();
  file.entries("/", (entries) => {
    const big = named(entries, "big");
    return [
      ...without(without(entries, "big"), "short"),
      { ...big, name: new TextEncoder().encode("lost+found") },
    ];
  });
  const { kinds, now } = file.check();
  expect(kinds).toContain("lost-found-no-directory");
  expect(now.list("/lost+found")).toHaveLength(4);
});

test("counts of names", () => {
  expect(
    victim()
      .inode("/big", (inode) => inode.nlink--)
      .check().kinds,
  ).toEqual(["link-count-low"]);
  const gone = victim()
    .inode("/big", (inode) => inode.nlink--)
    .entries("/", (entries) => without(entries, "big"))
    .check();
  expect(gone.kinds).toEqual(["unreferenced-file", "inode-map", ...FREED]);
  expect(gone.report.onlyExpected).toBe(true);
  const empty = victim()
    .entries("/", (entries) => without(entries, "empty"))
    .check();
  expect(empty.kinds).toEqual(["unreferenced-file", "inode-map", "summary", "superblock-counts"]);
});

test("groups", () => {
  const word = (group: number, at: number, value: number) => {
    const hit = victim();
    hit.view.setInt32(groupBlock(hit.s, group) * 1024 + at, value, true);
    return hit.check();
  };
  expect(word(1, 4, 0).kinds).toEqual(["group-damaged"]);
  expect(word(1, 12, 0).kinds).toEqual(["group-damaged"]);
  expect(word(1, 96, 100).kinds).toEqual(["group-layout"]);
  expect(word(1, 20, 100).kinds).toEqual(["group-layout"]);
  expect(word(0, 16, 3).kinds).toEqual(["group-layout"]);
  expect(word(0, 40, -1).kinds).toEqual(["group-rotor"]);
  expect(word(0, 28, 3).kinds).toEqual(["group-counts"]);
  expect(word(0, 168, 3).kinds).toEqual(["group-counts"]);
  expect(word(0, 488, 0).kinds).toEqual(["inode-map"]);
  expect(word(0, 624, -1).report.findings[0].message).toBe(
    "group 0: 0 fragments are free and not marked so, 32 the other way round: corrected",
  );
});

test("superblocks", () => {
  expect(
    victim()
      .superblock((s) => (s.nbfree = 1))
      .check().kinds,
  ).toEqual(["superblock-counts"]);
  expect(
    victim()
      .superblock((s) => (s.maxbpg = 0))
      .check().kinds,
  ).toEqual(["superblock-field"]);
  const magic = victim()
    .superblock((s) => (s.magic = 0))
    .check();
  expect(magic.kinds).toEqual(["superblock-damaged"]);
  expect(magic.now.stat("/big").size).toBe(150_000);
  const size = victim()
    .superblock((s) => (s.size -= 8))
    .check();
  expect(size.kinds[0]).toBe("superblock-disagrees");
  expect(size.now.superblock.size).toBe(original.superblock.size);
  const { s } = victim();
  const copy = victim().superblock((one) => (one.fpg = 7), groupSuperblock(s, 1) * 1024);
  expect(copy.check().kinds).toEqual(["superblock-copy"]);
  const tables = victim();
  tables.bytes.fill(9, 8192 + 1376, 8192 + 1400);
  expect(tables.check().kinds).toEqual(["rotational-tables"]);
  expect(() => checkFileSystem(new Uint8Array(2 ** 20), { name: "disk" })).toThrow(
    new InputError(
      "disk: byte 8192: no superblock, and no copy: fs_magic is 0x00000000, not 0x00011954",
    ),
  );
});

test("a full disk loses what has no name and no room", () => {
  const bytes = 3 * 2 ** 20;
  const disk = (fill: number, files: number) =>
    makeFileSystem(
      {
        type: "directory",
        entries: {
          d: {
            type: "directory",
            entries: {
              e: { type: "directory", entries: { f: { type: "file", content: "1" } } },
              fill: { type: "file", content: new Uint8Array(fill).fill(1) },
              ...Object.fromEntries(
                Array.from({ length: files }, (_, i) => [
                  `${i}`,
                  { type: "file", content: "1" } as const,
                ]),
              ),
            },
          },
        },
      },
      { bytes },
    );
  const { nbfree } = openFileSystem(disk(0, 0)).superblock;
  const fill = (nbfree - 6) * 8192;
  let full = disk(fill, 0);
  let files = 1;
  try {
    for (; ; files++) full = disk(fill, files);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
  }
  const { superblock: s } = openFileSystem(full);
  expect([s.nbfree, s.nffree]).toEqual([0, 0]);
  const view = new DataView(full.buffer);
  const root = decodeDinode(view, inodeByte(s, 2)).direct[0] * 1024;
  view.setUint32(root + 24, 0, true);
  const report = checkFileSystem(full, { repair: true });
  // /d is freed; what was in it has room then.
  expect(report.findings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^directory inode \d+: nothing names it: freed$/),
      expect.stringMatching(/^directory inode \d+: nothing names it: now .lost.found.#\d+$/),
      expect.stringMatching(/^inode \d+: nothing names it: now .lost.found.#\d+$/),
    ]),
  );
  expect(checkFileSystem(report.repaired!).findings).toEqual([]);
});
