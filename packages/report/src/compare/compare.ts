/**
 * What `mcpi compare` does: measures a workload on two systems, and writes what was measured of each,
 * and of both.
 */
import { join } from "node:path";
import type { CompareArguments } from "../commands/compare.ts";
import { UsageError } from "../console/errors.ts";
import { writeWhole } from "../console/output.ts";
import type { CommandContext } from "../context.ts";
import { machineOf } from "../options/machine.ts";
import { destinationsOf } from "../options/output.ts";
import { chenBershad } from "../published/published.ts";
import { COLUMNS } from "../results/columns.ts";
import { deliver } from "../results/deliver.ts";
import { toCsv } from "../results/write.ts";
import { COMPARISON_COLUMNS, comparisonOf } from "../run/comparison.ts";
import { type Measured, measure } from "../run/measure.ts";
import { comparisonText, VIEWS } from "../run/run-text.ts";
import { type System, systemOf } from "../run/systems.ts";
import { workloadOf } from "../run/workloads.ts";
import { pairColumns, pairLines } from "./pair.ts";
import { pairText } from "./pair-text.ts";

/** @throws what console/errors.ts knows */
export async function compare(given: CompareArguments, context: CommandContext): Promise<void> {
  const { output, terminal, progress, signal, style } = context;
  const systems = [systemOf(given.base), systemOf(given.system)] as const;
  if (systems[0] === systems[1])
    throw new UsageError(`${given.base}: two different systems are needed`);
  const workload = workloadOf(given.workload);
  const memory = machineOf({
    machine: [given.mem ?? "ds5000-200"],
    set: given.set,
    mapping: given.mapping,
    seed: given.seed,
  });
  const to = destinationsOf(given, `${given.base}-${given.system}-${workload.name}`, {
    terminal,
    tableOnly: given.csv === undefined && given.json === undefined,
  });
  const published = chenBershad();
  const measured = async (system: System): Promise<Measured> => {
    const one = await measure(
      system,
      workload,
      {
        memory,
        by: given.functions ? [...VIEWS, "function"] : VIEWS,
        threeC: true,
        twoWay: true,
        systemOnly: true,
        hz: given.hz,
        bufferMB: given.buffers,
        engine: given.engine,
      },
      { signal, progress },
    );
    const comparison = comparisonOf(one, published);
    if (to.folder !== undefined) {
      const stem = join(to.folder, `${system.name}-${workload.name}`);
      await writeWhole(`${stem}.csv`, output, toCsv(COLUMNS, one.result.rows));
      await writeWhole(`${stem}-comparison.csv`, output, toCsv(COMPARISON_COLUMNS, comparison));
    }
    if (to.table) await output.write(comparisonText(one, comparison, style));
    return one;
  };
  const pair = { base: await measured(systems[0]), other: await measured(systems[1]) };
  const lines = pairLines(pair, published);
  await deliver(to, context, "mcpi compare", pairColumns(pair), lines, (all, how) =>
    pairText(pair, all, how),
  );
}
