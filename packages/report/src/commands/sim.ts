/**
 * `mcpi sim`: memory cycles per instruction of traces on machines, by cause and by whom.
 */
import { join } from "node:path";
import type { Machine } from "@mcpi/memsim";
import { UsageError } from "../console/errors.ts";
import { writeWhole } from "../console/output.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import { type Functions, functionsOf, lookupOver, viewsOf } from "../options/functions.ts";
import { machinesOf } from "../options/machine.ts";
import { type Destinations, destinationsOf } from "../options/output.ts";
import { checkTraces, openSource } from "../options/trace.ts";
import { windowOf } from "../options/window.ts";
import { COLUMNS } from "../results/columns.ts";
import { conflictRows } from "../results/conflict-columns.ts";
import { writeConflicts } from "../results/conflicts-file.ts";
import { type CsvFile, openCsv } from "../results/csv-file.ts";
import { INTERVAL_COLUMNS, type IntervalRow, intervalRow } from "../results/interval-columns.ts";
import { fileHash } from "../results/provenance.ts";
import type { By } from "../results/row.ts";
import { type SimulatedTrace, simulationJson } from "../results/simulation-json.ts";
import { simulationText } from "../results/simulation-text.ts";
import { simulate } from "../simulate.ts";
import { CountingWindow } from "../stream/window.ts";
import { builder, type SimArguments } from "./sim-options.ts";

export const simCommand = defineCommand(
  "sim <trace..>",
  "simulate traces: memory cycles per instruction, by cause and by whom",
  builder,
  run,
);

const DEFAULT_BY: readonly By[] = ["total", "mode", "refill"];

/** What all traces of a command have in common. */
interface Plan {
  readonly machines: readonly Machine[];
  readonly by: readonly By[];
  readonly functions: Functions | undefined;
  readonly intervals: CsvFile<IntervalRow> | undefined;
}

async function run(given: SimArguments, context: CommandContext): Promise<void> {
  const { output, style, terminal, warn } = context;
  const by = given.by ?? [...DEFAULT_BY, ...viewsOf(given)];
  const machines = machinesOf(given);
  const wantsConflicts = given.conflicts !== undefined;
  const functions = await functionsOf(given, by, wantsConflicts, warn);
  const to = destinationsOf(given, "sim", {
    terminal,
    tableOnly: wantsConflicts,
    takenBy: given.intervals === "-" ? "--intervals -" : undefined,
  });
  if (wantsConflicts && !to.table && to.folder === undefined && to.json === undefined)
    throw new UsageError("--conflicts: the CSV has no place for pairs; give it a file, or use -o");
  const intervalsTo = intervalsPath(given, to);
  checkTraces(given.trace, [to.csv, to.json, intervalsTo]);
  const intervals = await openCsv(intervalsTo, output, INTERVAL_COLUMNS);
  const csv = await openCsv(to.csv, output, COLUMNS);
  const traces: SimulatedTrace[] = [];
  for (const name of given.trace) {
    const trace = await simulateOne(name, given, context, { machines, by, functions, intervals });
    traces.push(trace);
    await csv?.write(trace.results.flatMap(({ rows }) => rows));
    const dinero = given.dinero !== undefined;
    if (to.table) await output.write(simulationText(trace, { dinero, style }));
  }
  await csv?.close();
  await intervals?.close();
  if (to.json !== undefined) await writeWhole(to.json, output, simulationJson(traces));
  if (wantsConflicts) await writeConflicts(to.folder, traces);
}

/** Where interval statistics go; undefined if none are wanted. */
function intervalsPath(
  { interval, intervals }: SimArguments,
  { folder }: Destinations,
): string | undefined {
  if (interval === undefined) {
    if (intervals !== undefined) throw new UsageError("--intervals: goes with --interval");
    return undefined;
  }
  const path = intervals ?? (folder === undefined ? undefined : join(folder, "intervals.csv"));
  if (path === undefined)
    throw new UsageError("--interval: give the rows a place, by --intervals file or -o folder");
  return path;
}

async function simulateOne(
  name: string,
  given: SimArguments,
  { progress, signal, warn }: CommandContext,
  { machines, by, functions, intervals }: Plan,
): Promise<SimulatedTrace> {
  const traceHash = await fileHash(name);
  const source = await openSource(name, given, warn);
  const lookup = functions && lookupOver(functions, source.pages);
  let rows: IntervalRow[] = [];
  const writeIntervals = async () => {
    if (rows.length > 0) await intervals?.write(rows);
    rows = [];
  };
  const results = await simulate(
    source,
    machines,
    {
      by,
      threeC: given.threeC,
      twoWay: given.twoWay,
      refillTemplate: given.refill !== undefined,
      functions: lookup,
      components: functions?.components,
      conflicts: given.conflicts,
      interval: given.interval,
      onInterval: (interval, frame) => rows.push(intervalRow(interval, frame)),
      traceHash,
    },
    {
      window: new CountingWindow(windowOf(given)),
      progress,
      signal,
      afterBatch: writeIntervals,
    },
  );
  await writeIntervals();
  const conflicts = results.flatMap((result) =>
    lookup === undefined
      ? []
      : conflictRows(result, lookup, (compact) => source.pages.virtualAddress(compact)),
  );
  return { info: source.info, results, conflicts };
}
