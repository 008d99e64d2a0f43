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
import type { Kept, SavedFields } from "@mcpi/kernels";
import { type CacheDescription, fetchOf, type Machine, type MissEvent, waysOf } from "@mcpi/memsim";
import { type FunctionLookup, InputError } from "@mcpi/trace";
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

export class ConflictPairs implements Kept {
  readonly name = "conflicts of functions";
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

  save() {
    return {
      pairs: [...this.#pairs.values()],
      caches: this.#caches.map(({ resident, evictions }) => ({
        resident: [...(resident ?? [])],
        evictions: [...evictions].flatMap(([line, { evictor, address }]) => [
          line,
          evictor,
          address,
        ]),
      })),
    };
  }

  restore(saved: SavedFields): void {
    const last = this.#lookup.functions.length - 1;
    const caches = saved.records("caches");
    for (const [index, { resident, evictions }] of this.#caches.entries()) {
      const cache = caches[index];
      if (cache === undefined)
        throw new InputError(`saved state: ${this.name}: a cache is missing`);
      resident?.set(cache.wholes("resident", resident.length, -1, 2 ** 31 - 1));
      const told = cache.wholes("evictions", 3 * MOST_LINES, UNKNOWN_EVICTOR, 2 ** 32 - 1, false);
      evictions.clear();
      for (let at = 0; at + 2 < told.length; at += 3)
        evictions.set(told[at], { evictor: told[at + 1], address: told[at + 2] });
    }
    this.#pairs.clear();
    for (const one of saved.records("pairs")) {
      const pair: ConflictPair = {
        cache: one.choice("cache", ["instruction", "data", "unified"]),
        set: one.whole("set", 0, 2 ** 31),
        evictor: one.whole("evictor", UNKNOWN_EVICTOR, last),
        victim: one.whole("victim", UNKNOWN_EVICTOR, last),
        evictorAddress: one.whole("evictorAddress", 0, 2 ** 32 - 1),
        victimAddress: one.whole("victimAddress", 0, 2 ** 32 - 1),
        misses: one.whole("misses", 0, Number.MAX_SAFE_INTEGER),
        cycles: one.whole("cycles", 0, Number.MAX_SAFE_INTEGER),
      };
      this.#pairs.set(keyOf(pair), pair);
    }
  }

  get #caches(): readonly Watched[] {
    return this.#data === this.#fetches ? [this.#fetches] : [this.#fetches, this.#data];
  }

  #charge(watched: Watched, event: MissEvent, victim: number): void {
    const { evictor, address } = watched.evictions.get(event.line) ?? NOT_SEEN;
    const key = keyOf({ cache: watched.name, set: event.set, evictor, victim });
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

/** Lines of which a saved state may know who evicted them: of all memory that a machine may have. */
const MOST_LINES = 2 ** 26;

const keyOf = ({
  cache,
  set,
  evictor,
  victim,
}: Pick<ConflictPair, "cache" | "set" | "evictor" | "victim">): string =>
  `${cache} ${set} ${evictor} ${victim}`;

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
