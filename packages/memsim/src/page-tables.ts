/**
 * The page tables of a generated loop (engine/addressing.ts): a word for every page id, entered
 * before the loop first meets the page.
 */
import {
  INVALIDATE,
  kindOf,
  MAP,
  PAGE_UNCACHED,
  PAGE_UNMAPPED,
  type PageDictionary,
  TAIL,
} from "@mcpi/trace";
import { ENTRY_UNCACHED, ENTRY_UNMAPPED } from "./engine/addressing.ts";
import type { PageMapping } from "./mapping.ts";

/** Addresses of the tables in the loop's memory. */
export interface TablePlaces {
  readonly pageTable: number;
  /** -1 where no cache is virtually indexed. */
  readonly colourTable: number;
}

export class PageTables {
  /** Ids below are entered; 0 to enter all anew. */
  known = 0;
  readonly #mapping: PageMapping;
  readonly #pages: PageDictionary;
  readonly #places: TablePlaces;

  constructor(mapping: PageMapping, pages: PageDictionary, places: TablePlaces) {
    this.#mapping = mapping;
    this.#pages = pages;
    this.#places = places;
  }

  /** Enters the pages below id `count` that are new. */
  learn(words: Int32Array, count: number): void {
    const { flags } = this.#pages;
    const { pageTable, colourTable } = this.#places;
    for (let id = this.known; id < count; id++) {
      let entry = this.#mapping.pageNumber(id) << 12;
      if (flags[id] & PAGE_UNCACHED) entry |= ENTRY_UNCACHED;
      if (flags[id] & PAGE_UNMAPPED) entry |= ENTRY_UNMAPPED;
      words[(pageTable >>> 2) + id] = entry;
      if (colourTable >= 0) words[(colourTable >>> 2) + id] = this.#mapping.virtualColour(id) << 12;
    }
    this.known = Math.max(this.known, count);
  }
}

/** Records that one state of the mapping serves. */
export interface MappingPiece {
  /** Address of the first record after them. */
  readonly end: number;
  /** Page ids that they use are below this. */
  readonly pages: number;
}

/**
 * The records from address `first` up to the next change of mapping, that included, or to `end`.
 * Under the mapping `frames` each piece is simulated after learning just the pages it uses: where a
 * page is placed depends on what was placed before, and must not depend on where batches end.
 */
export function pieceOfMapping(words: Int32Array, first: number, end: number): MappingPiece {
  let pages = 0;
  for (let at = first; at < end; at += 8) {
    const kind = kindOf(words[(at >>> 2) + 1]);
    if (kind <= TAIL || kind === MAP || kind === INVALIDATE)
      pages = Math.max(pages, (words[at >>> 2] >>> 12) + 1);
    if (kind === MAP) return { end: at + 8, pages };
  }
  return { end, pages };
}
