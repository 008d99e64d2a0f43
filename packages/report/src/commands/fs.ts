/**
 * `mcpi fs`: the guests' disks: made of a directory, looked into, and checked.
 */
import type { Command } from "../context.ts";
import { fsCatCommand } from "./fs-cat.ts";
import { fsCheckCommand } from "./fs-check.ts";
import { fsExtractCommand } from "./fs-extract.ts";
import { fsLsCommand } from "./fs-ls.ts";
import { fsMakeCommand } from "./fs-make.ts";
import { fsStatCommand } from "./fs-stat.ts";

const SUBCOMMANDS: readonly Command[] = [
  fsMakeCommand,
  fsLsCommand,
  fsCatCommand,
  fsStatCommand,
  fsExtractCommand,
  fsCheckCommand,
];

export const fsCommand: Command = {
  name: "fs",
  addTo: (parser, context) =>
    parser.command("fs", "make, read and check the disks of guests", (inner) => {
      const expected = "make, ls, cat, stat, extract or check was expected";
      let withAll = inner.demandCommand(1, 1, expected);
      for (const command of SUBCOMMANDS) withAll = command.addTo(withAll, context) as typeof inner;
      return withAll;
    }),
};
