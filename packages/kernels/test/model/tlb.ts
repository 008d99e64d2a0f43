/**
 * The TLB: docs/r3000.md, section 4. An entry is what EntryHi and EntryLo were when it was written.
 */
import { Undefined } from "./exceptions.ts";

export interface TlbEntry {
  /** VPN 31:12, ASID 11:6. */
  hi: number;
  /** PFN 31:12, N 11, D 10, V 9, G 8. */
  lo: number;
}

export const NONCACHEABLE = 0x800;
export const DIRTY = 0x400;
export const VALID = 0x200;
export const GLOBAL = 0x100;

const VPN = 0xfffff000;
const ASID = 0xfc0;

export class Tlb {
  readonly entries: TlbEntry[] = [];
  readonly #strict: boolean;

  constructor(strict: boolean) {
    this.#strict = strict;
    for (let entry = 0; entry < 64; entry++)
      this.entries.push({ hi: (0x80000000 + entry * 0x1000) >>> 0, lo: 0 });
  }

  /** Number of the entry for that page, as EntryHi names it; -1 if none matches. */
  lookUp(entryHi: number): number {
    const matching = [...this.entries.keys()].filter((number) => {
      const { hi, lo } = this.entries[number];
      const samePage = (hi & VPN) === (entryHi & VPN);
      const sameSpace = (hi & ASID) === (entryHi & ASID);
      return samePage && (sameSpace || (lo & GLOBAL) !== 0);
    });
    if (this.#strict && matching.length > 1)
      throw new Undefined(`TLB entries ${matching} match the same page`);
    return matching[0] ?? -1;
  }
}
