/** Memory of the Ultrix-style kernel: its book-keeping, checked at each exit, and what it refuses. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MissingCompiler, toolVersions } from "../../../../scripts/cross-compiler.ts";
import { buildPrograms } from "../../../../scripts/program-compiler.ts";
import { rootWith, run, shell } from "./support.ts";

const MINUTE = 60_000;
const STORM = "for i in 1 2 3; do ls /bin | sed 's/a/b/' | cat >/tmp/out; (exit 1); echo $i; done";

/** Processes, each the parent of the next: more than a megabyte of swap space has room for. */
const DEPTH = 40;

/** Programs in turn, so that texts come and go. */
const PROGRAMS = `for i in 1 2 3; do
  ls / >/dev/null; date >/dev/null; expr 1 + 1; echo a | sed s/a/b/ | cat | tee /tmp/x
  mv /tmp/x /tmp/y; cp /tmp/y /tmp/x; rm /tmp/y; df >/dev/null; find /tmp -name x -print
done`;

/** Pages of texts, as the kernel counts them when it halts. */
function textPages(said: string): { readonly found: number; readonly lost: number } {
  const found = /(\d+) of these found by file; (\d+) lost/.exec(said);
  if (found === null) throw new Error(`no report:\n${said}`);
  return { found: Number(found[1]), lost: Number(found[2]) };
}

/** What the kernel says of memory in use when it halts, and how often it has checked. */
function report(said: string): { readonly checks: number; readonly inUse: string } {
  const found = /vm: (\d+) checks; (.*)/.exec(said);
  if (found === null) throw new Error(`no report:\n${said}`);
  return { checks: Number(found[1]), inUse: found[2] };
}

test(
  "nothing is left behind by processes: few or many, the same is in use at the halt",
  async () => {
    const reports = [];
    for (const times of ["1", "12"]) {
      const program = ["-n", times, "/bin/sh", "-c", STORM];
      const { said } = await run(program, { boot: ["vmcheck=1"] });
      expect(said).toContain(`driver: /bin/sh: ${times} of ${times} succeeded`);
      reports.push(report(said));
    }
    expect(reports[1].inUse).toBe(reports[0].inUse);
    expect(reports[1].checks).toBeGreaterThan(100);
  },
  2 * MINUTE,
);

let why: string | undefined;
try {
  toolVersions();
} catch (error) {
  if (!(error instanceof MissingCompiler)) throw error;
  why = error.message;
}

test.skipIf(why !== undefined)(
  `the book-keeping survives hostile programs${why ? `; ${why}` : ""}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "mcpi-hostile-"));
    try {
      const program = { name: "hostile", description: "", sources: ["ultrix/test"] };
      const [{ file }] = await buildPrograms([program], folder);
      const disk = await rootWith({ "/bin/hostile": file });
      const { said } = await run(["/bin/hostile", "-s", "3", "-n", "40", "-c", "400"], {
        disk,
        boot: ["vmcheck=1"],
      });
      expect(report(said).checks).toBeGreaterThan(60);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  5 * MINUTE,
);

test(
  "without swap space for it a process is not made, and the others go on",
  async () => {
    const { said, output } = await shell(
      `${"(:; ".repeat(DEPTH)}echo deep${"; :)".repeat(DEPTH)}; echo still here`,
      { boot: ["swap=1", "vmcheck=1"] },
    );
    expect(output).not.toContain("deep");
    expect(output).toContain("still here");
    report(said);
  },
  MINUTE,
);

test(
  "texts that lose their place to others are found again by file and page",
  async () => {
    const depth = 4;
    const { said, output } = await shell(
      `${"(:; ".repeat(depth)}${PROGRAMS}${"; :)".repeat(depth)}`,
      {
        boot: ["swap=1", "vmcheck=1"],
      },
    );
    expect(output).toBe("2\nb\n/tmp/x\n".repeat(3));
    expect(textPages(said).found).toBeGreaterThan(0);
  },
  2 * MINUTE,
);

test(
  "texts that lose pages while nobody runs them are read again",
  async () => {
    const { said } = await shell(PROGRAMS, { boot: ["buffers=30", "vmcheck=1"] });
    expect(textPages(said).lost).toBeGreaterThan(20);
    report(said);
  },
  2 * MINUTE,
);
