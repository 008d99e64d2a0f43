/**
 * What `mcpi run` does: measures, and writes what was measured.
 */
import { join } from "node:path";
import type { RunArguments } from "../commands/run.ts";
import { UsageError } from "../console/errors.ts";
import { writeWhole } from "../console/output.ts";
import type { CommandContext } from "../context.ts";
import { machineOf } from "../options/machine.ts";
import { destinationsOf } from "../options/output.ts";
import { checkTraces } from "../options/trace.ts";
import { parseUntil } from "../options/until.ts";
import { chenBershad } from "../published/published.ts";
import { COLUMNS } from "../results/columns.ts";
import { conflictRows } from "../results/conflict-columns.ts";
import { writeConflicts } from "../results/conflicts-file.ts";
import { simulationJson } from "../results/simulation-json.ts";
import { toCsv } from "../results/write.ts";
import { COMPARISON_COLUMNS, comparisonOf } from "./comparison.ts";
import { type Measured, measure } from "./measure.ts";
import { runText, VIEWS } from "./run-text.ts";
import { WHERE_COUNTING_BEGINS } from "./saving.ts";
import { systemOf } from "./systems.ts";
import { workloadOf } from "./workloads.ts";

/** @throws what console/errors.ts knows */
export async function run(given: RunArguments, context: CommandContext): Promise<void> {
  const { output, style, terminal, progress, signal } = context;
  const system = systemOf(given.system);
  const workload = workloadOf(given.workload);
  const memory = machineOf({
    machine: [given.mem ?? "ds5000-200"],
    set: given.set,
    mapping: given.mapping,
    seed: given.seed,
  });
  checkTraces(given.restore === undefined ? [] : [given.restore], [given.save]);
  const to = destinationsOf(given, `${system.name}-${workload.name}`, {
    terminal,
    tableOnly: given.csv === undefined && given.json === undefined,
  });
  const measured = await measure(
    system,
    workload,
    {
      memory,
      by: given.functions ? [...VIEWS, "function"] : VIEWS,
      threeC: given.threeC,
      twoWay: given.twoWay,
      conflicts: given.conflicts,
      hz: given.hz,
      bufferMB: given.buffers,
      engine: given.engine,
      restore: given.restore,
      save: savingOf(given),
    },
    { signal, progress },
  );
  if (given.save !== undefined) context.note(`${given.save}: ${measured.kept}`);
  const comparison = comparisonOf(measured, chenBershad());
  const { rows } = measured.result;
  if (to.csv !== undefined) await writeWhole(to.csv, output, toCsv(COLUMNS, rows));
  const trace = simulatedTrace(measured);
  if (to.json !== undefined) await writeWhole(to.json, output, simulationJson([trace], "mcpi run"));
  if (to.folder !== undefined) {
    const file = join(to.folder, `${system.name}-${workload.name}-comparison.csv`);
    await writeWhole(file, output, toCsv(COMPARISON_COLUMNS, comparison));
  }
  if (given.conflicts !== undefined) await writeConflicts(to.folder, [trace]);
  if (to.table) await output.write(runText(measured, comparison, style));
}

function savingOf({ save, saveAt }: RunArguments) {
  if (save === undefined) {
    if (saveAt !== undefined) throw new UsageError("--save-at: --save file is needed");
    return undefined;
  }
  return { path: save, at: saveAt ? parseUntil("--save-at", saveAt) : WHERE_COUNTING_BEGINS };
}

function simulatedTrace({ result, options, run, system, workload }: Measured) {
  const { pages } = run.machine;
  const { functions } = options;
  return {
    info: {
      format: "run",
      name: `${system.name} ${workload.name}`,
      physical: true,
      provenance: {},
    },
    results: [result],
    conflicts: functions
      ? conflictRows(result, functions, (compact) => pages.virtualAddress(compact))
      : [],
  };
}
