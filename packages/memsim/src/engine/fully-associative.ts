/**
 * Fully associative line arrays of any size, in constant time an access.
 *
 * Every line of every touched page has a word of state, so residence needs no search. Order is kept
 * in a log instead of a linked list: each use (`lru`) or insertion (`fifo`) appends the line to the
 * log and notes the position in the line's state (0: not resident). A log entry whose line has a
 * later position is stale. The victim is found by moving the log's tail over stale entries to the
 * first live one, and a full log is compacted to its live entries: both amortised constant. A use
 * thus costs one load and two stores, with no pointers chased. (A doubly linked list needs six
 * stores in four places.)
 *
 * Under `random` the log is a plain table of slots, and a line's state is its slot + 1.
 */
import {
  add,
  type Code,
  type Expression,
  eq,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  i32,
  load8,
  load32,
  type ModuleBuilder,
  ne,
  shl,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import type { Layout } from "./layout.ts";
import type { LineArray } from "./line-array.ts";
import { type GlobalNames, RandomWays } from "./random.ts";

export interface FullyAssociativeShape {
  readonly name: string;
  /** Capacity in lines. */
  readonly lines: number;
  /** lg2 of the bytes of a line. */
  readonly lineShift: number;
  readonly replacement: "lru" | "fifo" | "random";
  readonly seed: number;
  /** Whether lines can be dirty. */
  readonly dirty: boolean;
}

/** The log holds this many times the capacity: a compaction frees most of it. */
const LOG_FACTOR = 4;
/** First position in the log: 0 says "not resident", and must not be one below the head. */
const FIRST_POSITION = 2;

export class FullyAssociative implements LineArray {
  readonly presentIsExact: boolean;
  readonly presentFromMemory: boolean;
  readonly touch: FunctionReference;
  readonly insert: FunctionReference;
  readonly invalidate: FunctionReference;
  readonly soil: FunctionReference | undefined;

  readonly #shape: FullyAssociativeShape;
  readonly #layout: Layout;
  readonly #field: number;
  readonly #dirtyField: number;
  readonly #log: number;
  readonly #capacity: number;
  readonly #head: Variable;
  readonly #tail: Variable;
  readonly #used: Variable;
  readonly #random: RandomWays | undefined;
  readonly #compact: FunctionReference;
  readonly #evictedDirty: Variable | undefined;

  constructor(
    module: ModuleBuilder,
    layout: Layout,
    globals: GlobalNames,
    shape: FullyAssociativeShape,
    evictedDirty?: Variable,
  ) {
    this.#shape = shape;
    this.#layout = layout;
    const perPage = 4096 >>> shape.lineShift;
    this.#field = layout.reservePerPage(4 * perPage);
    this.#dirtyField = shape.dirty ? layout.reservePerPage(perPage) : -1;
    this.#evictedDirty = shape.dirty ? evictedDirty : undefined;
    this.#capacity = shape.replacement === "random" ? shape.lines : LOG_FACTOR * shape.lines + 64;
    this.#log = layout.reserve(4 * (this.#capacity + 1));
    this.#random =
      shape.replacement === "random"
        ? new RandomWays(module, globals, shape.name, shape.seed)
        : undefined;
    this.presentIsExact = shape.replacement !== "lru";
    // The line used last is known by the head, which is a global.
    this.presentFromMemory = this.presentIsExact;
    const counter = (name: string, first: number) =>
      module.global(i32(first), I32, globals.name(`${shape.name}.${name}`));
    this.#head = counter("head", FIRST_POSITION);
    this.#tail = counter("tail", FIRST_POSITION);
    this.#used = counter("used", 0);
    this.#compact = this.#makeCompact(module);
    this.touch = this.#makeTouch(module);
    this.insert = this.#makeInsert(module);
    this.invalidate = this.#makeInvalidate(module);
    this.soil = shape.dirty ? this.#makeSoil(module) : undefined;
  }

  present(line: Expression): Code {
    const position = load32(this.#address(line), this.#stateOffset());
    return this.presentIsExact ? ne(position, 0) : eq(position, sub(this.#head, 1));
  }

  /** Where the state of a line lies, to be given to `use`; an expression for the inline path. */
  stateAddress(pa: Expression): Code {
    return this.#layout.itemState(pa, this.#shape.lineShift, 2);
  }

  /** The state at that address: 0 if the line is not resident. */
  state(address: Expression): Code {
    return load32(address, this.#stateOffset());
  }

  /** Uses a resident line: appends it to the log. Nothing to do but under `lru`. */
  use(f: FunctionBuilder, line: Expression, address: Expression): void {
    if (this.#shape.replacement !== "lru") return;
    f.store32(shl(this.#head, 2), line, this.#log);
    f.store32(address, this.#head, this.#stateOffset());
    f.increase(this.#head, 1);
    f.if(eq(this.#head, this.#capacity), () => f.call(this.#compact));
  }

  emitLinesOfSet(f: FunctionBuilder, _index: Expression, visit: (line: Variable) => void): void {
    const at = f.let(this.#random ? 0 : this.#tail);
    const end = this.#random ? this.#capacity : this.#head;
    const line = f.local();
    f.block((done) => {
      f.loop((again) => {
        f.brIf(done, eq(at, end));
        f.set(line, load32(shl(at, 2), this.#log));
        const live = this.#random ? ne(line, -1) : eq(this.state(this.#address(line)), at);
        f.if(live, () => visit(line));
        f.increase(at, 1);
        f.br(again);
      });
    });
  }

  contents(memory: Int32Array): number[] {
    const live = (at: number): boolean => {
      const line = memory[(this.#log >>> 2) + at];
      const pa = line * 2 ** this.#shape.lineShift;
      const state =
        this.#stateOffset() +
        Math.floor(pa / 4096) * this.#layout.stride +
        4 * ((pa % 4096) >>> this.#shape.lineShift);
      return memory[state >>> 2] === (this.#random ? at + 1 : at);
    };
    const lines: number[] = [];
    for (let at = this.#random ? 0 : FIRST_POSITION; at < this.#capacity; at++)
      if (memory[(this.#log >>> 2) + at] >= 0 && live(at))
        lines.push(memory[(this.#log >>> 2) + at]);
    return this.#random ? lines : lines.reverse();
  }

  #stateOffset(): number {
    return this.#layout.base + this.#field;
  }

  #address(line: Expression): Code {
    return this.stateAddress(shl(line, this.#shape.lineShift));
  }

  #dirtyAddress(line: Expression): Code {
    return this.#layout.itemState(shl(line, this.#shape.lineShift), this.#shape.lineShift, 0);
  }

  #dirtyOffset(): number {
    return this.#layout.base + this.#dirtyField;
  }

  #makeCompact(module: ModuleBuilder): FunctionReference {
    return module.function([], [], (f) => {
      const from = f.let(this.#tail);
      const to = f.let(FIRST_POSITION);
      const line = f.local();
      const state = f.local();
      f.block((done) => {
        f.loop((again) => {
          f.brIf(done, eq(from, this.#head));
          f.set(line, load32(shl(from, 2), this.#log));
          f.set(state, this.#address(line));
          f.if(eq(this.state(state), from), () => {
            f.store32(shl(to, 2), line, this.#log);
            f.store32(state, to, this.#stateOffset());
            f.increase(to, 1);
          });
          f.increase(from, 1);
          f.br(again);
        });
      });
      f.set(this.#tail, FIRST_POSITION);
      f.set(this.#head, to);
    });
  }

  #makeTouch(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [I32], (f, line) => {
      const address = f.let(this.#address(line));
      f.if(this.state(address), () => {
        this.use(f, line, address);
        f.return(1);
      });
      f.result(0);
    });
  }

  #makeInsert(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [I32], (f, line) => {
      const address = f.let(this.#address(line));
      f.if(this.state(address), () => {
        this.use(f, line, address);
        f.return(-1);
      });
      if (this.#evictedDirty) {
        f.set(this.#evictedDirty, 0);
        f.store8(this.#dirtyAddress(line), 0, this.#dirtyOffset());
      }
      const evicted = f.let(-1);
      if (this.#random) this.#insertAtRandom(f, this.#random, line, address, evicted);
      else this.#insertInOrder(f, line, address, evicted);
      f.result(evicted);
    });
  }

  /** Forgets the evicted line, and notes whether it was dirty. */
  #evict(f: FunctionBuilder, evicted: Variable): void {
    f.store32(this.#address(evicted), 0, this.#stateOffset());
    if (this.#evictedDirty)
      f.set(this.#evictedDirty, load8(this.#dirtyAddress(evicted), this.#dirtyOffset()));
  }

  #insertInOrder(f: FunctionBuilder, line: Variable, address: Variable, evicted: Variable): void {
    f.if(
      eq(this.#used, this.#shape.lines),
      () => {
        f.loop((again) => {
          f.set(evicted, load32(shl(this.#tail, 2), this.#log));
          f.increase(this.#tail, 1);
          f.brIf(again, ne(this.state(this.#address(evicted)), sub(this.#tail, 1)));
        });
        this.#evict(f, evicted);
      },
      () => f.increase(this.#used, 1),
    );
    f.store32(shl(this.#head, 2), line, this.#log);
    f.store32(address, this.#head, this.#stateOffset());
    f.increase(this.#head, 1);
    f.if(eq(this.#head, this.#capacity), () => f.call(this.#compact));
  }

  #insertAtRandom(
    f: FunctionBuilder,
    random: RandomWays,
    line: Variable,
    address: Variable,
    evicted: Variable,
  ): void {
    const slot = f.let(0);
    f.if(
      eq(this.#used, this.#shape.lines),
      () => {
        f.set(slot, random.next(f, this.#shape.lines));
        f.set(evicted, load32(shl(slot, 2), this.#log));
        this.#evict(f, evicted);
      },
      () => {
        // The lowest free slot.
        f.loop((again) => {
          f.increase(slot, 1);
          f.brIf(again, ne(load32(shl(sub(slot, 1), 2), this.#log), -1));
        });
        f.set(slot, sub(slot, 1));
        f.increase(this.#used, 1);
      },
    );
    f.store32(shl(slot, 2), line, this.#log);
    f.store32(address, add(slot, 1), this.#stateOffset());
  }

  #makeInvalidate(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [], (f, line) => {
      const address = f.let(this.#address(line));
      const state = f.let(this.state(address));
      f.if(eqz(state), () => f.return());
      if (this.#random) f.store32(shl(sub(state, 1), 2), -1, this.#log);
      f.store32(address, 0, this.#stateOffset());
      f.set(this.#used, sub(this.#used, 1));
    });
  }

  #makeSoil(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [], (f, line) => {
      f.store8(this.#dirtyAddress(line), 1, this.#dirtyOffset());
    });
  }

  /** Makes the log empty: every entry is -1. */
  clear(memory: Int32Array): void {
    memory.fill(-1, this.#log >>> 2, (this.#log >>> 2) + this.#capacity + 1);
  }
}
