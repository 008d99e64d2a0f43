/**
 * Which part of a trace is counted: from a reference or a mark to another.
 *
 * Counting starts at the first mark `fromMark`, then `skip` references later, and ends after `take`
 * references or at the first mark `toMark` after the start. What comes before the start is simulated
 * and not counted (docs/counting.md, section 6); what comes after the end is not even read.
 */
import { type Batch, BatchSlicer, countReferences, InputError, kindOf, MARK } from "@mcpi/trace";

export interface WindowBounds {
  readonly fromMark?: number | undefined;
  readonly skip?: number | undefined;
  readonly take?: number | undefined;
  readonly toMark?: number | undefined;
}

export interface WindowPiece {
  /** Valid until the next piece is asked for. */
  readonly batch: Batch;
  /** Whether counting starts with this piece: what was counted so far is to be forgotten. */
  readonly starts: boolean;
}

type Phase = "seeking" | "skipping" | "counting";

export class CountingWindow {
  /** Whether counting has ended: nothing more needs to be read. */
  ended = false;

  readonly #bounds: WindowBounds;
  #phase: Phase = "seeking";
  /** References until the phase ends, marks apart. */
  #left = Number.POSITIVE_INFINITY;
  readonly #marks = new Set<number>();
  #slicer: BatchSlicer | undefined;

  constructor(bounds: WindowBounds) {
    this.#bounds = bounds;
    if (bounds.fromMark === undefined) this.#enter("skipping");
    // Nothing has been counted yet that would have to be forgotten.
    if (this.#left === 0) this.#enter("counting");
  }

  /** What the window is, in words; empty for the whole trace. */
  get description(): string {
    const { fromMark, skip, take, toMark } = this.#bounds;
    const words = { "from mark": fromMark, skip, take, "to mark": toMark };
    return Object.entries(words)
      .flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]))
      .join(", ");
  }

  /** The pieces of the next batch, up to the end of counting. */
  *pieces(batch: Batch): Generator<WindowPiece, void, void> {
    if (this.ended) return;
    if (this.#isOpen) {
      yield { batch, starts: false };
      return;
    }
    this.#slicer ??= new BatchSlicer(batch);
    const slicer = this.#slicer;
    slicer.begin(batch);
    let given = 0;
    let searchFrom = 0;
    let starts = false;
    while (!this.ended) {
      const mark = this.#findMark(batch, searchFrom);
      const untilMark =
        mark < 0 ? Number.POSITIVE_INFINITY : countReferences({ ...batch, records: mark }) - given;
      const limit = Math.min(this.#left, untilMark);
      if (limit > 0) {
        if (slicer.done) break;
        const piece = slicer.take(limit);
        given += slicer.references;
        this.#left -= slicer.references;
        const isFull = slicer.references === limit;
        yield { batch: piece, starts };
        starts = false;
        if (!isFull) break;
      }
      if (limit === untilMark) searchFrom = mark + 1;
      this.#endPhase();
      starts ||= this.#phase === "counting" && !this.ended;
    }
    if (starts) yield { batch: { ...batch, records: 0, lengthCount: 0 }, starts };
  }

  /**
   * To be called when the trace has ended.
   * @throws InputError when counting never started, or the mark that should end it never came.
   */
  checkAtEnd(name: string): void {
    const { fromMark, skip, toMark } = this.#bounds;
    if (this.#phase === "seeking")
      throw new InputError(`${name}: mark ${fromMark} does not occur; ${this.#marksSeen()}`);
    if (this.#phase === "skipping")
      throw new InputError(
        `${name}: ${skip} references are to be skipped, but only ${skip! - this.#left} are there`,
      );
    if (toMark !== undefined && !this.ended)
      throw new InputError(
        `${name}: mark ${toMark} does not occur after the start; ${this.#marksSeen()}`,
      );
  }

  /** Whether everything that comes is counted. */
  get #isOpen(): boolean {
    const unlimited = this.#left === Number.POSITIVE_INFINITY;
    return this.#phase === "counting" && unlimited && this.#bounds.toMark === undefined;
  }

  #endPhase(): void {
    if (this.#phase === "counting") this.ended = true;
    else if (this.#phase === "skipping") this.#enter("counting");
    else this.#enter(this.#bounds.skip ? "skipping" : "counting");
  }

  #enter(phase: "skipping" | "counting"): void {
    this.#phase = phase;
    const { skip = 0, take = Number.POSITIVE_INFINITY } = this.#bounds;
    this.#left = phase === "skipping" ? skip : take;
  }

  /** The record of the mark at which the present phase ends, or -1. */
  #findMark(batch: Batch, from: number): number {
    const { fromMark, toMark } = this.#bounds;
    const wanted = { seeking: fromMark, skipping: undefined, counting: toMark }[this.#phase];
    if (wanted === undefined) return -1;
    for (let record = from; record < batch.records; record++) {
      if (kindOf(batch.words[2 * record + 1]) !== MARK) continue;
      const code = batch.words[2 * record] >>> 0;
      if (code === wanted) return record;
      this.#marks.add(code);
    }
    return -1;
  }

  #marksSeen(): string {
    if (this.#marks.size === 0) return "there are no other marks";
    return `other marks are ${[...this.#marks].sort((a, b) => a - b).join(", ")}`;
  }
}
