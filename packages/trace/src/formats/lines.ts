/**
 * Cuts a stream of bytes into regions of whole lines.
 *
 * A line ends with LF, the last one also with the end of the input, and has at most MAX_LINE bytes.
 * Every region lies in one buffer that is used again and again, so neither time nor memory depends
 * on how the bytes were cut.
 */
import { Buffer } from "node:buffer";
import { InputError } from "../trace-error.ts";

/** Most bytes a line can have, its end not counted. */
export const MAX_LINE = 1 << 16;
/** Bytes taken at a time: no more than a line may have, so that only the first line can be too long. */
const PART = MAX_LINE;
/** Bytes after a region that may be read, whatever they are. */
const MARGIN = 32;
/** Bytes that the buffer of regions has. */
export const LINE_BUFFER = MAX_LINE + 1 + PART + MARGIN;

const LF = 0x0a;
const CR = 0x0d;
/** Characters of a bad line that a message shows. */
const SHOWN = 60;

/** A region of whole lines, and how far its reader has got. */
export interface Lines {
  /** The buffer; LINE_BUFFER bytes. */
  readonly bytes: Uint8Array;
  /** Where the next line begins. */
  at: number;
  /** Just after the LF of the last line. */
  to: number;
  /** Number of the line at `at`, from 1. */
  line: number;
}

/** Lines without a region, over `bytes` (LINE_BUFFER of them). */
export function newLines(bytes: Uint8Array = new Uint8Array(LINE_BUFFER)): Lines {
  return { bytes, at: 0, to: 0, line: 1 };
}

/**
 * Sets `lines` to one region after the other. Its reader must have got to the end of one before it
 * asks for the next.
 * @throws InputError when a line is too long.
 */
export async function* regionsOf(
  chunks: AsyncIterable<Uint8Array>,
  lines: Lines,
): AsyncGenerator<void, void, void> {
  const { bytes } = lines;
  // The beginning of a line whose end has not come yet.
  let kept = 0;
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += PART) {
      const part = chunk.subarray(from, from + PART);
      bytes.set(part, kept);
      const end = kept + part.length;
      const firstEnd = part.indexOf(LF);
      if (kept + (firstEnd < 0 ? part.length : firstEnd) > MAX_LINE) throw tooLong(lines);
      if (firstEnd < 0) {
        kept = end;
        continue;
      }
      lines.at = 0;
      lines.to = kept + part.lastIndexOf(LF) + 1;
      yield;
      bytes.copyWithin(0, lines.to, end);
      kept = end - lines.to;
    }
  if (kept === 0) return;
  bytes[kept] = LF;
  lines.at = 0;
  lines.to = kept + 1;
  yield;
}

function tooLong(lines: Lines): InputError {
  return lineError(lines, `the line is longer than ${MAX_LINE} bytes; lines of text were expected`);
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
  return latin1(bytes, at, end);
}

/** Bytes as text, one character a byte. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
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
