/**
 * Builds what the personality needs as a process of the host: the server, from its own sources and
 * those of guest/unix; the C library with lib/hosted in place of lib/mips; and the guests' programs,
 * linked with that library and nothing of the host's.
 *
 *      guest/unix ────────────► with the personality's headers ──┐
 *      guest/hosted/server ──────────────────────────────────────┼──► server
 *      guest/hosted/server/host ► with the host's headers ───────┘
 *
 *      guest/lib, lib/hosted ───► libc.a ──┐
 *      guest/apps, hosted/test ────────────┴──► programs
 *
 * The result is kept in the folder for temporary files, under the hash of what it is made of.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { GUEST_PROGRAMS, PROGRAM_LIBRARY, sourcesOf } from "../../../../scripts/guest-programs.ts";

const GUEST = fileURLToPath(new URL("../../guest", import.meta.url));

const WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"];
/** Names of the personality are not seen by the host's library, which has some of the same. */
const PERSONALITY = ["-std=gnu11", "-O2", "-g", ...WARNINGS, "-fvisibility=hidden"];
const PERSONALITY_FLAGS = [...PERSONALITY, "-I.", "-Ihosted"];
const HOST_FLAGS = ["-std=gnu11", "-O2", "-g", ...WARNINGS, "-I."];
/** No floating point, nothing of the host's library, addresses of 32 bits. */
const PROGRAM_FLAGS = [
  ...[
    "-m64",
    "-mgeneral-regs-only",
    "-mpopcnt",
    "-mcmodel=small",
    "-fno-pic",
    "-fcf-protection=none",
  ],
  ...["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fno-tree-loop-distribute-patterns"],
  ...["-fno-common", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-fno-ident"],
  // Programs read addresses where nothing is.
  ...["-ffunction-sections", "-fdata-sections", "--param=min-pagesize=0"],
  ...["-nostdinc", "-Ilib/include", "-Ilib/hosted/include", "-I."],
];
const LIBRARY_FLAGS = [...PROGRAM_FLAGS, "-ffreestanding", "-Ilib", "-Ilib/hosted"];
const LINK = [
  ...["-no-pie", "-nostdlib", "-static", "-T", "lib/hosted/program.ld"],
  "-Wl,--build-id=none,-z,max-page-size=4096,--gc-sections,-z,noexecstack",
];

/** The library's parts that the machine makes necessary, and what a compiler for 32 bits calls. */
const LIBRARY = [
  "lib/hosted",
  ...PROGRAM_LIBRARY.filter((part) => part.startsWith("lib/") && part !== "lib/mips"),
];
const START = "lib/hosted/start.S";
/** Programs that only these tests have: each is a file of this folder. */
const TEST_PROGRAMS = "hosted/test";
/** What a usual machine needs at most for all of it is far below. */
const TIMEOUT_MS = 60_000;

export interface HostedBuild {
  /** Path of the server. */
  readonly server: string;
  /** Programs by name, as they are on the disk. */
  readonly programs: ReadonlyMap<string, Buffer>;
}

interface Unit {
  readonly source: string;
  readonly flags: readonly string[];
}

interface Program {
  readonly name: string;
  readonly units: readonly Unit[];
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(GUEST, folder))
    .filter((file) => /\.[cS]$/.test(file))
    .sort()
    .map((file) => `${folder}/${file}`);

const expand = (names: readonly string[]): string[] =>
  names.flatMap((name) => (/\.[cS]$/.test(name) ? [name] : sourcesIn(name)));

function programs(): Program[] {
  const ours = GUEST_PROGRAMS.filter(({ path }) => path === undefined).map((program) => ({
    name: program.name,
    units: expand(sourcesOf(program)).map((source) => ({
      source,
      flags: [
        ...PROGRAM_FLAGS,
        ...(program.defines ?? []).map((name) => `-D${name}`),
        ...(program.callsAll ? ["-fno-builtin"] : []),
      ],
    })),
  }));
  const tests = sourcesIn(TEST_PROGRAMS).map((source) => ({
    name: basename(source, ".c"),
    units: [{ source, flags: PROGRAM_FLAGS }],
  }));
  return [...ours, ...tests];
}

/** SHA-256 over everything below guest that may be read, and the flags. */
function hashOf(settings: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  const add = (folder: string): void => {
    for (const entry of readdirSync(join(GUEST, folder), { withFileTypes: true }).sort(byName)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) add(path);
      else if (/\.(c|h|S|ld)$/.test(path))
        hash.update(`\n${path}\n`).update(readFileSync(join(GUEST, path)));
    }
  };
  for (const folder of ["abi", "apps", "hosted", "lib", "unix"]) add(folder);
  return hash.digest("hex").slice(0, 16);
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

/** Builds all of it, or finds it. @throws Error with what the compiler says. */
export async function buildHosted(): Promise<HostedBuild> {
  const list = programs();
  const settings = [PERSONALITY_FLAGS, HOST_FLAGS, LIBRARY_FLAGS, LINK, LIBRARY, list];
  const folder = join(
    tmpdir(),
    `mcpi-hosted-${hashOf([settings, await run("gcc", ["--version"])])}`,
  );
  if (!existsSync(folder)) {
    const making = mkdtempSync(join(tmpdir(), "mcpi-hosted-making-"));
    try {
      await build(list, making);
      if (!existsSync(folder)) renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return {
    server: join(folder, "server"),
    programs: new Map(list.map(({ name }) => [name, readFileSync(join(folder, "bin", name))])),
  };
}

async function build(list: readonly Program[], folder: string): Promise<void> {
  const include = ["-isystem", (await run("gcc", ["-print-file-name=include"])).trim()];
  const objectOf = (part: string, source: string): string =>
    join(folder, "objects", part, `${source.replaceAll("/", "-")}.o`);
  const personality = expand(["unix", "unix/ffs", "hosted/server"]);
  const host = expand(["hosted/server/host"]);
  const library = expand(LIBRARY);
  const jobs = [
    ...personality.map((source) => ({ source, part: "server", flags: PERSONALITY_FLAGS })),
    ...host.map((source) => ({ source, part: "host", flags: HOST_FLAGS })),
    ...library.map((source) => ({ source, part: "lib", flags: [...LIBRARY_FLAGS, ...include] })),
    ...list.flatMap(({ name, units }) =>
      units.map(({ source, flags }) => ({ source, part: name, flags: [...flags, ...include] })),
    ),
  ];
  await atOnce(jobs, async ({ source, part, flags }) => {
    const object = objectOf(part, source);
    mkdirSync(dirname(object), { recursive: true });
    await run("gcc", [...flags, "-c", source, "-o", object]);
  });

  const server = [
    ...personality.map((source) => objectOf("server", source)),
    ...host.map((source) => objectOf("host", source)),
  ];
  await run("gcc", ["-pthread", ...server, "-o", join(folder, "server")]);
  const start = objectOf("lib", START);
  const archive = join(folder, "libc.a");
  const members = library.map((source) => objectOf("lib", source));
  await run("ar", ["rcD", archive, ...members.filter((member) => member !== start)]);
  mkdirSync(join(folder, "bin"));
  await atOnce(list, async ({ name, units }) => {
    const objects = units.map(({ source }) => objectOf(name, source));
    const program = join(folder, "bin", name);
    await run("gcc", [...LINK, start, ...objects, archive, "-o", program]);
    await run("objcopy", ["--strip-all", program]);
  });
}

/** Does `work` for all items, as many at a time as there are processors. */
async function atOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

const execute = promisify(execFile);

async function run(tool: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(tool, args, {
      cwd: GUEST,
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 64 << 20,
      timeout: TIMEOUT_MS,
    });
    return stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw stderr ? new Error(stderr.trimEnd()) : error;
  }
}
