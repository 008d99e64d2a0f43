/**
 * One result: what one machine counted of one trace for one "who".
 */
import {
  addCounts,
  type Counts,
  type Machine,
  newCounts,
  type Row,
  stallCycles,
  type Who,
} from "@mcpi/memsim";

/** What a row is of: everything, or a part of it by the property named. */
export type By = "total" | "mode" | "space" | "refill" | "component" | "function";

export const BY_NAMES: readonly By[] = [
  "total",
  "mode",
  "space",
  "refill",
  "component",
  "function",
];

/** Where a result comes from. */
export interface Provenance {
  /** SHA-256 of the trace's bytes; empty if it came through a pipe. */
  readonly traceHash: string;
  /** SHA-256 of the machine description (provenance.ts). */
  readonly machineHash: string;
  /** What of the trace was counted; empty if all of it. */
  readonly window: string;
  /** What makes the counts approximate; empty if nothing does. */
  readonly approximate: string;
  /** Of mcpi. */
  readonly version: string;
}

/** Which counts are known; the columns of the others are empty, never 0. */
export interface Known {
  /** Three-C classes were asked for. */
  readonly classes: boolean;
  /** The two-way cache was asked for. */
  readonly twoWay: boolean;
  /** Counted by the simulator; false for components and functions (attribution.ts). */
  readonly simulated: boolean;
}

export interface ResultRow {
  readonly trace: string;
  readonly machine: string;
  readonly by: By;
  readonly who: string;
  readonly counts: Counts;
  /** Instructions of the whole that the row is a part of: the denominator of MCPI. */
  readonly whole: number;
  /** Cycles of idling; undefined in rows that are not the total. */
  readonly idleCycles: number | undefined;
  readonly known: Known;
  /** What the machine takes for time. */
  readonly time: Machine["time"];
  readonly provenance: Provenance;
}

/** What all rows of a trace on a machine have in common. */
export type Frame = Pick<ResultRow, "trace" | "machine" | "time" | "provenance"> & {
  readonly known: Omit<Known, "simulated">;
};

/**
 * The rows of what a simulator counted, in the order of `by`. Rows by refill come only where there
 * is any refill. Components and functions are not for this (attribution.ts).
 */
export function rowsOf(
  frame: Frame,
  by: readonly By[],
  counted: readonly Row[],
  idleCycles: number,
): ResultRow[] {
  const total = newCounts();
  for (const row of counted) addCounts(total, row.counts);
  const row = (name: By, who: string, counts: Counts): ResultRow => ({
    ...frame,
    by: name,
    who,
    counts,
    whole: total.instructions,
    idleCycles: name === "total" ? idleCycles : undefined,
    known: { ...frame.known, simulated: true },
  });
  const rows: ResultRow[] = [];
  for (const name of by) {
    if (name === "total") rows.push(row("total", "total", total));
    else if (name in WHO_NAMES) {
      if (name === "refill" && !counted.some(({ who }) => who.refill)) continue;
      for (const [who, counts] of groups(counted, WHO_NAMES[name as keyof typeof WHO_NAMES]))
        rows.push(row(name, who, counts));
    }
  }
  return rows;
}

/** What a row by mode, space or refill calls who made the references. */
const WHO_NAMES = {
  mode: (who: Who) => who.mode,
  space: (who: Who) => String(who.space),
  refill: (who: Who) => (who.refill ? "refill" : "other"),
};

function groups(counted: readonly Row[], nameOf: (who: Who) => string): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const { who, counts } of counted) {
    const name = nameOf(who);
    let sum = sums.get(name);
    if (sum === undefined) sums.set(name, (sum = newCounts()));
    addCounts(sum, counts);
  }
  return sums;
}

/** Stall cycles by instructions; undefined where there are none. */
export function mcpi(cycles: number, instructions: number): number | undefined {
  return instructions === 0 ? undefined : cycles / instructions;
}

/** MCPI of a row: its stall cycles by the instructions of the whole. */
export function mcpiOf(row: ResultRow): number | undefined {
  return mcpi(stallCycles(row.counts.stalls), row.whole);
}

/** Stall cycles of a row by its own instructions. */
export function ownMcpiOf({ counts }: ResultRow): number | undefined {
  return mcpi(stallCycles(counts.stalls), counts.instructions);
}
