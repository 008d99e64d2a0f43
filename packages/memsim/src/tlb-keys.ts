/**
 * Keys of pages in a TLB: one for each (virtual page, space), whatever its frame, such that the low
 * bits of a key are those of the virtual page number, which choose the set.
 */
import type { PageDictionary } from "@mcpi/trace";

export class TlbKeys {
  /** 1 + the largest key given out. */
  count = 0;
  readonly #pages: PageDictionary;
  readonly #sets: number;
  readonly #keys = new Map<string, number>();
  readonly #used: number[];
  readonly #pageOf = new Map<number, number>();

  constructor(pages: PageDictionary, tlbs: readonly { readonly sets: number }[]) {
    this.#pages = pages;
    this.#sets = Math.max(1, ...tlbs.map((tlb) => tlb.sets));
    this.#used = new Array<number>(this.#sets).fill(0);
  }

  /** The key of a page id. */
  key(id: number): number {
    const vpn = this.#pages.vpn[id];
    const name = `${vpn} ${this.#pages.space[id]}`;
    let key = this.#keys.get(name);
    if (key === undefined) {
      const low = vpn % this.#sets;
      key = this.#used[low]++ * this.#sets + low;
      this.#keys.set(name, key);
      this.#pageOf.set(key, id);
      this.count = Math.max(this.count, key + 1);
    }
    return key;
  }

  /** A page id that has this key. */
  pageOf(key: number): number {
    return this.#pageOf.get(key)!;
  }
}
