/**
 * `mcpi sensitivity`: what the assumed rules of a machine description are worth on a trace.
 */
import type { Argv } from "yargs";
import { type CommandContext, defineCommand } from "../context.ts";
import type { ArgumentsOf } from "../options/common.ts";
import { machineOf, machineOptions } from "../options/machine.ts";
import { destinationsOf, outputOptions } from "../options/output.ts";
import { checkTraces, openSource, traceOptions } from "../options/trace.ts";
import { windowOf, windowOptions } from "../options/window.ts";
import { deliver } from "../results/deliver.ts";
import { fileHash } from "../results/provenance.ts";
import { SENSITIVITY_COLUMNS, type SensitivityRow } from "../results/sensitivity-columns.ts";
import { sensitivityText } from "../results/sensitivity-text.ts";
import { sensitivity, variantsOf } from "../sensitivity.ts";
import { CountingWindow } from "../stream/window.ts";

const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      demandOption: true,
      describe: "a trace: a file, or - for standard input",
    })
    .options(machineOptions)
    .options({
      all: {
        type: "boolean",
        default: false,
        describe: "also the alternatives of values that have a source",
      },
      refill: {
        choices: ["template"] as const,
        describe: "run a refill handler at every miss of a software-refilled TLB (approximate)",
      },
    })
    .options(traceOptions)
    .options(windowOptions)
    .options(outputOptions)
    .example("$0 sensitivity ls.mct", "on the DECstation 5000/200")
    .example("$0 sensitivity ls.mct --machine i486-50 --all -o results", "every alternative");

export const sensitivityCommand = defineCommand(
  "sensitivity <trace>",
  "simulate a trace under every alternative to the assumed values of a machine",
  builder,
  run,
);

async function run(given: ArgumentsOf<typeof builder>, context: CommandContext): Promise<void> {
  const { terminal, progress, signal, warn } = context;
  const machine = machineOf(given);
  const to = destinationsOf(given, "sensitivity", { terminal });
  checkTraces([given.trace], [to.csv, to.json]);
  const traceHash = await fileHash(given.trace);
  const source = await openSource(given.trace, given, warn);
  const rows: SensitivityRow[] = await sensitivity(
    source,
    machine,
    variantsOf(machine, given.all),
    { refillTemplate: given.refill !== undefined, traceHash },
    { window: new CountingWindow(windowOf(given)), progress, signal },
  );
  const text = sensitivityText;
  await deliver(to, context, "mcpi sensitivity", SENSITIVITY_COLUMNS, rows, text, { machine });
}
