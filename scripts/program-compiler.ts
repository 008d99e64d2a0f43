/**
 * Builds the programs of the guests' UNIX systems: the C library once, as an archive, and each
 * program with what it uses of it.
 *
 *      lib ──► libc.a ──┐
 *                       ├──► <name>, two segments, with symbols ──► checked (mips1.ts)
 *      apps/<name> ─────┘                     │
 *                                             ├──► stripped: what is on the root file system
 *                                             └──► symbols, as nm prints them
 *
 * Compilers run as many at a time as there are processors. As for the images, the result depends on
 * sources and compiler only.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { BuildError, COMPILE, expand, GUEST_FOLDER, MACHINE, PREFIX } from "./cross-compiler.ts";
import {
  type GuestProgram,
  PROGRAM_LIBRARY,
  PROGRAM_LINKER_SCRIPT,
  PROGRAM_START,
  sourcesOf,
} from "./guest-programs.ts";
import { checkMips1 } from "./mips1.ts";

/** Text and data. */
const SEGMENTS = 2;
/** A section for each function and each object, so that the linker drops what nobody uses. */
const SECTIONS = ["-ffunction-sections", "-fdata-sections"];
/** Programs know the library that they are linked with, and may be told so; it is not itself. */
const PROGRAM_FLAGS = [
  ...COMPILE.filter((flag) => flag !== "-ffreestanding"),
  ...SECTIONS,
  ...["-nostdinc", "-Ilib/include", "-Ilib/mips/include", "-I."],
];
const LIBRARY_FLAGS = [...PROGRAM_FLAGS, "-ffreestanding", "-Ilib", "-Ilib/mips"];
const LINK = [
  ...MACHINE,
  "-nostdlib",
  "-static",
  "-Wl,--build-id=none,-z,max-page-size=4096,--gc-sections",
  "-T",
  PROGRAM_LINKER_SCRIPT,
];

export interface BuiltProgram {
  readonly program: GuestProgram;
  /** The executable file, without symbols. */
  readonly file: Buffer;
  /** Its functions and objects, `address size type name` a line. */
  readonly symbols: string;
}

/** SHA-256 over the sources of library and programs, all headers that they may use, and the flags. */
export function programSourcesHash(programs: readonly GuestProgram[]): string {
  const sources = expand([...PROGRAM_LIBRARY, ...programs.flatMap(sourcesOf)]);
  const headers = [
    PROGRAM_LINKER_SCRIPT,
    ...filesBelow("abi"),
    ...filesBelow("lib"),
    ...[...new Set(sources.map(dirname))].flatMap((folder) =>
      readdirSync(join(GUEST_FOLDER, folder)).map((file) => `${folder}/${file}`),
    ),
  ].filter((file) => /\.(h|ld)$/.test(file));
  const hash = createHash("sha256");
  hash.update(JSON.stringify([PROGRAM_FLAGS, LIBRARY_FLAGS, LINK, programs]));
  for (const file of [...new Set([...sources, ...headers])].sort()) {
    const bytes = readFileSync(join(GUEST_FOLDER, file));
    hash.update(`\n${file} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(GUEST_FOLDER, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

/**
 * Builds programs in `folder`.
 * @throws BuildError when a tool refuses, Error when a program is not for an R3000.
 */
export async function buildPrograms(
  programs: readonly GuestProgram[],
  folder: string,
): Promise<BuiltProgram[]> {
  const include = ["-isystem", (await run("gcc", ["-print-file-name=include"])).trim()];
  const library = expand(PROGRAM_LIBRARY).map((source) => ({
    source,
    object: objectOf(source, join(folder, "library")),
    flags: LIBRARY_FLAGS,
  }));
  const units = programs.map((program) => ({
    program,
    sources: expand(sourcesOf(program)).map((source) => ({
      source,
      object: objectOf(source, join(folder, program.name)),
      flags: [...PROGRAM_FLAGS, ...flagsOf(program)],
    })),
  }));

  await atOnce([...library, ...units.flatMap(({ sources }) => sources)], async (one) => {
    mkdirSync(dirname(one.object), { recursive: true });
    // The folder's name is in no object.
    const maps = [`-ffile-prefix-map=${GUEST_FOLDER}=.`, `-ffile-prefix-map=${folder}=.`];
    await run("gcc", [...one.flags, ...include, ...maps, "-c", one.source, "-o", one.object]);
  });
  const start = objectOf(PROGRAM_START, join(folder, "library"));
  const archive = join(folder, "libc.a");
  const members = library.map(({ object }) => object).filter((object) => object !== start);
  await run("ar", ["rcD", archive, ...members]);
  return atOnce(units, async ({ program, sources }) => {
    const elf = join(folder, `${program.name}.elf`);
    const stripped = `${elf}.stripped`;
    const objects = sources.map(({ object }) => object);
    await run("gcc", [...LINK, start, ...objects, archive, "-o", elf]);
    checkMips1(readFileSync(elf), program.name, [], SEGMENTS);
    await run("objcopy", ["--strip-all", elf, stripped]);
    const symbols = await run("nm", ["--numeric-sort", "--print-size", "--defined-only", elf]);
    return { program, file: readFileSync(stripped), symbols };
  });
}

function flagsOf(program: GuestProgram): string[] {
  const defines = [...(program.defines ?? [])].sort().map((name) => `-D${name}`);
  return program.callsAll ? [...defines, "-fno-builtin"] : defines;
}

function objectOf(source: string, folder: string): string {
  return join(folder, source.replaceAll("/", "-").replace(/\.[cS]$/, ".o"));
}

/** Does `work` for all items, as many at a time as there are processors. @returns in their order. */
async function atOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const mine = next++;
      results[mine] = await work(items[mine]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

const execute = promisify(execFile);

async function run(tool: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(`${PREFIX}${tool}`, args, {
      cwd: GUEST_FOLDER,
      env: { ...process.env, LC_ALL: "C", SOURCE_DATE_EPOCH: "0" },
      maxBuffer: 64 << 20,
    });
    return stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (!stderr) throw error;
    throw new BuildError(stderr.trimEnd());
  }
}
