/**
 * One look at every record of a trace, for all caches of a sweep that have lines of one size: the
 * simulator's loops (engine/) over a stage of many caches.
 *
 * Counts are those of docs/counting.md; there is no time, no TLB and no second level, and everybody
 * is counted together. Invalidations by index are left out. Between idle-begin and idle-end only events take effect.
 */
import {
  BATCH_LENGTHS,
  BATCH_RECORDS,
  type Batch,
  BY_INDEX,
  detailOf,
  FIRST_EVENT,
  IDLE_BEGIN,
  IDLE_END,
  INVALIDATE,
  InputError,
  instructionsOf,
  kindOf,
  MAP,
  MAX_PAGES,
  type PageDictionary,
  RUN,
  VARIABLE,
} from "@mcpi/trace";
import { ModuleBuilder } from "@mcpi/trace/wasm";
import { addCounts, type Counts, newCounts } from "../counts.ts";
import { Addressing } from "../engine/addressing.ts";
import { defineInvalidate } from "../engine/build.ts";
import type { UncachedPath } from "../engine/cache-stage.ts";
import { EngineContext } from "../engine/context.ts";
import { Counters } from "../engine/counters.ts";
import { DataReferences } from "../engine/data-references.ts";
import { FetchReferences } from "../engine/fetch-references.ts";
import { Layout } from "../engine/layout.ts";
import { defineProgramOrder, type LoopParts } from "../engine/program-order.ts";
import { defineSplitOrder } from "../engine/split-order.ts";
import type { MappingDescription } from "../machine.ts";
import { createMapping, type PageMapping } from "../mapping.ts";
import { PageTables, pieceOfMapping } from "../page-tables.ts";
import { type StagePart, SweepStage } from "./stage.ts";

/** Makes the parts of a stage; `unified` parts serve all references. */
export type PartMaker = (context: EngineContext) => Record<"fetch" | "data", readonly StagePart[]>;

export interface PassShape {
  readonly line: number;
  readonly colours: number;
  readonly mapping: MappingDescription;
  /** Whether some part chooses sets by virtual addresses. */
  readonly virtual: boolean;
  /** Whether the same parts serve fetches and data: then program order is kept. */
  readonly unified: boolean;
}

/** Memory costs nothing here. */
const NO_PATH: UncachedPath = { emitUncachedRead: () => {}, emitUncachedWrite: () => {} };

/** Parts count in 32 bits, each access once at most in any counter; a batch has fewer than 2^31. */
const ACCESSES_BETWEEN_DRAINS = 2 ** 31;

interface PassExports {
  run(first: number, end: number): number;
  invalidateInstruction(address: number): void;
  invalidateData(address: number): void;
  readonly lengthPointer: WebAssembly.Global;
}

export class SweepPass {
  readonly #pages: PageDictionary;
  readonly #parts: ReadonlySet<StagePart>;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: PassExports;
  readonly #layout: Layout;
  readonly #counters: Counters;
  readonly #mapping: PageMapping;
  readonly #piecewise: boolean;
  readonly #tables: PageTables;
  readonly #words: number;
  readonly #lengths: number;
  // Views of the memory, made anew when it grows.
  #signed!: Int32Array;
  #unsigned!: Uint32Array;
  #bytes!: Uint8Array;

  #roomFor = 64;
  #idle = false;
  /** Accesses since the last drain. */
  #undrained = 0;
  #counts = newCounts();

  constructor(pages: PageDictionary, shape: PassShape, threeC: boolean, makeParts: PartMaker) {
    const { line, colours, mapping, unified, virtual } = shape;
    const module = new ModuleBuilder();
    const layout = new Layout();
    const counters = new Counters(layout);
    const options = { threeC, twoWay: false, refillTemplate: false, log: false };
    const context = new EngineContext(module, layout, counters, options);
    const pageTable = layout.reserve(4 * MAX_PAGES);
    const colourTable = virtual ? layout.reserve(4 * MAX_PAGES) : -1;
    this.#words = layout.reserve(8 * BATCH_RECORDS);
    this.#lengths = layout.reserve(BATCH_LENGTHS);
    const made = makeParts(context);
    this.#parts = new Set([...made.fetch, ...made.data]);
    const instruction = new SweepStage(line, virtual, made.fetch);
    const data = unified ? instruction : new SweepStage(line, virtual, made.data);
    const addressing = new Addressing({
      pageTable,
      colourTable,
      instructionTlb: undefined,
      dataTlb: undefined,
    });
    const parts: LoopParts = {
      context,
      addressing,
      instruction,
      fetches: new FetchReferences(context, addressing, instruction, NO_PATH),
      data: new DataReferences(context, addressing, data, NO_PATH, unified),
      separate: !unified,
      lengthPointer: context.global("lengthPointer", 0),
      timed: false,
      baseTime: false,
      words: this.#words,
    };
    if (unified) defineProgramOrder(parts);
    else defineSplitOrder(parts);
    defineInvalidate(parts, instruction, "invalidateInstruction");
    defineInvalidate(parts, data, "invalidateData");
    layout.close();
    this.#layout = layout;
    this.#counters = counters;
    this.#memory = newMemory(layout.wasmPages(this.#roomFor));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
      environment: { memory: this.#memory },
    });
    this.#exports = instance.exports as unknown as PassExports;
    this.#makeViews();
    for (const part of this.#parts) {
      part.clear(this.#signed);
      part.provide?.(this.#signed, this.#roomFor);
    }
    this.#pages = pages;
    this.#mapping = createMapping(mapping, colours, pages);
    this.#piecewise = mapping.kind === "frames";
    this.#tables = new PageTables(this.#mapping, pages, { pageTable, colourTable });
  }

  /** @throws InputError when the state does not fit into memory, or the mapping lacks something. */
  consume(batch: Batch): void {
    if (batch.pages !== this.#pages)
      throw new Error("sweep: the batch is of another page dictionary");
    if (batch.records > BATCH_RECORDS || batch.lengthCount > BATCH_LENGTHS)
      throw new Error(`sweep: a batch may have ${BATCH_RECORDS} records at most`);
    this.#signed.set(batch.words.subarray(0, 2 * batch.records), this.#words >>> 2);
    this.#bytes.set(batch.lengths.subarray(0, batch.lengthCount), this.#lengths);
    this.#exports.lengthPointer.value = this.#lengths;
    const end = this.#words + 8 * batch.records;
    if (!this.#piecewise) {
      this.#learn(this.#pages.count);
      this.#simulate(this.#words, end);
    } else
      for (let at = this.#words; at < end; ) {
        const piece = pieceOfMapping(this.#signed, at, end);
        this.#learn(piece.pages);
        this.#simulate(at, piece.end);
        at = piece.end;
      }
    const counted = this.#counters.take(this.#unsigned);
    if (counted === undefined) return;
    addCounts(this.#counts, counted);
    const { fetch, load, store } = counted.level1;
    this.#undrained += fetch.accesses + load.accesses + store.accesses;
    if (this.#undrained >= ACCESSES_BETWEEN_DRAINS) this.drain();
  }

  /** Makes the parts take their counts. */
  drain(): void {
    this.#undrained = 0;
    for (const part of this.#parts) part.drain(this.#unsigned);
  }

  resetCounts(): void {
    this.drain();
    this.#counts = newCounts();
    for (const part of this.#parts) part.resetCounts();
  }

  /** References, and accesses of the first level; nothing of any one cache. */
  get counts(): Counts {
    return this.#counts;
  }

  #makeViews(): void {
    const { buffer } = this.#memory;
    this.#signed = new Int32Array(buffer);
    this.#unsigned = new Uint32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  #learn(count: number): void {
    this.#tables.learn(this.#signed, count);
    const pages = this.#mapping.count;
    if (pages <= this.#roomFor) return;
    this.#roomFor = Math.max(pages, Math.min(2 * this.#roomFor, this.#roomFor + 65536));
    const more = this.#layout.wasmPages(this.#roomFor) - this.#memory.buffer.byteLength / 65536;
    try {
      if (more > 0) this.#memory.grow(more);
    } catch {
      throw new InputError(
        `sweep: the state of ${pages} pages does not fit into 4 GiB; sweep fewer configurations at a time, or without three-C classes`,
      );
    }
    if (more > 0) this.#makeViews();
    for (const part of this.#parts) part.provide?.(this.#signed, this.#roomFor);
  }

  #simulate(first: number, end: number): void {
    for (let at = first; at < end; ) {
      if (this.#idle) at = this.#passIdle(at, end);
      else {
        at = this.#exports.run(at, end);
        if (at < end) {
          this.#event(at);
          at += 8;
        }
      }
    }
  }

  #event(at: number): void {
    const argument = this.#unsigned[at >>> 2];
    const meta = this.#signed[(at >>> 2) + 1];
    switch (kindOf(meta)) {
      case MAP:
        if (this.#mapping.mapped(argument >>> 12)) {
          const { known } = this.#tables;
          this.#tables.known = 0;
          this.#learn(known);
        }
        break;
      case INVALIDATE:
        // By index, an event is about the sets of one cache, and caches differ.
        if (detailOf(meta) & BY_INDEX) break;
        if (detailOf(meta) & 1) this.#exports.invalidateInstruction(argument);
        if (detailOf(meta) & 2) this.#exports.invalidateData(argument);
        break;
      case IDLE_BEGIN:
        this.#idle = true;
        break;
      default:
        // Nothing else changes what caches do.
        break;
    }
  }

  #passIdle(first: number, end: number): number {
    let at = first;
    for (; at < end && this.#idle; at += 8) {
      const meta = this.#signed[(at >>> 2) + 1];
      const kind = kindOf(meta);
      if (kind === RUN && meta & VARIABLE)
        this.#exports.lengthPointer.value += instructionsOf(meta);
      else if (kind === IDLE_END) this.#idle = false;
      else if (kind >= FIRST_EVENT) this.#event(at);
    }
    return at;
  }
}

function newMemory(initial: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial });
  } catch {
    throw new InputError(
      `sweep: there is no room for the ${initial * 64} KiB that the caches take; fewer configurations at a time were expected`,
    );
  }
}
