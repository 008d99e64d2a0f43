/**
 * `mcpi compare`: one workload on two operating systems, each beside what was published of it, and
 * beside each other.
 */
import type { Argv } from "yargs";
import { type CommandContext, defineCommand } from "../context.ts";
import type { ArgumentsOf } from "../options/common.ts";
import { inGroup } from "../options/common.ts";
import { outputOptions } from "../options/output.ts";
import { functionsOption, runMachineOptions, systemOptions } from "./run-options.ts";

export const compareBuilder = (parser: Argv) =>
  parser
    .positional("base", {
      type: "string",
      demandOption: true,
      describe: "the operating system that the other is compared with: ultrix, mach",
    })
    .positional("system", {
      type: "string",
      demandOption: true,
      describe: "the other operating system",
    })
    .positional("workload", {
      type: "string",
      demandOption: true,
      describe: "what both run: sed",
    })
    .options(runMachineOptions)
    .options(systemOptions)
    .options(inGroup("Counting", { functions: functionsOption }))
    .options({
      ...outputOptions,
      output: {
        ...outputOptions.output,
        describe: "write results of each and of both into a folder, made if need be [folder]",
      },
    })
    .example("$0 compare ultrix mach sed", "what the structure of a microkernel system costs")
    .example("$0 compare ultrix mach sed --functions -o results", "CSV of each and of both");

export type CompareArguments = ArgumentsOf<typeof compareBuilder>;

export const compareCommand = defineCommand(
  "compare <base> <system> <workload>",
  "run a workload on two operating systems, and compare both with the published experiment",
  compareBuilder,
  async (given: CompareArguments, context: CommandContext) => {
    // The machines take a while to load, which the other commands need not wait for.
    const { compare } = await import("../compare/compare.ts");
    await compare(given, context);
  },
);
