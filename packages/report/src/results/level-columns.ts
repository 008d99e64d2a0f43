/**
 * The columns of the two cache levels: accesses, misses and their classes, by kind of reference.
 */
import type { Counts, KindCounts, LevelCounts } from "@mcpi/memsim";
import { type Column, count, simulated } from "./column.ts";
import type { ResultRow } from "./row.ts";

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

/** The columns of both levels. */
export const LEVEL_COLUMNS: readonly Column[] = LEVELS.flatMap(([level, levelWords, levelOf]) => [
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
