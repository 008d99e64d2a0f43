/**
 * A translation lookaside buffer (docs/counting.md, section 7).
 *
 * Pages are known by a key that the simulator gives to each page id: equal for equal (page, space),
 * its low bits those of the page number, which choose the set. A look-up of the page used last
 * changes nothing, and is skipped by a compare.
 */
import {
  add64,
  call,
  type Expression,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  i64,
  load32,
  ne,
  shl,
  type Variable,
} from "@mcpi/trace/wasm";
import type { TlbDescription } from "../machine.ts";
import type { EngineContext } from "./context.ts";
import { FullyAssociative } from "./fully-associative.ts";
import type { LineArray } from "./line-array.ts";
import { SetAssociative } from "./set-associative.ts";

/** Above this many ways an array is searched by page state instead of way by way. */
const MOST_SEARCHED_WAYS = 16;

export type TlbUse = "fetch" | "data";

export class Tlb {
  readonly name: string;
  readonly description: TlbDescription;
  readonly sets: number;
  readonly #array: LineArray & { clear(memory: Int32Array): void };
  readonly #lastPage: Variable;
  /** function(page) -> the key evicted, or -1; exported by the TLB's name and the use. */
  readonly #lookups: Record<TlbUse, FunctionReference>;

  constructor(context: EngineContext, description: TlbDescription, name: string, keys: number) {
    this.name = name;
    this.description = description;
    const { module, layout, globals, counters, now } = context;
    const { entries, wired } = description;
    const full = description.ways === "full" || description.ways === entries;
    const ways = description.ways === "full" || full ? entries - wired : description.ways;
    this.sets = full ? 1 : entries / ways;
    const { replacement } = description;
    const seed = description.seed ?? 1;
    this.#array =
      this.sets === 1 && ways > MOST_SEARCHED_WAYS && replacement !== "plru"
        ? new FullyAssociative(module, layout, globals, {
            name,
            lines: ways,
            lineShift: 12,
            replacement,
            seed,
            dirty: false,
          })
        : new SetAssociative(module, layout, globals, {
            name,
            sets: this.sets,
            ways,
            replacement,
            seed,
            dirty: false,
          });
    this.#lastPage = context.global(`${name}.lastPage`, -1);
    const lookup = (use: TlbUse) =>
      module.function(
        [I32],
        [I32],
        (f, page) => {
          const evicted = f.let(-1);
          const key = f.let(load32(shl(page, 2), keys));
          f.if(eqz(call(this.#array.touch, key, key)), () => {
            f.count(counters.at(use === "fetch" ? "tlbFetchMisses" : "tlbDataMisses"));
            if (description.refill === "hardware") {
              const cycles = description.missCycles ?? 0;
              f.set(now, add64(now, i64(cycles)));
              f.count(counters.at("stalls.tlb"), cycles);
              context.log(f, use === "fetch" ? "fetch" : "load", "tlb", () => ({ cycles }));
            } else if (context.refill) {
              f.call(context.refill, page, use === "fetch" ? 0 : 1);
              // The handler has used both caches and, for its tables, the TLB.
              f.set(context.lastFetchLine, -1);
            }
            f.set(evicted, call(this.#array.insert, key, key));
          });
          f.set(this.#lastPage, page);
          f.result(evicted);
        },
        `${name}.${use}`,
      );
    this.#lookups = { fetch: lookup("fetch"), data: lookup("data") };
    module.function(
      [I32],
      [],
      (f, key) => {
        f.call(this.#array.invalidate, key, key);
        f.set(this.#lastPage, -1);
      },
      `${name}.drop`,
    );
  }

  /** Looks up a mapped page. */
  emitLookup(f: FunctionBuilder, use: TlbUse, page: Expression): void {
    f.if(ne(page, this.#lastPage), () => f.drop(call(this.#lookups[use], page)));
  }

  clear(memory: Int32Array): void {
    this.#array.clear(memory);
  }

  /** Keys of the pages in one set. */
  contents(memory: Int32Array, set: number): number[] {
    return this.#array.contents(memory, set).filter((key) => key >= 0);
  }
}
