/**
 * The guests' shell, compiled for this machine, against Debian's dash: the same commands give the same
 * output and status. Cases are in sh-cases.txt, divided by lines of ----.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const APPS = fileURLToPath(new URL("../../guest/apps", import.meta.url));
const CASES = readFileSync(fileURLToPath(new URL("sh-cases.txt", import.meta.url)), "utf8")
  .split("\n----\n")
  .map((text) => text.trimEnd());
const missing = ["gcc", "dash"].filter(
  (program) => spawnSync(program, ["--version"]).error !== undefined,
);

let folder: string;
let shell: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-sh-"));
  shell = join(folder, "sh");
  if (missing.length > 0) return;
  const sources = readdirSync(join(APPS, "sh"))
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(APPS, "sh", file));
  const flags = ["-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-fsanitize=address,undefined", "-w"];
  const built = spawnSync("gcc", [
    ...flags,
    ...sources,
    join(APPS, "test/expression.c"),
    join(APPS, "common/pattern.c"),
    "-o",
    shell,
  ]);
  expect(built.stderr.toString()).toBe("");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, text: string) {
  const ran = spawnSync("setsid", ["-w", program, "-c", text], {
    cwd: folder,
    input: "",
    timeout: 10_000,
    env: { PATH: process.env.PATH, HOME: "/", ASAN_OPTIONS: "detect_leaks=0" },
  });
  return { output: ran.stdout.toString(), status: ran.status, errors: ran.stderr.toString() };
}

describe.skipIf(missing.length > 0)(
  `sh and dash${missing.map((one) => `; ${one} is missing`)}`,
  () => {
    test.each(CASES.map((text) => [text]))("%s", (text) => {
      const { errors, ...ours } = run(shell, text);
      const { errors: _, ...theirs } = run("dash", text);
      expect(ours).toEqual(theirs);
      expect(errors).not.toMatch(/Sanitizer|runtime error/);
    });

    test("lines with errors are said, with status 2, and end the shell", () => {
      for (const text of [
        "if true",
        "for",
        "case x in",
        "echo )",
        "(echo",
        "echo 'a",
        "a() b",
        "fi",
      ]) {
        const { output, status, errors } = run(shell, text);
        expect({ output, status }).toEqual({ output: "", status: 2 });
        expect(errors).toMatch(/^\S*sh: line \d+: .+\n$/);
      }
    });
  },
);
