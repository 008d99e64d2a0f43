/**
 * A machine that does nothing but make the references of batches, one by one, by a simulator's
 * inline functions: the plainest form of what generated code does.
 */
import {
  type Batch,
  CYCLES,
  detailOf,
  FIRST_EVENT,
  IDLE_BEGIN,
  IDLE_END,
  type InlineMemory,
  indexOf,
  instructionsOf,
  kindOf,
  LOAD,
  type MadeReferences,
  PAGE_UNCACHED,
  type PageDictionary,
  type PageUse,
  RUN,
  STORE,
  sizeOf,
} from "@mcpi/trace";
import { call, I32, ModuleBuilder, type Variable } from "@mcpi/trace/wasm";

type Counted = { -readonly [K in keyof MadeReferences]: number };

const none = (): Counted => ({
  instructions: 0,
  loads: 0,
  stores: 0,
  uncachedFetches: 0,
  uncachedLoads: 0,
  uncachedStores: 0,
  extraCycles: 0,
});

type Probe = (pa: number) => number;

/** The probes as functions of a module of their own; undefined where every reference is called. */
export function probesOf(inline: InlineMemory): Record<PageUse, Probe | undefined> {
  const compile = (code: (pa: Variable) => ReturnType<InlineMemory["fetchProbe"]>) => {
    const module = new ModuleBuilder();
    module.importMemory(false);
    let offered = true;
    const probe = module.function([I32], [I32], (f, pa) => {
      const value = code(pa);
      offered = value !== undefined;
      f.result(value ?? 0);
    });
    module.function([I32], [I32], (f, pa) => f.result(call(probe, pa)), "probe");
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
      environment: { memory: inline.memory },
    });
    return offered ? (exports.probe as Probe) : undefined;
  };
  return {
    fetch: compile((pa) => inline.fetchProbe(pa)),
    data: compile((pa) => inline.loadProbe(pa)),
  };
}

export class InlineDriver {
  /** Stall cycles so far. */
  stalls = 0;
  /** References that a probe saw hit. */
  hits = 0;
  readonly #inline: InlineMemory;
  readonly #pages: PageDictionary;
  readonly #probes: Record<PageUse, Probe | undefined>;
  /** Base of each prepared page, by use. */
  readonly #prepared: Record<PageUse, Map<number, number>> = { fetch: new Map(), data: new Map() };
  #made = none();
  /** Cycle of the present instruction after `now`, and cycles until the next one. */
  #delta = 0;
  #step = 0;
  /** Line of the last fetch, which the next one need not look up. */
  #line = -1;
  #idle: number | undefined;

  /** @param probing whether the probes are asked first */
  constructor(inline: InlineMemory, pages: PageDictionary, probing: boolean) {
    this.#inline = inline;
    this.#pages = pages;
    this.#probes = probing ? probesOf(inline) : { fetch: undefined, data: undefined };
    inline.revoked = (page) => {
      for (const prepared of Object.values(this.#prepared))
        if (page < 0) prepared.clear();
        else prepared.delete(page);
    };
  }

  /** Whether it idles: then the time since it began has not been told. */
  get idling(): boolean {
    return this.#idle !== undefined;
  }

  /** This machine with another memory, which was restored from a state of the one before. */
  continuedOn(inline: InlineMemory, probing: boolean): InlineDriver {
    const other = new InlineDriver(inline, this.#pages, probing);
    other.stalls = this.stalls;
    other.hits = this.hits;
    other.#delta = this.#delta;
    other.#step = this.#step;
    other.#idle = this.#idle;
    return other;
  }

  /** Makes the references of a batch; afterwards everything has been handed over. */
  run({ words, records }: Batch): void {
    let run: { address: number; fetched: number; count: number } | undefined;
    const fetchUpTo = (target: number) => {
      for (; run !== undefined && run.fetched < Math.min(target, run.count); run.fetched++)
        this.#fetch(run.address + 4 * run.fetched);
    };
    for (let at = 0; at < records; at++) {
      const word = words[2 * at] >>> 0;
      const meta = words[2 * at + 1];
      const kind = kindOf(meta);
      if (kind === RUN || kind >= FIRST_EVENT) {
        fetchUpTo(Infinity);
        run = undefined;
      } else fetchUpTo(indexOf(meta) + 1);
      if (kind === RUN) run = { address: word, fetched: 0, count: instructionsOf(meta) };
      else if (kind === LOAD) this.#load(word);
      else if (kind === STORE) this.#store(word, sizeOf(meta));
      else if (kind === CYCLES) this.#cycles(word);
      else this.#event(kind, word, detailOf(meta));
    }
    fetchUpTo(Infinity);
    this.#handOver();
  }

  #fetch(address: number): void {
    if (this.#idle !== undefined) {
      this.#idle++;
      return;
    }
    this.#delta += this.#step;
    this.#step = 1;
    this.#made.instructions++;
    const { functions, fetchLine } = this.#inline;
    const pa = this.#physical(address, "fetch");
    if (this.#uncached(address)) {
      this.#made.uncachedFetches++;
      this.stalls += functions.uncachedFetch(this.#delta);
      return;
    }
    const line = Math.floor(address / fetchLine);
    // A block ends now and then; then the line is fetched again.
    const again = address % 7 === 3;
    if (line === this.#line && !again) return;
    this.#line = line;
    if (this.#probe("fetch", pa)) return;
    this.stalls += functions.fetch(pa, this.#delta);
  }

  #load(address: number): void {
    if (this.#idle !== undefined) return;
    this.#made.loads++;
    const pa = this.#physical(address, "data");
    const { functions } = this.#inline;
    if (this.#uncached(address)) {
      this.#made.uncachedLoads++;
      this.stalls += functions.uncachedLoad(this.#delta);
    } else if (!this.#probe("data", pa)) this.stalls += functions.load(pa, this.#delta);
  }

  #store(address: number, size: number): void {
    if (this.#idle !== undefined) return;
    this.#made.stores++;
    const pa = this.#physical(address, "data");
    const { functions } = this.#inline;
    if (this.#uncached(address)) {
      this.#made.uncachedStores++;
      this.stalls += functions.uncachedStore(pa, size, this.#delta);
    } else this.stalls += functions.store(pa, size, this.#delta);
  }

  #cycles(extra: number): void {
    const passing = this.#inline.baseTime ? extra : 0;
    if (this.#idle !== undefined) this.#idle += passing;
    else {
      this.#made.extraCycles += extra;
      this.#step += passing;
    }
  }

  #event(kind: number, argument: number, detail: number): void {
    this.#handOver();
    if (kind === IDLE_BEGIN) this.#idle ??= 0;
    if (kind === IDLE_END) {
      argument += this.#idle ?? 0;
      this.#idle = undefined;
    }
    this.#inline.event(kind, argument, detail);
  }

  /** `now` becomes the cycle in which the next instruction begins; counts are handed over. */
  #handOver(): void {
    this.#inline.now.value += BigInt(this.#delta + this.#step);
    this.#delta = -this.#step;
    this.#line = -1;
    this.#inline.count(this.#made);
    this.#made = none();
  }

  #physical(address: number, use: PageUse): number {
    const page = address >>> 12;
    const prepared = this.#prepared[use];
    if (!prepared.has(page)) {
      const base = this.#inline.prepare(page, use);
      prepared.set(page, base);
    }
    return prepared.get(page)! | (address & 4095);
  }

  #probe(use: PageUse, pa: number): boolean {
    const hit = (this.#probes[use]?.(pa) ?? 0) !== 0;
    if (hit) this.hits++;
    return hit;
  }

  #uncached(address: number): boolean {
    return (this.#pages.flags[address >>> 12] & PAGE_UNCACHED) !== 0;
  }
}
