/** The suite of checks of a UNIX system's calls (guest/apps/suite) on the emulated machine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MissingCompiler, toolVersions } from "../../../../scripts/cross-compiler.ts";
import { GUEST_PROGRAMS } from "../../../../scripts/guest-programs.ts";
import { buildPrograms } from "../../../../scripts/program-compiler.ts";
import { rootWith, run } from "./support.ts";

const MINUTE = 60_000;

let why: string | undefined;
try {
  toolVersions();
} catch (error) {
  if (!(error instanceof MissingCompiler)) throw error;
  why = error.message;
}

describe.skipIf(why !== undefined)(`the suite${why ? `; ${why}` : ""}`, () => {
  let folder: string;
  let disk: Uint8Array;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mcpi-suite-"));
    const programs = GUEST_PROGRAMS.filter(({ name }) => name === "suite");
    const [{ file }] = await buildPrograms(programs, folder);
    disk = await rootWith({ "/bin/suite": file });
  }, 2 * MINUTE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    "all of it",
    async () => {
      const { output } = await run(["/bin/suite"], { disk });
      expect(output.match(/^(FAILED|driver:) .*/gm) ?? []).toEqual([]);
      expect(output).toMatch(/^suite: \d+ passed, 0 failed$/m);
    },
    10 * MINUTE,
  );
});
