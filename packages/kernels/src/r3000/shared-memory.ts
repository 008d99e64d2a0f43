/**
 * The memory that a machine shares with generated code and with the coupled memory, which may grow:
 * views of it are made anew when it has. Whoever calls something that may let it grow calls
 * `refresh` after.
 */
import { endOfRam, RAM } from "./state.ts";

const WASM_PAGE = 65536;
const TWO_32 = 2 ** 32;

export class SharedMemory {
  readonly memory: WebAssembly.Memory;
  readonly ramBytes: number;
  /** Where the coupled memory's own part begins. */
  readonly end: number;
  words!: Int32Array;
  unsigned!: Uint32Array;
  halves!: Uint16Array;
  bytes!: Uint8Array;

  constructor(ramBytes: number) {
    this.ramBytes = ramBytes;
    this.end = endOfRam(ramBytes);
    this.memory = new WebAssembly.Memory({ initial: this.end / WASM_PAGE });
    this.#makeViews();
  }

  /** Main memory. */
  get ram(): Uint8Array {
    return this.bytes.subarray(RAM, RAM + this.ramBytes);
  }

  refresh(): void {
    if (this.memory.buffer !== this.words.buffer) this.#makeViews();
  }

  /** A 64-bit word that stays below 2^53. */
  long(address: number): number {
    return this.unsigned[address >>> 2] + TWO_32 * this.words[(address >>> 2) + 1];
  }

  setLong(address: number, value: number): void {
    this.words[address >>> 2] = value;
    this.words[(address >>> 2) + 1] = Math.floor(value / TWO_32);
  }

  #makeViews(): void {
    const { buffer } = this.memory;
    this.words = new Int32Array(buffer);
    this.unsigned = new Uint32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }
}
