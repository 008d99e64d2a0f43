/**
 * `mcpi fs stat`: a disk's file system, or all that an inode of it says.
 */
import type { FileSystem } from "@mcpi/kernels";
import type { Argv } from "yargs";
import { grouped } from "../console/table.ts";
import { defineCommand } from "../context.ts";
import { modeText, openImage, shownName, timeText } from "./fs-image.ts";

const builder = (parser: Argv) =>
  parser
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "a disk's image (also .gz)",
    })
    .positional("path", {
      type: "string",
      describe: "something on it; without a path, the file system as a whole",
    })
    .example("$0 fs stat root.img", "sizes, groups, what is free")
    .example("$0 fs stat root.img /bin/ls", "inode, type, size, owner, times");

export const fsStatCommand = defineCommand(
  "stat <image> [path]",
  "what a disk's superblock or an inode says",
  builder,
  async ({ image, path }, { output }) => {
    const system = await openImage(image);
    const lines = path === undefined ? ofSystem(system) : ofInode(system, path);
    const width = Math.max(...lines.map(([name]) => name.length));
    await output.write(lines.map(([name, is]) => `${name.padEnd(width)}  ${is}\n`).join(""));
  },
);

type Line = readonly [name: string, is: string];

function ofSystem({ superblock: s }: FileSystem): Line[] {
  const kilobytes = (fragments: number) => `${grouped((fragments * s.fsize) / 1024)} KB`;
  return [
    ["size", kilobytes(s.size)],
    ["for data", kilobytes(s.dsize)],
    ["free", `${kilobytes(s.nbfree * s.frag + s.nffree)}, the last ${s.minfree}% for root only`],
    ["block, fragment", `${s.bsize}, ${s.fsize} bytes`],
    ["inodes", `${grouped(s.ipg * s.ncg)}, ${grouped(s.nifree)} free`],
    ["directories", grouped(s.ndir)],
    ["groups", `${s.ncg} of ${s.cpg} cylinders, ${kilobytes(s.fpg)}, ${s.ipg} inodes`],
    ["cylinder", `${s.ntrak} tracks of ${s.nsect} sectors`],
    ["last written", timeText(s.time)],
    ["unmounted", s.clean === 1 ? "yes" : "no: mcpi fs check tells what that has left"],
  ];
}

function ofInode(system: FileSystem, path: string): Line[] {
  const status = system.stat(path);
  const { device } = status;
  return [
    ["path", shownName(path)],
    ["inode", `${status.inode}, generation ${status.generation}`],
    ["mode", `${modeText(status)}  ${status.mode.toString(8).padStart(4, "0")}  ${status.type}`],
    ["names", `${status.links}`],
    ["owner", `${status.uid}, group ${status.gid}`],
    ...(device === undefined ? [] : [["device", `${device.major}, ${device.minor}`] as const]),
    ...(status.type === "link" ? [["leads to", shownName(system.readLink(path))] as const] : []),
    ["size", `${grouped(status.size)} bytes in ${grouped(status.sectors)} sectors`],
    ["read", timeText(status.atime)],
    ["written", timeText(status.mtime)],
    ["changed", timeText(status.ctime)],
  ];
}
