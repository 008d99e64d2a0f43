/**
 * The contents of a cache as software sees them: docs/r3000.md, section 5. 64 KB of lines of one
 * word, each with its own tag.
 */
export interface CacheLine {
  valid: boolean;
  /** Bits 31:16 of the address. */
  tag: number;
  data: number;
}

const BYTES = 0x10000;

const tagOf = (address: number): number => address >>> 16;

export class Cache {
  readonly lines: CacheLine[] = [];

  constructor() {
    for (let index = 0; index < BYTES / 4; index++)
      this.lines.push({ valid: false, tag: 0, data: 0 });
  }

  /** The line that an address chooses. */
  lineOf(address: number): CacheLine {
    return this.lines[(address % BYTES) >>> 2];
  }

  hits(address: number): boolean {
    const line = this.lineOf(address);
    return line.valid && line.tag === tagOf(address);
  }

  /** A word, its tag, and valid. */
  insert(address: number, data: number): void {
    const line = this.lineOf(address);
    line.valid = true;
    line.tag = tagOf(address);
    line.data = data;
  }

  /** Some bytes of the word that is there. */
  merge(address: number, size: number, value: number): void {
    const line = this.lineOf(address);
    for (let byte = 0; byte < size; byte++) {
      const shift = 8 * ((address & 3) + byte);
      const bits = (value >>> (8 * byte)) & 0xff;
      line.data = ((line.data & ~(0xff << shift)) | (bits << shift)) >>> 0;
    }
  }

  invalidate(address: number): void {
    this.lineOf(address).valid = false;
  }
}
