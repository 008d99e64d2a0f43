/**
 * `mcpi paths`: path lengths and footprints of a system's operations.
 */
import type { Argv } from "yargs";
import { type CommandContext, defineCommand } from "../context.ts";
import { type ArgumentsOf, inGroup, parsed, text, texts } from "../options/common.ts";
import { DEFAULT_MACHINE, machineOptions } from "../options/machine.ts";
import { outputOptions } from "../options/output.ts";
import { parseCount } from "../options/size.ts";

export const pathsBuilder = (parser: Argv) =>
  parser
    .positional("system", {
      type: "string",
      demandOption: true,
      describe: "the operating system: ultrix, mach",
    })
    .options(
      inGroup("Machine", {
        mem: text("--mem", `its memory system (default ${DEFAULT_MACHINE})`, "name or file"),
        set: {
          ...machineOptions.set,
          describe: machineOptions.set.describe.replace("every machine", "the memory system"),
        },
        hz: parsed(
          "--hz",
          "interrupts of the clock a second (default: the system's)",
          "n",
          (given) => parseCount("--hz", given, 1),
        ),
        engine: {
          choices: ["translator", "interpreter"] as const,
          describe: "what executes the instructions; results are the same (default translator)",
        },
      }),
    )
    .options({
      part: {
        choices: ["unix", "kernel"] as const,
        describe: "only the operations of the UNIX, or of the kernel beneath it",
      },
      functions: texts("show an operation's functions, too; its key", "operation"),
    })
    .options(outputOptions)
    .example("$0 paths ultrix", "common system calls and exceptions, beside 4.4BSD's")
    .example("$0 paths ultrix --functions open --csv paths.csv", "open, function by function");

export type PathsArguments = ArgumentsOf<typeof pathsBuilder>;

export const pathsCommand = defineCommand(
  "paths <system>",
  "measure instructions, references and footprints of an operating system's operations",
  pathsBuilder,
  async (given: PathsArguments, context: CommandContext) => {
    // The machines take a while to load, which the other commands need not wait for.
    const { paths } = await import("../paths/paths.ts");
    await paths(given, context);
  },
);
