/**
 * The loop over a batch that keeps program order: each instruction is fetched before its data
 * references, those are made before the next instruction is fetched, and the clock goes along.
 * It serves every machine; split-order.ts is a faster one for those where order does not matter.
 *
 * Most runs need no stepping: where fetches have a cache of their own and all lines of a run are in
 * it, the run is fetched at once, since when its instructions are fetched changes nothing; only the
 * clock then follows the data references. Where data share the cache, the same is done for the
 * instructions between two data references. Otherwise instructions are fetched one by one, those in
 * the line fetched last without a look-up. An instruction's cycles pass when the next one begins.
 */
import { CYCLES, INDEX_SHIFT, LOAD, RUN, SIZE_SHIFT, STORE, TAIL } from "@mcpi/trace";
import {
  add,
  add64,
  and,
  eq,
  eqz,
  extend,
  type FunctionBuilder,
  ge,
  gtS,
  I32,
  type Label,
  le,
  load8,
  load32,
  lt,
  ltS,
  min,
  ne,
  shl,
  shr,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import { type Addressing, ENTRY_UNCACHED } from "./addressing.ts";
import type { CacheStage } from "./cache-stage.ts";
import type { EngineContext } from "./context.ts";
import type { DataReferences } from "./data-references.ts";
import type { FetchReferences } from "./fetch-references.ts";
import { emitLengths, emitLines, emitNewPage, emitSplits } from "./run-lines.ts";

/** What the loops are made of. */
export interface LoopParts {
  readonly context: EngineContext;
  readonly addressing: Addressing;
  readonly instruction: CacheStage;
  readonly fetches: FetchReferences;
  readonly data: DataReferences;
  /** Whether fetches have a cache, and a TLB if there is one, of their own. */
  readonly separate: boolean;
  /** Where the lengths of the next variable run begin. */
  readonly lengthPointer: Variable;
  /** Whether the cycle of a miss matters. */
  readonly timed: boolean;
  /** Whether base cycles beyond one an instruction pass. */
  readonly baseTime: boolean;
  /** Address of the batch's words. */
  readonly words: number;
}

/** A kind that no record has: the end of the batch. */
const END = 31;

interface OpenRun {
  /** Instructions fetched, and in all. */
  readonly next: Variable;
  readonly count: Variable;
  /** Compact address of the next instruction, and of the end of the run. */
  readonly address: Variable;
  readonly end: Variable;
  readonly variable: Variable;
  /** Page-table entry of the run's page. */
  readonly entry: Variable;
  /** Whether the run was fetched at once; then the instruction that the clock stands at. */
  readonly whole: Variable;
  readonly clock: Variable;
  /** For the log: number of the run's record. */
  readonly record: Variable;
  readonly instructions: Variable;
  readonly accesses: Variable;
}

/**
 * Defines the export `run(first, end)`: simulates the records from address `first`, and returns
 * where it stopped: at an event, or at `end`.
 */
export function defineProgramOrder(parts: LoopParts): void {
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
  const target = f.local();
  const run: OpenRun = {
    next: f.let(0),
    count: f.let(0),
    address: f.local(),
    end: f.local(),
    variable: f.local(),
    entry: f.local(),
    whole: f.let(0),
    clock: f.local(),
    record: f.local(),
    instructions: f.let(0),
    accesses: f.let(0),
  };
  const counts = data.newCounts(f);
  f.loop((again) => {
    f.set(kind, END);
    f.if(ne(at, end), () => {
      f.set(word, load32(at));
      f.set(meta, load32(at, 4));
      f.set(kind, and(meta, 31));
    });
    // How many of the run's instructions are fetched before this record.
    f.set(target, run.count);
    f.if(lt(sub(kind, LOAD), CYCLES - LOAD + 1), () => {
      f.set(target, add(and(shr(meta, INDEX_SHIFT), 0xfff), 1));
      f.set(target, min(target, run.count));
    });
    if (fetchesApart(parts)) emitClock(f, parts, run, target);
    f.block((fetched) => {
      f.loop((more) => {
        f.brIf(fetched, ge(run.next, target));
        emitFetchStep(f, parts, run, target, more);
      });
    });
    if (c.options.log) {
      f.set(c.logRecord, shr(sub(at, parts.words), 3));
      f.if(eq(kind, TAIL), () => f.set(c.logAddress, word));
    }
    const on = (which: number, body: () => void) =>
      f.if(eq(kind, which), () => {
        body();
        f.increase(at, 8);
        f.br(again);
      });
    on(RUN, () => emitOpen(f, parts, run, word, meta, at));
    f.if(lt(sub(kind, LOAD), STORE - LOAD + 1), () => {
      data.emit(f, kind, word, meta, counts);
      f.increase(at, 8);
      f.br(again);
    });
    on(CYCLES, () => {
      f.count(c.counters.at("extraCycles"), word);
      if (parts.baseTime) f.increase(c.pending, word);
    });
    on(TAIL, () => fetches.emitTail(f, word, meta));
  });
  f.count(c.counters.at("instructions"), run.instructions);
  f.count(c.counters.at("level1.fetch.accesses"), run.accesses);
  data.emitCounts(f, counts);
  f.result(at);
}

function emitOpen(
  f: FunctionBuilder,
  parts: LoopParts,
  run: OpenRun,
  word: Variable,
  meta: Variable,
  at: Variable,
): void {
  f.set(run.next, 0);
  f.set(run.count, add(and(shr(meta, SIZE_SHIFT), 0xfff), 1));
  f.set(run.address, word);
  f.set(run.end, add(add(word, and(shr(meta, INDEX_SHIFT), 0xfff)), 1));
  f.set(run.variable, ltS(meta, 0));
  f.set(run.entry, parts.addressing.entry(word));
  emitNewPage(f, parts);
  if (parts.context.options.log) f.set(run.record, shr(sub(at, parts.words), 3));
  if (fetchesApart(parts)) emitWholeRun(f, parts, run);
}

/** Whether instructions may be fetched several at once: nobody watches each, and no handler comes between. */
function fetchesTogether(parts: LoopParts): boolean {
  const { options } = parts.context;
  return !options.log && !options.refillTemplate;
}

/** Whether a whole run can be fetched at once: nothing but fetches changes the cache that they use. */
function fetchesApart(parts: LoopParts): boolean {
  return parts.separate && fetchesTogether(parts);
}

/**
 * Fetches the next `count` instructions, `bytes` in all, at once, if all their lines are in the
 * cache or time does not matter; else leaves by `stepwise` with nothing done. The clock then stands at the first of them.
 */
function emitTogether(
  f: FunctionBuilder,
  parts: LoopParts,
  run: OpenRun,
  count: Variable,
  bytes: Variable,
  stepwise: Label,
): void {
  const { context: c, addressing, instruction, lengthPointer } = parts;
  f.brIf(stepwise, and(run.entry, ENTRY_UNCACHED));
  const pa = f.let(addressing.physical(run.entry, run.address));
  const line = f.let(instruction.lineOf(pa));
  const last = f.let(instruction.lineOf(add(pa, sub(bytes, 1))));
  // Without a clock it is the same when a miss is made; with one, misses are made one by one.
  if (parts.timed) {
    const at = f.let(line);
    const delta = f.let(sub(addressing.index(instruction, pa, run.address), line));
    f.loop((again) => {
      f.brIf(stepwise, eqz(instruction.present(at, add(at, delta))));
      f.increase(at, 1);
      f.brIf(again, le(at, last));
    });
  }
  f.set(c.now, add64(c.now, extend(add(c.pending, 1))));
  f.set(c.pending, 0);
  addressing.emitTlb(f, "fetch", run.address, run.entry);
  emitLines(f, parts, run.address, pa, line, last);
  f.increase(run.accesses, count);
  f.if(ne(line, last), () =>
    f.increase(run.accesses, emitSplits(f, parts, pa, line, last, run.variable, count)),
  );
  f.if(run.variable, () => f.increase(lengthPointer, count));
  f.increase(run.address, bytes);
  f.increase(run.instructions, count);
  f.increase(run.next, count);
}

/** Fetches the whole run, if all its lines are in the cache. */
function emitWholeRun(f: FunctionBuilder, parts: LoopParts, run: OpenRun): void {
  f.set(run.whole, 0);
  f.block((stepwise) => {
    emitTogether(f, parts, run, run.count, f.let(sub(run.end, run.address)), stepwise);
    f.set(run.whole, 1);
    f.set(run.clock, 0);
  });
}

/** Fetches the instructions up to `target`, if all their lines are in the cache. */
function emitGroup(
  f: FunctionBuilder,
  parts: LoopParts,
  run: OpenRun,
  target: Variable,
  more: Label,
): void {
  const { now } = parts.context;
  f.block((stepwise) => {
    const count = f.let(sub(target, run.next));
    const bytes = f.let(shl(count, 2));
    f.if(run.variable, () => f.set(bytes, emitLengths(f, parts.lengthPointer, count)));
    const here = f.let(sub(run.end, run.address));
    f.set(bytes, min(bytes, here));
    emitTogether(f, parts, run, count, bytes, stepwise);
    f.set(now, add64(now, extend(sub(count, 1))));
    f.br(more);
  });
}

/** Lets the clock of a run that was fetched at once go on to instruction `target - 1`. */
function emitClock(f: FunctionBuilder, parts: LoopParts, run: OpenRun, target: Variable): void {
  const { now, pending } = parts.context;
  f.if(run.whole, () => {
    const passed = f.let(sub(sub(target, 1), run.clock));
    f.if(gtS(passed, 0), () => {
      f.set(now, add64(now, extend(add(passed, pending))));
      f.set(pending, 0);
      f.set(run.clock, sub(target, 1));
    });
  });
}

/** Fetches the next instruction, or the next ones where they lie in one line. */
function emitFetchStep(
  f: FunctionBuilder,
  parts: LoopParts,
  run: OpenRun,
  target: Variable,
  more: Label,
): void {
  const { context: c, addressing, instruction, fetches, lengthPointer } = parts;
  const lineBytes = instruction.lineBytes;
  if (!parts.separate && fetchesTogether(parts)) emitGroup(f, parts, run, target, more);
  f.set(c.now, add64(c.now, extend(add(c.pending, 1))));
  f.set(c.pending, 0);
  if (c.options.log) {
    f.set(c.logRecord, run.record);
    f.set(c.logInstruction, run.address);
    f.set(c.logAddress, run.address);
  }
  addressing.emitTlb(f, "fetch", run.address, run.entry);
  const length = f.let(4);
  f.if(run.variable, () => {
    f.set(length, load8(lengthPointer));
    f.increase(lengthPointer, 1);
  });
  // What of the instruction lies in this page.
  const here = f.let(min(length, sub(run.end, run.address)));
  f.if(and(run.entry, ENTRY_UNCACHED), () => {
    fetches.emitUncached(f);
    f.increase(run.address, here);
    f.increase(run.next, 1);
    f.increase(run.instructions, 1);
    f.br(more);
  });
  const pa = f.let(addressing.physical(run.entry, run.address));
  const line = f.let(instruction.lineOf(pa));
  f.if(ne(line, c.lastFetchLine), () => {
    f.set(c.lastFetchLine, line);
    instruction.emitRead(f, "fetch", pa, addressing.index(instruction, pa, run.address));
  });
  const inLine = f.let(sub(lineBytes, and(pa, lineBytes - 1)));
  f.if(lt(inLine, here), () => {
    fetches.emitPieces(f, add(pa, inLine), sub(here, inLine), add(run.address, inLine));
    f.increase(run.accesses, 1);
    f.increase(run.address, here);
    f.increase(run.next, 1);
    f.increase(run.instructions, 1);
    f.br(more);
  });
  const taken = f.let(1);
  // Where there is room in the line for another instruction of fixed length, those that end in it
  // need no look-up.
  f.if(and(eqz(run.variable), ge(inLine, 8)), () => {
    const wanted = f.let(sub(target, run.next));
    f.set(taken, shr(inLine, 2));
    f.set(taken, min(taken, wanted));
    f.set(here, shl(taken, 2));
    // Data that follow belong to the last of them.
    if (c.options.log) f.set(c.logInstruction, add(run.address, sub(here, 4)));
    f.set(c.now, add64(c.now, extend(sub(taken, 1))));
  });
  f.increase(run.address, here);
  f.increase(run.next, taken);
  f.increase(run.instructions, taken);
  f.increase(run.accesses, taken);
  f.br(more);
}
