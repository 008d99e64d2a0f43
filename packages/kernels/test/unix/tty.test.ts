/**
 * Terminals and pipes of the UNIX personality, compiled for this host with a small stand-in for what
 * lies under them (guest/unix/test/tty), with its sanitizers; and against the host's own terminals.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const UNIX = fileURLToPath(new URL("../../guest/unix", import.meta.url));
const TESTS = join(UNIX, "test/tty");
const PARTS = [
  "clist tty_background tty_class tty_echo tty_indirect tty_input tty_ioctl tty_open tty_output",
  "lock spin_lock vnode_operations tty_read tty_wait tty_write null uio pipe fifo mbuf sockbuf socket socket_state local_domain",
]
  .flatMap((names) => names.split(" "))
  .map((name) => join(UNIX, `${name}.c`));
const COMMON = [
  ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-fno-builtin"],
  ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
];
const PERSONALITY = [...COMMON, "-Wno-unused-parameter", `-I${TESTS}`, `-I${join(UNIX, "..")}`];
/** With the host's headers, whose types have the same names. */
const OF_THE_HOST = ["context.c", "oracle.c"];

const NO_ORACLE = "no pseudo-terminals here: ";

const missing = spawnSync("gcc", ["--version"]).error?.message;
if (missing !== undefined) console.info(`terminals and pipes are not tested: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), "mcpi-tty-"));
const program = join(folder, "tty-test");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(): { messages: string; names: string[] } {
  const host = OF_THE_HOST.map((file) => join(folder, file.replace(/c$/, "o")));
  const messages = OF_THE_HOST.map(
    (file, at) =>
      spawnSync("gcc", [...COMMON, "-c", join(TESTS, file), "-o", host[at]], { encoding: "utf8" })
        .stderr,
  );
  const tests = readdirSync(TESTS)
    .filter((file) => file.endsWith(".c") && !OF_THE_HOST.includes(file))
    .map((file) => join(TESTS, file));
  const inputs = [...PARTS, ...tests, ...host];
  const all = spawnSync("gcc", [...PERSONALITY, "-o", program, ...inputs], { encoding: "utf8" });
  messages.push(all.stderr);
  if (all.status !== 0) return { messages: messages.join(""), names: [] };
  const listed = spawnSync(program, { encoding: "utf8" }).stdout;
  return { messages: messages.join(""), names: listed.trimEnd().split("\n") };
}

describe.skipIf(missing !== undefined)("terminals and pipes on the host", () => {
  const { messages, names } = missing === undefined ? compile() : { messages: "", names: [] };

  test("compile without a warning", () => {
    expect(messages).toBe("");
    expect(names.length).toBeGreaterThan(60);
  });

  test.each(names)("%s", (name) => {
    const run = spawnSync(program, [name], { encoding: "utf8", timeout: 60_000 });
    // The address sanitizer says that it does not know other stacks.
    const errors = run.stderr.replace(/^.*WARNING: ASan doesn't fully support .*\n/gm, "");
    if (run.stdout.startsWith(NO_ORACLE)) console.info(`terminals: ${run.stdout}`);
    expect(run.stdout.replace(NO_ORACLE, "") + errors).toBe("ok\n");
    expect(run.status).toBe(0);
  });
});
