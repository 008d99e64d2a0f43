/**
 * Mattson's stack distances: what fully associative LRU caches of every capacity make of a stream of
 * references, in one pass (Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage
 * hierarchies", IBM Systems Journal, 1970).
 *
 * The distance of an access is how many different lines were used since its line was used last; it
 * hits in every cache of more lines than that. Distances are counted by value; first uses apart.
 *
 * Each use appends the line to a log, and a bitmap has a one for every position that is the last use
 * of some line. The distance is the number of ones after the line's old position (counted-bits.ts).
 * A full log is compacted to its ones.
 *
 * An invalidated line leaves a *hole*: a one that is no line. It stands for the room that each cache
 * which had the line has from then on. A line that is used fills the most recent hole, if that is
 * more recent than its own position, which then becomes a hole: caches smaller than that have used
 * their room up, larger ones have as much as before. Thus every capacity stays exact.
 *
 * The log, the states of lines and the counts by distance lie in the records of pages (layout.ts),
 * so that they grow with the footprint; bitmaps have fixed places.
 */
import { InputError } from "@mcpi/trace";
import {
  add,
  and,
  and64,
  type Code,
  call,
  clz64,
  ctz64,
  type Expression,
  eq,
  eqz64,
  extend,
  type FunctionBuilder,
  type FunctionReference,
  ge,
  gt,
  gtS,
  I32,
  I64,
  i32,
  i64,
  load32,
  load64,
  type ModuleBuilder,
  mul,
  ne,
  shl,
  shr,
  shr64,
  sub,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { Kind } from "../engine/context.ts";
import type { Layout } from "../engine/layout.ts";
import { CountedBits, emitFlip, WORD_SHIFT } from "./counted-bits.ts";
import type { StagePart } from "./stage.ts";

/** Most positions that the log can have: bitmaps are laid out for so many. */
const MOST_POSITIONS = 2 ** 28;

/** A line's state: 0 if it was never used, GONE if it was invalidated since, else its position + FIRST. */
const GONE = 1;
const FIRST = 2;

/** Distances of one kind of reference. */
export interface KindDistances {
  /** Accesses whose line was never used before. */
  readonly compulsory: number;
  /** Accesses whose line was invalidated since its last use: they miss everywhere. */
  readonly invalidated: number;
  /** By distance, from 1 on: accesses. Distance 0 is not counted. */
  readonly distances: Float64Array;
}

export class StackDistances implements StagePart {
  readonly #layout: Layout;
  readonly #kinds: readonly Kind[];
  readonly #lineShift: number;
  /** lg2 of the lines of a page. */
  readonly #pageShift: number;
  readonly #states: number;
  readonly #log: number;
  readonly #distances: number;
  readonly #ones: CountedBits;
  readonly #holes: number;
  /** Address of: positions that the log has now. */
  readonly #end: number;
  /** Address, by kind, of two words: compulsory, invalidated. */
  readonly #firsts: number;
  readonly #head: Variable;
  readonly #lastLine: Variable;
  /** Holes there are, and a word of the bitmap behind which there is none. */
  readonly #holeCount: Variable;
  readonly #holeWord: Variable;
  /** function(pa, address of the kind's firsts, offset of its distances). */
  readonly #use: FunctionReference;
  readonly #fillHole: FunctionReference;
  readonly #invalidate: FunctionReference;
  readonly #compact: FunctionReference;

  #pages = 0;
  readonly #counts: Map<Kind, { firsts: Float64Array; distances: Float64Array }>;

  constructor(module: ModuleBuilder, layout: Layout, line: number, kinds: readonly Kind[]) {
    this.#layout = layout;
    this.#kinds = kinds;
    this.#lineShift = Math.log2(line);
    this.#pageShift = 12 - this.#lineShift;
    const lines = 1 << this.#pageShift;
    this.#states = layout.reservePerPage(4 * lines);
    // Twice as many positions as lines, so that a compaction frees half of them at least.
    this.#log = layout.reservePerPage(4 * 2 * lines);
    this.#distances = layout.reservePerPage(4 * lines * kinds.length);
    this.#ones = new CountedBits(layout, MOST_POSITIONS);
    this.#holes = layout.reserve(MOST_POSITIONS / 8);
    this.#end = layout.reserve(4);
    this.#firsts = layout.reserve(8 * kinds.length);
    this.#head = module.global(i32(0));
    this.#lastLine = module.global(i32(-1));
    this.#holeCount = module.global(i32(0));
    this.#holeWord = module.global(i32(0));
    this.#use = module.function([I32, I32, I32], [], (f, pa, firsts, distances) =>
      this.#defineUse(f, pa, firsts, distances),
    );
    this.#fillHole = module.function([I32], [I32], (f, position) =>
      this.#defineFillHole(f, position),
    );
    this.#invalidate = module.function([I32], [], (f, pa) => this.#defineInvalidate(f, pa));
    this.#compact = module.function([], [], (f) => this.#defineCompact(f));
    this.#counts = new Map();
    this.resetCounts();
  }

  clear(): void {}

  provide(memory: Int32Array, pages: number): void {
    const positions = 2 * pages * 2 ** this.#pageShift;
    if (positions > MOST_POSITIONS)
      throw new InputError(
        `miss-ratio curve: ${pages} pages have more than ${MOST_POSITIONS / 2} lines of ${2 ** this.#lineShift} bytes; larger lines or a part of the trace were expected`,
      );
    this.#pages = pages;
    memory[this.#end >>> 2] = positions;
  }

  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable): void {
    const number = this.#kinds.indexOf(kind);
    const line = f.let(shr(pa, this.#lineShift));
    f.if(ne(line, this.#lastLine), () => {
      f.set(this.#lastLine, line);
      f.call(this.#use, pa, this.#firsts + 8 * number, (4 * number) << this.#pageShift);
    });
  }

  /** Stores bring their line in: others are refused (curve.ts). */
  emitStore(f: FunctionBuilder, pa: Variable): void {
    this.emitRead(f, "store", pa);
  }

  emitInvalidate(f: FunctionBuilder, pa: Variable): void {
    f.call(this.#invalidate, pa);
    f.set(this.#lastLine, -1);
  }

  drain(memory: Uint32Array): void {
    const lines = 1 << this.#pageShift;
    for (const [number, kind] of this.#kinds.entries()) {
      const counts = this.#counts.get(kind)!;
      if (counts.distances.length < this.#pages * lines) {
        const grown = new Float64Array(this.#pages * lines);
        grown.set(counts.distances);
        counts.distances = grown;
      }
      for (let page = 0; page < this.#pages; page++) {
        const from = (this.#layout.base + page * this.#layout.stride + this.#distances) >>> 2;
        addAndClear(memory, from + number * lines, lines, counts.distances, page * lines);
      }
      addAndClear(memory, (this.#firsts >>> 2) + 2 * number, 2, counts.firsts, 0);
    }
  }

  resetCounts(): void {
    for (const kind of this.#kinds)
      this.#counts.set(kind, { firsts: new Float64Array(2), distances: new Float64Array(0) });
  }

  /** What was counted of a kind, up to the largest distance. */
  counts(kind: Kind): KindDistances {
    const { firsts, distances } = this.#counts.get(kind)!;
    let length = distances.length;
    while (length > 1 && distances[length - 1] === 0) length--;
    return {
      compulsory: firsts[0],
      invalidated: firsts[1],
      distances: distances.slice(0, length),
    };
  }

  #stateAddress(pa: Expression): Code {
    return this.#layout.itemState(pa, this.#lineShift, 2);
  }

  #stateOffset(): number {
    return this.#layout.base + this.#states;
  }

  /** Address, less the field's offset, of the n-th of 4-byte items that 2^shift of are in a page's record. */
  #spread(n: Expression, shift: number): Code {
    return add(mul(shr(n, shift), this.#layout.stride), shl(and(n, (1 << shift) - 1), 2));
  }

  #logAddress(position: Expression): Code {
    return this.#spread(position, this.#pageShift + 1);
  }

  #logOffset(): number {
    return this.#layout.base + this.#log;
  }

  #defineUse(f: FunctionBuilder, pa: Variable, firsts: Variable, distances: Variable): void {
    const state = f.let(this.#stateAddress(pa));
    const before = f.let(load32(state, this.#stateOffset()));
    const position = f.let(-1);
    f.if(
      ge(before, FIRST),
      () => {
        f.set(position, sub(before, FIRST));
        const distance = this.#ones.emitCountAfter(f, position, this.#head);
        const at = f.let(add(this.#spread(distance, this.#pageShift), distances));
        const offset = this.#layout.base + this.#distances;
        f.store32(at, add(load32(at, offset), 1), offset);
      },
      () => {
        // The first word is for lines never used, the second for those that are gone.
        const at = f.let(add(firsts, shl(before, 2)));
        f.store32(at, add(load32(at), 1));
      },
    );
    // What is one no more: the line's old position, or the hole that it fills.
    f.if(this.#holeCount, () => f.set(position, call(this.#fillHole, position)));
    f.if(ne(position, -1), () => this.#ones.emitClear(f, position));
    f.store32(this.#logAddress(this.#head), state, this.#logOffset());
    f.store32(state, add(this.#head, FIRST), this.#stateOffset());
    this.#ones.emitSet(f, this.#head);
    f.increase(this.#head, 1);
    f.if(eq(this.#head, load32(this.#end)), () => f.call(this.#compact));
  }

  /** Fills the most recent hole, if it is after `position`; gives the position that is one no more. */
  #defineFillHole(f: FunctionBuilder, position: Variable): void {
    const word = f.let(this.#holeWord);
    f.loop((again) => {
      f.if(eqz64(load64(shl(word, 3), this.#holes)), () => {
        f.set(word, sub(word, 1));
        f.br(again);
      });
    });
    f.set(this.#holeWord, word);
    const bits = load64(shl(word, 3), this.#holes);
    const hole = f.let(add(shl(word, WORD_SHIFT), sub(63, wrap(clz64(bits)))));
    // Signed: no position is before all.
    f.if(gtS(position, hole), () => f.return(position));
    emitFlip(f, this.#holes, hole);
    f.if(
      eq(position, -1),
      () => f.set(this.#holeCount, sub(this.#holeCount, 1)),
      () => emitFlip(f, this.#holes, position),
    );
    f.result(hole);
  }

  #defineInvalidate(f: FunctionBuilder, pa: Variable): void {
    const state = f.let(this.#stateAddress(pa));
    const before = f.let(load32(state, this.#stateOffset()));
    f.if(ge(before, FIRST), () => {
      const position = f.let(sub(before, FIRST));
      f.store32(state, GONE, this.#stateOffset());
      emitFlip(f, this.#holes, position);
      f.increase(this.#holeCount, 1);
      const word = f.let(shr(position, WORD_SHIFT));
      f.if(gt(word, this.#holeWord), () => f.set(this.#holeWord, word));
    });
  }

  /** Moves the ones to the log's beginning. */
  #defineCompact(f: FunctionBuilder): void {
    const word = f.let(0);
    const words = f.let(shr(add(this.#head, 63), WORD_SHIFT));
    const to = f.let(0);
    const ones = f.local(I64);
    const holes = f.local(I64);
    const position = f.local();
    const state = f.local();
    f.loop((nextWord) => {
      f.set(ones, load64(shl(word, 3), this.#ones.bits));
      f.set(holes, load64(shl(word, 3), this.#holes));
      f.store64(shl(word, 3), i64(0), this.#ones.bits);
      f.store64(shl(word, 3), i64(0), this.#holes);
      f.block((wordDone) => {
        f.loop((nextOne) => {
          f.brIf(wordDone, eqz64(ones));
          const bit = f.let(wrap(ctz64(ones)));
          f.set(ones, and64(ones, sub64(ones, i64(1))));
          f.if(
            wrap(and64(shr64(holes, extend(bit)), i64(1))),
            () => {
              emitFlip(f, this.#holes, to);
              f.set(this.#holeWord, shr(to, WORD_SHIFT));
            },
            () => {
              f.set(position, add(shl(word, WORD_SHIFT), bit));
              f.set(state, load32(this.#logAddress(position), this.#logOffset()));
              f.store32(this.#logAddress(to), state, this.#logOffset());
              f.store32(state, add(to, FIRST), this.#stateOffset());
            },
          );
          f.increase(to, 1);
          f.br(nextOne);
        });
      });
      f.increase(word, 1);
      f.brIf(nextWord, ne(word, words));
    });
    this.#ones.emitRestart(f, to, this.#head);
    f.set(this.#head, to);
  }
}

function addAndClear(
  from: Uint32Array,
  first: number,
  count: number,
  to: Float64Array,
  at: number,
): void {
  for (let i = 0; i < count; i++) to[at + i] += from[first + i];
  from.fill(0, first, first + count);
}
