/** The work of bench and bench-mapped on this host: a third machine that must come to the same sums. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { expectedOutput, GUEST } from "./support.ts";

const WORK = join(GUEST, "bare/work");
const MAIN = fileURLToPath(new URL("work-on-host.c", import.meta.url));
const PARTS = ["functions names sieve sort words tree matrix compress crc"]
  .flatMap((names) => names.split(" "))
  .map((name) => join(WORK, `${name}.c`));

const missing = spawnSync("gcc", ["--version"]).error?.message;
if (missing !== undefined) console.info(`bench is not compiled for the host: ${missing}`);

test.skipIf(missing !== undefined)("bench-small and bench-mapped-small on the host", () => {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-work-"));
  try {
    const program = join(folder, "work");
    const flags = ["-O1", "-fwrapv", "-DWORK_SMALL", `-I${WORK}`, "-o", program];
    const compiled = spawnSync("gcc", [...flags, MAIN, ...PARTS], { encoding: "utf8" });
    expect(compiled.stderr).toBe("");
    const sums = spawnSync(program, { encoding: "utf8" }).stdout;
    expect(sums.split("\n")).toHaveLength(8);
    for (const name of ["bench-small", "bench-mapped-small"])
      expect(expectedOutput(name)?.startsWith(sums), name).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
