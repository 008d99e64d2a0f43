/**
 * A bitmap that can be asked how many ones come after a position.
 *
 * Ones are counted beside it by blocks of 64 words, and by large blocks of 64 blocks. From the
 * position asked about they are counted by the word up to the end of the block, then by blocks up
 * to the end of the large block, then by large blocks: near the end, where most questions are, that
 * is a few steps, elsewhere some hundred at worst. A change costs the same few steps anywhere.
 */
import {
  add,
  and,
  type Code,
  type Expression,
  eq,
  eqz,
  extend,
  type FunctionBuilder,
  i64,
  load32,
  load64,
  ne,
  popcount64,
  shl,
  shl64,
  shr,
  shr64,
  sub,
  type Variable,
  wrap,
  xor64,
} from "@mcpi/trace/wasm";
import type { Layout } from "../engine/layout.ts";

/** lg2 of the positions of a word, and of a block's words, and of a large block's blocks. */
export const WORD_SHIFT = 6;
const RADIX = 6;
const BLOCK_SHIFT = WORD_SHIFT + RADIX;
const LARGE_SHIFT = BLOCK_SHIFT + RADIX;

/** Flips the bit of a position in the bitmap at that address. */
export function emitFlip(f: FunctionBuilder, bitmap: number, position: Variable): void {
  const word = f.let(shl(shr(position, WORD_SHIFT), 3));
  const bit = shl64(i64(1), extend(and(position, (1 << WORD_SHIFT) - 1)));
  f.store64(word, xor64(load64(word, bitmap), bit), bitmap);
}

export class CountedBits {
  /** Address of the bitmap. */
  readonly bits: number;
  readonly #blocks: number;
  readonly #largeBlocks: number;

  constructor(layout: Layout, positions: number) {
    this.bits = layout.reserve(positions / 8);
    // One more of each: where the end is when all positions are in use.
    this.#blocks = layout.reserve(4 * ((positions >>> BLOCK_SHIFT) + 1));
    this.#largeBlocks = layout.reserve(4 * ((positions >>> LARGE_SHIFT) + 1));
  }

  /** Makes a position that is 0 one. */
  emitSet(f: FunctionBuilder, position: Variable): void {
    emitFlip(f, this.bits, position);
    this.#emitCount(f, position, 1);
  }

  /** Makes a position that is one 0. */
  emitClear(f: FunctionBuilder, position: Variable): void {
    emitFlip(f, this.bits, position);
    this.#emitCount(f, position, -1);
  }

  /** Ones after a position that is one; there are none from `end` on. */
  emitCountAfter(f: FunctionBuilder, position: Variable, end: Variable): Variable {
    const word = f.let(shr(position, WORD_SHIFT));
    const offset = and(position, (1 << WORD_SHIFT) - 1);
    const bits = shr64(load64(shl(word, 3), this.bits), extend(offset));
    const ones = f.let(sub(wrap(popcount64(bits)), 1));
    /** Goes on from `at` to the end, or to the end of the next larger unit; 1 if there is more. */
    const steps = (
      at: Variable,
      shift: number,
      last: boolean,
      count: (at: Variable) => Code,
    ): Code => {
      const endAt = f.let(shr(end, shift));
      f.block((done) => {
        f.loop((again) => {
          f.brIf(done, eq(at, endAt));
          if (!last) f.brIf(done, eqz(and(add(at, 1), (1 << RADIX) - 1)));
          f.increase(at, 1);
          f.increase(ones, count(at));
          f.br(again);
        });
      });
      return ne(at, endAt);
    };
    const ofWord = (at: Variable) => wrap(popcount64(load64(shl(at, 3), this.bits)));
    f.if(steps(word, WORD_SHIFT, false, ofWord), () => {
      const block = f.let(shr(word, RADIX));
      const ofBlock = (at: Variable) => load32(shl(at, 2), this.#blocks);
      f.if(steps(block, BLOCK_SHIFT, false, ofBlock), () => {
        const large = f.let(shr(block, RADIX));
        steps(large, LARGE_SHIFT, true, (at) => load32(shl(at, 2), this.#largeBlocks));
      });
    });
    return ones;
  }

  /** Sets just the positions below `count`. The bitmap must be all 0, and have been so from `end` on. */
  emitRestart(f: FunctionBuilder, count: Variable, end: Variable): void {
    const at = f.let(0);
    for (const [shift, counts] of this.#levels()) {
      f.set(at, shr(end, shift));
      f.loop((again) => {
        f.store32(shl(at, 2), 0, counts);
        f.set(at, sub(at, 1));
        f.brIf(again, ne(at, -1));
      });
    }
    f.set(at, 0);
    f.block((done) => {
      f.loop((again) => {
        f.brIf(done, eq(at, count));
        this.emitSet(f, at);
        f.increase(at, 1);
        f.br(again);
      });
    });
  }

  #levels(): readonly (readonly [shift: number, counts: number])[] {
    return [
      [BLOCK_SHIFT, this.#blocks],
      [LARGE_SHIFT, this.#largeBlocks],
    ];
  }

  #emitCount(f: FunctionBuilder, position: Expression, one: number): void {
    for (const [shift, counts] of this.#levels()) {
      const at = f.let(shl(shr(position, shift), 2));
      f.store32(at, add(load32(at, counts), one), counts);
    }
  }
}
