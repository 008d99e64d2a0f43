/**
 * The columns of `mcpi sweep --curve`.
 */
import { accessesOf, type MissCurve } from "@mcpi/memsim";
import { type Column, rounded } from "./column.ts";
import type { Provenance } from "./row.ts";

/** A capacity at which the misses become fewer. */
export interface CurveRow {
  readonly trace: string;
  readonly curve: MissCurve;
  readonly lines: number;
  readonly misses: number;
  readonly provenance: Pick<Provenance, "traceHash" | "window" | "version">;
}

/** Misses by accesses; undefined without accesses. */
export function curveRatio({ curve, misses }: CurveRow): number | undefined {
  const accesses = accessesOf(curve);
  return accesses === 0 ? undefined : misses / accesses;
}

/** The columns, in their order. */
export const CURVE_COLUMNS: readonly Column<CurveRow>[] = [
  { name: "trace", unit: "text", definition: "the trace", value: (row) => row.trace },
  {
    name: "cache",
    unit: "text",
    definition: "`instruction`, `data` or `unified`: which references it sees",
    value: (row) => row.curve.side,
  },
  {
    name: "line",
    unit: "bytes",
    definition: "bytes of a line",
    value: (row) => row.curve.line,
  },
  {
    name: "lines",
    unit: "lines",
    definition: "capacity: from this row's to the next row's the misses are the same",
    value: (row) => row.lines,
  },
  {
    name: "size",
    unit: "bytes",
    definition: "capacity: `lines` times `line`",
    value: (row) => row.lines * row.curve.line,
  },
  {
    name: "accesses",
    unit: "accesses",
    definition: "pieces of references that the cache saw",
    value: (row) => accessesOf(row.curve),
  },
  {
    name: "misses",
    unit: "misses",
    definition: "misses of the fully associative LRU cache of this capacity",
    value: (row) => row.misses,
  },
  {
    name: "miss_ratio",
    unit: "misses/access",
    definition: "`misses` by `accesses`",
    value: (row) => rounded(curveRatio(row)),
  },
  {
    name: "window",
    unit: "text",
    definition: "what of the trace was counted; empty: all",
    value: (row) => row.provenance.window,
  },
  {
    name: "trace_sha256",
    unit: "text",
    definition: "SHA-256 of the trace",
    value: (row) => row.provenance.traceHash,
  },
  {
    name: "version",
    unit: "text",
    definition: "version of mcpi",
    value: (row) => row.provenance.version,
  },
];
