/**
 * `mcpi fs cat`: the bytes of a file on a disk.
 */
import type { Argv } from "yargs";
import { defineCommand } from "../context.ts";
import { openImage } from "./fs-image.ts";

const builder = (parser: Argv) =>
  parser
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "a disk's image (also .gz)",
    })
    .positional("path", { type: "string", demandOption: true, describe: "a file" })
    .example("$0 fs cat root.img /etc/motd", "its bytes, as they are");

export const fsCatCommand = defineCommand(
  "cat <image> <path>",
  "print a file of a disk",
  builder,
  async ({ image, path }, { output }) => {
    await output.write((await openImage(image)).readFile(path));
  },
);
