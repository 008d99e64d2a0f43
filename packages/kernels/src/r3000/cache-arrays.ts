/**
 * The contents of the caches, as far as software can see them (docs/r3000.md, section 5): by
 * isolation always, by ordinary data references with functional caches. What misses cost is not
 * their matter but the coupled memory's.
 */
const BYTES = 0x10000;
const LINES = BYTES / 4;
/** Tag of a line that is not valid: no physical page number. */
const INVALID = -1;

/** One cache: 64 KB in lines of a word; the tag is the physical page number. */
export class CacheArray {
  readonly data = new Int32Array(LINES);
  readonly tags = new Int32Array(LINES).fill(INVALID);

  /** Whether the word at a physical address is in the cache. */
  hits(physical: number): boolean {
    return this.tags[(physical >>> 2) & (LINES - 1)] === physical >>> 12;
  }

  word(physical: number): number {
    return this.data[(physical >>> 2) & (LINES - 1)];
  }

  /** Writes a word and its tag. */
  fill(physical: number, value: number): void {
    const line = (physical >>> 2) & (LINES - 1);
    this.data[line] = value;
    this.tags[line] = physical >>> 12;
  }

  /** Makes the line of an address's index invalid. */
  invalidate(physical: number): void {
    this.tags[(physical >>> 2) & (LINES - 1)] = INVALID;
  }
}

export class CacheArrays {
  readonly instruction = new CacheArray();
  readonly data = new CacheArray();
}
