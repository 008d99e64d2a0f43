/**
 * The tables that `mcpi sweep` shows to people: miss ratios, sizes down and ways across.
 */
import type { Style } from "../console/style.ts";
import { plural, textTable } from "../console/table.ts";
import { sizeText } from "../options/size.ts";
import { missRatio, type SweepRow, sumOf } from "./sweep-columns.ts";

/** A table for each cache and line size. */
export function sweepText(rows: readonly SweepRow[], style: Style): string {
  const tables = grouped(rows, (row) => `${row.side} ${row.cache.line}`).map((same) =>
    gridText(same, style),
  );
  const [first] = rows;
  const head =
    first === undefined ? "" : `${first.trace}  ${plural(first.instructions, "instruction")}`;
  return `${style("bold", head)}\n\n${tables.join("\n")}`;
}

function gridText(rows: readonly SweepRow[], style: Style): string {
  const [{ side, cache }] = rows;
  const ways = [...new Set(rows.map((row) => row.cache.ways))];
  const columns = [
    { heading: "size", numeric: true },
    ...ways.map((way) => ({ heading: wayText(way), numeric: true })),
  ];
  const cells = grouped(rows, (row) => String(row.cache.size)).map((same) => [
    sizeText(same[0].cache.size),
    ...ways.map((way) => cellText(same.find((row) => row.cache.ways === way))),
  ]);
  const what = rows.some((row) => row.threeC)
    ? "miss ratio, and the share of conflict misses"
    : "miss ratio";
  return `${side}, ${cache.line}-byte lines: ${what}\n${textTable(columns, cells, style)}`;
}

function wayText(ways: number | "full"): string {
  return ways === "full" ? "full" : ways === 1 ? "1 way" : `${ways} ways`;
}

function cellText(row: SweepRow | undefined): string {
  if (row === undefined) return "";
  const ratio = missRatio(row);
  if (ratio === undefined) return "-";
  const text = `${(100 * ratio).toFixed(3)}%`;
  if (!row.threeC) return text;
  const misses = sumOf(row, "misses");
  const share = misses === 0 ? 0 : Math.round((100 * sumOf(row, "conflict")) / misses);
  return `${text} ${`${share}%`.padStart(4)}`;
}

/** Rows of equal key together, in the order of first appearance. */
function grouped(rows: readonly SweepRow[], keyOf: (row: SweepRow) => string): SweepRow[][] {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
