/** The built command as a process: pipes, signals, exit status; and the tutorial's commands. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newFolder, rowsOf } from "./run-main.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const command = join(root, "packages/report/bin/mcpi.js");
const files = newFolder({ "a.din": "2 1000\n0 20000\n2 1004\n0 30000\n1 20000\n" });
afterAll(files.remove);

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], {
    cwd: root,
  });
});

function run(argv: readonly string[], input = "") {
  const ended = spawnSync(process.execPath, [command, ...argv], { input, encoding: "utf8" });
  return { status: ended.status, out: ended.stdout, err: ended.stderr };
}

test("standard input to CSV, errors to status 2", () => {
  const lackey = "==12== Lackey\nI  00001000,3\n L 1ffefff878,8\n==12== done\n";
  const good = run(["sim", "-", "--format", "lackey"], lackey);
  expect([good.status, good.err]).toEqual([0, ""]);
  expect(rowsOf(good.out)[0]).toMatchObject({ trace: "-", instructions: "1", trace_sha256: "" });
  const bad = run(["sim", "-", "--format", "lackey"], "I  00001000,3\nhello\n");
  expect(bad.status).toBe(2);
  expect(bad.out).toBe("");
  expect(bad.err).toMatch(/^mcpi: .*line 2.*\n$/);
});

test("a check that fails is status 1", () => {
  expect(run(["trace", "check", "-", "--format", "din"], "2 1000\nx\n").status).toBe(1);
});

test("a sweep over threads is the same sweep", () => {
  const trace = join(root, "fixtures/traces/hand.mct");
  for (const what of [["--three-c"], ["--curve", "--lines", "16,32"]]) {
    const alone = run(["sweep", trace, ...what]);
    expect(alone.status).toBe(0);
    expect(run(["sweep", trace, ...what, "--threads", "3"])).toEqual(alone);
  }
});

test("a reader that goes away ends it quietly", async () => {
  const child = spawn(process.execPath, [command, "explain", "-", "--format", "din"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  child.stdin.on("error", () => {});
  child.stdin.end("2 1000\n0 20000\n".repeat(5000));
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect([status, err]).toEqual([0, ""]);
});

test("Ctrl-C ends it with 130, though it waits for input, and leaves whole lines", async () => {
  const child = spawn(
    process.execPath,
    [command, "trace", "convert", "-", "-", "--format", "din", "--to", "din"],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let out = "";
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  child.stdout.on("data", (chunk: Buffer) => {
    if (out === "") setTimeout(() => child.kill("SIGINT"), 50);
    out += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.write("2 1000\n0 20000\n".repeat(100_000));
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect([status, err]).toEqual([130, ""]);
  expect(out.endsWith("\n")).toBe(true);
});

/** The shell blocks of the tutorial that are marked, in order; `needs` names a program. */
function tutorialBlocks(): { readonly needs: string; readonly script: string }[] {
  const page = readFileSync(join(root, "docs/tutorial.md"), "utf8");
  return [...page.matchAll(/^```sh (run|needs=(\w+))\n([\s\S]*?)^```$/gm)].map((match) => ({
    needs: match[2] ?? "",
    script: match[3],
  }));
}

function has(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

test("every command of the tutorial works", { timeout: 600_000 }, () => {
  const blocks = tutorialBlocks();
  expect(blocks.length).toBeGreaterThan(8);
  const { folder, path } = newFolder();
  mkdirSync(path("bin"));
  symlinkSync(command, path("bin/mcpi"));
  symlinkSync(join(root, "fixtures"), path("fixtures"));
  const env = { ...process.env, PATH: `${path("bin")}${delimiter}${process.env.PATH}` };
  for (const { needs, script } of blocks) {
    if (needs !== "" && !has(needs)) continue;
    const ended = spawnSync("sh", ["-e", "-c", script], { cwd: folder, env, encoding: "utf8" });
    // A run of a machine says how it ended.
    const said = ended.stderr.replace(/^mcpi: (halted|stopped) .*\n/gm, "");
    expect(`${script}${said}`).toBe(script);
    expect(ended.status).toBe(0);
    expect(ended.stdout.length).toBeGreaterThan(0);
  }
  expect(existsSync(path("results/sim.csv"))).toBe(true);
});
