/**
 * Guest images on machines as tests want them: either engine, a memory system used inline, by batches
 * or not at all, the disk that the manifest asks for; and what comes out.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSimulator, preset, type Simulator } from "@mcpi/memsim";
import {
  createDecstation,
  type Decstation,
  type DecstationOptions,
} from "../../src/decstation/decstation.ts";
import { BLOCK_BYTES, type Disk, memoryDisk } from "../../src/decstation/disk-image.ts";
import { type ImageManifest, type OpenedImage, openImage } from "../../src/image/index.ts";
import type { EngineName } from "../../src/r3000/engine.ts";

export const IMAGES = fileURLToPath(new URL("../../../../fixtures/images/", import.meta.url));
export const GUEST = fileURLToPath(new URL("../../guest/", import.meta.url));
export const ENGINES: readonly EngineName[] = ["translator", "interpreter"];

/** Images too large for every test (bench and bench-mapped have small variants; driver-test waits long), and systems, which have tests of their own (test/ultrix, test/mach). */
const LARGE = [
  ...["bench", "bench-mapped", "driver-test", "ultrix"],
  ...["mach", "mach-test", "mach-paths"],
];

/** Names of all images that have a manifest, or of those alone that run in a second or two. */
export function imageNames(which: "all" | "small" = "all"): string[] {
  const names = readdirSync(IMAGES)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
  return which === "all" ? names : names.filter((name) => !LARGE.includes(name));
}

/** What the image prints, line ends as "\n"; undefined if there is no such file. */
export function expectedOutput(name: string): string | undefined {
  const file = `${IMAGES}${name}.expected.txt`;
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

const opened = new Map<string, Promise<Required<OpenedImage> & { manifest: ImageManifest }>>();

export function openGuest(name: string) {
  let guest = opened.get(name);
  if (guest === undefined) {
    guest = openImage(name).then(({ manifest, ...image }) => {
      if (manifest === undefined) throw new Error(`${name} has no manifest`);
      return { ...image, manifest };
    });
    opened.set(name, guest);
  }
  return guest;
}

/** What the disk that a manifest asks for holds at first, by SCSI id. */
export function diskContents({ disk }: ImageManifest): (Uint8Array | undefined)[] {
  if (disk === null) return [];
  if (!("blocks" in disk)) throw new Error(`${disk.file}: the disk is in a file`);
  const bytes = new Uint8Array(disk.blocks * BLOCK_BYTES);
  if (disk.content === "counting") {
    const view = new DataView(bytes.buffer);
    for (let word = 0; 4 * word < bytes.length; word++) view.setUint32(4 * word, word, true);
  }
  const contents: (Uint8Array | undefined)[] = [];
  contents[disk.target] = bytes;
  return contents;
}

const disksOf = (manifest: ImageManifest): (Disk | undefined)[] =>
  diskContents(manifest).map((bytes, id) => bytes && memoryDisk(`rz${id}`, bytes));

export type MemoryUse = "none" | "inline" | "batches";

export interface Guest {
  readonly machine: Decstation;
  readonly simulator: Simulator | undefined;
  /** What it has sent to the console so far, as it was sent. */
  readonly output: () => string;
}

export async function guest(
  name: string,
  engine: EngineName,
  use: MemoryUse = "none",
  options: Partial<DecstationOptions> = {},
): Promise<Guest> {
  const { image, manifest } = await openGuest(name);
  let text = "";
  const machine = createDecstation({
    image,
    manifest,
    engine,
    disks: disksOf(manifest),
    console: {
      send: (byte) => {
        text += String.fromCharCode(byte);
      },
      receive: () => undefined,
      waiting: 0,
    },
    ...options,
  });
  let simulator: Simulator | undefined;
  if (use !== "none") {
    const { memory, pages } = machine;
    simulator = createSimulator(preset("ds5000-200"), pages, {
      within: { memory: memory.memory, origin: memory.end },
    });
    const consumers = use === "batches" ? [{ consume() {} }] : [];
    machine.attach({ coupled: simulator, consumers });
  }
  return { machine, simulator, output: () => text };
}

/** All that can be seen of a run: to be compared between runs that must be the same. */
export function results({ machine, simulator, output }: Guest) {
  return {
    output: output(),
    halted: machine.halted,
    retired: machine.time.retired,
    cycles: machine.now,
    rows: simulator?.rows(),
    idleCycles: simulator?.idleCycles,
  };
}

/** The firmware's last words when a program halts the machine, which are not the program's. */
const LAST_WORDS = "\nfirmware: halt\n";

/** What the guest has printed, as the expected outputs have it. */
export function printed({ output }: Guest): string {
  const text = output().replaceAll("\r", "");
  return text.endsWith(LAST_WORDS) ? text.slice(0, -LAST_WORDS.length) : text;
}

/** Numbers from 0 up to, not including, `below`: x <- 1664525 x + 1013904223. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
