/**
 * The generator of interface stubs (scripts/mach-stubs.ts): what it refuses, that it always makes the
 * same, and that its C does what it must, compiled for this host with a stand-in for mach_msg.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import {
  DefinitionError,
  machStubs,
  readInterface,
  SERVICES,
  serverFiles,
  userFiles,
} from "../../../../scripts/mach-stubs.ts";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));
const SAMPLE = join(GUEST, "mach/test/stubs");

const folder = mkdtempSync(join(tmpdir(), "mcpi-stubs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An interface of these lines, which may include std_types.defs. */
function parse(lines: string): ReturnType<typeof readInterface> {
  const types = readFileSync(join(SERVICES, "std_types.defs"), "utf8");
  return readInterface("x.defs", (name) =>
    name === "x.defs" ? lines : name === "std_types.defs" ? types : undefined,
  );
}

function refusal(lines: string): string {
  try {
    parse(lines);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return "accepted";
}

const HEAD = "subsystem x 100;\n#include <mach/std_types.defs>\n";

describe("definitions", () => {
  test("ids: a routine, one that is skipped, another", () => {
    const { routines, ids } = parse(
      `${HEAD}routine a(p: mach_port_t);\nskip;\nroutine b(p: mach_port_t; n: int);`,
    );
    expect(routines.map(({ name, id }) => [name, id])).toEqual([
      ["a", 100],
      ["b", 102],
    ]);
    expect(ids).toBe(3);
  });

  test.each([
    ["", "x.defs:1:1: no subsystem is named"],
    ["subsystem x 1\n", "x.defs:1:13: expected ;, not the end"],
    [`${HEAD}subsystem y 2;`, "x.defs:3:1: a second subsystem"],
    [`${HEAD}rotine a(p: mach_port_t);`, "x.defs:3:1: unknown statement rotine"],
    [`${HEAD}routine a(p: port);`, "x.defs:3:14: unknown type port"],
    [`${HEAD}routine a(n: int);`, "x.defs:3:9: a: its first argument is no port"],
    [`${HEAD}routine a();`, "x.defs:3:9: a: its first argument is no port"],
    [`${HEAD}routine a(p: mach_port_t; n: int; n: int);`, "x.defs:3:35: argument n is there twice"],
    [
      `${HEAD}routine a(p: mach_port_t);\nroutine a(p: mach_port_t);`,
      "x.defs:4:9: routine a is there already",
    ],
    [
      `${HEAD}simpleroutine a(p: mach_port_t; out n: int);`,
      "x.defs:3:37: a has no answer, and so no n",
    ],
    [`${HEAD}routine a(p: mach_port_t; n: int, Often);`, "x.defs:3:35: unknown flag Often"],
    [`${HEAD}type t = array[*] of int;`, "x.defs:3:10: an array in the message has a bound"],
    [`${HEAD}type t = ^int;`, "x.defs:3:10: only an array is out of line"],
    [`${HEAD}type int = MACH_MSG_TYPE_CHAR;`, "x.defs:3:6: type int is there already"],
    [`${HEAD}type t = MACH_MSG_TYPE_FOO;`, "x.defs:3:10: unknown type MACH_MSG_TYPE_FOO"],
    [
      `${HEAD}type t = array[*:4] of int;\nroutine a(p: mach_port_t; inout n: t);`,
      "x.defs:4:33: n: only a word is taken and given back",
    ],
    [`${HEAD}routine a(p: mach_port_t) $`, "x.defs:3:27: unexpected $"],
    [`${HEAD}#if FOO\n`, "x.defs:3:1: #if without #endif"],
    [`${HEAD}#endif\n`, "x.defs:3:1: #endif without #if"],
    [`${HEAD}#include <mach/none.defs>\n`, "x.defs:3:1: there is no file none.defs"],
    ['#include "x.defs"\n', "x.defs:1:1: x.defs includes itself"],
    [`${HEAD}import mach;`, "x.defs:3:8: expected <file>"],
  ])("refused: %j", (lines, message) => {
    expect(refusal(lines)).toBe(message);
  });

  test("comments, conditions and definitions", () => {
    const { routines } = parse(
      `${HEAD}/* routine no(\n */ #define WORD int\n`.replace(" #define", "\n#define") +
        "#ifndef OTHER\nroutine a(p: mach_port_t; n: WORD); // yes\n#else\nroutine b(p: mach_port_t);\n#endif\n",
    );
    expect(routines.map(({ name }) => name)).toEqual(["a"]);
    expect(routines[0].into[0].type.name).toBe("int");
  });
});

test("the services' stubs are the same every time, and each once", () => {
  const once = machStubs();
  expect(machStubs()).toEqual(once);
  expect(new Set(once.map(({ path }) => path)).size).toBe(once.length);
});

const missing = spawnSync("gcc", ["--version"]).error?.message;

describe.skipIf(missing !== undefined)("generated C on the host", () => {
  test("calls, refusals, and messages changed at random", { timeout: 300_000 }, () => {
    const what = readInterface("sample.defs", (name) =>
      readFileSync(join(name === "sample.defs" ? SAMPLE : SERVICES, name), "utf8"),
    );
    for (const { path, text } of [...userFiles(what, new Map()), ...serverFiles(what)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const program = join(folder, "sample-test");
    const compiled = spawnSync(
      "gcc",
      [
        ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror"],
        ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
        ...[`-I${folder}`, `-I${SAMPLE}`, `-I${GUEST}/mach/include`, "-o", program],
        ...["sample_user.c", "sample_server.c"].map((file) => join(folder, file)),
        join(SAMPLE, "sample_test.c"),
      ],
      { encoding: "utf8" },
    );
    expect(compiled.stderr).toBe("");
    const run = spawnSync(program, ["200"], { encoding: "utf8" });
    expect(run.stderr + run.stdout).toBe("ok\n");
    expect(run.status).toBe(0);
  });
});
