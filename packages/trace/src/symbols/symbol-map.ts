/**
 * A symbol map: which function an address belongs to. Immutable; functions are numbered from 0 by
 * address, and the ranges that they own are sorted and disjoint (function-ranges.ts).
 *
 * The columns of the ranges hold addresses as page number (a double) and offset, so that looking one
 * up needs no 64-bit arithmetic.
 */
import { PAGE_SIZE } from "../reference.ts";
import { InputError } from "../trace-error.ts";
import { ADDRESS_LIMIT, hexadecimal, offsetOf, pageOf, rangeText } from "./address.ts";
import { isElf, readElf } from "./elf.ts";
import { elfFunctions } from "./elf-functions.ts";
import type { OwnedRange } from "./function-ranges.ts";
import { nmFunctions } from "./nm-text.ts";

/** Says that an address belongs to no function. */
export const NO_FUNCTION = -1;

/** A function, or a part of a file that holds code without a symbol. */
export interface FunctionSymbol {
  /** Its name; code of a file that no symbol covers is named `[file section]`. */
  readonly name: string;
  /** The first address that it owns, the base of its file included. */
  readonly address: bigint;
  /** Bytes that it owns. */
  readonly size: bigint;
  /** Name of its section; of its module in text from /proc/kallsyms; else empty. */
  readonly section: string;
  /** The file that it comes from, as the user wrote it. */
  readonly file: string;
}

/** Addresses [start, end) that function `owner` (an index) owns. */
export interface FunctionRange {
  readonly start: bigint;
  readonly end: bigint;
  readonly owner: number;
}

/** The ranges of a map by address, as columns. */
export interface RangeColumns {
  readonly count: number;
  readonly startPage: Float64Array;
  readonly startOffset: Uint16Array;
  /** Exclusive ends. */
  readonly endPage: Float64Array;
  readonly endOffset: Uint16Array;
  /** Index of the function. */
  readonly owner: Int32Array;
}

export class SymbolMap {
  /** The functions by number. */
  readonly functions: readonly FunctionSymbol[];
  /** Their ranges by address. */
  readonly ranges: readonly FunctionRange[];
  readonly columns: RangeColumns;
  // The page that was asked for last, and the ranges that may hold its addresses.
  #page = -1;
  #first = 0;
  #last = -1;

  /** @param ranges sorted and disjoint; `owner` is an index into `functions` */
  constructor(functions: readonly FunctionSymbol[], ranges: readonly FunctionRange[]) {
    this.functions = functions;
    this.ranges = ranges;
    this.columns = {
      count: ranges.length,
      startPage: Float64Array.from(ranges, (range) => pageOf(range.start)),
      startOffset: Uint16Array.from(ranges, (range) => offsetOf(range.start)),
      endPage: Float64Array.from(ranges, (range) => pageOf(range.end)),
      endOffset: Uint16Array.from(ranges, (range) => offsetOf(range.end)),
      owner: Int32Array.from(ranges, (range) => range.owner),
    };
  }

  /**
   * Number of the function that owns an address, or NO_FUNCTION.
   * @param vpn virtual page number, 0 to 2^52 - 1
   * @param offset offset in the page, 0 to 4095
   */
  functionAt(vpn: number, offset: number): number {
    const { columns } = this;
    if (vpn !== this.#page) {
      this.#page = vpn;
      this.#first = Math.max(0, lastRangeAt(columns, vpn, 0));
      this.#last = lastRangeAt(columns, vpn, PAGE_SIZE - 1);
    }
    let low = this.#first;
    let high = this.#last;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      // Only the first of these ranges can begin before the page.
      if (columns.startOffset[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return high >= low && holds(columns, low, vpn, offset) ? columns.owner[low] : NO_FUNCTION;
  }
}

/** Index of the last range that begins at or before an address, or -1. */
export function lastRangeAt(columns: RangeColumns, vpn: number, offset: number): number {
  const { startPage, startOffset } = columns;
  let low = -1;
  let high = columns.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const page = startPage[middle];
    if (page < vpn || (page === vpn && startOffset[middle] <= offset)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function holds(columns: RangeColumns, range: number, vpn: number, offset: number): boolean {
  const { startPage, startOffset, endPage, endOffset } = columns;
  if (vpn < startPage[range] || (vpn === startPage[range] && offset < startOffset[range]))
    return false;
  return vpn < endPage[range] || (vpn === endPage[range] && offset < endOffset[range]);
}

/**
 * The functions of one file: an ELF file, or text as `nm` prints it (nm-text.ts).
 * @param bytes the whole file
 * @param file its name, as the user wrote it
 * @param base added to every address: where a position-independent program or library was loaded
 * @throws InputError when the file is damaged or holds no code, or an address leaves 64 bits.
 */
export function symbolMapOf(bytes: Uint8Array, file: string, base = 0n): SymbolMap {
  const owned = isElf(bytes)
    ? elfFunctions(readElf(bytes, file))
    : nmFunctions(new TextDecoder().decode(bytes), file);
  const last = owned.at(-1);
  if (last === undefined)
    throw new InputError(`${file}: its code has no bytes; a program or library was expected`);
  if (base < 0n || last.end + base > ADDRESS_LIMIT)
    throw new InputError(
      `${file}: with base ${hexadecimal(base)} the function ${last.owner.name} would end at ${hexadecimal(last.end + base)}; addresses have 64 bits`,
    );
  return mapOfRanges(owned, file, base);
}

/** A map of disjoint ranges sorted by address, each owner a function of `file`. */
export function mapOfRanges(owned: readonly OwnedRange[], file: string, base: bigint): SymbolMap {
  const numbers = new Map<OwnedRange["owner"], number>();
  const functions: { -readonly [K in keyof FunctionSymbol]: FunctionSymbol[K] }[] = [];
  const ranges = owned.map((range): FunctionRange => {
    const start = range.start + base;
    const end = range.end + base;
    let owner = numbers.get(range.owner);
    if (owner === undefined) {
      owner = functions.length;
      numbers.set(range.owner, owner);
      const { name, section } = range.owner;
      functions.push({ name, address: start, size: 0n, section, file });
    }
    functions[owner].size += end - start;
    return { start, end, owner };
  });
  return new SymbolMap(functions, ranges);
}

/**
 * One map of several, for programs and libraries that share an address space. Functions are
 * numbered anew, by address.
 * @throws InputError naming both files when two of them claim the same address.
 */
export function combineSymbolMaps(maps: readonly SymbolMap[]): SymbolMap {
  if (maps.length === 1) return maps[0];
  const merged = disjointRanges(maps);
  const numbers = maps.map(() => new Map<number, number>());
  const functions: FunctionSymbol[] = [];
  const ranges = merged.map(({ map, range }): FunctionRange => {
    let owner = numbers[map].get(range.owner);
    if (owner === undefined) {
      owner = functions.length;
      numbers[map].set(range.owner, owner);
      functions.push(maps[map].functions[range.owner]);
    }
    return { ...range, owner };
  });
  return new SymbolMap(functions, ranges);
}

/**
 * The ranges of all maps by address, each with the index of its map.
 * @throws InputError naming both files when ranges of two maps overlap.
 */
export function disjointRanges(
  maps: readonly SymbolMap[],
): readonly { readonly map: number; readonly range: FunctionRange }[] {
  const all = maps.flatMap((map, index) => map.ranges.map((range) => ({ map: index, range })));
  all.sort((a, b) => (a.range.start < b.range.start ? -1 : a.range.start > b.range.start ? 1 : 0));
  for (let i = 1; i < all.length; i++) {
    if (all[i].range.start >= all[i - 1].range.end) continue;
    const [first, second] = [all[i - 1], all[i]].map(({ map, range }) => {
      const { name, file } = maps[map].functions[range.owner];
      return `${name} of ${file} (${rangeText(range.start, range.end)})`;
    });
    throw new InputError(
      `symbols: ${second} overlaps ${first}; every file needs a base (file@base) of its own`,
    );
  }
  return all;
}
