/** Reads exact numbers of bytes from chunks, knows where it is, and hashes what it has read. */
import { createHash, type Hash } from "node:crypto";

export class ExactReader {
  /** Offset of the next byte. */
  offset: number;

  readonly #chunks: AsyncIterator<Uint8Array, void, void>;
  readonly #hash: Hash = createHash("sha256");
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** @param offset offset of the first byte of the chunks in the file */
  constructor(chunks: AsyncIterable<Uint8Array>, offset = 0) {
    this.#chunks = chunks[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, void, void>;
    this.offset = offset;
  }

  /** The next `count` bytes, a copy; fewer only where the chunks end. */
  async read(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#at === this.#chunk.length && !(await this.#next())) break;
      const part = this.#chunk.subarray(this.#at, this.#at + count - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    this.offset += filled;
    return filled === count ? bytes : bytes.subarray(0, filled);
  }

  /** Adds bytes that were read to the hash. */
  hash(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** The SHA-256 of all that was added. */
  digest(): Uint8Array {
    return this.#hash.copy().digest();
  }

  /** No more is wanted: the source lets go of what it holds. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#chunk = value;
    this.#at = 0;
    return true;
  }
}
