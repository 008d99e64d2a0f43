/**
 * References as records of the stream (trace: reference.ts), written into the batch that lies in the
 * shared memory.
 *
 * The open run's meta word is kept right at all times, so that nothing need be done to close it. A
 * run ends where its page does (its next address then is one that no instruction has).
 */
import { CYCLES, INDEX_SHIFT, LOAD, SIZE_SHIFT, STORE } from "@mcpi/trace";
import {
  add,
  and,
  type Code,
  type Expression,
  eq,
  type FunctionBuilder,
  gt,
  load32,
  or,
  select,
  shl,
  shr,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import { ClockCode } from "./clock-code.ts";
import type {
  BlockPlace,
  DataReference,
  FetchReference,
  ReferenceCode,
  References,
} from "./references.ts";
import { RECORD, RECORD_LIMIT, RUN_INDEX, RUN_NEXT, RUN_RECORD } from "./state.ts";

/** One instruction in the index field of a meta word. */
const ONE = 1 << INDEX_SHIFT;
/** RUN_NEXT where no run is open. */
export const NO_RUN = 1;

export const STREAM_REFERENCES: References = {
  name: "stream",
  worstStall: 0,
  imports: {},
  declare: () => ({ clock: new ClockCode(), code: (f) => new StreamCode(f) }),
};

/** Meta word of a run whose last instruction has this index (shifted): 4 bytes an instruction. */
const runMeta = (index: Expression): Code =>
  or(shr(index, INDEX_SHIFT - SIZE_SHIFT), add(shl(index, 2), 3 << INDEX_SHIFT));

/** Where the run goes on after an instruction at `pc`; NO_RUN at the end of a page. */
const nextOf = (pc: Variable): Code => select(add(pc, 4), NO_RUN, and(add(pc, 4), 0xfff));

class StreamCode implements ReferenceCode {
  readonly #f: FunctionBuilder;
  readonly #record: Variable;
  readonly #run: Variable;
  readonly #next: Variable;
  readonly #index: Variable;
  // Of the block that is being executed: what the four above become when it is left.
  readonly #blockRecord: Variable;
  readonly #blockRun: Variable;
  readonly #blockIndex: Variable;

  constructor(f: FunctionBuilder) {
    this.#f = f;
    this.#record = f.local();
    this.#run = f.local();
    this.#next = f.local();
    this.#index = f.local();
    this.#blockRecord = f.local();
    this.#blockRun = f.local();
    this.#blockIndex = f.local();
  }

  full(records: number): Expression {
    return gt(add(this.#record, 8 * records), load32(0, RECORD_LIMIT));
  }

  load(): void {
    const f = this.#f;
    f.set(this.#record, load32(0, RECORD));
    f.set(this.#run, load32(0, RUN_RECORD));
    f.set(this.#next, load32(0, RUN_NEXT));
    f.set(this.#index, load32(0, RUN_INDEX));
  }

  store(): void {
    const f = this.#f;
    f.store32(0, this.#record, RECORD);
    f.store32(0, this.#run, RUN_RECORD);
    f.store32(0, this.#next, RUN_NEXT);
    f.store32(0, this.#index, RUN_INDEX);
  }

  fetch({ pc, reference }: FetchReference): void {
    const f = this.#f;
    f.if(
      eq(pc, this.#next),
      () => f.increase(this.#index, ONE),
      () => {
        f.set(this.#run, this.#record);
        f.store32(this.#record, add(reference, pc));
        f.increase(this.#record, 8);
        f.set(this.#index, 0);
      },
    );
    f.store32(this.#run, runMeta(this.#index), 4);
    f.set(this.#next, nextOf(pc));
  }

  data(reference: DataReference): void {
    this.#put(this.#record, reference, this.#index);
  }

  cycles(extra: Variable): void {
    this.#putCycles(this.#record, extra, this.#index);
  }

  beginBlock({ pc, reference }: BlockPlace): void {
    const f = this.#f;
    f.set(this.#blockRecord, this.#record);
    f.if(
      eq(this.#next, pc | 0),
      () => {
        f.set(this.#blockRun, this.#run);
        f.set(this.#blockIndex, add(this.#index, ONE));
      },
      () => {
        f.set(this.#blockRun, this.#record);
        f.store32(this.#record, add(reference, pc | 0));
        f.increase(this.#blockRecord, 8);
        f.set(this.#blockIndex, 0);
      },
    );
  }

  blockFetch(): void {}

  blockData(reference: DataReference, index: number): void {
    this.#put(this.#blockRecord, reference, this.#at(index));
  }

  blockCycles(extra: Variable, index: number): void {
    this.#putCycles(this.#blockRecord, extra, this.#at(index));
  }

  endBlock({ pc }: BlockPlace, count: number): void {
    const f = this.#f;
    f.set(this.#record, this.#blockRecord);
    f.set(this.#run, this.#blockRun);
    f.set(this.#index, this.#at(count - 1));
    const end = pc + 4 * count;
    f.set(this.#next, end % 4096 === 0 ? NO_RUN : end | 0);
    f.store32(this.#run, runMeta(this.#index), 4);
  }

  /** Index in its run of the block's instruction `index`. */
  #at(index: number): Expression {
    return index === 0 ? this.#blockIndex : add(this.#blockIndex, index * ONE);
  }

  #put(record: Variable, reference: DataReference, index: Expression): void {
    const f = this.#f;
    const { size } = reference;
    const kind = reference.kind === "load" ? LOAD : STORE;
    f.store32(record, add(reference.reference, reference.address));
    const about =
      typeof size === "number"
        ? or(index, kind | ((size - 1) << SIZE_SHIFT))
        : or(or(index, kind), shl(sub(size, 1), SIZE_SHIFT));
    f.store32(record, about, 4);
    f.increase(record, 8);
  }

  #putCycles(record: Variable, extra: Variable, index: Expression): void {
    const f = this.#f;
    f.if(extra, () => {
      f.store32(record, extra);
      f.store32(record, or(index, CYCLES), 4);
      f.increase(record, 8);
    });
  }
}
