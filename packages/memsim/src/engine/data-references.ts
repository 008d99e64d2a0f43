/**
 * Loads and stores. The common case, a cached reference within one line that hits, is emitted into
 * the loop; everything else is a call.
 */
import { CONTINUATION, LOAD, SIZE_SHIFT } from "@mcpi/trace";
import {
  add,
  and,
  eq,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  or,
  shr,
  sub,
  type Variable,
  xor,
} from "@mcpi/trace/wasm";
import { type Addressing, ENTRY_UNCACHED } from "./addressing.ts";
import { type CacheStage, emitPieces, type UncachedPath } from "./cache-stage.ts";
import type { EngineContext } from "./context.ts";

export type DataKind = "load" | "store";

/** Data records that took the quick way, counted in locals of the loop: in all, and stores. */
export interface DataCounts {
  readonly all: Variable;
  readonly stores: Variable;
}

export class DataReferences {
  readonly #c: EngineContext;
  readonly #addressing: Addressing;
  readonly #unit: CacheStage;
  readonly #path: UncachedPath;
  /** Whether fetches use the same cache, so that a data reference can evict the line they are in. */
  readonly #unified: boolean;
  /** function(address, meta): a data record in full. */
  readonly #whole: Record<DataKind, FunctionReference>;

  constructor(
    context: EngineContext,
    addressing: Addressing,
    unit: CacheStage,
    path: UncachedPath,
    unified: boolean,
  ) {
    this.#c = context;
    this.#addressing = addressing;
    this.#unit = unit;
    this.#path = path;
    this.#unified = unified;
    const whole = (kind: DataKind) =>
      context.module.function([I32, I32], [], (f, address, meta) =>
        this.#defineWhole(f, kind, address, meta),
      );
    this.#whole = { load: whole("load"), store: whole("store") };
  }

  newCounts(f: FunctionBuilder): DataCounts {
    return { all: f.let(0), stores: f.let(0) };
  }

  /** Adds the loop's counts to the counters: each record was one reference and one access. */
  emitCounts(f: FunctionBuilder, { all, stores }: DataCounts): void {
    const { counters } = this.#c;
    f.count(counters.at("loads"), sub(all, stores));
    f.count(counters.at("stores"), stores);
    f.count(counters.at("level1.load.accesses"), sub(all, stores));
    f.count(counters.at("level1.store.accesses"), stores);
  }

  /** One data record, of kind LOAD or STORE. */
  emit(
    f: FunctionBuilder,
    kind: Variable,
    address: Variable,
    meta: Variable,
    counts: DataCounts,
  ): void {
    const unit = this.#unit;
    const byKind = (load: () => void, store: () => void) => f.if(eq(kind, LOAD), load, store);
    const whole = () =>
      byKind(
        () => f.call(this.#whole.load, address, meta),
        () => f.call(this.#whole.store, address, meta),
      );
    // With a log, every address is told on the way: only the full form does that.
    if (this.#c.options.log) {
      whole();
      return;
    }
    const addressing = this.#addressing;
    const entry = f.let(addressing.entry(address));
    const pa = f.let(addressing.physical(entry, address));
    const size = f.let(and(shr(meta, SIZE_SHIFT), 0xfff));
    const crosses = xor(unit.lineOf(pa), unit.lineOf(add(pa, size)));
    const unusual = or(or(and(entry, ENTRY_UNCACHED), and(meta, CONTINUATION)), crosses);
    f.block((done) => {
      f.block((slow) => {
        f.brIf(slow, unusual);
        addressing.emitTlb(f, "data", address, entry);
        if (this.#unified) f.set(this.#c.lastFetchLine, -1);
        f.increase(counts.all, 1);
        f.increase(counts.stores, sub(kind, LOAD));
        const index = addressing.index(unit, pa, address);
        if (unit.quickStores) unit.emitQuickRead?.(f, pa, index, () => f.br(done));
        byKind(
          () => unit.emitRead(f, "load", pa, index),
          () => unit.emitStore(f, pa, add(size, 1), index),
        );
        f.br(done);
      });
      whole();
    });
  }

  #defineWhole(f: FunctionBuilder, kind: DataKind, word: Variable, meta: Variable): void {
    const c = this.#c;
    const addressing = this.#addressing;
    const unit = this.#unit;
    f.count(c.counters.at(kind === "load" ? "loads" : "stores"), eqz(and(meta, CONTINUATION)));
    if (c.options.log) f.set(c.logAddress, word);
    const entry = f.let(addressing.entry(word));
    addressing.emitTlb(f, "data", word, entry);
    const pa = f.let(addressing.physical(entry, word));
    const size = f.let(add(and(shr(meta, SIZE_SHIFT), 0xfff), 1));
    f.if(and(entry, ENTRY_UNCACHED), () => {
      if (kind === "load") {
        f.count(c.counters.at("uncachedLoads"));
        this.#path.emitUncachedRead(f, "load");
      } else {
        f.count(c.counters.at("uncachedStores"));
        this.#path.emitUncachedWrite(f, pa, size);
      }
      f.return();
    });
    if (this.#unified) f.set(c.lastFetchLine, -1);
    const piece = (at: Variable, pieceSize: Variable) => {
      const where = f.let(add(word, sub(at, pa)));
      const index = addressing.index(unit, at, where);
      if (c.options.log) f.set(c.logAddress, where);
      f.count(c.counters.at(`level1.${kind}.accesses`));
      if (kind === "load") unit.emitRead(f, "load", at, index);
      else unit.emitStore(f, at, pieceSize, index);
    };
    f.if(
      eq(unit.lineOf(pa), unit.lineOf(add(pa, sub(size, 1)))),
      () => piece(pa, size),
      () => emitPieces(f, unit.lineBytes, pa, size, piece),
    );
  }
}
