/**
 * A DECstation 5000/200 with an image in its memory, as its firmware has just entered it.
 */
import { InputError } from "@mcpi/trace";
import type { Image } from "../image/image.ts";
import type { ImageManifest } from "../image/manifest.ts";
import type { ConsoleLine } from "../machine/board.ts";
import { Machine } from "../machine/machine.ts";
import type { EngineName } from "../r3000/engine.ts";
import { REGISTERS } from "../r3000/state.ts";
import type { Disk } from "./disk-image.ts";
import type { DriveParameters } from "./disk-timing.ts";
import { guestOf } from "./guest-of.ts";
import { createKn02, type Kn02Board } from "./kn02.ts";

/** Cycles a second. */
export const DECSTATION_HERTZ = 25_000_000;
/** Megabytes of memory unless the image's manifest, or the user, wants others. */
export const DEFAULT_RAM_MB = 32;
export const MOST_RAM_MB = 480;

export interface DecstationOptions {
  readonly image: Image;
  readonly manifest?: ImageManifest | undefined;
  readonly ramMB?: number | undefined;
  readonly console: ConsoleLine;
  /** By SCSI id, 0 to 6. */
  readonly disks?: readonly (Disk | undefined)[];
  readonly drive?: DriveParameters;
  readonly engine?: EngineName;
  readonly strict?: boolean;
  /** The data cache holds data; such a machine is always interpreted. */
  readonly functionalCaches?: boolean;
  /** What the firmware gives the program; default: `boot` and the image's name. */
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds since 1970 that the clock shows at power-on. */
  readonly startDate?: number;
}

export type Decstation = Machine<Kn02Board>;

/**
 * A machine with the image loaded and its first instruction next.
 * @throws InputError when the image does not fit into memory, or the manifest names symbols that it lacks.
 */
export function createDecstation(options: DecstationOptions): Decstation {
  const { image, manifest } = options;
  const ramMB = options.ramMB ?? manifest?.ramMB ?? DEFAULT_RAM_MB;
  if (!Number.isInteger(ramMB) || ramMB < 1 || ramMB > MOST_RAM_MB)
    throw new InputError(`machine: ${ramMB} MB of memory; 1 to ${MOST_RAM_MB} were expected`);
  const ramBytes = ramMB * 2 ** 20;
  const machine: Decstation = new Machine({
    ramBytes,
    hertz: DECSTATION_HERTZ,
    board: (clock) =>
      createKn02(clock, {
        ramBytes,
        console: options.console,
        ...(options.disks && { disks: options.disks }),
        ...(options.drive && { drive: options.drive }),
        ...(options.argv && { argv: options.argv }),
        ...(options.environment && { environment: options.environment }),
        ...(options.startDate !== undefined && { startDate: options.startDate }),
      }),
    engine: options.engine ?? "translator",
    strict: options.strict ?? false,
    functionalCaches: options.functionalCaches ?? manifest?.caches === "functional",
    guest: guestOf(image, manifest),
  });
  loadImage(machine, image);
  return machine;
}

function loadImage(machine: Decstation, image: Image): void {
  const { entry } = machine.board;
  machine.load(entry.memory.address & 0x1fffffff, entry.memory.bytes);
  for (const { address, bytes, size } of image.segments) {
    const end = (address & 0x1fffffff) + size;
    if (end > machine.memory.ramBytes)
      throw new InputError(
        `${image.name}: a segment ends at physical address 0x${end.toString(16)}; the machine has ${machine.memory.ramBytes / 2 ** 20} MB of memory`,
      );
    // Memory is 0 where nothing was loaded.
    machine.load(address & 0x1fffffff, bytes);
  }
  const p = machine.processor;
  const arguments_ = [entry.a0, entry.a1, entry.a2, entry.a3];
  for (const [i, value] of arguments_.entries()) p.word(REGISTERS + 4 * (4 + i), value | 0);
  p.word(REGISTERS + 4 * 29, entry.sp | 0);
  p.goTo(image.entry);
}
