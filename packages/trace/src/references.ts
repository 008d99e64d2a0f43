/**
 * The single references of a batch, in program order: the slow, plain view of the stream, for
 * writers of text formats, for stepping and for tests. Simulators read the records themselves.
 */
import type { Batch } from "./batch.ts";
import {
  bytesOf,
  CONTINUATION,
  CYCLES,
  detailOf,
  FIRST_EVENT,
  FIXED_LENGTH,
  indexOf,
  instructionsOf,
  kindOf,
  LOAD,
  PAGE_MASK,
  RUN,
  STORE,
  sizeOf,
  TAIL,
  VARIABLE,
} from "./reference.ts";

/** Is told every reference; addresses are compact (page id << 12 | offset). */
export interface ReferenceVisitor {
  /**
   * An instruction is fetched. `size` is its full length; what of it lies in the next page is
   * `tail` bytes at the compact address `tailAddress` (both 0 if none does).
   */
  fetch(address: number, size: number, tail: number, tailAddress: number): void;
  /** A data read. A reference that crosses a page comes as two, the second with `continued`. */
  load(address: number, size: number, continued: boolean): void;
  /** A data write; as `load`. */
  store(address: number, size: number, continued: boolean): void;
  /** Base cycles of the instruction fetched last beyond the first. */
  cycles(extra: number): void;
  /** An event (reference.ts). */
  event(kind: number, argument: number, detail: number): void;
}

/** Calls the visitor for every reference and event of `batch` in program order. */
export function visitReferences(batch: Batch, visitor: ReferenceVisitor): void {
  const { words, lengths, records } = batch;
  let length = 0;
  let record = 0;
  while (record < records) {
    const word = words[2 * record];
    const meta = words[2 * record + 1];
    if (kindOf(meta) !== RUN) {
      visitOne(visitor, word, meta);
      record++;
      continue;
    }
    const page = word & ~PAGE_MASK;
    const count = instructionsOf(meta);
    const variable = (meta & VARIABLE) !== 0;
    const end = (word & PAGE_MASK) + bytesOf(meta);
    let offset = word & PAGE_MASK;
    record++;
    for (let index = 0; index < count; index++) {
      const size = variable ? lengths[length++] : FIXED_LENGTH;
      let tailAddress = 0;
      const tail = index === count - 1 ? Math.max(0, size - (end - offset)) : 0;
      if (tail > 0 && record < records && kindOf(words[2 * record + 1]) === TAIL)
        tailAddress = words[2 * record];
      visitor.fetch(page | offset, size, tail, tailAddress);
      if (tail > 0) record++;
      offset += size;
      while (record < records) {
        const next = words[2 * record + 1];
        const kind = kindOf(next);
        if (kind === RUN || kind >= FIRST_EVENT || indexOf(next) !== index) break;
        visitOne(visitor, words[2 * record], next);
        record++;
      }
    }
  }
}

function visitOne(visitor: ReferenceVisitor, word: number, meta: number): void {
  const kind = kindOf(meta);
  if (kind === LOAD) visitor.load(word, sizeOf(meta), (meta & CONTINUATION) !== 0);
  else if (kind === STORE) visitor.store(word, sizeOf(meta), (meta & CONTINUATION) !== 0);
  else if (kind === CYCLES) visitor.cycles(word >>> 0);
  else if (kind >= FIRST_EVENT) visitor.event(kind, word >>> 0, detailOf(meta));
}
