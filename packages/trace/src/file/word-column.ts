/**
 * Columns of 32-bit words, each word written as its difference from the one before.
 *
 * With u the zig-zag form of the difference (0, -1, 1, -2, … become 0, 1, 2, 3, …; modulo 2^32):
 * u below 254 is one byte, the token u; u below 65536 is the token 254, and u in two bytes; anything
 * else is the token 255, and the word itself in four. Tokens, twos and fours are three separate
 * strings of bytes, little-endian: tokens repeat, the others hardly do, and apart they deflate better.
 */
import { PAGE_MASK, PAGE_SHIFT, PAGE_SIZE } from "../reference.ts";

/** Token of a difference of which the zig-zag form is in the two-byte string. */
const SHORT_TOKEN = 254;
/** Token of a word that is in the four-byte string. */
const LONG_TOKEN = 255;

/** The three strings while they are written. */
export interface ColumnWriter {
  readonly tokens: Uint8Array;
  readonly shorts: Uint8Array;
  readonly longs: Uint8Array;
  tokenCount: number;
  shortCount: number;
  longCount: number;
}

/** Strings with room for `words` words. */
export function newColumnWriter(words: number): ColumnWriter {
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
  writer: ColumnWriter,
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

/** Where the next element of each string is, while columns are read; and what the last one held. */
export interface ColumnReader {
  readonly bytes: Uint8Array;
  token: number;
  short: number;
  long: number;
  /** Highest page id of the column read last, taken as compact addresses. */
  highestPage: number;
  /** Whether a reference of the column read last went past the end of its page. */
  crossesPage: boolean;
}

/**
 * Reads words into `words[to]`, `words[to + step]`, … before `end`; the word before them was `last`.
 * @param extent bytes of a reference at each word, if they are compact addresses
 */
export function readColumn(
  reader: ColumnReader,
  words: Int32Array,
  to: number,
  step: number,
  end: number,
  last: number,
  extent: number,
): void {
  const { bytes } = reader;
  const lastByte = extent - 1;
  let { token } = reader;
  let highest = 0;
  let reach = 0;
  for (; to < end; to += step) {
    const u = bytes[token++];
    if (u < SHORT_TOKEN) {
      last = (last + ((u >>> 1) ^ -(u & 1))) | 0;
    } else if (u === SHORT_TOKEN) {
      const at = reader.short;
      reader.short = at + 2;
      const v = bytes[at] | (bytes[at + 1] << 8);
      last = (last + ((v >>> 1) ^ -(v & 1))) | 0;
    } else {
      const at = reader.long;
      reader.long = at + 4;
      last = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    }
    words[to] = last;
    const page = last >>> PAGE_SHIFT;
    if (page > highest) highest = page;
    reach |= (last & PAGE_MASK) + lastByte;
  }
  reader.token = token;
  reader.highestPage = highest;
  reader.crossesPage = reach >= PAGE_SIZE;
}
