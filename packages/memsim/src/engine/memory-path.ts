/**
 * What lies below the first-level caches: the second level, the write buffer, memory, and the
 * stalls that they cause (docs/counting.md, section 4).
 */
import {
  add,
  add64,
  and,
  call,
  type Expression,
  extend,
  type FunctionBuilder,
  type FunctionReference,
  gt64,
  I32,
  I64,
  i64,
  mul,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { CacheDescription, Machine } from "../machine.ts";
import { fetchOf } from "../machine.ts";
import { emitPieces } from "./cache-stage.ts";
import { type Below, CacheUnit } from "./cache-unit.ts";
import { causeOf, type EngineContext, type Kind } from "./context.ts";
import { WriteBuffer } from "./write-buffer.ts";

export class MemoryPath implements Below {
  readonly second: CacheUnit | undefined;
  readonly #context: EngineContext;
  readonly #machine: Machine;
  readonly #writeBuffer: WriteBuffer | undefined;
  /** Cycle at which memory will be free of reads and of the writes scheduled so far. */
  readonly #memoryFree: Variable;
  /** Cycle at which the last read lets go of memory. */
  readonly #readEnd: Variable;
  /** 1 once the second level has missed in the present read. */
  readonly #secondMissed: Variable;
  readonly #reads = new Map<string, FunctionReference>();
  readonly #writeBacks = new Map<Kind, FunctionReference>();
  readonly write: FunctionReference | undefined;

  constructor(context: EngineContext, machine: Machine) {
    this.#context = context;
    this.#machine = machine;
    const cycle = (name: string) => context.module.global(i64(0), I64, context.globals.name(name));
    this.#memoryFree = cycle("memoryFree");
    this.#readEnd = cycle("readEnd");
    this.#secondMissed = context.global("secondMissed", 0);
    this.#writeBuffer =
      machine.writeBuffer && new WriteBuffer(context, machine.writeBuffer, this.#memoryFree);
    if (machine.caches.second) {
      const below: Below = {
        emitRead: (f) => {
          f.set(this.#secondMissed, 1);
          return add(0, 0);
        },
        write: undefined,
        writeBack: () => undefined,
      };
      this.second = new CacheUnit(context, machine.caches.second, "second", 2, below);
    }
    if (this.second || this.#writeBuffer)
      this.write = context.module.function([I32, I32], [], (f, pa, size) => {
        if (this.second) this.#emitSecondStore(f, pa, size);
        this.#writeBuffer?.emitWrite(f, pa, size);
      });
  }

  /** Whether time matters: then references must be simulated in program order. */
  static isTimed(machine: Machine): boolean {
    const caches = Object.values(machine.caches).filter((c) => c !== undefined);
    return (
      machine.writeBuffer !== undefined ||
      machine.caches.second !== undefined ||
      caches.some((c) => c.busyCycles !== undefined && c.busyCycles !== c.missCycles)
    );
  }

  emitRead(_f: FunctionBuilder, kind: Kind, pa: Variable, cache: CacheDescription): Expression {
    const key = `${kind} ${JSON.stringify(cache)}`;
    let read = this.#reads.get(key);
    if (read === undefined) {
      read = this.#context.module.function([I32], [I32], (g, at) =>
        this.#defineRead(g, kind, at, cache),
      );
      this.#reads.set(key, read);
    }
    return call(read, pa);
  }

  writeBack(kind: Kind): FunctionReference {
    let known = this.#writeBacks.get(kind);
    if (known === undefined) {
      known = this.#context.module.function([I32, I32], [], (f, pa, size) => {
        if (this.second) this.#emitSecondStore(f, pa, size);
        this.#writeBuffer?.emitWriteBack(f, kind);
      });
      this.#writeBacks.set(kind, known);
    }
    return known;
  }

  /** An uncached read of this kind, at `now`. */
  emitUncachedRead(f: FunctionBuilder, kind: "fetch" | "load"): void {
    const { now, counters } = this.#context;
    const { loadCycles, fetchCycles } = this.#machine.uncached;
    const cycles = kind === "fetch" ? fetchCycles : loadCycles;
    const wait = this.#emitWaitForRead(f);
    this.#writeBuffer?.emitDrain(f, kind);
    f.set(now, add64(now, i64(cycles)));
    this.#emitHold(f, now.get);
    const stall = f.let(add(wait, cycles));
    f.count(counters.at("stalls.uncached"), stall);
    this.#context.log(f, kind, "uncached", () => ({ cycles: stall }));
  }

  /** An uncached store of `size` bytes. */
  emitUncachedWrite(f: FunctionBuilder, pa: Variable, size: Variable): void {
    this.#writeBuffer?.emitWrite(f, pa, size);
  }

  #emitSecondStore(f: FunctionBuilder, pa: Variable, size: Variable): void {
    const second = this.second!;
    emitPieces(f, second.lineBytes, pa, size, (piece, pieceSize) =>
      second.emitStore(f, piece, pieceSize, second.lineOf(piece)),
    );
  }

  /** Waits until an earlier read has let go of memory; gives the cycles waited. */
  #emitWaitForRead(f: FunctionBuilder): Variable {
    const { now } = this.#context;
    const wait = f.let(0);
    f.if(gt64(this.#readEnd, now), () => {
      f.set(wait, wrap(sub64(this.#readEnd, now)));
      f.set(now, this.#readEnd);
    });
    return wait;
  }

  /** The present read holds memory until cycle `end`. */
  #emitHold(f: FunctionBuilder, end: Expression): void {
    f.set(this.#readEnd, end);
    f.set(this.#memoryFree, this.#readEnd);
    this.#writeBuffer?.emitReadEnds(f);
  }

  #defineRead(f: FunctionBuilder, kind: Kind, pa: Variable, cache: CacheDescription): void {
    const { now, counters } = this.#context;
    const second = this.#machine.caches.second;
    const wait = this.#emitWaitForRead(f);
    this.#writeBuffer?.emitReadWait(f, kind);
    const stall = f.let(cache.missCycles);
    const busy = f.let(cache.busyCycles ?? cache.missCycles);
    if (second && this.second) {
      const unit = this.second;
      const block = f.let(and(pa, -fetchOf(cache)));
      const size = f.let(fetchOf(cache));
      f.set(this.#secondMissed, 0);
      emitPieces(f, unit.lineBytes, block, size, (piece) =>
        unit.emitRead(f, kind === "fetch" ? "fetch" : "load", piece, unit.lineOf(piece)),
      );
      f.increase(stall, mul(this.#secondMissed, second.missCycles));
      f.increase(busy, mul(this.#secondMissed, second.busyCycles ?? second.missCycles));
    }
    this.#emitHold(f, add64(now, extend(busy)));
    f.set(now, add64(now, extend(stall)));
    f.increase(stall, wait);
    f.count(counters.at(`stalls.${causeOf(kind)}`), stall);
    f.result(stall);
  }
}
