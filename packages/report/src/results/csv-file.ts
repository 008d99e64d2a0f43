/**
 * A CSV file that is written as its rows come, whole lines at a time.
 */
import { type Output, openOutput } from "../console/output.ts";
import type { Column } from "./column.ts";
import { toCsv, toCsvLines } from "./write.ts";

export class CsvFile<Of> {
  readonly #output: Output;
  readonly #columns: readonly Column<Of>[];
  #begun = false;

  constructor(output: Output, columns: readonly Column<Of>[]) {
    this.#output = output;
    this.#columns = columns;
  }

  async write(rows: readonly Of[]): Promise<void> {
    const text = this.#begun ? toCsvLines(this.#columns, rows) : toCsv(this.#columns, rows);
    this.#begun = true;
    if (text !== "") await this.#output.write(text);
  }

  async close(): Promise<void> {
    if (!this.#begun) await this.write([]);
    await this.#output.close();
  }
}

/** A CSV file at a path (`-`: on `standard`); undefined without a path. */
export async function openCsv<Of>(
  path: string | undefined,
  standard: Output,
  columns: readonly Column<Of>[],
): Promise<CsvFile<Of> | undefined> {
  if (path === undefined) return undefined;
  return new CsvFile(await openOutput(path, standard), columns);
}
