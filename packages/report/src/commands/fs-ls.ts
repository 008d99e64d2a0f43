/**
 * `mcpi fs ls`: what is in a directory of a disk.
 */
import type { FileStatus, FileSystem } from "@mcpi/kernels";
import type { Argv } from "yargs";
import { defineCommand } from "../context.ts";
import { imageAndPath, modeText, openImage, shownName, timeText } from "./fs-image.ts";

const builder = (parser: Argv) =>
  imageAndPath(parser, "a directory, or something else")
    .option("recursive", { type: "boolean", describe: "what is in its directories, too" })
    .example("$0 fs ls root.img /bin", "as ls -l lists it")
    .example("$0 fs ls root.img.gz --recursive", "everything, with its path");

export const fsLsCommand = defineCommand(
  "ls <image> [path]",
  "list a directory of a disk",
  builder,
  async ({ image, path, recursive }, { output }) => {
    const system = await openImage(image);
    const rows: (readonly string[])[] = [];
    const status = system.stat(path, { follow: true });
    if (recursive === true)
      for (const found of system.walk(path)) rows.push(row(system, found.path, found.status));
    else if (status.type !== "directory") rows.push(row(system, path, system.stat(path)));
    else
      for (const { name, inode } of system.list(path))
        rows.push(row(system, name, system.statInode(inode, name), `${path}/${name}`));
    await output.write(aligned(rows));
  },
);

function row(system: FileSystem, name: string, status: FileStatus, path = name): readonly string[] {
  const { device } = status;
  const target = status.type === "link" ? ` -> ${shownName(system.readLink(path))}` : "";
  return [
    modeText(status),
    `${status.links}`,
    `${status.uid}`,
    `${status.gid}`,
    device === undefined ? `${status.size}` : `${device.major}, ${device.minor}`,
    `${timeText(status.mtime)}  ${shownName(name)}${target}`,
  ];
}

/** Columns side by side, to the right but for the last. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (most, cells) => cells.map((cell, i) => Math.max(cell.length, most[i] ?? 0)),
    [],
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padStart(widths[i]))).join("  ");
  return rows.map((cells) => `${line(cells)}\n`).join("");
}
