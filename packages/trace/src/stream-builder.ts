/**
 * Assembles individual references into batches: the way by which foreign formats and tests make a
 * stream. Sequential fetches become runs; references that cross a page are split.
 *
 * The owner appends while `full` is false, then takes the batch with `take()` and goes on.
 */
import { AppendCode } from "./append-code.ts";
import { BATCH_LENGTHS, BATCH_RECORDS, type Batch } from "./batch.ts";
import { NO_FRAME, PageDictionary } from "./page-dictionary.ts";
import {
  CYCLES,
  eventMeta,
  INVALIDATE,
  KERNEL_MODE,
  KIND_MASK,
  LOAD,
  MODE,
  PAGE_MASK,
  PAGE_SIZE,
  RUN,
  SIZE_SHIFT,
  SPACE,
  STORE,
  USER_MODE,
} from "./reference.ts";
import { FETCH_MODE, INDEX, STOPPED_ADDRESS, STOPPED_META, StreamMemory } from "./stream-memory.ts";
import { InputError } from "./trace-error.ts";
import { extend, I32, I64, i64, ModuleBuilder, or64, shl64 } from "./wasm/index.ts";

/** Pages [first, last] run in kernel mode. */
export interface SystemRange {
  readonly firstVpn: number;
  readonly lastVpn: number;
}

export interface StreamBuilderOptions {
  readonly pages?: PageDictionary;
  /** Records of a batch; at least 16. */
  readonly records?: number;
  /** Instructions from these pages run in kernel mode, all others in user mode. */
  readonly systemRanges?: readonly SystemRange[];
}

/** Most bytes that an instruction, and a data reference, can have. */
export const MOST_INSTRUCTION = 255;
export const MOST_DATA = PAGE_SIZE;

export class StreamBuilder {
  readonly pages: PageDictionary;
  /** Where the batch is made, for loops that append to it themselves. */
  readonly memory: StreamMemory;
  readonly #append: AppendFunction;
  readonly #systemRanges: readonly SystemRange[];
  #space = 0;
  #mode = USER_MODE;
  #taken = false;

  // Frames and flags of pages, where the maker of the stream knows them.
  #frameOf: ((vpn: number) => number) | undefined;
  #flagsOf: ((vpn: number) => number) | undefined;

  /** @param extra bytes that the owner wants in `memory`, from `memory.extra` on. */
  constructor(options: StreamBuilderOptions = {}, extra = 0) {
    this.pages = options.pages ?? new PageDictionary();
    this.memory = new StreamMemory(
      this.pages,
      options.records ?? BATCH_RECORDS,
      BATCH_LENGTHS,
      extra,
    );
    this.#append = appendFunction(this.memory);
    this.#systemRanges = options.systemRanges ?? [];
  }

  /** Says how frames and flags of virtual pages of the current space are found. Call again when they change. */
  translate(frameOf: (vpn: number) => number, flagsOf: (vpn: number) => number): void {
    this.#frameOf = frameOf;
    this.#flagsOf = flagsOf;
    this.memory.forgetPages();
  }

  /** The batch so far; the next append begins it anew. Its arrays are used again. */
  take(): Batch {
    this.memory.closeRun();
    this.#taken = true;
    return this.memory.madeBatch();
  }

  /** Whether the batch must be taken before anything is appended. */
  get full(): boolean {
    return !this.#taken && this.memory.full;
  }

  /** Whether nothing has been appended since the last `take`. */
  get empty(): boolean {
    return this.#taken || this.memory.empty;
  }

  /** An instruction of `size` bytes (1 to 255) at page `vpn`, offset `offset`. */
  fetch(vpn: number, offset: number, size: number): void {
    this.reference(RUN, size, lowWord(vpn, offset), highWord(vpn));
  }

  /** A data read of `size` bytes (1 to 4096) by the instruction fetched last. */
  load(vpn: number, offset: number, size: number): void {
    this.reference(LOAD, size, lowWord(vpn, offset), highWord(vpn));
  }

  /** A data write of `size` bytes (1 to 4096) by the instruction fetched last. */
  store(vpn: number, offset: number, size: number): void {
    this.reference(STORE, size, lowWord(vpn, offset), highWord(vpn));
  }

  /**
   * The same for a kind (RUN, LOAD or STORE) and the low and high word of a 64-bit virtual address.
   * @throws InputError when the size is none, or too many pages are touched.
   */
  reference(kind: number, size: number, low: number, high: number): void {
    const most = kind === RUN ? MOST_INSTRUCTION : MOST_DATA;
    if (size < 1 || size > most)
      throw new InputError(`trace: a reference has ${size} bytes; 1 to ${most} were expected`);
    this.begin();
    if (this.memory.overfull) throw new Error("stream-builder: the batch is full; take it first");
    while (this.#append(kind, size, low, high) === 0) this.admit();
  }

  /** Base cycles of the instruction fetched last, beyond the first. */
  cycles(extra: number): void {
    this.#record(extra, CYCLES | this.memory.get(INDEX));
  }

  /** An event (reference.ts); it ends the open run. */
  event(kind: number, argument = 0, detail = 0): void {
    this.memory.closeRun();
    this.#record(argument | 0, eventMeta(kind, detail));
  }

  /** The cache line at an address was invalidated; `detail` as INVALIDATE has it. */
  invalidate(low: number, high: number, detail: number): void {
    this.event(INVALIDATE, this.#page(low, high) | (low & PAGE_MASK), detail);
  }

  /** What is fetched next begins a new run, though it may follow the instruction before. */
  endRun(): void {
    // Data that follows, no event being in between, still belongs to the run's last instruction.
    const index = this.memory.get(INDEX);
    this.memory.closeRun();
    this.memory.set(INDEX, index);
  }

  /** From here on `space` runs: its pages are its own, and an event says so. */
  setSpace(space: number): void {
    if (space === this.#space) return;
    this.#space = space;
    this.memory.forgetPages();
    this.event(SPACE, space);
  }

  /** From here on `mode` runs. */
  setMode(mode: number): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    // Without system ranges every page can be fetched from in any mode.
    if (this.#systemRanges.length > 0) this.memory.set(FETCH_MODE, mode);
    this.event(MODE, mode);
  }

  /** Begins a new batch if the last one was taken. Loops that append to `memory` call it first. */
  begin(): void {
    if (!this.#taken) return;
    this.#taken = false;
    this.memory.clearBatch();
  }

  /**
   * Does what keeps the reference at which a loop over `memory` has stopped from being appended:
   * looks up its pages, changes the mode.
   * @throws InputError when too many pages are touched.
   */
  admit(): void {
    const meta = this.memory.get(STOPPED_META);
    const low = this.memory.get(STOPPED_ADDRESS);
    const high = this.memory.get(STOPPED_ADDRESS + 4);
    this.#page(low, high);
    if ((low & PAGE_MASK) + (meta >>> SIZE_SHIFT) >= PAGE_SIZE) {
      const after = ((low | PAGE_MASK) + 1) | 0;
      this.#page(after, after === 0 ? (high + 1) | 0 : high);
    }
    if ((meta & KIND_MASK) === RUN && this.#systemRanges.length > 0)
      this.setMode(this.#modeOf(pageNumber(low, high)));
  }

  #record(word0: number, meta: number): void {
    this.begin();
    if (this.memory.overfull) throw new Error("stream-builder: the batch is full; take it first");
    this.memory.record(word0, meta);
  }

  /** Page id << 12 of the page of an address, which is a recent one from here on. */
  #page(low: number, high: number): number {
    const vpn = pageNumber(low, high);
    const frame = this.#frameOf === undefined ? NO_FRAME : this.#frameOf(vpn);
    const flags = this.#flagsOf === undefined ? 0 : this.#flagsOf(vpn);
    const page = this.pages.id(vpn, this.#space, frame, flags) << 12;
    this.memory.rememberPage(low, high, page, this.#modeOf(vpn));
    return page;
  }

  /** The mode that the system ranges give to a page. */
  #modeOf(vpn: number): number {
    for (const range of this.#systemRanges)
      if (vpn >= range.firstVpn && vpn <= range.lastVpn) return KERNEL_MODE;
    return USER_MODE;
  }
}

type AppendFunction = (kind: number, size: number, low: number, high: number) => number;

let compiled: WebAssembly.Module | undefined;

/** A function that appends one reference to the batch in `memory`; 0 if it cannot (AppendCode). */
function appendFunction({ memory }: StreamMemory): AppendFunction {
  compiled ??= new WebAssembly.Module(appendModule());
  const { exports } = new WebAssembly.Instance(compiled, { environment: { memory } });
  return exports.append as AppendFunction;
}

function appendModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory(false);
  module.function(
    [I32, I32, I32, I32],
    [I32],
    (f, kind, size, low, high) => {
      const append = new AppendCode(f);
      const address = f.let(or64(shl64(extend(high), i64(32)), extend(low)), I64);
      const appended = f.let(0);
      f.block((stop) => {
        append.reference(kind, size, address, stop);
        f.set(appended, 1);
      });
      append.end();
      f.result(appended);
    },
    "append",
  );
  return module.bytes();
}

/** Virtual page number of an address: 0 to 2^52 - 1. */
const pageNumber = (low: number, high: number): number => (high >>> 0) * 2 ** 20 + (low >>> 12);
/** Low word of the address at `offset` in page `vpn`. */
const lowWord = (vpn: number, offset: number): number => (vpn << 12) | (offset & PAGE_MASK);
/** High word of the addresses in page `vpn`. */
const highWord = (vpn: number): number => (vpn / 2 ** 20) | 0;
