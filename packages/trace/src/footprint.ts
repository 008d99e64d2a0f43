/**
 * The footprint of a stream: the distinct virtual pages, and the distinct 16-byte lines in them, to
 * which its fetches (code) and its loads and stores (data) refer.
 *
 * Page ids of one virtual page in one space (mapped anew, say) are one page.
 */
import type { Batch } from "./batch.ts";
import { PageDictionary } from "./page-dictionary.ts";
import {
  bytesOf,
  KERNEL_MODE,
  kindOf,
  LOAD,
  PAGE_SIZE,
  RUN,
  STORE,
  sizeOf,
  TAIL,
} from "./reference.ts";

/** Bytes of a line that the footprint counts. */
export const FOOTPRINT_LINE = 16;
const LINE_SHIFT = 4;
/** 32-bit words of a page's bitmap of lines. */
const LINE_WORDS = PAGE_SIZE / FOOTPRINT_LINE / 32;

export interface CodeAndData {
  readonly code: number;
  readonly data: number;
  /** Code or data: what is both counts once. */
  readonly all: number;
}

export interface FootprintStatistics {
  readonly pages: CodeAndData;
  /** Pages to which user mode refers, and pages to which kernel mode does. */
  readonly userPages: CodeAndData;
  readonly kernelPages: CodeAndData;
  /** Pages by the space that they belong to, in order of id; space 0 has the global ones. */
  readonly spaces: readonly { readonly space: number; readonly pages: CodeAndData }[];
  /** Lines of FOOTPRINT_LINE bytes; undefined if they were not asked for. */
  readonly lines: CodeAndData | undefined;
}

const USER_CODE = 1;
const USER_DATA = 2;
const KERNEL_CODE = 4;
const KERNEL_DATA = 8;
const USER_BITS = [USER_CODE, USER_DATA, USER_DATA, USER_CODE];
const KERNEL_BITS = [KERNEL_CODE, KERNEL_DATA, KERNEL_DATA, KERNEL_CODE];

export class Footprint {
  /** By page id: who refers to it. Whoever reads a batch sets the bits below. */
  touched = new Uint8Array(0);

  readonly #withLines: boolean;
  #codeLines = new Int32Array(0);
  #dataLines = new Int32Array(0);
  #pages: PageDictionary | undefined;

  /** @param withLines whether lines are counted, too */
  constructor(withLines: boolean) {
    this.#withLines = withLines;
  }

  /** By kind of record (RUN, LOAD, STORE, TAIL): bits in `touched` for a reference in `mode`. */
  static touchBits(mode: number): readonly number[] {
    return mode === KERNEL_MODE ? KERNEL_BITS : USER_BITS;
  }

  /** Makes room in `touched` for the pages of a batch, and counts its lines. */
  begin(batch: Batch): void {
    const { pages } = batch;
    this.#pages = pages;
    if (pages.count > this.touched.length) {
      const touched = new Uint8Array(2 * pages.count);
      touched.set(this.touched);
      this.touched = touched;
    }
    if (!this.#withLines) return;
    const words = this.touched.length * LINE_WORDS;
    if (words > this.#codeLines.length) {
      this.#codeLines = grown(this.#codeLines, words);
      this.#dataLines = grown(this.#dataLines, words);
    }
    markLines(batch, this.#codeLines, this.#dataLines);
  }

  statistics(): FootprintStatistics {
    const pages = this.#pages ?? new PageDictionary();
    // Merges page ids: bits and lines of each virtual page of a space.
    const merged = new Map<string, { space: number; bits: number; ids: number[] }>();
    for (let id = 0; id < Math.min(pages.count, this.touched.length); id++) {
      if (this.touched[id] === 0) continue;
      const key = `${pages.vpn[id]} ${pages.space[id]}`;
      const page = merged.get(key);
      if (page === undefined)
        merged.set(key, { space: pages.space[id], bits: this.touched[id], ids: [id] });
      else {
        page.bits |= this.touched[id];
        page.ids.push(id);
      }
    }
    const all = [...merged.values()];
    const user = USER_CODE | USER_DATA;
    const kernel = KERNEL_CODE | KERNEL_DATA;
    const spaces = [...new Set(all.map((page) => page.space))].sort((a, b) => a - b);
    return {
      pages: countPages(all, user | kernel),
      userPages: countPages(all, user),
      kernelPages: countPages(all, kernel),
      spaces: spaces.map((space) => ({
        space,
        pages: countPages(
          all.filter((page) => page.space === space),
          user | kernel,
        ),
      })),
      lines: this.#withLines ? this.#countLines(all.map((page) => page.ids)) : undefined,
    };
  }

  #countLines(pages: readonly (readonly number[])[]): CodeAndData {
    let [code, data, all] = [0, 0, 0];
    for (const ids of pages)
      for (let word = 0; word < LINE_WORDS; word++) {
        let [codeBits, dataBits] = [0, 0];
        for (const id of ids) {
          codeBits |= this.#codeLines[id * LINE_WORDS + word];
          dataBits |= this.#dataLines[id * LINE_WORDS + word];
        }
        code += bitsIn(codeBits);
        data += bitsIn(dataBits);
        all += bitsIn(codeBits | dataBits);
      }
    return { code, data, all };
  }
}

function countPages(pages: readonly { readonly bits: number }[], mask: number): CodeAndData {
  const count = (bits: number): number =>
    pages.reduce((sum, page) => sum + ((page.bits & bits & mask) !== 0 ? 1 : 0), 0);
  const code = USER_CODE | KERNEL_CODE;
  const data = USER_DATA | KERNEL_DATA;
  return { code: count(code), data: count(data), all: count(code | data) };
}

/** Sets the bits of the lines that a batch's references touch; 256 bits a page id. */
function markLines(batch: Batch, codeLines: Int32Array, dataLines: Int32Array): void {
  const { words } = batch;
  const end = 2 * batch.records;
  for (let at = 0; at < end; at += 2) {
    const meta = words[at + 1];
    const kind = kindOf(meta);
    if (kind === RUN) markRange(codeLines, words[at], bytesOf(meta));
    else if (kind === LOAD || kind === STORE) markRange(dataLines, words[at], sizeOf(meta));
    else if (kind === TAIL) markRange(codeLines, words[at], sizeOf(meta));
  }
}

/** Sets the bits of the lines of `size` bytes, at least 1, that lie in one page. */
function markRange(lines: Int32Array, address: number, size: number): void {
  const first = address >>> LINE_SHIFT;
  const last = (address + size - 1) >>> LINE_SHIFT;
  let word = first >>> 5;
  const lastWord = last >>> 5;
  let bits = -1 << (first & 31);
  for (; word < lastWord; word++) {
    lines[word] |= bits;
    bits = -1;
  }
  lines[word] |= bits & (-1 >>> (31 - (last & 31)));
}

function grown(from: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

function bitsIn(word: number): number {
  let bits = 0;
  for (; word !== 0; word &= word - 1) bits++;
  return bits;
}
