/**
 * Writer of Dinero IV's extended text format (xdin.ts): `kind address size` a reference.
 *
 * Of the events it can say that a line was dropped from the instruction and the data cache (`v`, of
 * the 4 bytes at its address); all others are counted in what was dropped.
 */
import { INVALIDATE, LOAD, STORE } from "../reference.ts";
import { type TextSink, type TextWriter, textWriter, type WrittenFormat } from "./text-writer.ts";

const BOTH_CACHES = 3;
const WORD = 4;
const SPACE = 0x20;

const format: WrittenFormat = {
  header: "",
  kept: [],
  reference(text, { pages }, { kind, address, size }) {
    text.text(kind === LOAD ? "r " : kind === STORE ? "w " : "i ");
    text.virtual(pages, address);
    text.character(SPACE);
    text.number(size, 16);
    text.endLine();
    return true;
  },
  event(text, { pages }, kind, argument, detail) {
    if (kind !== INVALIDATE || detail !== BOTH_CACHES) return false;
    text.text("v ");
    text.virtual(pages, argument);
    text.text(` ${WORD}\n`);
    return true;
  },
};

/** Writes references as extended din to `sink`. */
export function writeXdin(sink: TextSink): TextWriter {
  return textWriter(sink, format);
}
