/**
 * All caches of a sweep that serve the same references with lines of the same size: as one stage, so
 * that a loop of the simulator drives them all.
 */
import {
  type Code,
  type Expression,
  type FunctionBuilder,
  i32,
  shr,
  type Variable,
} from "@mcpi/trace/wasm";
import type { CacheStage } from "../engine/cache-stage.ts";
import type { Kind } from "../engine/context.ts";

/** Caches that are simulated together, or one by itself. */
export interface StagePart {
  clear(memory: Int32Array): void;
  /** From now on there are records of so many pages (layout.ts). */
  provide?(memory: Int32Array, pages: number): void;
  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable, index: Expression): void;
  emitStore(f: FunctionBuilder, pa: Variable, size: Expression, index: Expression): void;
  emitInvalidate(f: FunctionBuilder, pa: Variable, index: Expression): void;
  /** Takes what was counted since the last time. */
  drain(memory: Uint32Array): void;
  resetCounts(): void;
}

export class SweepStage implements CacheStage {
  readonly lineBytes: number;
  readonly virtual: boolean;
  readonly parts: readonly StagePart[];

  constructor(line: number, virtual: boolean, parts: readonly StagePart[]) {
    this.lineBytes = line;
    this.virtual = virtual;
    this.parts = parts;
  }

  lineOf(pa: Expression): Code {
    return shr(pa, Math.log2(this.lineBytes));
  }

  /**
   * Said of every line: fetches with no data reference between them are taken together if their
   * lines are present, since misses would take time. Here nothing does.
   */
  present(): Code {
    return i32(1);
  }

  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable, index: Expression): void {
    for (const part of this.parts) part.emitRead(f, kind, pa, index);
  }

  emitStore(f: FunctionBuilder, pa: Variable, size: Expression, index: Expression): void {
    for (const part of this.parts) part.emitStore(f, pa, size, index);
  }

  emitInvalidate(f: FunctionBuilder, pa: Variable, index: Expression): void {
    for (const part of this.parts) part.emitInvalidate(f, pa, index);
  }
}
