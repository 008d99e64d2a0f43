/** Hexadecimal addresses in text: for lines that are not worth a fast path. */

/**
 * The low and the high word of an address of 1 to 16 hexadecimal digits, with or without `0x` before
 * them; undefined if the text is none.
 */
export function addressWords(text: string): readonly [low: number, high: number] | undefined {
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{1,16})$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const high = digits.length > 8 ? Number.parseInt(digits.slice(0, -8), 16) : 0;
  return [Number.parseInt(digits.slice(-8), 16) | 0, high | 0];
}
