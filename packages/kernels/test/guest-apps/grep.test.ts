/**
 * The guests' grep, compiled for this machine, against Debian's: options, patterns and files, each
 * with each, give the same lines and status.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileApp, ENVIRONMENT, FAILED_CHECK, hasGcc, IF_SKIPPED, seeded } from "./support.ts";

const FILES = {
  text: "The cat sat.\nA cat, a Cat; a CAT\n\nconcatenate\ncat\nabcabc aa bb\nx.y*z [a] \\ $5\n",
  words: "cat_1 cat\ncat-cat\nthe the end\nfoo\n  indented\nfoobar foo\nno newline",
  empty: "",
  list: "cat\nfoo\n",
  nothing: "",
  blank: "\n",
};

let folder: string;
let ours: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-grep-"));
  if (!hasGcc) return;
  ours = compileApp(folder, "grep");
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, args: readonly string[]) {
  const ran = spawnSync(program, args, {
    cwd: folder,
    input: FILES.text,
    timeout: 10_000,
    env: ENVIRONMENT,
  });
  expect(ran.stderr.toString()).not.toMatch(FAILED_CHECK);
  return { args, output: ran.stdout.toString("latin1"), status: ran.status };
}

const same = (args: readonly string[]): void => {
  expect(run(ours, args)).toEqual(run("grep", args));
};

const OPTIONS = [
  ...["", "-i", "-v", "-c", "-n", "-l", "-q", "-s", "-x", "-w", "-h", "-in", "-vc", "-vn", "-xi"],
  ...["-wi", "-wv", "-cv", "-lv", "-nx", "-wx", "-hn", "-qv", "-ci"],
];
const BASIC = [
  ...["cat", "^cat$", "a\\{2\\}", "\\(abc\\)\\1", "\\(.\\)\\1", "[Cc]at", "", "^$", "c.t", "x*"],
  ...[
    "[[:upper:]]",
    "\\<cat\\>",
    "at$",
    "cat\nfoo",
    "[.]",
    "\\$",
    "\\(the\\) \\1",
    "o\\+",
    "a\\|x",
  ],
];
const EXTENDED = [
  "cat|foo",
  "(ab|a)(bc|c)+",
  "^(The|the)",
  "a{2}|b{2}",
  "[^a-z ]+",
  "(foo)+",
  "o?o",
];
const FIXED = ["cat", "x.y*z", "[a]", "\\", "$5", "", "Cat\nfoo", "a."];

describe.skipIf(!hasGcc)(`grep and Debian's${IF_SKIPPED}`, () => {
  const each = (kind: string, patterns: readonly string[]): void => {
    for (const option of OPTIONS)
      for (const pattern of patterns) {
        // Where nothing can be selected Debian's does not even count.
        if (pattern === "" && /c/.test(option) && /v/.test(option)) continue;
        const options = [kind, option].filter((one) => one !== "");
        same([...options, "--", pattern, "text", "words", "empty"]);
        same([...options, "--", pattern, "words"]);
      }
  };
  test("basic", () => each("", BASIC), 120_000);
  test("extended", () => each("-E", EXTENDED), 120_000);
  test("fixed strings", () => each("-F", FIXED), 120_000);

  test.each([
    "cat",
    "-e cat -e foo text words",
    "-f list words",
    "-f list -e end words",
    "-f nothing words",
    "-vf nothing words",
    "-f blank text",
    "-cf list text words",
    "-F -f list text",
    "-l cat - text",
    "cat - words",
    "cat missing",
    "cat missing text",
    "-s cat missing text",
    "-q cat text missing",
    "-q cat missing text",
    "zzz text",
    "\\(",
    "-E ( text",
    "[a text",
    "-E a{2,1} text",
    "",
    "-Z",
  ])("%s", (line) => same(line.split(" ").filter((word) => word !== "")));

  test("random patterns", () => {
    const pieces = [..."catfo. *", "^", "$", "[a-f]", "[^a]", "\\(", "\\)", "\\1", "\\{1,2\\}"];
    const below = seeded(1995);
    for (let round = 0; round < 300; round++) {
      const pattern = Array.from({ length: 1 + below(6) }, () => pieces[below(pieces.length)]);
      const option = ["-n", "-c", "-nw", "-nx", "-ni"][below(5)];
      const args = [option, "-e", pattern.join(""), "text", "words"];
      const mine = run(ours, args);
      // What repetitions of repetitions mean, and of nothing, is anyone's choice.
      if (/(\*|\\\}|\\\(|\^|^)(\\\{|\*)/.test(pattern.join(""))) continue;
      expect(mine).toEqual(run("grep", args));
    }
  }, 120_000);
});
