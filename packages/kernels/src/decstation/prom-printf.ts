/**
 * printf as the firmware has it: %d %i %u %x %X %o %p %c %s %%, with flags, width, precision and `*`;
 * l and h do nothing.
 */
import type { ProcessorAccess } from "../machine/board.ts";

/** Longest string that is read from memory. */
const LONGEST = 65536;

const A0 = 4;
const SP = 29;
/** Arguments in registers; the others are on the stack, behind a place for each of these. */
const REGISTER_ARGUMENTS = 4;

/** The word at an address of memory. */
export function loadWord(processor: ProcessorAccess, address: number): number {
  let word = 0;
  for (let byte = 3; byte >= 0; byte--) word = word * 256 + processor.loadByte(address + byte);
  return word;
}

/** Argument `index` (0 is the first) of the function that is called. */
export function argument(processor: ProcessorAccess, index: number): number {
  return index < REGISTER_ARGUMENTS
    ? processor.register(A0 + index)
    : loadWord(processor, processor.register(SP) + 4 * index);
}

/** The bytes of a string in memory, as characters 0 to 255. */
export function loadString(processor: ProcessorAccess, address: number, most = LONGEST): string {
  let text = "";
  for (let at = 0; at < most; at++) {
    const byte = processor.loadByte(address + at);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Formats the arguments of the function that is called, from `first` (the format) on.
 * @returns characters 0 to 255
 */
export function format(processor: ProcessorAccess, first: number): string {
  let next = first + 1;
  const take = () => argument(processor, next++);
  const template = loadString(processor, argument(processor, first));
  return template.replace(
    /%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?[lh]*(.)?/gs,
    (whole, flags: string, width: string, precision: string | undefined, type?: string) => {
      if (type === "%") return "%";
      let columns = width === "*" ? take() | 0 : Number(width);
      const digits =
        precision === undefined ? -1 : precision === "*" ? take() | 0 : Number(precision);
      const left = flags.includes("-") || columns < 0;
      columns = Math.min(Math.abs(columns), LONGEST);
      const text = convert(processor, type, flags, digits, take);
      if (text === undefined) return whole;
      if (left) return text.padEnd(columns);
      const zeros = flags.includes("0") && digits < 0 && type !== "s" && type !== "c";
      if (!zeros) return text.padStart(columns);
      const sign = /^[-+ ]?(0[xX])?/.exec(text)?.[0] ?? "";
      return sign + text.slice(sign.length).padStart(columns - sign.length, "0");
    },
  );
}

function convert(
  processor: ProcessorAccess,
  type: string | undefined,
  flags: string,
  digits: number,
  take: () => number,
): string | undefined {
  const number = (value: number, base: number) => {
    const text = value.toString(base);
    return text.padStart(Math.min(digits, LONGEST), "0");
  };
  switch (type) {
    case "d":
    case "i": {
      const value = take() | 0;
      const sign = value < 0 ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
      return sign + number(Math.abs(value), 10);
    }
    case "u":
      return number(take(), 10);
    case "o":
      return (flags.includes("#") ? "0" : "") + number(take(), 8);
    case "x":
      return (flags.includes("#") ? "0x" : "") + number(take(), 16);
    case "X":
      return (flags.includes("#") ? "0X" : "") + number(take(), 16).toUpperCase();
    case "p":
      return `0x${number(take(), 16)}`;
    case "c":
      return String.fromCharCode(take() & 0xff);
    case "s":
      return loadString(processor, take(), digits < 0 ? LONGEST : digits);
    default:
      return undefined;
  }
}
