/**
 * The guest images: of which sources each is made, and what a machine must know to run it. Folders
 * and files are those of packages/kernels/guest; a folder stands for all of its sources.
 */
import type { ImageManifest } from "../packages/kernels/src/image/manifest.ts";

type RunTime = Omit<ImageManifest, "name" | "description" | "build" | "$schema" | "machine">;

export interface GuestImage extends Partial<RunTime> {
  readonly name: string;
  readonly description: string;
  /** Sources of the kernel, or of the program that is all there is. */
  readonly kernel: readonly string[];
  /** Sources of the user program that the kernel carries. */
  readonly user?: readonly string[];
  readonly defines?: readonly string[];
  /** Functions that read a register in its load delay, on purpose. */
  readonly loadDelays?: readonly string[];
}

/** Run-time part of an image that says nothing else. */
export const DEFAULT_RUN_TIME: RunTime = {
  ramMB: 8,
  caches: "isolated",
  disk: null,
  idle: [],
  space: null,
  perProcess: [],
  refill: { leave: [] },
  gxemul: { runs: true },
};

const LIBRARY = ["lib-bare"];
/** Programs that check the machine. */
const CHECKS = [...LIBRARY, "lib-check"];
const WORK = [
  "bare/work/functions.c",
  "bare/work/sieve.c",
  "bare/work/sort.c",
  "bare/work/words.c",
  "bare/work/tree.c",
  "bare/work/matrix.c",
  "bare/work/compress.c",
  "bare/work/crc.c",
];
/** What gcc may call anywhere. */
const COMPILER_CALLS = ["lib-bare/string.c", "lib-bare/integer.c"];
const MAPPED = ["lib-mapped/page-table.c", "lib-mapped/utlb.S", "lib-mapped/user-image.S"];
const SPACE = { at: "space_begins", read: "current_space" };

const small = (image: GuestImage): GuestImage => ({
  ...image,
  name: `${image.name}-small`,
  description: `${image.description}; 3 million instructions, for tests`,
  defines: ["WORK_SMALL"],
});

const bench: GuestImage = {
  name: "bench",
  description: "seven small programs in unmapped memory",
  kernel: [...LIBRARY, "bare/bench", "bare/work/names.c", ...WORK],
};
const benchMapped: GuestImage = {
  name: "bench-mapped",
  description: "the seven programs of bench as a user program in mapped memory",
  kernel: [...LIBRARY, ...MAPPED, "bare/bench-mapped/main.c", "bare/work/names.c"],
  user: ["lib-mapped/user-start.S", "bare/bench-mapped/user-main.c", ...WORK, ...COMPILER_CALLS],
  space: SPACE,
};

export const GUEST_IMAGES: readonly GuestImage[] = [
  {
    name: "hello",
    description: "the console, through the PROM and through the serial line",
    kernel: [...LIBRARY, "bare/hello"],
  },
  bench,
  small(bench),
  benchMapped,
  small(benchMapped),
  {
    name: "cpu-test",
    description: "every integer instruction of MIPS I, checked at its edges",
    kernel: [...CHECKS, "bare/cpu-test"],
  },
  {
    name: "cp0-test",
    description: "coprocessor 0's registers, every kind of exception, user mode",
    kernel: [...CHECKS, "bare/cp0-test"],
  },
];
