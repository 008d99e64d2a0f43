/**
 * The programs of a system, as far as their symbols are known. Those on its disk: `<disk>.img.gz` has
 * them, and the folder `<disk>` beside it a manifest and a file of symbols for each. Those that the
 * kernel's image carries: its manifest says where, and names their symbols.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  checkDocument,
  InputError,
  parseJsonDocument,
  readElf,
  type SymbolMap,
  symbolMapOf,
} from "@mcpi/trace";
import { z } from "zod";
import type { Disk } from "../decstation/disk-image.ts";
import { BLOCK_BYTES } from "../decstation/disk-image.ts";
import { openFileSystem } from "../file-system/index.ts";
import type { KnownText } from "../machine/space-programs.ts";
import type { Image } from "./image.ts";
import type { ImageManifest } from "./manifest.ts";

export interface KnownProgram extends KnownText {
  readonly name: string;
  readonly symbols: SymbolMap | undefined;
  /** Every process has it mapped, beside its own program. */
  readonly library: boolean;
}

const ProgramsSchema = z.looseObject({
  programs: z.array(
    z.looseObject({
      name: z.string(),
      path: z.string(),
      sha256: z.string(),
      symbols: z.string(),
      library: z.boolean().default(false),
    }),
  ),
});

/**
 * The programs of a manifest's disk; none if there is nothing beside its image.
 * @param file the disk's image, as it was before anything was written to it
 * @throws InputError when a file is damaged or missing.
 */
export function knownPrograms(disk: Disk, file: string): KnownProgram[] {
  const folder = file.replace(/\.img(\.gz)?$/, "");
  const manifest = join(folder, "manifest.json");
  if (folder === file || !existsSync(manifest)) return [];
  const { programs } = checkDocument(
    ProgramsSchema,
    parseJsonDocument(readFileSync(manifest, "utf8"), manifest),
    manifest,
    "the manifest",
  );
  const bytes = new Uint8Array(disk.blocks * BLOCK_BYTES);
  disk.read(0, bytes);
  const files = openFileSystem(bytes, file);
  return programs.map(({ name, path, sha256, symbols, library }) => ({
    name,
    library,
    ...textOf(files.readFile(path), `${file}: ${path}`),
    symbols: symbolsOf(files.readFile(path), sha256, join(dirname(manifest), symbols)),
  }));
}

/**
 * The programs that an image carries.
 * @param path the manifest's file
 * @throws InputError when the image has not what its manifest says, or a file is damaged or missing.
 */
export function knownModules(image: Image, manifest: ImageManifest, path: string): KnownProgram[] {
  return (manifest.modules ?? []).map(({ name, from, to, sha256, symbols }) => {
    const module = bytesBetween(image, from, to);
    return {
      name,
      library: false,
      ...textOf(module, `${image.name}: ${name}`),
      symbols: symbolsOf(module, sha256, join(dirname(path), symbols)),
    };
  });
}

function bytesBetween(image: Image, from: string, to: string): Uint8Array {
  const [start, end] = [from, to].map((symbol) => {
    const found = image.symbols.get(symbol);
    if (found === undefined) throw new InputError(`${image.name}: it has no symbol ${symbol}`);
    return found.address;
  });
  const segment = image.segments.find(
    ({ address, bytes }) => start >= address && end <= address + bytes.length,
  );
  if (segment === undefined)
    throw new InputError(`${image.name}: ${from} to ${to} is not in one of its segments`);
  return segment.bytes.subarray(start - segment.address, end - segment.address);
}

/** A program's symbols; of another build than they are, it has its name only. */
function symbolsOf(program: Uint8Array, sha256: string, list: string): SymbolMap | undefined {
  const same = createHash("sha256").update(program).digest("hex") === sha256;
  return same ? symbolMapOf(readFileSync(list), list) : undefined;
}

function textOf(program: Uint8Array, name: string): KnownText {
  const text = readElf(program, name).segments.find((segment) => segment.executable);
  if (text === undefined) throw new InputError(`${name}: it has no text`);
  return {
    start: Number(text.virtualAddress),
    text: program.subarray(text.fileOffset, text.fileOffset + text.fileSize),
  };
}
