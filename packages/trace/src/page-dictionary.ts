/**
 * The page dictionary of a stream: what the page ids of its compact addresses stand for.
 *
 * A page id names one (virtual page, space, frame, flags). A page that is mapped anew gets a new
 * id, so a compact address can never alias. Ids count up from 0 in order of first use, and are
 * never dropped: memory grows with the footprint of a trace, not with its length.
 *
 * Columns are typed arrays that are replaced when they grow; read them through the dictionary.
 */
import { PAGE_SIZE } from "./reference.ts";
import { InputError } from "./trace-error.ts";

/** References to the page bypass the caches. */
export const PAGE_UNCACHED = 1;
/** The page's address is not translated by the TLB (kseg0 and kseg1 of the R3000). */
export const PAGE_UNMAPPED = 2;
/** The page is the same in every space (space is 0). */
export const PAGE_GLOBAL = 4;

/** Frame number of a page whose physical address was not recorded. */
export const NO_FRAME = -1;
/** Most pages a stream can touch: 20 bits of page id, 4 GiB. */
export const MAX_PAGES = 1 << 20;

const FIRST_CAPACITY = 256;

export class PageDictionary {
  /** Pages in use; ids are 0 to count - 1. */
  count = 0;
  /** Virtual page number (virtual address / 4096), up to 2^52 - 1, exact in a double. */
  vpn = new Float64Array(FIRST_CAPACITY);
  /** Frame number (physical address / 4096), or NO_FRAME. */
  frame = new Float64Array(FIRST_CAPACITY);
  /** Space id, 0 to 2^32 - 1. */
  space = new Uint32Array(FIRST_CAPACITY);
  /** PAGE_ bits. */
  flags = new Uint8Array(FIRST_CAPACITY);

  #slots = new Int32Array(4 * FIRST_CAPACITY).fill(-1);

  /**
   * The id of a page, given out now if it is new.
   * @throws InputError when the stream would touch more than MAX_PAGES pages.
   */
  id(vpn: number, space: number, frame: number, flags: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(vpn, space, frame, flags) & mask;
    for (;;) {
      const id = this.#slots[slot];
      if (id < 0) break;
      if (
        this.vpn[id] === vpn &&
        this.space[id] === space &&
        this.frame[id] === frame &&
        this.flags[id] === flags
      )
        return id;
      slot = (slot + 1) & mask;
    }
    if (this.count === MAX_PAGES)
      throw new InputError(
        `trace: more than ${MAX_PAGES} distinct pages (4 GiB) are touched; split the trace`,
      );
    const id = this.count++;
    if (id === this.vpn.length) this.#grow();
    this.vpn[id] = vpn;
    this.space[id] = space;
    this.frame[id] = frame;
    this.flags[id] = flags;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = id;
    return id;
  }

  /** The 64-bit virtual address that a compact address stands for. */
  virtualAddress(compact: number): bigint {
    return BigInt(this.vpn[compact >>> 12]) * BigInt(PAGE_SIZE) + BigInt(compact & 0xfff);
  }

  /** The 64-bit physical address that a compact address stands for; undefined if not recorded. */
  physicalAddress(compact: number): bigint | undefined {
    const frame = this.frame[compact >>> 12];
    if (frame === NO_FRAME) return undefined;
    return BigInt(frame) * BigInt(PAGE_SIZE) + BigInt(compact & 0xfff);
  }

  #grow(): void {
    const capacity = this.vpn.length * 2;
    const grown = <T extends Float64Array | Uint32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from as never);
      return to;
    };
    this.vpn = grown(new Float64Array(capacity), this.vpn);
    this.frame = grown(new Float64Array(capacity), this.frame);
    this.space = grown(new Uint32Array(capacity), this.space);
    this.flags = grown(new Uint8Array(capacity), this.flags);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = hash(this.vpn[id], this.space[id], this.frame[id], this.flags[id]) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

function hash(vpn: number, space: number, frame: number, flags: number): number {
  const high = (vpn / 0x1_0000_0000) | 0;
  let h = Math.imul((vpn | 0) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  h ^= Math.imul((space + 0x7f4a7c15) | 0, 0xc2b2ae35);
  h ^= Math.imul((frame | 0) + flags * 0x1000193, 0x27d4eb2f);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 12);
}
