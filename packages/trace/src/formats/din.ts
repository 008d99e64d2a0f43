/**
 * Reader of Dinero's traditional text format: a line a reference, `label address`.
 *
 * ```
 * 2 408ed4      label 0 is a data read, 1 a data write, 2 an instruction fetch
 * 0 10019d94    the address is hexadecimal, with or without 0x
 * ```
 *
 * Sizes are not recorded: a reference is the word, 4 bytes, that its address is in (address & ~3),
 * as Dinero IV has it. Whatever follows the address after a blank is ignored. Lines of blanks only
 * are ignored (Dinero refuses them). Other labels (Dinero III's escapes 3 and 4) are errors.
 */
import type { TraceSource } from "../contracts.ts";
import { LOAD, RUN, SIZE_SHIFT, STORE } from "../reference.ts";
import type { ReferenceColumns } from "../reference-columns.ts";
import { addressWords, readAddress } from "./hex.ts";
import type { Input } from "./input.ts";
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import { type ReadOptions, textSource } from "./text-source.ts";

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;

/** Bytes of a word: what a reference refers to. */
const WORD = 4;
const WORD_MASK = ~(WORD - 1);
/** Kinds of reference by the character code of their label, plus 1; 0 where there is no such label. */
const KINDS = kindTable();

function kindTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const [label, kind] of Object.entries({ 0: LOAD, 1: STORE, 2: RUN }))
    table[label.charCodeAt(0)] = kind + 1;
  return table;
}

/**
 * A trace in Dinero's din format.
 * @throws InputError (from `batches`) naming the line that cannot be read.
 */
export function readDin(input: Input, options?: ReadOptions): TraceSource {
  return textSource({ name: "din", parse, rare }, input, options);
}

function parse(lines: Lines, columns: ReferenceColumns): void {
  const { view, to } = lines;
  const { meta, low, high, capacity } = columns;
  let { at, line } = lines;
  let count = 0;
  while (at < to && count < capacity) {
    const begin = view.getUint16(at, true);
    const kind = KINDS[begin & 0xff] - 1;
    const blank = begin >>> 8;
    if (kind < 0 || (blank !== SPACE && blank !== TAB)) break;
    let end = readAddress(view, at + 2, low, high, count);
    if (end < 0) break;
    let code = view.getUint8(end);
    if (code !== LF) {
      if (code !== CR && code !== SPACE && code !== TAB) break;
      while (code !== LF) code = view.getUint8(++end);
    }
    meta[count] = kind | ((WORD - 1) << SIZE_SHIFT);
    low[count] &= WORD_MASK;
    count++;
    at = end + 1;
    line++;
  }
  columns.count = count;
  lines.at = at;
  lines.line = line;
}

function rare(lines: Lines, columns: ReferenceColumns): void {
  const text = lineText(lines);
  const [label, address] = text.split(/[ \t\r]+/).filter((field) => field !== "");
  if (label === undefined) return;
  const kind = label.length === 1 ? KINDS[label.charCodeAt(0)] - 1 : -1;
  if (kind < 0) throw lineError(lines, `label ${quoted(label)} is unknown; 0, 1 or 2 was expected`);
  if (address === undefined)
    throw lineError(lines, "the address is missing; it was expected after the label");
  const words = addressWords(address);
  if (words === undefined)
    throw lineError(
      lines,
      `address ${quoted(address)} is not known; 1 to 16 hexadecimal digits were expected`,
    );
  columns.add(kind, WORD, words[0] & WORD_MASK, words[1]);
}
