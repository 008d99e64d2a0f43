/**
 * Direct-mapped and set-associative line arrays.
 *
 * A set is `ways` 32-bit entries: the line number, or where lines can be dirty `2 * line + dirty`;
 * -1 is an invalid way. Under `lru` and `fifo` a set is ordered: the most recently used (or
 * inserted) entry first, invalid ones last, so that no ages are kept and the victim is the last.
 * Under `random` and `plru` entries stay in their way; a `plru` set has a word of tree bits besides.
 */
import {
  add,
  and,
  type Code,
  call,
  codeOf,
  type Expression,
  eq,
  type FunctionBuilder,
  type FunctionReference,
  ge,
  I32,
  i32,
  load32,
  type ModuleBuilder,
  mul,
  ne,
  or,
  shl,
  shr,
  sub,
  type Variable,
  xor,
} from "@mcpi/trace/wasm";
import type { Layout } from "./layout.ts";
import type { LineArray } from "./line-array.ts";
import { type GlobalNames, RandomWays } from "./random.ts";

export interface SetAssociativeShape {
  readonly name: string;
  readonly sets: number;
  readonly ways: number;
  readonly replacement: "lru" | "fifo" | "random" | "plru";
  readonly seed: number;
  /** Whether lines can be dirty. */
  readonly dirty: boolean;
}

export class SetAssociative implements LineArray {
  readonly presentIsExact: boolean;
  readonly presentFromMemory = true;
  readonly touch: FunctionReference;
  readonly insert: FunctionReference;
  readonly invalidate: FunctionReference;
  readonly soil: FunctionReference | undefined;

  readonly #shape: SetAssociativeShape;
  readonly #entries: number;
  readonly #tree: number;
  /** Under plru: the line used last in each set; -1 if it may be gone. */
  readonly #recent: number;
  readonly #random: RandomWays | undefined;
  /** Set by `insert` to 1 if the evicted line was dirty. */
  readonly #evictedDirty: Variable | undefined;

  constructor(
    module: ModuleBuilder,
    layout: Layout,
    globals: GlobalNames,
    shape: SetAssociativeShape,
    evictedDirty?: Variable,
  ) {
    // One way leaves no choice.
    if (shape.ways === 1) shape = { ...shape, replacement: "lru" };
    this.#shape = shape;
    this.#evictedDirty = shape.dirty ? evictedDirty : undefined;
    this.#entries = layout.reserve(4 * shape.sets * shape.ways);
    this.#tree = shape.replacement === "plru" ? layout.reserve(4 * shape.sets) : -1;
    this.#recent = shape.replacement === "plru" ? layout.reserve(4 * shape.sets) : -1;
    this.#random =
      shape.replacement === "random"
        ? new RandomWays(module, globals, shape.name, shape.seed)
        : undefined;
    this.presentIsExact = shape.ways === 1;
    this.touch = this.#makeTouch(module);
    this.insert = this.#makeInsert(module);
    this.invalidate = this.#makeInvalidate(module);
    this.soil = shape.dirty ? this.#makeSoil(module) : undefined;
  }

  /** Makes every way invalid. */
  clear(memory: Int32Array): void {
    const { sets, ways } = this.#shape;
    memory.fill(-1, this.#entries >>> 2, (this.#entries >>> 2) + sets * ways);
    if (this.#recent >= 0) memory.fill(-1, this.#recent >>> 2, (this.#recent >>> 2) + sets);
  }

  present(line: Expression, index: Expression): Code {
    // Under plru a use changes nothing only if it is of the line that the set used last.
    if (this.#shape.replacement === "plru")
      return eq(load32(shl(and(index, this.#shape.sets - 1), 2), this.#recent), line);
    return eq(this.#line(load32(this.#setAddress(index), this.#entries)), line);
  }

  emitLinesOfSet(f: FunctionBuilder, index: Expression, visit: (line: Variable) => void): void {
    const { ways } = this.#shape;
    const address = f.let(this.#setAddress(index));
    const line = f.local();
    const entry = f.local();
    // From the last way on: dropping a line moves only those behind it.
    const way = f.let(ways);
    f.loop((again) => {
      f.set(way, sub(way, 1));
      f.set(entry, load32(add(address, shl(way, 2)), this.#entries));
      f.if(ne(entry, -1), () => {
        f.set(line, this.#line(entry.get));
        visit(line);
      });
      f.brIf(again, way);
    });
  }

  contents(memory: Int32Array, set: number): number[] {
    const { ways, dirty } = this.#shape;
    const first = (this.#entries >>> 2) + set * ways;
    return Array.from(memory.subarray(first, first + ways), (entry) =>
      entry === -1 ? -1 : dirty ? entry >>> 1 : entry,
    );
  }

  /** Address of a set's first entry, less `#entries`, which is the load's offset. */
  #setAddress(index: Expression): Code {
    const { sets, ways } = this.#shape;
    const set = and(index, sets - 1);
    return Number.isInteger(Math.log2(ways)) ? shl(set, 2 + Math.log2(ways)) : mul(set, 4 * ways);
  }

  #line(entry: Code): Code {
    // An invalid entry becomes 2^31 - 1, which no line number reaches.
    return this.#shape.dirty ? shr(entry, 1) : entry;
  }

  #entry(line: Expression): Code {
    return this.#shape.dirty ? shl(line, 1) : codeOf(line);
  }

  #ordered(): boolean {
    return this.#shape.replacement === "lru" || this.#shape.replacement === "fifo";
  }

  /** Calls `found` with the way's number for the first way that holds `line`. */
  #search(
    f: FunctionBuilder,
    address: Variable,
    line: Variable,
    found: (way: Code, known?: number) => void,
  ): void {
    const { ways } = this.#shape;
    if (ways <= 8) {
      for (let way = 0; way < ways; way++)
        f.if(eq(this.#line(load32(address, this.#entries + 4 * way)), line), () =>
          found(i32(way), way),
        );
      return;
    }
    const way = f.let(0);
    f.loop((again) => {
      f.if(eq(this.#line(load32(add(address, shl(way, 2)), this.#entries)), line), () =>
        found(way.get),
      );
      f.increase(way, 1);
      f.brIf(again, ne(way, ways));
    });
  }

  /** Moves entries 0 … way - 1 up by one and puts `entry` first; `known` is the way, if it is constant and small. */
  #toFront(
    f: FunctionBuilder,
    address: Variable,
    way: Code,
    entry: Variable,
    known?: number,
  ): void {
    if (known !== undefined) {
      for (let at = known; at > 0; at--)
        f.store32(address, load32(address, this.#entries + 4 * (at - 1)), this.#entries + 4 * at);
      f.store32(address, entry, this.#entries);
      return;
    }
    const at = f.let(shl(way, 2));
    f.block((done) => {
      f.loop((again) => {
        f.brIf(done, eq(at, 0));
        f.store32(add(address, at), load32(add(address, sub(at, 4)), this.#entries), this.#entries);
        f.set(at, sub(at, 4));
        f.br(again);
      });
    });
    f.store32(address, entry, this.#entries);
  }

  /** Records the use of a way in the tree bits: every node on its path points to the other half. */
  #useTree(f: FunctionBuilder, line: Variable, index: Variable, way: Expression): void {
    const { sets, ways } = this.#shape;
    const levels = Math.log2(ways);
    const tree = f.let(shl(and(index, sets - 1), 2));
    f.store32(tree, line, this.#recent);
    const bits = f.let(load32(tree, this.#tree));
    const node = f.let(0);
    const half = f.local();
    for (let level = 0; level < levels; level++) {
      f.set(half, and(shr(way, levels - 1 - level), 1));
      f.set(bits, or(and(bits, xor(shl(1, node), -1)), shl(sub(1, half), node)));
      f.set(node, add(add(shl(node, 1), 1), half));
    }
    f.store32(tree, bits, this.#tree);
  }

  /** The way that the tree bits point to. */
  #treeVictim(f: FunctionBuilder, index: Variable): Variable {
    const { sets, ways } = this.#shape;
    const levels = Math.log2(ways);
    const bits = f.let(load32(shl(and(index, sets - 1), 2), this.#tree));
    const node = f.let(0);
    const way = f.let(0);
    const half = f.local();
    for (let level = 0; level < levels; level++) {
      f.set(half, and(shr(bits, node), 1));
      f.set(way, or(shl(way, 1), half));
      f.set(node, add(add(shl(node, 1), 1), half));
    }
    return way;
  }

  #makeTouch(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [I32], (f, line, index) => {
      const address = f.let(this.#setAddress(index));
      this.#search(f, address, line, (way, known) => {
        if (this.#shape.replacement === "lru" && this.#shape.ways > 1) {
          const entry = f.let(load32(add(address, shl(way, 2)), this.#entries));
          this.#toFront(f, address, way, entry, known);
        } else if (this.#shape.replacement === "plru") this.#useTree(f, line, index, way);
        f.return(1);
      });
      f.result(0);
    });
  }

  #makeInsert(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [I32], (f, line, index) => {
      const { ways } = this.#shape;
      if (ways > 1) f.if(call(this.touch, line, index), () => f.return(-1));
      const address = f.let(this.#setAddress(index));
      const evicted = f.local();
      if (ways === 1) {
        f.set(evicted, load32(address, this.#entries));
        f.if(eq(this.#line(evicted.get), line), () => f.return(-1));
        f.store32(address, this.#entry(line), this.#entries);
      } else if (this.#ordered()) {
        f.set(evicted, load32(address, this.#entries + 4 * (ways - 1)));
        const entry = f.let(this.#entry(line));
        this.#toFront(f, address, i32(ways - 1), entry, ways <= 8 ? ways - 1 : undefined);
      } else {
        const way = f.let(0);
        f.block((chosen) => {
          // The lowest invalid way, if there is one.
          f.loop((again) => {
            f.brIf(chosen, eq(load32(add(address, shl(way, 2)), this.#entries), -1));
            f.increase(way, 1);
            f.brIf(again, ne(way, ways));
          });
          if (this.#random) f.set(way, this.#random.next(f, ways));
          else f.set(way, this.#treeVictim(f, index));
        });
        const slot = f.let(add(address, shl(way, 2)));
        f.set(evicted, load32(slot, this.#entries));
        f.store32(slot, this.#entry(line), this.#entries);
        if (this.#shape.replacement === "plru") this.#useTree(f, line, index, way);
      }
      if (this.#evictedDirty) {
        f.set(this.#evictedDirty, 0);
        f.if(eq(evicted, -1), () => f.return(-1));
        f.set(this.#evictedDirty, and(evicted, 1));
        f.result(shr(evicted, 1));
      } else f.result(evicted);
    });
  }

  #makeInvalidate(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [], (f, line, index) => {
      const { ways } = this.#shape;
      const address = f.let(this.#setAddress(index));
      if (this.#recent >= 0) f.store32(shl(and(index, this.#shape.sets - 1), 2), -1, this.#recent);
      this.#search(f, address, line, (found) => {
        const way = f.let(found);
        if (this.#ordered()) {
          // Close the gap, so that invalid entries stay last.
          f.block((done) => {
            f.loop((again) => {
              f.brIf(done, ge(way, ways - 1));
              const slot = f.let(add(address, shl(way, 2)));
              f.store32(slot, load32(slot, this.#entries + 4), this.#entries);
              f.increase(way, 1);
              f.br(again);
            });
          });
          f.store32(address, -1, this.#entries + 4 * (ways - 1));
        } else f.store32(add(address, shl(way, 2)), -1, this.#entries);
        f.return();
      });
    });
  }

  #makeSoil(module: ModuleBuilder): FunctionReference {
    return module.function([I32, I32], [], (f, line, index) => {
      const address = f.let(this.#setAddress(index));
      this.#search(f, address, line, (way) => {
        const slot = f.let(add(address, shl(way, 2)));
        f.store32(slot, or(load32(slot, this.#entries), 1), this.#entries);
        f.return();
      });
    });
  }
}
