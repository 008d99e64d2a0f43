/**
 * Memory and the write buffer of the model, one cycle after the other: docs/counting.md, sections 4
 * and 5. Nothing is computed ahead: a loop works each cycle, in which memory does one thing.
 *
 * A reference at cycle t finds all cycles before t worked: writes that could start before t have
 * started, writes that ended have left their slots. What could start at t starts only when the
 * references at t have had their say.
 */
import type { WriteBufferDescription } from "../../src/machine.ts";

/** A write in the buffer; a write-back is a dirty line. */
export interface Entry {
  readonly address: bigint;
  readonly writeBack: boolean;
}

/** What memory does in a cycle. */
export type Doing = "nothing" | "read" | "write";

/** Cycles that a read had to wait. */
export interface Wait {
  /** Memory was busy with an earlier read. */
  behindRead: number;
  /** Memory was busy with writes. */
  behindWrites: number;
}

export class Memory {
  readonly #description: WriteBufferDescription | undefined;
  /** The oldest first; one that is being written is still here. */
  readonly #buffer: Entry[] = [];
  /** The next cycle to be worked. */
  #cycle = 0;
  #doing: Doing = "nothing";
  /** Cycles that are left of what memory does. */
  #left = 0;
  /** The page of the write started last, as far as page mode knows one. */
  #page: bigint | undefined;
  /** Is told each cycle once it is decided what memory does in it. */
  onCycle: ((cycle: number, buffer: readonly Entry[], doing: Doing) => void) | undefined;

  constructor(description: WriteBufferDescription | undefined) {
    this.#description = description;
  }

  /** A write is made at cycle `now`: the cycles that it waits for a slot. */
  write(now: number, entry: Entry): number {
    if (this.#description === undefined) return 0;
    this.workTo(now);
    let wait = 0;
    while (this.#buffer.length === this.#description.entries) {
      this.#work();
      wait++;
    }
    this.#buffer.push(entry);
    return wait;
  }

  /**
   * A read is made at cycle `now`; it holds memory for `busy` cycles, but first waits for what
   * memory is doing, or, if it must, until the buffer is empty.
   */
  read(now: number, busy: number, uncached: boolean): Wait {
    this.workTo(now);
    const wait = { behindRead: 0, behindWrites: 0 };
    while (this.#doing === "read") {
      this.#work();
      wait.behindRead++;
    }
    while (this.#doing === "write") {
      this.#work();
      wait.behindWrites++;
    }
    if (uncached || this.#description?.readPriority === false)
      while (this.#buffer.length > 0) {
        this.#work();
        wait.behindWrites++;
      }
    if (this.#description?.readClosesPage) this.#page = undefined;
    if (busy > 0) {
      this.#doing = "read";
      this.#left = busy;
    }
    return wait;
  }

  /** Works all cycles before `cycle`. */
  workTo(cycle: number): void {
    while (this.#cycle < cycle) this.#work();
  }

  /** Works one cycle. */
  #work(): void {
    if (this.#doing === "nothing" && this.#buffer.length > 0) {
      this.#doing = "write";
      this.#left = this.#cost(this.#buffer[0]);
    }
    this.onCycle?.(this.#cycle, this.#buffer, this.#doing);
    this.#cycle++;
    if (this.#doing === "nothing") return;
    this.#left--;
    if (this.#left > 0) return;
    if (this.#doing === "write") this.#buffer.shift();
    this.#doing = "nothing";
  }

  /** Cycles of a write that starts now. */
  #cost(entry: Entry): number {
    const { cycles, pageCycles, pageBytes, writeBackCycles } = this.#description!;
    if (entry.writeBack) return writeBackCycles ?? cycles;
    const page = entry.address / BigInt(pageBytes);
    const open = page === this.#page;
    this.#page = page;
    return open ? pageCycles : cycles;
  }
}
