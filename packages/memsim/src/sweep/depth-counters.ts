/**
 * Counters of lists and stacks: for each set count, kind of access and class, how often a line was
 * found at each depth.
 *
 * An access that finds its line at depth d (from 0) hits for all ways above d; depth 0 is a hit for
 * all and is not counted, and what is not found has the depth of the list. Code gets the address of
 * the kind's counters, 4 times the class added.
 */
import { add, type Expression, type FunctionBuilder, load32, mul } from "@mcpi/trace/wasm";

export interface SetCount {
  readonly sets: number;
  /** Most ways that are wanted. */
  readonly ways: number;
}

/** Where the lists of a set count lie. */
export interface Level {
  readonly sets: number;
  /** Lines of a list. */
  readonly depth: number;
  /** Offset of its counters, from those of the kind. */
  readonly counters: number;
}

export class DepthCounters {
  /** Words of counters of a kind. */
  readonly words: number;
  readonly levels: readonly Level[];
  readonly #classes: number;

  /**
   * @param counts ascending by sets.
   * @param depthOf how long the lists for so many ways are.
   * @param first words that the kind has for other things before these.
   */
  constructor(
    counts: readonly SetCount[],
    depthOf: (ways: number) => number,
    classes: number,
    first: number,
  ) {
    this.#classes = classes;
    let words = first;
    this.levels = counts.map(({ sets, ways }) => {
      const depth = depthOf(ways);
      const counters = 4 * words;
      words += (depth + 1) * classes;
      return { sets, depth, counters };
    });
    this.words = words - first;
  }

  emitCount(f: FunctionBuilder, level: Level, counters: Expression, depth: Expression): void {
    const at = f.let(add(counters, mul(depth, 4 * this.#classes)));
    f.store32(at, add(load32(at, level.counters), 1), level.counters);
  }

  /** Misses of the cache with so many sets and ways, by class, from the counters of a kind. */
  misses(counters: ArrayLike<number>, sets: number, ways: number): number[] {
    const level = this.levels.find((one) => one.sets === sets)!;
    const misses = new Array<number>(this.#classes).fill(0);
    for (let depth = ways; depth <= level.depth; depth++)
      for (let of = 0; of < this.#classes; of++)
        misses[of] += counters[level.counters / 4 + depth * this.#classes + of];
    return misses;
  }
}

/** Set counts ascending, each with the most ways that one of the caches has. */
export function setCounts(caches: readonly SetCount[]): SetCount[] {
  const most = new Map<number, number>();
  for (const { sets, ways } of caches) most.set(sets, Math.max(ways, most.get(sets) ?? 0));
  return [...most].map(([sets, ways]) => ({ sets, ways })).sort((a, b) => a.sets - b.sets);
}
