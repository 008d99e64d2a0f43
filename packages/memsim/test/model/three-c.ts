/**
 * A cache of the model with its twins: docs/counting.md, section 3. Counts the accesses and misses
 * of one cache by kind and class.
 */
import type { LevelCounts } from "../../src/counts.ts";
import type { CacheDescription } from "../../src/machine.ts";
import { Cache, type Kind, type Outcome, type Piece } from "./cache.ts";

export interface Classes {
  readonly threeC: boolean;
  readonly twoWay: boolean;
}

/** The fully associative cache of the same size and rules. */
function twinOf(description: CacheDescription): CacheDescription {
  const replacement = description.replacement === "plru" ? "lru" : description.replacement;
  return { ...description, ways: "full", replacement };
}

/** The two-way LRU cache of the same size and rules. */
function twoWayOf(description: CacheDescription): CacheDescription {
  const lines = description.size / description.line;
  return { ...description, ways: Math.min(2, lines), replacement: "lru" };
}

export class ClassifiedCache {
  readonly cache: Cache;
  readonly #twin: Cache | undefined;
  readonly #twoWay: Cache | undefined;
  /** Lines that were ever in the cache. */
  readonly #beenIn = new Set<bigint>();
  /** Lines that a bypassing store touched. */
  readonly #bypassed = new Set<bigint>();

  constructor(description: CacheDescription, classes: Classes) {
    this.cache = new Cache(description);
    if (classes.threeC) this.#twin = new Cache(twinOf(description));
    if (classes.twoWay) this.#twoWay = new Cache(twoWayOf(description));
  }

  /** One access: what the cache did, counted in `counts`. */
  access(kind: Kind, piece: Piece, counts: LevelCounts): Outcome {
    const outcome = this.cache.access(kind, piece);
    const twin = this.#twin?.access(kind, piece);
    const twoWay = this.#twoWay?.access(kind, piece);
    const own = counts[kind];
    own.accesses++;
    if (twin && !twin.hit) own.twinMisses++;
    if (twoWay && !twoWay.hit) own.twoWayMisses++;
    counts.writeBacks += outcome.writtenBack.length;
    if (!outcome.hit) {
      own.misses++;
      if (outcome.bypass) counts.bypass++;
      if (twin) this.#classify(kind, piece, outcome, twin.hit, counts);
    }
    for (const line of outcome.inserted) this.#beenIn.add(line);
    if (outcome.bypass) this.#bypassed.add(piece.physical / this.cache.line);
    return outcome;
  }

  invalidate(piece: Piece): void {
    this.cache.invalidate(piece);
    this.#twin?.invalidate(piece);
    this.#twoWay?.invalidate(piece);
  }

  /** Invalidates every line of the set that the piece chooses, at its virtual address. */
  invalidateSet({ virtual, physical }: Piece): void {
    for (const line of this.cache.setContents({ virtual, physical, size: 1 }))
      this.invalidate({ physical: line * this.cache.line, virtual, size: 1 });
  }

  #classify(kind: Kind, piece: Piece, outcome: Outcome, twinHit: boolean, counts: LevelCounts) {
    const block = this.cache.blockOf(piece);
    const unseen = !block.some((line) => this.#beenIn.has(line));
    const untouched = !block.some((line) => this.#bypassed.has(line));
    if (outcome.bypass) {
      if (unseen && untouched) counts.bypassCompulsory++;
      else if (twinHit) counts.bypassConflict++;
      else counts.bypassCapacity++;
      return;
    }
    if (unseen) counts[kind].compulsory++;
    else if (twinHit) counts[kind].conflict++;
    else counts[kind].capacity++;
    if (unseen && !untouched && kind !== "store") counts.compulsoryAfterBypass++;
  }
}
