/**
 * Processes of the UNIX personality, compiled for this host with a small stand-in for what lies
 * under them (guest/unix/test/process). Each test is process 1's program, and runs for itself.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const TESTS = join(GUEST, "unix/test/process");
const PARTS = [
  "lock spin_lock vnode_operations proc pgrp sleep fork exit wait exec exec_elf exec_arguments signals signal_deliver signal_calls",
  "kill cred cred_calls proc_calls time_calls timeval itimer clock resource priority acct brk kmem",
  "hostname reboot syscalls start",
]
  .flatMap((names) => names.split(" "))
  .map((name) => join(GUEST, "unix", `${name}.c`));
const FLAGS = [
  "-std=gnu11",
  "-g",
  "-O1",
  "-Wall",
  "-Wextra",
  "-Wno-unused-parameter",
  "-fno-builtin",
  "-fsanitize=undefined",
  "-fno-sanitize-recover=all",
  `-I${TESTS}`,
  `-I${GUEST}`,
];
/** How a test ends, by what its name begins with. */
const ENDS = [
  { begin: "panic: ", status: 3, output: /^panic: / },
  { begin: "halt: ", status: 4, output: /^synced, halted\n$/ },
  { begin: "", status: 0, output: /^ok\n$/ },
];

const missing = spawnSync("gcc", ["--version"]).error?.message;
if (missing !== undefined) console.info(`processes are not tested: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), "mcpi-process-"));
const program = join(folder, "process-test");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(): { messages: string; names: string[] } {
  const tests = readdirSync(TESTS)
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(TESTS, file));
  const compiled = spawnSync("gcc", [...FLAGS, "-o", program, ...PARTS, ...tests], {
    encoding: "utf8",
  });
  if (compiled.status !== 0) return { messages: compiled.stderr, names: [] };
  const listed = spawnSync(program, { encoding: "utf8" }).stdout;
  return { messages: compiled.stderr, names: listed.trimEnd().split("\n") };
}

describe.skipIf(missing !== undefined)("processes on the host", () => {
  const { messages, names } = missing === undefined ? compile() : { messages: "", names: [] };

  test("compile without a warning", () => {
    expect(messages).toBe("");
    expect(names.length).toBeGreaterThan(60);
  });

  test.each(names)("%s", (name) => {
    const run = spawnSync(program, [name], { encoding: "utf8", timeout: 60_000 });
    const end = ENDS.find(({ begin }) => name.startsWith(begin));
    expect(run.stdout + run.stderr).toMatch(end?.output ?? /^$/);
    expect(run.status).toBe(end?.status);
  });
});
