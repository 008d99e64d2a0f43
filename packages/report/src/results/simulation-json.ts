/**
 * The JSON document of `mcpi sim` and `mcpi boot`: what was simulated, in full, then the rows of the CSV.
 */
import type { TraceInfo } from "@mcpi/trace";
import type { SimulationResult } from "../station.ts";
import { COLUMNS } from "./columns.ts";
import { CONFLICT_COLUMNS, type ConflictRow } from "./conflict-columns.ts";
import { toJson, toObjects } from "./write.ts";

/** A trace with what all machines made of it. */
export interface SimulatedTrace {
  readonly info: TraceInfo;
  readonly results: readonly SimulationResult[];
  readonly conflicts: readonly ConflictRow[];
}

/** Version of the document's form; it changes when a key is removed or changes its meaning. */
const SCHEMA = 1;

/**
 * The document as text. Machines are given in full, each once.
 * @param kind the command
 * @param more what else it says
 */
export function simulationJson(
  traces: readonly SimulatedTrace[],
  kind = "mcpi sim",
  more: Readonly<Record<string, unknown>> = {},
): string {
  const results = traces.flatMap((trace) => trace.results);
  const machines = new Map(
    results.map(({ machine, frame }) => [frame.provenance.machineHash, machine]),
  );
  const conflicts = traces.flatMap((trace) => trace.conflicts);
  const about = {
    kind,
    schema: SCHEMA,
    version: results[0]?.frame.provenance.version,
    ...more,
    traces: traces.map(({ info, results: [first] }) => ({
      name: info.name,
      format: info.format,
      sha256: first?.frame.provenance.traceHash,
      provenance: info.provenance,
    })),
    machines: [...machines].map(([sha256, description]) => ({ sha256, description })),
    ...(conflicts.length === 0 ? {} : { conflicts: toObjects(CONFLICT_COLUMNS, conflicts) }),
  };
  return toJson(
    about,
    COLUMNS,
    results.flatMap(({ rows }) => rows),
  );
}
