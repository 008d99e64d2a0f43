/**
 * The write buffer, and memory as the one thing that reads and writes compete for.
 *
 * Rules (docs/counting.md, section 5): entries leave in order; a write starts as soon as it is at
 * the head and memory is free, and keeps its slot until it is complete; one that starts in the page
 * of the write started before takes `pageCycles`, else `cycles`. A read at cycle t finds only those
 * writes started that could start before t, waits for the started one, then holds memory.
 *
 * Nothing is done cycle by cycle. When a write enters, it is known when it will start and be complete
 * unless a read comes first; so it is scheduled at once, and the few writes that a read miss finds
 * not yet started are scheduled anew behind it. A slot is free when the write that had it `entries`
 * writes ago is complete.
 */
import {
  add,
  add64,
  and,
  type Code,
  eq,
  eqz,
  extend,
  type FunctionBuilder,
  type FunctionReference,
  ge64,
  gt64,
  I32,
  I64,
  le,
  load32,
  load64,
  ne,
  select,
  shl,
  shr,
  sub,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { WriteBufferDescription } from "../machine.ts";
import type { EngineContext, Kind } from "./context.ts";

/** Page number that no write has: after it, none is in page mode. */
const NO_PAGE = -1;

export class WriteBuffer {
  readonly #context: EngineContext;
  readonly #description: WriteBufferDescription;
  /** Cycle at which memory will be free of everything scheduled: writes and the last read. */
  readonly #memoryFree: Variable;
  /** Page of the last write scheduled. */
  readonly #lastPage: Variable;
  /** Writes that have entered since the beginning; the low bits are the next one's place. */
  readonly #count: Variable;
  /**
   * The last `#places` writes: cycles of entering, starting and being complete; page; fixed cost
   * or 0; page of the write scheduled before.
   */
  readonly #places: number;
  readonly #entered: number;
  readonly #starts: number;
  readonly #ends: number;
  readonly #pages: number;
  readonly #costs: number;
  readonly #pagesBefore: number;
  /** function(page, cost): enters one write at `now`; cost 0 is by the page rule. */
  readonly #enter: FunctionReference;
  /** function(): finds the writes that have not started before `now`. */
  readonly #postpone: FunctionReference;
  /** function(): schedules them behind the read that holds memory until `memoryFree`. */
  readonly #reschedule: FunctionReference;
  /** Where the writes begin that the present read has found not started; set by `#postpone`. */
  readonly #firstWaiting: Variable;

  constructor(context: EngineContext, description: WriteBufferDescription, memoryFree: Variable) {
    this.#context = context;
    this.#description = description;
    this.#memoryFree = memoryFree;
    const { layout, module } = context;
    // Beside those in the buffer, the write started last must be known.
    this.#places = 2 ** Math.ceil(Math.log2(description.entries + 2));
    this.#entered = layout.reserve(8 * this.#places);
    this.#starts = layout.reserve(8 * this.#places);
    this.#ends = layout.reserve(8 * this.#places);
    this.#pages = layout.reserve(4 * this.#places);
    this.#costs = layout.reserve(4 * this.#places);
    this.#pagesBefore = layout.reserve(4 * this.#places);
    this.#lastPage = context.global("writeBuffer.lastPage", NO_PAGE);
    this.#count = context.global("writeBuffer.count", 0);
    this.#firstWaiting = context.global("writeBuffer.firstWaiting", 0);
    this.#enter = module.function([I32, I32], [], (f, page, cost) =>
      this.#defineEnter(f, page, cost),
    );
    this.#postpone = module.function([], [], (f) => this.#definePostpone(f));
    this.#reschedule = module.function([], [], (f) => this.#defineReschedule(f));
  }

  /** Enters the write of `size` bytes at `pa`, one entry for each part of `width` bytes. */
  emitWrite(f: FunctionBuilder, pa: Variable, size: Variable): void {
    const { width, pageBytes } = this.#description;
    const at = f.let(and(pa, -width));
    const last = f.let(add(pa, sub(size, 1)));
    f.loop((again) => {
      this.#emitWaitForSlot(f, "store");
      f.call(this.#enter, shr(at, Math.log2(pageBytes)), 0);
      f.increase(at, width);
      f.brIf(again, le(at, last));
    });
  }

  /** Enters the write-back of a dirty line, which is in no page. */
  emitWriteBack(f: FunctionBuilder, kind: Kind): void {
    this.#emitWaitForSlot(f, kind);
    f.call(this.#enter, NO_PAGE, this.#description.writeBackCycles ?? this.#description.cycles);
  }

  /**
   * Waits as a read miss does before it can hold memory. What must follow when the read's end is
   * known is `emitReadEnds`.
   */
  emitReadWait(f: FunctionBuilder, kind: Kind): void {
    if (!this.#description.readPriority) {
      this.emitDrain(f, kind);
      return;
    }
    const { now } = this.#context;
    f.set(this.#firstWaiting, this.#count);
    f.if(gt64(this.#memoryFree, now), () => {
      f.call(this.#postpone);
      // Complete at the end of the write before the first that waits.
      const started = f.let(load64(this.#eight(sub(this.#firstWaiting, 1)), this.#ends), I64);
      f.if(gt64(started, now), () => {
        this.#stall(f, kind, f.let(wrap(sub64(started, now))));
        f.set(now, started);
      });
    });
  }

  /** Waits until the buffer is empty, as an uncached read does. */
  emitDrain(f: FunctionBuilder, kind: Kind): void {
    const { now } = this.#context;
    f.set(this.#firstWaiting, this.#count);
    f.if(gt64(this.#memoryFree, now), () => {
      this.#stall(f, kind, f.let(wrap(sub64(this.#memoryFree, now))));
      f.set(now, this.#memoryFree);
    });
  }

  /** The read holds memory until `memoryFree`: the writes that it found waiting come after it. */
  emitReadEnds(f: FunctionBuilder): void {
    f.if(ne(this.#firstWaiting, this.#count), () => f.call(this.#reschedule));
    if (this.#description.readClosesPage)
      f.if(eq(this.#firstWaiting, this.#count), () => f.set(this.#lastPage, NO_PAGE));
  }

  /** Offset of a write's 8-byte (or 4-byte) field. */
  #eight(write: Code | Variable): Code {
    return shl(and(write, this.#places - 1), 3);
  }
  #four(write: Code | Variable): Code {
    return shl(and(write, this.#places - 1), 2);
  }

  #stall(f: FunctionBuilder, kind: Kind, cycles: Variable): void {
    f.count(this.#context.counters.at("stalls.writeBuffer"), cycles);
    this.#context.log(f, kind, "writeBuffer", () => ({ cycles }));
  }

  /** Waits until the write `entries` before the next one is complete. */
  #emitWaitForSlot(f: FunctionBuilder, kind: Kind): void {
    const { now } = this.#context;
    const free = f.let(
      load64(this.#eight(sub(this.#count, this.#description.entries)), this.#ends),
      I64,
    );
    f.if(gt64(free, now), () => {
      this.#stall(f, kind, f.let(wrap(sub64(free, now))));
      f.set(now, free);
    });
  }

  #defineEnter(f: FunctionBuilder, page: Variable, cost: Variable): void {
    f.store64(this.#eight(this.#count), this.#context.now, this.#entered);
    f.store32(this.#four(this.#count), page, this.#pages);
    f.store32(this.#four(this.#count), cost, this.#costs);
    this.#emitSchedule(f, this.#count, f.let(this.#context.now, I64), page, cost);
    f.increase(this.#count, 1);
    f.count(this.#context.counters.at("writes"));
  }

  /** Schedules a write that entered at cycle `entered` as the next thing that memory does. */
  #emitSchedule(
    f: FunctionBuilder,
    write: Variable,
    entered: Variable,
    page: Variable,
    cost: Variable,
  ): void {
    const { pageCycles, cycles } = this.#description;
    const place = f.let(this.#eight(write));
    f.if(gt64(entered, this.#memoryFree), () => f.set(this.#memoryFree, entered));
    f.store64(place, this.#memoryFree, this.#starts);
    f.store32(this.#four(write), this.#lastPage, this.#pagesBefore);
    const taken = f.let(cost);
    f.if(eqz(cost), () => {
      f.set(taken, select(pageCycles, cycles, eq(page, this.#lastPage)));
      f.set(this.#lastPage, page);
    });
    f.set(this.#memoryFree, add64(this.#memoryFree, extend(taken)));
    f.store64(place, this.#memoryFree, this.#ends);
  }

  /** Finds the writes that start only at `now` or later: the last ones, if any. */
  #definePostpone(f: FunctionBuilder): void {
    const { now } = this.#context;
    const { entries } = this.#description;
    const oldest = f.let(sub(this.#count, entries));
    f.block((found) => {
      f.loop((again) => {
        f.brIf(found, eq(this.#firstWaiting, oldest));
        const before = f.let(sub(this.#firstWaiting, 1));
        f.brIf(found, eqz(ge64(load64(this.#eight(before), this.#starts), now)));
        // A place that no write has had yet starts at 0 and is complete at 0.
        f.brIf(found, eqz(gt64(load64(this.#eight(before), this.#ends), now)));
        f.set(this.#firstWaiting, before);
        f.br(again);
      });
    });
  }

  #defineReschedule(f: FunctionBuilder): void {
    const write = f.let(this.#firstWaiting);
    f.set(
      this.#lastPage,
      this.#description.readClosesPage ? NO_PAGE : load32(this.#four(write), this.#pagesBefore),
    );
    f.loop((again) => {
      const entered = f.let(load64(this.#eight(write), this.#entered), I64);
      const page = f.let(load32(this.#four(write), this.#pages));
      const cost = f.let(load32(this.#four(write), this.#costs));
      this.#emitSchedule(f, write, entered, page, cost);
      f.increase(write, 1);
      f.brIf(again, ne(write, this.#count));
    });
  }
}
