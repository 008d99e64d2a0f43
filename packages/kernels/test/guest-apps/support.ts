/**
 * The guests' programs, compiled for this machine: with the library's regular expressions, all else
 * being the host's, and with the compiler's checks of memory and arithmetic.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const FLAGS = ["-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra"];
const CHECKS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"];
/** What a program prints that has failed such a check. */
export const FAILED_CHECK = /Sanitizer|runtime error/;
/** What these programs allocate is theirs until they end. */
export const ENVIRONMENT = { LC_ALL: "C", TZ: "UTC", ASAN_OPTIONS: "detect_leaks=0" };

export const hasGcc = spawnSync("gcc", ["--version"]).error === undefined;
/** Follows a suite's name, so that it is seen when it is skipped. */
export const IF_SKIPPED = hasGcc ? "" : "; gcc is missing";

export const sourcesIn = (place: string): string[] =>
  readdirSync(join(GUEST, place))
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(GUEST, place, file));

export const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Compiles `sources` to `folder`/`name`; any warning is an error. @returns its path */
export function compile(
  folder: string,
  name: string,
  sources: readonly string[],
  flags: readonly string[] = [],
): string {
  const program = join(folder, name);
  const all = [...FLAGS, ...CHECKS, ...flags, ...sources, "-o", program];
  expect(spawnSync("gcc", all).stderr.toString()).toBe("");
  return program;
}

/** The flag by which <regex.h>, and no other header, is the library's. */
export function ourRegex(folder: string): string {
  const include = join(folder, "include");
  mkdirSync(include, { recursive: true });
  copyFileSync(join(GUEST, "lib/include/regex.h"), join(include, "regex.h"));
  return `-I${include}`;
}

/** Compiles apps/<name> with the library's regular expressions. */
export const compileApp = (folder: string, name: string): string =>
  compile(
    folder,
    name,
    [...sourcesIn(`apps/${name}`), ...sourcesIn("lib/regex")],
    [ourRegex(folder)],
  );

/** Numbers that are the same everywhere: below(n) is from 0 to n - 1. */
export function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
