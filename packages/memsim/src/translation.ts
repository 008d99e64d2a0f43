/**
 * What the engine must know of pages before it meets them: physical page numbers by the mapping,
 * keys in the TLBs, and room for their state.
 */
import type { PageDictionary } from "@mcpi/trace";
import type { Engine } from "./engine/build.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { coloursOf, type Machine } from "./machine.ts";
import { createMapping, type PageMapping } from "./mapping.ts";
import { PageTables } from "./page-tables.ts";
import { TlbKeys } from "./tlb-keys.ts";

export class Translation {
  /** Undefined where no TLB is simulated. */
  readonly keys: TlbKeys | undefined;
  readonly #engine: Engine;
  readonly #memory: EngineMemory;
  readonly #mapping: PageMapping;
  readonly #tables: PageTables;

  constructor(machine: Machine, pages: PageDictionary, engine: Engine, memory: EngineMemory) {
    this.#engine = engine;
    this.#memory = memory;
    this.#mapping = createMapping(machine.mapping, coloursOf(machine), pages);
    this.#tables = new PageTables(this.#mapping, pages, engine);
    this.keys = machine.tlb && new TlbKeys(pages, engine.tlbs);
  }

  /** Page ids below are known. */
  get known(): number {
    return this.#tables.known;
  }

  /** Enters the pages below id `count` that are new. */
  learn(count: number): void {
    const known = this.#tables.known;
    if (count <= known) return;
    if (this.keys) {
      const first = this.#engine.tlbKeys >>> 2;
      for (let id = known; id < count; id++) this.#memory.words[first + id] = this.keys.key(id);
    }
    this.#tables.learn(this.#memory.words, count);
    this.#memory.provide(Math.max(this.#mapping.count, this.keys?.count ?? 0));
  }

  /** The page-table entry of a page that is known (engine/addressing.ts). */
  entry(page: number): number {
    return this.#memory.words[(this.#engine.pageTable >>> 2) + page];
  }

  /** The key, in the TLBs, of a page that is known. */
  key(page: number): number {
    return this.#memory.words[(this.#engine.tlbKeys >>> 2) + page];
  }

  /** MAP event: a page was mapped. Returns whether physical page numbers have changed. */
  mapped(page: number): boolean {
    this.learn(page + 1);
    if (!this.#mapping.mapped(page)) return false;
    this.#relearn(this.known);
    return true;
  }

  save(): { knownPages: number; mapping: readonly number[] } {
    return { knownPages: this.known, mapping: this.#mapping.save() };
  }

  /** The tables are no part of a saved state: they follow from the mapping. */
  restore(knownPages: number, mapping: readonly number[]): void {
    this.#mapping.restore(mapping);
    this.#relearn(knownPages);
  }

  #relearn(count: number): void {
    this.#tables.known = 0;
    this.learn(count);
  }
}
