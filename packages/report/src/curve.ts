/**
 * Miss-ratio curves: the rows of `mcpi sweep --curve`.
 */
import {
  type Curves,
  createCurves,
  createWorkerCurves,
  type MappingDescription,
  type MissCurve,
  type SweepCache,
  type SweepSide,
  type WorkerCurves,
} from "@mcpi/memsim";
import type { TraceSource } from "@mcpi/trace";
import type { CurveRow } from "./results/curve-columns.ts";
import type { ReplayOptions } from "./stream/replay.ts";
import { replayThenClose, threadsFor } from "./sweep.ts";
import { programVersion } from "./version.ts";

export interface CurveRequest {
  readonly sides: readonly SweepSide[];
  readonly lines: readonly number[];
  readonly rest: Pick<SweepCache, "write" | "replacement">;
  readonly mapping: MappingDescription;
  /** Worker threads; 1: none, everything happens in this one. */
  readonly threads: number;
  readonly traceHash: string;
}

/**
 * The curve of every line size on every side: a row wherever one more line makes for fewer misses.
 * @throws InputError where the trace cannot be read, or there is no exact curve; Interrupted.
 */
export async function curve(
  source: TraceSource,
  { sides, lines, rest, mapping, threads, traceHash }: CurveRequest,
  replayOptions: ReplayOptions,
): Promise<CurveRow[]> {
  const shares = threadsFor(threads, sides.length);
  const all = sides.map((which, at): Curves | WorkerCurves => {
    const options = { which, lines, mapping, ...rest };
    return threads === 1
      ? createCurves(source.pages, options)
      : createWorkerCurves(source.pages, options, shares[at]);
  });
  await replayThenClose(source, all, replayOptions);
  const provenance = {
    traceHash,
    window: replayOptions.window?.description ?? "",
    version: programVersion(),
  };
  const trace = source.info.name;
  return all
    .flatMap((one) => one.curves())
    .flatMap((one) => stepsOf(one).map((step) => ({ ...step, trace, curve: one, provenance })));
}

/** Capacities in lines, from 1 on, at which the misses become fewer, and the misses there. */
export function stepsOf({ kinds }: MissCurve): { lines: number; misses: number }[] {
  const all = Object.values(kinds);
  const longest = Math.max(1, ...all.map(({ distances }) => distances.length));
  const at = (distance: number) =>
    all.reduce((sum, { distances }) => sum + (distances[distance] ?? 0), 0);
  let misses = all.reduce((sum, one) => sum + one.compulsory + one.invalidated, 0);
  for (let distance = 1; distance < longest; distance++) misses += at(distance);
  const steps = [{ lines: 1, misses }];
  // A cache of so many lines is the first to hold what is used again at the distance before.
  for (let lines = 2; lines <= longest; lines++) {
    const hits = at(lines - 1);
    if (hits === 0) continue;
    misses -= hits;
    steps.push({ lines, misses });
  }
  return steps;
}
