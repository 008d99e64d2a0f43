/**
 * What TypeScript does about references: the counterpart of the generated code's (references.ts),
 * for instructions that are executed here, and for events.
 */
import {
  type Batch,
  CYCLES,
  dataMeta,
  eventMeta,
  IDLE_BEGIN,
  IDLE_END,
  INDEX_SHIFT,
  INVALIDATE,
  type InlineMemory,
  LOAD,
  MAP,
  MODE,
  type PageDictionary,
  REFILL_BEGIN,
  REFILL_END,
  runMeta,
  SPACE,
  STORE,
  TLB_FLUSH,
} from "@mcpi/trace";
import type { SharedMemory } from "./shared-memory.ts";
import * as at from "./state.ts";
import { NO_RUN } from "./stream-references.ts";

export interface ReferencePort {
  /** What references to page id `page` say: its address as the generated code needs it. */
  prepare(page: number, use: "fetch" | "data"): number;
  /** Whether uncached pages can be used by generated code like others. */
  readonly uncachedInMaps: boolean;
  /** An instruction at `pc` retires; `base` is its page's. Returns stall cycles. */
  fetch(pc: number, base: number, uncached: boolean): number;
  /** It loads or stores. Returns stall cycles. */
  data(
    kind: "load" | "store",
    address: number,
    base: number,
    size: number,
    uncached: boolean,
  ): number;
  event(kind: number, argument: number, detail?: number): void;
  /** Base cycles beyond the first of the instruction fetched last. */
  cycles(extra: number): void;
}

export const NO_PORT: ReferencePort = {
  prepare: () => 0,
  uncachedInMaps: true,
  fetch: () => 0,
  data: () => 0,
  event: () => {},
  cycles: () => {},
};

/** Records at the end of the batch that are kept for what TypeScript appends. */
const SLACK_RECORDS = 512;
const ONE = 1 << INDEX_SHIFT;

/** Writes records into the batch in the shared memory. */
export class StreamPort implements ReferencePort {
  readonly uncachedInMaps = true;
  readonly #memory: SharedMemory;
  readonly #pages: PageDictionary;

  constructor(memory: SharedMemory, pages: PageDictionary) {
    this.#memory = memory;
    this.#pages = pages;
    this.clear();
    memory.words[at.RECORD_LIMIT >>> 2] = at.BATCH_END - 8 * SLACK_RECORDS;
  }

  prepare(page: number): number {
    return page << 12;
  }

  fetch(pc: number, base: number): number {
    const { words } = this.#memory;
    let index = 0;
    if ((pc | 0) === words[at.RUN_NEXT >>> 2]) index = words[at.RUN_INDEX >>> 2] + ONE;
    else {
      words[at.RUN_RECORD >>> 2] = words[at.RECORD >>> 2];
      this.#record(base | (pc & 0xfff), 0);
    }
    words[at.RUN_INDEX >>> 2] = index;
    const count = (index >>> INDEX_SHIFT) + 1;
    words[(words[at.RUN_RECORD >>> 2] >>> 2) + 1] = runMeta(count, 4 * count, false);
    words[at.RUN_NEXT >>> 2] = ((pc + 4) & 0xfff) === 0 ? NO_RUN : (pc + 4) | 0;
    return 0;
  }

  data(kind: "load" | "store", address: number, base: number, size: number): number {
    const index = this.#memory.words[at.RUN_INDEX >>> 2] >>> INDEX_SHIFT;
    const meta = dataMeta(kind === "load" ? LOAD : STORE, size, index);
    this.#record(base | (address & 0xfff), meta);
    return 0;
  }

  cycles(extra: number): void {
    this.#record(extra, CYCLES | this.#memory.words[at.RUN_INDEX >>> 2]);
  }

  event(kind: number, argument: number, detail = 0): void {
    this.closeRun();
    this.#record(argument | 0, eventMeta(kind, detail));
  }

  /** Whether there may be no room for what TypeScript appends next. */
  get almostFull(): boolean {
    const { words } = this.#memory;
    return words[at.RECORD >>> 2] > words[at.RECORD_LIMIT >>> 2];
  }

  /** What is fetched next begins a new run. */
  closeRun(): void {
    this.#memory.words[at.RUN_NEXT >>> 2] = NO_RUN;
    this.#memory.words[at.RUN_INDEX >>> 2] = 0;
  }

  /** The records from address `from` on; the run that is open ends with them. */
  take(from: number): Batch {
    this.closeRun();
    const { words, memory } = this.#memory;
    const end = words[at.RECORD >>> 2];
    return {
      words: new Int32Array(memory.buffer, from, (end - from) >>> 2),
      records: (end - from) >>> 3,
      lengths: NO_LENGTHS,
      lengthCount: 0,
      pages: this.#pages,
    };
  }

  /** Begins the batch anew. */
  clear(): void {
    this.#memory.words[at.RECORD >>> 2] = at.BATCH;
    this.closeRun();
  }

  #record(word: number, meta: number): void {
    const { words } = this.#memory;
    const record = words[at.RECORD >>> 2];
    if (record >= at.BATCH_END) throw new Error("reference-port: the batch is overfull");
    words[record >>> 2] = word;
    words[(record >>> 2) + 1] = meta;
    words[at.RECORD >>> 2] = record + 8;
  }
}

const NO_LENGTHS = new Uint8Array(0);

/** Events that a coupled memory hears of. */
const HEARD: ReadonlySet<number> = new Set([
  SPACE,
  MODE,
  MAP,
  TLB_FLUSH,
  REFILL_BEGIN,
  REFILL_END,
  INVALIDATE,
  IDLE_BEGIN,
  IDLE_END,
]);

/** Calls a coupled memory. */
export class InlinePort implements ReferencePort {
  readonly uncachedInMaps = false;
  readonly #memory: SharedMemory;
  readonly #inline: InlineMemory;
  /** Instructions retired, and base cycles beyond one, that the coupled memory has been told of. */
  #toldInstructions = 0;
  #toldExtra = 0;
  readonly #made = {
    instructions: 0,
    loads: 0,
    stores: 0,
    uncachedFetches: 0,
    uncachedLoads: 0,
    uncachedStores: 0,
    extraCycles: 0,
  };
  #uncachedLoads = 0;
  #uncachedStores = 0;

  readonly #time: { readonly retired: number; readonly extra: number };

  constructor(
    memory: SharedMemory,
    inline: InlineMemory,
    time: { readonly retired: number; readonly extra: number },
  ) {
    this.#memory = memory;
    this.#inline = inline;
    this.#time = time;
  }

  prepare(page: number, use: "fetch" | "data"): number {
    const base = this.#inline.prepare(page, use);
    this.#memory.refresh();
    return base;
  }

  fetch(pc: number, base: number, uncached: boolean): number {
    if (!uncached) return this.#inline.functions.fetch(base | (pc & 0xfff), 0);
    this.#memory.words[at.UNCACHED_FETCHES >>> 2]++;
    return this.#inline.functions.uncachedFetch(0);
  }

  data(
    kind: "load" | "store",
    address: number,
    base: number,
    size: number,
    uncached: boolean,
  ): number {
    const { functions } = this.#inline;
    const pa = base | (address & 0xfff);
    if (kind === "load") {
      if (!uncached) return functions.load(pa, 0);
      this.#uncachedLoads++;
      return functions.uncachedLoad(0);
    }
    if (!uncached) return functions.store(pa, size, 0);
    this.#uncachedStores++;
    return functions.uncachedStore(pa, size, 0);
  }

  cycles(): void {}

  event(kind: number, argument: number, detail = 0): void {
    // The others change nothing in a memory system (trace: reference.ts).
    if (!HEARD.has(kind)) return;
    this.handOver();
    this.#inline.event(kind, argument, detail);
    this.#memory.refresh();
  }

  /** What has been executed so far the coupled memory knows. */
  begin(): void {
    this.#forget();
  }

  /** Idling has ended, after `cycles` of which the coupled memory has heard nothing. */
  endIdle(cycles: number): void {
    this.#inline.event(IDLE_END, cycles, 0);
    this.#memory.refresh();
    this.#forget();
  }

  #forget(): void {
    const { words } = this.#memory;
    this.#toldInstructions = this.#time.retired;
    this.#toldExtra = this.#time.extra;
    words[at.COUNTS >>> 2] = 0;
    words[(at.COUNTS >>> 2) + 1] = 0;
    words[at.UNCACHED_FETCHES >>> 2] = 0;
    this.#uncachedLoads = 0;
    this.#uncachedStores = 0;
  }

  /** Hands over what was counted since the last time. */
  handOver(): void {
    const { words } = this.#memory;
    const made = this.#made;
    made.instructions = this.#time.retired - this.#toldInstructions;
    made.extraCycles = this.#time.extra - this.#toldExtra;
    if (made.instructions === 0 && made.extraCycles === 0) return;
    made.loads = words[at.COUNTS >>> 2];
    made.stores = words[(at.COUNTS >>> 2) + 1];
    made.uncachedFetches = words[at.UNCACHED_FETCHES >>> 2];
    made.uncachedLoads = this.#uncachedLoads;
    made.uncachedStores = this.#uncachedStores;
    this.#forget();
    this.#inline.count(made);
  }
}
