/** The fields of a line of text: for lines that are not worth a fast path. */
import { type Lines, lineError, quoted } from "./lines.ts";

/** What is between the blanks of a line. */
export function blankFields(text: string): readonly string[] {
  return text.split(/[ \t\r]+/).filter((field) => field !== "");
}

/** A 64-bit address as two words. */
export interface AddressWords {
  readonly low: number;
  readonly high: number;
}

/** An address of 1 to 16 hexadecimal digits, with or without `0x` before them; undefined if it is none. */
export function hexAddress(text: string): AddressWords | undefined {
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{1,16})$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  return {
    low: Number.parseInt(digits.slice(-8), 16) | 0,
    high: digits.length > 8 ? Number.parseInt(digits.slice(0, -8), 16) | 0 : 0,
  };
}

/** @throws InputError when a field is missing or no such address. */
export function addressField(lines: Lines, field: string | undefined): AddressWords {
  if (field === undefined)
    throw lineError(lines, "the address is missing; 1 to 16 hexadecimal digits were expected");
  const address = hexAddress(field);
  if (address === undefined)
    throw lineError(
      lines,
      `address ${quoted(field)} is not known; 1 to 16 hexadecimal digits were expected`,
    );
  return address;
}

/** @throws InputError when a field is missing, no hexadecimal number, or not 1 to `most`. */
export function sizeField(lines: Lines, field: string | undefined, most: number): number {
  const expected = `1 to ${most.toString(16)} (hexadecimal) was expected`;
  if (field === undefined) throw lineError(lines, `the size is missing; ${expected}`);
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{1,12})$/.exec(field)?.[1] ?? "0";
  const size = Number.parseInt(digits, 16);
  if (size < 1 || size > most) throw lineError(lines, `the size is ${quoted(field)}; ${expected}`);
  return size;
}
