/**
 * One pass over a trace for many caches: the rows of `mcpi sweep`.
 */
import {
  cacheGrid,
  createSweep,
  type MappingDescription,
  type Sweep,
  type SweepCache,
  type SweepResult,
  type SweepSide,
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
  const sweeps = new Map<SweepSide, Sweep>();
  for (const side of sides)
    sweeps.set(side, createSweep(source.pages, { which: side, configurations, threeC, mapping }));
  await replay(source, [...sweeps.values()], replayOptions);
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
