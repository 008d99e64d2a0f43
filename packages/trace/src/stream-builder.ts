/**
 * Assembles individual references into batches: the way by which foreign formats and tests make a
 * stream. Sequential fetches become runs; references that cross a page are split.
 *
 * The owner appends while `full` is false, then takes the batch with `take()` and goes on.
 */
import { appendColumns, OpenBatch } from "./append-columns.ts";
import { type Batch, newBatch } from "./batch.ts";
import { NO_FRAME, PageDictionary } from "./page-dictionary.ts";
import { rememberPage } from "./recent-pages.ts";
import {
  CYCLES,
  eventMeta,
  FIRST_EVENT,
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
import { highWord, lowWord, pageNumber, ReferenceColumns } from "./reference-columns.ts";
import { InputError } from "./trace-error.ts";

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

export class StreamBuilder {
  readonly pages: PageDictionary;
  /** True when the batch must be taken before anything is appended. */
  full = false;

  readonly #open: OpenBatch;
  readonly #systemRanges: readonly SystemRange[];
  readonly #single = new ReferenceColumns(1);
  #space = 0;
  #mode = USER_MODE;
  #taken = false;

  // Frames and flags of pages, where the maker of the stream knows them.
  #frameOf: ((vpn: number) => number) | undefined;
  #flagsOf: ((vpn: number) => number) | undefined;

  constructor(options: StreamBuilderOptions = {}) {
    this.pages = options.pages ?? new PageDictionary();
    this.#open = new OpenBatch(newBatch(this.pages, options.records));
    this.#systemRanges = options.systemRanges ?? [];
    this.#single.count = 1;
  }

  /** Says how frames and flags of virtual pages of the current space are found. Call again when they change. */
  translate(frameOf: (vpn: number) => number, flagsOf: (vpn: number) => number): void {
    this.#frameOf = frameOf;
    this.#flagsOf = flagsOf;
    this.#forgetPages();
  }

  /** The batch so far; the next append begins it anew. Its arrays are used again. */
  take(): Batch {
    this.#open.closeRun();
    this.full = false;
    this.#taken = true;
    return this.#open.batch;
  }

  /** Whether nothing has been appended since the last `take`. */
  get empty(): boolean {
    return this.#taken || this.#open.batch.records === 0;
  }

  /** An instruction of `size` bytes (1 to 255) at page `vpn`, offset `offset`. */
  fetch(vpn: number, offset: number, size: number): void {
    this.#appendOne(RUN, vpn, offset, size);
  }

  /** A data read of `size` bytes (1 to 4096) by the instruction fetched last. */
  load(vpn: number, offset: number, size: number): void {
    this.#appendOne(LOAD, vpn, offset, size);
  }

  /** A data write of `size` bytes (1 to 4096) by the instruction fetched last. */
  store(vpn: number, offset: number, size: number): void {
    this.#appendOne(STORE, vpn, offset, size);
  }

  /** Base cycles of the instruction fetched last, beyond the first. */
  cycles(extra: number): void {
    this.#record(extra, CYCLES | this.#open.index);
  }

  /** An event (reference.ts); it ends the open run. */
  event(kind: number, argument = 0, detail = 0): void {
    this.#open.closeRun();
    this.#record(argument | 0, eventMeta(kind, detail));
  }

  /** From here on `space` runs: its pages are its own, and an event says so. */
  setSpace(space: number): void {
    if (space === this.#space) return;
    this.#space = space;
    this.#forgetPages();
    this.event(SPACE, space);
  }

  /** From here on `mode` runs. */
  setMode(mode: number): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    // Without system ranges every page can be fetched from in any mode.
    if (this.#systemRanges.length > 0) this.#open.fetchMode = mode;
    this.event(MODE, mode);
  }

  /**
   * Appends references from element `from` on, at least one, until the batch is full.
   * @returns the element to go on with when the batch has been taken; `columns.count` at the end.
   * @throws InputError when too many pages are touched; the references before are in the batch.
   */
  append(columns: ReferenceColumns, from = 0): number {
    if (this.#taken) this.#restart();
    const open = this.#open;
    let element = from;
    while (element < columns.count && (element === from || !open.full)) {
      const stopped = appendColumns(open, columns, element);
      element = stopped > element ? stopped : this.#admit(columns, element);
    }
    this.full = open.full;
    return element;
  }

  /**
   * Does what keeps an element from being appended: looks up its pages, changes the mode. Appends it
   * if it is an event.
   * @returns the element to go on with.
   */
  #admit(columns: ReferenceColumns, element: number): number {
    const meta = columns.meta[element];
    const low = columns.low[element];
    const high = columns.high[element];
    const kind = meta & KIND_MASK;
    const page = this.#page(low, high);
    if (kind >= FIRST_EVENT) {
      this.event(kind, page | (low & PAGE_MASK), meta >>> SIZE_SHIFT);
      return element + 1;
    }
    if ((low & PAGE_MASK) + (meta >>> SIZE_SHIFT) >= PAGE_SIZE) {
      const after = ((low | PAGE_MASK) + 1) | 0;
      this.#page(after, after === 0 ? (high + 1) | 0 : high);
    }
    if (kind === RUN && this.#systemRanges.length > 0)
      this.setMode(this.#modeOf(pageNumber(low, high)));
    return element;
  }

  #appendOne(kind: number, vpn: number, offset: number, size: number): void {
    const most = kind === RUN ? 255 : PAGE_SIZE;
    if (size < 1 || size > most)
      throw new InputError(`trace: a reference has ${size} bytes; 1 to ${most} were expected`);
    const { meta, low, high } = this.#single;
    meta[0] = kind | ((size - 1) << SIZE_SHIFT);
    low[0] = lowWord(vpn, offset);
    high[0] = highWord(vpn);
    this.append(this.#single);
  }

  #record(word0: number, meta: number): void {
    if (this.#taken) this.#restart();
    this.#open.record(word0, meta);
    this.full = this.#open.full;
  }

  /** Page id << 12 of the page of an address, which is a recent one from here on. */
  #page(low: number, high: number): number {
    const vpn = pageNumber(low, high);
    const frame = this.#frameOf === undefined ? NO_FRAME : this.#frameOf(vpn);
    const flags = this.#flagsOf === undefined ? 0 : this.#flagsOf(vpn);
    const page = this.pages.id(vpn, this.#space, frame, flags) << 12;
    rememberPage(this.#open.recent, low, high, page, this.#modeOf(vpn));
    return page;
  }

  #forgetPages(): void {
    this.#open.recent.fill(-1);
  }

  /** The mode that the system ranges give to a page. */
  #modeOf(vpn: number): number {
    for (const range of this.#systemRanges)
      if (vpn >= range.firstVpn && vpn <= range.lastVpn) return KERNEL_MODE;
    return USER_MODE;
  }

  #restart(): void {
    this.#taken = false;
    this.#open.batch.records = 0;
    this.#open.batch.lengthCount = 0;
  }
}
