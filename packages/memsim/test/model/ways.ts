/**
 * One set of a cache or TLB in the model: an array of ways, and the four replacement policies word
 * for word as docs/counting.md, section 2 has them. Nothing here is fast; everything is searched.
 */

export type Replacement = "lru" | "fifo" | "random" | "plru";

/** What a way holds. Names are line or page numbers. */
export interface Way {
  readonly name: bigint;
  dirty: boolean;
  /** When it was last used (hit or inserted), and when it was inserted: counts of the set's uses. */
  used: number;
  readonly inserted: number;
}

/** The generator of random replacement: xorshift32. */
export class Xorshift32 {
  #x: number;

  constructor(seed: number) {
    this.#x = seed;
  }

  /** The next number, 1 to 2^32 - 1. */
  next(): number {
    let x = this.#x;
    x = (x ^ (x << 13)) >>> 0;
    x = (x ^ (x >>> 17)) >>> 0;
    x = (x ^ (x << 5)) >>> 0;
    this.#x = x;
    return x;
  }
}

export class WaySet {
  /** A way is undefined while it is invalid. */
  readonly ways: (Way | undefined)[];
  readonly #replacement: Replacement;
  readonly #random: Xorshift32;
  /** The bits of the PLRU tree; node n has children 2n + 1 and 2n + 2. */
  readonly #tree: number[];
  #time = 0;

  constructor(count: number, replacement: Replacement, random: Xorshift32) {
    this.ways = new Array(count).fill(undefined);
    this.#replacement = replacement;
    this.#random = random;
    this.#tree = new Array(count - 1).fill(0);
  }

  has(name: bigint): boolean {
    return this.#wayOf(name) >= 0;
  }

  /** A hit on a name that is in the set: the replacement state hears of it. */
  use(name: bigint): void {
    const at = this.#wayOf(name);
    this.ways[at]!.used = ++this.#time;
    this.#point(at);
  }

  /** A name that is in the set becomes dirty. */
  soil(name: bigint): void {
    this.ways[this.#wayOf(name)]!.dirty = true;
  }

  /** Puts a name that is not in the set into it, and returns what had to leave. */
  insert(name: bigint): Way | undefined {
    let at = this.ways.indexOf(undefined);
    if (at < 0) at = this.#victim();
    const evicted = this.ways[at];
    const time = ++this.#time;
    this.ways[at] = { name, dirty: false, used: time, inserted: time };
    this.#point(at);
    return evicted;
  }

  /** Makes the way that holds the name, if any, invalid. */
  drop(name: bigint): void {
    const at = this.#wayOf(name);
    if (at >= 0) this.ways[at] = undefined;
  }

  #wayOf(name: bigint): number {
    return this.ways.findIndex((way) => way?.name === name);
  }

  #victim(): number {
    const ways = this.ways as Way[];
    switch (this.#replacement) {
      case "lru":
        return ways.indexOf(ways.reduce((oldest, way) => (way.used < oldest.used ? way : oldest)));
      case "fifo":
        return ways.indexOf(
          ways.reduce((oldest, way) => (way.inserted < oldest.inserted ? way : oldest)),
        );
      case "random":
        return Math.floor((this.#random.next() * ways.length) / 2 ** 32);
      case "plru": {
        let node = 0;
        let low = 0;
        let high = ways.length;
        while (high - low > 1) {
          const middle = (low + high) / 2;
          if (this.#tree[node] === 0) {
            high = middle;
            node = 2 * node + 1;
          } else {
            low = middle;
            node = 2 * node + 2;
          }
        }
        return low;
      }
    }
  }

  /** PLRU: every bit on the path to a way points to the half that the way is not in. */
  #point(at: number): void {
    if (this.#replacement !== "plru") return;
    let node = 0;
    let low = 0;
    let high = this.ways.length;
    while (high - low > 1) {
      const middle = (low + high) / 2;
      if (at < middle) {
        this.#tree[node] = 1;
        high = middle;
        node = 2 * node + 1;
      } else {
        this.#tree[node] = 0;
        low = middle;
        node = 2 * node + 2;
      }
    }
  }
}
