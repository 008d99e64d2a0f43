/**
 * The translation lookaside buffer (docs/r3000.md, section 4): 64 entries, fully associative, tagged
 * with the address-space id unless global.
 */
import { ASID, GLOBAL, TLB_ENTRIES, TLB_WIRED, VPN } from "./cp0.ts";

/** No entry matches. */
export const NO_ENTRY = -1;

export class Tlb {
  /** EntryHi and EntryLo of each entry. */
  readonly high = new Int32Array(TLB_ENTRIES);
  readonly low = new Int32Array(TLB_ENTRIES);
  /** How many entries have each virtual page number, and which was written last: mostly that is all. */
  readonly #entries = new Uint8Array(1 << 20);
  readonly #last = new Uint8Array(1 << 20);

  constructor() {
    this.reset();
  }

  /** All entries name pages of kseg0, which is never looked up. */
  reset(): void {
    this.#entries.fill(0);
    for (let i = 0; i < TLB_ENTRIES; i++) {
      this.high[i] = unmapped(i);
      this.low[i] = 0;
      this.#entries[this.high[i] >>> 12]++;
      this.#last[this.high[i] >>> 12] = i;
    }
  }

  /** The entry is as at the beginning. */
  drop(index: number): void {
    this.write(index, unmapped(index) | 0, 0);
  }

  /** Writes an entry. */
  write(index: number, high: number, low: number): void {
    this.#entries[this.high[index] >>> 12]--;
    this.high[index] = high;
    this.low[index] = low;
    this.#entries[high >>> 12]++;
    this.#last[high >>> 12] = index;
  }

  /** The lowest-numbered entry that matches an address under the ASID of `entryHigh`. */
  find(address: number, entryHigh: number): number {
    const page = address >>> 12;
    const entries = this.#entries[page];
    if (entries === 0) return NO_ENTRY;
    if (entries > 1) return this.findSecond(address, entryHigh, NO_ENTRY);
    // The last entry written with the page's number, or another, if that one has been overwritten.
    const last = this.#last[page];
    if ((this.high[last] & VPN) !== (address & VPN))
      return this.findSecond(address, entryHigh, NO_ENTRY);
    return this.#serves(last, entryHigh) ? last : NO_ENTRY;
  }

  /** Whether an entry is for the ASID of `entryHigh`. */
  #serves(index: number, entryHigh: number): boolean {
    return (this.low[index] & GLOBAL) !== 0 || ((this.high[index] ^ entryHigh) & ASID) === 0;
  }

  /** The lowest-numbered entry above `first` that matches. */
  findSecond(address: number, entryHigh: number, first: number): number {
    const vpn = address & VPN;
    for (let i = first + 1; i < TLB_ENTRIES; i++)
      if ((this.high[i] & VPN) === vpn && this.#serves(i, entryHigh)) return i;
    return NO_ENTRY;
  }
}

/** The page of kseg0 that an entry names at the beginning: each another, so that no two match. */
const unmapped = (index: number): number => 0x80000000 + index * 4096;

/** Random after `retired` instructions: from 63 down to 8, one step an instruction. */
export function randomAfter(retired: number): number {
  return TLB_ENTRIES - 1 - (retired % (TLB_ENTRIES - TLB_WIRED));
}
