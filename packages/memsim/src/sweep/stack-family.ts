/**
 * Caches that are simulated together: they serve the same references, with lines of the same size,
 * and the same accesses allocate in all of them (allocation.ts).
 *
 * - Fully associative LRU ones, and the twins of all, are the rungs of a ladder (recency-ladder.ts).
 * - Others are lists by set count (set-lists.ts): LRU ones where all accesses allocate, and
 *   direct-mapped ones under every rule; or, if that does not do or lines can be dirty, stacks
 *   (set-stacks.ts).
 *
 * The class of a miss follows from the ladder: an access gives one rung there, the smallest capacity
 * that holds the line; the twin of a cache hits if its capacity is no smaller. A line was in a cache
 * before if an access ever brought it into any: the first that allocates does so in all.
 * Counts are those of cache-unit.ts, which the tests hold them to.
 */
import {
  add,
  and,
  type Code,
  codeOf,
  type Expression,
  eq,
  type FunctionBuilder,
  i32,
  load32,
  type ModuleBuilder,
  ne,
  or,
  shl,
  shr,
  type Variable,
} from "@mcpi/trace/wasm";
import { type LevelCounts, newCounts } from "../counts.ts";
import type { Kind } from "../engine/context.ts";
import type { Layout } from "../engine/layout.ts";
import type { CacheDescription } from "../machine.ts";
import { waysOf } from "../machine.ts";
import type { AllocationRule } from "./allocation.ts";
import { setCounts } from "./depth-counters.ts";
import { RecencyLadder } from "./recency-ladder.ts";
import { SetLists } from "./set-lists.ts";
import { SetStacks } from "./set-stacks.ts";

/** Kinds of accesses that are counted apart; `bypass` is a store that does not allocate. */
const COUNTED = ["fetch", "load", "store", "bypass"] as const;
type Counted = (typeof COUNTED)[number];

export interface FamilyShape {
  readonly line: number;
  readonly rule: AllocationRule;
  readonly caches: readonly CacheDescription[];
  readonly threeC: boolean;
  /** Whether stores make lines dirty. */
  readonly dirty: boolean;
}

/** What a cache is: a rung of the ladder, or by sets. */
type Place = "rung" | "list" | "stack";

export class StackFamily {
  readonly #shape: FamilyShape;
  readonly #lineShift: number;
  readonly #ladder: RecencyLadder | undefined;
  readonly #lists: SetLists | undefined;
  readonly #stacks: SetStacks | undefined;
  /**
   * Line of the last access times 2, if it allocated: another one to it changes nothing, unless it
   * makes the line dirty; plus 1 if it is dirty. Else -1.
   */
  readonly #last: Variable;
  /** Words of counters of a kind; a kind's first are by rung. */
  readonly #kindWords: number;
  readonly #counters: number;
  readonly #afterTouch: number;
  readonly #counts: Float64Array;

  constructor(module: ModuleBuilder, layout: Layout, shape: FamilyShape) {
    const { line, caches, threeC, dirty } = shape;
    this.#shape = shape;
    this.#lineShift = Math.log2(line);
    const placed = (place: Place) => caches.filter((cache) => this.#place(cache) === place);
    const withTwins = threeC ? caches : placed("rung");
    if (withTwins.length > 0) {
      const lines = new Set(withTwins.map((cache) => cache.size / line));
      const capacities = [...lines].sort((a, b) => a - b);
      this.#ladder = new RecencyLadder(module, layout, {
        lineShift: this.#lineShift,
        capacities,
        dirty: dirty && placed("rung").length > 0,
      });
    }
    const rungs = this.#ladder === undefined ? 0 : this.#ladder.never + 1;
    const classes = threeC ? rungs : 1;
    this.#kindWords = rungs;
    const lists = setCounts(placed("list").map(setsOf));
    if (lists.length > 0) {
      this.#lists = new SetLists(module, layout, lists, classes, this.#kindWords);
      this.#kindWords += this.#lists.counters.words;
    }
    const stacks = setCounts(placed("stack").map(setsOf));
    if (stacks.length > 0) {
      this.#stacks = new SetStacks(module, layout, stacks, classes, this.#kindWords, dirty);
      this.#kindWords += this.#stacks.counters.words;
    }
    const words = COUNTED.length * this.#kindWords + 1;
    this.#counters = layout.reserve(4 * words);
    this.#afterTouch = this.#counters + 4 * (words - 1);
    this.#counts = new Float64Array(words);
    this.#last = module.global(i32(-1));
  }

  clear(memory: Int32Array): void {
    this.#ladder?.clear(memory);
    this.#lists?.clear(memory);
    this.#stacks?.clear(memory);
  }

  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable): void {
    this.#emitUse(f, kind, pa);
  }

  /** A store of `size` bytes within a line. */
  emitStore(f: FunctionBuilder, pa: Variable, size: Expression): void {
    switch (this.#shape.rule) {
      case "all":
        this.#emitUse(f, "store", pa);
        break;
      case "reads":
        this.#emitTouch(f, pa);
        break;
      default:
        f.if(
          eq(size, this.#shape.line),
          () => this.#emitUse(f, "store", pa),
          () => this.#emitTouch(f, pa),
        );
    }
  }

  emitInvalidate(f: FunctionBuilder, pa: Variable): void {
    this.#ladder?.emitInvalidate(f, pa);
    const line = f.let(shr(pa, this.#lineShift));
    this.#lists?.emitInvalidate(f, line);
    this.#stacks?.emitInvalidate(f, line);
    f.set(this.#last, -1);
  }

  /** Takes what was counted since the last time; the counters are then 0. */
  drain(memory: Uint32Array): void {
    const first = this.#counters >>> 2;
    for (let at = 0; at < this.#counts.length; at++) this.#counts[at] += memory[first + at];
    memory.fill(0, first, first + this.#counts.length);
    this.#ladder?.drain(memory);
    this.#stacks?.drain(memory);
  }

  resetCounts(): void {
    this.#counts.fill(0);
    this.#ladder?.writeBacks.fill(0);
    this.#stacks?.resetCounts();
  }

  /** The counts of one of the caches, but for accesses. */
  counts(cache: CacheDescription): LevelCounts {
    const counts = newCounts().level1;
    for (const kind of COUNTED) {
      const classes = this.#classes(cache, kind);
      const to = counts[kind === "bypass" ? "store" : kind];
      to.misses += classes.misses;
      to.twinMisses += classes.twinMisses;
      if (kind === "bypass") {
        counts.bypass = classes.misses;
        counts.bypassCompulsory = classes.compulsory;
        counts.bypassCapacity = classes.capacity;
        counts.bypassConflict = classes.conflict;
      } else {
        to.compulsory = classes.compulsory;
        to.capacity = classes.capacity;
        to.conflict = classes.conflict;
      }
    }
    if (this.#shape.threeC) counts.compulsoryAfterBypass = this.#counts[this.#counts.length - 1];
    if (this.#shape.dirty) counts.writeBacks = this.#writeBacks(cache);
    return counts;
  }

  #place(cache: CacheDescription): Place {
    const { rule, dirty } = this.#shape;
    const { sets, ways } = setsOf(cache);
    if (sets === 1 && ways > 1) return "rung";
    return !dirty && (ways === 1 || rule === "all") ? "list" : "stack";
  }

  #writeBacks(cache: CacheDescription): number {
    const { sets, ways } = setsOf(cache);
    return this.#place(cache) === "rung"
      ? this.#ladder!.writeBacks[this.#ladder!.capacities.indexOf(ways)]
      : this.#stacks!.writeBacks(sets, ways);
  }

  #classes(cache: CacheDescription, kind: Counted) {
    const first = COUNTED.indexOf(kind) * this.#kindWords;
    const counters = this.#counts.subarray(first, first + this.#kindWords);
    const lines = cache.size / this.#shape.line;
    const ladder = this.#ladder;
    const rung = ladder?.capacities.indexOf(lines) ?? -1;
    // Accesses that the twin misses, by rung.
    const twin = ladder
      ? Array.from(counters.subarray(0, ladder.never + 1)).fill(0, 0, rung + 1)
      : [];
    const place = this.#place(cache);
    const { sets, ways } = setsOf(cache);
    const depths = (place === "list" ? this.#lists : this.#stacks)?.counters;
    const byRung = place === "rung" ? twin : depths!.misses(counters, sets, ways);
    const misses = sum(byRung);
    if (!this.#shape.threeC)
      return { misses, twinMisses: 0, compulsory: 0, capacity: 0, conflict: 0 };
    const compulsory = byRung[ladder!.never];
    const conflict = sum(byRung.slice(0, rung + 1));
    const capacity = misses - compulsory - conflict;
    return { misses, twinMisses: sum(twin), compulsory, capacity, conflict };
  }

  #kindCounters(kind: Counted): number {
    return this.#counters + 4 * COUNTED.indexOf(kind) * this.#kindWords;
  }

  #emitUse(f: FunctionBuilder, kind: Counted, pa: Variable): void {
    const line = f.let(shr(pa, this.#lineShift));
    const now = this.#afterAccess(line, kind);
    const before = kind === "store" ? this.#last.get : and(this.#last, -2);
    f.if(ne(before, now), () => {
      f.set(this.#last, now);
      const rung = this.#ladder?.emitUse(
        f,
        pa,
        kind === "store",
        (missed) => this.#countRung(f, kind, missed),
        () => {
          if (kind !== "store") f.count(this.#afterTouch);
        },
      );
      const counters = this.#classCounters(kind, rung);
      this.#lists?.emitUse(f, line, counters);
      this.#stacks?.emitAccess(f, kind === "store" ? "store" : "read", line, counters);
    });
  }

  #emitTouch(f: FunctionBuilder, pa: Variable): void {
    const line = f.let(shr(pa, this.#lineShift));
    f.if(ne(this.#last, this.#afterAccess(line, "store")), () => {
      f.set(this.#last, -1);
      const rung = this.#ladder?.emitTouch(f, pa, (missed) => this.#countRung(f, "bypass", missed));
      const counters = this.#classCounters("bypass", rung);
      this.#lists?.emitTouch(f, line, counters);
      this.#stacks?.emitAccess(f, "touch", line, counters);
    });
  }

  /** What `#last` says after an access to the line that allocates. */
  #afterAccess(line: Variable, kind: Counted): Code {
    const twice = shl(line, 1);
    return kind === "store" && this.#shape.dirty ? or(twice, 1) : twice;
  }

  #countRung(f: FunctionBuilder, kind: Counted, rung: Variable): void {
    const at = f.let(shl(rung, 2));
    f.store32(at, add(load32(at, this.#kindCounters(kind)), 1), this.#kindCounters(kind));
  }

  /** Address of the lists' counters for an access on that rung of the ladder. */
  #classCounters(kind: Counted, rung: Variable | undefined): Code {
    const counters = this.#kindCounters(kind);
    return rung && this.#shape.threeC ? add(shl(rung, 2), counters) : codeOf(counters);
  }
}

function setsOf(cache: CacheDescription) {
  const ways = waysOf(cache);
  return { sets: cache.size / cache.line / ways, ways };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
