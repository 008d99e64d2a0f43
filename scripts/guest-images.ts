/**
 * The guest images: of which sources each is made, and what a machine must know to run it. Folders
 * and files are those of packages/kernels/guest; a folder stands for all of its sources.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageManifest } from "../packages/kernels/src/image/manifest.ts";

const GUEST_FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../packages/kernels/guest");

type RunTime = Omit<ImageManifest, "name" | "description" | "build" | "$schema" | "machine">;

export interface GuestImage extends Partial<RunTime> {
  readonly name: string;
  readonly description: string;
  /** Sources of the kernel, or of the program that is all there is. */
  readonly kernel: readonly string[];
  /** Sources of the user program that the kernel carries. */
  readonly user?: readonly string[];
  readonly defines?: readonly string[];
  /** Folders on the include path besides those of the sources; looked at first. */
  readonly include?: readonly string[];
  /** Folders of headers that are named by a path from one of those. */
  readonly headers?: readonly string[];
  readonly flags?: readonly string[];
  /** Instead of lib-bare/link.ld. */
  readonly linkerScript?: string;
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
  description: `${image.description}; 6 million instructions, for tests`,
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

/** Tests that hazard-test makes more of than cpu-test and cp0-test, which run on GXemul, too. */
const WHOLE_TESTS = [
  "bare/cpu-test/operands.c",
  "bare/cpu-test/arithmetic-stubs.S",
  "bare/cpu-test/overflow.c",
  "bare/cpu-test/multiply-stubs.S",
  "bare/cpu-test/multiply.c",
  "bare/cp0-test/registers.c",
  "bare/cp0-test/modes.c",
  "bare/cp0-test/exceptions.c",
  "bare/cp0-test/reserved.c",
  "bare/cp0-test/coprocessors.c",
  "bare/cp0-test/bus-errors.c",
  "bare/cp0-test/user.c",
];
const LOAD_DELAYS = [
  ...["lb", "lbu", "lh", "lhu", "lw", "lwl", "lwr", "mfc0", "base", "store", "branch", "jump"],
  ...["multiply", "across_branch", "linked"],
].map((name) => `delay_${name}`);
const CANCELS = ["load", "three", "by_mfc0", "mfc0", "across_branch"].map(
  (name) => `cancel_${name}`,
);
const FLIGHTS = ["lw_lwl", "lwr_lwl", "lwl_lwr", "lb_lwr", "lw_lwl_lwr", "mfc0_lwl"].map(
  (name) => `flight_${name}`,
);

const CACHE_PARTS = [
  "isolated-stubs.S",
  "isolated.c",
  "sizes.c",
  "contents.c",
  "flushes.c",
  "code.c",
].map((file) => `bare/cache-test/${file}`);
const NO_CACHES = { runs: false, reason: "it has no caches" } as const;

/** The monolithic UNIX: the personality, and the kernel that carries it. */
const ultrix: GuestImage = {
  name: "ultrix",
  description: "UNIX as a monolithic kernel, in the manner of Ultrix 4.2",
  kernel: [
    ...["ultrix", "ultrix/dev", "kn02", "unix", "unix/ffs"],
    ...["lib-bare/prom.c", "lib-bare/prom-printf.S", ...COMPILER_CALLS],
  ],
  include: [".", "ultrix", "kn02"],
  headers: ["abi", "ultrix/under"],
  flags: ["-Wno-unused-parameter"],
  linkerScript: "ultrix/link.ld",
  ramMB: 32,
  disk: { target: 0, file: "root.img.gz" },
  idle: ["idle"],
  space: { at: "space_switch", read: "current_space" },
  perProcess: [
    { from: "0xc0000000", to: "0xc0200000" },
    { from: "0xffffc000", to: "0xffffe000" },
  ],
  refill: { leave: ["kernel_exception"] },
  components: JSON.parse(
    readFileSync(join(GUEST_FOLDER, "ultrix/components.json"), "utf8"),
  ) as NonNullable<ImageManifest["components"]>,
  gxemul: { runs: false, reason: "its disk driver's interrupts are not ours" },
};

/** Three cylinders of 16 heads and 63 sectors: GXemul's disks are whole cylinders. */
const DISK = { target: 0, blocks: 3024, content: "counting" } as const;

export const GUEST_IMAGES: readonly GuestImage[] = [
  ultrix,
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
  {
    name: "hazard-test",
    description: "load delays, HI and LO, Random, and all that GXemul does otherwise than an R3000",
    kernel: [...CHECKS, "bare/hazard-test", ...WHOLE_TESTS],
    loadDelays: [...LOAD_DELAYS, ...CANCELS, ...FLIGHTS],
    gxemul: {
      runs: false,
      reason:
        "no load delay, no bus errors, other bits in registers, coprocessor 0 usable in user mode",
    },
  },
  {
    name: "interrupt-test",
    description: "the clock, the serial line and software interrupt, at every level",
    kernel: [...CHECKS, "bare/interrupt-test"],
    idle: ["idle"],
  },
  {
    name: "cache-test",
    description: "the caches isolated, their sizes, and flushes",
    kernel: [...CHECKS, "bare/cache-test"],
    gxemul: NO_CACHES,
  },
  {
    name: "cache-test-functional",
    description: "cache-test, Mach's self-test, and data that only the cache has",
    kernel: [...CHECKS, ...CACHE_PARTS, "bare/cache-test/functional"],
    caches: "functional",
    gxemul: NO_CACHES,
  },
  {
    name: "clock-test",
    description: "the clock's rates and calendar against the processor",
    kernel: [
      ...CHECKS,
      ...["clock.c", "dispatch.c", "idle.c"].map((file) => `bare/interrupt-test/${file}`),
      "bare/clock-test",
    ],
    idle: ["idle"],
    gxemul: { runs: false, reason: "its clock is the host's" },
  },
  {
    name: "disk-test",
    description: "a disk read and written by a driver of the 53C94, each of its steps checked",
    kernel: [...CHECKS, "bare/disk-test"],
    disk: DISK,
    idle: ["idle"],
  },
  {
    name: "disk-error-test",
    description: "what a disk refuses, and how it says so",
    kernel: [...CHECKS, "bare/disk-test/asc.c", "bare/disk-test/scsi.c", "bare/disk-error-test"],
    disk: DISK,
    idle: ["idle"],
    gxemul: { runs: false, reason: "its disks have no end" },
  },
  {
    name: "driver-test",
    description:
      "the Ultrix-style kernel's disk driver: requests of every size, alone and many at once",
    kernel: [
      ...CHECKS,
      "bare/driver-test",
      ...[
        "ultrix/dev/rz.c",
        "ultrix/dev/disksort.c",
        "kn02/kprintf.c",
        "kn02/asc.c",
        "kn02/asc_copy.c",
        "kn02/scsi.c",
      ],
    ],
    include: [".", "ultrix", "kn02"],
    headers: ["abi", "ultrix/under", "unix", "ultrix/dev", "kn02"],
    flags: ["-Wno-unused-parameter"],
    disk: DISK,
    idle: ["idle"],
    gxemul: { runs: false, reason: "its disk driver's interrupts are not ours" },
  },
  {
    name: "tlb-test",
    description: "the TLB's entries, exceptions, and programs far larger than its reach",
    kernel: [
      ...CHECKS,
      ...MAPPED,
      ...["main.c", "entries.c", "translation.c", "exceptions.c", "spaces.c", "utlb-probe.S"].map(
        (file) => `bare/tlb-test/${file}`,
      ),
    ],
    user: ["lib-mapped/user-start.S", "bare/tlb-test/user-main.c", ...COMPILER_CALLS],
    ramMB: 32,
    space: SPACE,
  },
];
