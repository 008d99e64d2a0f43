/**
 * What `mcpi paths` shows to people: a line for each operation, with the figures of the system that it
 * is compared with, and the ratios; the functions of those that are asked for.
 */
import type { Style } from "../console/style.ts";
import { grouped, percent, textTable } from "../console/table.ts";
import type { Published } from "../published/published.ts";
import { COMPARED, type PathRow } from "./path-columns.ts";

const number = (heading: string) => ({ heading, numeric: true });

/** How far a ratio may be from 1 without being marked (docs/method.md). */
export const PATH_TOLERANCE = 0.35;

/** @param functionsOf keys of operations whose functions are shown, too */
export function pathsText(
  rows: readonly PathRow[],
  published: Published,
  beside: string,
  functionsOf: readonly string[],
  style: Style,
): string {
  const wholes = rows.filter((row) => row.function === "" && row.temperature === "warm");
  const columns = [
    { heading: "operation" },
    ...COMPARED.flatMap(([quantity]) => [number(HEADINGS[quantity]), number(beside), number("")]),
    number("user lines"),
    number("cycles warm"),
    number("cold"),
  ];
  const cells = wholes.map((row) => {
    const cold = rows.find(
      (one) => one.function === "" && one.temperature === "cold" && one.operation === row.operation,
    );
    return [
      row.title,
      ...COMPARED.flatMap(([quantity, , of]) => {
        const measured = of(row);
        const value = published(row.operation, quantity)?.value;
        return [
          measured === undefined ? "" : grouped(measured),
          value === undefined ? "" : grouped(value),
          ratioText(measured, value, style),
        ];
      }),
      ...[row.userLines, row.cycles, cold?.cycles].map((count) =>
        count === undefined ? "" : grouped(count),
      ),
    ];
  });
  const parts = [textTable(columns, cells, style), ...cyclesText(wholes, published)];
  for (const key of functionsOf) parts.push(functionTable(rows, key, style));
  return `${parts.join("\n")}\n`;
}

/** Cycles that somebody has measured: validation, to which nothing is tuned. */
function cyclesText(wholes: readonly PathRow[], published: Published): string[] {
  const lines = wholes.flatMap(({ operation, title, cycles }) => {
    const number = published(operation, "cycles");
    if (number === undefined || cycles === undefined) return [];
    const ratio = (cycles / number.value).toFixed(2);
    return `${title}: ${grouped(cycles)} cycles warm in the kernel; ${grouped(number.value)} in all were published, ratio ${ratio} (${number.item}; ${number.source})\n`;
  });
  return lines.length === 0 ? [] : [`cycles, to which nothing is tuned\n${lines.join("")}`];
}

const HEADINGS = {
  instructions: "instructions",
  loads: "loads",
  stores: "stores",
  text_bytes: "text bytes",
  data_lines: "data lines",
} as const;

function ratioText(measured: number | undefined, value: number | undefined, style: Style): string {
  if (measured === undefined || value === undefined) return "";
  if (value === 0) return "";
  const ratio = measured / value;
  const text = ratio.toFixed(2);
  return Math.abs(ratio - 1) <= PATH_TOLERANCE ? text : style("yellow", text);
}

function functionTable(rows: readonly PathRow[], key: string, style: Style): string {
  const own = rows.filter((row) => row.operation === key && row.temperature === "warm");
  const [whole] = own;
  const columns = [
    { heading: "function" },
    number("instructions"),
    number(""),
    number("loads"),
    number("stores"),
    number("text bytes"),
  ];
  const cells = own
    .slice(1)
    .map((row) => [
      row.function,
      grouped(row.instructions),
      percent(row.instructions, whole.instructions),
      grouped(row.loads),
      grouped(row.stores),
      grouped(row.textBytes),
    ]);
  return `${style("bold", whole.title)}\n${textTable(columns, cells, style)}`;
}
