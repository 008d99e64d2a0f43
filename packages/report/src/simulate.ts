/**
 * One pass over a trace for any number of machines, and the results of each.
 */
import type { Machine } from "@mcpi/memsim";
import type { TraceSource } from "@mcpi/trace";
import { newStation, resultOf, type SimulationOptions, type SimulationResult } from "./station.ts";
import { type ReplayOptions, replay } from "./stream/replay.ts";

/**
 * Simulates every machine in one pass over the source.
 * @throws InputError where the trace cannot be read, or a machine cannot take it; Interrupted.
 */
export async function simulate(
  source: TraceSource,
  machines: readonly Machine[],
  options: SimulationOptions,
  replayOptions: ReplayOptions,
): Promise<SimulationResult[]> {
  const window = replayOptions.window?.description ?? "";
  const stream = { pages: source.pages, name: source.info.name };
  const stations = machines.map((machine) => newStation(stream, machine, options, window));
  await replay(
    source,
    stations.flatMap((station) => station.counters),
    replayOptions,
  );
  return stations.map((station) => resultOf(station, options));
}
