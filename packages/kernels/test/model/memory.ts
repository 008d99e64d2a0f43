/**
 * From virtual addresses to values: segments, TLB, caches under control of software, bus.
 * docs/r3000.md, sections 4 (addresses), 5 and 6.
 */
import type { ModelBus } from "./bus.ts";
import { Cache } from "./caches.ts";
import { type Cp0, STATUS } from "./cp0.ts";
import { ADEL, ADES, DBE, IBE, MOD, Raised, TLBL, TLBS } from "./exceptions.ts";
import type { DataReference, IsolatedAccess } from "./step.ts";
import { DIRTY, NONCACHEABLE, type Tlb, VALID } from "./tlb.ts";

type Purpose = "fetch" | "load" | "store";

export interface Translated {
  readonly va: number;
  readonly pa: number;
  readonly cached: boolean;
}

/** A data access of the instruction being executed: what is reported if that retires. */
export interface Access {
  /** The value loaded, unsigned; 0 of a store. */
  readonly value: number;
  readonly reference: DataReference | undefined;
  readonly isolated: IsolatedAccess | undefined;
}

export class Memory {
  readonly data = new Cache();
  readonly instructions = new Cache();
  readonly #bus: ModelBus;
  readonly #cp0: Cp0;
  readonly #tlb: Tlb;
  readonly #functional: boolean;

  constructor(bus: ModelBus, cp0: Cp0, tlb: Tlb, functional: boolean) {
    this.#bus = bus;
    this.#cp0 = cp0;
    this.#tlb = tlb;
    this.#functional = functional;
  }

  fetch(address: number): Translated & { word: number } {
    this.#check(address, 4, "fetch");
    const translated = this.#translate(address, "fetch");
    const word = this.#bus.fetch(translated.pa);
    if (word < 0) throw new Raised(IBE);
    return { ...translated, word };
  }

  /** LB to LW. */
  load(address: number, size: 1 | 2 | 4): Access {
    this.#check(address, size, "load");
    return this.#load(address, address, size);
  }

  /** LWL and LWR, with the first byte that they refer to and how many they are. */
  loadPart(address: number, first: number, size: number): Access {
    this.#check(address, 1, "load");
    return this.#load(address, first, size);
  }

  /** SB to SW. */
  store(address: number, size: 1 | 2 | 4, value: number): Access {
    this.#check(address, size, "store");
    return this.#store(address, address, size, value);
  }

  /** SWL and SWR: likewise; the bytes are at the low end of `value`. */
  storePart(address: number, first: number, size: number, value: number): Access {
    this.#check(address, 1, "store");
    return this.#store(address, first, size, value);
  }

  #check(address: number, alignment: number, purpose: Purpose): void {
    const misaligned = address % alignment !== 0;
    const forbidden = this.#cp0.isUserMode() && address >= 0x80000000;
    if (misaligned || forbidden)
      throw new Raised(purpose === "store" ? ADES : ADEL, { badVAddr: address });
  }

  #translate(address: number, purpose: Purpose): Translated {
    if (address >= 0x80000000 && address < 0xa0000000)
      return { va: address, pa: address - 0x80000000, cached: true };
    if (address >= 0xa0000000 && address < 0xc0000000)
      return { va: address, pa: address - 0xa0000000, cached: false };
    const code = purpose === "store" ? TLBS : TLBL;
    const pageAndSpace = ((address & 0xfffff000) | (this.#cp0.entryHi & 0xfc0)) >>> 0;
    const number = this.#tlb.lookUp(pageAndSpace);
    if (number < 0) throw new Raised(code, { badVAddr: address, refill: address < 0x80000000 });
    const { lo } = this.#tlb.entries[number];
    if ((lo & VALID) === 0) throw new Raised(code, { badVAddr: address });
    if (purpose === "store" && (lo & DIRTY) === 0) throw new Raised(MOD, { badVAddr: address });
    const pa = ((lo & 0xfffff000) | (address & 0xfff)) >>> 0;
    return { va: address, pa, cached: (lo & NONCACHEABLE) === 0 };
  }

  /** `first` is in the same word as `address`, which is the one that exceptions report. */
  #load(address: number, first: number, size: number): Access {
    if (this.#cp0.isIsolated()) return this.#isolatedLoad(first, size);
    const { pa, cached } = this.#translatePart(address, first, "load");
    const word = this.#functional && cached ? this.#cachedWord(pa) : undefined;
    const value = word === undefined ? this.#busRead(pa, size) : partOf(word, pa, size);
    const reference: DataReference = { kind: "load", va: first, pa, size, cached };
    return { value, reference, isolated: undefined };
  }

  #translatePart(address: number, first: number, purpose: Purpose): Translated {
    const { pa, cached } = this.#translate(address, purpose);
    return { va: first, pa: pa - (address - first), cached };
  }

  /** With functional caches: the word that the data cache has, filled from memory if need be. */
  #cachedWord(pa: number): number {
    if (!this.data.hits(pa)) {
      const block = (pa & ~15) >>> 0;
      const words = [0, 4, 8, 12].map((offset) => this.#bus.read(block + offset, 4));
      if (words.includes(-1)) throw new Raised(DBE);
      words.forEach((word, index) => {
        this.data.insert(block + 4 * index, word);
      });
    }
    return this.data.lineOf(pa).data;
  }

  /** Bytes of one word: three of them are read with the word that they are in. */
  #busRead(pa: number, size: number): number {
    const whole = size === 3;
    const value = whole
      ? this.#bus.read((pa & ~3) >>> 0, 4)
      : this.#bus.read(pa, size as 1 | 2 | 4);
    if (value < 0) throw new Raised(DBE);
    return whole ? partOf(value, pa, size) : value;
  }

  #store(address: number, first: number, size: number, value: number): Access {
    if (this.#cp0.isIsolated()) return this.#isolatedStore(first, size, value);
    const { pa, cached } = this.#translatePart(address, first, "store");
    const taken = this.#busWrite(pa, size, value);
    if (this.#functional && cached && taken) {
      if (size === 4) this.data.insert(pa, value);
      else if (this.data.hits(pa)) this.data.merge(pa, size, value);
    }
    const reference: DataReference = { kind: "store", va: first, pa, size, cached };
    return { value: 0, reference, isolated: undefined };
  }

  /** Whether anything took it. Two or three bytes that are not a half word are written one by one. */
  #busWrite(pa: number, size: number, value: number): boolean {
    if (size === 4 || size === 1 || (size === 2 && pa % 2 === 0)) {
      const bits = size === 4 ? value : (value & ((1 << (8 * size)) - 1)) >>> 0;
      return this.#bus.write(pa, size, bits);
    }
    let taken = true;
    for (let byte = 0; byte < size; byte++)
      if (!this.#bus.write(pa + byte, 1, (value >>> (8 * byte)) & 0xff)) taken = false;
    return taken;
  }

  #isolatedCache(): { cache: Cache; name: "data" | "instruction" } {
    if ((this.#cp0.status & STATUS.swc) !== 0)
      return { cache: this.instructions, name: "instruction" };
    return { cache: this.data, name: "data" };
  }

  #isolatedLoad(address: number, size: number): Access {
    const { cache, name } = this.#isolatedCache();
    const hit = cache.hits(untranslated(address));
    const { cm } = STATUS;
    this.#cp0.status = (hit ? this.#cp0.status & ~cm : this.#cp0.status | cm) >>> 0;
    return {
      value: partOf(cache.lineOf(address).data, address, size),
      reference: undefined,
      isolated: { kind: "load", cache: name, index: address % 0x10000, size, invalidates: false },
    };
  }

  #isolatedStore(address: number, size: number, value: number): Access {
    const { cache, name } = this.#isolatedCache();
    const invalidates = size < 4;
    if (invalidates) cache.invalidate(address);
    else cache.insert(untranslated(address), value);
    return {
      value: 0,
      reference: undefined,
      isolated: { kind: "store", cache: name, index: address % 0x10000, size, invalidates },
    };
  }
}

/** What an isolated cache takes as the physical address. */
function untranslated(address: number): number {
  return address >= 0x80000000 && address < 0xc0000000 ? address % 0x20000000 : address;
}

/** The bytes of a word from an address on. */
function partOf(word: number, address: number, size: number): number {
  const bits = word >>> (8 * (address & 3));
  return size === 4 ? bits : (bits & (2 ** (8 * size) - 1)) >>> 0;
}
