/**
 * The portable part of the guests' C library, compiled for the host with all of its symbols renamed
 * to guest_*, against the host's own: seeded random cases, in a program for each subject.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const GUEST = fileURLToPath(new URL("../../guest/", import.meta.url));
const HERE = fileURLToPath(new URL("./", import.meta.url));
/** MCPI_FUZZ multiplies the number of random cases. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const SEED = 1993;
const ROUNDS: Readonly<Record<string, number>> = {
  dates: 20_000,
  environment: 50_000,
  format: 100_000,
  memory: 50_000,
  numbers: 100_000,
  sort: 2_000,
  streams: 400,
};
/** What is not portable, and what the tests have another of. */
const LEFT_OUT = ["lib/mips", "lib/stdlib/system-break.c"];

const hasCompiler =
  process.arch === "x64" &&
  ["gcc", "objcopy", "ar"].every((tool) => spawnSync(tool, ["--version"]).error === undefined);

const COMPILE = ["-O1", "-g", "-std=gnu11", "-fno-pic", "-fno-stack-protector", "-fno-common"];
const AS_GUEST = [
  ...["-Wall", "-Wextra", "-Werror", "-ffreestanding", "-fno-tree-loop-distribute-patterns"],
  ...["-ffunction-sections", "-fdata-sections"],
];

let folder = "";

function run(tool: string, args: readonly string[], cwd = GUEST): string {
  const done = spawnSync(tool, args, { cwd, encoding: "utf8" });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${tool} ${args.at(-1)}:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

function sourcesBelow(path: string): string[] {
  return readdirSync(join(GUEST, path))
    .map((name) => `${path}/${name}`)
    .filter((each) => !LEFT_OUT.includes(each))
    .flatMap((each) =>
      statSync(join(GUEST, each)).isDirectory()
        ? sourcesBelow(each)
        : each.endsWith(".c")
          ? [each]
          : [],
    );
}

describe.runIf(hasCompiler)("C library of the guests, on the host", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mcpi-guest-lib-"));
    const include = run("gcc", ["-print-file-name=include"]).trim();
    const headers = ["-nostdinc", "-isystem", include, "-Ilib/include", "-I.", "-Ilib"];
    // A jmp_buf is the machine's.
    const flags = [...COMPILE, ...AS_GUEST, ...headers, "-Ilib/mips/include"];
    const sources = [...sourcesBelow("lib"), join(HERE, "guest-system.c")];
    const objects = sources.map((source, i) => {
      const object = join(folder, `${i}.o`);
      run("gcc", [...flags, "-c", source, "-o", object]);
      run("objcopy", ["--prefix-symbols=guest_", object]);
      return object;
    });
    run("gcc", [...COMPILE, "-c", join(HERE, "host-system.c"), "-o", join(folder, "host.o")]);
    run("ar", ["rcD", join(folder, "guest.a"), ...objects, join(folder, "host.o")]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(ROUNDS))("%s", (name, rounds) => {
    const program = join(folder, name);
    const unused = ["-fno-builtin", "-Wno-format-security", "-Wno-format"];
    run("gcc", [
      ...[...COMPILE, ...unused, join(HERE, `${name}.c`), join(folder, "guest.a")],
      ...["-no-pie", "-Wl,--gc-sections", "-o", program],
    ]);
    const done = spawnSync(program, [`${SEED}`, `${rounds * FACTOR}`, folder], {
      encoding: "utf8",
    });
    expect(done.signal, "killed by").toBeNull();
    expect(done.stdout + done.stderr).toBe("");
    expect(done.status).toBe(0);
  });
});

/** What libtest expects must hold for any C library. */
test.runIf(hasCompiler)("libtest with the host's own library", () => {
  const work = mkdtempSync(join(tmpdir(), "mcpi-libtest-"));
  try {
    const program = join(work, "libtest");
    const sources = sourcesBelow("apps/libtest");
    run("gcc", ["-O1", "-std=gnu11", "-fno-builtin", ...sources, "-o", program]);
    expect(run(program, []).trimEnd().split("\n").at(-1)).toBe("libtest: all ok");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

test.runIf(!hasCompiler)(
  "C library of the guests: no gcc here, nothing was compared",
  (context) => {
    context.skip();
  },
);
