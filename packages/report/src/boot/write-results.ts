/**
 * Takes what was counted in a run to where it is wanted.
 */
import type { Kept } from "@mcpi/kernels";
import type { BootArguments } from "../commands/boot-options.ts";
import { writeWhole } from "../console/output.ts";
import type { CommandContext } from "../context.ts";
import { COLUMNS } from "../results/columns.ts";
import { conflictRows } from "../results/conflict-columns.ts";
import { writeConflicts } from "../results/conflicts-file.ts";
import { type SimulatedTrace, simulationJson } from "../results/simulation-json.ts";
import { simulationText } from "../results/simulation-text.ts";
import { toCsv } from "../results/write.ts";
import { resultOf, type SimulationOptions, type Station } from "../station.ts";
import type { AboutRun } from "./about-run.ts";
import type { CountingPlan } from "./boot-plan.ts";

/** Who counts. */
export interface Counted {
  readonly station: Station;
  readonly options: SimulationOptions;
  /** Whose state is kept with the machine's. */
  readonly kept: readonly Kept[];
}

/** The table comes after the guest's console, on standard output. */
export async function writeResults(
  given: BootArguments,
  { to }: CountingPlan,
  { station, options }: Counted,
  about: AboutRun,
  { output, style }: CommandContext,
): Promise<void> {
  const result = resultOf(station, options);
  const { functions } = options;
  const { pages } = station;
  const trace: SimulatedTrace = {
    info: { format: "boot", name: given.image, physical: true, provenance: about },
    results: [result],
    conflicts: functions
      ? conflictRows(result, functions, (compact) => pages.virtualAddress(compact))
      : [],
  };
  if (to.table) await output.write(`\n${simulationText(trace, { dinero: false, style })}`);
  if (to.csv !== undefined) await writeWhole(to.csv, output, toCsv(COLUMNS, result.rows));
  if (to.json !== undefined)
    await writeWhole(to.json, output, simulationJson([trace], "mcpi boot"));
  if (given.conflicts !== undefined) await writeConflicts(to.folder, [trace]);
}
