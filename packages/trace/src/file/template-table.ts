/**
 * The templates of a block: what recurs in it.
 *
 * A group (group.ts) is written as the number of its *template* and the words that vary. The
 * template is all the rest: the run's compact address and instruction lengths, and the meta words of
 * the records. Code that is executed again makes the same template again.
 */
import { kindOf, RUN } from "../reference.ts";
import { lengthsOf } from "./group.ts";

/** Most templates of a block: their numbers have 16 bits. */
export const MAX_TEMPLATES = 1 << 16;

const FIRST_TEMPLATES = 1 << 10;
const FIRST_METAS = 1 << 12;

export class TemplateTable {
  /** Templates in use; numbers are 0 to count - 1, in order of first use. */
  count = 0;
  /** Compact address of the run; 0 where the group has none. */
  address = new Int32Array(FIRST_TEMPLATES);
  /** Records of the group. */
  size = new Int32Array(FIRST_TEMPLATES);
  /** Where its meta words begin in `metas`. */
  firstMeta = new Int32Array(FIRST_TEMPLATES);
  /** Where its instruction lengths begin in `lengths`. */
  firstLength = new Int32Array(FIRST_TEMPLATES);
  /** Groups that have it. */
  uses = new Int32Array(FIRST_TEMPLATES);

  metas = new Int32Array(FIRST_METAS);
  metaCount = 0;
  lengths = new Uint8Array(FIRST_METAS);
  lengthCount = 0;

  readonly #slots = new Int32Array(2 * MAX_TEMPLATES).fill(-1);

  /** Forgets all templates. */
  clear(): void {
    this.count = 0;
    this.metaCount = 0;
    this.lengthCount = 0;
    this.#slots.fill(-1);
  }

  /** Whether the group has a run. */
  hasRun(template: number): boolean {
    return kindOf(this.metas[this.firstMeta[template]]) === RUN;
  }

  /**
   * The template of the `size` records from record `first` on, whose instruction lengths (if the run
   * has any) begin at `length`. A new one is given the next number; `count` is below MAX_TEMPLATES.
   */
  find(
    words: Int32Array,
    first: number,
    size: number,
    lengths: Uint8Array,
    length: number,
  ): number {
    const head = words[2 * first + 1];
    const address = kindOf(head) === RUN ? words[2 * first] : 0;
    const lengthCount = lengthsOf(head);
    const mask = this.#slots.length - 1;
    let slot = hash(words, first, size, address) & mask;
    for (;;) {
      const found = this.#slots[slot];
      if (found < 0) break;
      if (
        this.address[found] === address &&
        this.size[found] === size &&
        this.#hasMetas(found, words, first) &&
        this.#hasLengths(found, lengths, length, lengthCount)
      ) {
        this.uses[found]++;
        return found;
      }
      slot = (slot + 1) & mask;
    }
    const template = this.count++;
    this.#slots[slot] = template;
    if (template === this.address.length) this.#grow();
    this.address[template] = address;
    this.size[template] = size;
    this.uses[template] = 1;
    this.firstMeta[template] = this.metaCount;
    this.firstLength[template] = this.lengthCount;
    this.metas = withRoom(this.metas, this.metaCount, size);
    for (let i = 0; i < size; i++) this.metas[this.metaCount++] = words[2 * (first + i) + 1];
    this.lengths = withRoom(this.lengths, this.lengthCount, lengthCount);
    this.lengths.set(lengths.subarray(length, length + lengthCount), this.lengthCount);
    this.lengthCount += lengthCount;
    return template;
  }

  #hasMetas(template: number, words: Int32Array, first: number): boolean {
    const { metas } = this;
    let at = 2 * first + 1;
    let meta = this.firstMeta[template];
    for (const end = meta + this.size[template]; meta < end; meta++, at += 2)
      if (metas[meta] !== words[at]) return false;
    return true;
  }

  #hasLengths(template: number, lengths: Uint8Array, from: number, count: number): boolean {
    const own = this.lengths;
    const at = this.firstLength[template];
    for (let i = 0; i < count; i++) if (own[at + i] !== lengths[from + i]) return false;
    return true;
  }

  #grow(): void {
    const room = this.address.length;
    this.address = withRoom(this.address, room, room);
    this.size = withRoom(this.size, room, room);
    this.firstMeta = withRoom(this.firstMeta, room, room);
    this.firstLength = withRoom(this.firstLength, room, room);
    this.uses = withRoom(this.uses, room, room);
  }
}

/** `array`, or a larger copy if it has no room for `more` behind the first `used`. */
function withRoom<T extends Int32Array | Uint8Array>(array: T, used: number, more: number): T {
  if (used + more <= array.length) return array;
  const Larger = array.constructor as new (length: number) => T;
  const larger = new Larger(Math.max(2 * array.length, used + more));
  larger.set(array);
  return larger;
}

function hash(words: Int32Array, first: number, size: number, address: number): number {
  let h = address ^ Math.imul(size, 0x9e3779b1);
  let at = 2 * first + 1;
  for (const end = at + 2 * size; at < end; at += 2)
    h = Math.imul(h ^ words[at], 0x85ebca6b) ^ (h >>> 15);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 12);
}
