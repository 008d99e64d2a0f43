/**
 * Gives out entry tables (r3000/entry-table.ts), one for each (virtual page, mode, frame) that code
 * runs in.
 */
import { WATCHED } from "../r3000/entry-table.ts";
import type { SharedMemory } from "../r3000/shared-memory.ts";
import { ENTRIES, ENTRY_TABLE_BYTES, ENTRY_TABLES } from "../r3000/state.ts";

export class EntryTables {
  readonly #memory: SharedMemory;
  readonly #tables = new Map<number, number>();
  /** Addresses at which the engines return, by virtual page number. */
  readonly #watched = new Map<number, Set<number>>();

  constructor(memory: SharedMemory) {
    this.#memory = memory;
  }

  /** Is told before all tables are given out anew, because there are no more. */
  onFull: () => void = () => {};

  /** Address of the table of a code page. */
  of(vpn: number, user: number, frame: number): number {
    const key = (frame * 2 + user) * 2 ** 20 + vpn;
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    if (this.#tables.size === ENTRY_TABLES) {
      this.onFull();
      this.#tables.clear();
    }
    const table = ENTRIES + this.#tables.size * ENTRY_TABLE_BYTES;
    this.#tables.set(key, table);
    const { words } = this.#memory;
    words.fill(0, table >>> 2, (table + ENTRY_TABLE_BYTES) >>> 2);
    for (const offset of this.#watched.get(vpn) ?? []) words[(table + offset) >>> 2] = WATCHED;
    return table;
  }

  /** Lets the engines return when an address is jumped to. Before its page is first executed. */
  watch(address: number): void {
    const vpn = address >>> 12;
    let offsets = this.#watched.get(vpn);
    if (offsets === undefined) this.#watched.set(vpn, (offsets = new Set()));
    offsets.add(address & 0xffc);
    for (const [key, table] of this.#tables)
      if (key % 2 ** 20 === vpn) this.#memory.words[(table + (address & 0xffc)) >>> 2] = WATCHED;
  }
}
