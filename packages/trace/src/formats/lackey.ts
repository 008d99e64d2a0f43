/**
 * Reader of what `valgrind --tool=lackey --trace-mem=yes` prints:
 *
 * ```
 * I  04001090,3       an instruction of 3 bytes is fetched
 *  L 1ffeffe7e0,8     8 bytes are read
 *  S 1ffeffe7e8,8     8 bytes are written
 *  M 0421c7f0,4       4 bytes are read, then written
 * ==4334== ...        Valgrind speaks: ignored, as are --4334-- and **4334**
 * ```
 *
 * Addresses are hexadecimal, sizes decimal: 1 to 255 bytes of an instruction, 1 to 4096 of data.
 * Every other line is an error: the program's own output got into the trace.
 */
import type { TraceSource } from "../contracts.ts";
import { LOAD, RUN, SIZE_SHIFT, STORE } from "../reference.ts";
import type { ReferenceColumns } from "../reference-columns.ts";
import { readAddress } from "./hex.ts";
import type { Input } from "./input.ts";
import { type Lines, lineError } from "./lines.ts";
import { type ReadOptions, textSource } from "./text-source.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const ZERO = 0x30;
const COMMA = 0x2c;
const MODIFY = 0x4d;
const MOST_INSTRUCTION = 255;
const MOST_DATA = 4096;

/** The first two characters (little-endian) by the second; 0 where it begins no reference. */
const BEGINS = new Uint16Array(256);
/** Kind of reference by the second character. */
const KINDS = new Int32Array(256);
for (const [text, kind] of [
  ["I ", RUN],
  [" L", LOAD],
  [" S", STORE],
  [" M", LOAD],
] as const) {
  const second = text.charCodeAt(1);
  BEGINS[second] = text.charCodeAt(0) | (second << 8);
  KINDS[second] = kind;
}

const COMMENT = /^(==|--|\*\*)\d+\1/;
/** Bytes that hold the prefix of a comment. */
const LONGEST_PREFIX = 16;

/**
 * A trace that Valgrind's lackey printed.
 * @throws InputError (from `batches`) naming the line that is neither a reference nor a comment.
 */
export function readLackey(input: Input, options?: ReadOptions): TraceSource {
  return textSource("lackey", input, parseLackey, options);
}

function parseLackey(lines: Lines, columns: ReferenceColumns): void {
  const { bytes, view, to } = lines;
  const { meta, low, high } = columns;
  // A modify takes two elements.
  const room = columns.capacity - 1;
  let { at, line } = lines;
  let count = 0;
  let good = true;
  while (at < to && count < room) {
    const begin = view.getUint16(at, true);
    const second = begin >>> 8;
    let end = -1;
    let size = 0;
    if (begin === BEGINS[second] && view.getUint8(at + 2) === SPACE) {
      end = readAddress(view, at + 3, low, high, count);
      if (end >= 0 && view.getUint8(end) === COMMA) {
        let code = view.getUint8(++end);
        while ((code - ZERO) >>> 0 <= 9 && size <= MOST_DATA) {
          size = 10 * size + code - ZERO;
          code = view.getUint8(++end);
        }
        if (code === CR) code = view.getUint8(++end);
        if (code !== LF) size = 0;
        end++;
      }
    }
    const kind = KINDS[second];
    if (size === 0 || size > (kind === RUN ? MOST_INSTRUCTION : MOST_DATA)) {
      if (!isComment(bytes, at)) {
        good = false;
        break;
      }
      at = bytes.indexOf(LF, at) + 1;
      line++;
      continue;
    }
    meta[count] = kind | ((size - 1) << SIZE_SHIFT);
    count++;
    if (second === MODIFY) {
      meta[count] = STORE | ((size - 1) << SIZE_SHIFT);
      low[count] = low[count - 1];
      high[count] = high[count - 1];
      count++;
    }
    at = end;
    line++;
  }
  columns.count = count;
  lines.at = at;
  lines.line = line;
  if (!good)
    throw lineError(
      lines,
      '"I  address,size", " L …", " S …" or " M …" (1 to 255 bytes of an instruction, 1 to 4096 of data) or "==pid==" was expected',
    );
}

function isComment(bytes: Uint8Array, at: number): boolean {
  return COMMENT.test(String.fromCharCode(...bytes.subarray(at, at + LONGEST_PREFIX)));
}
