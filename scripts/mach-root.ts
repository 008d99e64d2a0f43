/**
 * The root file system for the Mach-style system: that of all UNIX systems, and the emulation library,
 * which the server reads from /mach_servers. Beside it is a manifest of its programs, as for the root
 * file system of all, whose symbols it shares.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { makeFileSystem } from "../packages/kernels/src/file-system/index.ts";
import { buildModule, symbolsOf, type toolVersions } from "./cross-compiler.ts";
import { MACH_EMULATOR } from "./guest-images.ts";
import { GUEST_PROGRAMS } from "./guest-programs.ts";
import { checkMips1 } from "./mips1.ts";
import { buildPrograms } from "./program-compiler.ts";
import { programEntry, put, ROOT_NAME, sha256, treeOf } from "./root-file-system.ts";

export const MACH_ROOT_NAME = "mach-root";
const SEGMENTS = 2;
const EMULATOR_PATH = "/mach_servers/emulator";
const EMULATOR_SYMBOLS = "emulator.symbols";
const MANIFEST_FILE = "manifest.json";

/**
 * Builds it in `folder`; writes it to the folder of images, or with `check` compares it with what is
 * there. @returns what to say of it. @throws Error when they differ.
 */
export async function buildMachRoot(
  images: string,
  versions: ReturnType<typeof toolVersions>,
  folder: string,
  check: boolean,
): Promise<string> {
  const programs = await buildPrograms(GUEST_PROGRAMS, folder);
  const emulator = buildModule(MACH_EMULATOR, folder);
  const content = readFileSync(emulator.stripped);
  checkMips1(readFileSync(emulator.elf), MACH_EMULATOR.name, [], SEGMENTS);
  const root = treeOf(programs);
  put(root, EMULATOR_PATH, { type: "file", mode: 0o755, content });
  const image = makeFileSystem(root);
  const symbols = symbolsOf(emulator);
  const entries = [
    ...programs.map(programEntry).map((entry) => ({
      ...entry,
      // They are the same programs.
      symbols: `../${ROOT_NAME}/${entry.symbols}`,
    })),
    {
      name: MACH_EMULATOR.name,
      description: "the emulation library, which the server maps into every process",
      path: EMULATOR_PATH,
      links: [],
      size: content.length,
      sha256: sha256(content),
      symbols: EMULATOR_SYMBOLS,
      symbolsSha256: sha256(symbols),
      library: true,
    },
  ];
  const manifest = {
    build: { ...versions, imageSize: image.length, imageSha256: sha256(image) },
    programs: entries,
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const beside = join(images, MACH_ROOT_NAME);
  const packed = `${beside}.img.gz`;
  const said = `${programs.length} programs and the emulation library of ${content.length} bytes`;
  if (check) return `${said}: ${compare(beside, packed, versions, text, symbols)}`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  writeFileSync(packed, gzipSync(image, { level: 9 }));
  writeFileSync(join(beside, EMULATOR_SYMBOLS), symbols);
  writeFileSync(join(beside, MANIFEST_FILE), text);
  return said;
}

/** What there is beside what was built. @throws Error when the same compiler makes something else. */
function compare(
  beside: string,
  packed: string,
  versions: ReturnType<typeof toolVersions>,
  text: string,
  symbols: string,
): string {
  const file = join(beside, MANIFEST_FILE);
  if (!existsSync(file) || !existsSync(packed))
    throw new Error("it was never built; npm run guests builds it");
  const there = readFileSync(file, "utf8");
  const { compiler, binutils, imageSha256 } = JSON.parse(there).build;
  if (compiler !== versions.compiler || binutils !== versions.binutils)
    return `builds; not compared, as they were made by ${compiler}, ${binutils}, and this is ${versions.compiler}, ${versions.binutils}`;
  if (there !== text || readFileSync(join(beside, EMULATOR_SYMBOLS), "utf8") !== symbols)
    throw new Error("the same compiler makes other programs than those that are there");
  if (sha256(gunzipSync(readFileSync(packed))) !== imageSha256)
    throw new Error("the image is not what its manifest says");
  return "equal";
}
