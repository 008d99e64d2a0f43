/**
 * Reader of traces in CSV: a header row, then a row a reference.
 *
 * ```
 * kind,address,size,space,mode,physical,uncached
 * fetch,0x80010000,4,1,kernel,0x10000,0
 * store,2147487742,4,1,kernel,0x1ffe/0x7000,0
 * ```
 *
 * Columns may come in any order; kind, address and size must be there. Kinds are fetch, load, store
 * (or i, r, w); numbers are decimal, or hexadecimal with `0x`. `space` is a number below 2^32, `mode`
 * is user or kernel, `uncached` 0 or 1; a column that is not there, or a cell that is empty, is 0,
 * user, 0. `physical` is the address that the machine used, its offset in the page that of the
 * virtual one; it is empty where that is not known. A reference that crosses a page has two, of its
 * first byte and of its first byte in the next page (`0x1ffe/0x7000`), and may have two values of
 * `uncached` likewise.
 *
 * Empty lines are ignored. Cells may be quoted, but no cell may contain a line's end.
 */
import Papa from "papaparse";
import type { TraceSource } from "../contracts.ts";
import { NO_FRAME, PAGE_UNCACHED } from "../page-dictionary.ts";
import { KERNEL_MODE, PAGE_MASK, PAGE_SIZE, RUN, USER_MODE } from "../reference.ts";
import { MOST_DATA, MOST_INSTRUCTION, StreamBuilder } from "../stream-builder.ts";
import type { InputError } from "../trace-error.ts";
import { CSV_KINDS, type CsvColumn, type CsvLayout, csvLayout, csvNumber } from "./csv-columns.ts";
import type { AddressWords } from "./fields.ts";
import type { Input } from "./input.ts";
import { latin1, lineError, lineText, MAX_LINE, newLines, quoted } from "./lines.ts";
import { type LineLoop, type ReadOptions, textSource } from "./text-source.ts";

const SPACE = 0x20;
const MODES: ReadonlyMap<string, number> = new Map([
  ["", USER_MODE],
  ["user", USER_MODE],
  ["kernel", KERNEL_MODE],
]);
/** Flags of the page that a reference begins in and of the next one. */
const FLAGS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["", [0, 0]],
  ["0", [0, 0]],
  ["1", [PAGE_UNCACHED, PAGE_UNCACHED]],
  ["0/1", [0, PAGE_UNCACHED]],
  ["1/0", [PAGE_UNCACHED, 0]],
]);
const NO_SPACE: AddressWords = { low: 0, high: 0 };
const NO_FRAMES = [NO_FRAME, NO_FRAME] as const;

/**
 * A trace in CSV. Where it has a column `mode`, that decides, and not the system ranges.
 * @throws InputError when the header row is bad; from `batches` naming the line that cannot be read.
 */
export async function readCsv(input: Input, options: ReadOptions = {}): Promise<TraceSource> {
  const layout = csvLayout(await headerRow(input));
  const { systemRanges = [], ...others } = options;
  const newLoop = () =>
    new CsvLoop(layout, layout.mode >= 0 ? others : { ...others, systemRanges });
  const rare = () => 0;
  return textSource({ name: "csv", newLoop, rare }, input, options, layout.physical >= 0);
}

async function headerRow(input: Input): Promise<readonly string[]> {
  const bytes = newLines();
  const first = await input.peek(MAX_LINE + 1);
  const end = first.indexOf(0x0a);
  bytes.bytes.set(first);
  if (end < 0) bytes.bytes[first.length] = 0x0a;
  const text = lineText(bytes).replace(/^\xef\xbb\xbf/, "");
  return Papa.parse<string[]>(text, { delimiter: "," }).data[0] ?? [];
}

/** What is known of a page in its space. */
interface PageFacts {
  readonly frame: number;
  readonly flags: number;
}

const NOTHING: PageFacts = { frame: NO_FRAME, flags: 0 };

class CsvLoop implements LineLoop {
  readonly builder: StreamBuilder;
  readonly lines = newLines();
  readonly #layout: CsvLayout;
  readonly #cells: number;
  /** The rows of the region; undefined before they are parsed. */
  #rows: readonly string[][] | undefined;
  #row = 0;
  /** First row where quotes are wrong. */
  #badQuotes = Number.POSITIVE_INFINITY;
  #space = 0;
  #spaceText = "";
  readonly #spaces = new Map<number, Map<number, PageFacts>>();
  #pages = new Map<number, PageFacts>();

  constructor(layout: CsvLayout, options: ReadOptions) {
    this.builder = new StreamBuilder(options);
    this.#layout = layout;
    this.#cells = Object.values(layout).filter((at) => at >= 0).length;
    this.#spaces.set(0, this.#pages);
    this.#translate();
  }

  parse(): boolean {
    const { lines, builder } = this;
    this.#rows ??= this.#parseRegion();
    while (this.#row < this.#rows.length && !builder.full) {
      if (this.#row === this.#badQuotes)
        throw lineError(
          lines,
          "the quotes are wrong; cells whose quotes end on their line were expected",
        );
      const cells = this.#rows[this.#row++];
      if (lines.line > 1 && (cells.length > 1 || cells[0] !== "")) this.#reference(cells);
      lines.line++;
    }
    if (this.#row === this.#rows.length) {
      lines.at = lines.to;
      this.#rows = undefined;
    }
    return true;
  }

  #parseRegion(): readonly string[][] {
    const { bytes, at, to } = this.lines;
    // Without the last line's end, after which there would be one more row.
    const text = latin1(bytes, at, to - 1)
      .replaceAll("\r\n", "\n")
      .replace(/\r$/, "");
    const { data, errors } = Papa.parse<string[]>(text, {
      delimiter: ",",
      newline: "\n",
    });
    this.#row = 0;
    const badRow = errors.find(({ type }) => type === "Quotes")?.row ?? Number.POSITIVE_INFINITY;
    const longRow = text.includes('"')
      ? data.findIndex((cells) => cells.some((cell) => cell.includes("\n")))
      : -1;
    this.#badQuotes = longRow < 0 ? badRow : Math.min(badRow, longRow);
    return data.length > 0 ? data : [[""]];
  }

  #reference(cells: readonly string[]): void {
    const { builder, lines } = this;
    if (cells.length !== this.#cells)
      throw lineError(lines, `there are ${cells.length} cells; ${this.#cells} were expected`);
    const text = this.#cell(cells, "kind");
    const kind = CSV_KINDS.get(text) ?? CSV_KINDS.get(text.toLowerCase());
    if (kind === undefined)
      throw this.#fault("kind", text, "fetch, load or store (or i, r or w) was expected");
    const address = this.#number(cells, "address", "a 64-bit number, decimal or 0x…,");
    const most = kind === RUN ? MOST_INSTRUCTION : MOST_DATA;
    const sized = this.#number(cells, "size", `1 to ${most}`);
    const size = sized.high === 0 ? sized.low : 0;
    if (size < 1 || size > most)
      throw this.#fault("size", this.#cell(cells, "size"), `1 to ${most} was expected`);
    const mode = MODES.get(this.#cell(cells, "mode"));
    if (mode === undefined)
      throw this.#fault("mode", this.#cell(cells, "mode"), "user or kernel was expected");
    const space = this.#spaceOf(cells);
    const offset = address.low & PAGE_MASK;
    const crosses = offset + size > PAGE_SIZE;
    const [flags, nextFlags] = this.#flags(this.#cell(cells, "uncached"));
    const [frame, nextFrame] = this.#frames(this.#cell(cells, "physical"), offset, crosses);
    // The row is good: from here on it has effects.
    if (space !== this.#space) this.#setSpace(space);
    if (this.#layout.mode >= 0) builder.setMode(mode);
    if (this.#layout.physical >= 0 || this.#layout.uncached >= 0) {
      const vpn = (address.high >>> 0) * 2 ** 20 + (address.low >>> 12);
      this.#setPage(vpn, frame, flags);
      if (crosses) this.#setPage((vpn + 1) % 2 ** 52, nextFrame, nextFlags);
    }
    builder.reference(kind, size, address.low, address.high);
  }

  /** The space of a row; its number is read only where its text is another than the last row's. */
  #spaceOf(cells: readonly string[]): number {
    const text = this.#cell(cells, "space");
    if (text === this.#spaceText) return this.#space;
    const words = text === "" ? NO_SPACE : csvNumber(text);
    if (words === undefined || words.high !== 0)
      throw this.#fault("space", text, "0 to 4294967295 was expected");
    this.#spaceText = text;
    return words.low >>> 0;
  }

  #setSpace(space: number): void {
    let pages = this.#spaces.get(space);
    if (pages === undefined) this.#spaces.set(space, (pages = new Map()));
    this.#pages = pages;
    this.#space = space;
    this.builder.setSpace(space);
  }

  /** The flags of the pages that a reference touches. */
  #flags(text: string): readonly [number, number] {
    const both = FLAGS.get(text);
    if (both === undefined) throw this.#fault("uncached", text, "0, 1, 0/1 or 1/0 was expected");
    return both;
  }

  /** The frames of the pages that a reference touches. */
  #frames(text: string, offset: number, crosses: boolean): readonly [number, number] {
    if (text === "") return NO_FRAMES;
    const parts = text.split("/");
    if (parts.length !== (crosses ? 2 : 1))
      throw this.#fault(
        "physical",
        text,
        crosses
          ? "for a reference that crosses a page two addresses, 0x1ffe/0x7000, were expected"
          : "one address was expected",
      );
    const frames = parts.map((part, at) => {
      if (part === "") return NO_FRAME;
      const words = csvNumber(part);
      const wanted = at === 0 ? offset : 0;
      if (words === undefined || (words.low & PAGE_MASK) !== wanted)
        throw this.#fault(
          "physical",
          text,
          `an address with offset 0x${wanted.toString(16)} in its page was expected`,
        );
      return (words.high >>> 0) * 2 ** 20 + (words.low >>> 12);
    });
    return [frames[0], frames[1] ?? NO_FRAME];
  }

  #setPage(vpn: number, frame: number, flags: number): void {
    const known = this.#pages.get(vpn);
    if (known?.frame === frame && known.flags === flags) return;
    this.#pages.set(vpn, { frame, flags });
    this.builder.endRun();
    this.#translate();
  }

  #translate(): void {
    const factsOf = (vpn: number) => this.#pages.get(vpn) ?? NOTHING;
    this.builder.translate(
      (vpn) => factsOf(vpn).frame,
      (vpn) => factsOf(vpn).flags,
    );
  }

  #cell(cells: readonly string[], column: CsvColumn): string {
    const at = this.#layout[column];
    return at < 0 ? "" : trimmed(cells[at]);
  }

  #number(cells: readonly string[], column: CsvColumn, expected: string): AddressWords {
    const text = this.#cell(cells, column);
    const words = csvNumber(text);
    if (words === undefined) throw this.#fault(column, text, `${expected} was expected`);
    return words;
  }

  #fault(column: CsvColumn, text: string, expected: string): InputError {
    return lineError(this.lines, `${column} ${quoted(text)} is unknown; ${expected}`);
  }
}

/** Most cells have no blanks to be removed. */
function trimmed(cell: string): string {
  const begin = cell.charCodeAt(0);
  const end = cell.charCodeAt(cell.length - 1);
  return begin <= SPACE || end <= SPACE ? cell.trim() : cell;
}
