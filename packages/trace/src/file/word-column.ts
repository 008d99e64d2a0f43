/**
 * Columns of 32-bit words, each word written as its difference from the one before.
 *
 * With u the zig-zag form of the difference (0, -1, 1, -2, … become 0, 1, 2, 3, …; modulo 2^32):
 * u below 254 is one byte, the token u; u below 65536 is the token 254, and u in two bytes; anything
 * else is the token 255, and the word itself in four. Tokens, twos and fours are three separate
 * strings of bytes, little-endian: tokens repeat, the others hardly do, and apart they deflate better.
 *
 * Here they are written; decode-code.ts reads them.
 */
/** Token of a difference of which the zig-zag form is in the two-byte string. */
export const SHORT_TOKEN = 254;
/** Token of a word that is in the four-byte string. */
const LONG_TOKEN = 255;

/** The three strings while they are written. */
export interface WordColumns {
  readonly tokens: Uint8Array;
  readonly shorts: Uint8Array;
  readonly longs: Uint8Array;
  tokenCount: number;
  shortCount: number;
  longCount: number;
}

/** Strings with room for `words` words. */
export function newWordColumns(words: number): WordColumns {
  return {
    tokens: new Uint8Array(words),
    shorts: new Uint8Array(2 * words),
    longs: new Uint8Array(4 * words),
    tokenCount: 0,
    shortCount: 0,
    longCount: 0,
  };
}

/** Appends `words[from]`, `words[from + step]`, … before `end`; the word before them was `last`. */
export function writeColumn(
  writer: WordColumns,
  words: Int32Array,
  from: number,
  step: number,
  end: number,
  last: number,
): void {
  const { tokens, shorts, longs } = writer;
  let { tokenCount } = writer;
  for (; from < end; from += step) {
    const word = words[from];
    const difference = (word - last) | 0;
    const u = ((difference << 1) ^ (difference >> 31)) >>> 0;
    last = word;
    if (u < SHORT_TOKEN) {
      tokens[tokenCount++] = u;
    } else if (u < 0x10000) {
      tokens[tokenCount++] = SHORT_TOKEN;
      const to = 2 * writer.shortCount++;
      shorts[to] = u;
      shorts[to + 1] = u >>> 8;
    } else {
      tokens[tokenCount++] = LONG_TOKEN;
      const to = 4 * writer.longCount++;
      longs[to] = word;
      longs[to + 1] = word >>> 8;
      longs[to + 2] = word >>> 16;
      longs[to + 3] = word >>> 24;
    }
  }
  writer.tokenCount = tokenCount;
}
