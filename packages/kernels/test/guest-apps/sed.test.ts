/**
 * The guests' sed, with their regular expressions, compiled for this machine, against Debian's: the
 * same script over the same files gives the same output, files and status. Scripts are in
 * sed-cases.txt, one to a line; those that begin with a dash are arguments, cut at blanks.
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const CASES = readFileSync(fileURLToPath(new URL("sed-cases.txt", import.meta.url)), "utf8")
  .trimEnd()
  .replaceAll("\\\n", "\\\u0000")
  .split("\n")
  // Text of a, i and c stands on a line of its own.
  .map((line) => line.replaceAll("\u0000", "\n").replace(/^([0-9$,!]*[aic]\\)\|/, "$1\n"));
const hasGcc = spawnSync("gcc", ["--version"]).error === undefined;

const INPUTS = {
  INPUT1:
    "one line\n\nsecond  line: a, b and ab\nThe end\n\n\nxxaabbyy 12 and 345\nstart\ne e e e\nend\n",
  INPUT2: "letter  aab.\\/ bookkeeper\n\tTab & Ampersand\nno newline at the end",
  EMPTY: "",
};

let folder: string;
let ours: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-sed-"));
  ours = join(folder, "sed");
  if (!hasGcc) return;
  // Only this header is the library's; everything else is the host's.
  mkdirSync(join(folder, "include"));
  copyFileSync(join(GUEST, "lib/include/regex.h"), join(folder, "include/regex.h"));
  const sources = ["apps/sed", "lib/regex"].flatMap((place) =>
    readdirSync(join(GUEST, place))
      .filter((file) => file.endsWith(".c"))
      .map((file) => join(GUEST, place, file)),
  );
  const flags = ["-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-fsanitize=address,undefined", "-w"];
  const built = spawnSync("gcc", [
    ...flags,
    `-I${join(folder, "include")}`,
    ...sources,
    "-o",
    ours,
  ]);
  expect(built.stderr.toString()).toBe("");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Where a missing newline at the end of the last file is GNU's own matter. */
const QUIRKS = ["$!N;P;D", "r /etc/hostname-that-is-not-there", "1,3w /dev/stdout", "P;d"];
const PLAIN = [["INPUT1"], ["INPUT1", "EMPTY", "INPUT1"]];
const ALL = [["INPUT1"], ["INPUT1", "INPUT2"], ["INPUT2", "EMPTY", "INPUT1"]];

const argumentsOf = (line: string): string[] =>
  line.startsWith("-")
    ? [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
    : [line];

function run(program: string, args: readonly string[]) {
  const place = mkdtempSync(join(folder, "run-"));
  for (const [name, text] of Object.entries(INPUTS)) writeFileSync(join(place, name), text);
  const ran = spawnSync(program, args, {
    cwd: place,
    input: INPUTS.INPUT1,
    timeout: 10_000,
    env: { LC_ALL: "C", ASAN_OPTIONS: "detect_leaks=0" },
  });
  const written = readdirSync(place)
    .filter((name) => name.startsWith("out"))
    .sort()
    .map((name) => [name, readFileSync(join(place, name), "latin1")]);
  return {
    output: ran.stdout.toString("latin1"),
    failed: ran.status !== 0,
    written,
    errors: ran.stderr.toString(),
  };
}

describe.skipIf(!hasGcc)(`sed and Debian's${hasGcc ? "" : "; gcc is missing"}`, () => {
  test.each(CASES.map((line) => [line]))("%j", (line) => {
    for (const files of QUIRKS.includes(line) ? PLAIN : ALL) {
      const args = [...argumentsOf(line), ...files];
      const { errors, ...mine } = run(ours, args);
      const { errors: _, ...theirs } = run("sed", args);
      expect(errors).not.toMatch(/Sanitizer|runtime error/);
      expect(mine).toEqual(theirs);
    }
  });

  test("what is no script ends with a message and a status, never a crash", () => {
    const pieces = [
      "s/",
      "/",
      "\\(",
      "\\)",
      "[",
      "]",
      "*",
      "\\{",
      "1",
      ",",
      "}",
      "{",
      "y",
      "a",
      "\n",
      "x",
      "&",
      "\\1",
      ";",
      "!",
      "$",
      "b",
      ":",
      "t",
      "w",
      " ",
    ];
    let state = 1993;
    for (let i = 0; i < 300; i++) {
      let script = "";
      for (let length = 0; length < 1 + (i % 9); length++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        script += pieces[state % pieces.length];
      }
      const ran = run(ours, ["-e", script, "INPUT1"]);
      expect(ran.errors, JSON.stringify(script)).not.toMatch(/Sanitizer|runtime error/);
      if (ran.failed) expect(ran.errors).toMatch(/sed: /);
    }
  }, 120_000);
});
