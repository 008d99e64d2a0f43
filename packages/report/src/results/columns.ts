/**
 * The columns of a result, once, as data: name, unit, definition, and how each is computed. CSV,
 * JSON and the table in docs/results.md are made from this list. Columns are only ever added.
 */
import { type Counts, type KindCounts, type LevelCounts, stallCycles } from "@mcpi/memsim";
import { mcpi, mcpiOf, ownMcpiOf, type ResultRow } from "./row.ts";

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

const identity: Column[] = [
  {
    name: "trace",
    unit: "text",
    definition: "the trace, as it was named on the command line",
    value: (row) => row.trace,
  },
  {
    name: "machine",
    unit: "text",
    definition: "the machine description's name",
    value: (row) => row.machine,
  },
  {
    name: "by",
    unit: "text",
    definition:
      "what the row is of: `total` (everything), or a part by `mode`, `space`, `refill`, `component` or `function`",
    value: (row) => row.by,
  },
  {
    name: "who",
    unit: "text",
    definition:
      "which part: `total`; `user` or `kernel`; a space's id; `refill` (within TLB refill) or `other`; a component's or function's name",
    value: (row) => row.who,
  },
];

/** A column of a count, as it is. */
function count(
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

const simulated = (row: ResultRow) => row.known.simulated;

const references: Column[] = [
  count(
    "references",
    "references",
    "fetches, loads and stores: `instructions + loads + stores`",
    (c) => c.instructions + c.loads + c.stores,
  ),
  count(
    "instructions",
    "instructions",
    "instructions retired, cached or not, idling left out",
    (c) => c.instructions,
  ),
  count("loads", "references", "data reads, cached or not", (c) => c.loads),
  count("stores", "references", "data writes, cached or not", (c) => c.stores),
  count(
    "uncached_fetches",
    "references",
    "instructions fetched from uncached pages",
    (c) => c.uncachedFetches,
    simulated,
  ),
  count(
    "uncached_loads",
    "references",
    "loads from uncached pages",
    (c) => c.uncachedLoads,
    simulated,
  ),
  count(
    "uncached_stores",
    "references",
    "stores to uncached pages",
    (c) => c.uncachedStores,
    simulated,
  ),
  {
    name: "cycles",
    unit: "cycles",
    definition:
      "`instructions + stall_cycles`, and `extra_cycles` if the machine's `time` is `base`; idling left out",
    value: ({ counts, known, time }) =>
      known.simulated
        ? counts.instructions +
          (time === "base" ? counts.extraCycles : 0) +
          stallCycles(counts.stalls)
        : undefined,
  },
  count(
    "extra_cycles",
    "cycles",
    "base cycles beyond one an instruction, as the trace has them, whatever the machine's `time`",
    (c) => c.extraCycles,
    simulated,
  ),
  {
    name: "idle_cycles",
    unit: "cycles",
    definition: "cycles that passed in idling; only in rows by `total`",
    value: (row) => row.idleCycles,
  },
];

const LEVELS = [
  ["level1", "first-level", (c: Counts) => c.level1],
  ["level2", "second-level", (c: Counts) => c.level2],
] as const;

const KINDS = [
  ["fetch", "fetch", (l: LevelCounts) => l.fetch],
  ["load", "load", (l: LevelCounts) => l.load],
  ["store", "store", (l: LevelCounts) => l.store],
] as const;

interface KindColumn {
  readonly name: string;
  readonly unit: string;
  readonly definition: (kind: string, level: string) => string;
  readonly of: (counts: KindCounts) => number;
  readonly known: (row: ResultRow) => boolean;
}

const classes = (row: ResultRow) => row.known.classes;
const simulatedClasses = (row: ResultRow) => row.known.simulated && row.known.classes;

const KIND_COLUMNS: readonly KindColumn[] = [
  {
    name: "accesses",
    unit: "accesses",
    definition: (kind, level) => `pieces of ${kind} references that the ${level} cache saw`,
    of: (k) => k.accesses,
    known: simulated,
  },
  {
    name: "misses",
    unit: "misses",
    definition: (kind, level) => `${kind} misses of the ${level} cache`,
    of: (k) => k.misses,
    known: () => true,
  },
  {
    name: "compulsory",
    unit: "misses",
    definition: (kind, level) =>
      `of these ${kind} misses, those with no line of the fetch block ever in the ${level} cache before`,
    of: (k) => k.compulsory,
    known: classes,
  },
  {
    name: "capacity",
    unit: "misses",
    definition: (kind) => `of these ${kind} misses, those that the fully associative twin has too`,
    of: (k) => k.capacity,
    known: classes,
  },
  {
    name: "conflict",
    unit: "misses",
    definition: (kind) => `of these ${kind} misses, those that hit in the fully associative twin`,
    of: (k) => k.conflict,
    known: classes,
  },
  {
    name: "twin_misses",
    unit: "misses",
    definition: (kind, level) =>
      `${kind} misses of the ${level} cache's fully associative twin (Hill's conflict misses are misses - twin_misses)`,
    of: (k) => k.twinMisses,
    known: simulatedClasses,
  },
  {
    name: "two_way_misses",
    unit: "misses",
    definition: (kind, level) =>
      `${kind} misses of the two-way LRU cache of the ${level} cache's size (Chen and Bershad's conflict misses are misses - two_way_misses); with --two-way`,
    of: (k) => k.twoWayMisses,
    known: (row) => row.known.simulated && row.known.twoWay,
  },
];

/** The miss log, from which attribution counts, tells of the first level only. */
const levelIsKnown = (level: string, row: ResultRow) => level === "level1" || simulated(row);

const levels: Column[] = LEVELS.flatMap(([level, levelWords, levelOf]) => [
  ...KINDS.flatMap(([kind, kindWords, kindOf]) =>
    KIND_COLUMNS.map(({ name, unit, definition, of, known }) =>
      count(
        `${level}_${kind}_${name}`,
        unit,
        definition(kindWords, levelWords),
        (c) => of(kindOf(levelOf(c))),
        (row) => known(row) && levelIsKnown(level, row),
      ),
    ),
  ),
  count(
    `${level}_bypass`,
    "misses",
    `of the store misses, those that left the ${levelWords} cache alone; they are in none of the three classes`,
    (c) => levelOf(c).bypass,
    (row) => levelIsKnown(level, row),
  ),
  count(
    `${level}_dinero_compulsory`,
    "misses",
    "compulsory load and store misses as Dinero IV classes them (docs/counting.md, section 3)",
    (c) => dineroClasses(levelOf(c)).compulsory,
    simulatedClasses,
  ),
  count(
    `${level}_dinero_capacity`,
    "misses",
    "capacity load and store misses as Dinero IV classes them",
    (c) => dineroClasses(levelOf(c)).capacity,
    simulatedClasses,
  ),
  count(
    `${level}_dinero_conflict`,
    "misses",
    "conflict load and store misses as Dinero IV classes them",
    (c) => dineroClasses(levelOf(c)).conflict,
    simulatedClasses,
  ),
  count(
    `${level}_write_backs`,
    "lines",
    `dirty lines that the ${levelWords} cache evicted`,
    (c) => levelOf(c).writeBacks,
    simulated,
  ),
]);

/** Load and store misses of a level in Dinero IV's three classes: bypassing stores folded in. */
export function dineroClasses(level: LevelCounts): {
  compulsory: number;
  capacity: number;
  conflict: number;
} {
  const { load, store } = level;
  return {
    compulsory:
      load.compulsory + store.compulsory - level.compulsoryAfterBypass + level.bypassCompulsory,
    capacity: load.capacity + store.capacity + level.compulsoryAfterBypass + level.bypassCapacity,
    conflict: load.conflict + store.conflict + level.bypassConflict,
  };
}

const rest: Column[] = [
  count(
    "tlb_fetch_misses",
    "misses",
    "TLB misses of fetches; 0 without a TLB",
    (c) => c.tlbFetchMisses,
    simulated,
  ),
  count(
    "tlb_data_misses",
    "misses",
    "TLB misses of loads and stores; 0 without a TLB",
    (c) => c.tlbDataMisses,
    simulated,
  ),
  count("writes", "entries", "entries that the write buffer took", (c) => c.writes, simulated),
];

/** The causes of stalls: column, key in the counts, definition. */
export const CAUSES = [
  ["icache", "icache", "fetch misses"],
  ["dcache", "dcache", "load misses, and store misses that fetch"],
  ["write_buffer", "writeBuffer", "waits for the write buffer, whoever waits"],
  ["uncached", "uncached", "uncached loads and fetches"],
  ["tlb", "tlb", "TLB misses that hardware refills"],
] as const;

const stalls: Column[] = [
  ...CAUSES.map(([name, key, words]) =>
    count(`stall_${name}`, "cycles", `stall cycles of ${words}`, (c) => c.stalls[key]),
  ),
  count("stall_cycles", "cycles", "all stall cycles: the sum of the five above", (c) =>
    stallCycles(c.stalls),
  ),
  ...CAUSES.map(
    ([name, key]): Column => ({
      name: `mcpi_${name}`,
      unit: "cycles/instruction",
      definition: `\`stall_${name}\` by the instructions of the whole (of the row by \`total\`)`,
      value: (row) => rounded(mcpi(row.counts.stalls[key], row.whole)),
    }),
  ),
  {
    name: "mcpi",
    unit: "cycles/instruction",
    definition:
      "memory cycles per instruction: `stall_cycles` by the instructions of the whole, so that the parts of a whole add up to its MCPI (as Chen and Bershad's Table 4-1)",
    value: (row) => rounded(mcpiOf(row)),
  },
  {
    name: "mcpi_own",
    unit: "cycles/instruction",
    definition:
      "`stall_cycles` by the row's own `instructions`: what an instruction of this part costs (as their Table 2-4)",
    value: (row) => rounded(ownMcpiOf(row)),
  },
];

const provenance: Column[] = [
  {
    name: "window",
    unit: "text",
    definition:
      "what of the trace was counted (what came before was simulated to warm the caches); empty: all",
    value: (row) => row.provenance.window,
  },
  {
    name: "approximate",
    unit: "text",
    definition: "what makes the counts approximate; empty: they are exact",
    value: (row) => row.provenance.approximate,
  },
  {
    name: "trace_sha256",
    unit: "text",
    definition: "SHA-256 of the trace file's bytes; empty if it came through a pipe",
    value: (row) => row.provenance.traceHash,
  },
  {
    name: "machine_sha256",
    unit: "text",
    definition:
      "SHA-256 of the machine description as canonical JSON (keys sorted, defaults filled in, no spaces)",
    value: (row) => row.provenance.machineHash,
  },
  {
    name: "version",
    unit: "text",
    definition: "version of mcpi",
    value: (row) => row.provenance.version,
  },
];

/** All columns of a result, in their order. */
export const COLUMNS: readonly Column[] = [
  ...identity,
  ...references,
  ...levels,
  ...rest,
  ...stalls,
  ...provenance,
];
