/**
 * `mcpi machines [name]`: the presets, or one description with each value, its source and its mark.
 */
import { type Machine, machineValues, presetNames } from "@mcpi/memsim";
import type { Argv } from "yargs";
import { textTable } from "../console/table.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import type { ArgumentsOf } from "../options/common.ts";
import { readMachine } from "../options/machine.ts";
import { machineHash } from "../results/provenance.ts";

const builder = (yargs: Argv) =>
  yargs
    .positional("name", { type: "string", describe: "a preset, or a description in JSON (a file)" })
    .option("json", { type: "boolean", describe: "print the description as JSON, to be changed" })
    .example("$0 machines", "list the presets")
    .example(
      "$0 machines i486-50",
      "every value of one, where it comes from, and which are assumed",
    )
    .example("$0 machines ds5000-200 --json > mine.json", "begin a description of your own");

export const machinesCommand = defineCommand(
  "machines [name]",
  "list the machines, or show one with the source of every value",
  builder,
  run,
);

async function run(
  { name, json }: ArgumentsOf<typeof builder>,
  { output, style }: CommandContext,
): Promise<void> {
  if (name === undefined) {
    const machines = presetNames.map(readMachine);
    if (json === true) await output.write(`${JSON.stringify(machines, undefined, 2)}\n`);
    else
      await output.write(
        textTable(
          [{ heading: "machine" }, { heading: "title" }],
          machines.map((machine) => [machine.name, machine.title]),
          style,
        ),
      );
    return;
  }
  const machine = readMachine(name);
  if (json === true) {
    await output.write(`${JSON.stringify(machine, undefined, 2)}\n`);
    return;
  }
  const values = textTable(
    [{ heading: "value" }, { heading: "" }, { heading: "mark" }, { heading: "source" }],
    machineValues(machine).map(({ key, value, note }) => [
      key,
      String(value),
      markText(note?.status, style),
      note?.source ?? "",
    ]),
    style,
  );
  await output.write(
    `${style("bold", machine.name)}  ${machine.title}\nsha256 ${machineHash(machine)}\n\n${values}${alternativesText(machine)}`,
  );
}

function markText(status: string | undefined, style: CommandContext["style"]): string {
  if (status === undefined) return style("yellow", "no source");
  return status === "assumed" ? style("yellow", status) : status;
}

function alternativesText({ name, sources }: Machine): string {
  const assumed = sources.filter((note) => note.status === "assumed" && note.alternatives);
  if (assumed.length === 0) return "";
  return `\nWhat the assumed values are worth: mcpi sensitivity <trace> --machine ${name}\n`;
}
