/**
 * Reader of ChampSim's traces: a record of 64 bytes an instruction (`input_instr`), little-endian.
 *
 * ```
 *  0  u64     address of the instruction
 *  8  u8      1 if it is a branch
 *  9  u8      1 if the branch was taken
 * 10  u8 x 2  registers written
 * 12  u8 x 4  registers read
 * 16  u64 x 2 addresses written; 0 is none
 * 32  u64 x 4 addresses read; 0 is none
 * ```
 *
 * Neither the length of instructions nor the size of data is recorded. An instruction ends where the
 * next one begins, if that is 1 to 15 bytes on and no branch was taken; else it has 4 bytes. A data
 * reference goes from its address to the end of the aligned `dataBytes` (8) that it is in, so it is
 * in one line, as in ChampSim. Reads come before writes.
 *
 * Registers are ignored. ChampSim packs its traces with xz: they must be unpacked (`xz -dc`), or
 * packed with gzip.
 */
import type { Batch } from "../batch.ts";
import type { TraceInfo, TraceSource } from "../contracts.ts";
import type { PageDictionary } from "../page-dictionary.ts";
import { LOAD, RUN, STORE } from "../reference.ts";
import { StreamBuilder } from "../stream-builder.ts";
import { InputError } from "../trace-error.ts";
import type { Input } from "./input.ts";
import type { ReadOptions } from "./text-source.ts";
import { checkDataBytes, DEFAULT_LENGTH, HeldInstruction } from "./unrecorded-sizes.ts";

export interface ChampsimOptions extends ReadOptions {
  /** Bytes of data references: a power of two, 1 to 64. */
  readonly dataBytes?: number | undefined;
}

const RECORD = 64;
const DATA_BYTES = 8;
const IS_BRANCH = 8;
const BRANCH_TAKEN = 9;
const WRITTEN = 16;
const READ = 32;

/**
 * A trace of ChampSim.
 * @throws InputError (from `batches`) naming the record, and its byte in the unpacked data, that is
 *   none or is cut.
 */
export function readChampsim(input: Input, options: ChampsimOptions = {}): TraceSource {
  return new ChampsimSource(input, options);
}

class ChampsimSource implements TraceSource {
  readonly info: TraceInfo;
  readonly pages: PageDictionary;
  readonly #input: Input;
  readonly #builder: StreamBuilder;
  readonly #held: HeldInstruction;
  #heldTook = false;
  #records = 0;

  constructor(input: Input, { dataBytes = DATA_BYTES, ...options }: ChampsimOptions) {
    checkDataBytes(dataBytes);
    this.#input = input;
    this.#builder = new StreamBuilder(options);
    this.#held = new HeldInstruction(dataBytes);
    this.pages = this.#builder.pages;
    this.info = { format: "champsim", name: input.name, physical: false, provenance: {} };
  }

  get position(): { readonly bytes: number; readonly total: number | undefined } {
    return this.#input.position;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    const builder = this.#builder;
    const held = this.#held;
    const record = new Uint8Array(RECORD);
    const view = new DataView(record.buffer);
    let kept = 0;
    let failure: unknown;
    try {
      for await (const chunk of this.#input)
        for (let at = 0; at < chunk.length; ) {
          const part = chunk.subarray(at, at + RECORD - kept);
          record.set(part, kept);
          kept += part.length;
          at += part.length;
          if (kept < RECORD) break;
          kept = 0;
          this.#settle(view);
          while (!held.appendTo(builder)) yield builder.take();
          this.#hold(view);
        }
      if (kept > 0)
        throw this.#fault(`the data end after ${kept} bytes of it; ${RECORD} were expected`);
    } catch (error) {
      failure = error;
    }
    // Everything before an error is delivered before the error.
    held.length = DEFAULT_LENGTH;
    while (!held.appendTo(builder)) yield builder.take();
    if (!builder.empty) yield builder.take();
    if (failure !== undefined) throw failure;
  }

  /** Checks a record and gives the instruction before it its length. */
  #settle(view: DataView): void {
    const branch = view.getUint8(IS_BRANCH);
    const taken = view.getUint8(BRANCH_TAKEN);
    if (branch > 1) throw this.#fault(`is_branch is ${branch}; 0 or 1 was expected`);
    if (taken > 1) throw this.#fault(`branch_taken is ${taken}; 0 or 1 was expected`);
    const held = this.#held;
    const next = held.isHeld && !this.#heldTook ? held.bytesTo(...words(view, 0)) : 0;
    held.length = next === 0 ? DEFAULT_LENGTH : next;
    this.#heldTook = branch === 1 && taken === 1;
  }

  #hold(view: DataView): void {
    const held = this.#held;
    held.add(RUN, ...words(view, 0));
    for (let at = READ; at < RECORD; at += 8) this.#data(LOAD, view, at);
    for (let at = WRITTEN; at < READ; at += 8) this.#data(STORE, view, at);
    this.#records++;
  }

  #data(kind: number, view: DataView, at: number): void {
    const [low, high] = words(view, at);
    if (low !== 0 || high !== 0) this.#held.add(kind, low, high);
  }

  /** A fault of the record that is being read. */
  #fault(wrong: string): InputError {
    const byte = this.#records * RECORD;
    return new InputError(`trace: record ${this.#records} (byte ${byte}): ${wrong}`);
  }
}

/** Low and high word of the 64-bit number at `at`. */
const words = (view: DataView, at: number): readonly [low: number, high: number] => [
  view.getInt32(at, true),
  view.getInt32(at + 4, true),
];
