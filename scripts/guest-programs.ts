/**
 * The programs of the guests' UNIX systems, and the C library that they are linked with. Folders and
 * files are those of packages/kernels/guest; a folder stands for all of its sources.
 */
export interface GuestProgram {
  /** It is /bin/<name>, and its sources are apps/<name>, when nothing else is said. */
  readonly name: string;
  readonly description: string;
  /** Other sources than the folder apps/<name>. */
  readonly sources?: readonly string[];
  /** Where it is on the root file system. */
  readonly path?: string;
  /** Other names of it there: hard links. */
  readonly links?: readonly string[];
  /** Permissions there. Default 0755. */
  readonly mode?: number;
  readonly defines?: readonly string[];
  /** The compiler knows nothing of the library's functions: each call is one. */
  readonly callsAll?: boolean;
}

/** The library: what the machine makes necessary is in lib/mips, the rest is for any machine. */
export const PROGRAM_LIBRARY: readonly string[] = [
  "lib/ctype.c",
  "lib/mips",
  "lib/regex",
  "lib/signal",
  "lib/stdio",
  "lib/stdlib",
  "lib/string",
  "lib/time",
  "lib/unix",
  // What gcc calls: divisions of 64 bits and the like.
  "lib-bare/integer.c",
];
/** Where a program begins. */
export const PROGRAM_START = "lib/mips/start.S";
export const PROGRAM_LINKER_SCRIPT = "lib/mips/program.ld";

export const GUEST_PROGRAMS: readonly GuestProgram[] = [
  {
    name: "driver",
    description: "runs a program again and again between marks, and halts the machine",
  },
  { name: "echo", description: "its arguments" },
  { name: "false", description: "failure" },
  { name: "init", description: "the first process" },
  { name: "libtest", description: "checks of the C library", callsAll: true },
  { name: "sed", description: "stream editor" },
  { name: "true", description: "success" },
];

export function pathOf(program: GuestProgram): string {
  return program.path ?? `/bin/${program.name}`;
}

export function sourcesOf(program: GuestProgram): readonly string[] {
  return program.sources ?? [`apps/${program.name}`];
}
