/**
 * Loads and stores. The common case, a cached reference within one line that hits, is emitted into
 * the loop; everything else is a call.
 */
import { SIZE_SHIFT } from "@mcpi/trace";
import {
  add,
  and,
  eq,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  shr,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import { type Addressing, ENTRY_UNCACHED } from "./addressing.ts";
import { type CacheStage, emitPieces, type UncachedPath } from "./cache-stage.ts";
import type { EngineContext } from "./context.ts";

export type DataKind = "load" | "store";

/** Records and first-level accesses counted in locals of the loop, which adds them up at its end. */
export interface DataCounts {
  readonly loads: Variable;
  readonly stores: Variable;
  readonly loadAccesses: Variable;
  readonly storeAccesses: Variable;
}

export class DataReferences {
  readonly #c: EngineContext;
  readonly #addressing: Addressing;
  readonly #unit: CacheStage;
  readonly #path: UncachedPath;
  /** Whether fetches use the same cache, so that a data reference can evict the line they are in. */
  readonly #unified: boolean;
  /** function(address, meta): a data record in full, but for counting the reference. */
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
    return {
      loads: f.let(0),
      stores: f.let(0),
      loadAccesses: f.let(0),
      storeAccesses: f.let(0),
    };
  }

  /** Adds the loop's counts to the counters. */
  emitCounts(f: FunctionBuilder, counts: DataCounts): void {
    const { counters } = this.#c;
    f.count(counters.at("loads"), counts.loads);
    f.count(counters.at("stores"), counts.stores);
    f.count(counters.at("level1.load.accesses"), counts.loadAccesses);
    f.count(counters.at("level1.store.accesses"), counts.storeAccesses);
  }

  /** One data record. */
  emit(
    f: FunctionBuilder,
    kind: DataKind,
    address: Variable,
    meta: Variable,
    counts: DataCounts,
  ): void {
    const unit = this.#unit;
    f.increase(kind === "load" ? counts.loads : counts.stores, and(sub(1, shr(meta, 29)), 1));
    // With a log, every address is told on the way: only the full form does that.
    if (this.#c.options.log) {
      f.call(this.#whole[kind], address, meta);
      return;
    }
    const addressing = this.#addressing;
    const entry = f.let(addressing.entry(address));
    addressing.emitTlb(f, "data", address, entry);
    const pa = f.let(addressing.physical(entry, address));
    const last = add(pa, and(shr(meta, SIZE_SHIFT), 0xfff));
    f.block((done) => {
      f.block((slow) => {
        f.brIf(slow, and(entry, ENTRY_UNCACHED));
        f.brIf(slow, sub(unit.lineOf(pa), unit.lineOf(last)));
        if (this.#unified) f.set(this.#c.lastFetchLine, -1);
        const index = addressing.index(unit, pa, address);
        if (kind === "load") {
          f.increase(counts.loadAccesses, 1);
          unit.emitRead(f, "load", pa, index);
        } else {
          f.increase(counts.storeAccesses, 1);
          unit.emitStore(f, pa, add(and(shr(meta, SIZE_SHIFT), 0xfff), 1), index);
        }
        f.br(done);
      });
      f.call(this.#whole[kind], address, meta);
    });
  }

  #defineWhole(f: FunctionBuilder, kind: DataKind, word: Variable, meta: Variable): void {
    const c = this.#c;
    const addressing = this.#addressing;
    const unit = this.#unit;
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
