/**
 * The columns of interval statistics: which interval, then what the results have.
 */
import type { Interval } from "../stream/intervals.ts";
import type { Column } from "./column.ts";
import { COLUMNS } from "./columns.ts";
import type { Frame, ResultRow } from "./row.ts";

export interface IntervalRow extends ResultRow {
  readonly interval: Interval;
}

/** An interval as a row; its own instructions are the denominator of its MCPI. */
export function intervalRow(interval: Interval, frame: Frame): IntervalRow {
  return {
    ...frame,
    by: "total",
    who: "total",
    counts: interval.counts,
    whole: interval.counts.instructions,
    idleCycles: undefined,
    known: { ...frame.known, simulated: true },
    interval,
  };
}

const NOT_OF_INTERVALS = ["by", "who", "idle_cycles", "mcpi_own"];

const identity: readonly Column<IntervalRow>[] = [
  {
    name: "interval",
    unit: "intervals",
    definition: "number of the interval, from 0",
    value: (row) => row.interval.index,
  },
  {
    name: "first_reference",
    unit: "references",
    definition: "references of the counted part of the trace before the interval",
    value: (row) => row.interval.firstReference,
  },
  {
    name: "first_cycle",
    unit: "cycles",
    definition: "cycles since counting began, idling included, before the interval",
    value: (row) => row.interval.firstCycle,
  },
];

const [trace, machine, ...rest] = COLUMNS.filter(({ name }) => !NOT_OF_INTERVALS.includes(name));

/** The columns of intervals, in their order. */
export const INTERVAL_COLUMNS: readonly Column<IntervalRow>[] = [
  trace,
  machine,
  ...identity,
  ...rest,
];
