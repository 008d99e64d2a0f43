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
  /** Sources that mach-stubs.ts makes, as it names them, which are compiled with the others. */
  readonly stubs?: readonly string[];
  /** A program in a section of its own, .bootmodule: what a kernel makes its first task of. */
  readonly module?: GuestModule;
  /** Functions that read a register in its load delay, on purpose. */
  readonly loadDelays?: readonly string[];
}

/** A program that an image carries as a file, without symbols. */
export interface GuestModule {
  readonly name: string;
  readonly sources: readonly string[];
  readonly stubs: readonly string[];
  readonly include: readonly string[];
  readonly headers: readonly string[];
  readonly flags?: readonly string[];
  readonly linkFlags?: readonly string[];
  readonly linkerScript: string;
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
const SPACE_SWITCH = { at: "space_switch", read: "current_space" };
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
  space: SPACE_SWITCH,
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

/** The Mach-style kernel; what its first task is differs. */
const machKernel: Omit<GuestImage, "name" | "description"> = {
  kernel: [
    ...["kern", "mips", "ipc", "vm", "device"].map((folder) => `mach/${folder}`),
    ...["kn02", "lib-bare/prom.c", "lib-bare/prom-printf.S", ...COMPILER_CALLS],
  ],
  stubs: [
    ...["bootstrap_server", "device_server", "mach_server", "mach_host_server", "mach_port_server"],
    ...["device_reply_user", "memory_object_server", "memory_object_user"],
  ].map((name) => `kernel/${name}.c`),
  include: ["mach", "mach/mips", "mach/include", "kn02", "lib-bare", "."],
  headers: [
    ...["abi", "mach/include/mach", "mach/include/device", "mach/mips/under", "mach/services"],
  ],
  flags: ["-Wno-unused-parameter"],
  linkerScript: "mach/mips/link.ld",
  ramMB: 32,
  idle: ["idle_wait"],
  space: SPACE_SWITCH,
  perProcess: [{ from: "0xc0000000", to: "0xc0200000" }],
  refill: { leave: ["TRAP_kernel_exception"] },
  components: JSON.parse(
    readFileSync(join(GUEST_FOLDER, "mach/components.json"), "utf8"),
  ) as NonNullable<ImageManifest["components"]>,
  gxemul: { runs: false, reason: "its disk driver's interrupts are not ours" },
};

/** What every task of it is linked with. */
const machLibrary = {
  sources: ["mach/libmach", ...COMPILER_CALLS, "kn02/block.S", "kn02/kprintf.c"],
  stubs: [
    ...["bootstrap_user", "device_user", "device_request_user", "exc_server", "mach_user"],
    ...["mach_port_user", "mach_host_user", "memory_object_server"],
  ].map((name) => `user/${name}.c`),
  headers: ["abi", "lib-bare", "kn02", "mach/include/mach", "mach/include/device"],
  linkerScript: "lib/mips/program.ld",
};
const machTest: GuestImage = {
  ...machKernel,
  name: "mach-test",
  description: "the Mach-style kernel with a first task that tests what it offers",
  module: {
    ...machLibrary,
    name: "test",
    sources: [...machLibrary.sources, "mach/test"],
    include: ["mach", "mach/include", "mach/test", "kn02", "lib-bare", "."],
    headers: [...machLibrary.headers, "mach/test", "mach/test/under"],
  },
};
const machPaths: GuestImage = {
  ...machKernel,
  name: "mach-paths",
  description: "the Mach-style kernel with a first task that does its operations between marks",
  disk: { target: 0, blocks: 3024, content: "zeros" },
  module: {
    ...machLibrary,
    name: "paths",
    sources: [...machLibrary.sources, "mach/paths", "mach/test/harness.c", "mach/test/print.c"],
    stubs: machLibrary.stubs.filter((stub) => !stub.endsWith("_server.c")),
    include: ["mach/paths", "mach", "mach/include", "mach/test", "kn02", "lib-bare", "."],
    headers: [...machLibrary.headers, "mach/paths", "mach/test", "mach/test/under"],
  },
};
const mach: GuestImage = {
  ...machKernel,
  name: "mach",
  description: "UNIX as a server of a Mach-style kernel, in the manner of Mach 3.0 with CMU's UX",
  disk: { target: 0, file: "mach-root.img.gz" },
  module: {
    ...machLibrary,
    name: "server",
    sources: [...machLibrary.sources, "mach/threads", "unix", "unix/ffs", "mach/server"],
    stubs: [...machLibrary.stubs, "user/bsd_server.c", "user/device_reply_server.c"],
    include: ["mach/server", "mach", "mach/include", "lib-bare", ".", "kn02"],
    headers: [...machLibrary.headers, "mach/server", "mach/server/under", "mach/threads"],
    flags: ["-Wno-unused-parameter"],
  },
};

/** What the server maps into every process: a program on the root file system. */
export const MACH_EMULATOR: GuestModule = {
  name: "emulator",
  sources: [
    "mach/emulator",
    ...[
      "mach_init.c",
      "mach_msg.c",
      "msg_destroy.c",
      "reply_port.c",
      "traps.S",
      "traps_first.c",
    ].map((file) => `mach/libmach/${file}`),
    ...COMPILER_CALLS,
  ],
  stubs: ["bsd_user", "mach_user", "mach_port_user", "mach_host_user"].map(
    (name) => `user/${name}.c`,
  ),
  include: ["mach/emulator", "mach/server", "mach", "mach/include", "lib-bare", ".", "kn02"],
  headers: ["mach/emulator", "mach/server", "mach/include/mach", "abi", "lib-bare"],
  flags: ["-Wno-unused-parameter"],
  linkFlags: ["-Wl,--gc-sections"],
  linkerScript: "mach/emulator/link.ld",
};

/** Three cylinders of 16 heads and 63 sectors: GXemul's disks are whole cylinders. */
const DISK = { target: 0, blocks: 3024, content: "counting" } as const;

/** The Mach-style system, its kernel with a task of tests, and with one that measures paths. */
export const MACH_IMAGES: readonly GuestImage[] = [mach, machTest, machPaths];

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
