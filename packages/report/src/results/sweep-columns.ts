/**
 * The columns of `mcpi sweep`: a row for each cache.
 */
import type {
  CacheDescription,
  KindCounts,
  LevelCounts,
  SweepMethod,
  SweepSide,
} from "@mcpi/memsim";
import { waysOf } from "@mcpi/memsim";
import { type Column, rounded } from "./column.ts";
import type { Provenance } from "./row.ts";

export interface SweepRow {
  readonly trace: string;
  readonly side: SweepSide;
  readonly cache: CacheDescription;
  readonly method: SweepMethod;
  readonly counts: LevelCounts;
  /** Instructions of the trace. */
  readonly instructions: number;
  readonly threeC: boolean;
  readonly provenance: Pick<Provenance, "traceHash" | "window" | "version">;
}

const KINDS = ["fetch", "load", "store"] as const;

/** Kinds of references that a cache on a side sees. */
export function kindsOf(side: SweepSide): readonly (typeof KINDS)[number][] {
  if (side === "unified") return KINDS;
  return side === "instruction" ? ["fetch"] : ["load", "store"];
}

/** A count, of all kinds that the cache sees together. */
export function sumOf(row: SweepRow, what: keyof KindCounts): number {
  return kindsOf(row.side).reduce((sum, kind) => sum + row.counts[kind][what], 0);
}

/** Misses by accesses; undefined without accesses. */
export function missRatio(row: SweepRow): number | undefined {
  const accesses = sumOf(row, "accesses");
  return accesses === 0 ? undefined : sumOf(row, "misses") / accesses;
}

const count = (
  name: string,
  unit: string,
  definition: string,
  value: (row: SweepRow) => number | undefined,
): Column<SweepRow> => ({ name, unit, definition, value });

const text = (
  name: string,
  definition: string,
  value: (row: SweepRow) => string,
): Column<SweepRow> => ({ name, unit: "text", definition, value });

const CLASSES = ["compulsory", "capacity", "conflict"] as const;

/** The columns, in their order. */
export const SWEEP_COLUMNS: readonly Column<SweepRow>[] = [
  text("trace", "the trace", (row) => row.trace),
  text("cache", "`instruction`, `data` or `unified`: which references it sees", (row) => row.side),
  count("size", "bytes", "capacity", (row) => row.cache.size),
  count("line", "bytes", "bytes of a line", (row) => row.cache.line),
  {
    name: "ways",
    unit: "lines",
    definition: "lines of a set, or `full`",
    value: (row) => row.cache.ways,
  },
  count("sets", "sets", "sets", (row) => row.cache.size / row.cache.line / waysOf(row.cache)),
  text("replacement", "`lru`, `fifo`, `random` or `plru`", (row) => row.cache.replacement),
  text("write", "what a store miss does; empty for instruction caches", (row) =>
    row.side === "instruction" ? "" : (row.cache.write?.miss ?? ""),
  ),
  text(
    "method",
    "how it was simulated; all are exact: `stack` and `inclusion` with others, or `independent`",
    (row) => row.method,
  ),
  count("accesses", "accesses", "pieces of references that the cache saw", (row) =>
    sumOf(row, "accesses"),
  ),
  count("misses", "misses", "misses of all kinds", (row) => sumOf(row, "misses")),
  count("miss_ratio", "misses/access", "`misses` by `accesses`", (row) => rounded(missRatio(row))),
  count(
    "misses_per_1000_instructions",
    "misses/instruction",
    "`misses` by instructions, times 1000; empty without instructions",
    (row) =>
      row.instructions === 0
        ? undefined
        : rounded((1000 * sumOf(row, "misses")) / row.instructions),
  ),
  ...CLASSES.map((name) =>
    count(name, "misses", `${name} misses (docs/counting.md, section 3)`, (row) =>
      row.threeC ? sumOf(row, name) : undefined,
    ),
  ),
  count(
    "bypass",
    "misses",
    "stores that left the cache alone; in none of the three classes",
    (row) => row.counts.bypass,
  ),
  ...KINDS.flatMap((kind) => [
    count(`${kind}_accesses`, "accesses", `of the accesses, ${kind} accesses`, (row) =>
      kindsOf(row.side).includes(kind) ? row.counts[kind].accesses : undefined,
    ),
    count(`${kind}_misses`, "misses", `of the misses, ${kind} misses`, (row) =>
      kindsOf(row.side).includes(kind) ? row.counts[kind].misses : undefined,
    ),
  ]),
  text("window", "what of the trace was counted; empty: all", (row) => row.provenance.window),
  text("trace_sha256", "SHA-256 of the trace", (row) => row.provenance.traceHash),
  text("version", "version of mcpi", (row) => row.provenance.version),
];
