/**
 * Hexadecimal addresses read straight from the bytes of a line, two digits a step.
 *
 * A table says for every pair of bytes (little-endian) what they are: 0 to 255 for two digits,
 * ONE_DIGIT - d where only the first is a digit, NO_DIGIT where the first is none.
 */
const NO_DIGIT = -1;
const ONE_DIGIT = -2;
const NONE = 255;
const MOST_DIGITS = 16;
const LETTER_X = 0x78;
const LOWER_CASE = 0x20;

/** Value of the hexadecimal digit with a character code, or 255. */
const DIGITS: Uint8Array = digitTable();
const PAIRS: Int16Array = pairTable();

function digitTable(): Uint8Array {
  const table = new Uint8Array(256).fill(NONE);
  for (let value = 0; value < 16; value++) {
    const digit = value.toString(16);
    table[digit.charCodeAt(0)] = value;
    table[digit.toUpperCase().charCodeAt(0)] = value;
  }
  return table;
}

function pairTable(): Int16Array {
  const table = new Int16Array(1 << 16);
  for (let pair = 0; pair < table.length; pair++) {
    const first = DIGITS[pair & 0xff];
    const second = DIGITS[pair >> 8];
    if (first === NONE) table[pair] = NO_DIGIT;
    else table[pair] = second === NONE ? ONE_DIGIT - first : (first << 4) | second;
  }
  return table;
}

/**
 * Reads an address of 1 to 16 hexadecimal digits at `at`, with or without `0x` before them, into
 * element `to` of the columns `low` and `high`.
 * The byte after the digits and the one after that must be in the view.
 * @returns where the digits end, or -1 if there are none or too many.
 */
export function readAddress(
  view: DataView,
  at: number,
  low: Int32Array,
  high: Int32Array,
  to: number,
): number {
  let first = at;
  let lowWord = 0;
  let highWord = 0;
  let pair = PAIRS[view.getUint16(at, true)];
  if (pair === ONE_DIGIT && (view.getUint8(at + 1) | LOWER_CASE) === LETTER_X) {
    first = at += 2;
    pair = PAIRS[view.getUint16(at, true)];
  }
  while (pair >= 0) {
    highWord = (highWord << 8) | (lowWord >>> 24);
    lowWord = (lowWord << 8) | pair;
    at += 2;
    pair = PAIRS[view.getUint16(at, true)];
  }
  if (pair <= ONE_DIGIT) {
    highWord = (highWord << 4) | (lowWord >>> 28);
    lowWord = (lowWord << 4) | (ONE_DIGIT - pair);
    at++;
  }
  low[to] = lowWord;
  high[to] = highWord;
  return at === first || at - first > MOST_DIGITS ? -1 : at;
}

/** The low and the high word of such an address in text; undefined if it is none. */
export function addressWords(text: string): readonly [low: number, high: number] | undefined {
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{1,16})$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const high = digits.length > 8 ? Number.parseInt(digits.slice(0, -8), 16) : 0;
  return [Number.parseInt(digits.slice(-8), 16) | 0, high | 0];
}
