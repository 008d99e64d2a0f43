/**
 * The guests' small tools, compiled for this machine, against Debian's: the same lines, one after the
 * other in a folder each, give the same output, and both fail or both do not. Lines are in
 * tools-cases.txt, cut at blanks and quotes.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const APPS = fileURLToPath(new URL("../../guest/apps", import.meta.url));
const LINES = readFileSync(fileURLToPath(new URL("tools-cases.txt", import.meta.url)), "utf8")
  .trimEnd()
  .split("\n");
const TOOLS = [
  ...["cat", "chmod", "cmp", "cp", "date", "expr", "find", "head", "ln", "ls", "mkdir", "mv", "rm"],
  ...["rmdir", "sleep", "sort", "tee", "test", "touch", "wc"],
];
const hasGcc = spawnSync("gcc", ["--version"]).error === undefined;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-tools-"));
  mkdirSync(join(folder, "bin"));
  if (!hasGcc) return;
  const shared = ["copy.c", "pattern.c"].map((file) => join(APPS, "common", file));
  for (const tool of TOOLS) {
    const sources = readdirSync(join(APPS, tool))
      .filter((file) => file.endsWith(".c"))
      .map((file) => join(APPS, tool, file));
    const flags = ["-std=gnu11", "-D_GNU_SOURCE", "-w", "-o", join(folder, "bin", tool)];
    const built = spawnSync("gcc", [...flags, ...sources, ...shared]);
    expect(built.stderr.toString()).toBe("");
  }
}, 120_000);
afterAll(() => {
  spawnSync("chmod", ["-R", "u+w", folder]);
  rmSync(folder, { recursive: true });
});

const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);

/** Output of a line in `place`, its program from `from` if it is there. */
function run(line: string, from: string, place: string) {
  const [name, ...rest] = words(line);
  // Ours is one program of two names.
  const program = [join(from, name), ...(name === "[" ? [join(from, "test")] : []), name].find(
    (path) => existsSync(path),
  );
  const ran = spawnSync(program ?? name, rest, {
    cwd: place,
    argv0: name,
    input: "typed\n",
    timeout: 10_000,
    env: { PATH: `${from}:/usr/bin:/bin`, HOME: "/", TZ: "UTC", LC_ALL: "C" },
  });
  const output = ran.stdout.toString();
  // Directories are read in whatever order.
  const unordered = name === "find" ? output.split("\n").sort().join("\n") : output;
  return { line, output: unordered, failed: ran.status !== 0 };
}

describe.skipIf(!hasGcc)(`small tools and Debian's${hasGcc ? "" : "; gcc is missing"}`, () => {
  test("line by line", () => {
    const ours = join(folder, "ours");
    const theirs = join(folder, "theirs");
    mkdirSync(ours);
    mkdirSync(theirs);
    const failed = new Set<string>();
    for (const line of LINES) {
      const mine = run(line, join(folder, "bin"), ours);
      expect(mine).toEqual(run(line, "/usr/bin", theirs));
      if (mine.failed) failed.add(line);
    }
    expect(failed.size).toBeGreaterThan(15);
    expect(failed.size).toBeLessThan(LINES.length / 2);
  }, 60_000);
});
