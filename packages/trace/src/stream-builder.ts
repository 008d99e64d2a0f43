/**
 * Assembles individual references into batches: the way by which foreign formats and tests make a
 * stream. Sequential fetches become runs; references that cross a page are split.
 *
 * The owner appends while `full` is false, then takes the batch with `take()` and goes on.
 */
import { type Batch, newBatch } from "./batch.ts";
import { NO_FRAME, PageDictionary } from "./page-dictionary.ts";
import {
  CONTINUATION,
  cyclesMeta,
  dataMeta,
  eventMeta,
  FIXED_LENGTH,
  KERNEL_MODE,
  LOAD,
  MAX_RUN,
  MODE,
  PAGE_MASK,
  PAGE_SIZE,
  runMeta,
  SPACE,
  STORE,
  TAIL,
  USER_MODE,
} from "./reference.ts";
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

export class StreamBuilder {
  readonly pages: PageDictionary;
  /** True when the batch must be taken before anything is appended. */
  full = false;

  readonly #batch: Batch;
  readonly #lastRecord: number;
  readonly #lastLength: number;
  readonly #systemRanges: readonly SystemRange[];

  #space = 0;
  #mode = USER_MODE;
  #taken = false;

  // The open run: its record, and where its next instruction would begin.
  #run = -1;
  #instructions = 0;
  #bytes = 0;
  #variable = false;
  #nextVpn = -1;
  #nextOffset = 0;
  #endsInTail = false;

  // The last page seen by fetches and by data references.
  #fetchVpn = -1;
  #fetchPage = 0;
  #dataVpn = -1;
  #dataPage = 0;

  // Frames and flags of pages, where the maker of the stream knows them.
  #frameOf: ((vpn: number) => number) | undefined;
  #flagsOf: ((vpn: number) => number) | undefined;

  constructor(options: StreamBuilderOptions = {}) {
    this.pages = options.pages ?? new PageDictionary();
    this.#batch = newBatch(this.pages, options.records);
    this.#lastRecord = this.#batch.words.length / 2 - SLACK_RECORDS;
    this.#lastLength = this.#batch.lengths.length - SLACK_LENGTHS;
    this.#systemRanges = options.systemRanges ?? [];
  }

  /** Says how frames and flags of virtual pages of the current space are found. Call again when they change. */
  translate(frameOf: (vpn: number) => number, flagsOf: (vpn: number) => number): void {
    this.#frameOf = frameOf;
    this.#flagsOf = flagsOf;
    this.#fetchVpn = -1;
    this.#dataVpn = -1;
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
    if (this.#taken) this.#restart();
    if (
      this.#run < 0 ||
      offset !== this.#nextOffset ||
      vpn !== this.#nextVpn ||
      this.#endsInTail ||
      this.#instructions === MAX_RUN
    ) {
      this.#closeRun();
      this.#openRun(vpn, offset);
    }
    if (size !== FIXED_LENGTH && !this.#variable) this.#becomeVariable();
    this.#instructions++;
    if (this.#variable) this.#batch.lengths[this.#batch.lengthCount++] = size;
    const end = offset + size;
    if (end < PAGE_SIZE) {
      this.#bytes += size;
      this.#nextOffset = end;
    } else {
      const here = PAGE_SIZE - offset;
      this.#bytes += here;
      this.#nextVpn = -1;
      if (end > PAGE_SIZE) {
        this.#endsInTail = true;
        const page = this.#pageId(nextPage(vpn));
        this.#append(page << 12, dataMeta(TAIL, size - here, this.#instructions - 1));
      }
    }
    if (this.#batch.lengthCount >= this.#lastLength) this.full = true;
  }

  /** A data read of `size` bytes (1 to 4096) by the instruction fetched last. */
  load(vpn: number, offset: number, size: number): void {
    this.#data(LOAD, vpn, offset, size);
  }

  /** A data write of `size` bytes (1 to 4096) by the instruction fetched last. */
  store(vpn: number, offset: number, size: number): void {
    this.#data(STORE, vpn, offset, size);
  }

  /** Base cycles of the instruction fetched last, beyond the first. */
  cycles(extra: number): void {
    if (this.#taken) this.#restart();
    this.#append(extra, cyclesMeta(Math.max(0, this.#instructions - 1)));
  }

  /** An event (reference.ts); it ends the open run. */
  event(kind: number, argument = 0, detail = 0): void {
    if (this.#taken) this.#restart();
    this.#closeRun();
    this.#append(argument | 0, eventMeta(kind, detail));
  }

  /** From here on `space` runs: its pages are its own, and an event says so. */
  setSpace(space: number): void {
    if (space === this.#space) return;
    this.#space = space;
    this.#fetchVpn = -1;
    this.#dataVpn = -1;
    this.event(SPACE, space);
  }

  /** From here on `mode` runs. */
  setMode(mode: number): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.event(MODE, mode);
  }

  #data(kind: number, vpn: number, offset: number, size: number): void {
    if (this.#taken) this.#restart();
    if (size < 1 || size > PAGE_SIZE)
      throw new InputError(
        `trace: a data reference has ${size} bytes; 1 to ${PAGE_SIZE} were expected`,
      );
    let page = this.#dataPage;
    if (vpn !== this.#dataVpn) {
      page = this.#pageId(vpn);
      this.#dataVpn = vpn;
      this.#dataPage = page;
    }
    const index = this.#instructions > 0 ? this.#instructions - 1 : 0;
    const here = PAGE_SIZE - offset;
    if (size <= here) this.#append((page << 12) | offset, dataMeta(kind, size, index));
    else {
      this.#append((page << 12) | offset, dataMeta(kind, here, index));
      const next = this.#pageId(nextPage(vpn));
      this.#append(next << 12, dataMeta(kind, size - here, index) | CONTINUATION);
    }
  }

  #pageId(vpn: number): number {
    return this.pages.id(
      vpn,
      this.#space,
      this.#frameOf === undefined ? NO_FRAME : this.#frameOf(vpn),
      this.#flagsOf === undefined ? 0 : this.#flagsOf(vpn),
    );
  }

  #append(word0: number, meta: number): void {
    const batch = this.#batch;
    const at = 2 * batch.records;
    batch.words[at] = word0;
    batch.words[at + 1] = meta;
    if (++batch.records >= this.#lastRecord) this.full = true;
  }

  #openRun(vpn: number, offset: number): void {
    if (vpn !== this.#fetchVpn) {
      this.#fetchPage = this.#pageId(vpn);
      this.#fetchVpn = vpn;
      if (this.#systemRanges.length > 0) this.setMode(this.#modeOf(vpn));
    }
    this.#run = this.#batch.records;
    this.#instructions = 0;
    this.#bytes = 0;
    this.#variable = false;
    this.#endsInTail = false;
    this.#nextVpn = vpn;
    this.#append((this.#fetchPage << 12) | (offset & PAGE_MASK), 0);
  }

  #modeOf(vpn: number): number {
    for (const range of this.#systemRanges)
      if (vpn >= range.firstVpn && vpn <= range.lastVpn) return KERNEL_MODE;
    return USER_MODE;
  }

  #closeRun(): void {
    if (this.#run >= 0) {
      this.#batch.words[2 * this.#run + 1] = runMeta(
        this.#instructions,
        this.#bytes,
        this.#variable,
      );
      this.#run = -1;
    }
    // Data that follows without a fetch still belongs to the last instruction, with index 0 and no
    // open run (reference.ts), so that where a batch ends changes nothing.
    this.#instructions = 0;
  }

  /** Gives the 4-byte instructions that the open run has so far their lengths. */
  #becomeVariable(): void {
    this.#variable = true;
    const { lengths } = this.#batch;
    if (this.#batch.lengthCount + this.#instructions > lengths.length)
      throw new Error("stream-builder: a batch has too little room for lengths");
    lengths.fill(
      FIXED_LENGTH,
      this.#batch.lengthCount,
      (this.#batch.lengthCount += this.#instructions),
    );
  }

  #restart(): void {
    this.#taken = false;
    this.#batch.records = 0;
    this.#batch.lengthCount = 0;
  }
}

/** The virtual page after `vpn`; the last one is followed by page 0. */
function nextPage(vpn: number): number {
  return vpn === 2 ** 52 - 1 ? 0 : vpn + 1;
}
