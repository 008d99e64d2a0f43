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
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import { type ReadOptions, textSource } from "./text-source.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const ZERO = 0x30;
const COMMA = 0x2c;
const MODIFY = 0x4d;
const MOST_INSTRUCTION = 255;
const MOST_DATA = 4096;

const KIND_OF: readonly (readonly [begin: string, kind: number])[] = [
  ["I ", RUN],
  [" L", LOAD],
  [" S", STORE],
  [" M", LOAD],
];
/** The first two characters of a reference (little-endian), by the second; elsewhere 0. */
const BEGINS = beginTable();
/** Kinds of reference, by the second character. */
const KINDS = kindTable();

function beginTable(): Uint16Array {
  const table = new Uint16Array(256);
  for (const [begin] of KIND_OF)
    table[begin.charCodeAt(1)] = begin.charCodeAt(0) | (begin.charCodeAt(1) << 8);
  return table;
}

function kindTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const [begin, kind] of KIND_OF) table[begin.charCodeAt(1)] = kind;
  return table;
}

const COMMENT = /^(==|--|\*\*)\d+\1/;

/**
 * A trace that Valgrind's lackey printed.
 * @throws InputError (from `batches`) naming the line that is neither a reference nor a comment.
 */
export function readLackey(input: Input, options?: ReadOptions): TraceSource {
  return textSource({ name: "lackey", parse, rare }, input, options);
}

function parse(lines: Lines, columns: ReferenceColumns): void {
  const { view, to } = lines;
  const { meta, low, high } = columns;
  // A modify takes two elements.
  const room = columns.capacity - 1;
  let { at, line } = lines;
  let count = 0;
  while (at < to && count < room) {
    const begin = view.getUint16(at, true);
    const second = begin >>> 8;
    if (begin !== BEGINS[second] || view.getUint8(at + 2) !== SPACE) break;
    let end = readAddress(view, at + 3, low, high, count);
    if (end < 0 || view.getUint8(end) !== COMMA) break;
    let code = view.getUint8(++end);
    let size = 0;
    while ((code - ZERO) >>> 0 <= 9 && size <= MOST_DATA) {
      size = 10 * size + code - ZERO;
      code = view.getUint8(++end);
    }
    if (code === CR) code = view.getUint8(++end);
    const kind = KINDS[second];
    if (code !== LF || size === 0 || size > (kind === RUN ? MOST_INSTRUCTION : MOST_DATA)) break;
    meta[count] = kind | ((size - 1) << SIZE_SHIFT);
    count++;
    if (second === MODIFY) {
      meta[count] = STORE | ((size - 1) << SIZE_SHIFT);
      low[count] = low[count - 1];
      high[count] = high[count - 1];
      count++;
    }
    at = end + 1;
    line++;
  }
  columns.count = count;
  lines.at = at;
  lines.line = line;
}

function rare(lines: Lines): void {
  const text = lineText(lines);
  if (COMMENT.test(text)) return;
  const match = /^(I | [LSM]) [0-9A-Fa-f]{1,16},(\d+)$/.exec(text);
  if (match === null)
    throw lineError(
      lines,
      `${quoted(text)} is neither a reference nor a comment; "I  address,size", " L …", " S …", " M …" or "==pid==" was expected`,
    );
  const most = match[1] === "I " ? MOST_INSTRUCTION : MOST_DATA;
  throw lineError(lines, `a size of ${quoted(match[2])} bytes; 1 to ${most} was expected`);
}
