/**
 * LRU caches of many set counts, each with every number of ways up to some, where lists ordered by
 * use (set-lists.ts) do not do: where some stores do not allocate, or lines can be dirty.
 *
 * For each set count every set is a stack: the cache of w ways holds the first w lines of it. (LRU
 * caches of more ways hold what those of fewer do under every allocation rule: recency-ladder.ts.)
 * With each line stands the time of its last use, which is the same for all ways that hold it.
 * - An allocating access brings its line to the top. Of each number of ways that did not hold it
 *   the line used longest ago goes: from the top down, the line that must go from w ways is the
 *   older of the one that had to go from w - 1 and the one at depth w - 1; the other stays there.
 *   (With stores that always allocate, the older is always the lower, and stacks are lists.)
 * - A store that does not allocate gives its line a new time where it is, and moves nothing.
 * - A line is dirty for some number of ways and all above it, and clean for fewer: a store makes it
 *   dirty for all that hold it, a read leaves those clean that it brings it into. When it goes from
 *   w ways and is dirty for them, that is a write-back of theirs.
 * - Holes are as in set-lists.ts: the first one above the line's place takes the line that must go.
 *
 * Set counts are looked at from the smallest. The walk ends at a set whose last access was to the
 * same line, and left it on top: so it was under every larger set count, whose set is a part of this
 * one. A store goes on as long as the line is not dirty for all ways.
 */
import {
  add,
  add64,
  and,
  bits32,
  type Code,
  call,
  ctz,
  type Expression,
  eq,
  eq32,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  I64,
  i64,
  le,
  load32,
  load64,
  load128,
  lt,
  lt64,
  type ModuleBuilder,
  mul,
  ne,
  or,
  select,
  shl,
  splat32,
  V128,
  type Variable,
} from "@mcpi/trace/wasm";
import type { Layout } from "../engine/layout.ts";
import { DepthCounters, type Level, type SetCount } from "./depth-counters.ts";

/** Stacks of more lines are searched one by one. */
const MOST_VECTOR_WAYS = 16;
const LANES = 4;
/** The ways from which on a line is dirty that is clean for all. */
const CLEAN = 0x7fff_ffff;
/** A set's last line if it may not be on top. */
const NOBODY = -1;

/** Addresses of what is kept of the sets of a set count: arrays of slots, `depth` a set. */
interface Sets extends Level {
  readonly lines: number;
  readonly times: number;
  /** The ways from which on the line is dirty. */
  readonly dirty: number;
  /** A word a set: the last line times 2, plus 1 if it is dirty for all ways; or NOBODY. */
  readonly last: number;
  /** Write-backs by ways. */
  readonly writeBacks: number;
  /** function(line) -> the depth that it was at: brings it to the top. */
  readonly read: FunctionReference;
  readonly store: FunctionReference;
}

type Access = "read" | "store" | "touch";

export class SetStacks {
  readonly counters: DepthCounters;
  readonly #levels: readonly Sets[];
  /** Whether lines can be dirty. */
  readonly #dirty: boolean;
  /** Number of the present access. */
  readonly #now: Variable;
  /** function(line, counters) */
  readonly #walks: Readonly<Record<Access, FunctionReference>>;
  readonly #invalidate: FunctionReference;
  readonly #writeBacks = new Map<number, Float64Array>();

  /** The parameters are those of DepthCounters; `dirty`: whether lines can be. */
  constructor(
    module: ModuleBuilder,
    layout: Layout,
    counts: readonly SetCount[],
    classes: number,
    firstCounter: number,
    dirty: boolean,
  ) {
    this.#dirty = dirty;
    this.#now = module.global(i64(0), I64);
    const depthOf = (ways: number) =>
      ways <= 2 || ways > MOST_VECTOR_WAYS ? ways : LANES * Math.ceil(ways / LANES);
    this.counters = new DepthCounters(counts, depthOf, classes, firstCounter);
    this.#levels = this.counters.levels.map((level) => this.#newSets(module, layout, level));
    const walk = (access: Access) =>
      module.function([I32, I32], [], (f, line, counters) =>
        this.#defineWalk(f, access, line, counters),
      );
    this.#walks = { read: walk("read"), store: walk("store"), touch: walk("touch") };
    this.#invalidate = module.function([I32], [], (f, line) => {
      for (const level of this.#levels) this.#emitDrop(f, level, line);
    });
  }

  /** Makes all sets empty; the memory is otherwise 0 at first. */
  clear(memory: Int32Array): void {
    for (const { sets, depth, lines, last } of this.#levels) {
      memory.fill(-1, lines >>> 2, (lines >>> 2) + sets * depth);
      memory.fill(NOBODY, last >>> 2, (last >>> 2) + sets);
    }
  }

  /** `counters` is the address of the kind's counters, plus the class's offset. */
  emitAccess(f: FunctionBuilder, access: Access, line: Variable, counters: Expression): void {
    f.call(this.#walks[access], line, counters);
  }

  emitInvalidate(f: FunctionBuilder, line: Expression): void {
    f.call(this.#invalidate, line);
  }

  drain(memory: Uint32Array): void {
    for (const { sets, writeBacks, depth } of this.#levels) {
      const counts = this.#writeBacks.get(sets)!;
      const first = writeBacks >>> 2;
      for (let ways = 1; ways <= depth; ways++) counts[ways] += memory[first + ways];
      memory.fill(0, first, first + depth + 1);
    }
  }

  resetCounts(): void {
    for (const counts of this.#writeBacks.values()) counts.fill(0);
  }

  /** Dirty lines that the cache with so many sets and ways has evicted. */
  writeBacks(sets: number, ways: number): number {
    return this.#writeBacks.get(sets)![ways];
  }

  #newSets(module: ModuleBuilder, layout: Layout, level: Level): Sets {
    const { sets, depth } = level;
    this.#writeBacks.set(sets, new Float64Array(depth + 1));
    const bring = (store: boolean) =>
      module.function([I32], [I32], (f, line) => this.#defineBring(f, made, line, store));
    const made: Sets = {
      ...level,
      lines: layout.reserve(4 * sets * depth),
      times: layout.reserve(8 * sets * depth),
      dirty: this.#dirty ? layout.reserve(4 * sets * depth) : -1,
      last: layout.reserve(4 * sets),
      writeBacks: layout.reserve(4 * (depth + 1)),
      read: bring(false),
      store: bring(true),
    };
    return made;
  }

  #defineWalk(f: FunctionBuilder, access: Access, line: Variable, counters: Variable): void {
    f.set(this.#now, add64(this.#now, i64(1)));
    const onTop = f.let(shl(line, 1));
    for (const level of this.#levels) {
      const last = f.let(shl(and(line, level.sets - 1), 2));
      const before = load32(last, level.last);
      // What would change nothing: only a store can make the line dirty.
      const same =
        this.#dirty && access !== "read" ? eq(before, or(onTop, 1)) : eq(and(before, -2), onTop);
      f.if(same, () => f.return());
      const depth =
        access === "touch"
          ? this.#emitTouchIn(f, level, line)
          : f.let(call(access === "read" ? level.read : level.store, line));
      f.if(depth, () => this.counters.emitCount(f, level, counters, depth));
      const dirty = this.#dirtyForAll(level, access, line);
      const after = access === "touch" ? select(NOBODY, or(onTop, dirty), depth) : or(onTop, dirty);
      f.store32(last, after, level.last);
    }
  }

  /** 1 if the line, which is on top after the access, is now dirty for all ways. */
  #dirtyForAll(level: Sets, access: Access, line: Variable): Expression {
    if (!this.#dirty) return 0;
    if (access !== "read") return 1;
    return eq(load32(shl(this.#firstSlot(level, line), 2), level.dirty), 1);
  }

  #firstSlot({ sets, depth }: Level, line: Expression): Code {
    return mul(and(line, sets - 1), depth);
  }

  /** The depth of the line in the set whose first slot is `first`; the stack's if it is not there. */
  #emitFind(f: FunctionBuilder, level: Sets, first: Variable, line: Variable): Variable {
    const { depth, lines } = level;
    const found = f.let(0);
    if (depth > 2 && depth <= MOST_VECTOR_WAYS) {
      const vector = f.let(splat32(line), V128);
      const address = f.let(shl(first, 2));
      f.set(found, 1 << depth);
      for (let slot = 0; slot < depth; slot += LANES) {
        const equal = bits32(eq32(load128(address, lines + 4 * slot), vector));
        f.set(found, or(found, shl(equal, slot)));
      }
      f.set(found, ctz(found));
    } else
      f.block((done) => {
        f.loop((again) => {
          f.brIf(done, eq(load32(shl(add(first, found), 2), lines), line));
          f.increase(found, 1);
          f.brIf(again, ne(found, depth));
        });
      });
    return found;
  }

  #emitTouchIn(f: FunctionBuilder, level: Sets, line: Variable): Variable {
    const first = f.let(this.#firstSlot(level, line));
    const found = this.#emitFind(f, level, first, line);
    f.if(lt(found, level.depth), () => {
      const slot = f.let(add(first, found));
      f.store64(shl(slot, 3), this.#now, level.times);
      if (this.#dirty) f.store32(shl(slot, 2), add(found, 1), level.dirty);
    });
    return found;
  }

  #emitDrop(f: FunctionBuilder, level: Sets, line: Variable): void {
    const first = f.let(this.#firstSlot(level, line));
    const found = this.#emitFind(f, level, first, line);
    f.if(lt(found, level.depth), () => f.store32(shl(add(first, found), 2), -1, level.lines));
    f.store32(shl(and(line, level.sets - 1), 2), NOBODY, level.last);
  }

  #defineBring(f: FunctionBuilder, level: Sets, line: Variable, store: boolean): void {
    const { depth } = level;
    const first = f.let(this.#firstSlot(level, line));
    const found = this.#emitFind(f, level, first, line);
    const dirty = f.let(store ? 1 : CLEAN);
    if (this.#dirty && !store)
      f.if(lt(found, depth), () => f.set(dirty, load32(shl(add(first, found), 2), level.dirty)));
    // The line that must go, from the top down.
    const moved = { line: f.local(), time: f.local(I64), dirty: f.local() };
    const take = (slot: Variable) => {
      f.set(moved.line, load32(shl(slot, 2), level.lines));
      f.set(moved.time, load64(shl(slot, 3), level.times));
      if (this.#dirty) f.set(moved.dirty, load32(shl(slot, 2), level.dirty));
    };
    const put = (slot: Variable, what: Record<"line" | "time" | "dirty", Variable>) => {
      f.store32(shl(slot, 2), what.line, level.lines);
      f.store64(shl(slot, 3), what.time, level.times);
      if (this.#dirty) f.store32(shl(slot, 2), what.dirty, level.dirty);
    };
    take(first);
    put(first, { line, time: this.#now, dirty });
    f.if(eqz(found), () => f.return(found));
    const ways = f.let(1);
    const slot = f.let(first);
    const other = { line: f.local(), time: f.local(I64), dirty: f.local() };
    f.block((settled) => {
      f.loop((again) => {
        // The line must go from so many ways; it may stay at the depth below, if that is free.
        f.brIf(settled, eq(moved.line, -1));
        if (this.#dirty) {
          const writeBack = shl(ways, 2);
          f.if(le(moved.dirty, ways), () => {
            f.store32(writeBack, add(load32(writeBack, level.writeBacks), 1), level.writeBacks);
            f.set(moved.dirty, add(ways, 1));
          });
        }
        f.increase(slot, 1);
        f.if(eq(ways, found), () => {
          f.if(lt(found, depth), () => put(slot, moved));
          f.return(found);
        });
        f.increase(ways, 1);
        f.set(other.line, load32(shl(slot, 2), level.lines));
        f.set(other.time, load64(shl(slot, 3), level.times));
        f.brIf(again, and(ne(other.line, -1), lt64(moved.time, other.time)));
        if (this.#dirty) f.set(other.dirty, load32(shl(slot, 2), level.dirty));
        put(slot, moved);
        f.set(moved.line, other.line);
        f.set(moved.time, other.time);
        f.set(moved.dirty, other.dirty);
        f.br(again);
      });
    });
    // A hole took it: the line's own place, if it had one, is now the hole.
    f.if(lt(found, depth), () => f.store32(shl(add(first, found), 2), -1, level.lines));
    f.result(found);
  }
}
