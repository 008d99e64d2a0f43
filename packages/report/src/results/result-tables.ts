/**
 * The tables that `mcpi sim` shows to people: MCPI by cause and by whom, and misses by class.
 */
import { type KindCounts, stallCycles } from "@mcpi/memsim";
import type { Style } from "../console/style.ts";
import { grouped, percent, type TextColumn, textTable } from "../console/table.ts";
import { CAUSES } from "./columns.ts";
import { dineroClasses } from "./level-columns.ts";
import { type By, mcpi, mcpiOf, ownMcpiOf, type ResultRow } from "./row.ts";

/** MCPI as it is printed. */
export function mcpiText(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(4);
}

/** What people call the causes, in the order of CAUSES. */
export const CAUSE_HEADINGS = ["I-cache", "D-cache", "write buffer", "uncached", "TLB"];

const number = (heading: string): TextColumn => ({ heading, numeric: true });

/**
 * MCPI by cause, a line for each row; causes that nothing stalled for are left out.
 * @param whole of whose stall cycles each row's share is shown
 */
export function mcpiTable(rows: readonly ResultRow[], style: Style, whole?: ResultRow): string {
  const causes = CAUSES.map(([, key], at) => ({ key, heading: CAUSE_HEADINGS[at] })).filter(
    ({ key }) => rows.some((row) => row.counts.stalls[key] > 0),
  );
  const columns = [
    { heading: "machine" },
    { heading: "who" },
    number("instructions"),
    number("MCPI"),
    ...(whole === undefined ? [] : [number("share")]),
    ...causes.map(({ heading }) => number(heading)),
    number("own MCPI"),
  ];
  const cells = rows.map((row, at) => [
    at > 0 && rows[at - 1].machine === row.machine ? "" : row.machine,
    row.by === "space" ? `space ${row.who}` : row.who,
    grouped(row.counts.instructions),
    style("bold", mcpiText(mcpiOf(row))),
    ...(whole === undefined
      ? []
      : [percent(stallCycles(row.counts.stalls), stallCycles(whole.counts.stalls))]),
    ...causes.map(({ key }) => mcpiText(mcpi(row.counts.stalls[key], row.whole))),
    mcpiText(ownMcpiOf(row)),
  ]);
  return textTable(columns, cells, style);
}

/** Misses of every machine's caches by class, of the rows by `total`. */
export function missTable(rows: readonly ResultRow[], dinero: boolean, style: Style): string {
  const totals = rows.filter((row) => row.by === "total");
  const classes = totals.some((row) => row.known.classes);
  const bypass = !dinero && totals.some(({ counts }) => counts.level1.bypass > 0);
  const columns = [
    { heading: "machine" },
    { heading: "level" },
    { heading: "kind" },
    number("accesses"),
    number("misses"),
    number("ratio"),
    ...(classes ? ["compulsory", "capacity", "conflict"].map(number) : []),
    ...(classes && bypass ? [number("bypass")] : []),
    ...(totals.some((row) => row.known.twoWay) ? [number("two-way misses")] : []),
  ];
  const cells: string[][] = [];
  for (const row of totals) {
    let machine = row.machine;
    for (const line of missLines(row, dinero)) {
      cells.push([machine, ...lineCells(line, row, bypass)]);
      machine = "";
    }
  }
  return textTable(columns, cells, style);
}

interface MissLine {
  readonly level: string;
  readonly kind: string;
  readonly counts: KindCounts;
  readonly bypass: number;
}

/** What is accessed at all, level by level and kind by kind; loads and stores together for Dinero. */
function missLines({ counts }: ResultRow, dinero: boolean): MissLine[] {
  const lines: MissLine[] = [];
  for (const [name, level] of [
    ["1", counts.level1],
    ["2", counts.level2],
  ] as const) {
    const line = (kind: string, of: KindCounts, bypass = 0) => {
      if (of.accesses > 0) lines.push({ level: name, kind, counts: of, bypass });
    };
    line("fetch", level.fetch);
    if (dinero) {
      const { load, store } = level;
      line("data", {
        accesses: load.accesses + store.accesses,
        misses: load.misses + store.misses,
        twinMisses: load.twinMisses + store.twinMisses,
        twoWayMisses: load.twoWayMisses + store.twoWayMisses,
        ...dineroClasses(level),
      });
    } else {
      line("load", level.load);
      line("store", level.store, level.bypass);
    }
  }
  return lines;
}

function lineCells(line: MissLine, row: ResultRow, bypass: boolean): string[] {
  const { accesses, misses, compulsory, capacity, conflict, twoWayMisses } = line.counts;
  const share = (part: number) =>
    misses === 0 ? "" : `${grouped(part)} ${percent(part, misses).padStart(6)}`;
  return [
    line.level,
    line.kind,
    grouped(accesses),
    grouped(misses),
    percent(misses, accesses),
    ...(row.known.classes ? [share(compulsory), share(capacity), share(conflict)] : []),
    ...(row.known.classes && bypass ? [line.kind === "store" ? share(line.bypass) : ""] : []),
    ...(row.known.twoWay ? [grouped(twoWayMisses)] : []),
  ];
}

/** The parts by `by` (functions, components, spaces) that cost most, and how many are left out. */
export function costliest(
  rows: readonly ResultRow[],
  by: By,
  most: number,
): { readonly shown: readonly ResultRow[]; readonly leftOut: number } {
  const sorted = rows
    .filter((row) => row.by === by)
    .map((row) => ({ row, cost: mcpiOf(row) ?? 0 }))
    .sort((a, b) => b.cost - a.cost)
    .map(({ row }) => row);
  return { shown: sorted.slice(0, most), leftOut: Math.max(0, sorted.length - most) };
}
