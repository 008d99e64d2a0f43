/** Lengths of instructions and sizes of data for formats that do not have them. */
import { RUN } from "../reference.ts";
import type { StreamBuilder } from "../stream-builder.ts";
import { InputError } from "../trace-error.ts";

/** Most bytes of an instruction of any processor in use. */
const MOST_LENGTH = 15;
/** Bytes of an instruction where nothing tells how many. */
export const DEFAULT_LENGTH = 4;

/** An instruction and its data, held until the next one has told how long it is. */
export class HeldInstruction {
  readonly #dataBytes: number;
  readonly #kinds: number[] = [];
  readonly #lows: number[] = [];
  readonly #highs: number[] = [];
  #appended = 0;
  /** Bytes of the instruction. */
  length = DEFAULT_LENGTH;

  /** @param dataBytes size of data, a power of two. */
  constructor(dataBytes: number) {
    this.#dataBytes = dataBytes;
  }

  /** Whether there is one. */
  get isHeld(): boolean {
    return this.#kinds.length > 0;
  }

  /** Low and high word of the instruction's address. */
  get low(): number {
    return this.#lows[0];
  }

  get high(): number {
    return this.#highs[0];
  }

  /** Adds the instruction (RUN), and then its data in order. */
  add(kind: number, low: number, high: number): void {
    this.#kinds.push(kind);
    this.#lows.push(low);
    this.#highs.push(high);
  }

  /** Bytes from its address to that of another instruction if they can be one; else 0. */
  bytesTo(low: number, high: number): number {
    const bytes = ((high - this.high) | 0) * 2 ** 32 + (low >>> 0) - (this.low >>> 0);
    return bytes >= 1 && bytes <= MOST_LENGTH ? bytes : 0;
  }

  /**
   * Appends it and lets it go. Data ends at the end of the aligned block that it begins in.
   * @returns false if the batch is full before all is appended: to be called again.
   */
  appendTo(builder: StreamBuilder): boolean {
    for (; this.#appended < this.#kinds.length; this.#appended++) {
      if (builder.full) return false;
      const kind = this.#kinds[this.#appended];
      const low = this.#lows[this.#appended];
      const size = kind === RUN ? this.length : this.#dataBytes - (low & (this.#dataBytes - 1));
      builder.reference(kind, size, low, this.#highs[this.#appended]);
    }
    this.#kinds.length = 0;
    this.#lows.length = 0;
    this.#highs.length = 0;
    this.#appended = 0;
    return true;
  }
}

/** @throws InputError when the bytes of an instruction that a user chose cannot be. */
export function checkInstructionBytes(bytes: number): void {
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > MOST_LENGTH)
    throw new InputError(
      `trace: an instruction of ${bytes} bytes is impossible; 1 to ${MOST_LENGTH} were expected`,
    );
}

/** @throws InputError when the bytes of data that a user chose cannot be. */
export function checkDataBytes(bytes: number): void {
  if (![1, 2, 4, 8, 16, 32, 64].includes(bytes))
    throw new InputError(
      `trace: data of ${bytes} bytes is impossible; 1, 2, 4, 8, 16, 32 or 64 were expected`,
    );
}
