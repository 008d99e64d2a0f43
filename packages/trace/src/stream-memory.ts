/**
 * The memory in which a stream builder makes batches: WebAssembly's, because the hot loops that
 * append references are written in it (append-code.ts).
 *
 * ```
 * 0        4 KiB for the tables of whoever parses into this memory
 * STATE    the batch in the making and its open run
 * RECENT   pages seen lately
 * WORDS    the batch's words, then its lengths, then the bytes that the owner asked for
 * ```
 */
import type { Batch } from "./batch.ts";
import type { PageDictionary } from "./page-dictionary.ts";
import { INDEX_SHIFT, MAX_RUN, PAGE_MASK, PAGE_SIZE, runMeta } from "./reference.ts";

const STATE = 4096;
/** Address of the next record. */
export const AT = STATE;
/** Address of the next instruction length. */
export const LENGTH_AT = STATE + 4;
/** The batch is full when these are reached. */
export const LAST_AT = STATE + 8;
export const LAST_LENGTH_AT = STATE + 12;
/** Address of the open run's record; 0 while none is open. */
export const RUN_AT = STATE + 16;
/** VARIABLE or 0. */
export const RUN_LENGTHS = STATE + 24;
/**
 * Index of the run's last instruction, shifted as meta words have it. It is 0 while no run is open:
 * data that follows then still belongs to the last instruction, so that where a batch ends changes
 * nothing.
 */
export const INDEX = STATE + 28;
/** Instructions continue the run while the index is below this; 0 when it has got to its page's end. */
export const INDEX_LIMIT = STATE + 32;
/** The mode that a page must have to be fetched from without an event. */
export const FETCH_MODE = STATE + 36;
/** Address (64 bits) of the instruction that would continue the run. */
export const NEXT_ADDRESS = STATE + 40;
/** The reference that could not be appended: its meta word, its address (64 bits). */
export const STOPPED_META = STATE + 48;
export const STOPPED_ADDRESS = STATE + 56;

/** Pages seen lately, by a hash of their numbers: number (64 bits), page id << 12, mode to fetch in. */
export const RECENT = STATE + 64;
export const RECENT_SHIFT = 9;
/** lg2 of the bytes of an entry. */
export const RECENT_ENTRY_SHIFT = 4;
const RECENT_BYTES = 1 << (RECENT_SHIFT + RECENT_ENTRY_SHIFT);
/** 2^32 divided by the golden ratio. A page and the page after it never have the same entry. */
export const RECENT_HASH = 0x9e3779b1;

const WORDS = RECENT + RECENT_BYTES;

/** Records and lengths that one reference may need; a full batch has that much room left. */
const SLACK_RECORDS = 8;
const SLACK_LENGTHS = MAX_RUN + 8;
/** Most records that one reference makes: a change of mode, and a run or two parts of data. */
const MOST_RECORDS = 3;

export class StreamMemory {
  readonly memory: WebAssembly.Memory;
  readonly batch: Batch;
  /** Address of the bytes that the owner asked for. */
  readonly extra: number;
  readonly #words: Int32Array;

  constructor(pages: PageDictionary, records: number, lengths: number, extra: number) {
    const lengthsAt = WORDS + 8 * records;
    this.extra = lengthsAt + lengths;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((this.extra + extra) / 65536) });
    const { buffer } = this.memory;
    this.#words = new Int32Array(buffer, 0, WORDS / 4);
    this.batch = {
      words: new Int32Array(buffer, WORDS, 2 * records),
      records: 0,
      lengths: new Uint8Array(buffer, lengthsAt, lengths),
      lengthCount: 0,
      pages,
    };
    this.set(LAST_AT, WORDS + 8 * (records - SLACK_RECORDS));
    this.set(LAST_LENGTH_AT, lengthsAt + lengths - SLACK_LENGTHS);
    this.clearBatch();
    this.forgetPages();
  }

  get(address: number): number {
    return this.#words[address / 4];
  }

  set(address: number, value: number): void {
    this.#words[address / 4] = value;
  }

  get full(): boolean {
    return this.get(AT) >= this.get(LAST_AT) || this.get(LENGTH_AT) >= this.get(LAST_LENGTH_AT);
  }

  /** Whether there is no room even for one reference more. */
  get overfull(): boolean {
    const slack = 8 * (SLACK_RECORDS - MOST_RECORDS);
    return (
      this.get(AT) > this.get(LAST_AT) + slack ||
      this.get(LENGTH_AT) > this.batch.lengths.byteOffset + this.batch.lengths.length - MAX_RUN
    );
  }

  get empty(): boolean {
    return this.get(AT) === WORDS;
  }

  /** Begins the batch anew. */
  clearBatch(): void {
    this.set(AT, WORDS);
    this.set(LENGTH_AT, this.batch.lengths.byteOffset);
  }

  /** The batch as far as it is made. */
  madeBatch(): Batch {
    this.batch.records = (this.get(AT) - WORDS) / 8;
    this.batch.lengthCount = this.get(LENGTH_AT) - this.batch.lengths.byteOffset;
    return this.batch;
  }

  /** Appends one record as it is. */
  record(word0: number, meta: number): void {
    const at = this.get(AT);
    const word = (at - WORDS) / 4;
    this.batch.words[word] = word0;
    this.batch.words[word + 1] = meta;
    this.set(AT, at + 8);
  }

  /** Ends the open run: what is fetched next begins another. */
  closeRun(): void {
    const run = this.get(RUN_AT);
    if (run !== 0) {
      const { words } = this.batch;
      const word = (run - WORDS) / 4;
      const end = this.get(INDEX_LIMIT) === 0 ? PAGE_SIZE : this.get(NEXT_ADDRESS) & PAGE_MASK;
      const bytes = end - (words[word] & PAGE_MASK);
      const instructions = (this.get(INDEX) >>> INDEX_SHIFT) + 1;
      words[word + 1] = runMeta(instructions, bytes, this.get(RUN_LENGTHS) !== 0);
    }
    this.set(RUN_AT, 0);
    this.set(INDEX, 0);
    this.set(INDEX_LIMIT, 0);
  }

  /** Enters the page of an address among the recent ones, in the place of whatever was there. */
  rememberPage(low: number, high: number, page: number, mode: number): void {
    const number = (low >>> 12) | (high << 20);
    const hash = Math.imul(number, RECENT_HASH) >>> (32 - RECENT_SHIFT);
    const entry = RECENT + (hash << RECENT_ENTRY_SHIFT);
    this.set(entry, number);
    this.set(entry + 4, high >>> 12);
    this.set(entry + 8, page);
    this.set(entry + 12, mode);
  }

  forgetPages(): void {
    this.#words.fill(-1, RECENT / 4, (RECENT + RECENT_BYTES) / 4);
  }
}
