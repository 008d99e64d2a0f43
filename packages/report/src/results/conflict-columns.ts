/**
 * The columns of conflict pairs (conflicts.ts).
 */
import type { FunctionLookup } from "@mcpi/trace";
import { functionNames } from "../attribution.ts";
import { type ConflictPair, UNKNOWN_EVICTOR } from "../conflicts.ts";
import type { SimulationResult } from "../station.ts";
import type { Column } from "./column.ts";
import { mcpi } from "./row.ts";

/** A pair with its names. */
export interface ConflictRow {
  readonly trace: string;
  readonly machine: string;
  readonly pair: ConflictPair;
  readonly evictor: string;
  readonly victim: string;
  readonly evictorAddress: string;
  readonly victimAddress: string;
  /** Of the whole trace. */
  readonly instructions: number;
}

/** The pairs of a result, with the names of functions and virtual addresses. */
export function conflictRows(
  { frame, rows, conflicts }: SimulationResult,
  lookup: FunctionLookup,
  virtualAddress: (compact: number) => bigint,
): ConflictRow[] {
  const functionName = functionNames(lookup);
  const name = (number: number) =>
    number === UNKNOWN_EVICTOR ? "(unknown)" : functionName(number);
  const address = (compact: number) => `0x${virtualAddress(compact).toString(16)}`;
  return conflicts.map((pair) => ({
    trace: frame.trace,
    machine: frame.machine,
    pair,
    evictor: name(pair.evictor),
    victim: name(pair.victim),
    evictorAddress: pair.evictor === UNKNOWN_EVICTOR ? "" : address(pair.evictorAddress),
    victimAddress: address(pair.victimAddress),
    instructions: rows[0]?.whole ?? 0,
  }));
}

/** The columns of conflict pairs, in their order. */
export const CONFLICT_COLUMNS: readonly Column<ConflictRow>[] = [
  { name: "trace", unit: "text", definition: "the trace", value: (row) => row.trace },
  { name: "machine", unit: "text", definition: "the machine", value: (row) => row.machine },
  {
    name: "cache",
    unit: "text",
    definition: "`instruction`, `data` or `unified`",
    value: (row) => row.pair.cache,
  },
  { name: "set", unit: "sets", definition: "set of the cache", value: (row) => row.pair.set },
  {
    name: "evictor",
    unit: "text",
    definition:
      "function whose reference evicted the line; `(unknown)` where the miss log does not tell",
    value: (row) => row.evictor,
  },
  {
    name: "victim",
    unit: "text",
    definition: "function that needed the line again and paid for the miss",
    value: (row) => row.victim,
  },
  {
    name: "misses",
    unit: "misses",
    definition: "conflict misses of the victim in this set after an eviction by the evictor",
    value: (row) => row.pair.misses,
  },
  {
    name: "cycles",
    unit: "cycles",
    definition: "their stall cycles",
    value: (row) => row.pair.cycles,
  },
  {
    name: "mcpi",
    unit: "cycles/instruction",
    definition: "`cycles` by the instructions of the whole",
    value: (row) => mcpi(row.pair.cycles, row.instructions),
  },
  {
    name: "evictor_address",
    unit: "text",
    definition: "virtual address of the first such evicting reference",
    value: (row) => row.evictorAddress,
  },
  {
    name: "victim_address",
    unit: "text",
    definition: "virtual address of the first such miss",
    value: (row) => row.victimAddress,
  },
];
