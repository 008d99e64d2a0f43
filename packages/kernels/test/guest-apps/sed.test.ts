/**
 * The guests' sed, with their regular expressions, compiled for this machine, against Debian's: the
 * same script over the same files gives the same output, files and status. Scripts are in
 * sed-cases.txt, one to a line; those that begin with a dash are arguments, cut at blanks.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  beside,
  compileApp,
  ENVIRONMENT,
  FAILED_CHECK,
  hasGcc,
  IF_SKIPPED,
  seeded,
} from "./support.ts";

const CASES = readFileSync(beside("sed-cases.txt"), "utf8")
  .trimEnd()
  .replaceAll("\\\n", "\\\u0000")
  .split("\n")
  // Text of a, i and c stands on a line of its own.
  .map((line) => line.replaceAll("\u0000", "\n").replace(/^([0-9$,!]*[aic]\\)\|/, "$1\n"));
const WORKLOAD = beside("../../guest/root/workloads/sed");

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
  if (hasGcc) ours = compileApp(folder, "sed");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Where the last file's last line has no newline, Debian's does not know that this is its output. */
const QUIRKS = ["1,3w /dev/stdout"];
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
    env: ENVIRONMENT,
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

describe.skipIf(!hasGcc)(`sed and Debian's${IF_SKIPPED}`, () => {
  test.each(CASES.map((line) => [line]))("%j", (line) => {
    for (const files of QUIRKS.includes(line) ? PLAIN : ALL) {
      const args = [...argumentsOf(line), ...files];
      const { errors, ...mine } = run(ours, args);
      const { errors: _, ...theirs } = run("sed", args);
      expect(errors).not.toMatch(FAILED_CHECK);
      expect(mine).toEqual(theirs);
    }
  });

  test("the workload", () => {
    const args = ["-f", join(WORKLOAD, "edit.sed"), join(WORKLOAD, "input")];
    const mine = run(ours, args);
    expect(mine).toEqual(run("sed", args));
    expect(mine.output.length).toBeGreaterThan(10_000);
  });

  test("what is no script ends with a message and a status, never a crash", () => {
    const pieces = [
      ...[
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
      ],
      ...[
        "\\1",
        ";",
        "!",
        "$",
        "w",
        " ",
        "s",
        "i\\",
        "#",
        "N",
        "D",
        "G",
        "x",
        "r",
        "\\",
        "g",
        "p",
        "=",
      ],
    ];
    const below = seeded(1993);
    for (let i = 0; i < 600; i++) {
      let script = "";
      for (let length = 1 + (i % 9); length > 0; length--) script += pieces[below(pieces.length)];
      const ran = run(ours, ["-e", script, "INPUT1"]);
      expect(ran.errors, JSON.stringify(script)).not.toMatch(FAILED_CHECK);
      if (ran.failed) expect(ran.errors).toMatch(/sed: /);
    }
  }, 120_000);
});
