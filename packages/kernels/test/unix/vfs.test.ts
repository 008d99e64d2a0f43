/**
 * Files of the UNIX personality, compiled for this host with a small stand-in for what lies under
 * them and a file system in memory that checks its callers (guest/unix/test/vfs). Random calls are
 * made there and on this host's own file system: the same errors, the same trees.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const TESTS = join(GUEST, "unix/test/vfs");
const PARTS = [
  "uio vnode vnode_operations lock spin_lock file descriptor flock read_write lseek namei name_parse name_cache open vnode_file",
  "special special_block device_use raw mount stat_calls attribute_calls directory_calls ioctl",
  "select sync_calls cred buffer buffer_io buffer_list buffer_memory",
]
  .flatMap((names) => names.split(" "))
  .map((name) => join(GUEST, "unix", `${name}.c`));
const COMMON = [
  ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-fno-builtin"],
  ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
];
const PERSONALITY = [...COMMON, `-I${TESTS}`, `-I${GUEST}`];
/** What is compiled with the host's headers, in a folder of its own. */
const HOST = join(TESTS, "host");

const SCALE = Number(process.env.MCPI_FUZZ ?? 1);
const HOST_SEEDS = 12 * SCALE;
const HOST_CALLS = 3000;
const MODEL_SEEDS = 6 * SCALE;
const MODEL_WALKS = 20_000;
/** Someone whom permissions concern, if the tests are run by the superuser. */
const NOBODY = 65534;

const missing = spawnSync("gcc", ["--version"]).error?.message;
if (missing !== undefined) console.info(`files are not tested: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), "mcpi-vfs-"));
chmodSync(folder, 0o755);
const program = join(folder, "vfs-test");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sourcesIn = (place: string): string[] =>
  readdirSync(place)
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(place, file));

function compile(): { messages: string; names: string[] } {
  const object = join(folder, "host.o");
  const host = spawnSync("gcc", [...COMMON, "-c", ...sourcesIn(HOST), "-o", object], {
    encoding: "utf8",
  });
  const all = spawnSync(
    "gcc",
    [...PERSONALITY, "-o", program, ...PARTS, ...sourcesIn(TESTS), object],
    { encoding: "utf8" },
  );
  if (all.status !== 0) return { messages: host.stderr + all.stderr, names: [] };
  const listed = spawnSync(program, { encoding: "utf8" }).stdout;
  return { messages: host.stderr + all.stderr, names: listed.trimEnd().split("\n") };
}

const seeds = (count: number): number[] => Array.from({ length: count }, (_, at) => 4300 + at);

describe.skipIf(missing !== undefined)("files on the host", () => {
  const { messages, names } = missing === undefined ? compile() : { messages: "", names: [] };

  test("compile without a warning", () => {
    expect(messages).toBe("");
    expect(names.length).toBeGreaterThan(80);
  });

  test.each(names)("%s", (name) => {
    const run = spawnSync(program, [name], { encoding: "utf8", timeout: 60_000 });
    expect(run.stdout + run.stderr).toBe("ok\n");
    expect(run.status).toBe(0);
  });

  test.each(seeds(HOST_SEEDS))("random calls, here and on the host: seed %i", (seed) => {
    const place = join(folder, `host-${seed}`);
    mkdirSync(place);
    // By the superuser only every other time.
    const isRoot = process.getuid?.() === 0;
    const uid = isRoot ? (seed % 2 === 0 ? 0 : NOBODY) : (process.getuid?.() ?? 0);
    if (isRoot) chownSync(place, uid, uid);
    const run = spawnSync(program, ["host", `${seed}`, place, `${HOST_CALLS}`, `${uid}`], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(run.stdout + run.stderr).toMatch(/^ok: \d+ calls, \d+ of them succeeded\n$/);
    expect(run.status).toBe(0);
    const [, , succeeded] = /(\d+) calls, (\d+)/.exec(run.stdout) ?? [];
    expect(Number(succeeded)).toBeGreaterThan(HOST_CALLS / 10);
  });

  test.each(seeds(MODEL_SEEDS))("random paths against a model: seed %i", (seed) => {
    const run = spawnSync(program, ["model", `${seed}`, `${MODEL_WALKS}`], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(run.stdout + run.stderr).toBe("ok\n");
    expect(run.status).toBe(0);
  });
});
