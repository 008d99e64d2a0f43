/**
 * The memory in which blocks are read: WebAssembly's, because the hot loops (decode-code.ts) are
 * written in it. All places are byte addresses.
 *
 * ```
 * 0          places of what is read and written next, and results of the loops
 * templates  of the block, 1 << TEMPLATE_SHIFT bytes each
 * values     records (two words each) by template, and of one template by group
 * section    the record section, of which strings and template numbers are used as they are
 * batch      its words, then its instruction lengths
 * ```
 */
import type { Batch } from "../batch.ts";
import type { PageDictionary } from "../page-dictionary.ts";

/** Where the next token, short and long are. */
export const TOKEN = 0;
export const SHORT = 4;
export const LONG = 8;
/** The highest page id of the column read last, taken as addresses. */
export const HIGHEST_PAGE = 12;
/** PAGE_SIZE or more if a reference of the column read last went past the end of its page. */
export const REACH = 16;
/** Where the next record and the next instruction length of the batch are written. */
export const OUT = 20;
export const LENGTHS_OUT = 24;
const TEMPLATES = 64;

export const TEMPLATE_SHIFT = 5;
/** The run's record, 8 bytes. */
export const HEAD = 0;
/** 8 if there is a run, else 0. */
export const HEAD_BYTES = 8;
/** Bytes of the group's other records. */
export const WORD_BYTES = 12;
/** Where those of the template's next group are; while groups are counted, their number. */
export const NEXT_WORD = 16;
/** Where its instruction lengths are, and how many. */
export const FIRST_LENGTH = 20;
export const LENGTHS = 24;
/** 1 if the group is data that belong to no run, else 0. */
export const LOOSE = 28;

/** Bytes that the loops may overwrite, or read, behind what they write or read. */
const SLACK = 64;

const WASM_PAGE = 65536;
const align = (address: number): number => (address + 63) & ~63;

/** What a block needs room for. */
export interface BlockRoom {
  readonly templates: number;
  /** Words of all columns, and so most values. */
  readonly words: number;
}

export class BlockMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  ints = new Int32Array(this.memory.buffer);
  bytes = new Uint8Array(this.memory.buffer);
  readonly templates = TEMPLATES;
  values = 0;
  section = 0;
  #batch = 0;

  /** Lays out the memory for a block, and copies its record section into it. */
  load(section: Uint8Array, { templates, words }: BlockRoom): void {
    this.values = align(TEMPLATES + (templates << TEMPLATE_SHIFT) + SLACK);
    this.section = align(this.values + 8 * words + SLACK);
    // Damaged strings may seem to go on behind the section, by as much as all words can take.
    this.#batch = align(this.section + section.length + 4 * words + SLACK);
    this.#reserve(this.#batch);
    this.bytes.set(section, this.section);
  }

  /** An empty batch with room for so much, which is where the loops write next. */
  newBatch(pages: PageDictionary, records: number, lengths: number): Batch {
    const lengthsAt = align(this.#batch + 8 * records + SLACK);
    this.#reserve(lengthsAt + lengths + SLACK);
    const { buffer } = this.memory;
    return {
      words: new Int32Array(buffer, this.#batch, 2 * records),
      records: 0,
      lengths: new Uint8Array(buffer, lengthsAt, lengths),
      lengthCount: 0,
      pages,
    };
  }

  #reserve(bytes: number): void {
    const missing = Math.ceil(bytes / WASM_PAGE) - this.memory.buffer.byteLength / WASM_PAGE;
    if (missing <= 0) return;
    this.memory.grow(missing);
    this.ints = new Int32Array(this.memory.buffer);
    this.bytes = new Uint8Array(this.memory.buffer);
  }
}
