/**
 * Tables of text for people: aligned columns, numbers to the right, a rule under the heading.
 */
import type { Style } from "./style.ts";

export interface TextColumn {
  readonly heading: string;
  /** Numbers are aligned to the right. */
  readonly numeric?: boolean;
}

/**
 * Lays out rows of cells under their headings, two spaces apart; no line ends in spaces.
 * The lines come with a line end each.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const widths = columns.map((column, at) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[at])), widthOf(column.heading)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => {
        const space = " ".repeat(widths[at] - widthOf(cell));
        return columns[at].numeric === true ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd();
  const heading = style("bold", line(columns.map((column) => column.heading)));
  const rule = style("dim", widths.map((width) => "-".repeat(width)).join("  "));
  return `${[heading, rule, ...rows.map(line)].join("\n")}\n`;
}

/** Columns of a terminal that a text takes, escape sequences left out. */
function widthOf(text: string): number {
  let width = 0;
  let escaped = false;
  for (const character of text) {
    if (character === "\u001b") escaped = true;
    if (!escaped) width++;
    else if (character === "m") escaped = false;
  }
  return width;
}

/** 1234567 as 1,234,567; fractions are not for this. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A share as 12.3%; an empty text where there is nothing to share. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)}%`;
}

/** `1 miss`, `2 misses`, `1,000 loads`. */
export function plural(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  return `${grouped(count)} ${what}${what.endsWith("s") ? "es" : "s"}`;
}
