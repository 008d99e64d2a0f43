/**
 * `mcpi run`: a workload on an operating system that really executes, measured beside what was
 * published of the same.
 */
import type { Argv } from "yargs";
import { type CommandContext, defineCommand } from "../context.ts";
import { type ArgumentsOf, inGroup, text, texts } from "../options/common.ts";
import { outputOptions } from "../options/output.ts";
import { functionsOption, runMachineOptions, systemOptions } from "./run-options.ts";
import { parseConflicts } from "./sim-options.ts";

export const runBuilder = (parser: Argv) =>
  parser
    .positional("system", {
      type: "string",
      demandOption: true,
      describe: "the operating system: ultrix, mach",
    })
    .positional("workload", {
      type: "string",
      demandOption: true,
      describe: "what it runs: sed",
    })
    .options(runMachineOptions)
    .options(systemOptions)
    .options(
      inGroup("Run", {
        save: text("--save", "keep the run's state on its way, and go on", "file"),
        "save-at": texts(
          "where: cycles=n, instructions=n since power-on, mark=n, symbol=name; whichever comes first (default: where counting begins)",
          "condition",
        ),
        restore: text("--restore", "go on from a state that was kept, instead of booting", "file"),
      }),
    )
    .options(
      inGroup("Counting", {
        "three-c": {
          type: "boolean",
          default: true,
          describe: "class misses as compulsory, capacity and conflict (--no-three-c is faster)",
        },
        "two-way": {
          type: "boolean",
          default: false,
          describe: "count the misses of the two-way cache of the same size, too",
        },
        functions: functionsOption,
        conflicts: {
          type: "string",
          describe: "the n (default 20) pairs of functions whose conflict misses cost most [n]",
          coerce: parseConflicts,
        },
      }),
    )
    .options({
      ...outputOptions,
      output: {
        ...outputOptions.output,
        describe: "write results and the comparison into a folder, made if need be [folder]",
      },
    })
    .example("$0 run ultrix sed", "sed on the monolithic system, beside Chen and Bershad's numbers")
    .example("$0 run ultrix sed --hz 64 --functions -o results", "a slower clock; who waits")
    .example("$0 run ultrix sed --save booted", "keep where counting begins, for --restore booted");

export type RunArguments = ArgumentsOf<typeof runBuilder>;

export const runCommand = defineCommand(
  "run <system> <workload>",
  "run a workload on an operating system, and compare with the published experiment",
  runBuilder,
  async (given: RunArguments, context: CommandContext) => {
    // The machines take a while to load, which the other commands need not wait for.
    const { run } = await import("../run/run.ts");
    await run(given, context);
  },
);
