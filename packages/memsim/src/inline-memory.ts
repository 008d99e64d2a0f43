/**
 * The simulator as a coupled memory that a running machine calls reference by reference
 * (trace: contracts.ts, InlineMemory).
 *
 * The engine's clock then is the cycle in which the next instruction begins: its `pending` stays as
 * before a first instruction. A page is looked up in the TLB when it is prepared, and again only
 * when its entry has been dropped or evicted since: hits of a TLB with random replacement change
 * nothing. So the machine is told of the pages that have lost their entry.
 */
import type { InlineFunctions, InlineMemory, MadeReferences, PageUse } from "@mcpi/trace";
import { IDLE_END } from "@mcpi/trace";
import type { Code, Variable } from "@mcpi/trace/wasm";
import { ENTRY_UNMAPPED } from "./engine/addressing.ts";
import type { Engine } from "./engine/build.ts";
import { counterIndex } from "./engine/counters.ts";
import type { EngineMemory } from "./engine-memory.ts";
import type { Rows } from "./rows.ts";
import type { Translation } from "./translation.ts";

/** What the simulator does for it. */
export interface InlineHost {
  readonly engine: Engine;
  readonly functions: InlineFunctions;
  readonly memory: EngineMemory;
  readonly translation: Translation;
  readonly rows: Rows;
  readonly baseTime: boolean;
  readonly worstReference: number;
  event(kind: number, argument: number, detail: number): void;
  /** Adds the engine's counters to the row of who runs. */
  flush(): void;
}

/** The engine's counters are words: they are taken before they can be as large as this. */
const MOST_COUNTED = 2 ** 31;

export class InlineUse implements InlineMemory {
  readonly memory: WebAssembly.Memory;
  readonly now: WebAssembly.Global;
  readonly baseTime: boolean;
  readonly fetchLine: number;
  readonly functions: InlineFunctions;
  revoked: (page: number) => void = () => {};

  readonly #host: InlineHost;
  /** Prepared pages that have an entry in the TLB, by its key. */
  readonly #prepared: (number[] | undefined)[] = [];
  /** References that may be in the engine's counters, and how many can. */
  #made = 0;
  readonly #mostMade: number;

  constructor(host: InlineHost) {
    this.#host = host;
    const { engine } = host;
    this.memory = engine.memory;
    this.now = engine.globals.get("now")!;
    this.baseTime = host.baseTime;
    this.fetchLine = engine.instruction.lineBytes;
    this.functions = host.functions;
    this.#mostMade = MOST_COUNTED / (1 + host.worstReference);
  }

  prepare(page: number, use: PageUse): number {
    const { engine, memory, translation } = this.#host;
    memory.refresh();
    translation.learn(page + 1);
    const entry = translation.entry(page);
    if (engine.tlbs.length > 0 && (entry & ENTRY_UNMAPPED) === 0) {
      const evicted = engine.lookUp(engine.tlbs[0], use, page);
      if (evicted >= 0) this.revokeKey(evicted);
      this.#note(translation.key(page), page);
    }
    return entry & ~4095;
  }

  fetchProbe(pa: Variable): Code | undefined {
    return this.#host.engine.instruction.probe(pa);
  }

  loadProbe(pa: Variable): Code | undefined {
    return this.#host.engine.data.probe(pa);
  }

  event(kind: number, argument: number, detail: number): void {
    this.#host.memory.refresh();
    this.#host.event(kind, kind === IDLE_END ? argument : argument >>> 0, detail);
  }

  count(made: MadeReferences): void {
    const { memory, rows, flush } = this.#host;
    const { instructions, loads, stores, uncachedFetches, uncachedLoads, uncachedStores } = made;
    const references = instructions + loads + stores;
    if (references + made.extraCycles === 0) return;
    const { values } = rows;
    values[INSTRUCTIONS] += instructions;
    values[LOADS] += loads;
    values[STORES] += stores;
    values[UNCACHED_FETCHES] += uncachedFetches;
    values[UNCACHED_LOADS] += uncachedLoads;
    values[UNCACHED_STORES] += uncachedStores;
    values[EXTRA_CYCLES] += made.extraCycles;
    values[FETCH_ACCESSES] += instructions - uncachedFetches;
    values[LOAD_ACCESSES] += loads - uncachedLoads;
    values[STORE_ACCESSES] += stores - uncachedStores;
    rows.count();
    this.#made += references;
    if (this.#made < this.#mostMade) return;
    memory.refresh();
    flush();
    this.#made = 0;
  }

  /** The entry of this key has left the TLB. */
  revokeKey(key: number): void {
    const pages = this.#prepared[key];
    if (pages === undefined) return;
    // Pages by number and not by an iterator: kernels refill TLBs a lot.
    for (let i = 0; i < pages.length; i++) this.revoked(pages[i]);
    pages.length = 0;
  }

  /** Pages have other physical numbers. */
  revokeAll(): void {
    this.#prepared.length = 0;
    this.revoked(-1);
  }

  /** No page is prepared any more, as the machine knows. */
  forget(): void {
    this.#prepared.length = 0;
  }

  #note(key: number, page: number): void {
    const pages = this.#prepared[key];
    if (pages === undefined) this.#prepared[key] = [page];
    else if (!pages.includes(page)) pages.push(page);
  }
}

const INSTRUCTIONS = counterIndex("instructions");
const LOADS = counterIndex("loads");
const STORES = counterIndex("stores");
const UNCACHED_FETCHES = counterIndex("uncachedFetches");
const UNCACHED_LOADS = counterIndex("uncachedLoads");
const UNCACHED_STORES = counterIndex("uncachedStores");
const EXTRA_CYCLES = counterIndex("extraCycles");
const FETCH_ACCESSES = counterIndex("level1.fetch.accesses");
const LOAD_ACCESSES = counterIndex("level1.load.accesses");
const STORE_ACCESSES = counterIndex("level1.store.accesses");
