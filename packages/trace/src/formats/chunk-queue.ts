/** Chunks of bytes of which the first few can be looked at before they are taken. */
export class ChunkQueue {
  readonly #source: AsyncIterator<Uint8Array, void, void>;
  #ahead: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterator<Uint8Array, void, void>) {
    this.#source = source;
  }

  /** The next `count` bytes, fewer at the end. They are not taken, and valid until the next call. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#ahead.length < count) {
      // A copy, also of a Buffer, whose slice() is none.
      const kept = new Uint8Array(this.#ahead);
      const { done, value } = await this.#source.next();
      if (done) {
        this.#ahead = kept;
        break;
      }
      if (kept.length === 0) {
        this.#ahead = value;
        continue;
      }
      this.#ahead = new Uint8Array(kept.length + value.length);
      this.#ahead.set(kept);
      this.#ahead.set(value, kept.length);
    }
    return this.#ahead.subarray(0, count);
  }

  /** The next chunk, never an empty one; undefined at the end. Valid until the next call. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#ahead.length > 0) {
      const chunk = this.#ahead;
      this.#ahead = new Uint8Array(0);
      return chunk;
    }
    for (;;) {
      const { done, value } = await this.#source.next();
      if (done) return undefined;
      if (value.length > 0) return value;
    }
  }

  /** No more is wanted: the source lets go of what it holds. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
