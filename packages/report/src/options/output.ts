/**
 * Where results go: --csv, --json, -o, --table.
 *
 * Without any of them: a table if standard output is a terminal, else CSV. With files: the files, and
 * a table on standard output. `-` is standard output, which then carries nothing else.
 */
import { join } from "node:path";
import { UsageError } from "../console/errors.ts";
import { makeFolder } from "../console/output.ts";
import { inGroup, text } from "./common.ts";

export const outputOptions = inGroup("Output", {
  csv: text("--csv", "write results as CSV; - is standard output", "file"),
  json: text("--json", "write results as JSON; - is standard output", "file"),
  output: { ...text("-o", "write results into a folder, made if need be", "folder"), alias: "o" },
  table: { type: "boolean", describe: "print a table, even where standard output is no terminal" },
} as const);

export interface OutputArguments {
  readonly csv?: string | undefined;
  readonly json?: string | undefined;
  readonly output?: string | undefined;
  readonly table?: boolean | undefined;
}

export interface Destinations {
  /** Paths; `-` is standard output. */
  readonly csv: string | undefined;
  readonly json: string | undefined;
  readonly folder: string | undefined;
  /** Whether a table is printed on standard output. */
  readonly table: boolean;
}

/** What decides where results go, besides the options. */
export interface Circumstances {
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  /** Whether something is asked for that only a table or a folder can show. */
  readonly tableOnly?: boolean;
  /** The option by which something else goes to standard output. */
  readonly takenBy?: string | undefined;
}

/**
 * What goes where; makes the folder.
 * @param stem name of the files in the folder, without their extension
 * @throws UsageError when two things are to go to standard output.
 */
export function destinationsOf(
  { csv, json, output, table }: OutputArguments,
  stem: string,
  { terminal, tableOnly = false, takenBy }: Circumstances,
): Destinations {
  const standard = [
    takenBy,
    csv === "-" ? "--csv -" : undefined,
    json === "-" ? "--json -" : undefined,
    table === true ? "--table" : undefined,
  ].filter((option) => option !== undefined);
  if (standard.length > 1)
    throw new UsageError(`${standard.join(" ")}: only one can go to standard output`);
  if (output !== undefined) makeFolder(output);
  const inFolder = (extension: string) =>
    output === undefined ? undefined : join(output, `${stem}.${extension}`);
  const toFile = csv !== undefined || json !== undefined || output !== undefined;
  const asTable = standard.length === 0 ? toFile || terminal || tableOnly : table === true;
  const isFree = standard.length === 0 && !toFile && !asTable;
  return {
    csv: csv ?? inFolder("csv") ?? (isFree ? "-" : undefined),
    json: json ?? inFolder("json"),
    folder: output,
    table: asTable,
  };
}
