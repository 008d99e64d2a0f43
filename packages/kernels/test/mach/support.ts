/** The Mach-style system built from its sources: kernel and server as an image, and its root disk. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenedImage, openImage } from "@mcpi/kernels";
import {
  buildImage,
  buildModule,
  MissingCompiler,
  toolVersions,
} from "../../../../scripts/cross-compiler.ts";
import { DEFAULT_RUN_TIME, MACH_EMULATOR, MACH_IMAGES } from "../../../../scripts/guest-images.ts";
import { GUEST_PROGRAMS, type GuestProgram } from "../../../../scripts/guest-programs.ts";
import { checkMips1 } from "../../../../scripts/mips1.ts";
import { buildPrograms } from "../../../../scripts/program-compiler.ts";
import { rootWith } from "../ultrix/support.ts";

const EMULATOR_PATH = "/mach_servers/emulator";
const HASH = "0".repeat(64);

/** Why it cannot be built here, if it cannot. */
export function whyNot(): string | undefined {
  try {
    toolVersions();
    return undefined;
  } catch (error) {
    if (!(error instanceof MissingCompiler)) throw error;
    return error.message;
  }
}

export interface MachSystem {
  readonly image: OpenedImage;
  /** The root disk's contents. */
  readonly disk: Uint8Array;
}

/** @param programs further programs in /bin; those of the root file system are there as it has them */
export async function buildMach(programs: readonly GuestProgram[]): Promise<MachSystem> {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-mach-"));
  try {
    const image = MACH_IMAGES.find(({ name }) => name === "mach");
    if (image === undefined) throw new Error("there is no image mach");
    const elf = buildImage(image, folder);
    checkMips1(elf, image.name, []);
    const file = join(folder, "mach.elf");
    writeFileSync(file, elf);
    const { idle = [], space = null, perProcess = [], refill, ramMB } = image;
    const manifest = {
      ...DEFAULT_RUN_TIME,
      ...{ $schema: "-", name: image.name, description: image.description, machine: "ds5000-200" },
      build: {
        ...{ sources: HASH, elfSha256: HASH, elfSize: elf.length, gzSize: 1 },
        ...{ compiler: "-", binutils: "-" },
      },
      ...{ idle, space, perProcess, ramMB },
      ...(refill ? { refill } : {}),
    };
    writeFileSync(join(folder, "mach.json"), JSON.stringify(manifest));
    const built = await buildPrograms(programs, folder);
    const disk = await rootWith({
      [EMULATOR_PATH]: readFileSync(buildModule(MACH_EMULATOR, folder).stripped),
      ...Object.fromEntries(built.map(({ program, file }) => [`/bin/${program.name}`, file])),
    });
    return { image: await openImage(file), disk };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A program of the root file system's as it is now. */
export function guestProgram(name: string): GuestProgram {
  const program = GUEST_PROGRAMS.find((each) => each.name === name);
  if (program === undefined) throw new Error(`there is no program ${name}`);
  return program;
}
