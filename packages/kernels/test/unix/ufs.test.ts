/**
 * The fast file system of guest/unix on images of disks: against a model, full, cut off, damaged.
 * What is marked `fails` shows faults that are known and not mended yet.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIRECT, inodeByte } from "../../src/file-system/addresses.ts";
import { ADDRESSES_BYTE } from "../../src/file-system/dinode.ts";
import { checkFileSystem, type FileSystem, openFileSystem } from "../../src/file-system/index.ts";
import { commands } from "./ufs-commands.ts";
import { diskAfterCut, readLog } from "./ufs-cuts.ts";
import { type Expected, type Snapshot, UfsModel } from "./ufs-model.ts";
import { ENDS, missingCompiler, smallDisk, UfsProgram, type UfsRun } from "./ufs-program.ts";

/** Runs; MCPI_FUZZ times as many in a long test. */
const FUZZ = Number(process.env.MCPI_FUZZ ?? 1);
const SEED = 19930501;
const [ENOSPC, EFBIG] = [28, 27];

/** What must be there is there, with its contents; nothing else, if it is all. */
function expectFiles(files: FileSystem, expected: ReadonlyMap<string, Expected>): void {
  for (const [path, { kind, content, links }] of expected) {
    const status = files.stat(path, { follow: false });
    expect({ path, kind: status.type, links: status.links }).toEqual({ path, kind, links });
    expectContent(files, path, kind, content);
  }
}

function expectContent(
  files: FileSystem,
  path: string,
  kind: Expected["kind"],
  content: Buffer,
): void {
  if (kind === "link") expect(files.readLink(path)).toBe(content.toString());
  else if (kind === "file") {
    const read = Buffer.from(files.readFile(path));
    if (!read.equals(content))
      throw new Error(
        `${path}: ${read.length} bytes, of which the first wrong one is ${read.findIndex((byte, i) => byte !== content[i])}; expected were ${content.length}`,
      );
  }
}

const paths = (files: FileSystem): string[] =>
  [...files.walk()].map(({ path }) => path).filter((path) => path !== "/");

function expectNoEnd(run: UfsRun): void {
  expect({ status: run.status, messages: run.messages.slice(0, 4000) }).toEqual({
    status: 0,
    messages: expect.not.stringContaining("panic"),
  });
}

describe.skipIf(missingCompiler.length > 0)("the fast file system, on the host", () => {
  let program: UfsProgram;
  beforeAll(() => {
    program = new UfsProgram();
  }, 300_000);
  afterAll(() => program?.remove());

  /** Does commands, with the answers that the model has; then the disk is in order and as it says. */
  function runAgainstModel(image: Uint8Array, model: UfsModel, lines: readonly string[]): UfsRun {
    const run = program.run(image, ["mount", ...lines, "halt"]);
    expectNoEnd(run);
    lines.forEach((line, i) => {
      // What there was no room for has not been done.
      if (run.said[i + 1].split(" ")[0] === `${ENOSPC}`) return;
      const expected = model.run(line);
      const said = line.startsWith("stat ") ? run.said[i + 1].split(" ") : [run.said[i + 1]];
      // Sizes of directories and owners are not the model's.
      if (expected !== undefined)
        expect({ line, i, said: said.slice(0, expected.split(" ").length).join(" ") }).toEqual({
          line,
          i,
          said: expected,
        });
    });
    expect(checkFileSystem(run.image).findings).toEqual([]);
    const files = openFileSystem(run.image);
    const tree = model.tree();
    expectFiles(files, tree);
    expect(paths(files).sort()).toEqual([...tree.keys()].sort());
    return run;
  }

  test("random commands, as the model has them", () => {
    const image = smallDisk({}, { bytes: 24 << 20 });
    fc.assert(
      fc.property(commands(200), commands(40), (first, second) => {
        const model = new UfsModel();
        const run = runAgainstModel(image, model, first);
        runAgainstModel(run.image, model, second);
      }),
      { numRuns: 25 * FUZZ, seed: SEED },
    );
  }, 600_000);

  test.each([4096, 8192])("blocks of %i bytes, fragments of all sizes", (blockSize) => {
    for (const fragments of [1, 2, 4, 8]) {
      const image = smallDisk(
        {},
        { bytes: 24 << 20, blockSize, fragmentSize: blockSize / fragments },
      );
      fc.assert(
        fc.property(commands(120), (lines) => {
          runAgainstModel(image, new UfsModel(), lines);
        }),
        { numRuns: 3 * FUZZ, seed: SEED },
      );
    }
  }, 600_000);

  describe("power cuts", () => {
    test("leave what is expected, and what was synced", () => {
      const image = smallDisk({}, { bytes: 10 << 20 });
      let cuts = 0;
      fc.assert(
        fc.property(commands(60), commands(60), fc.nat(), (first, second, seed) => {
          const random = randomFrom(seed);
          const lines = [...first, "sync", ...second];
          const run = program.run(image, ["mount", ...lines, "halt"]);
          expectNoEnd(run);
          const log = readLog(run.log);
          const states = statesOf(lines);
          const places = Array.from({ length: 12 }, () => Math.floor(random() * log.writes.length));
          for (const cut of places) {
            cuts++;
            expectAfterCut(diskAfterCut(image, log, cut, random), log, cut, states, lines);
          }
        }),
        { numRuns: 25 * FUZZ, seed: SEED, endOnFailure: true },
      );
      expect(cuts).toBeGreaterThan(100);
    }, 900_000);
  });

  describe("a full disk", () => {
    test("fails, keeps what there is, and goes on when there is room again", () => {
      fc.assert(
        fc.property(commands(150), fc.nat(100), (lines, seed) => {
          const fill = Array.from({ length: 12 }, (_, i) => [
            `create /fill${i}`,
            `write /fill${i} 0 ${500_000 + 7 * seed} ${seed}`,
          ]).flat();
          const remove = Array.from({ length: 12 }, (_, i) => `unlink /fill${i}`);
          const all = [...fill, "statfs", ...lines, "statfs", ...remove, ...lines];
          const model = new UfsModel();
          const run = runAgainstModel(smallDisk(), model, all);
          expect(run.said.some((said) => said.startsWith(`${ENOSPC}`))).toBe(true);
        }),
        { numRuns: 15 * FUZZ, seed: SEED },
      );
    }, 600_000);

    test("a write that fails leaves the file as it was", () => {
      const sizes = [20_000_000, 1_000_000, 200_000, 90_000, 8192, 4000, 3001];
      // So many blocks of the disk are left: some are enough for addresses, but not for data.
      for (const left of [0, 1, 2, 3, 4]) {
        const model = new UfsModel();
        for (const line of ["create /a", "write /a 0 3000 1"]) model.run(line);
        const run = program.run(smallDisk(), [
          ...["mount", "create /a", "write /a 0 3000 1", "create /room"],
          ...["write /room 0 98304 1", "create /fill"],
          ...Array.from({ length: 760 }, () => "write /fill 0 8192 2 append"),
          `truncate /room ${98304 - 8192 * left}`,
          ...sizes.flatMap((size) => [
            `write /a ${size} 65536 3`,
            "stat /a",
            "read /a 0 100000",
            `truncate /a ${size + 100_000}`,
            "truncate /a 3000",
          ]),
          ...["stat /a", "read /a 0 100000", "halt"],
        ]);
        expectNoEnd(run);
        const answers = run.said.slice(-3 - 5 * sizes.length, -3);
        sizes.forEach((size, i) => {
          const [written, status, read] = answers.slice(5 * i);
          expect({ left, size, written }).toEqual({ left, size, written: `${ENOSPC} 0` });
          expect(status).toBe("0 100644 1 3000 0");
          expect(read).toBe(model.run("read /a 0 100000"));
        });
        expect(run.said.slice(-3, -1)).toEqual([
          "0 100644 1 3000 0",
          model.run("read /a 0 100000"),
        ]);
        expect(checkFileSystem(run.image).findings).toEqual([]);
      }
    });

    test("no inode is left", () => {
      const image = smallDisk();
      const names = Array.from({ length: 600 }, (_, i) => `/f${i}`);
      const run = program.run(image, [
        "mount",
        ...names.map((name) => `create ${name}`),
        "mkdir /d",
        "symlink x /s",
        "statfs",
        ...names.map((name) => `unlink ${name}`),
        "mkdir /d",
        "halt",
      ]);
      expectNoEnd(run);
      expect(run.said.slice(-605, -603)).toEqual([`${ENOSPC}`, `${ENOSPC}`]);
      expect(run.said.slice(-602)).toEqual(
        names.map((_, i) => run.said.slice(-602)[i]).concat("0", "0"),
      );
      expect(checkFileSystem(run.image).findings).toEqual([]);
    });

    test("others than the superuser leave a tenth", () => {
      const image = smallDisk();
      const run = program.run(image, [
        ...["mount", "chmod / 511", "user 10", "create /a"],
        ...Array.from({ length: 80 }, (_, i) => `write /a ${i * 100_000} 100000 2`),
        ...["user 0", "statfs", "write /a 0 100 1", "halt"],
      ]);
      expectNoEnd(run);
      const [, free] = run.said.at(-3)!.split(" ").map(Number);
      expect(free).toBeGreaterThan(450);
      expect(free).toBeLessThan(750);
      expect(checkFileSystem(run.image).findings).toEqual([]);
    });
  });

  test("limits of sizes", () => {
    const run = program.run(smallDisk(), [
      ...["mount", "create /a", "limit 5000", "write /a 0 5000 1", "write /a 5000 1 1"],
      ...["write /a 2147483640 100 1", "limit 2147483647", "write /a 2147483640 100 1", "halt"],
    ]);
    expectNoEnd(run);
    expect(run.said.slice(3, -1)).toEqual([
      "0 5000",
      `${EFBIG} 0`,
      `${EFBIG} 0`,
      "0",
      `${EFBIG} 0`,
    ]);
    expect(checkFileSystem(run.image).findings).toEqual([]);
  });

  test("a file without a name lives until it is closed", () => {
    const run = program.run(smallDisk(), [
      ...["mount", "create /a", "write /a 0 90000 1", "statfs", "hold /a", "unlink /a", "statfs"],
      ...["drop", "statfs", "halt"],
    ]);
    expectNoEnd(run);
    const free = run.said
      .filter((line) => line.split(" ").length === 5)
      .map((line) => line.split(" ")[1]);
    expect(free[1]).toBe(free[0]);
    expect(Number(free[2])).toBeGreaterThan(Number(free[1]) + 80);
    expect(checkFileSystem(run.image).findings).toEqual([]);
  });

  describe("a damaged disk", () => {
    test("gives errors, and never ends the system", () => {
      const { image, places } = victim();
      const walkThrough = victimCommands();
      const hit = fc.record({
        at: fc.constantFrom(...places),
        value: fc.oneof(
          fc.integer({ min: -3, max: 70 }),
          fc.integer({ min: 0, max: 6200 }),
          fc.constantFrom(0x41ed41ed, 0x81a4, 0xa1ff, 0x10001, 0x1000000, 512, 0x7fffffff),
          fc.integer(),
        ),
      });
      const damage = fc.array(fc.array(hit, { minLength: 1, maxLength: 12 }), {
        minLength: 20,
        maxLength: 20,
      });
      fc.assert(
        fc.property(damage, (cases) => {
          const results = program.cases(
            image,
            cases.map((hits) => [
              ...hits.map(({ at, value }) => `poke ${at} ${value >>> 0}`),
              "mount",
              ...walkThrough,
              "halt",
            ]),
          );
          results.forEach((status, i) => {
            const hits = cases[i];
            expect({ hits, status: status === ENDS.noRoot ? 0 : status }).toEqual({
              hits,
              status: 0,
            });
          });
        }),
        { numRuns: 20 * FUZZ, seed: SEED, endOnFailure: true },
      );
    }, 900_000);

    test("blocks of addresses that lead to themselves", () => {
      const made = program.run(smallDisk(), [
        ...["mount", "create /big", "write /big 17000000 100 1", "halt"],
      ]);
      expectNoEnd(made);
      const files = openFileSystem(made.image);
      const { superblock } = files;
      const inode = inodeByte(superblock, files.stat("/big").inode);
      const view = new DataView(made.image.buffer, made.image.byteOffset);
      const block = view.getInt32(inode + ADDRESSES_BYTE + 4 * (DIRECT + 1), true);
      for (let i = 0; i < superblock.nindir; i++)
        view.setInt32(block * superblock.fsize + 4 * i, block, true);
      for (const level of [1, 2]) {
        view.setInt32(inode + ADDRESSES_BYTE + 4 * (DIRECT + level), block, true);
        const ways = ["truncate /big 0", "truncate /big 16900000", "unlink /big"];
        const others = [
          "read /big 0 100",
          "read /big 16900000 200000",
          "write /big 17000000 9000 2",
        ];
        const cases = [...ways, ...others].map((line) => ["mount", line, "halt"]);
        for (const status of program.cases(made.image, cases)) expect(status).toBe(0);
      }
    });

    test("an entry that names its own directory", () => {
      const { image } = victim();
      const at = Buffer.from(image).indexOf("200k\0") - 8;
      expect(new DataView(image.buffer).getInt32(at, true)).toBeGreaterThan(2);
      const ways = ["unlink /200k", "rmdir /200k", "rename /200k /x", "rename /f1 /200k"];
      const cases = [...ways, "link /200k /x", "mkdir /200k/x", "write /200k 0 10 1"].map(
        (line) => [
          ...[`poke ${at} 2`, "mount", "stat /200k", "stat /200k", line, line, "sync", "halt"],
        ],
      );
      for (const status of program.cases(image, cases)) expect(status).toBe(0);
    });

    test("is not called clean by who found it so", () => {
      const run = program.run(smallDisk(), ["mount", "create /a", "sync"]);
      expectNoEnd(run);
      const again = program.run(run.image, ["mount", "create /b", "halt"]);
      expectNoEnd(again);
      expect(checkFileSystem(again.image).findings.map(({ kind }) => kind)).toEqual(["not-clean"]);
    });
  });

  test("a disk that fails gives errors", () => {
    const { image } = victim();
    const cases = Array.from({ length: 150 }, (_, i) => [
      ...["mount", `fail ${i}`, ...victimCommands(), "fail -1", "sync", "halt"],
    ]);
    for (const status of program.cases(image, cases)) expect(status).toBe(0);
  });
});

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What the model has after each sync; commands of the program count from 1, and the first mounts. */
function statesOf(lines: readonly string[]): (cutCommand: number) => Map<string, Expected> {
  return (cutCommand) => {
    const model = new UfsModel();
    let synced: Snapshot | undefined;
    lines.slice(0, Math.max(0, cutCommand - 1)).forEach((line, i) => {
      model.run(line);
      if (line === "sync" && i + 2 < cutCommand) synced = model.snapshot();
    });
    return synced?.untouched() ?? new Map();
  };
}

function expectAfterCut(
  disk: Uint8Array,
  log: ReturnType<typeof readLog>,
  cut: number,
  states: (command: number) => Map<string, Expected>,
  lines: readonly string[],
): void {
  const { command } = log.writes[cut];
  const { findings, repaired } = checkFileSystem(disk, { repair: true });
  const unexpected = findings.filter((finding) => !finding.expected);
  expect({ cut, command: lines[command - 2], unexpected }).toEqual({
    cut,
    command: lines[command - 2],
    unexpected: [],
  });
  const files = openFileSystem(repaired!);
  for (const [path, { kind, content }] of states(command)) {
    expect({ path, kind: files.stat(path, { follow: false }).type }).toEqual({ path, kind });
    expectContent(files, path, kind, content);
  }
}

/** A disk with some of everything, and the words of it that mean something. */
function victim(): { image: Uint8Array; places: number[] } {
  const image = smallDisk({
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
    short: { type: "link", target: "a/b" },
    ...Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`f${i}`, { type: "file", content: `${i}` } as const]),
    ),
  });
  const words = new Int32Array(image.buffer, image.byteOffset, image.length / 4);
  const places: number[] = [];
  for (let i = 8192 / 4; i < words.length; i++) if (words[i] !== 0) places.push(4 * i);
  return { image, places };
}

/** Has to do with all of it. */
function victimCommands(): string[] {
  const tree = ["/", "/a", "/a/b", "/a/b/c", "/lost+found"];
  const files = [
    "/200k",
    "/a/17k",
    "/a/b/c/d",
    "/link",
    ...Array.from({ length: 60 }, (_, i) => `/f${i}`),
  ];
  return [
    ...tree.map((path) => `list ${path}`),
    ...files.map((path) => `read ${path} 0 250000`),
    ...["/link", "/short"].map((path) => `readlink ${path}`),
    ...files.slice(0, 20).map((path, i) => `write ${path} ${i * 700} ${i * 1000} ${i} append`),
    ...files.slice(0, 10).map((path, i) => `write ${path} ${i * 700} ${i * 1000} ${i}`),
    "statfs",
    ...["mkdir /new", "mkdir /a/b/new", "create /a/b/c/new", "write /a/b/c/new 0 150000 3"],
    ...[
      "rename /a/b /new/b",
      "rename /f1 /f2",
      "rename /f3 /a/f3",
      "rename /a /new/b/c/x",
      "link /f4 /a/f5",
    ],
    ...["symlink abc /sym", "rmdir /a/b/new", "rmdir /lost+found", "rename /new/b /a/b", "update"],
    ...files.slice(0, 30).map((path, i) => `truncate ${path} ${(i * 977) % 9000}`),
    ...files.map((path) => `unlink ${path}`),
    ...[
      "unlink /link",
      "unlink /a/b/c/new",
      "rmdir /a/b/c",
      "rmdir /a/b",
      "rmdir /a",
      "rmdir /new",
    ],
    ...tree.map((path) => `list ${path}`),
    "sync",
  ];
}
