/** What is made is read again: by the reader, here; others.test.ts has other programs. */
import { InputError } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_TIME, makeFileSystem, openFileSystem } from "../../src/file-system/index.ts";
import { anyTree, contents, EVERYTHING, expected, mostlyHoles, pattern } from "./trees.ts";

const MB = 1024 * 1024;

test("random trees, read again", () => {
  fc.assert(
    fc.property(
      anyTree,
      fc.constantFrom([8192, 1024], [4096, 512], [8192, 8192]),
      (tree, sizes) => {
        const [blockSize, fragmentSize] = sizes;
        const image = makeFileSystem(tree, { bytes: 12 * MB, blockSize, fragmentSize });
        expect(contents(openFileSystem(image))).toEqual(expected(tree));
      },
    ),
    { numRuns: 60 },
  );
});

describe("everything", () => {
  const image = makeFileSystem(EVERYTHING);
  const system = openFileSystem(image, "disk.img");

  test("the same bytes each time", () => {
    expect(Buffer.compare(makeFileSystem(EVERYTHING), image)).toBe(0);
  });

  test("statuses", () => {
    expect(system.stat("/")).toMatchObject({ inode: 2, type: "directory", links: 6, mode: 0o755 });
    expect(system.stat("/")).toMatchObject({ mtime: 700_000_000, ctime: DEFAULT_TIME });
    expect(system.stat("/bin/test")).toEqual(system.stat("/bin/ls"));
    expect(system.stat("/bin/ls")).toMatchObject({ links: 2, uid: 3, gid: 7, mode: 0o755 });
    // 17 KB: two blocks and a fragment; 97 KB: 13 blocks and one of addresses.
    expect(system.stat("/bin/ls").sectors).toBe(34);
    expect(system.stat("/last-direct").sectors).toBe(96 * 2);
    expect(system.stat("/first-indirect").sectors).toBe(14 * 16);
    expect(system.stat("/double-indirect").sectors).toBe((2 + 2) * 16);
    expect(system.stat("/almost-long-link").sectors).toBe(0);
    expect(system.stat("/long-link").sectors).toBe(2);
    expect(system.stat("/dev/rz0a").device).toEqual({ major: 21, minor: 255 });
    expect(system.stat("/short-link").type).toBe("link");
    expect(system.stat("/short-link", { follow: true }).inode).toBe(system.stat("/bin/ls").inode);
  });

  test("contents", () => {
    const same = (path: string, content: Uint8Array) =>
      expect(Buffer.compare(system.readFile(path), content), path).toBe(0);
    same("/sections", pattern(3_000_000));
    same("/double-indirect", mostlyHoles(17_000_000));
    same("/short-link", pattern(17 * 1024));
    expect(system.readLink("/longest-link")).toBe("c/".repeat(511));
    expect(system.list("/many")).toHaveLength(702);
    expect(system.list("/bin").map(({ name }) => name)).toEqual([".", "..", "ls", "su", "test"]);
    expect(system.stat(`/deep${"/d".repeat(40)}`).type).toBe("directory");
  });

  test("where things are", () => {
    const { superblock: s } = system;
    expect([s.ncg, s.fpg, s.ipg, s.dsize, s.sbsize]).toEqual([8, 4320, 1088, 31535, 2048]);
    const group = (path: string) => Math.floor(system.stat(path).inode / s.ipg);
    // Directories spread, files do not.
    expect(new Set(["/", "/bin", "/deep", "/deep/d"].map(group)).size).toBe(4);
    expect([group("/bin/ls"), group("/empty")]).toEqual([group("/bin"), 0]);
  });

  test("what is not there, or not that", () => {
    const said = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return (error as Error).message;
      }
      throw new Error("no error");
    };
    expect(said(() => system.stat("/bin/no"))).toBe("disk.img: /bin/no: no such file or directory");
    expect(said(() => system.stat("bin"))).toMatch("a path from the root was expected");
    expect(said(() => system.list("/empty"))).toMatch("it is no directory");
    expect(said(() => system.readFile("/bin"))).toMatch("it is a directory; a file was expected");
    expect(said(() => system.readLink("/bin"))).toMatch("it is no symbolic link");
    expect(said(() => openFileSystem(new Uint8Array(100), "x"))).toMatch(/^x: 100 bytes/);
    expect(said(() => openFileSystem(new Uint8Array(MB), "x"))).toMatch(
      "x: byte 8192: no superblock: fs_magic is 0x00000000, not 0x00011954",
    );
  });
});

describe("what cannot be made", () => {
  const make = (entries: object, options = {}) =>
    makeFileSystem({ type: "directory", entries: entries as never }, options);
  const file = { type: "file", content: "" };

  test.each([
    ["a name", { "a/b": file }, '/a/b: "a/b" cannot be a name'],
    ["a long name", { ["x".repeat(256)]: file }, "a name of 256 bytes; 1 to 255"],
    ["dots", { "..": file }, "cannot be a name"],
    ["a mode", { f: { ...file, mode: 0o10000 } }, "/f: mode is 4096"],
    ["a device", { d: { type: "block", major: 256, minor: 0 } }, "/d: major is 256"],
    ["a link to nowhere", { l: { type: "hard-link", to: "/x" } }, "/l: a hard link to /x"],
    ["an empty link", { l: { type: "link", target: "" } }, "/l: a link's target has 0 bytes"],
    ["a type", { l: { type: "door" } }, '/l: unknown type "door"'],
  ])("%s", (_, entries, message) => {
    expect(() => make(entries)).toThrow(message);
  });

  test("too much", () => {
    const content = new Uint8Array(3 * MB).fill(1);
    expect(() => make({ a: { type: "file", content } }, { bytes: 3 * MB })).toThrow(
      "/a: it does not fit",
    );
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, file]));
    expect(() => make(files, { bytes: MB, bytesPerInode: 65536 })).toThrow(
      /no inode is left of 128/,
    );
  });

  test.each([
    [{ blockSize: 3000 }, "blocks of 3000 bytes"],
    [{ fragmentSize: 512 }, "fragments of 512 bytes"],
    [{ cylindersPerGroup: 15 }, "are not whole blocks"],
    [{ bytes: 65536 }, "no such disk can be made"],
    [{ minFree: 100 }, "minFree is 100"],
    [{ cylindersPerGroup: 16, tracksPerCylinder: 4096 }, "fewer cylinders a group"],
  ])("%j", (options, message) => {
    expect(() => make({}, options)).toThrow(message);
  });
});

test("disks of every size end well", () => {
  for (let bytes = 1_000_448; bytes < 5_700_000; bytes += 33 * 1024) {
    const image = makeFileSystem({ type: "directory", entries: {} }, { bytes });
    const { superblock: s } = openFileSystem(image);
    expect(s.ndir).toBe(1);
    expect(s.nbfree * 8 + s.nffree).toBe(s.dsize - 1);
  }
});
