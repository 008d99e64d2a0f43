/**
 * Rows of counts: one for every who (mode, space, refill) that something was counted for, in the
 * order in which that first happened.
 *
 * Who runs changes every few hundred instructions of a kernel, so a row is a block of doubles in the
 * order of COUNTER_PATHS, found by a number; records are made of them when somebody asks.
 */
import type { Row, Who } from "./counts.ts";
import { countsOf, newValues, valuesOf } from "./engine/counters.ts";

interface Block {
  readonly key: number;
  readonly who: Who;
  readonly values: Float64Array;
  /** Whether something was counted. */
  counted: boolean;
}

export class Rows {
  readonly #blocks = new Map<number, Block>();
  #counted: Block[] = [];
  #running: Block;

  constructor() {
    this.#running = this.#block(false, 0, false);
  }

  /** Counts of who runs; whoever adds to them says so by `count`. */
  get values(): Float64Array {
    return this.#running.values;
  }

  /** Something was counted for who runs. */
  count(): void {
    if (this.#running.counted) return;
    this.#running.counted = true;
    this.#counted.push(this.#running);
  }

  isRunning(kernel: boolean, space: number, refill: boolean): boolean {
    return this.#running.key === keyOf(kernel, space, refill);
  }

  /** From here on this one runs. */
  run(kernel: boolean, space: number, refill: boolean): void {
    this.#running = this.#block(kernel, space, refill);
  }

  /** Nothing was ever counted. */
  clear(): void {
    const { who } = this.#running;
    this.#blocks.clear();
    this.#counted = [];
    this.run(who.mode === "kernel", who.space, who.refill);
  }

  records(): Row[] {
    return this.#counted.map(({ who, values }) => ({ who: { ...who }, counts: countsOf(values) }));
  }

  /** Just these rows; who runs is to be said next. */
  restore(rows: readonly Row[]): void {
    this.#blocks.clear();
    this.#counted = [];
    for (const { who, counts } of rows) {
      this.run(who.mode === "kernel", who.space, who.refill);
      this.values.set(valuesOf(counts));
      this.count();
    }
  }

  #block(kernel: boolean, space: number, refill: boolean): Block {
    const key = keyOf(kernel, space, refill);
    let block = this.#blocks.get(key);
    if (block === undefined) {
      const who: Who = { mode: kernel ? "kernel" : "user", space, refill };
      this.#blocks.set(key, (block = { key, who, values: newValues(), counted: false }));
    }
    return block;
  }
}

const keyOf = (kernel: boolean, space: number, refill: boolean): number =>
  space * 4 + (kernel ? 2 : 0) + (refill ? 1 : 0);
