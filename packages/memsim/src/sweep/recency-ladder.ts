/**
 * Fully associative LRU caches of any number of capacities at once, with one position a line.
 *
 * They hold each other: what is in one is in all larger ones (the rungs of the ladder). All are
 * ordered alike, by last use, so one log serves them all (as fully-associative.ts has it for one):
 * a use appends the line to the log. Beside each log entry stands its *rung*: the smallest capacity
 * that holds the line, by number; NOWHERE if none does any more, or STALE if the line has a later
 * entry. Capacity k holds the entries whose rung is at most k, and evicts the first of them in the
 * log: that entry goes up to rung k + 1.
 *
 * Why one log is exact. Which accesses allocate does not depend on the cache (allocation.ts). Say
 * that up to now each capacity is within the next larger one, C in C'. An access that hits in C hits
 * in both. An allocating one that misses in C' misses in both, and C' evicts the oldest of its
 * lines: if that is in C it is the oldest there too, and C, which is full if C' is, evicts it. So C
 * stays within C'. A line's last use is the same in all that hold it: it came into each by an
 * access that used it in all, and every use in the smaller is one in the larger. A store that does
 * not allocate is a use just where it hits, from the line's rung up: its new entry keeps the rung.
 * An invalidation takes the line from all that hold it; there is then room in each.
 *
 * A dirty line is dirty from some rung up: where it has stayed since a store. A store makes it dirty
 * in all that hold it, a read leaves it clean in those that it brings it into. A capacity that
 * evicts a line that is dirty for it writes it back; that it has gone from there says its rung.
 */
import {
  add,
  bits8,
  type Code,
  ctz,
  type Expression,
  eq,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  ge,
  I32,
  i32,
  le,
  le8,
  load8,
  load32,
  load128,
  lt,
  type ModuleBuilder,
  min,
  ne,
  shl,
  splatByte,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import type { Layout } from "../engine/layout.ts";

export interface LadderShape {
  /** lg2 of the bytes of a line. */
  readonly lineShift: number;
  /** Lines, ascending; MOST_RUNGS at most. */
  readonly capacities: readonly number[];
  /** Whether stores make lines dirty. */
  readonly dirty: boolean;
}

/** Rungs are bytes; two values are not rungs. */
export const MOST_RUNGS = 250;
const STALE = 255;

/** A line's state: what became of it, or its position in the log. */
const NEVER = 0;
/** Only stores that do not allocate have touched it. */
const TOUCHED = 1;
/** It has been in, and is nowhere now. */
const GONE = 2;
const FIRST_POSITION = 3;

/** The log holds this many times the largest capacity, and some, so that compactions are rare. */
const LOG_FACTOR = 2;
const LOG_LEAST = 4096;

export class RecencyLadder {
  readonly capacities: readonly number[];
  /** What `emitUse` gives for a line that is nowhere now, and for one that never was anywhere. */
  readonly nowhere: number;
  readonly never: number;
  /** Dirty lines that each capacity has evicted, by number. */
  readonly writeBacks: Float64Array;
  /** function(address of the line's state): drops the line. */
  readonly #invalidate: FunctionReference;

  readonly #layout: Layout;
  readonly #lineShift: number;
  readonly #field: number;
  readonly #size: number;
  /** By position: address of the line's state; rung. */
  readonly #log: number;
  readonly #rungs: number;
  /** By position, if lines can be dirty: the rung from which on the line is. */
  readonly #dirty: number;
  /** By capacity: position below which it holds nothing; lines that it holds, and can hold; write-backs. */
  readonly #tails: number;
  readonly #used: number;
  readonly #limits: number;
  readonly #written: number;
  readonly #head: Variable;
  readonly #makeRoom: FunctionReference;
  readonly #compact: FunctionReference;

  constructor(module: ModuleBuilder, layout: Layout, shape: LadderShape) {
    const { capacities, lineShift, dirty } = shape;
    this.#layout = layout;
    this.#lineShift = lineShift;
    this.capacities = capacities;
    this.nowhere = capacities.length;
    this.never = capacities.length + 1;
    this.#field = layout.reservePerPage(4 * (4096 >>> lineShift));
    this.#size = LOG_FACTOR * capacities[capacities.length - 1] + LOG_LEAST;
    this.#log = layout.reserve(4 * this.#size);
    // Rungs are searched sixteen at a time.
    this.#rungs = layout.reserve(this.#size + 16);
    this.#dirty = dirty ? layout.reserve(this.#size) : -1;
    this.#tails = layout.reserve(4 * capacities.length);
    this.#used = layout.reserve(4 * capacities.length);
    this.#limits = layout.reserve(4 * capacities.length);
    this.#written = layout.reserve(4 * capacities.length);
    this.writeBacks = new Float64Array(capacities.length);
    this.#head = module.global(i32(FIRST_POSITION));
    this.#makeRoom = module.function([I32], [], (f, missed) => this.#defineMakeRoom(f, missed));
    this.#compact = module.function([], [], (f) => this.#defineCompact(f));
    this.#invalidate = module.function([I32], [], (f, state) => this.#defineInvalidate(f, state));
  }

  /** Makes all empty; the memory is otherwise 0 at first. */
  clear(memory: Int32Array): void {
    memory.set(this.capacities, this.#limits >>> 2);
    memory.fill(FIRST_POSITION, this.#tails >>> 2, (this.#tails >>> 2) + this.capacities.length);
  }

  /** Takes the write-backs counted since the last time. */
  drain(memory: Uint32Array): void {
    const first = this.#written >>> 2;
    for (let k = 0; k < this.nowhere; k++) this.writeBacks[k] += memory[first + k];
    memory.fill(0, first, first + this.nowhere);
  }

  /**
   * An allocating access. Its value is the rung that the line was on: the smallest capacity that
   * hits, by number, or `nowhere` or `never`.
   * @param missed is emitted where it is not 0.
   * @param afterTouch is emitted where it is `never` though a store had touched the line.
   */
  emitUse(
    f: FunctionBuilder,
    pa: Expression,
    store: boolean,
    missed: (rung: Variable) => void,
    afterTouch: () => void,
  ): Variable {
    const state = f.let(this.#stateAddress(pa));
    const position = f.let(this.#state(state));
    const rung = f.local();
    const dirty = f.let(store ? 0 : this.nowhere);
    f.if(
      ge(position, FIRST_POSITION),
      () => {
        f.set(rung, load8(position, this.#rungs));
        f.store8(position, STALE, this.#rungs);
        if (this.#dirty >= 0 && !store) {
          f.set(dirty, load8(position, this.#dirty));
          f.if(lt(dirty, rung), () => f.set(dirty, rung));
        }
      },
      () => {
        f.set(rung, add(this.nowhere, lt(position, GONE)));
        f.if(eq(position, TOUCHED), afterTouch);
      },
    );
    this.#append(f, state, 0, dirty);
    f.if(rung, () => {
      f.call(this.#makeRoom, rung);
      missed(rung);
    });
    f.if(eq(this.#head, this.#size), () => f.call(this.#compact));
    return rung;
  }

  /** A store that does not allocate; as `emitUse`. */
  emitTouch(f: FunctionBuilder, pa: Expression, missed: (rung: Variable) => void): Variable {
    const state = f.let(this.#stateAddress(pa));
    const position = f.let(this.#state(state));
    const rung = f.local();
    f.if(
      ge(position, FIRST_POSITION),
      () => {
        f.set(rung, load8(position, this.#rungs));
        f.if(lt(rung, this.nowhere), () => {
          f.store8(position, STALE, this.#rungs);
          this.#append(f, state, rung, rung);
          f.if(eq(this.#head, this.#size), () => f.call(this.#compact));
        });
      },
      () => {
        f.set(rung, add(this.nowhere, eqz(position)));
        f.if(eq(position, NEVER), () => f.store32(state, TOUCHED, this.#stateOffset()));
      },
    );
    f.if(rung, () => missed(rung));
    return rung;
  }

  emitInvalidate(f: FunctionBuilder, pa: Expression): void {
    f.call(this.#invalidate, this.#stateAddress(pa));
  }

  #stateOffset(): number {
    return this.#layout.base + this.#field;
  }

  #stateAddress(pa: Expression): Code {
    return this.#layout.itemState(pa, this.#lineShift, 2);
  }

  #state(address: Expression): Code {
    return load32(address, this.#stateOffset());
  }

  #append(f: FunctionBuilder, state: Variable, rung: Expression, dirty: Expression): void {
    f.store32(shl(this.#head, 2), state, this.#log);
    f.store8(this.#head, rung, this.#rungs);
    if (this.#dirty >= 0) f.store8(this.#head, dirty, this.#dirty);
    f.store32(state, this.#head, this.#stateOffset());
    f.increase(this.#head, 1);
  }

  /** Every capacity below `missed` has taken in a line: those that are full evict one. */
  #defineMakeRoom(f: FunctionBuilder, missed: Variable): void {
    const k = f.let(0);
    const end = f.let(this.nowhere);
    f.set(end, min(end, missed));
    const slot = f.local();
    const used = f.local();
    f.loop((again) => {
      f.set(slot, shl(k, 2));
      f.set(used, load32(slot, this.#used));
      f.if(
        eq(used, load32(slot, this.#limits)),
        () => {
          const victim = this.#emitFind(f, load32(slot, this.#tails), k);
          if (this.#dirty >= 0)
            f.if(le(load8(victim, this.#dirty), k), () =>
              f.store32(slot, add(load32(slot, this.#written), 1), this.#written),
            );
          f.store8(victim, add(k, 1), this.#rungs);
          f.store32(slot, add(victim, 1), this.#tails);
        },
        () => f.store32(slot, add(used, 1), this.#used),
      );
      f.increase(k, 1);
      f.brIf(again, ne(k, end));
    });
  }

  /** The first position from `from` on whose rung is at most `limit`; there is one. */
  #emitFind(f: FunctionBuilder, from: Expression, limit: Expression): Variable {
    const at = f.let(from);
    const found = f.local();
    f.block((done) => {
      f.loop((again) => {
        f.set(found, bits8(le8(load128(at, this.#rungs), splatByte(limit))));
        f.brIf(done, found);
        f.increase(at, 16);
        f.br(again);
      });
    });
    f.increase(at, ctz(found));
    return at;
  }

  /** Moves the live entries to the log's beginning. */
  #defineCompact(f: FunctionBuilder): void {
    const from = f.let(FIRST_POSITION);
    const to = f.let(FIRST_POSITION);
    const rung = f.local();
    const state = f.local();
    f.loop((again) => {
      f.set(rung, load8(from, this.#rungs));
      f.if(ne(rung, STALE), () => {
        f.set(state, load32(shl(from, 2), this.#log));
        f.if(
          eq(rung, this.nowhere),
          () => f.store32(state, GONE, this.#stateOffset()),
          () => {
            f.store32(shl(to, 2), state, this.#log);
            f.store8(to, rung, this.#rungs);
            if (this.#dirty >= 0) f.store8(to, load8(from, this.#dirty), this.#dirty);
            f.store32(state, to, this.#stateOffset());
            f.increase(to, 1);
          },
        );
      });
      f.increase(from, 1);
      f.brIf(again, ne(from, this.#head));
    });
    f.set(this.#head, to);
    // Tails only say from where to search.
    const slot = f.let(0);
    f.loop((again) => {
      f.store32(slot, FIRST_POSITION, this.#tails);
      f.increase(slot, 4);
      f.brIf(again, ne(slot, 4 * this.nowhere));
    });
  }

  #defineInvalidate(f: FunctionBuilder, state: Variable): void {
    const position = f.let(this.#state(state));
    f.if(lt(position, FIRST_POSITION), () => f.return());
    const slot = f.let(shl(load8(position, this.#rungs), 2));
    f.store8(position, STALE, this.#rungs);
    f.store32(state, GONE, this.#stateOffset());
    f.block((done) => {
      f.loop((again) => {
        f.brIf(done, eq(slot, 4 * this.nowhere));
        f.store32(slot, sub(load32(slot, this.#used), 1), this.#used);
        f.increase(slot, 4);
        f.br(again);
      });
    });
  }
}
