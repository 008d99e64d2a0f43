/**
 * The simulator of one machine's memory system: consumer of a stream, or the coupled memory of a
 * running machine.
 *
 * The inner loop is generated for the machine description (engine/): it simulates references and
 * stops at events (stream-events.ts). A running machine may also make its references one by one
 * (inline-memory.ts).
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
  type InlineMemory,
  instructionsOf,
  kindOf,
  type PageDictionary,
  RUN,
  VARIABLE,
} from "@mcpi/trace";
import type { Row } from "./counts.ts";
import { buildEngine, type Engine, type EngineImports, type GivenMemory } from "./engine/build.ts";
import { EngineMemory } from "./engine-memory.ts";
import { InlineUse } from "./inline-memory.ts";
import type { Machine } from "./machine.ts";
import { type MissListener, missLog } from "./miss-log.ts";
import { pieceOfMapping } from "./page-tables.ts";
import { RefillTemplateRunner } from "./refill-template.ts";
import { restoreState, saveState } from "./saved-state.ts";
import { StreamEvents } from "./stream-events.ts";
import { TlbEntries } from "./tlb-entries.ts";
import { Translation } from "./translation.ts";
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
   * one). From there on it is the simulator's alone, which sets it to 0 and grows it as it needs, in
   * `consume`, `settle` and `restore` or inline; others may grow it too. Batches that lie in it
   * below `origin` are not copied. Default: a memory of its own.
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
  readonly inline?: InlineMemory;

  readonly #pages: PageDictionary;
  readonly #engine: Engine;
  readonly #memory: EngineMemory;
  readonly #translation: Translation;
  readonly #template: RefillTemplateRunner | undefined;
  readonly #fingerprint: string;
  readonly #logged: boolean;
  readonly #inline: InlineUse | undefined;

  readonly #events: StreamEvents;
  /** Refill templates that are running, one within the other. */
  #templates = 0;

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
    this.#logged = options.log !== undefined;
    const engineOptions = {
      threeC: options.threeC ?? true,
      twoWay: options.twoWay ?? false,
      refillTemplate: template,
      log: this.#logged,
    };
    this.#engine = buildEngine(
      machine,
      engineOptions,
      imports,
      { records: BATCH_RECORDS, lengthBytes: BATCH_LENGTHS },
      options.within,
    );
    this.#memory = new EngineMemory(this.#engine);
    this.#translation = new Translation(machine, pages, this.#engine, this.#memory);
    const entries = new TlbEntries(this.#engine, this.#memory, this.#translation.keys, pages);
    this.#events = new StreamEvents(this.#engine, this.#memory, this.#translation, entries);
    this.worstReference = worstReference(machine, template);
    this.#fingerprint = JSON.stringify([machine, engineOptions]);
    this.#inline = this.#inlineUse();
    if (this.#inline) {
      const inline = this.#inline;
      this.inline = inline;
      entries.dropped = (key) => inline.revokeKey(key);
      this.#events.renumbered = () => inline.revokeAll();
    }
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
    if (batch.words.length < 2 * batch.records)
      throw new Error(
        "simulator: the batch's words are gone; the memory that they lay in has grown",
      );
    this.#memory.refresh();
    const first = this.#place(batch);
    const end = first + 8 * batch.records;
    if (this.machine.mapping.kind === "frames") this.#simulateBetweenMappings(first, end);
    else {
      this.#translation.learn(this.#pages.count);
      this.#simulate(first, end);
    }
    this.#events.flush();
  }

  /** Where in the engine's memory the batch is, or has been put. */
  #place(batch: Batch): number {
    const { words, bytes } = this.#memory;
    const { words: wordsAt, lengths: lengthsAt, lengthPointer } = this.#engine;
    if (batch.lengthCount > 0) {
      const { lengths } = batch;
      const here = lengths.buffer === bytes.buffer;
      if (!here) bytes.set(lengths.subarray(0, batch.lengthCount), lengthsAt);
      lengthPointer.value = here ? lengths.byteOffset : lengthsAt;
    }
    // The log counts records from the engine's own place for batches.
    if (batch.words.buffer === words.buffer && !this.#logged) return batch.words.byteOffset;
    words.set(batch.words.subarray(0, 2 * batch.records), wordsAt >>> 2);
    return wordsAt;
  }

  /** Simulates piece by piece between changes of mapping, each after learning just the pages it uses. */
  #simulateBetweenMappings(first: number, end: number): void {
    for (let at = first; at < end; ) {
      const piece = pieceOfMapping(this.#memory.words, at, end);
      this.#translation.learn(piece.pages);
      this.#simulate(at, piece.end);
      at = piece.end;
    }
  }

  /** Simulates the records at addresses [first, end). */
  #simulate(first: number, end: number): void {
    for (let at = first; at < end; ) {
      if (this.#events.idle) at = this.#passIdle(at, end);
      else {
        at = this.#engine.exports.run(at, end);
        if (at < end) {
          const meta = this.#memory.words[(at >>> 2) + 1];
          this.#events.event(kindOf(meta), this.#memory.unsigned[at >>> 2], detailOf(meta));
          at += 8;
        }
      }
    }
  }

  settle(batch: Batch): number {
    const before = this.#events.stalls;
    this.consume(batch);
    return this.#events.stalls - before;
  }

  finish(): void {}

  rows(): Row[] {
    this.#memory.refresh();
    this.#events.flush();
    return this.#events.rows.records();
  }

  get idleCycles(): number {
    return this.#events.idleCycles;
  }

  get now(): number {
    return Number(this.#engine.globals.get("now")!.value) + this.#global("pending") + 1;
  }

  resetCounts(): void {
    this.#memory.refresh();
    this.#events.flush();
    this.#events.rows.clear();
    this.#events.idleCycles = 0;
  }

  setContents(cache: CacheName, set: number): number[] {
    this.#memory.refresh();
    const unit = this.#unit(cache);
    return unit === undefined ? [] : unit.contents(this.#memory.words, set);
  }

  lineNumber(address: number, kind: "fetch" | "load" | "store"): number {
    this.#memory.refresh();
    this.#translation.learn((address >>> 12) + 1);
    const entry = this.#translation.entry(address >>> 12);
    const { caches } = this.machine;
    const cache = caches.unified ?? (kind === "fetch" ? caches.instruction! : caches.data!);
    return ((entry & ~4095) | (address & 4095)) >>> Math.log2(cache.line);
  }

  save(): Uint8Array {
    this.#memory.refresh();
    this.#events.flush();
    return saveState(this.#engine, this.#fingerprint, {
      ...this.#events.save(),
      physicalPages: this.#memory.pages,
      ...this.#translation.save(),
    });
  }

  restore(state: Uint8Array): void {
    this.#memory.refresh();
    const rest = restoreState(this.#engine, this.#fingerprint, state, (pages) =>
      this.#memory.provide(pages),
    );
    this.#events.restore(rest);
    this.#translation.restore(rest.knownPages, rest.mapping);
    this.#inline?.forget();
  }

  /** Undefined where single references are not offered. */
  #inlineUse(): InlineUse | undefined {
    const functions = this.#engine.inline;
    if (functions === undefined) return undefined;
    return new InlineUse({
      engine: this.#engine,
      functions,
      memory: this.#memory,
      translation: this.#translation,
      rows: this.#events.rows,
      baseTime: this.machine.time === "base",
      worstReference: this.worstReference,
      event: (kind, argument, detail) => this.#events.event(kind, argument, detail),
      flush: () => this.#events.flush(),
    });
  }

  #unit(cache: CacheName) {
    if (cache === "second") return this.#engine.second;
    return cache === "data" ? this.#engine.data : this.#engine.instruction;
  }

  #global(name: string): number {
    return this.#engine.globals.get(name)!.value as number;
  }

  /** Passes idle records: time goes on, nothing is counted. */
  #passIdle(first: number, end: number): number {
    const { lengthPointer } = this.#engine;
    let cycles = 0;
    let at = first;
    for (; at < end && this.#events.idle; at += 8) {
      const argument = this.#memory.unsigned[at >>> 2];
      const meta = this.#memory.words[(at >>> 2) + 1];
      const kind = kindOf(meta);
      if (kind === RUN) {
        cycles += instructionsOf(meta);
        if (meta & VARIABLE) lengthPointer.value += instructionsOf(meta);
      } else if (kind === CYCLES) cycles += this.machine.time === "base" ? argument : 0;
      else if (kind >= FIRST_EVENT) this.#events.event(kind, argument, detailOf(meta));
    }
    this.#events.idleFor(cycles);
    return at;
  }

  /** Simulates a small batch in the middle of another: the refill template. */
  #nested(batch: Batch): void {
    const { globals, exports, words: wordsAt, lengths, lengthPointer } = this.#engine;
    const capacity = wordsAt + 8 * BATCH_RECORDS;
    // The last records of the batch region are set aside while the template uses them.
    const at = capacity - 8 * batch.records;
    const kept = this.#memory.words.slice(at >>> 2, capacity >>> 2);
    const pointer = lengthPointer.value;
    const logged = LOG_GLOBALS.map((name) => this.#global(name));
    this.#templates++;
    this.#events.inRefill(() => {
      this.#translation.learn(this.#pages.count);
      this.#memory.words.set(batch.words.subarray(0, 2 * batch.records), at >>> 2);
      lengthPointer.value = lengths;
      exports.run(at, capacity);
      lengthPointer.value = pointer;
      this.#memory.words.set(kept, at >>> 2);
      for (const [i, name] of LOG_GLOBALS.entries()) globals.get(name)!.value = logged[i];
    });
    this.#templates--;
  }
}

/** Where the loop is, for the miss log. */
const LOG_GLOBALS = ["logRecord", "logInstruction", "logAddress"];

function usesTemplate(machine: Machine): boolean {
  return Object.values(machine.tlb ?? {}).some((tlb) => tlb?.refill === "software" && tlb.user);
}
