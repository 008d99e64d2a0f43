/**
 * LRU caches of many set counts, each with every number of ways up to some, at once.
 *
 * For each set count every set is one list of lines, the most recently used first. The cache of w
 * ways holds the first w of it: LRU with more ways holds all that it holds with fewer. A line found
 * at depth d (from 0) is a hit for all ways above d. Then it goes to the front, and those before it
 * move down by one.
 *
 * Set counts are looked at from the smallest. A line at the front of its set is the last one used of
 * that set; its set under a larger set count is a part of that set, so it is at the front there too,
 * and nothing would change: the walk ends. (Depth 0 is thus a hit everywhere, and is not counted.)
 *
 * An invalidated line leaves a *hole* (-1), as do lines that were never used: a way that is free in
 * all caches that have that depth. A line that goes to the front fills the first hole before its own
 * place: no further lines move. Its own place then becomes a hole: what has few ways has used up its
 * free way, what has many has as many as before. No line ever comes nearer to the front but by its
 * own use, so the rule above holds with holes too.
 *
 * With one way, lists hold one line, and the walk is exact for every allocation rule, not only where
 * all accesses allocate: a set holds the line that the last access that allocates brought, hit or
 * miss, and the other accesses change nothing.
 */
import {
  add,
  and,
  bitSelect,
  bits32,
  type Code,
  ctz,
  type Expression,
  eq,
  eq32,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  i32,
  load32,
  load128,
  lt,
  type ModuleBuilder,
  min,
  moveUp32,
  mul,
  ne,
  or,
  shl,
  shr,
  splat32,
  sub,
  V128,
  type Variable,
} from "@mcpi/trace/wasm";
import type { Layout } from "../engine/layout.ts";
import { DepthCounters, type Level, type SetCount } from "./depth-counters.ts";

/** Lists of up to this many lines are moved by vector instructions. */
const MOST_VECTOR_WAYS = 8;
const LANES = 4;

interface Sets extends Level {
  /** Of the lists, one after the other. */
  readonly address: number;
}

export class SetLists {
  readonly counters: DepthCounters;
  /** function(line, counters): an allocating access to a line that is not at the front of its smallest set. */
  readonly #use: FunctionReference;
  /** The same for one that does not allocate; lists of one line only. */
  readonly #touch: FunctionReference;
  readonly #invalidate: FunctionReference;

  readonly #levels: readonly Sets[];
  readonly #masks: number;
  /** 1 once there may be holes before lines. */
  readonly #holes: Variable;

  /** The parameters are those of DepthCounters. */
  constructor(
    module: ModuleBuilder,
    layout: Layout,
    counts: readonly SetCount[],
    classes: number,
    firstCounter: number,
  ) {
    const depthOf = (ways: number) =>
      ways === 1 || ways > MOST_VECTOR_WAYS ? ways : LANES * Math.ceil(ways / LANES);
    this.counters = new DepthCounters(counts, depthOf, classes, firstCounter);
    this.#levels = this.counters.levels.map((level) => ({
      ...level,
      address: layout.reserve(4 * level.sets * level.depth),
    }));
    this.#masks = layout.reserve(16 * 2 * (MOST_VECTOR_WAYS + 1));
    this.#holes = module.global(i32(0));
    const careful = module.function([I32, I32], [], (f, line, counters) =>
      this.#defineUse(f, line, counters, true),
    );
    this.#use = module.function([I32, I32], [], (f, line, counters) => {
      f.if(this.#holes, () => {
        f.call(careful, line, counters);
        f.return();
      });
      this.#defineUse(f, line, counters, false);
    });
    this.#touch = module.function([I32, I32], [], (f, line, counters) =>
      this.#defineTouch(f, line, counters),
    );
    this.#invalidate = module.function([I32], [], (f, line) => this.#defineInvalidate(f, line));
  }

  /** Makes all sets empty; the memory is otherwise 0 at first. */
  clear(memory: Int32Array): void {
    for (const { address, sets, depth } of this.#levels)
      memory.fill(-1, address >>> 2, (address >>> 2) + sets * depth);
    // Mask d of two vectors: ones in the lanes up to d.
    for (let d = 0; d <= MOST_VECTOR_WAYS; d++)
      for (let lane = 0; lane < 2 * LANES; lane++)
        memory[(this.#masks >>> 2) + 2 * LANES * d + lane] = lane <= d ? -1 : 0;
  }

  /** An access that allocates. `counters` is the address of the kind's counters, plus the class's offset. */
  emitUse(f: FunctionBuilder, line: Variable, counters: Expression): void {
    f.if(this.#notAtFront(this.#levels[0], line), () => f.call(this.#use, line, counters));
  }

  /** An access that does not allocate. */
  emitTouch(f: FunctionBuilder, line: Variable, counters: Expression): void {
    f.if(this.#notAtFront(this.#levels[0], line), () => f.call(this.#touch, line, counters));
  }

  emitInvalidate(f: FunctionBuilder, line: Expression): void {
    f.call(this.#invalidate, line);
  }

  #setAddress({ sets, depth }: Sets, line: Expression): Code {
    const set = and(line, sets - 1);
    return Number.isInteger(Math.log2(depth))
      ? shl(set, 2 + Math.log2(depth))
      : mul(set, 4 * depth);
  }

  #notAtFront(level: Sets, line: Expression): Code {
    return ne(load32(this.#setAddress(level, line), level.address), line);
  }

  #defineUse(f: FunctionBuilder, line: Variable, counters: Variable, holes: boolean): void {
    const vector = f.let(splat32(line), V128);
    for (const [number, level] of this.#levels.entries()) {
      const set = f.let(this.#setAddress(level, line));
      if (number > 0) f.if(eq(load32(set, level.address), line), () => f.return());
      if (level.depth === 1) {
        f.store32(set, line, level.address);
        this.counters.emitCount(f, level, counters, 1);
      } else if (level.depth <= MOST_VECTOR_WAYS)
        this.counters.emitCount(
          f,
          level,
          counters,
          this.#moveVectors(f, level, set, vector, holes),
        );
      else
        this.counters.emitCount(f, level, counters, this.#moveOneByOne(f, level, set, line, holes));
    }
  }

  /** Brings the line to the front of a set of one or two vectors; its value is its depth. */
  #moveVectors(
    f: FunctionBuilder,
    { address, depth }: Sets,
    set: Variable,
    vector: Variable,
    holes: boolean,
  ): Variable {
    const low = f.let(load128(set, address), V128);
    const high = depth > LANES ? f.let(load128(set, address + 16), V128) : undefined;
    const where = (what: Expression): Code => {
      const found = bits32(eq32(low, what));
      const all = high ? or(found, shl(bits32(eq32(high, what)), LANES)) : found;
      return ctz(or(all, 1 << depth));
    };
    const found = f.let(where(vector));
    const last = f.let(found);
    if (holes) {
      f.set(last, where(splat32(-1)));
      f.if(and(lt(last, found), lt(found, depth)), () =>
        f.store32(add(set, shl(found, 2)), -1, address),
      );
      f.set(last, min(last, found));
    }
    const mask = f.let(shl(last, 5));
    // The line's own place may have become a hole: lanes behind the last one moved stay as they are.
    const put = (moved: Code, vectorOffset: number) => {
      const old = holes ? load128(set, address + vectorOffset) : vectorOffset === 0 ? low : high!;
      f.store128(
        set,
        bitSelect(moved, old, load128(mask, this.#masks + vectorOffset)),
        address + vectorOffset,
      );
    };
    put(moveUp32(vector, low), 0);
    if (high) put(moveUp32(low, high), 16);
    return found;
  }

  /** The same for a set of any length. */
  #moveOneByOne(
    f: FunctionBuilder,
    { address, depth }: Sets,
    set: Variable,
    line: Variable,
    holes: boolean,
  ): Variable {
    const at = f.let(set);
    const end = f.let(add(set, 4 * depth));
    const carried = f.let(line);
    const here = f.local();
    f.block((done) => {
      f.loop((again) => {
        f.set(here, load32(at, address));
        f.store32(at, carried, address);
        f.brIf(done, eq(here, line));
        if (holes)
          f.if(eq(here, -1), () => {
            f.increase(at, 4);
            this.#emitFind(f, at, end, line, address);
            f.if(ne(at, end), () => f.store32(at, -1, address));
            f.br(done);
          });
        f.set(carried, here);
        f.increase(at, 4);
        f.brIf(again, ne(at, end));
      });
    });
    return f.let(shr(sub(at, set), 2));
  }

  /** Moves `at` to where the line is between it and `end`, or to `end`. */
  #emitFind(
    f: FunctionBuilder,
    at: Variable,
    end: Variable,
    line: Variable,
    address: number,
  ): void {
    f.block((found) => {
      f.loop((again) => {
        f.brIf(found, eq(at, end));
        f.brIf(found, eq(load32(at, address), line));
        f.increase(at, 4);
        f.br(again);
      });
    });
  }

  #defineTouch(f: FunctionBuilder, line: Variable, counters: Variable): void {
    for (const [number, level] of this.#levels.entries()) {
      if (number > 0)
        f.if(eq(load32(this.#setAddress(level, line), level.address), line), () => f.return());
      this.counters.emitCount(f, level, counters, 1);
    }
  }

  #defineInvalidate(f: FunctionBuilder, line: Variable): void {
    f.set(this.#holes, 1);
    for (const level of this.#levels) {
      const at = f.let(this.#setAddress(level, line));
      const end = f.let(add(at, 4 * level.depth));
      this.#emitFind(f, at, end, line, level.address);
      f.if(ne(at, end), () => f.store32(at, -1, level.address));
    }
  }
}
