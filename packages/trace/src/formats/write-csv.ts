/**
 * Writer of traces in CSV (csv.ts): a header row, then a row a reference, with the space and the mode
 * that run and whether the page is cached.
 *
 * Changes of space and mode are not rows of their own: they are seen in the next reference. All other
 * events are counted in what was dropped.
 */
import { NO_FRAME, PAGE_UNCACHED, type PageDictionary } from "../page-dictionary.ts";
import { KERNEL_MODE, LOAD, MODE, PAGE_SHIFT, SPACE, STORE, USER_MODE } from "../reference.ts";
import { CSV_COLUMNS } from "./csv-columns.ts";
import { asciiCodes, type TextLines } from "./text-lines.ts";
import { type TextSink, type TextWriter, textWriter } from "./text-writer.ts";

const FETCH_CELL = asciiCodes("fetch,0x");
const LOAD_CELL = asciiCodes("load,0x");
const STORE_CELL = asciiCodes("store,0x");
const COMMA = 0x2c;
const SLASH = 0x2f;
const ZERO = 0x30;

export interface CsvOptions {
  /** Whether there is a column of physical addresses. */
  readonly physical?: boolean;
}

/** Writes references as CSV to `sink`. */
export function writeCsv(sink: TextSink, { physical = false }: CsvOptions = {}): TextWriter {
  const columns = CSV_COLUMNS.filter((name) => physical || name !== "physical");
  let space = 0;
  let mode = USER_MODE;
  let spaceAndMode = asciiCodes(",0,user,");
  return textWriter(sink, {
    header: `${columns.join(",")}\n`,
    kept: physical ? ["physical", "uncached"] : ["uncached"],
    reference(text, { pages }, { kind, address, size, next }) {
      text.characters(kind === LOAD ? LOAD_CELL : kind === STORE ? STORE_CELL : FETCH_CELL);
      text.virtual(pages, address);
      text.character(COMMA);
      text.number(size, 10);
      text.characters(spaceAndMode);
      if (physical) physicalCell(text, pages, address, next);
      uncachedCell(text, pages, address, next);
      text.endLine();
      return true;
    },
    event(_text, _batch, kind, argument) {
      if (kind === SPACE) space = argument;
      else if (kind === MODE) mode = argument;
      else return false;
      spaceAndMode = asciiCodes(`,${space},${mode === KERNEL_MODE ? "kernel" : "user"},`);
      return true;
    },
  });
}

/** The physical address, of a reference that crosses a page both; empty where it is not known. */
function physicalCell(text: TextLines, pages: PageDictionary, address: number, next: number): void {
  physicalAddress(text, pages, address);
  if (next !== -1) {
    text.character(SLASH);
    physicalAddress(text, pages, next);
  }
  text.character(COMMA);
}

function physicalAddress(text: TextLines, pages: PageDictionary, compact: number): void {
  if (pages.frame[compact >>> PAGE_SHIFT] === NO_FRAME) return;
  text.text("0x");
  text.physical(pages, compact);
}

function uncachedCell(text: TextLines, pages: PageDictionary, address: number, next: number): void {
  const digit = uncachedDigit(pages, address);
  text.character(digit);
  if (next === -1 || uncachedDigit(pages, next) === digit) return;
  text.character(SLASH);
  text.character(uncachedDigit(pages, next));
}

const uncachedDigit = (pages: PageDictionary, compact: number): number =>
  ZERO + ((pages.flags[compact >>> PAGE_SHIFT] & PAGE_UNCACHED) === 0 ? 0 : 1);
