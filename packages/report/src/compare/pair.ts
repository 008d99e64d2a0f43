/**
 * Two systems with the same workload, each beside what was published of it, and beside each other: the
 * question is what the structure of the second costs over that of the first.
 */
import { type Counts, type KindCounts, stallCycles } from "@mcpi/memsim";
import type { Published, PublishedNumber } from "../published/published.ts";
import type { Column } from "../results/column.ts";
import { COMPONENTS, comparisonOf, countsOf } from "../run/comparison.ts";
import type { Measured } from "../run/measure.ts";

export const SECTIONS = ["work", "components", "MCPI", "misses", "system alone", "time"] as const;
export type Section = (typeof SECTIONS)[number];

/** A quantity of one system. */
export interface Beside {
  readonly measured: number;
  readonly published: PublishedNumber | undefined;
}

/** A quantity of two systems; undefined where one has none. */
export interface PairLine {
  readonly section: Section;
  readonly quantity: string;
  readonly unit: string;
  readonly base: Beside | undefined;
  readonly other: Beside | undefined;
}

/** What was measured of two systems. */
export interface Pair {
  readonly base: Measured;
  readonly other: Measured;
}

interface Quantity extends Beside {
  readonly section: Section;
  readonly quantity: string;
  readonly unit: string;
}

/** The lines of a pair, by section. */
export function pairLines({ base, other }: Pair, published: Published): PairLine[] {
  const scale = countsOf(base.result.rows).system.instructions;
  const [a, b] = [base, other].map((one) => quantitiesOf(one, published, base.system.name, scale));
  const key = ({ section, quantity }: Quantity) => `${section} / ${quantity}`;
  const known = new Map(a.map((one) => [key(one), one]));
  const here = new Map(b.map((one) => [key(one), one]));
  const all = [...b, ...a.filter((one) => !here.has(key(one)))];
  return SECTIONS.flatMap((section) =>
    all
      .filter((one) => one.section === section)
      .map((one) => ({
        section,
        quantity: one.quantity,
        unit: one.unit,
        base: known.get(key(one)),
        other: here.get(key(one)),
      })),
  );
}

function quantitiesOf(
  measured: Measured,
  published: Published,
  scaleSystem: string,
  scale: number,
): Quantity[] {
  const { workload, system, result, systemOnly } = measured;
  const of = (key: string) => published(workload.name, system.name, key);
  const counts = countsOf(result.rows);
  const quantities: Quantity[] = [];
  const add = (
    section: Section,
    quantity: string,
    unit: string,
    value: number,
    number?: PublishedNumber,
  ) => quantities.push({ section, quantity, unit, measured: value, published: number });

  for (const line of comparisonOf(measured, published)) {
    if (line.quantity.startsWith("share of ")) continue;
    const section =
      line.group === "calibration"
        ? "work"
        : line.unit === "cycles/instruction"
          ? "MCPI"
          : line.unit === "misses"
            ? "misses"
            : "time";
    add(section, line.quantity, line.unit, line.measured, line.published);
  }
  const scaleUnit = `by ${scaleSystem}'s system instructions`;
  // Figure 3-1 has all bars by the instructions of Ultrix's system.
  const bar = (name: string) => (scaleSystem === "ultrix" ? of(`components.${name}`) : undefined);
  for (const name of COMPONENTS) {
    const own = counts.components.get(name)?.instructions ?? 0;
    const number = bar(name);
    if (own === 0 && !number?.value) continue;
    add("components", name, scaleUnit, own / scale, number);
  }
  add(
    "components",
    "all of the system",
    scaleUnit,
    counts.system.instructions / scale,
    bar("instructions"),
  );
  add(
    "components",
    "stall cycles of the system",
    scaleUnit,
    stallCycles(counts.system.stalls) / scale,
    bar("stalls"),
  );

  missLines(counts.total, "", true, add);
  missLines(counts.system, ", system", false, add);
  if (systemOnly !== undefined) {
    const { level1, stalls } = systemOnly;
    const { instructions } = counts.total;
    for (const [what, kind, cycles, cause] of [
      ["instruction", level1.fetch, stalls.icache, "icache"],
      ["data", level1.load, stalls.dcache, "dcache"],
    ] as const) {
      add(
        "system alone",
        `MCPI, ${what} cache`,
        "cycles/instruction",
        cycles / instructions,
        of(`system_only_mcpi.${cause}`),
      );
      add(
        "system alone",
        `part of its misses that two ways remove, ${what} cache`,
        "by misses",
        kind.misses === 0 ? 0 : 1 - kind.twoWayMisses / kind.misses,
        of(`two_way_removed.${cause}`),
      );
    }
  }
  return quantities;
}

/** Misses by class; conflicts by both definitions, that of three classes and that of two ways. */
function missLines(
  { level1 }: Counts,
  whose: string,
  twoWay: boolean,
  add: (section: Section, quantity: string, unit: string, value: number) => void,
): void {
  const kinds: readonly (readonly [string, KindCounts])[] = [
    ["instruction misses", level1.fetch],
    ["load misses", level1.load],
  ];
  for (const [what, kind] of kinds) {
    const line = (of: string, value: number) =>
      add("misses", `${what}${whose}${of}`, "misses", value);
    if (whose !== "") line("", kind.misses);
    line(", compulsory", kind.compulsory);
    line(", capacity", kind.capacity);
    line(", conflict", kind.conflict);
    // Of parts of the whole nobody counts them.
    if (twoWay) line(" that two ways remove", kind.misses - kind.twoWayMisses);
  }
}

/** One by the other; undefined where that says nothing. */
export function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

/** Measured by published. */
export const ratioOf = (beside: Beside | undefined): number | undefined =>
  ratio(beside?.measured, beside?.published?.value);

const precise = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value.toFixed(7));

/** The columns of a pair's CSV, in their order. */
export function pairColumns({ base, other }: Pair): readonly Column<PairLine>[] {
  const text = (
    name: string,
    definition: string,
    value: (line: PairLine) => string | undefined,
  ): Column<PairLine> => ({ name, unit: "text", definition, value });
  const number = (
    name: string,
    unit: string,
    definition: string,
    value: (line: PairLine) => number | undefined,
  ): Column<PairLine> => ({ name, unit, definition, value: (line) => precise(value(line)) });
  const of = (
    name: "base" | "system",
    what: string,
    at: (line: PairLine) => Beside | undefined,
  ) => [
    number(`${name}_measured`, "as said", `measured of ${what}`, (line) => at(line)?.measured),
    number(
      `${name}_published`,
      "as said",
      `published of ${what}; empty: nothing was`,
      (line) => at(line)?.published?.value,
    ),
    number(`${name}_ratio`, "", "measured by published", (line) => ratioOf(at(line))),
  ];
  return [
    text("workload", "the workload", () => base.workload.name),
    text("section", SECTIONS.map((name) => `\`${name}\``).join(", "), (line) => line.section),
    text("quantity", "what", (line) => line.quantity),
    text("unit", "its unit", (line) => line.unit),
    text("base", "the system that the other is compared with", () => base.system.name),
    ...of("base", "it", (line) => line.base),
    text("system", "the other system", () => other.system.name),
    ...of("system", "the other", (line) => line.other),
    number("measured_ratio", "", "the other's by the base's, measured", ({ base: a, other: b }) =>
      ratio(b?.measured, a?.measured),
    ),
    number("published_ratio", "", "the same, published", ({ base: a, other: b }) =>
      ratio(b?.published?.value, a?.published?.value),
    ),
    text(
      "source",
      "where it was published",
      ({ base: a, other: b }) => (b?.published ?? a?.published)?.source,
    ),
  ];
}
