/**
 * The counters of counts.ts as 32-bit words of the simulator's memory. They are taken
 * and added to rows of doubles at every batch and whenever somebody else begins to run, so that they
 * cannot overflow.
 */
import { type Counts, newCounts } from "../counts.ts";
import type { Layout } from "./layout.ts";

/** Paths of all numbers of a Counts, as `level1.fetch.misses`, in their order. */
export const COUNTER_PATHS: readonly string[] = paths(newCounts() as unknown as Tree, "");

interface Tree {
  [key: string]: number | Tree;
}

function paths(tree: Tree, prefix: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "number" ? [prefix + key] : paths(value, `${prefix}${key}.`),
  );
}

export class Counters {
  readonly base: number;

  constructor(layout: Layout) {
    this.base = layout.reserve(4 * COUNTER_PATHS.length);
  }

  /** Address of the counter with this path. */
  at(path: string): number {
    const index = COUNTER_PATHS.indexOf(path);
    if (index < 0) throw new Error(`counters: no counter ${path}`);
    return this.base + 4 * index;
  }

  /** The counters, which are then 0; undefined if all are. */
  take(memory: Uint32Array): Counts | undefined {
    const first = this.base >>> 2;
    const counters = memory.subarray(first, first + COUNTER_PATHS.length);
    if (counters.every((value) => value === 0)) return undefined;
    const counts = newCounts();
    let at = 0;
    const read = (tree: Tree): void => {
      for (const key of Object.keys(tree)) {
        const value = tree[key];
        if (typeof value === "number") tree[key] = counters[at++];
        else read(value);
      }
    };
    read(counts as unknown as Tree);
    counters.fill(0);
    return counts;
  }
}
