/**
 * Builds the guest images: `npm run guests`, all of them or those named; `npm run guests -- --check`
 * builds and compares, and writes nothing.
 *
 *      packages/kernels/guest ──► ELF ──► checked (mips1.ts) ──► fixtures/images/<name>.elf.gz, .json
 *
 * The name root stands for the programs and the root file system that holds them.
 *
 * Exit status: 1 if an image does not build or is not what it was, 2 if the compiler is missing or an
 * argument is unknown.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { readElf } from "@mcpi/trace";
import { checkImageManifest, parseImageManifest } from "../packages/kernels/src/image/manifest.ts";
import {
  BuildError,
  buildImage,
  buildModule,
  MissingCompiler,
  MODULE_BEGINS,
  MODULE_ENDS,
  sourcesHash,
  symbolsOf,
  toolVersions,
} from "./cross-compiler.ts";
import { DEFAULT_RUN_TIME, GUEST_IMAGES, type GuestImage, MACH_IMAGES } from "./guest-images.ts";
import { buildMachRoot, MACH_ROOT_NAME } from "./mach-root.ts";
import { checkMips1 } from "./mips1.ts";
import { buildRoot, ROOT_NAME } from "./root-file-system.ts";

const IMAGES = fileURLToPath(new URL("../fixtures/images", import.meta.url));
const SCHEMA = "../../packages/kernels/image-manifest.schema.json";

const args = process.argv.slice(2);
const check = args.includes("--check");
const names = args.filter((arg) => arg !== "--check");

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof MissingCompiler)) throw error;
  console.error(`guests: ${error.message}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const images = [...GUEST_IMAGES, ...MACH_IMAGES];
  const all = [...images.map((image) => image.name), ROOT_NAME, MACH_ROOT_NAME];
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    console.error(`guests: there is no image ${unknown}; --check or some of: ${all.join(" ")}`);
    return 2;
  }
  const versions = toolVersions();
  const folder = mkdtempSync(join(tmpdir(), "mcpi-guests-"));
  mkdirSync(IMAGES, { recursive: true });
  let failed = 0;
  try {
    for (const name of all) {
      const image = images.find((each) => each.name === name);
      if (names.length > 0 && !names.includes(name)) continue;
      try {
        const said = image
          ? one(image, versions, folder)
          : name === MACH_ROOT_NAME
            ? await buildMachRoot(IMAGES, versions, folder, check)
            : await buildRoot(IMAGES, versions, folder, check);
        console.log(`${name}: ${said}`);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const unexpected = !(error instanceof BuildError) && error.constructor !== Error;
        console.error(`${name}: ${unexpected ? error.stack : error.message}`);
        failed++;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

/** Builds an image, and writes or compares it. @returns what to say of it. */
function one(image: GuestImage, versions: ReturnType<typeof toolVersions>, folder: string): string {
  const elf = buildImage(image, folder);
  checkMips1(elf, image.name, image.loadDelays ?? []);
  checkSymbols(image, elf);
  if (check) return compare(image, versions, elf, folder);
  const packed = gzipSync(elf, { level: 9 });
  const build = {
    sources: sourcesHash(image),
    ...versions,
    elfSize: elf.length,
    elfSha256: sha256(elf),
    gzSize: packed.length,
  };
  const manifest = manifestOf(image, build, folder);
  const { module } = image;
  if (module !== undefined) {
    const file = join(IMAGES, moduleSymbols(image.name, module.name));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, symbolsOf(buildModule(module, folder)));
  }
  writeFileSync(join(IMAGES, `${image.name}.elf.gz`), packed);
  writeFileSync(join(IMAGES, `${image.name}.json`), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return `${elf.length} bytes, packed ${packed.length}`;
}

/** The file of the symbols of a program that an image carries, beside the image. */
function moduleSymbols(image: string, module: string): string {
  return `${image}/${module}.symbols`;
}

/** What the manifest says of the program that the image carries. */
function modulesOf({ name: image, module }: GuestImage, folder: string): object {
  if (module === undefined) return {};
  const { name } = module;
  const file = readFileSync(buildModule(module, folder).stripped);
  const entry = {
    name,
    from: MODULE_BEGINS,
    to: MODULE_ENDS,
    sha256: sha256(file),
    symbols: moduleSymbols(image, name),
  };
  return { modules: [entry] };
}

function manifestOf(image: GuestImage, build: object, folder: string): object {
  const { kernel, user, defines, loadDelays, include, headers, flags, ...other } = image;
  const { linkerScript, stubs, module, ...rest } = other;
  const { name, description, ...runTime } = rest;
  const manifest = {
    $schema: SCHEMA,
    name,
    description,
    build,
    machine: "ds5000-200",
    ...DEFAULT_RUN_TIME,
    ...runTime,
    ...modulesOf(image, folder),
  };
  checkImageManifest(manifest, image.name);
  return manifest;
}

/** Symbols that the manifest names must be in the image. */
function checkSymbols(image: GuestImage, elf: Uint8Array): void {
  const symbols = readElf(elf, image.name).symbols;
  const wanted = [
    ...(image.idle ?? []).map((name) => ({ name, type: "function" })),
    ...(image.refill?.leave ?? []).map((name) => ({ name, type: "function" })),
    ...(image.space ? [{ name: image.space.at, type: "function" }] : []),
    ...(image.space ? [{ name: image.space.read, type: "object" }] : []),
  ];
  for (const { name, type } of wanted)
    if (!symbols.some((symbol) => symbol.name === name && symbol.type === type))
      throw new Error(`its manifest names ${name}; the image has no such ${type}`);
}

/** Compares a fresh build with the image that is there. @throws Error when they differ. */
function compare(
  image: GuestImage,
  versions: ReturnType<typeof toolVersions>,
  elf: Buffer,
  folder: string,
): string {
  const file = join(IMAGES, `${image.name}.json`);
  const packed = join(IMAGES, `${image.name}.elf.gz`);
  if (!existsSync(file) || !existsSync(packed))
    throw new Error("it was never built; npm run guests builds it");
  const { $schema, ...there } = parseImageManifest(readFileSync(file, "utf8"), file);
  if (there.build.sources !== sourcesHash(image))
    throw new Error("its sources have changed; npm run guests builds it anew");
  const { $schema: _, ...now } = manifestOf(image, there.build, folder) as typeof there & {
    $schema: string;
  };
  if (JSON.stringify(there) !== JSON.stringify(parseImageManifest(JSON.stringify(now), file)))
    throw new Error("its manifest is not what guest-images.ts says; npm run guests writes it anew");
  if (there.build.compiler !== versions.compiler || there.build.binutils !== versions.binutils)
    return `builds; not compared, as it was made by ${there.build.compiler}, ${there.build.binutils}, and this is ${versions.compiler}, ${versions.binutils}`;
  if (there.build.elfSha256 !== sha256(elf) || !gunzipSync(readFileSync(packed)).equals(elf))
    throw new Error("the same compiler makes another file than the one that is there");
  return "equal";
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
