/**
 * Writer of traces in CSV (csv.ts): a header row, then a row a reference, with the space and the mode
 * that run and whether the page is cached.
 *
 * Changes of space and mode are not rows of their own: they are seen in the next reference. All other
 * events are counted in what was dropped.
 */
import { NO_FRAME, PAGE_UNCACHED, type PageDictionary } from "../page-dictionary.ts";
import {
  KERNEL_MODE,
  LOAD,
  MODE,
  PAGE_MASK,
  PAGE_SHIFT,
  SPACE,
  STORE,
  USER_MODE,
} from "../reference.ts";
import { CSV_COLUMNS } from "./csv-columns.ts";
import type { TextLines } from "./text-lines.ts";
import { type TextSink, type TextWriter, textWriter } from "./text-writer.ts";

export interface CsvOptions {
  /** Whether there is a column of physical addresses. */
  readonly physical?: boolean;
}

/** Writes references as CSV to `sink`. */
export function writeCsv(sink: TextSink, { physical = false }: CsvOptions = {}): TextWriter {
  const columns = CSV_COLUMNS.filter((name) => physical || name !== "physical");
  let space = 0;
  let mode = USER_MODE;
  return textWriter(sink, {
    header: `${columns.join(",")}\n`,
    kept: physical ? ["physical", "uncached"] : ["uncached"],
    reference(text, { pages }, { kind, address, size, next }) {
      text.text(kind === LOAD ? "load,0x" : kind === STORE ? "store,0x" : "fetch,0x");
      text.virtual(pages, address);
      text.text(`,${size},${space},${mode === KERNEL_MODE ? "kernel," : "user,"}`);
      if (physical) physicalCell(text, pages, address, next);
      uncachedCell(text, pages, address, next);
      text.endLine();
      return true;
    },
    event(_text, _batch, kind, argument) {
      if (kind === SPACE) space = argument;
      else if (kind === MODE) mode = argument;
      else return false;
      return true;
    },
  });
}

/** The physical address, of a reference that crosses a page both; empty where it is not known. */
function physicalCell(text: TextLines, pages: PageDictionary, address: number, next: number): void {
  text.text(physicalText(pages.frame[address >>> PAGE_SHIFT], address & PAGE_MASK));
  if (next !== -1) text.text(`/${physicalText(pages.frame[next >>> PAGE_SHIFT], 0)}`);
  text.text(",");
}

function physicalText(frame: number, offset: number): string {
  if (frame === NO_FRAME) return "";
  return `0x${frame.toString(16)}${offset.toString(16).padStart(3, "0")}`;
}

function uncachedCell(text: TextLines, pages: PageDictionary, address: number, next: number): void {
  const digit = (compact: number) =>
    (pages.flags[compact >>> PAGE_SHIFT] & PAGE_UNCACHED) !== 0 ? "1" : "0";
  text.text(digit(address));
  if (next !== -1 && digit(next) !== digit(address)) text.text(`/${digit(next)}`);
}
