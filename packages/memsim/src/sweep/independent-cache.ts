/**
 * A cache of a sweep that can share nothing with others: the simulator's own (cache-unit.ts), with
 * nothing below it.
 */
import {
  add,
  type Code,
  type Expression,
  type FunctionBuilder,
  type Variable,
} from "@mcpi/trace/wasm";
import { addCounts, type Counts, type LevelCounts, newCounts } from "../counts.ts";
import { type Below, CacheUnit } from "../engine/cache-unit.ts";
import type { EngineContext, Kind } from "../engine/context.ts";
import { Counters } from "../engine/counters.ts";
import type { CacheDescription } from "../machine.ts";

/** Reads cost nothing, writes go nowhere. */
const NOTHING_BELOW: Below = {
  emitRead: (): Code => add(0, 0),
  write: undefined,
  writeBack: () => undefined,
};

export class IndependentCache {
  readonly unit: CacheUnit;
  readonly #counters: Counters;
  #counts: Counts = newCounts();

  /** @param name one of its own in the module. */
  constructor(context: EngineContext, cache: CacheDescription, name: string) {
    this.#counters = new Counters(context.layout);
    const { module, layout, options, globals } = context;
    const own = {
      module,
      layout,
      options,
      globals,
      counters: this.#counters,
      global: (global: string, initial: number) => context.global(global, initial),
      log: () => {},
    };
    this.unit = new CacheUnit(own, cache, name, 1, NOTHING_BELOW);
  }

  clear(memory: Int32Array): void {
    this.unit.clear(memory);
  }

  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable, index: Expression): void {
    this.unit.emitRead(f, kind, pa, this.#index(pa, index));
  }

  emitStore(f: FunctionBuilder, pa: Variable, size: Expression, index: Expression): void {
    this.unit.emitStore(f, pa, size, this.#index(pa, index));
  }

  emitInvalidate(f: FunctionBuilder, pa: Variable, index: Expression): void {
    this.unit.emitInvalidate(f, pa, this.#index(pa, index));
  }

  drain(memory: Uint32Array): void {
    const counted = this.#counters.take(memory);
    if (counted) addCounts(this.#counts, counted);
  }

  resetCounts(): void {
    this.#counts = newCounts();
  }

  counts(): LevelCounts {
    return structuredClone(this.#counts.level1);
  }

  /** Others of the sweep may have virtual sets; this one's are its own affair. */
  #index(pa: Variable, index: Expression): Expression {
    return this.unit.virtual ? index : this.unit.lineOf(pa);
  }
}
