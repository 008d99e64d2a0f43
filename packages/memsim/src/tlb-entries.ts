/**
 * What events do to the entries of the simulated TLBs (docs/counting.md, section 7).
 */
import { FLUSH_ALL, FLUSH_PAGE, PAGE_GLOBAL, type PageDictionary } from "@mcpi/trace";
import type { Engine } from "./engine/build.ts";
import type { EngineMemory } from "./engine-memory.ts";
import type { TlbKeys } from "./tlb-keys.ts";

export class TlbEntries {
  /** Is told the key of every entry that is dropped. */
  dropped: (key: number) => void = () => {};
  readonly #engine: Engine;
  readonly #memory: EngineMemory;
  readonly #keys: TlbKeys | undefined;
  readonly #pages: PageDictionary;

  constructor(
    engine: Engine,
    memory: EngineMemory,
    keys: TlbKeys | undefined,
    pages: PageDictionary,
  ) {
    this.#engine = engine;
    this.#memory = memory;
    this.#keys = keys;
    this.#pages = pages;
  }

  /** Without space tags, another space's entries are dropped. */
  spaceChanges(): void {
    for (const tlb of this.#engine.tlbs)
      if (!tlb.description.spaceTags) this.#dropAll(tlb, (id) => !this.#isGlobal(id));
  }

  /** A TLB_FLUSH event. */
  flush(argument: number, detail: number): void {
    for (const tlb of this.#engine.tlbs)
      if (detail === FLUSH_PAGE) this.#drop(tlb, this.#keys!.key(argument >>> 12));
      else this.#dropAll(tlb, (id) => argument === FLUSH_ALL || !this.#isGlobal(id));
  }

  #isGlobal(id: number): boolean {
    return (this.#pages.flags[id] & PAGE_GLOBAL) !== 0;
  }

  #dropAll(tlb: Engine["tlbs"][number], which: (id: number) => boolean): void {
    for (let set = 0; set < tlb.sets; set++)
      for (const key of tlb.contents(this.#memory.words, set))
        if (which(this.#keys!.pageOf(key))) this.#drop(tlb, key);
  }

  #drop(tlb: Engine["tlbs"][number], key: number): void {
    this.#engine.dropTlbEntry(tlb, key);
    this.dropped(key);
  }
}
