/**
 * The table that `mcpi sensitivity` shows to people.
 */
import { type Stalls, stallCycles } from "@mcpi/memsim";
import type { Style } from "../console/style.ts";
import { grouped, textTable } from "../console/table.ts";
import { CAUSES } from "./columns.ts";
import { CAUSE_HEADINGS, mcpiText } from "./result-tables.ts";
import {
  changeOfMcpi,
  type SensitivityRow,
  valueText,
  variantMcpi,
} from "./sensitivity-columns.ts";

/** More alternatives of one value than this share a line that gives their range. */
const MOST_LINES = 4;
/** Longest text of a value that is shown whole. */
const MOST_CHARACTERS = 36;

/** The table of one trace; the first row is the description as it is. */
export function sensitivityText(
  [base, ...variants]: readonly SensitivityRow[],
  style: Style,
): string {
  const causes = CAUSES.map(([, key], at) => ({ key, heading: CAUSE_HEADINGS[at] })).filter(
    ({ key }) => [base, ...variants].some((row) => row.counts.stalls[key] > 0),
  );
  const columns = [
    { heading: "value" },
    { heading: "is" },
    { heading: "instead" },
    { heading: "MCPI", numeric: true },
    { heading: "change", numeric: true },
    ...causes.map(({ heading }) => ({ heading, numeric: true })),
  ];
  const cells = groupsOf(variants).map((rows) => {
    const [{ note, value }] = rows.map((row) => row.variant!);
    const range = (of: (row: SensitivityRow) => number | undefined, text: typeof mcpiText) =>
      rangeText(rows.map(of), text);
    return [
      note.status === "assumed" ? note.key : `${note.key} (sourced)`,
      short(valueText(value)),
      rows.length === 1
        ? short(valueText(rows[0].variant!.alternative))
        : `${rows.length} other values`,
      range((row) => variantMcpi(row, stallCycles), mcpiText),
      range((row) => changeOfMcpi(row, stallCycles), signed),
      ...causes.map(({ key }) =>
        range((row) => changeOfMcpi(row, (stalls: Stalls) => stalls[key]), signed),
      ),
    ];
  });
  const head = `${style("bold", base.trace)} on ${base.machine}: MCPI ${mcpiText(variantMcpi(base, stallCycles))}, ${grouped(base.counts.instructions)} instructions\n`;
  if (cells.length === 0) return `${head}no value of the description has alternatives\n`;
  return `${head}${textTable(columns, cells, style)}`;
}

/** Rows of the same key that share a line. */
function groupsOf(rows: readonly SensitivityRow[]): SensitivityRow[][] {
  const byKey = new Map<string, SensitivityRow[]>();
  for (const row of rows) {
    const { key } = row.variant!.note;
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return [...byKey.values()].flatMap((same) =>
    same.length > MOST_LINES ? [same] : same.map((row) => [row]),
  );
}

function rangeText(
  values: readonly (number | undefined)[],
  text: (value: number | undefined) => string,
): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return "";
  const [least, most] = [text(Math.min(...known)), text(Math.max(...known))];
  return least === most ? least : `${least} to ${most}`;
}

function signed(change: number | undefined): string {
  if (change === undefined) return "";
  const size = mcpiText(Math.abs(change));
  if (Number(size) === 0) return "0";
  return change < 0 ? `-${size}` : `+${size}`;
}

function short(value: string): string {
  return value.length <= MOST_CHARACTERS ? value : `${value.slice(0, MOST_CHARACTERS - 1)}…`;
}
