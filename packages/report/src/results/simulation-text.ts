/**
 * What `mcpi sim` shows to people of one trace: MCPI by cause and by whom, misses by class, and the
 * functions and conflicts that cost most.
 */
import type { Style } from "../console/style.ts";
import { grouped, plural, textTable } from "../console/table.ts";
import type { ConflictRow } from "./conflict-columns.ts";
import { costliest, mcpiTable, mcpiText, missTable } from "./result-tables.ts";
import { type By, mcpi, type ResultRow } from "./row.ts";
import type { SimulatedTrace } from "./simulation-json.ts";

/** Parts by function, component or space that are shown; CSV has all. */
const SHOWN_PARTS = 15;

export interface TextOptions {
  /** Show data misses in Dinero's classes. */
  readonly dinero: boolean;
  readonly style: Style;
}

/** The text, which ends with an empty line. */
export function simulationText(
  { info, results, conflicts }: SimulatedTrace,
  { dinero, style }: TextOptions,
): string {
  const rows = results.flatMap((result) => result.rows);
  const parts = [`${style("bold", info.name)}${headline(rows)}\n`];
  parts.push(
    mcpiTable(
      results.flatMap(({ rows: own }) => shownTogether(own)),
      style,
    ),
  );
  if (rows.some((row) => row.by === "total")) parts.push(missTable(rows, dinero, style));
  for (const { rows: own } of results)
    for (const by of ["space", "component", "function"] as const)
      parts.push(...partsText(own, by, style));
  if (conflicts.length > 0) parts.push(conflictTable(conflicts, style));
  for (const text of new Set(rows.map((row) => row.provenance.approximate)))
    if (text !== "") parts.push(style("yellow", `approximate: ${text}\n`));
  return `${parts.join("\n")}\n`;
}

/** The total, its modes if there are two, and what of it is TLB refill. */
function shownTogether(rows: readonly ResultRow[]): ResultRow[] {
  const modes = rows.filter((row) => row.by === "mode").length;
  const total = rows.some((row) => row.by === "total");
  return rows.filter(({ by, who }) => {
    if (by === "mode") return modes > 1 || !total;
    return by === "total" || (by === "refill" && who === "refill");
  });
}

function headline(rows: readonly ResultRow[]): string {
  const total = rows.find((row) => row.by === "total");
  if (total === undefined) return "";
  const { instructions, loads, stores } = total.counts;
  const window = total.provenance.window;
  const counted = window === "" ? "" : `  (${window})`;
  return `  ${plural(instructions, "instruction")}, ${plural(loads, "load")}, ${plural(stores, "store")}${counted}`;
}

function partsText(rows: readonly ResultRow[], by: By, style: Style): string[] {
  const { shown, leftOut } = costliest(rows, by, SHOWN_PARTS);
  if (shown.length === 0) return [];
  const total = rows.find((row) => row.by === "total");
  const more = leftOut === 0 ? "" : style("dim", `and ${grouped(leftOut)} more; CSV has all\n`);
  return [`by ${by}\n${mcpiTable(shown, style, total)}${more}`];
}

function conflictTable(conflicts: readonly ConflictRow[], style: Style): string {
  const columns = [
    { heading: "machine" },
    { heading: "cache" },
    { heading: "set", numeric: true },
    { heading: "evictor" },
    { heading: "victim" },
    { heading: "misses", numeric: true },
    { heading: "cycles", numeric: true },
    { heading: "MCPI", numeric: true },
  ];
  const rows = conflicts.map(({ machine, pair, evictor, victim, instructions }) => [
    machine,
    pair.cache,
    String(pair.set),
    evictor,
    victim,
    grouped(pair.misses),
    grouped(pair.cycles),
    mcpiText(mcpi(pair.cycles, instructions)),
  ]);
  return `conflicts that cost most\n${textTable(columns, rows, style)}`;
}
