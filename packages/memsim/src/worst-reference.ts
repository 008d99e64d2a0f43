/**
 * The most stall cycles that a single reference can cause: aligned, of at most 4 bytes, thus within
 * one line and one page. A machine that runs ahead of its memory system must allow for them.
 *
 * From docs/counting.md, sections 4 and 5, with
 * - E: cycles of the slowest entry of the write buffer, n its slots;
 * - L: cycles that memory may still be held by the read before when the processor goes on, where
 *   `busyCycles` are more than `missCycles`;
 * - V: dirty lines that the reference can evict, P: entries that a store of 4 bytes makes.
 *
 * A read miss waits L, or for a write that started before it, E - 1 at most; without read priority
 * L, then for the whole buffer, n E. Then it costs its `missCycles`. Then V write-backs and P entries
 * each wait for the head, which begins when the read lets go of memory: E each. An uncached read
 * waits as one without priority. What needs no read waits for its slots alone: L, then E each.
 * A page walk adds its cycles; a refill template, all that its instructions and loads can cause.
 */
import { type CacheDescription, fetchOf, type Machine, type TlbDescription } from "./machine.ts";

/** Bytes of the largest reference. */
const LARGEST = 4;

/** Stall and hold of memory of a read. */
interface Read {
  readonly stall: number;
  readonly busy: number;
}

/** @param template whether the refill template runs at every miss of a software-refilled TLB */
export function worstReference(machine: Machine, template = false): number {
  const { caches, uncached, tlb = {} } = machine;
  const instruction = caches.unified ?? caches.instruction!;
  const data = caches.unified ?? caches.data!;
  const worst = new Worst(machine);
  const fetch = Math.max(worst.readMiss(instruction), worst.uncachedRead(uncached.fetchCycles));
  const load = Math.max(worst.readMiss(data), worst.uncachedRead(uncached.loadCycles));
  const walk = (one: TlbDescription | undefined): number => {
    if (one === undefined) return 0;
    if (one.refill === "hardware") return one.missCycles ?? 0;
    if (!template || one.user === undefined) return 0;
    const { user, kernel } = one;
    const handler = (instructions: number) => instructions * fetch + load;
    return handler(user.instructions) + (user.mapped && kernel ? handler(kernel.instructions) : 0);
  };
  return Math.max(
    walk(tlb.unified ?? tlb.instruction) + fetch,
    walk(tlb.unified ?? tlb.data) + Math.max(load, worst.store(data)),
  );
}

class Worst {
  readonly #machine: Machine;
  /** E and n; 0 without a write buffer. */
  readonly #entry: number;
  readonly #entries: number;
  /** P. */
  readonly #parts: number;
  /** L. */
  readonly #late: number;

  constructor(machine: Machine) {
    this.#machine = machine;
    const { caches, writeBuffer } = machine;
    const first = [caches.unified, caches.instruction, caches.data].filter((c) => c !== undefined);
    this.#entries = writeBuffer?.entries ?? 0;
    this.#parts = writeBuffer ? Math.max(1, LARGEST / writeBuffer.width) : 0;
    const writeBacks = first.some(isWriteBack);
    this.#entry = writeBuffer
      ? Math.max(
          writeBuffer.cycles,
          writeBuffer.pageCycles,
          writeBacks ? (writeBuffer.writeBackCycles ?? 0) : 0,
        )
      : 0;
    const reads = first.flatMap((cache) => this.#reads(cache));
    this.#late = Math.max(0, ...reads.map(({ stall, busy }) => busy - stall));
  }

  /** A read miss of this cache, and of `parts` entries made after it. */
  readMiss(cache: CacheDescription, parts = 0): number {
    const { writeBuffer } = this.#machine;
    const reads = this.#reads(cache);
    if (!writeBuffer) return this.#late + Math.max(...reads.map(({ stall }) => stall));
    const victims = isWriteBack(cache) ? fetchOf(cache) / cache.line : 0;
    // Without priority the buffer is empty by then.
    const room = writeBuffer.readPriority ? 0 : this.#entries;
    const slots = Math.max(0, victims + parts - room);
    const read = Math.max(
      ...reads.map(({ stall, busy }) => (slots > 0 ? Math.max(stall, busy) : stall)),
    );
    return this.#beforeRead(slots) + read + slots * this.#entry;
  }

  uncachedRead(cycles: number): number {
    return this.#late + this.#entries * this.#entry + cycles;
  }

  /** A store, cached or not. */
  store(cache: CacheDescription): number {
    const { hit, miss, partial } = cache.write!;
    const through = hit === "through" ? this.#parts : 0;
    const uncached = this.#slots(this.#parts);
    // One that takes its line without reading it evicts one.
    const evicts = hit === "back" && miss === "write-validate" && cache.line <= LARGEST;
    const reads = miss === "fetch-on-write" || partial === "fetch";
    return Math.max(
      uncached,
      this.#slots(evicts && this.#machine.writeBuffer ? 1 : 0),
      reads ? this.readMiss(cache, through) : 0,
    );
  }

  /** Waiting before a read that `slots` entries follow. */
  #beforeRead(slots: number): number {
    if (!this.#machine.writeBuffer!.readPriority) return this.#late + this.#entries * this.#entry;
    // Behind a started write there is one entry fewer to wait for afterwards.
    return slots > 0 ? this.#late : Math.max(this.#late, this.#entry - 1);
  }

  /** Waiting for so many slots in a row. */
  #slots(slots: number): number {
    return slots > 0 ? this.#late + slots * this.#entry : 0;
  }

  /** A read of the cache that the second level has, and one that misses there too. */
  #reads(cache: CacheDescription): Read[] {
    const { second } = this.#machine.caches;
    const own = { stall: cache.missCycles, busy: busyOf(cache) };
    if (!second) return [own];
    return [own, { stall: own.stall + second.missCycles, busy: own.busy + busyOf(second) }];
  }
}

const isWriteBack = (cache: CacheDescription): boolean => cache.write?.hit === "back";

const busyOf = (cache: CacheDescription): number => cache.busyCycles ?? cache.missCycles;
