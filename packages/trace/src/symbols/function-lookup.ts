/**
 * From a compact address to its function, for millions of look-ups a second.
 *
 * Page ids are dense, so each page that was asked for has a small list of its own, made once: where
 * in the page a function begins, and which; gaps are entries too. Memory grows with the pages asked
 * for. Functions of all images share one numbering: those of image 0 first, then those of image 1.
 */
import type { PageDictionary } from "../page-dictionary.ts";
import { PAGE_MASK, PAGE_SHIFT, PAGE_SIZE } from "../reference.ts";
import { InputError } from "../trace-error.ts";
import {
  disjointRanges,
  type FunctionSymbol,
  lastRangeAt,
  NO_FUNCTION,
  type SymbolMap,
} from "./symbol-map.ts";

/**
 * The images (indexes into the list of maps) whose code a space can execute on a page. Global pages
 * have space 0. Asked once a page, when its first instruction is looked up; space ids are never used
 * again.
 */
export type ImagesOf = (space: number, vpn: number) => readonly number[];

const FIRST_CAPACITY = 256;

export class FunctionLookup {
  /** All functions by number. */
  readonly functions: readonly FunctionSymbol[];

  readonly #pages: PageDictionary;
  readonly #images: readonly SymbolMap[];
  readonly #imagesOf: ImagesOf | undefined;
  /** Number of each image's first function. */
  readonly #firstFunction: readonly number[];
  /** The lists of images known to be disjoint. */
  readonly #disjoint = new Set<string>();

  // By page id: first and last entry of its list; a page not asked for yet has first -1.
  #first = new Int32Array(FIRST_CAPACITY).fill(-1);
  #last = new Int32Array(FIRST_CAPACITY);
  // The entries of all lists: offset in the page from which on the function owns addresses.
  #offset = new Uint16Array(FIRST_CAPACITY);
  #function = new Int32Array(FIRST_CAPACITY);
  #entries = 0;

  /**
   * @param pages the stream's dictionary
   * @param images one map for each image
   * @param imagesOf which images a space can execute; without it, every space all of them
   * @throws InputError naming both files when images of one space claim the same address (for
   * `imagesOf`, when the page is first seen).
   */
  constructor(pages: PageDictionary, images: readonly SymbolMap[], imagesOf?: ImagesOf) {
    this.#pages = pages;
    this.#images = images;
    this.#imagesOf = imagesOf;
    const firstFunction: number[] = [];
    let count = 0;
    for (const image of images) {
      firstFunction.push(count);
      count += image.functions.length;
    }
    this.#firstFunction = firstFunction;
    this.functions = images.flatMap((image) => image.functions);
    if (imagesOf === undefined) this.#checkDisjoint(images.map((_, index) => index));
  }

  /** Number of the function that owns a compact address of the dictionary, or NO_FUNCTION. */
  at(address: number): number {
    // First the entry, then the array: finding it may replace the array by a larger one.
    const entry = this.#entryAt(address);
    return this.#function[entry];
  }

  /** Offset in its page up to which the same function (or none) owns addresses: at most 4096. */
  endOf(address: number): number {
    const entry = this.#entryAt(address);
    return entry === this.#last[address >>> PAGE_SHIFT] ? PAGE_SIZE : this.#offset[entry + 1];
  }

  #entryAt(address: number): number {
    const page = address >>> PAGE_SHIFT;
    let low = page < this.#first.length ? this.#first[page] : -1;
    if (low < 0) low = this.#list(page);
    const offset = address & PAGE_MASK;
    let high = this.#last[page];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#offset[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Makes the list of a page and returns its first entry. */
  #list(page: number): number {
    if (page >= this.#first.length) this.#growPages(page);
    const vpn = this.#pages.vpn[page];
    const found: { from: number; to: number; owner: number }[] = [];
    for (const image of this.#imagesOfPage(this.#pages.space[page], vpn)) {
      const { columns } = this.#images[image];
      const last = lastRangeAt(columns, vpn, PAGE_SIZE - 1);
      for (let range = Math.max(0, lastRangeAt(columns, vpn, 0)); range <= last; range++) {
        const { startPage, startOffset, endPage, endOffset, owner } = columns;
        const from = startPage[range] < vpn ? 0 : startOffset[range];
        const to = endPage[range] > vpn ? PAGE_SIZE : endPage[range] === vpn ? endOffset[range] : 0;
        if (to > from) found.push({ from, to, owner: this.#firstFunction[image] + owner[range] });
      }
    }
    found.sort((a, b) => a.from - b.from);
    const first = this.#entries;
    let end = 0;
    for (const { from, to, owner } of found) {
      if (from > end) this.#append(end, NO_FUNCTION);
      this.#append(from, owner);
      end = to;
    }
    if (end < PAGE_SIZE) this.#append(end, NO_FUNCTION);
    this.#first[page] = first;
    this.#last[page] = this.#entries - 1;
    return first;
  }

  #imagesOfPage(space: number, vpn: number): readonly number[] {
    if (this.#imagesOf === undefined) return this.#firstFunction.map((_, index) => index);
    const images = [...new Set(this.#imagesOf(space, vpn))];
    this.#checkDisjoint(images);
    return images;
  }

  #checkDisjoint(images: readonly number[]): void {
    const key = images.join(" ");
    if (this.#disjoint.has(key)) return;
    const maps = images.map((image) => {
      const map = this.#images[image];
      if (map === undefined)
        throw new InputError(
          `symbols: image ${image} is unknown; 0 to ${this.#images.length - 1} were expected`,
        );
      return map;
    });
    disjointRanges(maps);
    this.#disjoint.add(key);
  }

  #append(offset: number, owner: number): void {
    if (this.#entries === this.#offset.length) {
      const offsets = new Uint16Array(2 * this.#entries);
      offsets.set(this.#offset);
      this.#offset = offsets;
      const functions = new Int32Array(2 * this.#entries);
      functions.set(this.#function);
      this.#function = functions;
    }
    this.#offset[this.#entries] = offset;
    this.#function[this.#entries++] = owner;
  }

  #growPages(page: number): void {
    let capacity = this.#first.length;
    while (capacity <= page) capacity *= 2;
    const first = new Int32Array(capacity).fill(-1);
    first.set(this.#first);
    this.#first = first;
    const last = new Int32Array(capacity);
    last.set(this.#last);
    this.#last = last;
  }
}
