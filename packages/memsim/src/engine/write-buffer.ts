/**
 * The write buffer, and memory as the one thing that reads and writes compete for.
 *
 * Rules (docs/counting.md, section 5): entries leave in order; a write starts as soon as it is at
 * the head and memory is free, and keeps its slot until it is complete; one that starts in the page
 * of the write started before takes `pageCycles`, else `cycles`. A read at cycle t finds only those
 * writes started that could start before t, waits for the started one, then holds memory.
 *
 * Nothing is done cycle by cycle: writes are started late, when somebody looks, at the cycles at
 * which they would have started.
 */
import {
  add,
  add64,
  and,
  eq,
  eqz,
  extend,
  type FunctionBuilder,
  type FunctionReference,
  ge64,
  gt64,
  I32,
  I64,
  i64,
  le,
  le64,
  load32,
  load64,
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
  /** function(t): starts every write that could start before cycle t. */
  readonly #startBefore: FunctionReference;
  /** function(): starts the head (it must not have started). */
  readonly #startHead: FunctionReference;
  /** function(page, cycles): enters one write at `now`, after waiting for a slot. */
  readonly #enter: FunctionReference;
  /** function(): waits until the buffer is empty. */
  readonly #drain: FunctionReference;

  readonly #context: EngineContext;
  readonly #description: WriteBufferDescription;
  /** Cycle at which memory will be free; a read holds it, or the started write. */
  readonly memoryFree: Variable;
  readonly #lastPage: Variable;
  readonly #head: Variable;
  readonly #used: Variable;
  /** 1 if the head has started; it is then complete at `memoryFree`. */
  readonly started: Variable;
  readonly #times: number;
  readonly #pages: number;
  readonly #costs: number;

  constructor(context: EngineContext, description: WriteBufferDescription, memoryFree: Variable) {
    this.#context = context;
    this.#description = description;
    this.memoryFree = memoryFree;
    const { layout, module } = context;
    this.#times = layout.reserve(8 * description.entries);
    this.#pages = layout.reserve(4 * description.entries);
    this.#costs = layout.reserve(4 * description.entries);
    this.#lastPage = context.global("writeBuffer.lastPage", NO_PAGE);
    this.#head = context.global("writeBuffer.head", 0);
    this.#used = context.global("writeBuffer.used", 0);
    this.started = context.global("writeBuffer.started", 0);
    this.#startHead = module.function([], [], (f) => this.#defineStartHead(f));
    this.#startBefore = module.function([I64], [], (f, t) => this.#defineStartBefore(f, t));
    this.#enter = module.function([I32, I32], [], (f, page, cycles) =>
      this.#defineEnter(f, page, cycles),
    );
    this.#drain = module.function([], [], (f) => this.#defineDrain(f));
  }

  /** Enters the write of `size` bytes at `pa`, one entry for each part of `width` bytes. */
  emitWrite(f: FunctionBuilder, pa: Variable, size: Variable): void {
    const { width, pageBytes } = this.#description;
    const at = f.let(and(pa, -width));
    const last = f.let(add(pa, sub(size, 1)));
    f.loop((again) => {
      this.#waitForSlot(f, "store");
      f.call(this.#enter, shr(at, Math.log2(pageBytes)), 0);
      f.increase(at, width);
      f.brIf(again, le(at, last));
    });
  }

  /** Enters the write-back of a dirty line, which is in no page. */
  emitWriteBack(f: FunctionBuilder, kind: Kind): void {
    this.#waitForSlot(f, kind);
    f.call(this.#enter, NO_PAGE, this.#description.writeBackCycles ?? this.#description.cycles);
  }

  /** Waits as a read miss does before it can hold memory. */
  emitReadWait(f: FunctionBuilder, kind: Kind): void {
    const { now } = this.#context;
    if (!this.#description.readPriority) {
      this.emitDrain(f, kind);
      return;
    }
    f.if(this.#used, () => {
      f.call(this.#startBefore, now);
      f.if(this.started, () => {
        const wait = f.let(wrap(sub64(this.memoryFree, now)));
        this.#stall(f, kind, wait);
        f.set(now, this.memoryFree);
        this.#leave(f);
      });
    });
  }

  /** Waits until the buffer is empty, as an uncached read does. */
  emitDrain(f: FunctionBuilder, kind: Kind): void {
    const { now } = this.#context;
    f.if(this.#used, () => {
      f.call(this.#drain);
      f.if(gt64(this.memoryFree, now), () => {
        this.#stall(f, kind, f.let(wrap(sub64(this.memoryFree, now))));
        f.set(now, this.memoryFree);
      });
    });
  }

  /** A read has begun to hold memory. */
  emitReadStarts(f: FunctionBuilder): void {
    if (this.#description.readClosesPage) f.set(this.#lastPage, NO_PAGE);
  }

  /** Most cycles that a store, or a read, can wait for the buffer. */
  get worstWait(): number {
    const { entries, pageCycles, cycles, writeBackCycles } = this.#description;
    return entries * Math.max(pageCycles, cycles, writeBackCycles ?? 0);
  }

  #stall(f: FunctionBuilder, kind: Kind, cycles: Variable): void {
    f.count(this.#context.counters.at("stalls.writeBuffer"), cycles);
    this.#context.log(f, kind, "writeBuffer", () => ({ cycles }));
  }

  #leave(f: FunctionBuilder): void {
    const { entries } = this.#description;
    f.set(this.started, 0);
    f.set(this.#used, sub(this.#used, 1));
    f.set(this.#head, add(this.#head, 1));
    f.if(eq(this.#head, entries), () => f.set(this.#head, 0));
  }

  #waitForSlot(f: FunctionBuilder, kind: Kind): void {
    const { now } = this.#context;
    f.if(this.#used, () => {
      f.call(this.#startBefore, now);
      f.if(eq(this.#used, this.#description.entries), () => {
        f.if(eqz(this.started), () => f.call(this.#startHead));
        this.#stall(f, kind, f.let(wrap(sub64(this.memoryFree, now))));
        f.set(now, this.memoryFree);
        this.#leave(f);
      });
    });
  }

  #defineStartHead(f: FunctionBuilder): void {
    const { pageCycles, cycles } = this.#description;
    const entered = f.let(load64(shl(this.#head, 3), this.#times), I64);
    const page = f.let(load32(shl(this.#head, 2), this.#pages));
    const cost = f.let(load32(shl(this.#head, 2), this.#costs));
    f.if(gt64(entered, this.memoryFree), () => f.set(this.memoryFree, entered));
    f.if(eqz(cost), () => {
      f.set(cost, select(pageCycles, cycles, eq(page, this.#lastPage)));
      f.set(this.#lastPage, page);
    });
    f.set(this.memoryFree, add64(this.memoryFree, extend(cost)));
    f.set(this.started, 1);
  }

  #defineStartBefore(f: FunctionBuilder, t: Variable): void {
    f.loop((again) => {
      f.if(this.started, () => {
        f.if(gt64(this.memoryFree, t), () => f.return());
        this.#leave(f);
      });
      f.if(eqz(this.#used), () => f.return());
      f.if(ge64(this.memoryFree, t), () => f.return());
      f.if(ge64(load64(shl(this.#head, 3), this.#times), t), () => f.return());
      f.call(this.#startHead);
      f.br(again);
    });
  }

  #defineEnter(f: FunctionBuilder, page: Variable, cycles: Variable): void {
    const { entries } = this.#description;
    const slot = f.let(add(this.#head, this.#used));
    f.if(le64(i64(entries), extend(slot)), () => f.set(slot, sub(slot, entries)));
    f.store64(shl(slot, 3), this.#context.now, this.#times);
    f.store32(shl(slot, 2), page, this.#pages);
    f.store32(shl(slot, 2), cycles, this.#costs);
    f.increase(this.#used, 1);
    f.count(this.#context.counters.at("writes"));
  }

  #defineDrain(f: FunctionBuilder): void {
    f.loop((again) => {
      f.if(eqz(this.started), () => f.call(this.#startHead));
      this.#leave(f);
      f.brIf(again, this.#used);
    });
  }
}
