/**
 * Assembles individual references into batches: the way by which foreign formats and tests make a
 * stream. Sequential fetches become runs; references that cross a page are split.
 *
 * The owner appends while `full` is false, then takes the batch with `take()` and goes on.
 */
import { type Batch, newBatch } from "./batch.ts";
import { NO_FRAME, PageDictionary } from "./page-dictionary.ts";
import { NOT_RECENT, newRecentPages, recentPage, rememberPage } from "./recent-pages.ts";
import {
  CONTINUATION,
  CYCLES,
  eventMeta,
  FIXED_LENGTH,
  INDEX_SHIFT,
  KERNEL_MODE,
  KIND_MASK,
  LOAD,
  MAX_RUN,
  MODE,
  PAGE_MASK,
  PAGE_SIZE,
  RUN,
  runMeta,
  SIZE_SHIFT,
  SPACE,
  STORE,
  TAIL,
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

/** Records and lengths that one reference may need; `full` keeps that much room. */
const SLACK_RECORDS = 8;
const SLACK_LENGTHS = MAX_RUN + 8;

/** One instruction in the index field of a meta word. */
const ONE_INDEX = 1 << INDEX_SHIFT;
/** The limit of the index while the run takes instructions that follow, and while it takes none. */
const OPEN_LIMIT = (MAX_RUN - 1) << INDEX_SHIFT;
const CLOSED_LIMIT = -1;

export class StreamBuilder {
  readonly pages: PageDictionary;
  /** True when the batch must be taken before anything is appended. */
  full = false;

  readonly #batch: Batch;
  readonly #lastWord: number;
  readonly #lastLength: number;
  readonly #systemRanges: readonly SystemRange[];

  #space = 0;
  #mode = USER_MODE;
  #taken = false;

  // The open run: its first word in the batch (-1: none), where in its page it ends, where the next
  // instruction would begin. The index of the last instruction is shifted, as meta words have it,
  // and 0 while no run is open: data that follows then still belongs to the last instruction, so
  // that where a batch ends changes nothing. The run is continued while the index is below the limit.
  #run = -1;
  #runEnd = 0;
  #variable = false;
  #nextLow = 0;
  #nextHigh = 0;
  #index = 0;
  #limit = CLOSED_LIMIT;

  readonly #recent = newRecentPages();
  readonly #single = new ReferenceColumns(1);

  // Frames and flags of pages, where the maker of the stream knows them.
  #frameOf: ((vpn: number) => number) | undefined;
  #flagsOf: ((vpn: number) => number) | undefined;

  constructor(options: StreamBuilderOptions = {}) {
    this.pages = options.pages ?? new PageDictionary();
    this.#batch = newBatch(this.pages, options.records);
    this.#lastWord = this.#batch.words.length - 2 * SLACK_RECORDS;
    this.#lastLength = this.#batch.lengths.length - SLACK_LENGTHS;
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
    this.#closeRun();
    this.full = false;
    this.#taken = true;
    return this.#batch;
  }

  /** Whether nothing has been appended since the last `take`. */
  get empty(): boolean {
    return this.#taken || this.#batch.records === 0;
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
    this.#record(extra, CYCLES | this.#index);
  }

  /** An event (reference.ts); it ends the open run. */
  event(kind: number, argument = 0, detail = 0): void {
    this.#closeRun();
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
    this.event(MODE, mode);
  }

  /**
   * Appends references from element `from` on, at least one, until none is left or the batch is full.
   * @returns the element to go on with when the batch has been taken; `columns.count` at the end.
   * @throws InputError when too many pages are touched; the references before are in the batch.
   */
  append(columns: ReferenceColumns, from = 0): number {
    if (from >= columns.count) return from;
    if (this.#taken) this.#restart();
    const batch = this.#batch;
    const { words, lengths } = batch;
    const { meta: metas, low: lows, high: highs, count } = columns;
    const recent = this.#recent;
    const lastWord = this.#lastWord;
    const lastLength = this.#lastLength;
    const modes = this.#systemRanges.length > 0;
    let at = 2 * batch.records;
    let lengthCount = batch.lengthCount;
    let run = this.#run;
    let runEnd = this.#runEnd;
    let variable = this.#variable;
    let nextLow = this.#nextLow;
    let nextHigh = this.#nextHigh;
    let index = this.#index;
    let limit = this.#limit;
    let element = from;
    try {
      do {
        const meta = metas[element];
        const low = lows[element];
        const high = highs[element];
        const kind = meta & KIND_MASK;
        const offset = low & PAGE_MASK;
        const size = (meta >>> SIZE_SHIFT) + 1;
        const end = offset + size;
        const continued = kind === RUN && low === nextLow && high === nextHigh && index < limit;
        let page = 0;
        let pageAfter = 0;
        if (!continued) {
          page = recentPage(recent, low, high);
          if (page === NOT_RECENT) page = this.#page(low, high);
        }
        if (end > PAGE_SIZE) pageAfter = this.#pageAfter(low, high);
        if (kind === LOAD || kind === STORE) {
          words[at] = page | offset;
          if (end <= PAGE_SIZE) words[at + 1] = meta | index;
          else {
            words[at + 1] = kind | ((PAGE_SIZE - offset - 1) << SIZE_SHIFT) | index;
            words[at + 2] = pageAfter;
            words[at + 3] = kind | ((end - PAGE_SIZE - 1) << SIZE_SHIFT) | index | CONTINUATION;
            at += 2;
          }
          at += 2;
          continue;
        }
        if (!continued) {
          if (run >= 0) {
            const bytes = runEnd - (words[run] & PAGE_MASK);
            words[run + 1] = runMeta((index >>> INDEX_SHIFT) + 1, bytes, variable);
            run = -1;
            index = 0;
            limit = CLOSED_LIMIT;
          }
          if (kind !== RUN) {
            words[at] = page | offset;
            words[at + 1] = meta;
            at += 2;
            continue;
          }
          if (modes) {
            const mode = this.#modeOf(pageNumber(low, high));
            if (mode !== this.#mode) {
              this.#mode = mode;
              words[at] = mode;
              words[at + 1] = eventMeta(MODE);
              at += 2;
            }
          }
          run = at;
          words[at] = page | offset;
          at += 2;
          index = -ONE_INDEX;
          limit = OPEN_LIMIT;
          nextHigh = high;
          variable = false;
        }
        index += ONE_INDEX;
        if (size !== FIXED_LENGTH && !variable) {
          // The 4-byte instructions that the run has so far get their lengths.
          const before = index >>> INDEX_SHIFT;
          lengths.fill(FIXED_LENGTH, lengthCount, lengthCount + before);
          lengthCount += before;
          variable = true;
        }
        if (variable) lengths[lengthCount++] = size;
        nextLow = (low + size) | 0;
        runEnd = end;
        if (end >= PAGE_SIZE) {
          runEnd = PAGE_SIZE;
          limit = CLOSED_LIMIT;
          if (end > PAGE_SIZE) {
            words[at] = pageAfter;
            words[at + 1] = TAIL | ((end - PAGE_SIZE - 1) << SIZE_SHIFT) | index;
            at += 2;
          }
        }
      } while (++element < count && at < lastWord && lengthCount < lastLength);
    } finally {
      batch.records = at >>> 1;
      batch.lengthCount = lengthCount;
      this.#run = run;
      this.#runEnd = runEnd;
      this.#variable = variable;
      this.#nextLow = nextLow;
      this.#nextHigh = nextHigh;
      this.#index = index;
      this.#limit = limit;
      this.full = at >= lastWord || lengthCount >= lastLength;
    }
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
    const batch = this.#batch;
    const at = 2 * batch.records++;
    batch.words[at] = word0;
    batch.words[at + 1] = meta;
    if (at + 2 >= this.#lastWord) this.full = true;
  }

  /** Page id << 12 of the page of an address; remembers it. */
  #page(low: number, high: number): number {
    const vpn = pageNumber(low, high);
    const frame = this.#frameOf === undefined ? NO_FRAME : this.#frameOf(vpn);
    const flags = this.#flagsOf === undefined ? 0 : this.#flagsOf(vpn);
    const page = this.pages.id(vpn, this.#space, frame, flags) << 12;
    rememberPage(this.#recent, low, high, page);
    return page;
  }

  /** Page id << 12 of the page after that of an address; the last one is followed by page 0. */
  #pageAfter(low: number, high: number): number {
    const next = (low | PAGE_MASK) + 1;
    return this.#page(next | 0, next === 0 ? (high + 1) | 0 : high);
  }

  #forgetPages(): void {
    this.#recent.fill(-1);
  }

  #modeOf(vpn: number): number {
    for (const range of this.#systemRanges)
      if (vpn >= range.firstVpn && vpn <= range.lastVpn) return KERNEL_MODE;
    return USER_MODE;
  }

  #closeRun(): void {
    if (this.#run >= 0) {
      const { words } = this.#batch;
      const bytes = this.#runEnd - (words[this.#run] & PAGE_MASK);
      words[this.#run + 1] = runMeta((this.#index >>> INDEX_SHIFT) + 1, bytes, this.#variable);
      this.#run = -1;
    }
    this.#index = 0;
    this.#limit = CLOSED_LIMIT;
  }

  #restart(): void {
    this.#taken = false;
    this.#batch.records = 0;
    this.#batch.lengthCount = 0;
  }
}
