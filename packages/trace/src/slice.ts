/**
 * Cuts batches at exact references: where a warm-up ends, where counting stops, where an interval
 * of n references ends.
 *
 * Rules: a reference is a fetch, a load or a store; it counts once, even where it crosses a page.
 * Its TAIL or CONTINUATION stays with it (both are in its batch). All other records count nothing
 * and belong before the next reference. A run that is cut goes on as a run of its own in the next
 * piece; a cut between an instruction and its data leaves data records with index 0 and no run open,
 * which belong to the instruction fetched last (reference.ts). So the pieces, one after the other,
 * mean exactly what the batch means.
 */
import { type Batch, copyBatch, newBatch } from "./batch.ts";
import {
  bytesOf,
  CONTINUATION,
  FIELD_MASK,
  FIRST_EVENT,
  FIXED_LENGTH,
  INDEX_SHIFT,
  indexOf,
  instructionsOf,
  kindOf,
  LOAD,
  RUN,
  runMeta,
  STORE,
  TAIL,
  VARIABLE,
} from "./reference.ts";
import { InputError } from "./trace-error.ts";

/** lg2 of CONTINUATION. */
const CONTINUATION_BIT = 29;

/**
 * Fetches, loads and stores of a batch. Every batch of a section is counted, so the loop has no
 * branch that a stream could make hard to predict.
 */
export function countReferences(batch: Batch): number {
  const { words } = batch;
  const end = 2 * batch.records;
  let references = 0;
  for (let at = 1; at < end; at += 2) {
    const meta = words[at];
    const kind = kindOf(meta);
    // All ones for RUN (0), else 0; and 1 for LOAD and STORE (1 and 2), else 0.
    const isRun = (kind - 1) >> 31;
    const isData = (((kind - 1) >>> 1) - 1) >>> 31;
    references += (instructionsOf(meta) & isRun) + (isData & ~(meta >>> CONTINUATION_BIT));
  }
  return references;
}

/** Whether a record is a load or a store, and not the rest of one. */
const isCountedData = (meta: number): boolean => {
  const kind = kindOf(meta);
  return (kind === LOAD || kind === STORE) && (meta & CONTINUATION) === 0;
};

/** Whether a record is the rest of the reference before it, in the next page. */
const isRest = (meta: number): boolean =>
  kindOf(meta) === TAIL || (kindOf(meta) < FIRST_EVENT && (meta & CONTINUATION) !== 0);

/** Gives out a batch piece by piece; a piece that is the whole batch is not copied. */
export class BatchSlicer {
  /** References of the piece taken last. */
  references = 0;

  #batch: Batch;
  #limit = 0;
  // Next record of the batch, and next of its instruction lengths.
  #record = 0;
  #length = 0;
  // The run that is being given out (its record, or -1), and how much of it has been.
  #run = -1;
  #instructions = 0;
  #bytes = 0;
  // The piece, and the part of that run in it: its record there (or -1), its first instruction.
  #words = new Int32Array(0);
  #records = 0;
  #part = -1;
  #partFirst = 0;
  #partBytes = 0;

  constructor(batch: Batch) {
    this.#batch = batch;
  }

  /** Goes on with another batch, from its beginning. */
  begin(batch: Batch): void {
    this.#batch = batch;
    this.#record = 0;
    this.#length = 0;
    this.#run = -1;
  }

  /** Whether everything in the batch has been given out. */
  get done(): boolean {
    if (this.#record < this.#batch.records) return false;
    return this.#run < 0 || this.#instructions === instructionsOf(this.#runMeta());
  }

  /**
   * The next piece: up to the `limit`-th reference from here (at least 1; may be Infinity), or to
   * the end of the batch. It is valid until the next call, and no longer than the batch. It is the
   * batch itself where that holds fewer than `limit` references.
   */
  take(limit: number): Batch {
    const batch = this.#batch;
    if (this.#record === 0) {
      this.references = countReferences(batch);
      if (this.references < limit) {
        this.#record = batch.records;
        return batch;
      }
    }
    if (this.#words.length < batch.words.length + 2)
      this.#words = new Int32Array(batch.words.length + 2);
    const firstLength = this.#length;
    this.references = 0;
    this.#limit = limit;
    this.#records = 0;
    this.#part = -1;
    while (this.#run < 0 ? this.#stepOutside() : this.#stepInRun());
    this.#closePart();
    return {
      words: this.#words,
      records: this.#records,
      lengths: batch.lengths.subarray(firstLength, this.#length),
      lengthCount: this.#length - firstLength,
      pages: batch.pages,
    };
  }

  /** Gives out a record outside a run, or begins one; false if the piece or the batch has ended. */
  #stepOutside(): boolean {
    if (this.#record === this.#batch.records) return false;
    const meta = this.#batch.words[2 * this.#record + 1];
    if (kindOf(meta) !== RUN) return this.#giveRecord(meta);
    if (this.references === this.#limit) return false;
    this.#run = this.#record++;
    this.#instructions = 0;
    this.#bytes = 0;
    this.#part = -1;
    return true;
  }

  /**
   * Gives out the instructions of the run up to that of the next record, and that record if it is
   * of the run; false if the piece has ended before.
   */
  #stepInRun(): boolean {
    const { words, records } = this.#batch;
    const last = instructionsOf(this.#runMeta()) - 1;
    const meta = this.#record < records ? words[2 * this.#record + 1] : RUN;
    const kind = kindOf(meta);
    const inRun = kind !== RUN && kind < FIRST_EVENT;
    const wanted = (inRun ? Math.min(indexOf(meta), last) : last) + 1 - this.#instructions;
    if (wanted > 0) {
      const count = Math.min(wanted, this.#limit - this.references);
      if (count > 0) this.#giveInstructions(count);
      if (count < wanted) return false;
    }
    if (inRun) return this.#giveRecord(meta);
    this.#closePart();
    this.#run = -1;
    return true;
  }

  #giveInstructions(count: number): void {
    const batch = this.#batch;
    const meta = this.#runMeta();
    if (this.#part < 0) {
      this.#part = this.#records;
      this.#partFirst = this.#instructions;
      this.#partBytes = this.#bytes;
      this.#append(batch.words[2 * this.#run] + this.#bytes, 0);
    }
    this.references += count;
    this.#instructions += count;
    if ((meta & VARIABLE) === 0) this.#bytes += count * FIXED_LENGTH;
    else
      for (const end = this.#length + count; this.#length < end; this.#length++)
        this.#bytes += batch.lengths[this.#length];
    // What the last instruction has in the next page is not of the run.
    this.#bytes = Math.min(this.#bytes, bytesOf(meta));
  }

  /** Gives out a record that is no run; false if it belongs to the next piece. */
  #giveRecord(meta: number): boolean {
    if (this.references === this.#limit && !isRest(meta)) return false;
    if (isCountedData(meta)) this.references++;
    const word = this.#batch.words[2 * this.#record++];
    if (this.#run < 0) this.#append(word, meta);
    else {
      const index = this.#part < 0 ? 0 : Math.max(0, indexOf(meta) - this.#partFirst);
      this.#append(word, (meta & ~(FIELD_MASK << INDEX_SHIFT)) | (index << INDEX_SHIFT));
    }
    return true;
  }

  /** Says in the piece how long the part of the run is. */
  #closePart(): void {
    if (this.#part < 0) return;
    this.#words[2 * this.#part + 1] = runMeta(
      this.#instructions - this.#partFirst,
      this.#bytes - this.#partBytes,
      (this.#runMeta() & VARIABLE) !== 0,
    );
    this.#part = -1;
  }

  #runMeta(): number {
    return this.#batch.words[2 * this.#run + 1];
  }

  #append(word: number, meta: number): void {
    const at = 2 * this.#records++;
    this.#words[at] = word;
    this.#words[at + 1] = meta;
  }
}

/**
 * Splits a batch after its first `references` references into two that share no arrays with it or
 * each other; one that holds everything is the batch itself.
 */
export function splitBatch(
  batch: Batch,
  references: number,
): { readonly head: Batch; readonly tail: Batch } {
  if (references <= 0) return { head: newBatch(batch.pages, 0, 0), tail: batch };
  const slicer = new BatchSlicer(batch);
  const first = slicer.take(references);
  if (slicer.done) return { head: batch, tail: newBatch(batch.pages, 0, 0) };
  const head = copyBatch(first);
  return { head, tail: copyBatch(slicer.take(Number.POSITIVE_INFINITY)) };
}

/** A piece of a stream, and whether an interval ends with it. */
export interface IntervalPiece {
  /** Valid until the next piece is asked for. */
  readonly batch: Batch;
  readonly ends: boolean;
}

/** Cuts a stream, batch by batch, after every n references: for interval statistics. */
export class IntervalCutter {
  readonly #every: number;
  #left: number;
  #slicer: BatchSlicer | undefined;

  /**
   * @param every references of an interval
   * @param first references of the first one, where it differs (a warm-up, say)
   * @throws InputError when either is no whole number from 1 on.
   */
  constructor(every: number, first = every) {
    for (const references of [every, first])
      if (!Number.isSafeInteger(references) || references < 1)
        throw new InputError(
          `trace: an interval of ${references} references; a whole number, at least 1, was expected`,
        );
    this.#every = every;
    this.#left = first;
  }

  /** The pieces of the stream's next batch; the batch itself where no interval ends in it. */
  *pieces(batch: Batch): Generator<IntervalPiece, void, void> {
    this.#slicer ??= new BatchSlicer(batch);
    const slicer = this.#slicer;
    slicer.begin(batch);
    while (!slicer.done) {
      const piece = slicer.take(this.#left);
      this.#left -= slicer.references;
      const ends = this.#left === 0;
      if (ends) this.#left = this.#every;
      yield { batch: piece, ends };
    }
  }
}
