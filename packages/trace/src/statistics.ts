/**
 * Counts what is in a stream, cheaply: for `mcpi trace info`.
 *
 * Rules: a reference (fetch, load, store) counts once, its bytes are all its bytes; one that crosses
 * a page touches both pages. References while idling and data references with the cache isolated
 * are counted like all others, and how many of them there are is said beside it. Runs are those of
 * the batches: the end of a page, an event and the end of a batch end a run. A page is a virtual page
 * of a space, however often it was mapped anew; its space is that of the page dictionary, and its
 * mode that of whoever refers to it.
 */
import type { Batch } from "./batch.ts";
import type { Consumer } from "./contracts.ts";
import { Footprint, type FootprintStatistics } from "./footprint.ts";
import {
  bytesOf,
  CACHE_CONTROL,
  CACHE_ISOLATED,
  CONTINUATION,
  CYCLES,
  IDLE_BEGIN,
  IDLE_END,
  KERNEL_MODE,
  KIND_NAMES,
  kindOf,
  LAST_KIND,
  LOAD,
  MARK,
  MAX_RUN,
  MODE,
  PAGE_SHIFT,
  RUN,
  SPACE,
  STORE,
  sizeOf,
  TAIL,
  USER_MODE,
} from "./reference.ts";

export interface ReferenceCounts {
  readonly fetches: number;
  readonly loads: number;
  readonly stores: number;
}

export interface SpaceStatistics {
  readonly space: number;
  readonly user: ReferenceCounts;
  readonly kernel: ReferenceCounts;
}

export interface StreamStatistics extends ReferenceCounts {
  readonly fetchBytes: number;
  readonly loadBytes: number;
  readonly storeBytes: number;
  /** Instructions that cross a page. */
  readonly fetchCrossings: number;
  /** Data references that cross a page. */
  readonly dataCrossings: number;
  /** Base cycles of instructions beyond the first of each. */
  readonly extraCycles: number;
  readonly user: ReferenceCounts;
  readonly kernel: ReferenceCounts;
  /** By the space that ran, in order of id. */
  readonly spaces: readonly SpaceStatistics[];
  /** Of the references above those while idling. */
  readonly idle: ReferenceCounts;
  /** Of the references above those with the data cache isolated. */
  readonly isolated: ReferenceCounts;
  /** Events by name, those that occur. */
  readonly events: Readonly<Record<string, number>>;
  /** Marks by code, in order of code; codes beyond the first MOST_MARKS are in `otherMarks`. */
  readonly marks: readonly { readonly code: number; readonly count: number }[];
  readonly otherMarks: number;
  readonly footprint: FootprintStatistics;
  readonly runs: number;
  /** How many runs have how many instructions, those that occur. */
  readonly runLengths: readonly { readonly instructions: number; readonly runs: number }[];
}

export interface StatisticsOptions {
  /** Whether to count the 16-byte lines that are touched, too (about twice the time). */
  readonly lines?: boolean;
}

/** Mark codes that are counted one by one. */
export const MOST_MARKS = 1000;

// What `sums` has beside the first field of each kind.
const BYTES = 4;
const RECORDS = 8;
const RESTS = 12;

interface Context {
  readonly space: number;
  readonly mode: number;
  readonly idle: boolean;
  readonly isolated: boolean;
  fetches: number;
  loads: number;
  stores: number;
}

export class StatisticsCounter implements Consumer {
  #space = 0;
  #mode = USER_MODE;
  #idle = false;
  #isolated = false;
  readonly #contexts = new Map<string, Context>();
  #context = this.#contextNow();

  #fetchBytes = 0;
  #loadBytes = 0;
  #storeBytes = 0;
  #fetchCrossings = 0;
  #dataCrossings = 0;
  #extraCycles = 0;
  readonly #events = new Float64Array(LAST_KIND + 1);
  readonly #marks = new Map<number, number>();
  #otherMarks = 0;
  readonly #runLengths = new Float64Array(MAX_RUN + 1);
  readonly #footprint: Footprint;
  /** Sums over some records, by kind and by what is summed. */
  readonly #sums = new Float64Array(16);

  constructor(options: StatisticsOptions = {}) {
    this.#footprint = new Footprint(options.lines ?? false);
  }

  consume(batch: Batch): void {
    this.#footprint.begin(batch);
    const { records, words } = batch;
    let record = 0;
    while (record < records) {
      record = this.#countReferences(batch, record);
      if (record === records) break;
      this.#countEvent(words[2 * record], kindOf(words[2 * record + 1]));
      record++;
    }
  }

  /**
   * Counts records from `record` on, up to the next event, and returns that. What is summed is
   * summed by kind, without a branch on the kind: streams make those hard to predict.
   */
  #countReferences(batch: Batch, record: number): number {
    const { words, records } = batch;
    const touched = this.#footprint.touched;
    const touchBits = Footprint.touchBits(this.#mode);
    const runLengths = this.#runLengths;
    const sums = this.#sums.fill(0);
    for (; record < records; record++) {
      const word = words[2 * record];
      const meta = words[2 * record + 1];
      const kind = kindOf(meta);
      if (kind >= CYCLES) {
        if (kind !== CYCLES) break;
        this.#extraCycles += word >>> 0;
        continue;
      }
      // For RUN the first field has the instructions, the second the bytes; else bytes and index.
      const first = sizeOf(meta);
      sums[kind] += first;
      sums[kind | BYTES] += bytesOf(meta);
      sums[kind | RECORDS]++;
      sums[kind | RESTS] += (meta & CONTINUATION) >>> 29;
      touched[word >>> PAGE_SHIFT] |= touchBits[kind];
      // All other kinds go to element 0, which no run has.
      runLengths[first & ((kind - 1) >> 31)]++;
    }
    this.#context.fetches += sums[RUN];
    this.#context.loads += sums[LOAD | RECORDS] - sums[LOAD | RESTS];
    this.#context.stores += sums[STORE | RECORDS] - sums[STORE | RESTS];
    this.#fetchBytes += sums[RUN | BYTES] + sums[TAIL];
    this.#loadBytes += sums[LOAD];
    this.#storeBytes += sums[STORE];
    this.#fetchCrossings += sums[TAIL | RECORDS];
    this.#dataCrossings += sums[LOAD | RESTS] + sums[STORE | RESTS];
    return record;
  }

  #countEvent(word: number, kind: number): void {
    this.#events[kind]++;
    if (kind === MARK) this.#countMark(word >>> 0);
    else if (kind === SPACE) this.#space = word >>> 0;
    else if (kind === MODE) this.#mode = word;
    else if (kind === IDLE_BEGIN) this.#idle = true;
    else if (kind === IDLE_END) this.#idle = false;
    else if (kind === CACHE_CONTROL) this.#isolated = (word & CACHE_ISOLATED) !== 0;
    else return;
    if (kind !== MARK) this.#context = this.#contextNow();
  }

  #countMark(code: number): void {
    const count = this.#marks.get(code);
    if (count === undefined && this.#marks.size === MOST_MARKS) this.#otherMarks++;
    else this.#marks.set(code, (count ?? 0) + 1);
  }

  #contextNow(): Context {
    const [space, mode, idle, isolated] = [this.#space, this.#mode, this.#idle, this.#isolated];
    const key = `${space} ${mode} ${idle} ${isolated}`;
    let context = this.#contexts.get(key);
    if (context === undefined) {
      context = { space, mode, idle, isolated, fetches: 0, loads: 0, stores: 0 };
      this.#contexts.set(key, context);
    }
    return context;
  }

  /** What has been counted so far. */
  statistics(): StreamStatistics {
    const contexts = [...this.#contexts.values()].filter(
      (context) => context.fetches + context.loads + context.stores > 0,
    );
    const sum = (wanted: (context: Context) => boolean): ReferenceCounts => {
      const counts = { fetches: 0, loads: 0, stores: 0 };
      for (const context of contexts.filter(wanted)) {
        counts.fetches += context.fetches;
        counts.loads += context.loads;
        counts.stores += context.stores;
      }
      return counts;
    };
    const spaces = [...new Set(contexts.map((context) => context.space))].sort((a, b) => a - b);
    const runLengths = [...this.#runLengths]
      .map((runs, instructions) => ({ instructions, runs }))
      .filter(({ instructions, runs }) => instructions > 0 && runs > 0);
    return {
      ...sum(() => true),
      fetchBytes: this.#fetchBytes,
      loadBytes: this.#loadBytes,
      storeBytes: this.#storeBytes,
      fetchCrossings: this.#fetchCrossings,
      dataCrossings: this.#dataCrossings,
      extraCycles: this.#extraCycles,
      user: sum((context) => context.mode !== KERNEL_MODE),
      kernel: sum((context) => context.mode === KERNEL_MODE),
      spaces: spaces.map((space) => ({
        space,
        user: sum((context) => context.space === space && context.mode !== KERNEL_MODE),
        kernel: sum((context) => context.space === space && context.mode === KERNEL_MODE),
      })),
      idle: sum((context) => context.idle),
      isolated: sum((context) => context.isolated),
      events: Object.fromEntries(
        [...this.#events].flatMap((count, kind) => (count > 0 ? [[KIND_NAMES[kind], count]] : [])),
      ),
      marks: [...this.#marks]
        .map(([code, count]) => ({ code, count }))
        .sort((a, b) => a.code - b.code),
      otherMarks: this.#otherMarks,
      footprint: this.#footprint.statistics(),
      runs: runLengths.reduce((all, { runs }) => all + runs, 0),
      runLengths,
    };
  }
}
