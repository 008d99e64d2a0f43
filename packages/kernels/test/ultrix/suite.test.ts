/**
 * The suite of tests of a UNIX (guest/apps/suite) on the emulated machine: the usual ones, with a second
 * disk for those that mount; the slow ones, too, if MCPI_FUZZ asks for a long run.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFileSystem } from "@mcpi/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MissingCompiler, toolVersions } from "../../../../scripts/cross-compiler.ts";
import { GUEST_PROGRAMS } from "../../../../scripts/guest-programs.ts";
import { buildPrograms } from "../../../../scripts/program-compiler.ts";
import { rootWith, run } from "./support.ts";

const MINUTE = 60_000;
const IS_LONG = process.env.MCPI_FUZZ !== undefined;
/** Of the machine's time. */
const SECONDS = IS_LONG ? 8000 : 2000;

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
    IS_LONG ? "all of it, the slow tests, too" : "all of it but the slow tests",
    async () => {
      const second = makeFileSystem({ type: "directory", entries: {} });
      const { output } = await run(["/bin/suite", ...(IS_LONG ? ["-s"] : [])], {
        disk,
        second,
        seconds: SECONDS,
      });
      expect(output.match(/^(FAILED|driver:) .*/gm) ?? []).toEqual([]);
      expect(output).toMatch(/^suite: \d+ passed, 0 failed, 0 skipped$/m);
    },
    (IS_LONG ? 60 : 10) * MINUTE,
  );
});
