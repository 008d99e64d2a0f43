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
  /** How many entries have each virtual page number: most look-ups that fail fail here. */
  readonly #entries = new Uint8Array(1 << 20);

  constructor() {
    this.reset();
  }

  /** All entries name pages of kseg0, which is never looked up. */
  reset(): void {
    this.#entries.fill(0);
    for (let i = 0; i < TLB_ENTRIES; i++) {
      this.high[i] = 0x80000000 + i * 4096;
      this.low[i] = 0;
      this.#entries[this.high[i] >>> 12]++;
    }
  }

  /** Writes an entry. */
  write(index: number, high: number, low: number): void {
    this.#entries[this.high[index] >>> 12]--;
    this.high[index] = high;
    this.low[index] = low;
    this.#entries[high >>> 12]++;
  }

  /** The lowest-numbered entry that matches an address under the ASID of `entryHigh`. */
  find(address: number, entryHigh: number): number {
    const vpn = address & VPN;
    if (this.#entries[address >>> 12] === 0) return NO_ENTRY;
    for (let i = 0; i < TLB_ENTRIES; i++)
      if (
        (this.high[i] & VPN) === vpn &&
        ((this.low[i] & GLOBAL) !== 0 || ((this.high[i] ^ entryHigh) & ASID) === 0)
      )
        return i;
    return NO_ENTRY;
  }

  /** A second entry, above `first`, that matches too. */
  findSecond(address: number, entryHigh: number, first: number): number {
    const vpn = address & VPN;
    for (let i = first + 1; i < TLB_ENTRIES; i++)
      if (
        (this.high[i] & VPN) === vpn &&
        ((this.low[i] & GLOBAL) !== 0 || ((this.high[i] ^ entryHigh) & ASID) === 0)
      )
        return i;
    return NO_ENTRY;
  }
}

/** Random after `retired` instructions: from 63 down to 8, one step an instruction. */
export function randomAfter(retired: number): number {
  return TLB_ENTRIES - 1 - (retired % (TLB_ENTRIES - TLB_WIRED));
}
