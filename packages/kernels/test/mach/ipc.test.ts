/**
 * IPC of the Mach-style kernel, compiled for this host with stand-ins for memory and threads
 * (guest/mach/test/ipc): spaces and splay trees against models under random operations, messages,
 * notifications, bodies. Each test runs for itself, and at its end nothing may be allocated.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const MACH = fileURLToPath(new URL("../../guest/mach", import.meta.url));
const TESTS = join(MACH, "test/ipc");
/** What is about tasks, threads and the host needs the rest of the kernel. */
const LEFT_OUT = /^ipc_(tt|host|mig_traps)/;
const FLAGS = [
  "-std=gnu11",
  "-g",
  "-O1",
  "-Wall",
  "-Wextra",
  "-Wno-unused-parameter",
  "-fsanitize=undefined,address",
  "-fno-sanitize-recover=all",
  `-I${TESTS}`,
  `-I${MACH}`,
  `-I${MACH}/include`,
  `-I${MACH}/mips`,
];

const missing = spawnSync("gcc", ["--version"]).error?.message;
if (missing !== undefined) console.info(`IPC is not tested: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), "mcpi-mach-ipc-"));
const program = join(folder, "ipc-test");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sources = (from: string, leftOut?: RegExp): string[] =>
  readdirSync(from)
    .filter((file) => file.endsWith(".c") && leftOut?.test(file) !== true)
    .map((file) => join(from, file));

function compile(): { messages: string; names: string[] } {
  const files = [...sources(join(MACH, "ipc"), LEFT_OUT), ...sources(TESTS)];
  const compiled = spawnSync("gcc", [...FLAGS, "-o", program, ...files], { encoding: "utf8" });
  if (compiled.status !== 0) return { messages: compiled.stderr, names: [] };
  const listed = spawnSync(program, { encoding: "utf8" }).stdout;
  return { messages: compiled.stderr, names: listed.trimEnd().split("\n") };
}

describe.skipIf(missing !== undefined)("IPC on the host", () => {
  const { messages, names } = missing === undefined ? compile() : { messages: "", names: [] };

  test("compiles without a warning", () => {
    expect(messages).toBe("");
    expect(names.length).toBeGreaterThan(20);
  });

  test.each(names)("%s", (name) => {
    const run = spawnSync(program, [name], {
      encoding: "utf8",
      timeout: 60_000,
      // The tests count for themselves what is left.
      env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" },
    });
    // Where memory is short, the kernel says what it could not do.
    expect(run.stdout + run.stderr).toMatch(/^(a notification is dropped\n)*ok\n$/);
    expect(run.status).toBe(0);
  });
});
