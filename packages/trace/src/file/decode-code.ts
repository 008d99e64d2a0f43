/**
 * The hot loops of reading a block, in WebAssembly: `column` reads a column of words (word-column.ts
 * has the coding), `fill` puts groups together. The memory they work on: block-memory.ts.
 *
 * Where a group has few records or lengths, `fill` copies more than there are, which the next group
 * overwrites: loops that run a small, varying number of times cost more than the copying.
 */
import { PAGE_MASK, PAGE_SHIFT } from "../reference.ts";
import {
  add,
  and,
  type Code,
  type Expression,
  eq,
  extend,
  type FunctionBuilder,
  ge,
  gt,
  I32,
  I64,
  i64,
  load8,
  load16,
  load32,
  load64,
  lt,
  ModuleBuilder,
  ne,
  or,
  or64,
  select,
  shl,
  shl64,
  shr,
  sub,
  type Variable,
  xor,
} from "../wasm/index.ts";
import * as place from "./block-memory.ts";
import { SHORT_TOKEN } from "./word-column.ts";

/** Bytes of records, and of lengths, that `fill` copies of every group. */
const RECORD_BYTES_COPIED = 32;
const LENGTHS_COPIED = 16;

export interface DecodeCode {
  /**
   * Reads words to `to`, `to + step`, … before `end`, each with `meta` as second word of a record.
   * The word before them was `last`; references at these words end `lastByte` bytes further.
   */
  readonly column: (
    to: number,
    step: number,
    end: number,
    last: number,
    lastByte: number,
    meta: number,
  ) => void;
  /**
   * Adds to place.NEXT_WORD of each template how many of the groups have it. The bytes of a group's
   * template number are at `low` and `high`, one group after the other.
   * @returns how many groups are left when one has a template number that is not below `known`
   */
  readonly count: (
    groups: number,
    low: number,
    high: number,
    templates: number,
    known: number,
  ) => number;
  /**
   * Puts groups together, from `group` on, as many of the `groups` as fit before `outEnd` and
   * `lengthsEnd`; it also stops before data that belong to no run but would follow one. The bytes of
   * a group's template number are at `low + group` and `high + group`.
   * @returns the next group; place.OUT and place.LENGTHS_OUT have moved on
   */
  readonly fill: (
    group: number,
    groups: number,
    low: number,
    high: number,
    templates: number,
    outEnd: number,
    lengthsEnd: number,
  ) => number;
}

let compiled: WebAssembly.Module | undefined;

/** The loops over a memory. */
export function decodeCode(memory: WebAssembly.Memory): DecodeCode {
  compiled ??= new WebAssembly.Module(decodeModule());
  const { exports } = new WebAssembly.Instance(compiled, { environment: { memory } });
  return {
    column: exports.column as DecodeCode["column"],
    count: exports.count as DecodeCode["count"],
    fill: exports.fill as DecodeCode["fill"],
  };
}

function decodeModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory(false);
  module.function([I32, I32, I32, I32, I32, I32], [], emitColumn, "column");
  module.function([I32, I32, I32, I32, I32], [I32], emitCount, "count");
  module.function([I32, I32, I32, I32, I32, I32, I32], [I32], emitFill, "fill");
  return module.bytes();
}

function emitColumn(f: FunctionBuilder, ...parameters: readonly Variable[]): void {
  const [to, step, end, last, lastByte, meta] = parameters;
  const secondWord = f.let(shl64(extend(meta), i64(32)), I64);
  const token = f.let(load32(0, place.TOKEN));
  const highest = f.local();
  const reach = f.local();
  const u = f.local();
  const difference = (zigZag: Expression) => xor(shr(zigZag, 1), sub(0, and(zigZag, 1)));
  f.block((done) => {
    f.loop((again) => {
      f.brIf(done, eq(lt(to, end), 0));
      f.set(u, load8(token));
      f.increase(token, 1);
      f.if(
        lt(u, SHORT_TOKEN),
        () => f.increase(last, difference(u)),
        () =>
          f.if(
            eq(u, SHORT_TOKEN),
            () => {
              const at = load32(0, place.SHORT);
              f.set(u, load16(at));
              f.store32(0, add(at, 2), place.SHORT);
              f.increase(last, difference(u));
            },
            () => {
              const at = load32(0, place.LONG);
              f.set(last, load32(at));
              f.store32(0, add(at, 4), place.LONG);
            },
          ),
      );
      f.store64(to, or64(secondWord, extend(last)));
      f.set(u, shr(last, PAGE_SHIFT));
      f.set(highest, select(u, highest, gt(u, highest)));
      f.set(reach, or(reach, add(and(last, PAGE_MASK), lastByte)));
      f.increase(to, step);
      f.br(again);
    });
  });
  f.store32(0, token, place.TOKEN);
  f.store32(0, highest, place.HIGHEST_PAGE);
  f.store32(0, reach, place.REACH);
}

/** The place of the template of a group. */
const templateOf = (number: Expression, templates: Expression): Code =>
  add(templates, shl(number, place.TEMPLATE_SHIFT));

const templateNumber = (low: Expression, high: Expression): Code =>
  or(load8(low), shl(load8(high), 8));

function emitCount(f: FunctionBuilder, ...parameters: readonly Variable[]): void {
  const [groups, low, high, templates, known] = parameters;
  const number = f.local();
  const template = f.local();
  f.block((done) => {
    f.loop((again) => {
      f.brIf(done, eq(groups, 0));
      f.set(number, templateNumber(low, high));
      f.brIf(done, ge(number, known));
      f.set(template, templateOf(number, templates));
      f.store32(template, add(load32(template, place.NEXT_WORD), 1), place.NEXT_WORD);
      f.increase(low, 1);
      f.increase(high, 1);
      f.increase(groups, -1);
      f.br(again);
    });
  });
  f.result(groups);
}

function emitFill(f: FunctionBuilder, ...parameters: readonly Variable[]): void {
  const [group, groups, low, high, templates, outEnd, lengthsEnd] = parameters;
  const out = f.let(load32(0, place.OUT));
  const lengthsOut = f.let(load32(0, place.LENGTHS_OUT));
  const afterRun = f.local();
  const template = f.local();
  const headBytes = f.local();
  const bytes = f.local();
  const lengths = f.local();
  const from = f.local();
  const copied = f.local();
  /** Copies 8-byte pieces from `from` on; those of the first `always` bytes of all that there are. */
  const copy = (to: Variable, count: Variable, always: number) => {
    for (let at = 0; at < always; at += 8) f.store64(to, load64(from, at), at);
    f.if(gt(count, always), () => {
      f.set(copied, always);
      f.loop((again) => {
        f.store64(add(to, copied), load64(add(from, copied)));
        f.increase(copied, 8);
        f.brIf(again, lt(copied, count));
      });
    });
  };
  f.block((done) => {
    f.loop((again) => {
      f.brIf(done, eq(group, groups));
      f.set(template, templateOf(templateNumber(add(low, group), add(high, group)), templates));
      f.set(headBytes, load32(template, place.HEAD_BYTES));
      f.set(bytes, load32(template, place.WORD_BYTES));
      f.set(lengths, load32(template, place.LENGTHS));
      const noRoom = or(
        gt(add(add(out, headBytes), bytes), outEnd),
        gt(add(lengthsOut, lengths), lengthsEnd),
      );
      const misplaced = and(load32(template, place.LOOSE), afterRun);
      f.brIf(done, or(noRoom, misplaced));
      // The record of the run; what follows overwrites it where there is none.
      f.store64(out, load64(template, place.HEAD));
      f.set(afterRun, ne(headBytes, 0));
      f.increase(out, headBytes);
      f.set(from, load32(template, place.NEXT_WORD));
      f.store32(template, add(from, bytes), place.NEXT_WORD);
      copy(out, bytes, RECORD_BYTES_COPIED);
      f.increase(out, bytes);
      f.set(from, load32(template, place.FIRST_LENGTH));
      copy(lengthsOut, lengths, LENGTHS_COPIED);
      f.increase(lengthsOut, lengths);
      f.increase(group, 1);
      f.br(again);
    });
  });
  f.store32(0, out, place.OUT);
  f.store32(0, lengthsOut, place.LENGTHS_OUT);
  f.result(group);
}
