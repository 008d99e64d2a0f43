/**
 * Cuts a stream of bytes into regions of whole lines, for parsers that read bytes.
 *
 * A line ends with LF, the last one also with the end of the input, and has at most MAX_LINE bytes.
 * Lines that straddle chunks are joined in a buffer of that size, so neither time nor memory depends
 * on how the bytes were cut.
 */
import { Buffer } from "node:buffer";
import { InputError } from "../trace-error.ts";

/** Most bytes a line can have, its end not counted. */
export const MAX_LINE = 1 << 16;

const LF = 0x0a;
const CR = 0x0d;
/** Bytes of a bad line that a message shows. */
const SHOWN = 60;

/** A region of whole lines, and how far a parser has got in it. */
export interface Lines {
  bytes: Uint8Array;
  /** The same bytes. At least one byte follows the region. */
  view: DataView;
  /** Where the next line begins. */
  at: number;
  /** Just after the LF of the last line. */
  to: number;
  /** Number of the line at `at`, from 1. */
  line: number;
}

export function newLines(): Lines {
  const bytes = new Uint8Array(0);
  return { bytes, view: new DataView(bytes.buffer), at: 0, to: 0, line: 1 };
}

/**
 * Sets `lines` to one region after the other; between two steps the parser must have got to the end.
 * @throws InputError when a line is too long.
 */
export async function* regionsOf(
  chunks: AsyncIterable<Uint8Array>,
  lines: Lines,
): AsyncGenerator<void, void, void> {
  const joined = new Uint8Array(MAX_LINE + 4);
  let length = 0;
  const join = (part: Uint8Array) => {
    const ended = part.length > 0 && part[part.length - 1] === LF;
    if (length + part.length - (ended ? 1 : 0) > MAX_LINE)
      throw new InputError(
        `trace: line ${lines.line} is longer than ${MAX_LINE} bytes; lines of text were expected`,
      );
    joined.set(part, length);
    length += part.length;
  };
  const setJoined = () => {
    setRegion(lines, joined, 0, length);
    length = 0;
  };
  // No part is longer than a line may be, so that the limit is the same however the bytes were cut.
  for await (const chunk of chunks)
    for (let cut = 0; cut < chunk.length; cut += MAX_LINE) {
      const part = chunk.subarray(cut, cut + MAX_LINE);
      let from = 0;
      if (length > 0) {
        if (joined[length - 1] !== LF) {
          from = part.indexOf(LF) + 1;
          if (from === 0) {
            join(part);
            continue;
          }
          join(part.subarray(0, from));
        }
        setJoined();
        yield;
      }
      // A last line that ends the part waits for the next one: a byte must follow the region.
      const to = part.length < 2 ? 0 : part.lastIndexOf(LF, part.length - 2) + 1;
      if (to > from) {
        setRegion(lines, part, from, to);
        yield;
      }
      join(part.subarray(Math.max(from, to)));
    }
  if (length === 0) return;
  if (joined[length - 1] !== LF) joined[length++] = LF;
  setJoined();
  yield;
}

function setRegion(lines: Lines, bytes: Uint8Array, from: number, to: number): void {
  lines.bytes = bytes;
  lines.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  lines.at = from;
  lines.to = to;
}

/** Moves past the line at `lines.at`. */
export function skipLine(lines: Lines): void {
  lines.at = lines.bytes.indexOf(LF, lines.at) + 1;
  lines.line++;
}

/** The text of the line at `lines.at`, one character a byte, without its end. */
export function lineText(lines: Lines): string {
  const { bytes, at } = lines;
  let end = bytes.indexOf(LF, at);
  if (end > at && bytes[end - 1] === CR) end--;
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString("latin1");
}

/** An error in the line at `lines.at`. */
export function lineError(lines: Lines, wrong: string): InputError {
  return new InputError(`trace: line ${lines.line}: ${wrong}`);
}

/** Text from outside as messages show it: in quotes, printable, not too long. */
export function quoted(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return JSON.stringify(shown).replace(
    /[\x7f-\xff]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16)}`,
  );
}
