/**
 * Power cuts: random operations, written in the order of docs/file-system.md and stopped anywhere,
 * leave nothing that is not expected, and repair loses nothing that has a name on the disk.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkFileSystem,
  type Finding,
  makeFileSystem,
  openFileSystem,
} from "../../src/file-system/index.ts";
import { PowerCut, SynchronousWriter } from "./synchronous-writer.ts";

const RUNS = Number(process.env.MCPI_FUZZ ?? 1);
const EMPTY = makeFileSystem({ type: "directory", entries: {} }, { bytes: 3 << 20 });

const operation = fc.tuple(fc.nat(9), fc.nat(), fc.nat(), fc.nat(15));

/** Does what an operation's numbers mean, as far as it is possible. */
function act(writer: SynchronousWriter, [what, a, b, n]: [number, number, number, number]): void {
  const directories = [...writer.directories.keys()];
  const directory = directories[a % directories.length];
  const other = directories[b % directories.length];
  const files = [...writer.names].filter(
    ([inode, names]) => !writer.directories.has(inode) && names.length > 0,
  );
  const file = files[b % Math.max(1, files.length)];
  const name = `${"name".repeat(n)}${n}`;
  const isFree = writer.find(directory, name) === undefined;
  if (what <= 1 && isFree) writer.create(directory, name);
  else if (what === 2 && isFree) writer.makeDirectory(directory, name);
  else if (what === 3 && isFree && file) writer.link(file[0], directory, name);
  else if (what === 4 && file) {
    const at = file[1][a % file[1].length];
    writer.remove(at.directory, at.name);
  } else if (what === 5) {
    const isEmpty = writer.directories.get(other)!.chunks.every((chunk) => chunk.length === 0);
    const [at] = writer.names.get(other)!;
    if (isEmpty && at !== undefined) writer.removeDirectory(at.directory, at.name);
  } else if (what === 6 && isFree && file) {
    const at = file[1][a % file[1].length];
    writer.rename(at.directory, at.name, directory, name);
  } else if (what === 7 && isFree) {
    const [at] = writer.names.get(other)!;
    if (at !== undefined && !isWithin(writer, directory, other))
      writer.rename(at.directory, at.name, directory, name);
  } else if (what === 8 && file) {
    const { size } = writer.inodes.get(file[0])!;
    writer.grow(file[0], size + 1 + (a % [900, 20_000, 130_000][n % 3]));
  } else if (what === 9 && file) {
    const { size } = writer.inodes.get(file[0])!;
    writer.cut(file[0], a % (size + 1));
  }
}

function isWithin(writer: SynchronousWriter, inner: number, outer: number): boolean {
  for (let at = inner; ; at = writer.directories.get(at)!.parent) {
    if (at === outer) return true;
    if (at === writer.directories.get(at)!.parent) return false;
  }
}

test("operations that all are written leave a file system in order", () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      (all, chance) => {
        const writer = new SynchronousWriter(EMPTY, 1e9, () => chance.next().value);
        writer.mount();
        for (const one of all) act(writer, one);
        writer.unmount();
        expect(checkFileSystem(writer.disk).findings).toEqual([]);
      },
    ),
    { numRuns: 50 * RUNS },
  );
});

test("stopped anywhere: nothing but what is expected", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(operation, { minLength: 5, maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      fc.nat(300),
      (all, chance, steps) => {
        const writer = new SynchronousWriter(EMPTY, steps + 1, () => chance.next().value);
        writer.mount();
        try {
          for (const one of all) act(writer, one);
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
        }
        const { findings, repaired } = checkFileSystem(writer.disk, { repair: true });
        for (const kind of kindsOf(findings)) kinds.add(kind);
        expect(findings.filter(({ expected }) => !expected)).toEqual([]);
        expect(checkFileSystem(repaired!).findings).toEqual([]);
        // What had a name on the disk has one still, and its content.
        if (kindsOf(findings).has("second-name-of-directory")) return;
        const before = openFileSystem(writer.disk);
        const now = openFileSystem(repaired!);
        const left = new Set([...now.walk()].map(({ status }) => status.inode));
        for (const { path, status } of before.walk()) {
          expect(left, path).toContain(status.inode);
          if (status.type !== "file") continue;
          const content = [before, now].map((system) => system.readInode(status.inode, path));
          expect(Buffer.compare(content[0], content[1])).toBe(0);
        }
      },
    ),
    { numRuns: 400 * RUNS },
  );
  // The test reaches what it is about.
  for (const kind of ["free-map", "unreferenced-file", "unreferenced-directory", "link-count-high"])
    expect(kinds).toContain(kind);
});

function kindsOf(findings: readonly Finding[]): Set<string> {
  return new Set(findings.map(({ kind }) => kind));
}
