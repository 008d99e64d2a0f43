/**
 * The tables of columns in docs/results.md, made from the columns themselves.
 */
import { STEP_COLUMNS } from "../explain/step-text.ts";
import type { Column } from "./column.ts";
import { COLUMNS } from "./columns.ts";
import { CONFLICT_COLUMNS } from "./conflict-columns.ts";
import { CURVE_COLUMNS } from "./curve-columns.ts";
import { SENSITIVITY_COLUMNS } from "./sensitivity-columns.ts";
import { SWEEP_COLUMNS } from "./sweep-columns.ts";

/** The name, unit and definition of a column, whatever it is of. */
type Described = Pick<Column, "name" | "unit" | "definition">;

/** By the name that the page has for them. */
const TABLES: Readonly<Record<string, readonly Described[]>> = {
  sim: COLUMNS,
  conflicts: CONFLICT_COLUMNS,
  sweep: SWEEP_COLUMNS,
  curve: CURVE_COLUMNS,
  sensitivity: SENSITIVITY_COLUMNS,
  explain: STEP_COLUMNS,
};

const END = "<!-- end of columns -->";

/**
 * The page with its tables made anew, each between `<!-- columns of sweep: … -->` and
 * `<!-- end of columns -->`.
 */
export function withColumnTables(page: string): string {
  let result = page;
  for (const [name, columns] of Object.entries(TABLES)) {
    const begin = `<!-- columns of ${name}: written by scripts/results-columns.ts -->`;
    const at = result.indexOf(begin);
    const end = result.indexOf(END, at);
    if (at < 0 || end < 0) throw new Error(`docs/results.md lacks "${begin}" or its end`);
    result = `${result.slice(0, at + begin.length)}\n${tableOf(columns)}${result.slice(end)}`;
  }
  return result;
}

function tableOf(columns: readonly Described[]): string {
  const rows = columns.map(({ name, unit, definition }) => `| ${name} | ${unit} | ${definition} |`);
  return ["| column | unit | definition |", "|---|---|---|", ...rows, ""].join("\n");
}
