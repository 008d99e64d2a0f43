/**
 * One pass over a trace for many caches: the rows of `mcpi sweep`.
 */
import {
  type Curves,
  cacheGrid,
  createSweep,
  createWorkerSweep,
  type MappingDescription,
  type Sweep,
  type SweepCache,
  type SweepResult,
  type SweepSide,
  type WorkerCurves,
  type WorkerSweep,
} from "@mcpi/memsim";
import type { TraceSource } from "@mcpi/trace";
import type { SweepRow } from "./results/sweep-columns.ts";
import { type ReplayOptions, replay } from "./stream/replay.ts";
import { programVersion } from "./version.ts";

export interface SweepRequest {
  /** Caches that see instructions, data, or both. */
  readonly sides: readonly SweepSide[];
  readonly sizes: readonly number[];
  readonly lines: readonly number[];
  readonly ways: readonly (number | "full")[];
  /** What all caches have in common. */
  readonly rest: Omit<SweepCache, "size" | "line" | "ways">;
  readonly threeC: boolean;
  readonly mapping: MappingDescription;
  /** Worker threads; 1: none, everything happens in this one. */
  readonly threads: number;
  readonly traceHash: string;
}

/**
 * Simulates every combination of size, line and ways on every side.
 * @returns rows by side, then in the order of the grid: sizes, lines, ways
 * @throws InputError where the trace cannot be read, or nothing is a cache; Interrupted.
 */
export async function sweep(
  source: TraceSource,
  request: SweepRequest,
  replayOptions: ReplayOptions,
): Promise<SweepRow[]> {
  const { sides, threeC, mapping, traceHash } = request;
  const configurations = cacheGrid(request.sizes, request.lines, request.ways, request.rest);
  const sweeps = new Map<SweepSide, Sweep | WorkerSweep>();
  const shares = threadsFor(request.threads, sides.length);
  for (const [at, side] of sides.entries()) {
    const options = { which: side, configurations, threeC, mapping };
    sweeps.set(
      side,
      request.threads === 1
        ? createSweep(source.pages, options)
        : createWorkerSweep(source.pages, options, shares[at]),
    );
  }
  await replayThenClose(source, [...sweeps.values()], replayOptions);
  const provenance = {
    traceHash,
    window: replayOptions.window?.description ?? "",
    version: programVersion(),
  };
  return [...sweeps].flatMap(([side, one]) => {
    const { instructions } = one.references();
    return one
      .results()
      .map((result) =>
        rowOf(result, side, { instructions, trace: source.info.name, threeC, provenance }),
      );
  });
}

function rowOf(
  { configuration, methods, counts }: SweepResult,
  side: SweepSide,
  common: Pick<SweepRow, "trace" | "instructions" | "threeC" | "provenance">,
): SweepRow {
  return { ...common, side, cache: configuration, method: methods[side]!, counts };
}

/** How many threads each of `parts` gets of `threads`: at least one. */
export function threadsFor(threads: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, at) =>
    Math.max(1, Math.floor(threads / parts) + (at < threads % parts ? 1 : 0)),
  );
}

/** Replays the source, and ends the worker threads of counters if that is given up. */
export async function replayThenClose(
  source: TraceSource,
  counters: readonly (Sweep | WorkerSweep | Curves | WorkerCurves)[],
  options: ReplayOptions,
): Promise<void> {
  try {
    await replay(source, counters, options);
  } catch (error) {
    for (const counter of counters) if ("close" in counter) await counter.close();
    throw error;
  }
}
