/**
 * What the events of a stream do to a simulator: who runs, idling, page mapping, TLB entries,
 * invalidations. Who runs is a row of counts (rows.ts); the engine counts into one set of counters,
 * which are added to the row of whoever ran when somebody else begins.
 */
import {
  BY_INDEX,
  IDLE_BEGIN,
  IDLE_END,
  INVALIDATE,
  KERNEL_MODE,
  MAP,
  MODE,
  REFILL_BEGIN,
  REFILL_END,
  SPACE,
  TLB_FLUSH,
} from "@mcpi/trace";
import type { Engine } from "./engine/build.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { Rows } from "./rows.ts";
import type { SavedRest } from "./saved-state.ts";
import type { TlbEntries } from "./tlb-entries.ts";
import type { Translation } from "./translation.ts";

/** What is saved of who runs and what was counted. */
type SavedEvents = Pick<
  SavedRest,
  "mode" | "space" | "refillDepth" | "idle" | "idleCycles" | "rows"
>;

export class StreamEvents {
  readonly rows = new Rows();
  /** Stall cycles that were ever added to the rows. */
  stalls = 0;
  idle = false;
  idleCycles = 0;
  /** Is told that pages have other physical numbers. */
  renumbered: () => void = () => {};

  readonly #engine: Engine;
  readonly #memory: EngineMemory;
  readonly #translation: Translation;
  readonly #tlbEntries: TlbEntries;
  readonly #now: WebAssembly.Global;

  // Who runs.
  #kernel = false;
  #space = 0;
  #refillDepth = 0;

  constructor(
    engine: Engine,
    memory: EngineMemory,
    translation: Translation,
    tlbEntries: TlbEntries,
  ) {
    this.#engine = engine;
    this.#memory = memory;
    this.#translation = translation;
    this.#tlbEntries = tlbEntries;
    this.#now = engine.globals.get("now")!;
  }

  /** An event, by its kind, argument (unsigned) and detail (trace: reference.ts). */
  event(kind: number, argument: number, detail: number): void {
    switch (kind) {
      case MODE:
        this.#kernel = argument === KERNEL_MODE;
        this.#switchRow();
        break;
      case SPACE:
        this.#space = argument;
        this.#switchRow();
        this.#tlbEntries.spaceChanges();
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
        if (this.#translation.mapped(argument >>> 12)) this.renumbered();
        break;
      case TLB_FLUSH:
        this.#tlbEntries.flush(argument, detail);
        break;
      case INVALIDATE:
        this.#invalidate(argument, detail);
        break;
      case IDLE_BEGIN:
        this.idle = true;
        break;
      case IDLE_END:
        if (this.idle) this.idleFor(argument);
        this.idle = false;
        break;
      default:
        // Interrupts, marks, TLB writes and cache control change nothing that is simulated.
        break;
    }
  }

  /** Time passes in which nothing is counted. */
  idleFor(cycles: number): void {
    this.idleCycles += cycles;
    this.#now.value += BigInt(cycles);
  }

  /** Runs `handler` as a kernel's refill handler. */
  inRefill(handler: () => void): void {
    const kernel = this.#kernel;
    this.#kernel = true;
    this.#refillDepth++;
    this.#switchRow();
    handler();
    this.#kernel = kernel;
    this.#refillDepth--;
    this.#switchRow();
  }

  /** Adds what was counted since the last time to the row of who runs; a row appears with its first count. */
  flush(): void {
    const { counters } = this.#engine;
    const { unsigned } = this.#memory;
    this.stalls += counters.stalls(unsigned);
    if (counters.addTo(this.rows.values, unsigned)) this.rows.count();
  }

  save(): SavedEvents {
    return {
      mode: this.#kernel ? "kernel" : "user",
      space: this.#space,
      refillDepth: this.#refillDepth,
      idle: this.idle,
      idleCycles: this.idleCycles,
      rows: this.rows.records(),
    };
  }

  restore(saved: SavedEvents): void {
    this.#kernel = saved.mode === "kernel";
    this.#space = saved.space;
    this.#refillDepth = saved.refillDepth;
    this.idle = saved.idle;
    this.idleCycles = saved.idleCycles;
    this.rows.restore(saved.rows);
    this.rows.run(this.#kernel, this.#space, this.#refillDepth > 0);
  }

  /** From here on, perhaps, somebody else runs. */
  #switchRow(): void {
    const refill = this.#refillDepth > 0;
    if (this.rows.isRunning(this.#kernel, this.#space, refill)) return;
    this.flush();
    this.rows.run(this.#kernel, this.#space, refill);
  }

  #invalidate(address: number, detail: number): void {
    const { exports } = this.#engine;
    const set = (detail & BY_INDEX) !== 0;
    this.#translation.learn((address >>> 12) + 1);
    if (detail & 1)
      if (set) exports.invalidateInstructionSet(address);
      else exports.invalidateInstruction(address);
    if (detail & 2)
      if (set) exports.invalidateDataSet(address);
      else exports.invalidateData(address);
  }
}
