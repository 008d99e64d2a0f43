/**
 * The file system of guest/unix as a program of this host (guest/unix/test/ufs), which does commands
 * on an image of a disk. It is built with the sanitizers of gcc: what the file system touches beside
 * its buffers and tables ends it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DirectoryNode, makeFileSystem } from "../../src/file-system/index.ts";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const FLAGS = [
  ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"],
  ...[
    "-fno-builtin",
    "-ffunction-sections",
    "-fdata-sections",
    "-fno-sanitize-recover=all",
    "-Iunix/test/ufs",
    "-I.",
  ],
];
const SANITIZE = "-fsanitize=address,undefined";
/** The cache moves what nobody holds, which is forbidden to everyone else. */
const CACHE = ["-fsanitize=undefined", "-Dbcopy=cache_bcopy", "-Dbzero=cache_bzero"];
const LINK = "-Wl,--gc-sections,--wrap=getblk,--wrap=brelse,--wrap=allocbuf";
const FOLDERS = ["unix", "unix/ffs", "unix/test/ufs"];
/** The program has its own in its place, or they need all of the personality. */
const LEFT_OUT = /^unix\/(kmem|start|syscalls|exec.*)\.c$/;

/** How a run ends, besides with 0 and by the sanitizers. */
export const ENDS = { panic: 3, sleeps: 4, tooLong: 5, noRoot: 6 } as const;

export const missingCompiler = ["gcc"].filter(
  (tool) => spawnSync(tool, ["--version"]).error !== undefined,
);

/** A disk of two cylinder groups, a few inodes, and what is asked for. */
export function smallDisk(root: DirectoryNode["entries"] = {}, options: object = {}): Uint8Array {
  return makeFileSystem(
    { type: "directory", entries: { "lost+found": { type: "directory", entries: {} }, ...root } },
    {
      ...{ bytes: 6 << 20, sectorsPerTrack: 32, tracksPerCylinder: 12, cylindersPerGroup: 16 },
      ...{ bytesPerInode: 16384, ...options },
    },
  );
}

export interface UfsRun {
  readonly status: number;
  /** What each command said: its error, and what it gave. */
  readonly said: readonly string[];
  /** Of the console. */
  readonly messages: string;
  readonly image: Uint8Array;
  readonly log: Buffer;
}

export class UfsProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), "mcpi-ufs-"));
  readonly #program = join(this.#folder, "driver");

  /** @throws Error with what the compiler says. */
  constructor() {
    const sources = FOLDERS.flatMap((folder) =>
      readdirSync(join(GUEST, folder))
        .filter((file) => file.endsWith(".c"))
        .map((file) => `${folder}/${file}`),
    ).filter((file) => !LEFT_OUT.test(file));
    const lines = sources.map((source) => {
      const cache = basename(source).startsWith("buffer");
      return [...FLAGS, ...(cache ? CACHE : [SANITIZE]), "-c", source, "-o", this.#object(source)];
    });
    const compiled = spawnSync("xargs", ["-P", `${availableParallelism()}`, "-L", "1", "gcc"], {
      cwd: GUEST,
      input: `${lines.map((line) => line.join(" ")).join("\n")}\n`,
      encoding: "utf8",
    });
    if (compiled.status !== 0) throw new Error(compiled.stderr);
    const objects = sources.map((source) => this.#object(source));
    const linked = spawnSync("gcc", [SANITIZE, LINK, ...objects, "-o", this.#program], {
      encoding: "utf8",
    });
    if (linked.status !== 0) throw new Error(linked.stderr);
  }

  #object(source: string): string {
    return join(this.#folder, `${source.replaceAll("/", "-")}.o`);
  }

  /** Does the commands on the image. */
  run(image: Uint8Array, commands: readonly string[], bufferBytes = 256 << 10): UfsRun {
    const [before, after, log] = ["before", "after", "log"].map((name) => join(this.#folder, name));
    writeFileSync(before, image);
    for (const file of [after, log]) rmSync(file, { force: true });
    const flags = ["-b", `${bufferBytes}`, "-l", log, "-o", after];
    const run = spawnSync(this.#program, [...flags, before], {
      input: commands.join("\n"),
      encoding: "utf8",
      maxBuffer: 1 << 28,
      timeout: 120_000,
    });
    return {
      status: run.status ?? ENDS.tooLong,
      said: run.stdout.trimEnd().split("\n"),
      messages: run.stderr,
      image: run.status === 0 ? readFileSync(after) : image,
      log: readFileSync(log),
    };
  }

  /** Does each list of commands on the image as it is at first. @returns how each ends. */
  cases(image: Uint8Array, cases: readonly (readonly string[])[]): number[] {
    const before = join(this.#folder, "before");
    writeFileSync(before, image);
    const run = spawnSync(this.#program, ["-c", before], {
      input: cases.map((commands) => commands.join("\n")).join("\n----\n"),
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    const statuses = [...run.stdout.matchAll(/^---- (-?\d+)$/gm)].map((match) => Number(match[1]));
    if (statuses.length !== cases.length)
      throw new Error(
        `${statuses.length} of ${cases.length} cases are done: ${run.error ?? run.signal}`,
      );
    return statuses;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
