/**
 * The table of columns in docs/results.md, made from the columns themselves.
 */
import { COLUMNS, type Column } from "./columns.ts";

const BEGIN = "<!-- columns: written by scripts/results-columns.ts -->";
const END = "<!-- end of columns -->";

/** The page with its table of columns made anew between the two comments that enclose it. */
export function withColumnTable(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/results.md lacks "${BEGIN}" or "${END}"`);
  return `${page.slice(0, begin + BEGIN.length)}\n${columnTable(COLUMNS)}${page.slice(end)}`;
}

function columnTable<Of>(columns: readonly Column<Of>[]): string {
  const rows = columns.map(({ name, unit, definition }) => `| ${name} | ${unit} | ${definition} |`);
  return ["| column | unit | definition |", "|---|---|---|", ...rows, ""].join("\n");
}
