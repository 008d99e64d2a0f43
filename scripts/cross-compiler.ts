/**
 * Builds guest images with Debian's cross compiler for little-endian MIPS. The result depends on the
 * sources and the compiler's version only: names in objects are relative, there is no time and no
 * build id in them, and inputs are linked in the order of their names.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GuestImage, GuestModule } from "./guest-images.ts";
import { machStubs, writeMachStubs } from "./mach-stubs.ts";

export const GUEST_FOLDER = fileURLToPath(new URL("../packages/kernels/guest", import.meta.url));
export const PREFIX = "mipsel-linux-gnu-";
const DEBIAN_PACKAGES = "gcc-mipsel-linux-gnu binutils-mipsel-linux-gnu";

/** An R3000 without its floating-point unit, no position-independent code, no small-data section. */
export const MACHINE = [
  "-march=r3000",
  "-mabi=32",
  "-mno-abicalls",
  "-fno-pic",
  "-msoft-float",
  "-G0",
];
export const COMPILE = [
  ...MACHINE,
  "-O2",
  "-std=gnu11",
  "-Wall",
  "-Wextra",
  "-Werror",
  "-ffreestanding",
  // The loops of memcpy and memset must not become calls of themselves.
  "-fno-tree-loop-distribute-patterns",
  "-fno-common",
  "-fno-stack-protector",
  "-fno-asynchronous-unwind-tables",
  "-fno-ident",
];
const LINK = [...MACHINE, "-nostdlib", "-static", "-Wl,--build-id=none,-z,max-page-size=4096"];
const LINKER_SCRIPT = "lib-bare/link.ld";
/** The user program's sections, as the linker script places them. */
const USER_SECTIONS = [".text", ".rodata", ".rodata.str1.4", ".rodata.cst4", ".data", ".bss"];
const USER_BYTES = [".user", ".userdata"];

/** The compiler is not installed. */
export class MissingCompiler extends Error {
  override readonly name = "MissingCompiler";
}

/** A tool has refused its input; the message is what it printed. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/** First lines of what compiler and linker say of their versions. @throws MissingCompiler */
export function toolVersions(): { compiler: string; binutils: string } {
  const version = (tool: string): string => {
    const run = spawnSync(`${PREFIX}${tool}`, ["--version"], { encoding: "utf8" });
    if (run.error !== undefined)
      throw new MissingCompiler(
        `${PREFIX}${tool} is missing; on Debian: apt-get install ${DEBIAN_PACKAGES}`,
      );
    return run.stdout.split("\n")[0].trim();
  };
  return { compiler: version("gcc"), binutils: version("ld") };
}

/** Sources (.c, .S) that names of files and folders stand for, sorted. */
export function expand(names: readonly string[]): string[] {
  const files = names.flatMap((name) =>
    statSync(join(GUEST_FOLDER, name)).isDirectory()
      ? readdirSync(join(GUEST_FOLDER, name))
          .filter((file) => /\.[cS]$/.test(file))
          .map((file) => `${name}/${file}`)
      : [name],
  );
  return [...new Set(files)].sort();
}

const definitions = (image: GuestImage): string[] =>
  [...(image.defines ?? [])].sort().map((name) => `-D${name}`);

const foldersOf = (files: readonly string[]): string[] => [...new Set(files.map(dirname))].sort();

const linkerScriptOf = (image: GuestImage): string => image.linkerScript ?? LINKER_SCRIPT;
/** Folders of the image's headers that are reached by a path from another folder, as <abi/errno.h>. */
const headerFoldersOf = (image: GuestImage): readonly string[] => [
  ...(image.headers ?? []),
  ...(image.module?.headers ?? []),
];

/**
 * SHA-256 over everything that an image is made of: its sources, the headers and linker scripts of
 * their folders, and the flags.
 */
export function sourcesHash(image: GuestImage): string {
  const sources = expand([
    ...image.kernel,
    ...(image.user ?? []),
    ...(image.module?.sources ?? []),
  ]);
  const scripts = [linkerScriptOf(image), ...(image.module ? [image.module.linkerScript] : [])];
  const folders = [...foldersOf([...sources, ...scripts]), ...headerFoldersOf(image)];
  const others = [...new Set(folders)].flatMap((folder) =>
    readdirSync(join(GUEST_FOLDER, folder))
      .filter((file) => /\.(h|ld)$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  const hash = createHash("sha256");
  const { module } = image;
  if (image.stubs !== undefined)
    for (const { path, text } of machStubs())
      hash.update(`\n${path} ${text.length}\n`).update(text);
  if (module !== undefined) hash.update(JSON.stringify(module));
  const settings = [COMPILE, LINK, definitions(image), image.kernel, image.user ?? []];
  const more = image.include || image.flags ? [[image.include ?? [], image.flags ?? []]] : [];
  hash.update(JSON.stringify([...settings, ...more]));
  for (const file of [...new Set([...sources, ...others])].sort()) {
    const bytes = readFileSync(join(GUEST_FOLDER, file));
    hash.update(`\n${file} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Builds an image in `folder`. @returns its ELF file. @throws BuildError */
export function buildImage(image: GuestImage, folder: string): Buffer {
  const elf = join(folder, `${image.name}.elf`);
  const link = (inputs: readonly string[]): void => {
    run("gcc", [...LINK, "-T", linkerScriptOf(image), ...inputs, "-o", elf]);
  };
  if (image.user === undefined) {
    const objects = compileAll(
      image,
      image.kernel,
      folder,
      stubFlags(image.stubs, folder, "kernel"),
    );
    const module = image.module === undefined ? [] : [carryModule(image.module, folder)];
    link([...objects, ...compileStubs(image, folder, "kernel"), ...module]);
    return readFileSync(elf);
  }

  // First without the bytes of the user program, which is placed for itself; then with them.
  const user = linkUser(image, folder);
  const bytes = join(folder, image.name, "user.bin");
  mkdirSync(dirname(bytes), { recursive: true });
  let before = Buffer.alloc(0);
  for (let pass = 0; pass < 3; pass++) {
    writeFileSync(bytes, before);
    link([...compileAll(image, image.kernel, folder, [`-I${dirname(bytes)}`]), user]);
    const sections = USER_BYTES.flatMap((name) => ["-j", name]);
    run("objcopy", ["-O", "binary", ...sections, elf, `${bytes}.new`]);
    const after = readFileSync(`${bytes}.new`);
    if (after.equals(before)) return readFileSync(elf);
    before = after;
  }
  throw new BuildError(`${image.name}: the user program does not settle`);
}

/** Interfaces' stubs are made once; their headers are looked for where the side has them. */
function stubFlags(
  stubs: readonly string[] | undefined,
  folder: string,
  side: "kernel" | "user",
): string[] {
  if (stubs === undefined) return [];
  const made = join(folder, "stubs");
  if (!existsSync(made)) writeMachStubs(made);
  return [`-I${join(made, side)}`];
}

type Stubbed = Pick<GuestImage, "stubs" | "include" | "flags" | "defines">;

function compileStubs(of: Stubbed, folder: string, side: "kernel" | "user"): string[] {
  const flags = [...(of.include ?? []).map((name) => `-I${name}`), ...(of.flags ?? [])];
  return (of.stubs ?? []).map((stub) =>
    compile(
      join(folder, "stubs", stub),
      [...flags, ...stubFlags(of.stubs, folder, side)],
      folder,
      `stubs-${stub.replaceAll("/", "-").replace(/\.c$/, ".o")}`,
    ),
  );
}

/** A program of its own, as it was built. */
export interface BuiltModule {
  /** Its file's name, without symbols. */
  readonly stripped: string;
  /** The same with symbols. */
  readonly elf: string;
}

/** Its functions and objects, `address size type name` a line. */
export const symbolsOf = ({ elf }: BuiltModule): string =>
  run("nm", ["--numeric-sort", "--print-size", "--defined-only", elf]);

/** Builds a program of its own in `folder`, if it is not there yet. */
export function buildModule(module: GuestModule, folder: string): BuiltModule {
  const made = join(folder, `module-${module.name}`);
  mkdirSync(made, { recursive: true });
  const elf = join(made, `${module.name}.elf`);
  const built: BuiltModule = { stripped: `${elf}.stripped`, elf };
  if (existsSync(built.stripped)) return built;
  const side = stubFlags(module.stubs, folder, "user");
  const flags = [...module.include.map((name) => `-I${name}`), ...(module.flags ?? []), ...side];
  const objects = expand(module.sources).map((source) => compile(source, flags, folder));
  const inputs = [...objects, ...compileStubs(module, folder, "user")];
  const script = ["-T", module.linkerScript];
  run("gcc", [...LINK, ...(module.linkFlags ?? []), ...script, ...inputs, "-o", elf]);
  run("objcopy", ["--strip-all", elf, built.stripped]);
  return built;
}

/** Symbols of an image: where the program that it carries begins, and its end. */
export const MODULE_BEGINS = "boot_module";
export const MODULE_ENDS = "boot_module_end";

/** @returns an object whose section .bootmodule is the program's file */
function carryModule(module: GuestModule, folder: string): string {
  const { stripped: file } = buildModule(module, folder);
  const carrier = join(dirname(file), "module.S");
  const name = (label: string): string => `.globl ${label}\n${label}:`;
  writeFileSync(
    carrier,
    `.section .bootmodule, "a"\n.balign 4096\n${name(MODULE_BEGINS)}\n.incbin "${file}"\n${name(MODULE_ENDS)}\n`,
  );
  return compile(carrier, [], folder, `module-${module.name}.o`);
}

/** The user program as one object, its sections and symbols kept apart from the kernel's. */
function linkUser(image: GuestImage, folder: string): string {
  const user = join(folder, image.name, "user-program.o");
  mkdirSync(dirname(user), { recursive: true });
  const objects = compileAll(image, image.user ?? [], folder, []);
  // What the program begins with comes first.
  const isStart = (object: string): boolean => object.endsWith("user-start.o");
  const ordered = [...objects.filter(isStart), ...objects.filter((object) => !isStart(object))];
  run("ld", ["-r", ...ordered, "-o", user]);
  const renames = USER_SECTIONS.flatMap((name) => ["--rename-section", `${name}=.user${name}`]);
  run("objcopy", [...renames, "--keep-global-symbol=user_start", user]);
  return user;
}

function compileAll(
  image: GuestImage,
  names: readonly string[],
  folder: string,
  more: readonly string[],
): string[] {
  const sources = expand(names);
  const folders = foldersOf(expand([...image.kernel, ...(image.user ?? [])]));
  const include = [...(image.include ?? []), ...folders].map((f) => `-I${f}`);
  const flags = [...definitions(image), ...(image.flags ?? []), ...include, ...more];
  return sources.map((source) => compile(source, flags, folder));
}

/** Objects made in this run, so that the library is compiled once for all images. */
function compile(
  source: string,
  flags: readonly string[],
  folder: string,
  name = source.replaceAll("/", "-").replace(/\.[cS]$/, ".o"),
): string {
  const carriesUser = source.endsWith("user-image.S");
  const key = createHash("sha256")
    .update(JSON.stringify([flags]))
    .digest("hex")
    .slice(0, 12);
  const object = join(folder, key, name);
  if (existsSync(object) && !carriesUser) return object;
  mkdirSync(dirname(object), { recursive: true });
  // The folder's name is in no object.
  const maps = [`-ffile-prefix-map=${GUEST_FOLDER}=.`, `-ffile-prefix-map=${folder}=.`];
  run("gcc", [...COMPILE, ...flags, ...maps, "-c", source, "-o", `${object}.part`]);
  renameSync(`${object}.part`, object);
  return object;
}

function run(tool: string, args: readonly string[]): string {
  const done = spawnSync(`${PREFIX}${tool}`, args, {
    cwd: GUEST_FOLDER,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C", SOURCE_DATE_EPOCH: "0" },
  });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new BuildError(done.stderr.trimEnd() || `${tool} failed`);
  return done.stdout;
}
