/**
 * Statistics of intervals: what was counted in each stretch of so many references or cycles.
 *
 * An interval of references ends exactly. One of cycles ends where the clock, looked at after every
 * CLOCK_REFERENCES references, has reached its last cycle: where batches end changes nothing. The
 * last interval of a trace may be shorter. Cycles are those of the machine's clock, idling included;
 * references are those of the trace.
 */
import { addCounts, type Counts, newCounts, type Simulator, sumRows } from "@mcpi/memsim";
import { type Batch, countReferences, IntervalCutter } from "@mcpi/trace";
import type { Counter } from "./replay.ts";

export interface IntervalLength {
  readonly unit: "references" | "cycles";
  readonly length: number;
}

/** References between two looks at the clock. */
export const CLOCK_REFERENCES = 256;

export interface Interval {
  /** From 0. */
  readonly index: number;
  /** References counted before it. */
  readonly firstReference: number;
  /** Cycles since counting began. */
  readonly firstCycle: number;
  readonly counts: Counts;
}

/** Runs a simulator and tells what it counted in each interval. */
export class IntervalCounter implements Counter {
  readonly #simulator: Simulator;
  readonly #length: IntervalLength;
  readonly #tell: (interval: Interval) => void;
  #cutter: IntervalCutter;
  #index = 0;
  #references = 0;
  /** The machine's clock when counting began. */
  #startCycle = 0;
  /** Where the present interval began. */
  #firstReference = 0;
  #firstCycle = 0;
  #before = newCounts();

  constructor(simulator: Simulator, length: IntervalLength, tell: (interval: Interval) => void) {
    this.#simulator = simulator;
    this.#length = length;
    this.#tell = tell;
    this.#cutter = this.#newCutter();
  }

  consume(batch: Batch): void {
    for (const piece of this.#cutter.pieces(batch)) {
      this.#simulator.consume(piece.batch);
      this.#references += countReferences(piece.batch);
      if (piece.ends && this.#isOver()) this.#end();
    }
  }

  finish(): void {
    this.#simulator.finish();
    if (this.#references > this.#firstReference) this.#end();
  }

  resetCounts(): void {
    this.#simulator.resetCounts();
    this.#cutter = this.#newCutter();
    this.#index = 0;
    this.#references = 0;
    this.#startCycle = this.#simulator.now;
    this.#firstReference = 0;
    this.#firstCycle = 0;
    this.#before = newCounts();
  }

  #newCutter(): IntervalCutter {
    const { unit, length } = this.#length;
    return new IntervalCutter(unit === "references" ? length : CLOCK_REFERENCES);
  }

  get #cycle(): number {
    return this.#simulator.now - this.#startCycle;
  }

  #isOver(): boolean {
    const { unit, length } = this.#length;
    if (unit === "references") return true;
    return Math.floor(this.#cycle / length) > Math.floor(this.#firstCycle / length);
  }

  #end(): void {
    const total = sumRows(this.#simulator.rows());
    const counts = newCounts();
    addCounts(counts, total);
    addCounts(counts, this.#before, -1);
    this.#tell({
      index: this.#index++,
      firstReference: this.#firstReference,
      firstCycle: this.#firstCycle,
      counts,
    });
    this.#before = total;
    this.#firstReference = this.#references;
    this.#firstCycle = this.#cycle;
  }
}
