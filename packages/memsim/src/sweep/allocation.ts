/**
 * Which accesses bring their line into a cache, for caches that read just the line they miss.
 *
 * Under every store policy whether an access *allocates* can be told from the access alone: reads
 * always do; stores do under `all`, never under `reads`, and if they cover their line under `whole`.
 * (A store that hits changes nothing that an allocating one would not; what it does on a miss is the
 * rule.) So the same accesses allocate in caches of every size and number of ways, and the first one
 * that does is the first to bring the line into any of them: everything that is simulated for many
 * caches at once rests on that.
 */
import { type CacheDescription, fetchOf } from "../machine.ts";
import type { SweepSide } from "./configuration.ts";

export type AllocationRule = "all" | "reads" | "whole";

/** The rule of a cache, or undefined if misses bring in more than the line. */
export function allocationRule(
  cache: CacheDescription,
  side: SweepSide,
): AllocationRule | undefined {
  if (fetchOf(cache) !== cache.line) return undefined;
  if (side === "instruction" || cache.write === undefined) return "all";
  switch (cache.write.miss) {
    case "fetch-on-write":
      return "all";
    case "write-around":
      return "reads";
    default:
      return cache.write.partial === "fetch" ? "all" : "whole";
  }
}
