/**
 * Page mapping: the simulator's physical page number P of every page id (docs/counting.md, 8).
 *
 * P is the same for two page ids if, and only if, they are one physical page; P mod colours is the
 * page's colour. Which ids are one page, and the colour:
 * - `recorded`: the same frame; frame mod colours.
 * - `identity`: the same virtual page and space; virtual page mod colours.
 * - `chen-bershad`: for mapped pages the same virtual page and space; (virtual page + h(space)) mod
 *   colours, h as in space-hash.ts. For unmapped pages the same frame, whatever their flags (an
 *   uncached alias is the same page); frame mod colours. If no frame was recorded, the virtual page
 *   stands in for it, as a page of its own. A mapped and an unmapped page are never the same.
 * - `frames`: frame-table.ts.
 * Global and unmapped pages belong to space 0. Numbers are given out at first use, the lowest of
 * the colour that is free (page-numbers.ts), so they depend on the order of first use; colours, and
 * with them all counts, do not, but for the policies first-free and bin-hopping.
 */
import { NO_FRAME, PAGE_GLOBAL, PAGE_UNMAPPED, type PageDictionary } from "@mcpi/trace";
import { FrameTable } from "./frame-table.ts";
import type { MappingDescription } from "./machine-schema.ts";
import { PageNumbers } from "./page-numbers.ts";
import { recordedFrame } from "./recorded-frame.ts";
import { spaceHash } from "./space-hash.ts";

export interface PageMapping {
  /**
   * The simulator's physical page number of a page id, 0 to 2^20 - 1.
   * @throws InputError when the mapping needs a frame that the trace lacks, or more than 4 GiB.
   */
  pageNumber(id: number): number;
  /** Colour of the page's virtual address, for virtually indexed caches. */
  virtualColour(id: number): number;
  /**
   * MAP event: page `id` is mapped from now on. True if numbers given out before may have changed,
   * so that every id must be asked for anew.
   * @throws InputError as `pageNumber`.
   */
  mapped(id: number): boolean;
  /** 1 + the largest page number given out. */
  readonly count: number;
  /** The whole state, as numbers; `restore` of them on a new equal mapping goes on the same way. */
  save(): number[];
  restore(state: readonly number[]): void;
}

/**
 * The mapping of a machine description over the pages of a stream.
 * @param colours colours of pages (`coloursOf` the machine), a power of two.
 */
export function createMapping(
  description: MappingDescription,
  colours: number,
  pages: PageDictionary,
): PageMapping {
  if (description.kind === "frames") return new FrameTable(description, colours, pages);
  return new PlacedPages(placement(description, pages), colours, pages);
}

/** What decides which physical page a page id is: a group (a space, or one of those below), the page's number in it, and what its colour is taken from. */
interface Place {
  readonly group: number;
  readonly page: number;
  /** Added to `page`, this gives the colour. */
  readonly shift: number;
}

/** Groups apart from all spaces. */
const FRAMES = -1;
const UNMAPPED_WITHOUT_FRAME = -2;

function placement(
  { kind, seed = 0 }: MappingDescription,
  pages: PageDictionary,
): (id: number) => Place {
  switch (kind) {
    case "recorded":
      return (id) => ({ group: FRAMES, page: recordedFrame(pages, id, kind), shift: 0 });
    case "identity":
      return (id) => ({ group: spaceOf(pages, id), page: pages.vpn[id], shift: 0 });
    default:
      return (id) => {
        const page = pages.vpn[id];
        if ((pages.flags[id] & PAGE_UNMAPPED) === 0) {
          const group = spaceOf(pages, id);
          return { group, page, shift: spaceHash(group, seed) };
        }
        const frame = pages.frame[id];
        return frame === NO_FRAME
          ? { group: UNMAPPED_WITHOUT_FRAME, page, shift: 0 }
          : { group: FRAMES, page: frame, shift: 0 };
      };
  }
}

/** Mappings in which a page's place never changes. */
class PlacedPages implements PageMapping {
  readonly #place: (id: number) => Place;
  readonly #colours: number;
  readonly #pages: PageDictionary;
  readonly #numbers: PageNumbers;
  /** Page number by group, by page. */
  readonly #groups = new Map<number, Map<number, number>>();

  constructor(place: (id: number) => Place, colours: number, pages: PageDictionary) {
    this.#place = place;
    this.#colours = colours;
    this.#pages = pages;
    this.#numbers = new PageNumbers(colours);
  }

  get count(): number {
    return this.#numbers.count;
  }

  pageNumber(id: number): number {
    const { group, page, shift } = this.#place(id);
    const known = this.#groups.get(group)?.get(page);
    if (known !== undefined) return known;
    const number = this.#numbers.take((page + shift) % this.#colours);
    this.#put(group, page, number);
    return number;
  }

  virtualColour(id: number): number {
    return this.#pages.vpn[id] % this.#colours;
  }

  mapped(): boolean {
    return false;
  }

  save(): number[] {
    const rows = [...this.#groups].flatMap(([group, pages]) =>
      [...pages].flatMap(([page, number]) => [group, page, number]),
    );
    return [this.count, ...rows];
  }

  restore([count, ...rows]: readonly number[]): void {
    this.#groups.clear();
    const numbers: number[] = [];
    for (let i = 0; i < rows.length; i += 3) {
      this.#put(rows[i], rows[i + 1], rows[i + 2]);
      numbers.push(rows[i + 2]);
    }
    this.#numbers.restore(numbers, count);
  }

  #put(group: number, page: number, number: number): void {
    let pages = this.#groups.get(group);
    if (pages === undefined) this.#groups.set(group, (pages = new Map()));
    pages.set(page, number);
  }
}

function spaceOf(pages: PageDictionary, id: number): number {
  return (pages.flags[id] & (PAGE_GLOBAL | PAGE_UNMAPPED)) === 0 ? pages.space[id] : 0;
}
