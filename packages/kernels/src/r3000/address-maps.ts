/**
 * The maps by which generated code reaches memory (state.ts): filled page by page when a page is
 * first used, cleared when it may be reached otherwise.
 *
 * Entries of mapped pages (kuseg, kseg2) hang on the TLB and on who runs; those of kseg0 and kseg1
 * on nothing but translations, which watch for stores.
 */
import type { SharedMemory } from "./shared-memory.ts";
import * as at from "./state.ts";

/** More filled entries than this are cleared at once, so that the lists of them stay short. */
const MOST_FILLED = 16384;

export class AddressMaps {
  readonly #memory: SharedMemory;
  /** Addresses of entries that have been filled: of mapped pages, of others. */
  readonly #mapped: number[] = [];
  readonly #unmapped: number[] = [];

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** Fills the entry of a data page. `host` and `reference` are differences (state.ts). */
  fillData(user: number, vpn: number, host: number, writable: boolean, reference: number): void {
    const address = at.dataMap(user) + (vpn << at.MAP_SHIFT);
    this.#note(address, vpn);
    const { words } = this.#memory;
    words[(address + at.DATA_READ) >>> 2] = host;
    words[(address + at.DATA_WRITE) >>> 2] = writable ? host : 0;
    words[(address + at.DATA_REFERENCE) >>> 2] = reference;
  }

  /** Fills the entry of a code page; `entries` is the address of its entry table, or 0. */
  fillCode(
    user: number,
    vpn: number,
    entry: { host: number; reference: number; entries: number; uncached: boolean },
  ): void {
    const address = at.codeMap(user) + (vpn << at.MAP_SHIFT);
    this.#note(address, vpn);
    const { words } = this.#memory;
    words[(address + at.CODE_HOST) >>> 2] = entry.host;
    words[(address + at.CODE_REFERENCE) >>> 2] = entry.reference;
    words[(address + at.CODE_ENTRIES) >>> 2] = entry.entries;
    words[(address + at.CODE_UNCACHED) >>> 2] = entry.uncached ? 1 : 0;
  }

  /** Clears what is known of a virtual page, in both modes. */
  clearPage(vpn: number): void {
    const offset = vpn << at.MAP_SHIFT;
    this.#clear(at.dataMap(0) + offset);
    this.#clear(at.dataMap(1) + offset);
    this.#clear(at.codeMap(0) + offset);
    this.#clear(at.codeMap(1) + offset);
  }

  /** Clears all mapped pages: another address space. */
  clearMapped(): void {
    for (const address of this.#mapped) this.#clear(address);
    this.#mapped.length = 0;
  }

  clearAll(): void {
    this.clearMapped();
    for (const address of this.#unmapped) this.#clear(address);
    this.#unmapped.length = 0;
  }

  /** Lets no store through to any page until it is filled anew. */
  protectAll(): void {
    const { words } = this.#memory;
    for (const list of [this.#mapped, this.#unmapped])
      for (const address of list)
        if (address < at.CODE_MAPS) words[(address + at.DATA_WRITE) >>> 2] = 0;
  }

  #note(address: number, vpn: number): void {
    const { words } = this.#memory;
    if (words[address >>> 2] !== 0) return;
    const mapped = vpn < 0x80000 || vpn >= 0xc0000;
    const list = mapped ? this.#mapped : this.#unmapped;
    if (list.length === MOST_FILLED) {
      for (const filled of list) this.#clear(filled);
      list.length = 0;
    }
    list.push(address);
  }

  #clear(address: number): void {
    const { words } = this.#memory;
    const word = address >>> 2;
    words[word] = 0;
    words[word + 1] = 0;
    words[word + 2] = 0;
    words[word + 3] = 0;
  }
}
