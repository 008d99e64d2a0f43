/**
 * The suite of checks of a UNIX system's calls (guest/apps/suite), with the host's own library on the
 * host's own kernel: what it expects of both systems must hold there.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SUITE = fileURLToPath(new URL("../../guest/apps/suite", import.meta.url));
const MINUTE = 60_000;
/** Arguments that no call takes are what some tests are about. */
const FLAGS = ["-std=gnu11", "-O1", "-fno-builtin", "-D_GNU_SOURCE", "-w"];

const isHost = process.platform === "linux" && spawnSync("gcc", ["--version"]).status === 0;

test.skipIf(!isHost)(
  `the suite on the host${isHost ? "" : "; not Linux, or no gcc"}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "mcpi-suite-"));
    chmodSync(folder, 0o755); // other users execute the program, too
    try {
      const program = join(folder, "suite");
      const sources = readdirSync(SUITE).filter((file) => file.endsWith(".c"));
      const paths = sources.map((file) => join(SUITE, file));
      const built = spawnSync("gcc", [...FLAGS, ...paths, "-o", program], { encoding: "utf8" });
      expect(built.stderr).toBe("");
      const { stdout, stderr } = spawnSync(program, ["-t", folder], { encoding: "utf8" });
      expect(stderr).toBe("");
      expect(stdout.match(/^FAILED .*/gm) ?? []).toEqual([]);
      expect(stdout).toMatch(/^suite: \d+ passed, 0 failed/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  5 * MINUTE,
);
