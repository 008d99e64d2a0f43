/**
 * Which functions throw each other out of the cache: an observer of the miss log.
 *
 * Of every line it keeps which function evicted it last. When a reference then misses on that line
 * and the miss is a conflict miss, its cycles go to the pair (evictor, victim) of that set: the
 * function that evicted the line, and the one that needed it again and pays.
 *
 * The log names one evicted line a miss. Where a miss reads several lines, those that the others of
 * a direct-mapped cache replace follow from what was inserted; in an associative cache they are not
 * known, and the evictor is then "(unknown)".
 */
import { type CacheDescription, fetchOf, type Machine, type MissEvent, waysOf } from "@mcpi/memsim";
import type { FunctionLookup } from "@mcpi/trace";
import { functionOf } from "./attribution.ts";

type CacheName = "instruction" | "data" | "unified";

export interface ConflictPair {
  readonly cache: CacheName;
  readonly set: number;
  /** Function numbers (attribution.ts); UNKNOWN_EVICTOR if the eviction was not seen. */
  readonly evictor: number;
  readonly victim: number;
  /** Compact addresses of the references that evicted and missed when this happened first; the evictor's means nothing if it is unknown. */
  readonly evictorAddress: number;
  readonly victimAddress: number;
  misses: number;
  cycles: number;
}

/** The evictor of a line whose eviction the log did not tell. */
export const UNKNOWN_EVICTOR = -3;

interface Eviction {
  readonly evictor: number;
  readonly address: number;
}

const NOT_SEEN: Eviction = { evictor: UNKNOWN_EVICTOR, address: 0 };

/** What is kept of one cache. */
interface Watched {
  readonly name: CacheName;
  readonly sets: number;
  /** Lines that a read miss reads. */
  readonly linesRead: number;
  /** The line in each set of a direct-mapped cache, or -1; undefined for others. */
  readonly resident: Int32Array | undefined;
  readonly evictions: Map<number, Eviction>;
}

export class ConflictPairs {
  readonly #lookup: FunctionLookup;
  readonly #fetches: Watched;
  readonly #data: Watched;
  readonly #pairs = new Map<string, ConflictPair>();

  constructor(lookup: FunctionLookup, machine: Machine) {
    this.#lookup = lookup;
    const { unified, instruction, data } = machine.caches;
    this.#fetches = watch(unified ? "unified" : "instruction", (unified ?? instruction)!);
    this.#data = unified ? this.#fetches : watch("data", data!);
  }

  /** Takes an event of the miss log. */
  hear(event: MissEvent): void {
    if (event.set < 0 || event.line < 0) return;
    const watched = event.kind === 0 ? this.#fetches : this.#data;
    const number = functionOf(event, this.#lookup);
    if (event.class === "conflict") this.#charge(watched, event, number);
    const eviction = { evictor: number, address: event.address };
    if (watched.resident === undefined) {
      if (event.evicted >= 0) watched.evictions.set(event.evicted, eviction);
      return;
    }
    const lines = event.cause === "none" ? 1 : watched.linesRead;
    const first = event.line - (event.line % lines);
    for (let line = first; line < first + lines; line++) {
      const set = (event.set + line - event.line + watched.sets) % watched.sets;
      const before = watched.resident[set];
      if (before >= 0 && before !== line) watched.evictions.set(before, eviction);
      watched.resident[set] = line;
    }
  }

  /** Forgets the pairs, not who evicted what. */
  resetCounts(): void {
    this.#pairs.clear();
  }

  /** The `most` pairs that cost most cycles, then misses; then as they first occurred. */
  costliest(most: number): ConflictPair[] {
    return [...this.#pairs.values()]
      .sort((a, b) => b.cycles - a.cycles || b.misses - a.misses)
      .slice(0, most);
  }

  #charge(watched: Watched, event: MissEvent, victim: number): void {
    const { evictor, address } = watched.evictions.get(event.line) ?? NOT_SEEN;
    const key = `${watched.name} ${event.set} ${evictor} ${victim}`;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = {
        cache: watched.name,
        set: event.set,
        evictor,
        victim,
        evictorAddress: address,
        victimAddress: event.address,
        misses: 0,
        cycles: 0,
      };
      this.#pairs.set(key, pair);
    }
    pair.misses++;
    pair.cycles += event.cycles;
  }
}

function watch(name: CacheName, cache: CacheDescription): Watched {
  const ways = waysOf(cache);
  const sets = cache.size / cache.line / ways;
  return {
    name,
    sets,
    linesRead: fetchOf(cache) / cache.line,
    resident: ways === 1 ? new Int32Array(sets).fill(-1) : undefined,
    evictions: new Map(),
  };
}
