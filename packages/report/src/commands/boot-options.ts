/**
 * The options of `mcpi boot`.
 */

import { presetNames } from "@mcpi/memsim";
import type { Argv } from "yargs";
import { type ArgumentsOf, inGroup, namesIn, parsed, text, texts } from "../options/common.ts";
import { functionOptions } from "../options/functions.ts";
import { DEFAULT_MACHINE, machineOptions } from "../options/machine.ts";
import { outputOptions } from "../options/output.ts";
import { parseCount } from "../options/size.ts";
import { BY_NAMES } from "../results/row.ts";
import { parseConflicts } from "./sim-options.ts";

const { set, mapping, seed } = machineOptions;

export const bootBuilder = (parser: Argv) =>
  parser
    .positional("image", {
      type: "string",
      demandOption: true,
      describe: "an ELF file (also .gz), bytes as file@address, or a guest image's name",
    })
    .options(
      inGroup("Machine", {
        mem: text(
          "--mem",
          `its memory system: ${presetNames.join(", ")}, a description in JSON, or none (default ${DEFAULT_MACHINE})`,
          "name or file",
        ),
        set: { ...set, describe: set.describe.replace("every machine", "the memory system") },
        mapping,
        seed,
        ram: parsed("--ram", "memory, in MB (default: what the manifest wants)", "n", (given) =>
          parseCount("--ram", given, 1),
        ),
        disk: texts("a disk's image, at the SCSI id named or the lowest free one", "id:file, file"),
        write: { type: "boolean", describe: "what is written to disks reaches their files" },
        caches: {
          choices: ["isolated", "functional"] as const,
          describe: "whether the data cache holds data (default: as the manifest says; slow)",
        },
        engine: {
          choices: ["translator", "interpreter"] as const,
          describe: "what executes the instructions; results are the same (default translator)",
        },
        strict: { type: "boolean", describe: "stop where behaviour is undefined (slow)" },
      }),
    )
    .options(
      inGroup("Program", {
        arg: texts("an argument of the program, its name first", "text"),
        input: text(
          "--input",
          "what is typed on the console; - is standard input (default: the terminal, if it is one)",
          "file",
        ),
        manifest: text("--manifest", "the image's manifest (default: beside it)", "file"),
      }),
    )
    .options(
      inGroup("Run", {
        until: texts(
          "stop at cycles=n, instructions=n, mark=n, symbol=name; a list, whichever comes first",
          "condition",
        ),
        trace: text("--trace", "record the references", "file.mct"),
        save: text("--save", "keep the machine's state at the end of the run", "file"),
        restore: text("--restore", "go on from a state that was kept, instead of booting", "file"),
        debug: { type: "boolean", describe: "begin in the debugger, commands on standard input" },
        "debug-script": text("--debug-script", "the same, commands in a file", "file"),
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
        by: parsed(
          "--by",
          `rows by ${BY_NAMES.join(", ")} (default total,mode,refill)`,
          "list",
          (list) => namesIn("--by", list, BY_NAMES),
        ),
        conflicts: {
          type: "string",
          describe: "the n (default 20) pairs of functions whose conflict misses cost most [n]",
          coerce: parseConflicts,
        },
      }),
    )
    .options(
      inGroup("Functions", {
        symbols: texts(
          "functions, instead of the image's own: an ELF file or the output of nm",
          "file[@base]",
        ),
        components: {
          ...functionOptions.components,
          describe: "which component a function belongs to (default: the manifest's) [map.json]",
        },
      }),
    )
    .options({
      ...outputOptions,
      csv: { ...outputOptions.csv, describe: "write results as CSV [file]" },
      json: { ...outputOptions.json, describe: "write results as JSON [file]" },
      table: { ...outputOptions.table, default: true, describe: "print a table after the console" },
    })
    .example("$0 boot bench", "a guest image on the DECstation 5000/200, and its MCPI")
    .example("$0 boot vmunix --disk root.img --mem none", "a kernel, at full speed")
    .example("$0 boot bench --by total,function --csv bench.csv", "who waits for memory")
    .example("$0 boot bench --until instructions=5M --trace bench.mct", "a trace, for mcpi sim");

export type BootArguments = ArgumentsOf<typeof bootBuilder>;
