/**
 * The loop over a batch for machines where the order of fetches and data references cannot matter:
 * separate caches (and TLBs), no write buffer, no second level, no clock to keep between
 * references. A run is then simply the lines it touches, each looked up once, and data references
 * are simulated as they come. The counts are those of program-order.ts, which a test holds it to.
 */
import { CYCLES, INDEX_SHIFT, LOAD, RUN, SIZE_SHIFT, STORE, TAIL } from "@mcpi/trace";
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
  extendS,
  type FunctionBuilder,
  I32,
  I64,
  i64,
  load8,
  load32,
  load64,
  lt,
  ltS,
  min,
  mul64,
  ne,
  or64,
  popcount64,
  shl,
  shl64,
  shr,
  shr64,
  sub,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import { ENTRY_UNCACHED } from "./addressing.ts";
import type { LoopParts } from "./program-order.ts";

/** Defines the export `run(first, end)` as program-order.ts does. */
export function defineSplitOrder(parts: LoopParts): void {
  parts.context.module.function(
    [I32, I32],
    [I32],
    (f, first, end) => emitLoop(f, parts, first, end),
    "run",
  );
}

function emitLoop(f: FunctionBuilder, parts: LoopParts, first: Variable, end: Variable): void {
  const { context: c, data, fetches } = parts;
  const at = f.let(first);
  const word = f.local();
  const meta = f.local();
  const kind = f.local();
  const count = f.let(0);
  const instructions = f.let(0);
  const accesses = f.let(0);
  const counts = data.newCounts(f);
  f.block((done) => {
    f.loop((again) => {
      f.brIf(done, eq(at, end));
      f.set(word, load32(at));
      f.set(meta, load32(at, 4));
      f.set(kind, and(meta, 31));
      const on = (which: number, body: () => void) =>
        f.if(eq(kind, which), () => {
          body();
          f.increase(at, 8);
          f.br(again);
        });
      on(LOAD, () => data.emit(f, "load", word, meta, counts));
      on(STORE, () => data.emit(f, "store", word, meta, counts));
      on(RUN, () => {
        f.set(count, add(and(shr(meta, SIZE_SHIFT), 0xfff), 1));
        f.increase(instructions, count);
        // The clock is only kept up run by run: it stands at the run's last instruction.
        f.set(c.now, add64(c.now, extendS(add(c.pending, count))));
        f.set(c.pending, 0);
        emitRun(f, parts, word, meta, count, accesses);
      });
      on(CYCLES, () => {
        f.count(c.counters.at("extraCycles"), word);
        if (!parts.baseTime) return;
        // Those of the run's last instruction pass when the next run begins.
        f.if(
          lt(add(and(shr(meta, INDEX_SHIFT), 0xfff), 1), count),
          () => f.set(c.now, add64(c.now, extend(word))),
          () => f.increase(c.pending, word),
        );
      });
      on(TAIL, () => fetches.emitTail(f, word, meta));
    });
  });
  f.count(c.counters.at("instructions"), instructions);
  f.count(c.counters.at("level1.fetch.accesses"), accesses);
  data.emitCounts(f, counts);
  f.result(at);
}

function emitRun(
  f: FunctionBuilder,
  parts: LoopParts,
  word: Variable,
  meta: Variable,
  count: Variable,
  accesses: Variable,
): void {
  const { context: c, addressing, instruction, fetches, lengthPointer } = parts;
  const entry = f.let(addressing.entry(word));
  addressing.emitTlb(f, "fetch", word, entry);
  const pa = f.let(addressing.physical(entry, word));
  const bytes = and(shr(meta, INDEX_SHIFT), 0xfff);
  f.block((runDone) => {
    f.if(and(entry, ENTRY_UNCACHED), () => {
      const left = f.let(count);
      f.loop((again) => {
        fetches.emitUncached(f);
        f.set(left, sub(left, 1));
        f.brIf(again, left);
      });
      f.if(ltS(meta, 0), () => f.increase(lengthPointer, count));
      f.br(runDone);
    });
    const line = f.let(instruction.lineOf(pa));
    const last = f.let(instruction.lineOf(add(pa, bytes)));
    f.increase(accesses, count);
    f.if(ne(line, last), () =>
      f.increase(accesses, emitSplits(f, parts, pa, line, last, meta, count)),
    );
    f.if(ltS(meta, 0), () => f.increase(lengthPointer, count));
    // The line fetched last was looked up, and nothing but fetches can have changed it since.
    const at = f.let(pa);
    const address = f.let(word);
    f.if(eq(line, c.lastFetchLine), () => {
      f.brIf(runDone, eq(line, last));
      emitNextLine(f, instruction.lineBytes, at, address);
    });
    f.set(c.lastFetchLine, last);
    f.loop((again) => {
      instruction.emitRead(f, "fetch", at, addressing.index(instruction, at, address));
      f.brIf(runDone, eq(instruction.lineOf(at), last));
      emitNextLine(f, instruction.lineBytes, at, address);
      f.br(again);
    });
  });
}

/** Moves on to the first byte of the next line. */
function emitNextLine(f: FunctionBuilder, line: number, at: Variable, address: Variable): void {
  const left = f.let(sub(line, and(at, line - 1)));
  f.increase(at, left);
  f.increase(address, left);
}

/**
 * How many boundaries of lines the run's instructions cross: the boundaries inside the run, less
 * those where an instruction begins.
 */
function emitSplits(
  f: FunctionBuilder,
  parts: LoopParts,
  pa: Variable,
  line: Variable,
  last: Variable,
  meta: Variable,
  count: Variable,
): Expression {
  const { instruction, lengthPointer } = parts;
  const lineBytes = instruction.lineBytes;
  const splits = f.let(sub(last, line));
  f.if(
    ltS(meta, 0),
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
