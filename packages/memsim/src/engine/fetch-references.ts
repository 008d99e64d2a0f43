/**
 * Parts of instruction fetches that both loops need: pieces beyond the first line, tails in the
 * next page, uncached fetches.
 */
import { SIZE_SHIFT } from "@mcpi/trace";
import {
  add,
  and,
  type Expression,
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

export class FetchReferences {
  readonly #c: EngineContext;
  readonly #addressing: Addressing;
  readonly #unit: CacheStage;
  readonly #path: UncachedPath;
  /** function(pa, size, address): fetches pieces; each is an access. */
  readonly #pieces: FunctionReference;
  /** function(address, meta): a TAIL record. */
  readonly #tail: FunctionReference;

  constructor(
    context: EngineContext,
    addressing: Addressing,
    unit: CacheStage,
    path: UncachedPath,
  ) {
    this.#c = context;
    this.#addressing = addressing;
    this.#unit = unit;
    this.#path = path;
    this.#pieces = context.module.function([I32, I32, I32], [], (f, pa, size, address) =>
      this.#definePieces(f, pa, size, address),
    );
    this.#tail = context.module.function([I32, I32], [], (f, address, meta) =>
      this.#defineTail(f, address, meta),
    );
  }

  /** Fetches `size` bytes at `pa`, cached, in pieces; `address` is the compact address. */
  emitPieces(f: FunctionBuilder, pa: Expression, size: Expression, address: Expression): void {
    f.call(this.#pieces, pa, size, address);
  }

  emitTail(f: FunctionBuilder, address: Variable, meta: Variable): void {
    f.call(this.#tail, address, meta);
  }

  /** An uncached fetch of one record's part of an instruction. */
  emitUncached(f: FunctionBuilder): void {
    this.#path.emitUncachedRead(f, "fetch");
    f.count(this.#c.counters.at("uncachedFetches"));
  }

  #definePieces(f: FunctionBuilder, pa: Variable, size: Variable, address: Variable): void {
    const c = this.#c;
    const unit = this.#unit;
    emitPieces(f, unit.lineBytes, pa, size, (piece) => {
      const where = f.let(add(address, sub(piece, pa)));
      if (c.options.log) f.set(c.logAddress, where);
      f.set(c.lastFetchLine, unit.lineOf(piece));
      unit.emitRead(f, "fetch", piece, this.#addressing.index(unit, piece, where));
      f.count(c.counters.at("level1.fetch.accesses"));
    });
  }

  #defineTail(f: FunctionBuilder, address: Variable, meta: Variable): void {
    const addressing = this.#addressing;
    const entry = f.let(addressing.entry(address));
    addressing.emitTlb(f, "fetch", address, entry);
    f.if(
      and(entry, ENTRY_UNCACHED),
      () => this.emitUncached(f),
      () => {
        const pa = f.let(addressing.physical(entry, address));
        this.emitPieces(f, pa, add(and(shr(meta, SIZE_SHIFT), 0xfff), 1), address);
      },
    );
  }
}
