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

/** What several of the tools share. */
const COPY = "apps/common/copy.c";
const PATTERN = "apps/common/pattern.c";

const tool = (name: string, description: string, ...shared: string[]): GuestProgram => ({
  name,
  description,
  ...(shared.length > 0 && { sources: [`apps/${name}`, ...shared] }),
});

export const GUEST_PROGRAMS: readonly GuestProgram[] = [
  tool("cat", "copies files to its output"),
  tool("chmod", "permissions", COPY),
  tool("cmp", "compares two files"),
  tool("cp", "copies files and trees", COPY),
  tool("date", "the time"),
  tool("df", "what is free on file systems"),
  {
    name: "driver",
    description: "runs a program again and again between marks, and halts the machine",
  },
  tool("echo", "its arguments"),
  tool("expr", "evaluates an expression"),
  tool("false", "failure"),
  tool("find", "walks trees", COPY, PATTERN),
  tool("grep", "finds lines"),
  tool("halt", "stops the machine"),
  tool("head", "the first lines of files"),
  tool("init", "the first process"),
  { name: "libtest", description: "checks of the C library", callsAll: true },
  tool("ln", "more names of files", COPY),
  tool("ls", "lists files", COPY),
  tool("mkdir", "makes directories"),
  tool("mv", "moves files", COPY),
  tool("paths", "does the operations of a UNIX one by one between marks"),
  {
    // Executed for the first time where that is measured.
    name: "paths-fresh",
    description: "the same program, in a file of its own",
    sources: ["apps/paths"],
    path: "/usr/cold/program",
  },
  tool("rm", "removes files and trees", COPY),
  tool("rmdir", "removes empty directories"),
  tool("sed", "stream editor"),
  tool("sh", "the shell", "apps/test/expression.c", PATTERN),
  tool("sleep", "waits"),
  tool("sort", "sorts lines"),
  { name: "suite", description: "tests of the system, of every call and kind", callsAll: true },
  tool("sync", "has delayed writes done"),
  tool("tee", "copies its input to files"),
  { name: "test", description: "checks files, strings and numbers", links: ["/bin/["] },
  tool("touch", "times of files"),
  tool("true", "success"),
  tool("wc", "counts lines, words and bytes"),
];

export function pathOf(program: GuestProgram): string {
  return program.path ?? `/bin/${program.name}`;
}

export function sourcesOf(program: GuestProgram): readonly string[] {
  return program.sources ?? [`apps/${program.name}`];
}
