/**
 * The way of bytes through the 53C94: FIFO and transfer counter, and memory behind them.
 *
 * Out: what is in the FIFO first, then, with the DMA bit, as many bytes of memory as the counter has.
 * In: with the DMA bit to memory, as far as the counter goes, else into the FIFO, as far as it has
 * room. Terminal count is set when the counter comes to 0.
 */
import { type ChipState, STATUS_TERMINAL_COUNT } from "./ncr53c94-state.ts";

/** Memory that the chip moves data to and from, a byte after the other. */
export interface DmaPort {
  /** The next `count` bytes of memory. */
  load(count: number): Uint8Array;
  store(bytes: Uint8Array): void;
}

export class DataPath {
  readonly #state: ChipState;
  readonly #dma: DmaPort;

  constructor(state: ChipState, dma: DmaPort) {
    this.#state = state;
    this.#dma = dma;
  }

  /** Bytes that FIFO and counter have to send. */
  get outgoing(): number {
    return this.#state.fifo.length + (this.#state.dma ? this.#state.counter : 0);
  }

  /** Bytes that may come in: without DMA one at a time. */
  get incoming(): number {
    const { dma, counter, fifoFull } = this.#state;
    return dma ? counter : fifoFull ? 0 : 1;
  }

  /** The next byte to send; there must be one. */
  next(): number {
    return this.#state.fifo.shift() ?? this.#load(1)[0];
  }

  /** The next `count` bytes to send; there must be so many. */
  take(count: number): Uint8Array {
    const { fifo } = this.#state;
    const first = Uint8Array.from(fifo.splice(0, count));
    if (first.length === count) return first;
    const bytes = new Uint8Array(count);
    bytes.set(first);
    bytes.set(this.#load(count - first.length), first.length);
    return bytes;
  }

  /** The next byte to pad with: of the FIFO, or 0. */
  nextPad(): number {
    const byte = this.#state.fifo.shift();
    if (byte === undefined) this.skip(1);
    return byte ?? 0;
  }

  /** Counts bytes that do not come from memory or go there. */
  skip(count: number): void {
    if (this.#state.dma) this.#countDown(Math.min(count, this.#state.counter));
  }

  /** Takes bytes that have come in; those without room are lost. */
  keep(bytes: Uint8Array): void {
    const state = this.#state;
    if (state.dma) {
      const count = Math.min(bytes.length, state.counter);
      this.#countDown(count);
      this.#dma.store(bytes.subarray(0, count));
    } else for (const byte of bytes) if (!state.fifoFull) state.fifo.push(byte);
  }

  #load(count: number): Uint8Array {
    this.#countDown(count);
    return this.#dma.load(count);
  }

  #countDown(count: number): void {
    const state = this.#state;
    state.counter -= count;
    if (state.counter === 0) state.status |= STATUS_TERMINAL_COUNT;
  }
}
