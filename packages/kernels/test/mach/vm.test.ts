/**
 * Maps and objects of the Mach-style kernel, compiled for this host over a stand-in for the machine
 * (guest/mach/test/vm): random operations on tasks against a simple model, pagers, the kernel's own
 * memory. Each test runs for itself, and at its end every page must be free again.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const MACH = join(GUEST, "mach");
const TESTS = join(MACH, "test/vm");
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
  `-I${GUEST}/kn02`,
];

const missing = spawnSync("gcc", ["--version"]).error?.message;
if (missing !== undefined) console.info(`maps and objects are not tested: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), "mcpi-mach-vm-"));
const program = join(folder, "vm-test");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sources = (from: string): string[] =>
  readdirSync(from)
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(from, file));

function compile(): { messages: string; names: string[] } {
  const files = [...sources(join(MACH, "vm")), join(MACH, "kern/queue.c"), ...sources(TESTS)];
  const compiled = spawnSync("gcc", [...FLAGS, "-o", program, ...files], { encoding: "utf8" });
  if (compiled.status !== 0) return { messages: compiled.stderr, names: [] };
  const listed = spawnSync(program, { encoding: "utf8" }).stdout;
  return { messages: compiled.stderr, names: listed.trimEnd().split("\n") };
}

describe.skipIf(missing !== undefined)("maps and objects on the host", () => {
  const { messages, names } = missing === undefined ? compile() : { messages: "", names: [] };

  test("compile without a warning", () => {
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
    expect(run.stdout + run.stderr).toBe("ok\n");
    expect(run.status).toBe(0);
  });
});
