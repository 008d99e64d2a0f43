import {
  add,
  add64,
  and,
  and64,
  bytes64,
  type Code,
  type Expression,
  eq,
  eqz,
  extend,
  type FunctionBuilder,
  I64,
  i64,
  load8,
  load64,
  lt,
  min,
  mul64,
  or64,
  popcount64,
  shl,
  shl64,
  shr64,
  sub,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { LoopParts } from "./program-order.ts";

/**
 * Fetches the lines from `line`, where `pa` (compact address `word`) lies, to `last`. The line
 * fetched last was looked up, and nothing but fetches can have changed it since.
 */
export function emitLines(
  f: FunctionBuilder,
  parts: LoopParts,
  word: Variable,
  pa: Variable,
  line: Variable,
  last: Variable,
): void {
  const { context: c, addressing, instruction } = parts;
  f.block((done) => {
    const at = f.let(pa);
    const address = f.let(word);
    f.if(eq(line, c.lastFetchLine), () => {
      f.brIf(done, eq(line, last));
      emitNextLine(f, instruction.lineBytes, at, address);
    });
    f.set(c.lastFetchLine, last);
    f.loop((again) => {
      instruction.emitRead(f, "fetch", at, addressing.index(instruction, at, address));
      f.brIf(done, eq(instruction.lineOf(at), last));
      emitNextLine(f, instruction.lineBytes, at, address);
      f.br(again);
    });
  });
}

/**
 * A run begins, perhaps in another page. Where sets are chosen by virtual addresses, the line fetched
 * last may come again by another name, in another set: then it must be looked up.
 */
export function emitNewPage(f: FunctionBuilder, { context, instruction }: LoopParts): void {
  if (instruction.virtual) f.set(context.lastFetchLine, -1);
}

/** Moves on to the first byte of the next line. */
export function emitNextLine(
  f: FunctionBuilder,
  line: number,
  at: Variable,
  address: Variable,
): void {
  const left = f.let(sub(line, and(at, line - 1)));
  f.increase(at, left);
  f.increase(address, left);
}

/**
 * How many boundaries of lines the run's instructions cross: the boundaries inside the run, less
 * those where an instruction begins.
 */
export function emitSplits(
  f: FunctionBuilder,
  parts: LoopParts,
  pa: Variable,
  line: Variable,
  last: Variable,
  variable: Expression,
  count: Variable,
): Expression {
  const { instruction, lengthPointer } = parts;
  const lineBytes = instruction.lineBytes;
  const splits = f.let(sub(last, line));
  f.if(
    variable,
    () => {
      const pointer = f.let(lengthPointer);
      // Instructions that begin after the first.
      const left = f.let(sub(count, 1));
      const begin = f.let(and(pa, lineBytes - 1));
      f.block((done) => {
        f.loop((again) => {
          f.brIf(done, eqz(left));
          if (lineBytes <= 64) {
            emitAlignedOfEight(f, lineBytes, pointer, left, begin, splits);
          } else {
            f.set(begin, and(add(begin, load8(pointer)), lineBytes - 1));
            f.set(splits, sub(splits, eqz(begin)));
            f.increase(pointer, 1);
            f.set(left, sub(left, 1));
          }
          f.br(again);
        });
      });
    },
    () => {
      // Four-byte instructions at multiples of four cross nothing; others cross every boundary.
      f.if(eqz(and(pa, 3)), () => f.set(splits, 0));
    },
  );
  return splits;
}

/** Sum of the next `count` (at least 1) lengths. */
export function emitLengths(
  f: FunctionBuilder,
  lengthPointer: Variable,
  count: Variable,
): Variable {
  const sum = f.let(0);
  const left = f.let(count);
  const pointer = f.let(lengthPointer);
  const taken = f.local();
  f.loop((again) => {
    f.set(taken, 8);
    f.set(taken, min(taken, left));
    // The lengths taken, moved to the top: a multiplication leaves their sum in the highest byte.
    const unused = shl(sub(8, taken), 3);
    const lengths = shl64(load64(pointer), extend(unused));
    f.increase(sum, wrap(shr64(mul64(lengths, bytes64(1)), i64(56))));
    f.increase(pointer, taken);
    f.set(left, sub(left, taken));
    f.brIf(again, left);
  });
  return sum;
}

/**
 * Takes up to eight instruction lengths at once: a multiplication gives all their running sums,
 * one a byte (8 x 15 + 63 < 256), and those that are multiples of the line are counted.
 */
function emitAlignedOfEight(
  f: FunctionBuilder,
  lineBytes: number,
  pointer: Variable,
  left: Variable,
  begin: Variable,
  splits: Variable,
): void {
  const taken = f.let(8);
  f.set(taken, min(taken, left));
  // Sums beyond the last length taken stay multiples of nothing: their bytes are made 1.
  const sums = f.let(
    add64(mul64(load64(pointer), bytes64(1)), mul64(extend(begin), bytes64(1))),
    I64,
  );
  const rests = f.let(and64(sums, bytes64(lineBytes - 1)), I64);
  const bits = shl(taken, 3);
  f.if(lt(taken, 8), () => f.set(rests, or64(rests, shl64(bytes64(1), extend(bits)))));
  // Bytes that are not 0: adding 127 to a byte of at most 63 sets its top bit.
  const others = popcount64(and64(add64(rests, bytes64(127)), bytes64(128)));
  f.set(splits, sub(splits, wrap(sub64(i64(8), others))));
  f.set(begin, and(wrap(lastSum(sums, taken)), lineBytes - 1));
  f.increase(pointer, taken);
  f.set(left, sub(left, taken));
}

/** The running sum after `taken` lengths, in the low byte. */
function lastSum(sums: Variable, taken: Variable): Code {
  return shr64(sums, extend(shl(sub(taken, 1), 3)));
}
