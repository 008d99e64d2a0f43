/**
 * What the commands about disks share. The machines take a while to load: only these commands do.
 */
import type { FileStatus, FileSystem } from "@mcpi/kernels";
import type { Argv } from "yargs";

/** The positional arguments of a command about something on a disk. */
export const imageAndPath = (parser: Argv, path: string) =>
  parser
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "a disk's image (also .gz)",
    })
    .positional("path", { type: "string", default: "/", describe: path });

/** Opens the file system in an image. @throws InputError when there is none. */
export async function openImage(image: string): Promise<FileSystem> {
  const { diskBytes, openFileSystem } = await import("@mcpi/kernels");
  return openFileSystem(diskBytes(image), image);
}

const LETTERS = {
  file: "-",
  directory: "d",
  link: "l",
  character: "c",
  block: "b",
  fifo: "p",
  socket: "s",
} as const;

/** Type and permissions as `ls -l` writes them: `-rwsr-xr-x`. */
export function modeText({ type, mode }: FileStatus): string {
  const three = (shift: number, special: number, letter: string) => {
    const bits = mode >> shift;
    const runs = (bits & 1) !== 0;
    const last = (mode & special) === 0 ? (runs ? "x" : "-") : runs ? letter : letter.toUpperCase();
    return `${(bits & 4) === 0 ? "-" : "r"}${(bits & 2) === 0 ? "-" : "w"}${last}`;
  };
  return `${LETTERS[type]}${three(6, 0o4000, "s")}${three(3, 0o2000, "s")}${three(0, 0o1000, "t")}`;
}

/** Seconds since 1970 as `1991-01-01 00:00:00`, in UTC. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** A name that cannot move a terminal's cursor. */
export function shownName(name: string): string {
  return /\p{Cc}/u.test(name) ? JSON.stringify(name) : name;
}
