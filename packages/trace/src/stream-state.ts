/**
 * What the events of a stream have set: who runs, the caches' control, the TLB's entries, open
 * refills and idling. A section of a stream begins with these events, so that it means what it meant
 * in the whole.
 */
import { type Batch, newBatch } from "./batch.ts";
import { PAGE_GLOBAL, type PageDictionary } from "./page-dictionary.ts";
import {
  CACHE_CONTROL,
  detailOf,
  eventMeta,
  FIRST_EVENT,
  FLUSH_ALL,
  FLUSH_NON_GLOBAL,
  FLUSH_PAGE,
  IDLE_BEGIN,
  IDLE_END,
  kindOf,
  MODE,
  PAGE_SHIFT,
  REFILL_BEGIN,
  REFILL_END,
  SPACE,
  TLB_FLUSH,
  TLB_WRITE,
  USER_MODE,
} from "./reference.ts";

export class StreamState {
  #space = 0;
  #mode = USER_MODE;
  #cacheControl = 0;
  #idle = false;
  /** Arguments of the refills that have begun, the innermost last. */
  readonly #refills: number[] = [];
  /** What was written last into each TLB entry, in the order of writing. */
  readonly #tlb = new Map<number, number>();

  /** Follows the events of a batch. */
  observe(batch: Batch): void {
    const { words } = batch;
    const end = 2 * batch.records;
    for (let at = 0; at < end; at += 2)
      if (kindOf(words[at + 1]) >= FIRST_EVENT) this.#event(words[at], words[at + 1], batch.pages);
  }

  /** A batch of events that bring about this state in a stream that has just begun. */
  events(pages: PageDictionary): Batch {
    const batch = newBatch(pages, 5 + this.#tlb.size + this.#refills.length, 0);
    const add = (word: number, meta: number): void => {
      const at = 2 * batch.records++;
      batch.words[at] = word;
      batch.words[at + 1] = meta;
    };
    if (this.#space !== 0) add(this.#space, eventMeta(SPACE));
    if (this.#mode !== USER_MODE) add(this.#mode, eventMeta(MODE));
    for (const [entry, word] of this.#tlb) add(word, eventMeta(TLB_WRITE, entry));
    if (this.#cacheControl !== 0) add(this.#cacheControl, eventMeta(CACHE_CONTROL));
    for (const word of this.#refills) add(word, eventMeta(REFILL_BEGIN));
    if (this.#idle) add(0, eventMeta(IDLE_BEGIN));
    return batch;
  }

  #event(word: number, meta: number, pages: PageDictionary): void {
    switch (kindOf(meta)) {
      case SPACE:
        this.#space = word;
        break;
      case MODE:
        this.#mode = word;
        break;
      case CACHE_CONTROL:
        this.#cacheControl = word;
        break;
      case IDLE_BEGIN:
        this.#idle = true;
        break;
      case IDLE_END:
        this.#idle = false;
        break;
      case REFILL_BEGIN:
        this.#refills.push(word);
        break;
      case REFILL_END:
        this.#refills.pop();
        break;
      case TLB_WRITE:
        this.#tlb.delete(detailOf(meta));
        this.#tlb.set(detailOf(meta), word);
        break;
      case TLB_FLUSH:
        this.#flush(word, detailOf(meta), pages);
        break;
    }
  }

  #flush(word: number, detail: number, pages: PageDictionary): void {
    const flushed = word >>> PAGE_SHIFT;
    for (const [entry, written] of this.#tlb) {
      const page = written >>> PAGE_SHIFT;
      const drop =
        detail === FLUSH_PAGE
          ? pages.vpn[page] === pages.vpn[flushed] && pages.space[page] === pages.space[flushed]
          : word === FLUSH_ALL ||
            (word === FLUSH_NON_GLOBAL && (pages.flags[page] & PAGE_GLOBAL) === 0);
      if (drop) this.#tlb.delete(entry);
    }
  }
}
