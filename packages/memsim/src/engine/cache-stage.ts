/**
 * What the loops and the references need of whatever stands first in their way: one cache
 * (cache-unit.ts), or many that are swept together (sweep/).
 */
import {
  and,
  type Code,
  type Expression,
  type FunctionBuilder,
  min,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import type { EngineContext, Kind } from "./context.ts";
import type { MemoryPath } from "./memory-path.ts";

/** What a stage needs of the simulator that is being built. */
export type StageContext = Pick<
  EngineContext,
  "module" | "layout" | "counters" | "options" | "globals" | "global" | "log"
>;

/** What references past the caches need of what lies below. */
export type UncachedPath = Pick<MemoryPath, "emitUncachedRead" | "emitUncachedWrite">;

export interface CacheStage {
  /** Bytes of a line: references are cut at its multiples. */
  readonly lineBytes: number;
  /** Whether the set is chosen by the virtual address. */
  readonly virtual: boolean;
  /** Line number of a physical address. */
  lineOf(pa: Expression): Code;
  /** 1 only if the line is present and a read of it would change nothing but the shadows. */
  present(line: Expression, index: Expression): Code;
  /** A read of one piece at `pa`; counts no access. `index` is the line number that chooses the set. */
  emitRead(f: FunctionBuilder, kind: Kind, pa: Variable, index: Expression): void;
  /** A store of one piece of `size` bytes at `pa`; counts no access. */
  emitStore(f: FunctionBuilder, pa: Variable, size: Expression, index: Expression): void;
  /**
   * Where it is offered: does a read of one piece at `pa` that hits, and runs `hit`, which leaves;
   * if anything more must be done, goes on behind.
   */
  emitQuickRead?(f: FunctionBuilder, pa: Variable, index: Expression, hit: () => void): void;
  /** Whether a store that `emitQuickRead` would find is done by it, too. */
  readonly quickStores?: boolean;
  /** Drops the line at `pa`. */
  emitInvalidate(f: FunctionBuilder, pa: Variable, index: Expression): void;
}

/** Cuts `size` bytes at `pa` at the boundaries of lines of `line` bytes. */
export function emitPieces(
  f: FunctionBuilder,
  line: number,
  pa: Variable,
  size: Variable,
  piece: (pa: Variable, size: Variable) => void,
): void {
  const at = f.let(pa);
  const left = f.let(size);
  const here = f.local();
  f.loop((again) => {
    f.set(here, sub(line, and(at, line - 1)));
    f.set(here, min(left, here));
    piece(at, here);
    f.increase(at, here);
    f.set(left, sub(left, here));
    f.brIf(again, left);
  });
}
