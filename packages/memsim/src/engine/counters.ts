/**
 * The counters of counts.ts as 32-bit words of the simulator's memory. They are taken
 * and added to doubles at every batch and whenever somebody else begins to run, so that they cannot
 * overflow.
 */
import { type Counts, newCounts } from "../counts.ts";
import type { Layout } from "./layout.ts";

/** Paths of all numbers of a Counts, as `level1.fetch.misses`, in their order. */
export const COUNTER_PATHS: readonly string[] = paths(newCounts() as unknown as Tree, "");

/** Place of a path among the counters. */
export function counterIndex(path: string): number {
  const index = COUNTER_PATHS.indexOf(path);
  if (index < 0) throw new Error(`counters: no counter ${path}`);
  return index;
}

const FIRST_STALL = COUNTER_PATHS.findIndex((path) => path.startsWith("stalls."));

interface Tree {
  [key: string]: number | Tree;
}

function paths(tree: Tree, prefix: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "number" ? [prefix + key] : paths(value, `${prefix}${key}.`),
  );
}

/** Counts as a flat array in the order of COUNTER_PATHS, all 0. */
export const newValues = (): Float64Array => new Float64Array(COUNTER_PATHS.length);

/** The record of counts that a flat array stands for. */
export function countsOf(values: ArrayLike<number>): Counts {
  const counts = newCounts();
  let at = 0;
  const fill = (tree: Tree): void => {
    for (const key of Object.keys(tree)) {
      const value = tree[key];
      if (typeof value === "number") tree[key] = values[at++];
      else fill(value);
    }
  };
  fill(counts as unknown as Tree);
  return counts;
}

/** The flat array of a record of counts. */
export function valuesOf(counts: Counts): Float64Array {
  const values = newValues();
  let at = 0;
  const read = (tree: Tree): void => {
    for (const value of Object.values(tree))
      if (typeof value === "number") values[at++] = value;
      else read(value);
  };
  read(counts as unknown as Tree);
  return values;
}

export class Counters {
  readonly base: number;
  /** Places of the counters that the generated code uses. */
  readonly #used = new Set<number>();
  #order: Uint8Array | undefined;

  constructor(layout: Layout) {
    this.base = layout.reserve(4 * COUNTER_PATHS.length);
  }

  /** Address of the counter with this path, which from now on may be other than 0. */
  at(path: string): number {
    const index = counterIndex(path);
    this.#used.add(index);
    this.#order = undefined;
    return this.base + 4 * index;
  }

  /** Adds the counters to `values` and sets them to 0. Returns whether any was not 0. */
  addTo(values: Float64Array, memory: Uint32Array): boolean {
    const order = (this.#order ??= Uint8Array.from([...this.#used].sort((a, b) => a - b)));
    const first = this.base >>> 2;
    let any = false;
    for (let i = 0; i < order.length; i++) {
      const at = order[i];
      const value = memory[first + at];
      if (value === 0) continue;
      values[at] += value;
      memory[first + at] = 0;
      any = true;
    }
    return any;
  }

  /** Stall cycles in the counters. */
  stalls(memory: Uint32Array): number {
    const at = (this.base >>> 2) + FIRST_STALL;
    return memory[at] + memory[at + 1] + memory[at + 2] + memory[at + 3] + memory[at + 4];
  }

  /** The counters, which are then 0; undefined if all are. */
  take(memory: Uint32Array): Counts | undefined {
    const values = newValues();
    return this.addTo(values, memory) ? countsOf(values) : undefined;
  }
}
