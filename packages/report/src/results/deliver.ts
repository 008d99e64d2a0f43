/**
 * Takes the rows of a result to where they are wanted: CSV, JSON, a table.
 */
import { writeWhole } from "../console/output.ts";
import type { Style } from "../console/style.ts";
import type { CommandContext } from "../context.ts";
import type { Destinations } from "../options/output.ts";
import type { Column } from "./column.ts";
import { toCsv, toJson } from "./write.ts";

/** Version of the JSON documents' form. */
const SCHEMA = 1;

/**
 * @param kind what the JSON document says that it is
 * @param text the table
 * @param about what else the JSON document says
 */
export async function deliver<Of>(
  to: Destinations,
  { output, style }: CommandContext,
  kind: string,
  columns: readonly Column<Of>[],
  rows: readonly Of[],
  text: (rows: readonly Of[], style: Style) => string,
  about: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (to.csv !== undefined) await writeWhole(to.csv, output, toCsv(columns, rows));
  if (to.json !== undefined)
    await writeWhole(to.json, output, toJson({ kind, schema: SCHEMA, ...about }, columns, rows));
  if (to.table) await output.write(text(rows, style));
}
