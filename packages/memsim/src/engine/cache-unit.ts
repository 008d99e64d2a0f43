/**
 * One cache: line array, store policy, counts, and the shadows that class its misses.
 *
 * Counting rules (docs/counting.md, sections 2 and 3):
 * - every piece of a reference that lies in one line is one access of its kind;
 * - a read miss is one miss, however many lines its fetch block has, and inserts them in address
 *   order, the demanded one last;
 * - a miss is compulsory if no line of its fetch block was ever in the cache, else conflict if the
 *   twin hits at this access, else capacity; stores that bypass are classed apart;
 * - the shadows (fully associative twin, two-way LRU) see the same accesses under the same rules.
 */
import {
  add,
  and,
  type Code,
  call,
  type Expression,
  eq,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  load8,
  ne,
  or,
  shl,
  shr,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import { type CacheDescription, fetchOf, waysOf } from "../machine.ts";
import type { CacheStage, StageContext } from "./cache-stage.ts";
import { causeOf, KINDS, type Kind, LOG_CLASSES } from "./context.ts";
import { FullyAssociative } from "./fully-associative.ts";
import type { LineArray } from "./line-array.ts";
import { SetAssociative } from "./set-associative.ts";

/** What a cache asks of the level below it. */
export interface Below {
  /** Reads the block at `pa` for a miss of this kind; its value is the stall cycles of the kind's own cause. */
  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable, cache: CacheDescription): Expression;
  /** function(pa, size): a write going down; undefined if nothing happens. */
  readonly write: FunctionReference | undefined;
  /** function(pa, size): a dirty line that a reference of this kind has evicted; undefined if nothing happens. */
  writeBack(kind: Kind): FunctionReference | undefined;
}

/** Above this many ways a cache is searched by page state instead of way by way. */
const MOST_SEARCHED_WAYS = 32;

/** State bits of a fetch block. */
const ENTERED = 1;
const BYPASSED = 2;

export class CacheUnit implements CacheStage {
  /** function(pa, size, index): a piece of a store. */
  readonly #store: FunctionReference;
  readonly name: string;
  readonly sets: number;
  /** Bytes of a line. */
  readonly lineBytes: number;
  /** Whether the set is chosen by the virtual address. */
  readonly virtual: boolean;

  readonly #context: StageContext;
  readonly #description: CacheDescription;
  readonly #level: 1 | 2;
  readonly #below: Below;
  readonly #lineShift: number;
  readonly #array: LineArray & { clear(memory: Int32Array): void };
  readonly #twin: FullyAssociative | undefined;
  readonly #twoWay: SetAssociative | undefined;
  readonly #blockField: number;
  readonly #evictedDirty: Variable | undefined;
  /** function(pa, index): a read of one piece. */
  readonly #reads = new Map<Kind, FunctionReference>();
  /** function(pa, index, twinHit): what follows when the line is not there. */
  readonly #readMisses = new Map<Kind, FunctionReference>();
  readonly #twinFill: FunctionReference | undefined;

  constructor(
    context: StageContext,
    description: CacheDescription,
    name: string,
    level: 1 | 2,
    below: Below,
  ) {
    this.#context = context;
    this.#description = description;
    this.#level = level;
    this.#below = below;
    this.name = name;
    this.lineBytes = description.line;
    this.virtual = description.index === "virtual";
    this.#lineShift = Math.log2(description.line);
    const lines = description.size / description.line;
    const ways = waysOf(description);
    this.sets = lines / ways;
    const { module, layout, globals, options } = context;
    const { replacement } = description;
    const seed = description.seed ?? 1;
    const dirty = description.write?.hit === "back";
    if (dirty) this.#evictedDirty = context.global(`${name}.evictedDirty`, 0);
    this.#array =
      ways === lines && ways > MOST_SEARCHED_WAYS && replacement !== "plru"
        ? new FullyAssociative(
            module,
            layout,
            globals,
            { name, lines, lineShift: this.#lineShift, replacement, seed, dirty },
            this.#evictedDirty,
          )
        : new SetAssociative(
            module,
            layout,
            globals,
            { name, sets: this.sets, ways, replacement, seed, dirty },
            this.#evictedDirty,
          );
    if (options.threeC) {
      this.#twin = new FullyAssociative(module, layout, globals, {
        name: `${name}.twin`,
        lines,
        lineShift: this.#lineShift,
        replacement: replacement === "plru" ? "lru" : replacement,
        seed,
        dirty: false,
      });
      this.#blockField = layout.reservePerPage(4096 / fetchOf(description));
      const twin = this.#twin;
      this.#twinFill = module.function([I32, I32], [], (f, pa, index) =>
        this.#emitFill(f, twin, pa, index),
      );
    } else this.#blockField = -1;
    if (options.twoWay)
      this.#twoWay = new SetAssociative(module, layout, globals, {
        name: `${name}.twoWay`,
        sets: Math.max(1, lines / 2),
        ways: Math.min(2, lines),
        replacement: "lru",
        seed,
        dirty: false,
      });
    this.#store = module.function([I32, I32, I32], [], (f, pa, size, index) =>
      this.#defineStore(f, pa, size, index),
    );
    for (const kind of KINDS) {
      this.#reads.set(
        kind,
        module.function([I32, I32], [], (f, pa, index) => this.#defineRead(f, kind, pa, index)),
      );
      this.#readMisses.set(
        kind,
        module.function([I32, I32, I32], [], (f, pa, index, twinHit) =>
          this.#defineReadMiss(f, kind, pa, index, twinHit),
        ),
      );
    }
  }

  /** Sets the arrays to empty; the memory is otherwise 0 at first. */
  clear(memory: Int32Array): void {
    this.#array.clear(memory);
    this.#twin?.clear(memory);
    this.#twoWay?.clear(memory);
  }

  contents(memory: Int32Array, set: number): number[] {
    return this.#array.contents(memory, set);
  }

  /** Line number of a physical address. */
  lineOf(pa: Expression): Code {
    return shr(pa, this.#lineShift);
  }

  /** 1 only if the line is present and a read of it would change nothing but the shadows. */
  present(line: Expression, index: Expression): Code {
    return this.#array.present(line, index);
  }

  /**
   * For another module on the same memory: not 0 only if a read at `pa` of a physically indexed
   * cache changes nothing at all. Undefined where that cannot be told so simply.
   */
  probe(pa: Variable): Code | undefined {
    if (this.#twin || this.#twoWay || !this.#array.presentFromMemory) return undefined;
    return this.#array.present(this.lineOf(pa), this.lineOf(pa));
  }

  /**
   * A read of one piece at `pa`. Counts no access: the caller does, for many at a time.
   * @param index line number that chooses the set.
   */
  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable, index: Expression): void {
    if (this.#level === 2) f.count(this.#counter(kind, "accesses"));
    f.block((done) => {
      this.emitQuickRead(f, pa, index, () => f.br(done));
      f.call(this.#reads.get(kind)!, pa, index);
    });
  }

  emitQuickRead(f: FunctionBuilder, pa: Variable, index: Expression, hit: () => void): void {
    if (this.#twoWay) return;
    const line = f.let(this.lineOf(pa));
    f.if(this.#array.present(line, index), () => {
      const twin = this.#twin;
      if (twin === undefined) {
        hit();
        return;
      }
      const address = f.let(twin.stateAddress(pa));
      f.if(twin.state(address), () => {
        twin.use(f, line, address);
        hit();
      });
    });
  }

  /** Writes through to nowhere leave nothing to do for a store that hits. */
  get quickStores(): boolean {
    return this.#description.write?.hit === "through" && this.#below.write === undefined;
  }

  /** A store of one piece of `size` bytes at `pa`; counts no access on the first level, as `emitRead`. */
  emitStore(f: FunctionBuilder, pa: Variable, size: Expression, index: Expression): void {
    const write = this.#description.write!;
    if (this.#level === 2) f.count(this.#counter("store", "accesses"));
    f.block((done) => {
      if (write.hit === "through")
        this.emitQuickRead(f, pa, index, () => {
          if (this.#below.write) f.call(this.#below.write, pa, size);
          f.br(done);
        });
      f.call(this.#store, pa, size, index);
    });
  }

  /** Drops the line at `pa` from the cache and its shadows. */
  emitInvalidate(f: FunctionBuilder, pa: Variable, index: Expression): void {
    const line = f.let(this.lineOf(pa));
    for (const array of [this.#array, this.#twin, this.#twoWay])
      if (array) f.call(array.invalidate, line, index);
  }

  /** Drops all lines of the set that `index` chooses, as `emitInvalidate` would each. */
  emitInvalidateSet(f: FunctionBuilder, index: Variable): void {
    this.#array.emitLinesOfSet(f, index, (line) => {
      for (const array of [this.#array, this.#twin, this.#twoWay])
        if (array) f.call(array.invalidate, line, this.virtual ? index : line);
    });
  }

  #counter(kind: Kind, what: string): number {
    return this.#context.counters.at(`level${this.#level}.${kind}.${what}`);
  }

  #levelCounter(what: string): number {
    return this.#context.counters.at(`level${this.#level}.${what}`);
  }

  /** A read of one piece, whatever it needs. */
  #defineRead(f: FunctionBuilder, kind: Kind, pa: Variable, index: Variable): void {
    const line = f.let(this.lineOf(pa));
    const twinHit = this.#twin && this.#emitTwinRead(f, kind, this.#twin, pa, line, index);
    if (this.#twoWay) this.#emitTwoWayRead(f, kind, this.#twoWay, pa, line, index);
    f.if(eqz(call(this.#array.touch, line, index)), () =>
      f.call(this.#readMisses.get(kind)!, pa, index, twinHit === undefined ? 0 : twinHit),
    );
  }

  /** The twin's part of a read; its value is not 0 if the twin hits. */
  #emitTwinRead(
    f: FunctionBuilder,
    kind: Kind,
    twin: FullyAssociative,
    pa: Variable,
    line: Variable,
    index: Expression,
  ): Variable {
    const address = f.let(twin.stateAddress(pa));
    const hit = f.let(twin.state(address));
    f.if(
      hit,
      () => twin.use(f, line, address),
      () => {
        f.count(this.#counter(kind, "twinMisses"));
        f.call(this.#twinFill!, pa, index);
      },
    );
    return hit;
  }

  #emitTwoWayRead(
    f: FunctionBuilder,
    kind: Kind,
    twoWay: SetAssociative,
    pa: Variable,
    line: Variable,
    index: Expression,
  ): void {
    f.if(eqz(call(twoWay.touch, line, index)), () => {
      f.count(this.#counter(kind, "twoWayMisses"));
      this.#emitFill(f, twoWay, pa, index);
    });
  }

  /** Inserts the lines of the fetch block of `pa`, the demanded one last; `evicted` is told each victim. */
  #emitFill(
    f: FunctionBuilder,
    array: LineArray,
    pa: Expression,
    index: Expression,
    evicted: (victim: Code) => void = (victim) => f.drop(victim),
  ): void {
    const fetch = fetchOf(this.#description);
    const line = f.let(this.lineOf(pa));
    const lines = fetch / this.#description.line;
    if (lines > 1) {
      const other = f.let(and(line, -lines));
      const end = f.let(add(other, lines));
      const delta = f.let(sub(index, line));
      f.loop((again) => {
        f.if(ne(other, line), () => evicted(call(array.insert, other, add(other, delta))));
        f.increase(other, 1);
        f.brIf(again, ne(other, end));
      });
    }
    evicted(call(array.insert, line, index));
  }

  #defineReadMiss(
    f: FunctionBuilder,
    kind: Kind,
    pa: Variable,
    index: Variable,
    twinHit: Variable,
  ): void {
    f.count(this.#counter(kind, "misses"));
    const missClass = this.#emitClass(f, kind, pa, twinHit);
    const stall = f.let(this.#below.emitRead(f, kind, pa, this.#description));
    const last = f.let(-1);
    this.#emitFill(f, this.#array, pa, index, (victim) => {
      f.set(last, victim);
      this.#emitWriteBack(f, kind, last);
    });
    if (this.#level === 1)
      this.#context.log(f, kind, causeOf(kind), () => ({
        class: missClass,
        cycles: stall,
        set: and(index, this.sets - 1),
        evicted: last,
        line: this.lineOf(pa),
      }));
  }

  #emitWriteBack(f: FunctionBuilder, kind: Kind, victim: Variable): void {
    if (!this.#evictedDirty) return;
    const writeBack = this.#below.writeBack(kind);
    f.if(this.#evictedDirty, () => {
      // A victim of -1 leaves the flag as it was: only a real one counts.
      f.if(ne(victim, -1), () => {
        f.count(this.#levelCounter("writeBacks"));
        if (writeBack) f.call(writeBack, shl(victim, this.#lineShift), this.#description.line);
      });
    });
  }

  /** Classes a miss that brings its block in, and notes that the block was in the cache. */
  #emitClass(f: FunctionBuilder, kind: Kind, pa: Variable, twinHit: Variable): Variable {
    const missClass = f.let(LOG_CLASSES.indexOf("none"));
    if (!this.#twin) return missClass;
    const { address, bits } = this.#blockState(f, pa);
    const found = (name: "compulsory" | "capacity" | "conflict") => {
      f.count(this.#counter(kind, name));
      f.set(missClass, LOG_CLASSES.indexOf(name));
    };
    f.if(
      eqz(and(bits, ENTERED)),
      () => {
        found("compulsory");
        f.if(and(bits, BYPASSED), () => {
          if (kind !== "store") f.count(this.#levelCounter("compulsoryAfterBypass"));
        });
        f.store8(address, or(bits, ENTERED), this.#blockOffset());
      },
      () =>
        f.if(
          twinHit,
          () => found("conflict"),
          () => found("capacity"),
        ),
    );
    return missClass;
  }

  #blockOffset(): number {
    return this.#context.layout.base + this.#blockField;
  }

  #blockState(f: FunctionBuilder, pa: Variable): { address: Variable; bits: Variable } {
    const shift = Math.log2(fetchOf(this.#description));
    const address = f.let(this.#context.layout.itemState(pa, shift, 0));
    return { address, bits: f.let(load8(address, this.#blockOffset())) };
  }

  #defineStore(f: FunctionBuilder, pa: Variable, size: Variable, index: Variable): void {
    const write = this.#description.write;
    if (!write) return;
    const line = f.let(this.lineOf(pa));
    // What a miss does: read the block, take the line without reading, or leave the cache alone.
    const whole = eq(size, this.#description.line);
    const otherwise = write.partial === "fetch" ? "read" : "leave";
    const onMiss = (read: () => void, take: () => void, leave: () => void): void => {
      if (write.miss === "fetch-on-write") read();
      else if (write.miss === "write-around") leave();
      else f.if(whole, take, otherwise === "read" ? read : leave);
    };
    const twinHit = f.let(0);
    for (const [shadow, what] of [
      [this.#twin, "twinMisses"],
      [this.#twoWay, "twoWayMisses"],
    ] as const) {
      if (!shadow) continue;
      const hit = f.let(call(shadow.touch, line, index));
      if (shadow === this.#twin) f.set(twinHit, hit);
      f.if(eqz(hit), () => {
        f.count(this.#counter("store", what));
        onMiss(
          () => this.#emitFill(f, shadow, pa, index),
          () => f.drop(call(shadow.insert, line, index)),
          () => {},
        );
      });
    }
    const down = f.let(write.hit === "through" ? 1 : 0);
    f.if(
      call(this.#array.touch, line, index),
      () => this.#soil(f, line, index),
      () =>
        onMiss(
          () => {
            f.call(this.#readMisses.get("store")!, pa, index, twinHit);
            this.#soil(f, line, index);
          },
          () => this.#emitTake(f, pa, line, index, twinHit),
          () => {
            f.count(this.#counter("store", "misses"));
            this.#emitBypass(f, pa, index, twinHit);
            f.set(down, 1);
          },
        ),
    );
    if (this.#below.write) f.if(down, () => f.call(this.#below.write!, pa, size));
  }

  #soil(f: FunctionBuilder, line: Variable, index: Variable): void {
    if (this.#array.soil) f.call(this.#array.soil, line, index);
  }

  /** A store that takes its line without reading it. */
  #emitTake(
    f: FunctionBuilder,
    pa: Variable,
    line: Variable,
    index: Variable,
    twinHit: Variable,
  ): void {
    f.count(this.#counter("store", "misses"));
    const missClass = this.#emitClass(f, "store", pa, twinHit);
    const victim = f.let(call(this.#array.insert, line, index));
    this.#emitWriteBack(f, "store", victim);
    this.#soil(f, line, index);
    if (this.#level === 1)
      this.#context.log(f, "store", "none", () => ({
        class: missClass,
        cycles: 0,
        set: and(index, this.sets - 1),
        evicted: victim,
        line,
      }));
  }

  #emitBypass(f: FunctionBuilder, pa: Variable, index: Variable, twinHit: Variable): void {
    f.count(this.#levelCounter("bypass"));
    if (this.#twin) {
      const { address, bits } = this.#blockState(f, pa);
      f.if(
        eqz(bits),
        () => f.count(this.#levelCounter("bypassCompulsory")),
        () =>
          f.if(
            twinHit,
            () => f.count(this.#levelCounter("bypassConflict")),
            () => f.count(this.#levelCounter("bypassCapacity")),
          ),
      );
      f.store8(address, or(bits, BYPASSED), this.#blockOffset());
    }
    if (this.#level === 1)
      this.#context.log(f, "store", "none", () => ({
        class: LOG_CLASSES.indexOf("bypass"),
        cycles: 0,
        set: and(index, this.sets - 1),
      }));
  }
}
