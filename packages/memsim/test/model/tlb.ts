/**
 * A TLB of the model: docs/counting.md, section 7. An entry is a (page, space), or only a page where
 * there are no space tags.
 */
import type { TlbDescription } from "../../src/machine.ts";
import type { Page } from "./reference.ts";
import { WaySet, Xorshift32 } from "./ways.ts";

export class Tlb {
  readonly description: TlbDescription;
  readonly #sets: WaySet[] = [];
  /** Pages that were ever looked up as global ones. */
  readonly #globals = new Set<bigint>();

  constructor(description: TlbDescription) {
    this.description = description;
    const ways = description.ways === "full" ? description.entries : description.ways;
    const random = new Xorshift32(description.seed ?? 1);
    // Wired entries are never used, so that a TLB is the same without them.
    for (let set = 0; set < description.entries / ways; set++)
      this.#sets.push(new WaySet(ways - description.wired, description.replacement, random));
  }

  /** Looks a page up, and inserts it if it is not there. Returns whether it was. */
  lookUp(page: Page): boolean {
    const set = this.#setOf(page);
    const name = this.#nameOf(page);
    if (page.global) this.#globals.add(name);
    const hit = set.has(name);
    if (hit) set.use(name);
    else set.insert(name);
    return hit;
  }

  flushPage(page: Page): void {
    this.#setOf(page).drop(this.#nameOf(page));
  }

  flushAll(): void {
    this.#flush(() => true);
  }

  flushNonGlobal(): void {
    this.#flush((name) => !this.#globals.has(name));
  }

  /** Another space runs. */
  spaceChanges(): void {
    if (!this.description.spaceTags) this.flushNonGlobal();
  }

  #flush(which: (name: bigint) => boolean): void {
    for (const set of this.#sets)
      for (const way of [...set.ways]) if (way && which(way.name)) set.drop(way.name);
  }

  #setOf(page: Page): WaySet {
    return this.#sets[page.vpn % this.#sets.length];
  }

  #nameOf(page: Page): bigint {
    return BigInt(page.space) * 2n ** 64n + BigInt(page.vpn);
  }
}
