/**
 * What a column of results is: name, unit, definition, and how its value is computed.
 */
import type { Counts } from "@mcpi/memsim";
import type { ResultRow } from "./row.ts";

export type Value = string | number | undefined;

export interface Column<Of = ResultRow> {
  readonly name: string;
  /** `text`, `cycles`, `instructions`, `references`, `accesses`, `lines`, `cycles/instruction` … */
  readonly unit: string;
  /** One sentence without an end stop, in the terms of docs/counting.md. */
  readonly definition: string;
  /** Undefined is an empty cell: not known, or not there. */
  readonly value: (of: Of) => Value;
}

/** Digits after the point of ratios: enough for a tenth of a stall cycle in a million instructions. */
const DIGITS = 7;

export const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value.toFixed(DIGITS));

/** A column of a count, as it is. */
export function count(
  name: string,
  unit: string,
  definition: string,
  of: (counts: Counts) => number,
  known: (row: ResultRow) => boolean = () => true,
): Column {
  return {
    name,
    unit,
    definition,
    value: (row) => (known(row) ? of(row.counts) : undefined),
  };
}

/** Whether the simulator itself counted the row. */
export const simulated = (row: ResultRow) => row.known.simulated;
