/**
 * Writer of Dinero's traditional text format (din.ts): `label address` a reference.
 *
 * It can say neither sizes nor events. A reference of any size is one line with the address of its
 * first byte, of which Dinero takes the word; those that are not exactly that word are counted as
 * `size` in what was dropped.
 */
import { LOAD, PAGE_MASK, STORE } from "../reference.ts";
import { type TextSink, type TextWriter, textWriter, type WrittenFormat } from "./text-writer.ts";

const READ = 0x30;
const WRITE = 0x31;
const INSTRUCTION = 0x32;
const SPACE = 0x20;
const WORD = 4;

const format: WrittenFormat = {
  header: "",
  kept: [],
  reference(text, { pages }, { kind, address, size }) {
    text.character(kind === LOAD ? READ : kind === STORE ? WRITE : INSTRUCTION);
    text.character(SPACE);
    text.virtual(pages, address);
    text.endLine();
    return size === WORD && (address & PAGE_MASK) % WORD === 0;
  },
  event: () => false,
};

/** Writes references as din to `sink`. */
export function writeDin(sink: TextSink): TextWriter {
  return textWriter(sink, format);
}
