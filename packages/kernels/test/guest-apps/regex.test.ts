/**
 * The library's regular expressions: POSIX's rules one by one, random expressions against the host's,
 * and what is no expression.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  beside,
  compile,
  ENVIRONMENT,
  FAILED_CHECK,
  hasGcc,
  IF_SKIPPED,
  ourRegex,
  seeded,
  sourcesIn,
} from "./support.ts";

/** MCPI_FUZZ multiplies the number of random cases. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
/** The host's <regex.h> stays the host's in what is compiled with these. */
const RENAMED = ["regcomp", "regexec", "regerror", "regfree"].map(
  (name) => `-D${name}=guest_${name}`,
);

let folder: string;
let cases: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-regex-"));
  if (hasGcc)
    cases = compile(
      folder,
      "cases",
      [beside("regex-cases.c"), ...sourcesIn("lib/regex")],
      [ourRegex(folder)],
    );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Flags, pattern, string. */
type Case = readonly [string, string, string];

function match(list: readonly Case[]): string[] {
  const input = list.map((lines) => `${lines.join("\n")}\n`).join("");
  const ran = spawnSync(cases, { input, env: ENVIRONMENT, timeout: 60_000 });
  expect(ran.stderr.toString()).not.toMatch(FAILED_CHECK);
  expect(ran.status).toBe(0);
  return ran.stdout.toString().trimEnd().split("\n");
}

const MATCHES: readonly (readonly [...Case, string])[] = [
  // The leftmost, of these the longest.
  ["E", "a|ab|abc", "xabcd", "1,4"],
  ["E", "(a|ab)(c|bcd)(d*)", "abcd", "0,4 0,2 2,3 3,4"],
  ["E", "(a|ab)(bcd|c)(d|.*)", "abcd", "0,4 0,2 2,3 3,4"],
  ["E", "x*", "axx", "0,0"],
  ["E", "(ab|a)(bc|c)?", "abc", "0,3 0,2 2,3"],
  ["E", "(week|wee)(night|knights)", "weeknights", "0,10 0,3 3,10"],
  ["E", "(...?.?)*", "abcdefghi", "0,9 7,9"],
  // Groups from the left to the right, each as long as it can be.
  ["", "\\(a*\\)\\(a*\\)", "aaa", "0,3 0,3 3,3"],
  ["E", "(a*)(ab)*(b*)", "abb", "0,3 0,1 - 1,3"],
  ["E", "(a?)((ab)?)", "ab", "0,2 0,0 0,2 0,2"],
  ["E", "((foo)|(bar))*", "foobar", "0,6 3,6 - 3,6"],
  ["E", "(a|b)*", "abba", "0,4 3,4"],
  ["E", "((a)|(b))*", "ab", "0,2 1,2 - 1,2"],
  ["E", "(a|(b))+c", "bac", "0,3 1,2 -"],
  // Nothing is matched by a repetition only if there is nothing else to match.
  ["E", "(a*)*", "b", "0,0 0,0"],
  ["E", "(a*)*", "ab", "0,1 0,1"],
  ["E", "(a*)+", "-", "0,0 0,0"],
  ["E", "(a|b*)*", "xyz", "0,0 0,0"],
  ["E", "(a)*", "b", "0,0 -"],
  ["E", "(){0}a", "a", "0,1 -"],
  ["E", "(a*){2}", "aa", "0,2 2,2"],
  ["E", "(a{1,2}){2,3}", "aaaaa", "0,5 4,5"],
  // Repetitions.
  ["", "a\\{2,3\\}", "aaaa", "0,3"],
  ["", "a\\{2\\}", "a", "no"],
  ["", "ba\\{0,\\}", "baaa", "0,4"],
  ["E", "a{,2}b", "aaab", "1,4"],
  ["E", "(ab){2}c", "ababc", "0,5 2,4"],
  ["", "\\(ab\\)\\{1,2\\}", "ababab", "0,4 2,4"],
  // What is special where, in basic expressions.
  ["", "*a", "b*a", "1,3"],
  ["", "\\(*a\\)", "*a", "0,2 0,2"],
  ["", "^*a", "*a", "0,2"],
  ["", "a^b$c", "a^b$c", "0,5"],
  ["", "\\(^a\\)", "aa", "0,1 0,1"],
  ["", "\\(a$\\)", "aa", "1,2 1,2"],
  ["", "a+b?c|d", "a+b?c|d", "0,7"],
  ["", "a\\|b", "cb", "1,2"],
  ["", "a\\+", "baa", "1,3"],
  ["", "x\\{", "x{", "error 9"],
  ["", "a\\}", "a}", "0,2"],
  // Back-references.
  ["", "\\(a*\\)b\\1", "aabaaa", "0,5 0,2"],
  ["", "\\(.\\)\\1", "abccb", "2,4 2,3"],
  ["", "^\\(.*\\)-\\1$", "ab-ab", "0,5 0,2"],
  ["I", "\\(ab\\)\\1", "abAB", "0,4 0,2"],
  ["E", "(a)(b)\\2\\1", "abba", "0,4 0,1 1,2"],
  ["", "\\(a\\)*\\1", "aaa", "0,3 1,2"],
  // Bracket expressions.
  ["", "[]x]*", "]x]", "0,3"],
  ["", "[^]]", "]a", "1,2"],
  ["", "[a\\]", "\\", "0,1"],
  ["", "[a-]*", "-a-", "0,3"],
  ["", "[[:digit:][:upper:]]*", "1A2b", "0,3"],
  ["", "[[.-.]a]*", "-a", "0,2"],
  ["", "[[=a=]b]*", "ab", "0,2"],
  ["I", "[^a]", "Ab", "1,2"],
  ["I", "[x-z]*", "XyZ", "0,3"],
  // Anchors, lines, words.
  ["b", "^a", "a", "no"],
  ["e", "a$", "a", "no"],
  ["", "^$", "", "0,0"],
  ["", "a$", "a\vb", "no"],
  ["L", "a$", "a\vb", "0,1"],
  ["L", "^b", "a\vb", "2,3"],
  ["Lb", "^b", "a\vb", "2,3"],
  ["L", "a.b", "a\vb", "no"],
  ["", "a.b", "a\vb", "0,3"],
  ["L", "a[^x]b", "a\vb", "no"],
  ["", "\\<b\\w*\\>", "abc bcd", "4,7"],
  ["E", "a\\b|\\Bc", "ac", "1,2"],
  ["E", "\\s\\S+", "a bc d", "1,4"],
  ["N", "\\(a\\)b", "ab", "yes"],
  ["E", "", "abc", "0,0"],
  ["E", "a||b", "b", "0,1"],
  ["E", "()", "a", "0,0 0,0"],
  ["E", "a)", "a)", "0,2"],
];

const ERRORS: readonly (readonly [string, string, number])[] = [
  ["", "[[.ab.]]", 3],
  ["", "[[:alpa:]]", 4],
  ["", "a\\", 5],
  ["", "\\(a\\1\\)", 6],
  ["E", "(a)\\2", 6],
  ["", "[a", 7],
  ["", "[", 7],
  ["", "[]", 7],
  ["", "[[:alpha:", 7],
  ["", "\\(a", 8],
  ["", "a\\)", 8],
  ["E", "(a", 8],
  ["E", "((a)", 8],
  ["", "a\\{1", 9],
  ["E", "a{1,2", 9],
  ["E", "a{2,1}", 10],
  ["E", "a{x}", 10],
  ["E", "a{1,256}", 10],
  ["", "a\\{1x\\}", 10],
  ["", "[b-a]", 11],
  ["", "[a-c-e]", 11],
  ["", "[a-[:digit:]]", 11],
  ["E", "((a{255}){255}){255}", 12],
  ["E", "(".repeat(2000), 12],
  ["E", "*a", 13],
  ["E", "a|*b", 13],
  ["E", "(+a)", 13],
  ["E", "^*", 13],
  ["", "\\{1\\}", 13],
];

describe.skipIf(!hasGcc)(`regular expressions${IF_SKIPPED}`, () => {
  test("what POSIX says of matches", () => {
    const found = match(MATCHES.map(([flags, pattern, string]) => [flags, pattern, string]));
    const lines = MATCHES.map(([flags, pattern, string], i) => [flags, pattern, string, found[i]]);
    expect(lines).toEqual(MATCHES);
  });

  test("error codes", () => {
    const found = match(ERRORS.map(([flags, pattern]) => [flags, pattern, ""]));
    const lines = ERRORS.map(([flags, pattern], i) => [flags, pattern, found[i]]);
    expect(lines).toEqual(
      ERRORS.map(([flags, pattern, code]) => [flags, pattern, `error ${code}`]),
    );
  });

  test("without references no expression takes long", () => {
    const many = "a".repeat(2000);
    const slow: Case[] = [
      ["E", "(a*)*b", many],
      ["E", "(a|aa)*b", many],
      ["E", "(a|a)*(a|a)*(a|a)*b", many],
      ["", `${"a*".repeat(30)}b`, many],
      ["", `${"[ab]*".repeat(20)}c`, many],
      ["", `${".*x".repeat(10)}y`, `${many}${"x".repeat(500)}`],
      ["E", `(${"a?".repeat(200)}){2}b`, many],
    ];
    expect(match(slow)).toEqual(slow.map(() => "no"));
  }, 60_000);

  test("random expressions and strings, as the host has it", () => {
    // Our functions under other names, in one object; the other file sees the host's header.
    const ours = compile(folder, "renamed.o", sourcesIn("lib/regex"), [
      ...[...RENAMED, "-r", "-nostdlib"],
      ourRegex(folder),
    ]);
    const program = compile(folder, "random", [beside("regex-random.c"), ours]);
    for (const seed of [1, 2, 3]) {
      const rounds = String(6000 * FACTOR);
      const ran = spawnSync(program, [String(seed), rounds, "groups"], { env: ENVIRONMENT });
      expect(ran.stderr.toString()).toBe("");
      const lines = ran.stdout.toString().trimEnd().split("\n");
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/[0-9]{5} matches; different: 0 codes, 0 matches, 0 groups$/);
    }
  }, 120_000);

  test("what is no expression has an error; nothing falls over", () => {
    const pieces = [
      ..."ab.*^$[]-+?|(){},1289\\:=",
      ...[
        "\\(",
        "\\)",
        "\\{",
        "\\}",
        "\\1",
        "[^",
        "[[:",
        ":]]",
        "[[.",
        ".]",
        "{2,",
        "\\<",
        "\xe4",
        "ab",
      ],
    ];
    const below = seeded(1993);
    const list = Array.from({ length: 6000 * FACTOR }, (): Case => {
      const text = (length: number): string =>
        Array.from({ length: below(length) }, () => pieces[below(pieces.length)]).join("");
      return [["", "E", "EI", "L"][below(4)], text(12), text(8)];
    });
    const found = match(list);
    expect(found).toHaveLength(list.length);
    const counts = (what: RegExp): number => found.filter((line) => what.test(line)).length;
    expect(counts(/^error ([2-9]|1[0-3])$/) + counts(/^no$/) + counts(/^[-0-9, ]+$/)).toBe(
      list.length,
    );
    expect(counts(/^error/)).toBeGreaterThan(list.length / 4);
    expect(counts(/^[0-9]/)).toBeGreaterThan(list.length / 10);
  }, 120_000);
});
