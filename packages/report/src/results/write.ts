/**
 * The one writer of results: rows and their columns to CSV or JSON. Lines end in \n; the same rows
 * give the same bytes.
 */
import Papa from "papaparse";
import type { Column, Value } from "./column.ts";

/** CSV with a heading line; quoted only where it must be. Empty cells are values that are not known. */
export function toCsv<Of>(columns: readonly Column<Of>[], rows: readonly Of[]): string {
  const heading = columns.map((column) => column.name);
  return `${Papa.unparse([heading, ...rows.map((row) => cells(columns, row))], { newline: "\n" })}\n`;
}

/** The rows alone, as CSV lines: for output that goes on after `toCsv`. */
export function toCsvLines<Of>(columns: readonly Column<Of>[], rows: readonly Of[]): string {
  if (rows.length === 0) return "";
  return `${Papa.unparse(
    rows.map((row) => cells(columns, row)),
    { newline: "\n" },
  )}\n`;
}

/** One object a row, by column name; values that are not known are null. */
export function toObjects<Of>(
  columns: readonly Column<Of>[],
  rows: readonly Of[],
): Record<string, string | number | null>[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.value(row) ?? null])),
  );
}

/**
 * A JSON document: what the results are of (`about`), the columns with unit and definition, and the
 * rows.
 */
export function toJson<Of>(
  about: Readonly<Record<string, unknown>>,
  columns: readonly Column<Of>[],
  rows: readonly Of[],
): string {
  const document = {
    ...about,
    columns: columns.map(({ name, unit, definition }) => ({ name, unit, definition })),
    rows: toObjects(columns, rows),
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

function cells<Of>(columns: readonly Column<Of>[], row: Of): Exclude<Value, undefined>[] {
  return columns.map((column) => column.value(row) ?? "");
}
