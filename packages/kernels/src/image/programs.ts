/**
 * The programs on a system's disk, as far as their symbols are known: `<disk>.img.gz` has them, and
 * the folder `<disk>` beside it a manifest and a file of symbols for each.
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

export interface KnownProgram extends KnownText {
  readonly name: string;
  readonly symbols: SymbolMap | undefined;
}

const ProgramsSchema = z.looseObject({
  programs: z.array(
    z.looseObject({
      name: z.string(),
      path: z.string(),
      sha256: z.string(),
      symbols: z.string(),
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
  return programs.map(({ name, path, sha256, symbols }) => {
    const program = files.readFile(path);
    const same = createHash("sha256").update(program).digest("hex") === sha256;
    const list = join(dirname(manifest), symbols);
    return {
      name,
      ...textOf(program, `${file}: ${path}`),
      // Of another build than the symbols, it has its name only.
      symbols: same ? symbolMapOf(readFileSync(list), list) : undefined,
    };
  });
}

function textOf(program: Uint8Array, name: string): KnownText {
  const text = readElf(program, name).segments.find((segment) => segment.executable);
  if (text === undefined) throw new InputError(`${name}: it has no text`);
  return {
    start: Number(text.virtualAddress),
    text: program.subarray(text.fileOffset, text.fileOffset + text.fileSize),
  };
}
