/**
 * What `mcpi run` shows to people: MCPI by cause and by whom, misses by class, components, and what
 * was measured beside what was published.
 */
import { type Counts, stallCycles } from "@mcpi/memsim";
import type { Style } from "../console/style.ts";
import { grouped, percent, plural, textTable } from "../console/table.ts";
import { costliest, mcpiTable, mcpiText, missTable } from "../results/result-tables.ts";
import { type By, mcpi, type ResultRow } from "../results/row.ts";
import {
  COMPONENTS,
  type ComparisonLine,
  countsOf,
  ratioOf,
  USER,
  withinTolerance,
} from "./comparison.ts";
import type { Measured } from "./measure.ts";

/** Functions that are shown; CSV has all. */
const SHOWN_FUNCTIONS = 30;

/** The views that tables are made of. */
export const VIEWS: readonly By[] = ["total", "mode", "refill", "component"];

const number = (heading: string) => ({ heading, numeric: true });

/** The text, which ends with an empty line. */
export function runText(
  measured: Measured,
  comparison: readonly ComparisonLine[],
  style: Style,
): string {
  const { system, workload, result } = measured;
  const { rows } = result;
  const parts = [
    `${style("bold", `${workload.name} on ${system.name}`)}  ${workload.description}\n`,
    mcpiTable(whoRows(rows), style),
    missTable(rows, false, style),
    componentTable(measured, style),
    ...functionTable(rows, style),
    comparisonTable(comparison, "calibration", style),
    comparisonTable(comparison, "validation", style),
    timeLine(measured),
  ];
  return `${parts.join("\n")}\n`;
}

/** A run among others: what it cost, by component, and how near it is to what it should do. */
export function comparisonText(
  measured: Measured,
  comparison: readonly ComparisonLine[],
  style: Style,
): string {
  const { system, workload, result } = measured;
  const parts = [
    style("bold", `${workload.name} on ${system.name}\n`),
    mcpiTable(whoRows(result.rows), style),
    missTable(result.rows, false, style),
    componentTable(measured, style),
    comparisonTable(comparison, "calibration", style),
    timeLine(measured),
  ];
  return `${parts.join("\n")}\n`;
}

/**
 * The whole, its modes, refills. Where some of the system runs in user mode, the system and the
 * programs, too, and modes say that they are modes.
 */
function whoRows(rows: readonly ResultRow[]): readonly ResultRow[] {
  const shown = rows.filter(({ by, who }) => by === "total" || by === "mode" || who === "refill");
  const { system, user } = countsOf(rows);
  const inKernel = shown.find(({ by, who }) => by === "mode" && who === "kernel");
  if (inKernel?.counts.instructions === system.instructions) return shown;
  const [total, ...parts] = shown;
  return [
    total,
    { ...total, who: "system", counts: system },
    { ...total, who: "programs", counts: user },
    ...parts.map((row) => (row.by === "mode" ? { ...row, who: `${row.who} mode` } : row)),
  ];
}

/** Instructions, misses by class and stall cycles of each component, the system's first. */
function componentTable({ result }: Measured, style: Style): string {
  const counts = countsOf(result.rows);
  const { total, system, components } = counts;
  const known = [...COMPONENTS, USER].filter((name) => components.has(name));
  const others = [...components.keys()].filter((name) => !known.includes(name)).sort();
  const columns = [
    { heading: "component" },
    number("instructions"),
    number("of system"),
    number("loads"),
    number("stores"),
    number("I misses"),
    number("load misses"),
    number("compulsory"),
    number("capacity"),
    number("conflict"),
    number("MCPI"),
    number("own MCPI"),
  ];
  const line = (name: string, own: Counts, ofSystem: boolean): string[] => {
    const { fetch, load } = own.level1;
    const misses = fetch.misses + load.misses;
    return [
      name,
      grouped(own.instructions),
      ofSystem ? percent(own.instructions, system.instructions) : "",
      grouped(own.loads),
      grouped(own.stores),
      grouped(fetch.misses),
      grouped(load.misses),
      percent(fetch.compulsory + load.compulsory, misses),
      percent(fetch.capacity + load.capacity, misses),
      percent(fetch.conflict + load.conflict, misses),
      style("bold", mcpiText(mcpi(stallCycles(own.stalls), total.instructions))),
      mcpiText(mcpi(stallCycles(own.stalls), own.instructions)),
    ];
  };
  const lines = [...known, ...others].map((name) =>
    line(name, components.get(name)!, name !== USER),
  );
  lines.push(line("all", total, false));
  return `by component\n${textTable(columns, lines, style)}`;
}

/** The functions that cost most, of kernel and programs alike, if there are rows by function. */
function functionTable(rows: readonly ResultRow[], style: Style): string[] {
  const { shown, leftOut } = costliest(rows, "function", SHOWN_FUNCTIONS);
  if (shown.length === 0) return [];
  const total = rows.find((row) => row.by === "total");
  const more = leftOut === 0 ? "" : style("dim", `and ${grouped(leftOut)} more; CSV has all\n`);
  return [`by function\n${mcpiTable(shown, style, total)}${more}`];
}

function comparisonTable(
  comparison: readonly ComparisonLine[],
  group: ComparisonLine["group"],
  style: Style,
): string {
  const lines = comparison.filter((line) => line.group === group);
  const columns = [
    { heading: group },
    number("measured"),
    number("published"),
    number("ratio"),
    { heading: group === "calibration" ? "within" : "" },
  ];
  const cells = lines.map((line) => [
    line.quantity,
    valueText(line.measured, line.unit),
    line.published === undefined ? "" : valueText(line.published.value, line.unit),
    ratioOf(line)?.toFixed(2) ?? "",
    toleranceText(line, style),
  ]);
  return `measured beside published: ${group === "calibration" ? "work, to which the guest is brought" : "memory, to which nothing is tuned"}\n${textTable(columns, cells, style)}`;
}

function toleranceText(line: ComparisonLine, style: Style): string {
  const within = withinTolerance(line);
  if (within === undefined) return "";
  const limit = `${Math.round(100 * line.tolerance!)} %`;
  return within ? `${limit} ${style("green", "yes")}` : `${limit} ${style("red", "no")}`;
}

/** A quantity as people read it. */
export function valueText(value: number, unit: string): string {
  if (unit === "cycles/instruction") return value.toFixed(4);
  if (unit.startsWith("by ")) return value.toFixed(3);
  if (unit === "of system instructions") return `${(100 * value).toFixed(1)}%`;
  if (unit === "%") return `${value.toFixed(1)}%`;
  if (unit === "s") return value.toFixed(3);
  return grouped(Math.round(value));
}

/** Time of the machine: instructions, stalls, and idling at one cycle an instruction. */
function timeLine({ result, cycles, run }: Measured): string {
  const { total, idleCycles } = countsOf(result.rows);
  const seconds = cycles / run.machine.queue.hertz;
  return `${seconds.toFixed(3)} s of the machine's time: ${plural(total.instructions, "instruction")}, ${plural(stallCycles(total.stalls), "stall cycle")}, ${plural(idleCycles, "idle cycle")}\n`;
}
