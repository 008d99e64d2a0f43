/**
 * The firmware's memory and string functions, as in the C library.
 */
import type { ProcessorAccess } from "../machine/board.ts";
import { argument, loadString } from "./prom-printf.ts";

/** Most bytes that one call moves: all of memory. */
const MOST_BYTES = 0x20000000;

const WHITE_SPACE = /^[ \t-\r]*/;

/** Stores characters 0 to 255, without an end. */
export function storeText(processor: ProcessorAccess, address: number, text: string): void {
  for (let at = 0; at < text.length; at++) processor.storeByte(address + at, text.charCodeAt(at));
}

/** Stores a string and its end. */
export function storeString(processor: ProcessorAccess, address: number, text: string): void {
  storeText(processor, address, `${text}\0`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lengthOf(processor: ProcessorAccess, address: number): number {
  return loadString(processor, address).length;
}

/** The value at the beginning of a text, as strtol: value and characters used. */
export function parseLong(text: string, base: number): { value: number; used: number } {
  const head = /^[-+]?(0[xX](?=[0-9a-fA-F]))?/.exec(text.replace(WHITE_SPACE, ""))?.[0] ?? "";
  const space = WHITE_SPACE.exec(text)?.[0].length ?? 0;
  const hexadecimal = head.length > 1;
  const sign = head.startsWith("-") || head.startsWith("+") ? 1 : 0;
  const prefix = hexadecimal && (base === 0 || base === 16);
  let at = space + (prefix ? head.length : sign);
  if (base === 0) base = prefix ? 16 : text[at] === "0" ? 8 : 10;
  if (base < 2 || base > 36) return { value: 0, used: 0 };
  const first = at;
  let value = 0;
  for (; at < text.length; at++) {
    const digit = /[0-9a-zA-Z]/.test(text[at]) ? Number.parseInt(text[at], 36) : base;
    if (digit >= base) break;
    value = Math.min(value * base + digit, 2 ** 31);
  }
  if (at === first) return { value: 0, used: 0 };
  return { value: head.startsWith("-") ? -value : Math.min(value, 2 ** 31 - 1), used: at };
}

type StringFunction = (processor: ProcessorAccess, a: number, b: number, n: number) => number;

/** By offset in the call-back vector / 4. */
export const STRING_FUNCTIONS: readonly (readonly [string, StringFunction])[] = [
  [
    "memcpy",
    (processor, to, from, count) => {
      for (let at = 0; at < Math.min(count, MOST_BYTES); at++)
        processor.storeByte(to + at, processor.loadByte(from + at));
      return to;
    },
  ],
  [
    "memset",
    (processor, to, value, count) => {
      for (let at = 0; at < Math.min(count, MOST_BYTES); at++)
        processor.storeByte(to + at, value & 0xff);
      return to;
    },
  ],
  [
    "strcat",
    (processor, to, from) => {
      storeString(processor, to + lengthOf(processor, to), loadString(processor, from));
      return to;
    },
  ],
  ["strcmp", (processor, a, b) => compare(loadString(processor, a), loadString(processor, b))],
  [
    "strcpy",
    (processor, to, from) => {
      storeString(processor, to, loadString(processor, from));
      return to;
    },
  ],
  ["strlen", (processor, text) => lengthOf(processor, text)],
  [
    "strncat",
    (processor, to, from, most) => {
      storeString(processor, to + lengthOf(processor, to), loadString(processor, from, most));
      return to;
    },
  ],
  [
    "strncpy",
    (processor, to, from, count) => {
      const text = loadString(processor, from, Math.min(count, MOST_BYTES));
      storeText(processor, to, text);
      for (let at = text.length; at < Math.min(count, MOST_BYTES); at++)
        processor.storeByte(to + at, 0);
      return to;
    },
  ],
  [
    "strncmp",
    (processor, a, b, most) =>
      compare(loadString(processor, a, most), loadString(processor, b, most)),
  ],
];

/** strtol(text, end, base), with its three arguments in the registers. */
export function stringToLong(processor: ProcessorAccess): number {
  const [text, end, base] = [0, 1, 2].map((index) => argument(processor, index));
  const { value, used } = parseLong(loadString(processor, text), base | 0);
  if (end !== 0)
    for (let byte = 0; byte < 4; byte++)
      processor.storeByte(end + byte, ((text + used) >>> (8 * byte)) & 0xff);
  return value;
}
