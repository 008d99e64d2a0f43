/**
 * `mcpi trace check`: whether all of a trace can be read, and is what its file says.
 */
import { InputError, openTrace, type SalvageReport } from "@mcpi/trace";
import type { Argv } from "yargs";
import { CheckFailed } from "../console/errors.ts";
import { grouped } from "../console/table.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import type { ArgumentsOf } from "../options/common.ts";
import { traceOptions } from "../options/trace.ts";
import { ReferenceCounter } from "../stream/reference-counter.ts";
import { replay } from "../stream/replay.ts";

const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "traces: files, or - for standard input",
    })
    .options({ format: traceOptions.format })
    .example("$0 trace check *.mct", "exit status 1 if any is damaged");

export const traceCheckCommand = defineCommand(
  "check <trace..>",
  "read all of a trace: is it whole, and what its file says?",
  builder,
  run,
);

async function run(given: ArgumentsOf<typeof builder>, context: CommandContext): Promise<void> {
  const faults: string[] = [];
  for (const name of given.trace) {
    const fault = await faultOf(name, given.format, context);
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.length === 0) return;
  for (const fault of faults.slice(0, -1)) context.warn(fault);
  throw new CheckFailed(faults[faults.length - 1]);
}

/** What is wrong with a trace; undefined, and a line of output, if nothing is. */
async function faultOf(
  name: string,
  format: string | undefined,
  { output, progress, signal }: CommandContext,
): Promise<string | undefined> {
  let damage: SalvageReport | undefined;
  const counter = new ReferenceCounter();
  const source = await openTrace(name, {
    format,
    salvage: true,
    checkStates: true,
    onDamage: (report) => {
      damage = report;
    },
  });
  try {
    await replay(source, [counter], { progress, signal });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `${error.message}\n${grouped(counter.references)} references before it can be read`;
  }
  const references = grouped(counter.references);
  if (damage === undefined) {
    await output.write(`${name}: whole, ${source.info.format}, ${references} references\n`);
    return undefined;
  }
  return `${name}: byte ${damage.offset}: ${damage.fault}\n${references} references before it are whole: mcpi trace convert ${name} new.mct --salvage keeps them`;
}
