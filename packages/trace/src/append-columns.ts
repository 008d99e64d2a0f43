/**
 * The hot loop of the stream builder: turns columns of references into records.
 *
 * It calls nothing, so that everything stays in registers. It stops before an element that needs
 * more than that: a page that is not among the recent ones, a change of mode, an event.
 */
import type { Batch } from "./batch.ts";
import { isRecent, newRecentPages, recentEntry } from "./recent-pages.ts";
import {
  CONTINUATION,
  FIXED_LENGTH,
  INDEX_SHIFT,
  KIND_MASK,
  MAX_RUN,
  PAGE_MASK,
  PAGE_SIZE,
  RUN,
  SIZE_SHIFT,
  STORE,
  TAIL,
  VARIABLE,
} from "./reference.ts";
import type { ReferenceColumns } from "./reference-columns.ts";

// V8 reads an imported name from memory wherever it is used, but folds a const of this module into
// the code: the names that the hot loop uses are such consts.
const entryOf = recentEntry;
const isThere = isRecent;
const KIND = KIND_MASK;
const SIZE = SIZE_SHIFT;
const INDEX = INDEX_SHIFT;
const OFFSET = PAGE_MASK;
const PAGE = PAGE_SIZE;
const FETCH = RUN;
const LAST_DATA = STORE;
const REST = TAIL;
const CONTINUED = CONTINUATION;
const FOUR = FIXED_LENGTH;
const LENGTHS = VARIABLE;
/** One instruction in the index field of a meta word. */
const ONE_INDEX = 1 << INDEX;
/** The limit of the index while the run takes instructions that follow, and while it takes none. */
const OPEN_LIMIT = (MAX_RUN - 1) << INDEX;
const CLOSED_LIMIT = -1;

/** Records and lengths that one reference may need; a full batch has that much room left. */
const SLACK_RECORDS = 8;
const SLACK_LENGTHS = MAX_RUN + 8;

/** The batch in the making and its open run. */
export class OpenBatch {
  readonly batch: Batch;
  readonly recent: Int32Array = newRecentPages();
  /** The batch is full when this many words or lengths are in use. */
  readonly lastWord: number;
  readonly lastLength: number;
  /** The mode that a page must have to be fetched from without an event. */
  fetchMode = 0;

  /** First word of the open run; -1 while none is open. */
  run = -1;
  /** Where in its page the run ends. */
  runEnd = 0;
  /** VARIABLE or 0. */
  variable = 0;
  /** Where the next instruction of the run would begin. */
  nextLow = 0;
  nextHigh = 0;
  /**
   * Index of the last instruction, shifted as meta words have it. It is 0 while no run is open: data
   * that follows then still belongs to the last instruction, so that where a batch ends changes
   * nothing. The run can be continued while the index is below the limit.
   */
  index = 0;
  limit = CLOSED_LIMIT;

  constructor(batch: Batch) {
    this.batch = batch;
    this.lastWord = batch.words.length - 2 * SLACK_RECORDS;
    this.lastLength = batch.lengths.length - SLACK_LENGTHS;
  }

  get full(): boolean {
    return 2 * this.batch.records >= this.lastWord || this.batch.lengthCount >= this.lastLength;
  }

  /** Appends one record as it is. */
  record(word0: number, meta: number): void {
    const at = 2 * this.batch.records++;
    this.batch.words[at] = word0;
    this.batch.words[at + 1] = meta;
  }

  closeRun(): void {
    if (this.run >= 0) {
      const { words } = this.batch;
      words[this.run + 1] = runWord(this.index, words[this.run], this.runEnd, this.variable);
      this.run = -1;
    }
    this.index = 0;
    this.limit = CLOSED_LIMIT;
  }
}

/** Meta word of a run from the shifted index of its last instruction. */
const runWord = (index: number, start: number, end: number, variable: number): number =>
  FETCH | ((index >>> INDEX) << SIZE) | ((end - (start & OFFSET) - 1) << INDEX) | variable;

/**
 * Appends elements from `from` on until the batch is full or one needs more than this loop does.
 * @returns the element to go on with.
 */
export function appendColumns(open: OpenBatch, columns: ReferenceColumns, from: number): number {
  const { batch, recent, lastWord, lastLength, fetchMode } = open;
  const { words, lengths } = batch;
  const { meta: metas, low: lows, high: highs, count } = columns;
  let { run, runEnd, variable, nextLow, nextHigh, index, limit } = open;
  let { lengthCount } = batch;
  let at = 2 * batch.records;
  let element = from;
  while (element < count) {
    const meta = metas[element];
    const low = lows[element];
    const high = highs[element];
    const kind = meta & KIND;
    const size = (meta >>> SIZE) + 1;
    const offset = low & OFFSET;
    const end = offset + size;
    let pageAfter = 0;
    if (end > PAGE) {
      const lowAfter = ((low | OFFSET) + 1) | 0;
      const highAfter = lowAfter === 0 ? (high + 1) | 0 : high;
      const entry = entryOf(lowAfter, highAfter);
      if (!isThere(recent, entry, lowAfter, highAfter)) break;
      pageAfter = recent[entry + 2];
    }
    if (kind === FETCH) {
      if (low !== nextLow || high !== nextHigh || index >= limit) {
        const entry = entryOf(low, high);
        if (!isThere(recent, entry, low, high) || recent[entry + 3] !== fetchMode) break;
        if (run >= 0) words[run + 1] = runWord(index, words[run], runEnd, variable);
        run = at;
        words[at] = recent[entry + 2] | offset;
        at += 2;
        index = -ONE_INDEX;
        limit = OPEN_LIMIT;
        nextHigh = high;
        variable = 0;
      }
      index += ONE_INDEX;
      if (size !== FOUR && variable === 0) {
        // The 4-byte instructions that the run has so far get their lengths.
        const before = lengthCount + (index >>> INDEX);
        while (lengthCount < before) lengths[lengthCount++] = FOUR;
        variable = LENGTHS;
      }
      if (variable !== 0) lengths[lengthCount++] = size;
      nextLow = (low + size) | 0;
      runEnd = end;
      if (end >= PAGE) {
        runEnd = PAGE;
        limit = CLOSED_LIMIT;
        if (end > PAGE) {
          words[at] = pageAfter;
          words[at + 1] = REST | ((end - PAGE - 1) << SIZE) | index;
          at += 2;
        }
      }
    } else {
      const entry = entryOf(low, high);
      if (kind > LAST_DATA || !isThere(recent, entry, low, high)) break;
      words[at] = recent[entry + 2] | offset;
      if (end <= PAGE) words[at + 1] = meta | index;
      else {
        words[at + 1] = kind | ((PAGE - offset - 1) << SIZE) | index;
        words[at + 2] = pageAfter;
        words[at + 3] = kind | ((end - PAGE - 1) << SIZE) | index | CONTINUED;
        at += 2;
      }
      at += 2;
    }
    element++;
    if (at >= lastWord || lengthCount >= lastLength) break;
  }
  batch.records = at >>> 1;
  batch.lengthCount = lengthCount;
  open.run = run;
  open.runEnd = runEnd;
  open.variable = variable;
  open.nextLow = nextLow;
  open.nextHigh = nextHigh;
  open.index = index;
  open.limit = limit;
  return element;
}
