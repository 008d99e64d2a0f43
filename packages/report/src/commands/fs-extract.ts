/**
 * `mcpi fs extract`: a disk's files as files of the host.
 */
import { writeFileSync } from "node:fs";
import type { Argv } from "yargs";
import { defineCommand } from "../context.ts";
import { text } from "../options/common.ts";
import { openImage } from "./fs-image.ts";

const builder = (parser: Argv) =>
  parser
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "a disk's image (also .gz)",
    })
    .positional("dir", {
      type: "string",
      demandOption: true,
      describe: "where to: a directory that is empty, or not there yet",
    })
    .positional("path", { type: "string", default: "/", describe: "a directory of the disk" })
    .options({
      spec: text("--spec", "write owners, permissions, times and devices there, too", "file.json"),
    })
    .example("$0 fs extract root.img root --spec root.json", "all that makes it again")
    .example("$0 fs extract root.img etc /etc", "a part");

export const fsExtractCommand = defineCommand(
  "extract <image> <dir> [path]",
  "copy a disk's files into a directory",
  builder,
  async ({ image, dir, path, spec }, { note }) => {
    const { extractTree } = await import("@mcpi/kernels");
    const told = extractTree(await openImage(image), path, dir);
    if (spec !== undefined) {
      writeFileSync(spec, `${JSON.stringify(told, undefined, 2)}\n`);
      return;
    }
    const missing = Object.values(told.entries).filter(
      ({ type }) => type !== undefined && type !== "file",
    ).length;
    if (missing > 0)
      note(`devices, pipes and second names are left out (${missing}): --spec tells of them`);
  },
);
