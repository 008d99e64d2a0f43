/**
 * Our own interface generator, after MIG: from packages/kernels/guest/mach/services/*.defs the C that
 * makes calls into messages.
 *
 *      name.defs ──► scanner ──► parser ──┬──► user-stubs ────► name_user.c, mach/name_user.h
 *                                         └──► server-stubs ──► name_server.c, mach/name_server.h
 *
 * Twice: in user/ for tasks, in kernel/ for the kernel, which is asked (KERNEL_SERVER), or asks
 * (KERNEL_USER). The same definitions make the same files.
 *
 * As a program: `tsx scripts/mach-stubs.ts FOLDER` writes them below FOLDER.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Interface } from "./mach-stubs/interface.ts";
import { parseInterface } from "./mach-stubs/parser.ts";
import { serverHeader, serverSource } from "./mach-stubs/server-stubs.ts";
import { userHeader, userSource } from "./mach-stubs/user-stubs.ts";

export { DefinitionError } from "./mach-stubs/scanner.ts";

export const SERVICES = fileURLToPath(
  new URL("../packages/kernels/guest/mach/services", import.meta.url),
);

/** Files that only others include. */
const TYPES = new Set(["std_types.defs", "mach_types.defs", "device_types.defs"]);

/** What of which interface the kernel has. */
const KERNEL_SERVER = ["bootstrap", "device", "mach", "mach_host", "mach_port", "memory_object"];
const KERNEL_USER = ["device_reply", "memory_object"];

/** Functions of libmach that try a trap first, and send a message only if that does not do. */
const TRAPS_FIRST = [
  ...["vm_map", "vm_allocate", "vm_deallocate"],
  ...["task_create", "task_terminate", "task_suspend", "task_set_special_port"],
  ...["mach_port_allocate", "mach_port_deallocate", "mach_port_insert_right"],
  ...["mach_port_allocate_name", "thread_depress_abort"],
];

export interface StubFile {
  readonly path: string;
  readonly text: string;
}

/** The interface that a file defines. @throws DefinitionError */
export function readInterface(
  file: string,
  read: (name: string) => string | undefined,
  symbols: readonly string[] = [],
): Interface {
  return parseInterface(file, read, new Map(symbols.map((name) => [name, "1"])));
}

/** A caller's files. @param names functions that are called otherwise than their routines */
export function userFiles(what: Interface, names: ReadonlyMap<string, string>): StubFile[] {
  return [
    { path: `mach/${what.name}_user.h`, text: userHeader(what, names) },
    { path: `${what.name}_user.c`, text: userSource(what, names) },
  ];
}

/** The files of who is asked. */
export function serverFiles(what: Interface): StubFile[] {
  return [
    { path: `mach/${what.name}_server.h`, text: serverHeader(what) },
    { path: `${what.name}_server.c`, text: serverSource(what) },
  ];
}

/** All files of both sides, below user/ and kernel/. @throws DefinitionError */
export function machStubs(folder = SERVICES): StubFile[] {
  const read = (name: string): string | undefined => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  const below = (side: string, files: readonly StubFile[]): StubFile[] =>
    files.map(({ path, text }) => ({ path: `${side}/${path}`, text }));
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".defs") && !TYPES.has(name))
    .sort();
  const renamed = new Map(TRAPS_FIRST.map((name) => [name, `mig_${name}`]));
  return files.flatMap((file) => {
    const name = file.replace(/\.defs$/, "");
    const user = readInterface(file, read);
    return [
      ...below("user", [...userFiles(user, renamed), ...serverFiles(user)]),
      ...(KERNEL_SERVER.includes(name)
        ? below("kernel", serverFiles(readInterface(file, read, ["KERNEL_SERVER"])))
        : []),
      ...(KERNEL_USER.includes(name)
        ? below("kernel", userFiles(readInterface(file, read, ["KERNEL_USER"]), new Map()))
        : []),
    ];
  });
}

/** Writes all files below `folder`. */
export function writeMachStubs(folder: string): void {
  for (const { path, text } of machStubs()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error("mach-stubs: names the folder to write to");
    process.exitCode = 2;
  } else writeMachStubs(folder);
}
