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
  eq,
  extend,
  extendS,
  type FunctionBuilder,
  I32,
  load32,
  lt,
  ltS,
  ne,
  shr,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import { ENTRY_UNCACHED } from "./addressing.ts";
import type { LoopParts } from "./program-order.ts";
import { emitLines, emitNewPage, emitSplits } from "./run-lines.ts";

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
      f.if(lt(sub(kind, LOAD), STORE - LOAD + 1), () => {
        data.emit(f, kind, word, meta, counts);
        f.increase(at, 8);
        f.br(again);
      });
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
  const { addressing, instruction, fetches, lengthPointer } = parts;
  const entry = f.let(addressing.entry(word));
  emitNewPage(f, parts);
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
      f.increase(accesses, emitSplits(f, parts, pa, line, last, ltS(meta, 0), count)),
    );
    f.if(ltS(meta, 0), () => f.increase(lengthPointer, count));
    emitLines(f, parts, word, pa, line, last);
  });
}
