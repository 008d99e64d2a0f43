/**
 * The simulator of one machine's memory system: consumer of a stream, or the coupled memory of a
 * running machine.
 *
 * The inner loop is generated for the machine description (engine/): it simulates references and
 * stops at events, which are handled here. Who runs is a row of counts; the loop counts into one
 * set of counters, which are added to the row of whoever ran when somebody else begins.
 * All counting rules: docs/counting.md.
 */
import {
  BATCH_LENGTHS,
  BATCH_RECORDS,
  type Batch,
  type Consumer,
  type CoupledMemory,
  CYCLES,
  detailOf,
  FIRST_EVENT,
  FLUSH_ALL,
  FLUSH_PAGE,
  IDLE_BEGIN,
  IDLE_END,
  INVALIDATE,
  InputError,
  instructionsOf,
  KERNEL_MODE,
  kindOf,
  MAP,
  MODE,
  PAGE_GLOBAL,
  type PageDictionary,
  REFILL_BEGIN,
  REFILL_END,
  RUN,
  SPACE,
  TLB_FLUSH,
  VARIABLE,
} from "@mcpi/trace";
import { addCounts, type Row, stallCycles, sumRows, type Who } from "./counts.ts";
import {
  buildEngine,
  type Engine,
  type EngineImports,
  FIRST_PAGES,
  type GivenMemory,
} from "./engine/build.ts";
import { coloursOf, type Machine } from "./machine.ts";
import { createMapping, type PageMapping } from "./mapping.ts";
import { type MissListener, missLog } from "./miss-log.ts";
import { PageTables, pieceOfMapping } from "./page-tables.ts";
import { RefillTemplateRunner } from "./refill-template.ts";
import { restoreState, saveState } from "./saved-state.ts";
import { TlbKeys } from "./tlb-keys.ts";
import { worstReference } from "./worst-reference.ts";

export type { GivenMemory };

export interface SimulatorOptions {
  /** Exact three-C classes, by fully associative twins. Default true. */
  readonly threeC?: boolean;
  /** Also simulate the two-way LRU cache of the same size (Chen and Bershad). Default false. */
  readonly twoWay?: boolean;
  /** Run the refill template at every miss of a software-refilled TLB. Default false. */
  readonly refillTemplate?: boolean;
  /** Is told every stall and miss. */
  readonly log?: MissListener;
  /**
   * The memory in which the simulator works, from byte `origin` on (at a multiple of 64, or the next
   * one). From there on it is the simulator's alone, which sets it to 0 and grows it as it needs;
   * others may grow it too. Default: a memory of its own.
   */
  readonly within?: GivenMemory;
}

/** The name of a cache of a machine description. */
export type CacheName = "instruction" | "data" | "unified" | "second";

export interface Simulator extends CoupledMemory, Consumer {
  readonly machine: Machine;
  consume(batch: Batch): void;
  finish(): void;
  /** Counts of every (mode, space, refill) that ran, in order of first appearance. */
  rows(): Row[];
  /** Cycles spent idle, which are in no row. */
  readonly idleCycles: number;
  /** Cycles since the beginning, idle ones included; warm-up too. */
  readonly now: number;
  /** Sets all counts to 0 and keeps all state: the end of a warm-up. */
  resetCounts(): void;
  /** Line numbers in a set: most recently used (or inserted) first, or by way; -1 is an invalid way. */
  setContents(cache: CacheName, set: number): number[];
  /** Line number, in the first-level cache that serves the kind, of a compact address. */
  lineNumber(address: number, kind: "fetch" | "load" | "store"): number;
}

/** Makes a simulator of `machine` for streams over `pages`. */
export function createSimulator(
  machine: Machine,
  pages: PageDictionary,
  options: SimulatorOptions = {},
): Simulator {
  return new MemorySystem(machine, pages, options);
}

class MemorySystem implements Simulator {
  readonly machine: Machine;
  readonly worstReference: number;
  idleCycles = 0;

  readonly #pages: PageDictionary;
  readonly #engine: Engine;
  readonly #mapping: PageMapping;
  readonly #tlbKeys: TlbKeys | undefined;
  readonly #template: RefillTemplateRunner | undefined;
  readonly #fingerprint: string;
  readonly #tables: PageTables;
  #physicalPages: number;

  // Views of the engine's memory, made anew when it grows.
  #words!: Int32Array;
  #unsigned!: Uint32Array;
  #bytes!: Uint8Array;

  // Who runs.
  #mode: "user" | "kernel" = "user";
  #space = 0;
  #refillDepth = 0;
  #idle = false;
  /** Refill templates that are running, one within the other. */
  #templates = 0;
  #rows = new Map<string, Row>();
  #who: Who = { mode: "user", space: 0, refill: false };

  constructor(machine: Machine, pages: PageDictionary, options: SimulatorOptions) {
    this.machine = machine;
    this.#pages = pages;
    const template = options.refillTemplate === true && usesTemplate(machine);
    const imports: EngineImports = {};
    if (options.log)
      imports.log = missLog(options.log, (event) => {
        event.record = this.#templates > 0 ? -1 : this.#global("logRecord");
        event.instruction = this.#global("logInstruction");
        event.address = this.#global("logAddress");
      });
    if (template) imports.refill = (page, use) => this.#template!.run(page, use);
    const engineOptions = {
      threeC: options.threeC ?? true,
      twoWay: options.twoWay ?? false,
      refillTemplate: template,
      log: options.log !== undefined,
    };
    this.#engine = buildEngine(
      machine,
      engineOptions,
      imports,
      { records: BATCH_RECORDS, lengthBytes: BATCH_LENGTHS },
      options.within,
    );
    this.#physicalPages = FIRST_PAGES;
    this.#makeViews();
    this.#mapping = createMapping(machine.mapping, coloursOf(machine), pages);
    this.#tables = new PageTables(this.#mapping, pages, this.#engine);
    this.#tlbKeys = machine.tlb && new TlbKeys(pages, this.#engine.tlbs);
    this.worstReference = worstReference(machine, template);
    this.#fingerprint = JSON.stringify([machine, engineOptions]);
    if (template)
      this.#template = new RefillTemplateRunner(machine, pages, {
        reference: (batch) => this.#nested(batch),
      });
  }

  consume(batch: Batch): void {
    if (batch.pages !== this.#pages)
      throw new Error("simulator: the batch is of another page dictionary");
    if (batch.records > BATCH_RECORDS || batch.lengthCount > BATCH_LENGTHS)
      throw new Error(`simulator: a batch may have ${BATCH_RECORDS} records at most`);
    this.#refreshViews();
    const { words, lengths, lengthPointer } = this.#engine;
    this.#words.set(batch.words.subarray(0, 2 * batch.records), words >>> 2);
    this.#bytes.set(batch.lengths.subarray(0, batch.lengthCount), lengths);
    lengthPointer.value = lengths;
    const end = words + 8 * batch.records;
    if (this.machine.mapping.kind === "frames") this.#simulateBetweenMappings(words, end);
    else {
      this.#learnPages(this.#pages.count);
      this.#simulate(words, end);
    }
    this.#flush();
  }

  /** Simulates piece by piece between changes of mapping, each after learning just the pages it uses. */
  #simulateBetweenMappings(first: number, end: number): void {
    for (let at = first; at < end; ) {
      const piece = pieceOfMapping(this.#words, at, end);
      this.#learnPages(piece.pages);
      this.#simulate(at, piece.end);
      at = piece.end;
    }
  }

  /** Simulates the records at addresses [first, end). */
  #simulate(first: number, end: number): void {
    for (let at = first; at < end; ) {
      if (this.#idle) at = this.#passIdle(at, end);
      else {
        at = this.#engine.exports.run(at, end);
        if (at < end) {
          this.#event(at);
          at += 8;
        }
      }
    }
  }

  settle(batch: Batch): number {
    const before = this.#stalls();
    this.consume(batch);
    return this.#stalls() - before;
  }

  finish(): void {}

  rows(): Row[] {
    return structuredClone([...this.#rows.values()]);
  }

  get now(): number {
    return Number(this.#engine.globals.get("now")!.value) + this.#global("pending") + 1;
  }

  resetCounts(): void {
    this.#rows = new Map();
    this.idleCycles = 0;
  }

  setContents(cache: CacheName, set: number): number[] {
    this.#refreshViews();
    const unit = this.#unit(cache);
    return unit === undefined ? [] : unit.contents(this.#words, set);
  }

  lineNumber(address: number, kind: "fetch" | "load" | "store"): number {
    this.#refreshViews();
    this.#learnPages((address >>> 12) + 1);
    const entry = this.#words[(this.#engine.pageTable >>> 2) + (address >>> 12)];
    const { caches } = this.machine;
    const cache = caches.unified ?? (kind === "fetch" ? caches.instruction! : caches.data!);
    return ((entry & ~4095) | (address & 4095)) >>> Math.log2(cache.line);
  }

  save(): Uint8Array {
    this.#refreshViews();
    this.#flush();
    return saveState(this.#engine, this.#fingerprint, {
      mode: this.#mode,
      space: this.#space,
      refillDepth: this.#refillDepth,
      idle: this.#idle,
      idleCycles: this.idleCycles,
      physicalPages: this.#physicalPages,
      knownPages: this.#tables.known,
      mapping: this.#mapping.save(),
      rows: [...this.#rows.values()],
    });
  }

  restore(state: Uint8Array): void {
    this.#refreshViews();
    const rest = restoreState(this.#engine, this.#fingerprint, state, (pages) =>
      this.#provide(pages),
    );
    this.#mode = rest.mode;
    this.#space = rest.space;
    this.#refillDepth = rest.refillDepth;
    this.#idle = rest.idle;
    this.idleCycles = rest.idleCycles;
    this.#rows = new Map(rest.rows.map((row) => [rowKey(row.who), row]));
    this.#who = { mode: this.#mode, space: this.#space, refill: this.#refillDepth > 0 };
    // The page tables are not part of the state: they follow from the mapping.
    this.#mapping.restore(rest.mapping);
    this.#tables.known = 0;
    this.#learnPages(rest.knownPages);
  }

  #unit(cache: CacheName) {
    if (cache === "second") return this.#engine.second;
    return cache === "data" ? this.#engine.data : this.#engine.instruction;
  }

  #global(name: string): number {
    return this.#engine.globals.get(name)!.value as number;
  }

  #makeViews(): void {
    const { buffer } = this.#engine.memory;
    this.#words = new Int32Array(buffer);
    this.#unsigned = new Uint32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  /** Makes the views anew if somebody else has grown the memory: the old buffer is empty then. */
  #refreshViews(): void {
    if (this.#words.length === 0) this.#makeViews();
  }

  /** Enters the pages below id `count` that are new into the tables of the loop. */
  #learnPages(count: number): void {
    const { tlbKeys } = this.#engine;
    if (this.#tlbKeys)
      for (let id = this.#tables.known; id < count; id++)
        this.#words[(tlbKeys >>> 2) + id] = this.#tlbKeys.key(id);
    this.#tables.learn(this.#words, count);
    this.#provide(Math.max(this.#mapping.count, this.#tlbKeys?.count ?? 0));
  }

  /** Makes room for the state of `pages` physical pages. */
  #provide(pages: number): void {
    if (pages <= this.#physicalPages) return;
    this.#physicalPages = Math.max(
      pages,
      Math.min(2 * this.#physicalPages, this.#physicalPages + 65536),
    );
    const { memory, layout } = this.#engine;
    const more = layout.wasmPages(this.#physicalPages) - memory.buffer.byteLength / 65536;
    if (more > 0) {
      try {
        memory.grow(more);
      } catch {
        throw new InputError(
          `simulator: the state of ${pages} pages does not fit into 4 GiB; simulate without three-C classes, or a part of the trace`,
        );
      }
      this.#makeViews();
    }
  }

  /** Adds what was counted since the last time to the row of who runs; a row appears with its first count. */
  #flush(): void {
    const counts = this.#engine.counters.take(this.#unsigned);
    if (counts === undefined) return;
    const key = rowKey(this.#who);
    const row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, { who: this.#who, counts });
    else addCounts(row.counts, counts);
  }

  /** From here on somebody else runs. */
  #switchRow(): void {
    this.#flush();
    this.#who = { mode: this.#mode, space: this.#space, refill: this.#refillDepth > 0 };
  }

  #stalls(): number {
    return stallCycles(sumRows([...this.#rows.values()]).stalls);
  }

  #event(at: number): void {
    const argument = this.#unsigned[at >>> 2];
    const meta = this.#words[(at >>> 2) + 1];
    switch (kindOf(meta)) {
      case MODE:
        this.#mode = argument === KERNEL_MODE ? "kernel" : "user";
        this.#switchRow();
        break;
      case SPACE:
        this.#space = argument;
        this.#switchRow();
        this.#forgetUntagged();
        break;
      case REFILL_BEGIN:
        this.#refillDepth++;
        this.#switchRow();
        break;
      case REFILL_END:
        this.#refillDepth = Math.max(0, this.#refillDepth - 1);
        this.#switchRow();
        break;
      case MAP:
        if (this.#mapping.mapped(argument >>> 12)) this.#relearnPages();
        break;
      case TLB_FLUSH:
        this.#flushTlbs(argument, detailOf(meta));
        break;
      case INVALIDATE:
        if (detailOf(meta) & 1) this.#engine.exports.invalidateInstruction(argument);
        if (detailOf(meta) & 2) this.#engine.exports.invalidateData(argument);
        break;
      case IDLE_BEGIN:
        this.#idle = true;
        break;
      default:
        // Interrupts, marks, TLB writes and cache control change nothing that is simulated.
        break;
    }
  }

  /** Enters all pages anew: a change of mapping may have moved any of them. */
  #relearnPages(): void {
    const count = this.#tables.known;
    this.#tables.known = 0;
    this.#learnPages(count);
  }

  /** Passes idle records: time goes on, nothing is counted. */
  #passIdle(first: number, end: number): number {
    const { globals, lengthPointer } = this.#engine;
    let cycles = 0;
    let at = first;
    for (; at < end && this.#idle; at += 8) {
      const argument = this.#unsigned[at >>> 2];
      const meta = this.#words[(at >>> 2) + 1];
      const kind = kindOf(meta);
      if (kind === RUN) {
        cycles += instructionsOf(meta);
        if (meta & VARIABLE) lengthPointer.value += instructionsOf(meta);
      } else if (kind === CYCLES) cycles += this.machine.time === "base" ? argument : 0;
      else if (kind === IDLE_END) {
        cycles += argument;
        this.#idle = false;
      } else if (kind >= FIRST_EVENT) this.#event(at);
    }
    this.idleCycles += cycles;
    globals.get("now")!.value += BigInt(cycles);
    return at;
  }

  /** Without space tags, another space's entries are dropped. */
  #forgetUntagged(): void {
    for (const tlb of this.#engine.tlbs)
      if (!tlb.description.spaceTags) this.#dropEntries(tlb, (id) => !this.#isGlobal(id));
  }

  #isGlobal(id: number): boolean {
    return (this.#pages.flags[id] & PAGE_GLOBAL) !== 0;
  }

  #flushTlbs(argument: number, detail: number): void {
    for (const tlb of this.#engine.tlbs) {
      if (detail === FLUSH_PAGE) {
        const key = this.#tlbKeys!.key(argument >>> 12);
        this.#engine.dropTlbEntry(tlb, key);
      } else this.#dropEntries(tlb, (id) => argument === FLUSH_ALL || !this.#isGlobal(id));
    }
  }

  #dropEntries(tlb: Engine["tlbs"][number], which: (id: number) => boolean): void {
    for (let set = 0; set < tlb.sets; set++)
      for (const key of tlb.contents(this.#words, set))
        if (which(this.#tlbKeys!.pageOf(key))) this.#engine.dropTlbEntry(tlb, key);
  }

  /** Simulates a small batch in the middle of another: the refill template. */
  #nested(batch: Batch): void {
    const { globals, exports, words, lengths, lengthPointer } = this.#engine;
    const capacity = words + 8 * BATCH_RECORDS;
    // The last records of the batch region are set aside while the template uses them.
    const at = capacity - 8 * batch.records;
    const kept = this.#words.slice(at >>> 2, capacity >>> 2);
    const pointer = lengthPointer.value;
    const logged = LOG_GLOBALS.map((name) => this.#global(name));
    const mode = this.#mode;
    this.#templates++;
    this.#mode = "kernel";
    this.#refillDepth++;
    this.#switchRow();
    this.#learnPages(this.#pages.count);
    this.#words.set(batch.words.subarray(0, 2 * batch.records), at >>> 2);
    lengthPointer.value = lengths;
    exports.run(at, capacity);
    lengthPointer.value = pointer;
    this.#words.set(kept, at >>> 2);
    for (const [i, name] of LOG_GLOBALS.entries()) globals.get(name)!.value = logged[i];
    this.#templates--;
    this.#refillDepth--;
    this.#mode = mode;
    this.#switchRow();
  }
}

/** Where the loop is, for the miss log. */
const LOG_GLOBALS = ["logRecord", "logInstruction", "logAddress"];

function usesTemplate(machine: Machine): boolean {
  return Object.values(machine.tlb ?? {}).some((tlb) => tlb?.refill === "software" && tlb.user);
}

function rowKey(who: Row["who"]): string {
  return `${who.mode} ${who.space} ${who.refill}`;
}
