/** The columns of traces in CSV: their names in the header row, and how values are read. */
import { LOAD, RUN, STORE } from "../reference.ts";
import { InputError } from "../trace-error.ts";
import { type AddressWords, hexAddress } from "./fields.ts";
import { quoted } from "./lines.ts";

/** All columns, in the order in which they are written; the first three must be there. */
export const CSV_COLUMNS = [
  "kind",
  "address",
  "size",
  "space",
  "mode",
  "physical",
  "uncached",
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];
export const REQUIRED_COLUMNS: readonly CsvColumn[] = ["kind", "address", "size"];

/** Kinds of reference by what may stand for them. */
export const CSV_KINDS: ReadonlyMap<string, number> = new Map([
  ["fetch", RUN],
  ["load", LOAD],
  ["store", STORE],
  ["i", RUN],
  ["r", LOAD],
  ["w", STORE],
]);

/** Where each column is; -1 if it is not there. */
export type CsvLayout = Readonly<Record<CsvColumn, number>>;

/**
 * Reads the header row.
 * @throws InputError when a column is unknown, there twice, or missing.
 */
export function csvLayout(header: readonly string[]): CsvLayout {
  const layout = Object.fromEntries(CSV_COLUMNS.map((name) => [name, -1])) as Record<
    CsvColumn,
    number
  >;
  for (const [at, cell] of header.entries()) {
    const name = cell.trim().toLowerCase();
    if (!isColumn(name))
      throw headerError(
        `column ${quoted(cell)} is unknown; ${CSV_COLUMNS.join(", ")} were expected`,
      );
    if (layout[name] >= 0) throw headerError(`column "${name}" is there twice; once was expected`);
    layout[name] = at;
  }
  for (const name of REQUIRED_COLUMNS)
    if (layout[name] < 0)
      throw headerError(
        `column "${name}" is missing; ${REQUIRED_COLUMNS.join(", ")} were expected`,
      );
  return layout;
}

const isColumn = (name: string): name is CsvColumn =>
  (CSV_COLUMNS as readonly string[]).includes(name);

const headerError = (wrong: string): InputError => new InputError(`trace: line 1: ${wrong}`);

/**
 * An unsigned 64-bit number, decimal or hexadecimal with `0x`, as two words; undefined if the text is
 * none.
 */
export function csvNumber(text: string): AddressWords | undefined {
  if (/^0[xX]/.test(text)) return hexAddress(text);
  if (text.length > EXACT_DIGITS) return largeNumber(text);
  if (text === "") return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = 10 * value + digit;
  }
  return { low: value | 0, high: (value / 2 ** 32) | 0 };
}

/** Decimal digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
const ZERO = 0x30;

function largeNumber(text: string): AddressWords | undefined {
  if (!/^[0-9]{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  if (value >= 2n ** 64n) return undefined;
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
  };
}
