/** Bytes that grow at their end: a module's code, which has up to some megabytes. */
import type { Code } from "./expression.ts";

const FIRST_BYTES = 1024;

export class ByteBuffer {
  #bytes = new Uint8Array(FIRST_BYTES);
  length = 0;

  /** Appends bytes, and those of nested code. */
  append(parts: readonly (number | Code)[]): void {
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (typeof part === "number") {
        if (this.length === this.#bytes.length) this.#grow(1);
        this.#bytes[this.length++] = part;
      } else this.append(part);
    }
  }

  appendBuffer(other: ByteBuffer): void {
    if (this.length + other.length > this.#bytes.length) this.#grow(other.length);
    this.#bytes.set(other.#bytes.subarray(0, other.length), this.length);
    this.length += other.length;
  }

  /** A copy of what there is. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  #grow(more: number): void {
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + more));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
