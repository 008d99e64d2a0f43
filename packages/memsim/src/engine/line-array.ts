/**
 * What a cache is made of: an array of lines with a replacement policy, without counts or costs.
 *
 * Lines are named by line number (physical address / line size). `index` is the line number by
 * which the set is chosen: the line number itself, or that of the virtual address.
 */
import type {
  Code,
  Expression,
  FunctionBuilder,
  FunctionReference,
  Variable,
} from "@mcpi/trace/wasm";

export interface LineArray {
  /**
   * A cheap test that is 1 only if the line is present and using it would change nothing; where it
   * is 0, `touch` decides.
   */
  present(line: Expression, index: Expression): Code;
  /** Whether `present` is 1 for every line in the array, so that `touch` is never needed. */
  readonly presentIsExact: boolean;
  /** Whether `present` needs nothing but the memory, so that it works in other modules too. */
  readonly presentFromMemory: boolean;
  /** function(line, index) -> 1 if present; then it has been used. */
  readonly touch: FunctionReference;
  /**
   * function(line, index) -> the line evicted, or -1. Of a line that is present it is a use.
   * Where lines can be dirty, `evictedDirty` then says whether the evicted one was.
   */
  readonly insert: FunctionReference;
  /** function(line, index): drops the line if it is present. */
  readonly invalidate: FunctionReference;
  /** Walks the lines of the set that `index` chooses; `visit` may drop the line it is given. */
  emitLinesOfSet(f: FunctionBuilder, index: Expression, visit: (line: Variable) => void): void;
  /** function(line, index): marks a present line as dirty. Only in arrays made with `dirty`. */
  readonly soil: FunctionReference | undefined;
  /** The lines of a set, for looking at: most recently used first, or by way; -1 is none. */
  contents(memory: Int32Array, set: number): number[];
}
