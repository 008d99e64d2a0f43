/**
 * What was measured, beside what Chen and Bershad published of the same workload on the same system.
 *
 * Lines of *calibration* say how much work was done, and have a tolerance: a guest is brought to them.
 * Lines of *validation* say what the memory system made of it, and have none: nothing is tuned to
 * them (docs/method.md). The tolerances were written down before the first run.
 */
import { addCounts, type Counts, newCounts, stallCycles } from "@mcpi/memsim";
import type { Published, PublishedNumber } from "../published/published.ts";
import type { Column } from "../results/column.ts";
import type { ResultRow } from "../results/row.ts";
import type { Measured } from "./measure.ts";

export interface ComparisonLine {
  readonly system: string;
  readonly workload: string;
  readonly group: "calibration" | "validation";
  readonly quantity: string;
  readonly unit: string;
  readonly measured: number;
  readonly published: PublishedNumber | undefined;
  /** How far the ratio may be from 1; undefined where that decides nothing. */
  readonly tolerance: number | undefined;
}

/** Components whose share is no target: how often refills run is validation. */
const VALIDATED_COMPONENTS = ["UTLB", "KTLB"];
/** The components of Figure 3-1, in its order. */
export const COMPONENTS = [
  "trap",
  "UTLB",
  "KTLB",
  "VM-md",
  "VM-mi",
  "block operations",
  "UNIX service",
  "microkernel",
  "IPC",
  "emulation library",
] as const;
export const USER = "user";

const INSTRUCTION_TOLERANCE = 0.2;
const COMPONENT_TOLERANCE = 0.35;
/** Components below this share of the published bar have no tolerance. */
const LEAST_SHARE = 0.05;

/** The counts of a measured run that comparisons are made of. */
export interface RunCounts {
  readonly total: Counts;
  readonly user: Counts;
  /** Everything that no program executed: kernel, server, emulation library. */
  readonly system: Counts;
  readonly components: ReadonlyMap<string, Counts>;
  readonly idleCycles: number;
}

export function countsOf(rows: readonly ResultRow[]): RunCounts {
  const total = rows.find((row) => row.by === "total")!;
  const components = new Map(
    rows.filter((row) => row.by === "component").map((row) => [row.who, row.counts]),
  );
  // By component, not by mode: a server and an emulation library run in user mode.
  const user = components.get(USER) ?? newCounts();
  return {
    total: total.counts,
    user,
    system: difference(total.counts, user),
    components,
    idleCycles: total.idleCycles ?? 0,
  };
}

function difference(whole: Counts, part: Counts): Counts {
  const rest = newCounts();
  addCounts(rest, whole);
  addCounts(rest, part, -1);
  return rest;
}

/** The lines of one run, calibration first. */
export function comparisonOf(measured: Measured, published: Published): ComparisonLine[] {
  const { system, workload, cycles } = measured;
  const counts = countsOf(measured.result.rows);
  const lines: ComparisonLine[] = [];
  const of = (key: string) => published(workload.name, system.name, key);
  const add = (
    group: ComparisonLine["group"],
    quantity: string,
    unit: string,
    value: number,
    number: PublishedNumber | undefined,
    tolerance?: number,
  ) =>
    lines.push({
      system: system.name,
      workload: workload.name,
      group,
      quantity,
      unit,
      measured: value,
      published: number,
      tolerance,
    });

  const target = of("target.system_instructions");
  add(
    "calibration",
    "user instructions",
    "instructions",
    counts.user.instructions,
    combined(of("instructions"), target, (all, part) => all - part),
    INSTRUCTION_TOLERANCE,
  );
  add(
    "calibration",
    "system instructions",
    "instructions",
    counts.system.instructions,
    target,
    INSTRUCTION_TOLERANCE,
  );
  add(
    "calibration",
    "system instructions, by Figure 3-1",
    "instructions",
    counts.system.instructions,
    of("target.system_instructions.n"),
  );
  add("calibration", "loads", "references", counts.total.loads, of("loads"));
  const bar = of("components.instructions");
  for (const name of COMPONENTS) {
    const share = combined(of(`components.${name}`), bar, (part, all) => part / all);
    const own = counts.components.get(name)?.instructions ?? 0;
    if (own === 0 && (share === undefined || share.value === 0)) continue;
    const decides =
      share !== undefined && share.value > LEAST_SHARE && !VALIDATED_COMPONENTS.includes(name);
    add(
      VALIDATED_COMPONENTS.includes(name) ? "validation" : "calibration",
      `share of ${name}`,
      "of system instructions",
      own / counts.system.instructions,
      share,
      decides ? COMPONENT_TOLERANCE : undefined,
    );
  }

  const { total } = counts;
  const perInstruction = (stalls: number) => stalls / total.instructions;
  add(
    "validation",
    "MCPI",
    "cycles/instruction",
    perInstruction(stallCycles(total.stalls)),
    of("mcpi"),
  );
  for (const [who, part] of [
    ["system", counts.system],
    ["user", counts.user],
  ] as const)
    for (const [cause, key] of [
      ["icache", "icache"],
      ["dcache", "dcache"],
      ["write_buffer", "writeBuffer"],
      ["uncached", "uncached"],
    ] as const) {
      const number = of(`mcpi.${who}.${cause}`);
      if (number === undefined && part.stalls[key] === 0) continue;
      add(
        "validation",
        `MCPI, ${who}, ${CAUSE_WORDS[cause]}`,
        "cycles/instruction",
        perInstruction(part.stalls[key]),
        number,
      );
    }
  const level = total.level1;
  add("validation", "instruction misses", "misses", level.fetch.misses, of("imisses"));
  add("validation", "load misses", "misses", level.load.misses, of("load_misses"));
  const systemCycles = counts.system.instructions + stallCycles(counts.system.stalls);
  const allCycles = total.instructions + stallCycles(total.stalls);
  add(
    "validation",
    "system's share of cycles",
    "%",
    (100 * systemCycles) / allCycles,
    of("system_cycles_percent"),
  );
  add("validation", "idle", "cycles", counts.idleCycles, of("idle_instructions"));
  add("validation", "time", "s", cycles / measured.run.machine.queue.hertz, of("seconds"));
  return lines;
}

const CAUSE_WORDS = {
  icache: "instruction cache",
  dcache: "data cache",
  write_buffer: "write buffer",
  uncached: "uncached reads (no validation: their cost was derived from this)",
} as const;

/** A number that follows from two; undefined unless both were published. */
function combined(
  a: PublishedNumber | undefined,
  b: PublishedNumber | undefined,
  of: (a: number, b: number) => number,
): PublishedNumber | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { value: of(a.value, b.value), unit: a.unit, source: a.source, confidence: "derived" };
}

/** Measured by published. */
export function ratioOf({ measured, published }: ComparisonLine): number | undefined {
  return published === undefined || published.value === 0 ? undefined : measured / published.value;
}

/** Whether a line with a tolerance is within it; undefined for others. */
export function withinTolerance(line: ComparisonLine): boolean | undefined {
  const ratio = ratioOf(line);
  if (line.tolerance === undefined || ratio === undefined) return undefined;
  return Math.abs(ratio - 1) <= line.tolerance;
}

/** The columns of a comparison, in their order. */
export const COMPARISON_COLUMNS: readonly Column<ComparisonLine>[] = [
  {
    name: "system",
    unit: "text",
    definition: "the operating system",
    value: (line) => line.system,
  },
  { name: "workload", unit: "text", definition: "the workload", value: (line) => line.workload },
  {
    name: "group",
    unit: "text",
    definition: "`calibration`: the guest is brought to it; `validation`: nothing is tuned to it",
    value: (line) => line.group,
  },
  { name: "quantity", unit: "text", definition: "what", value: (line) => line.quantity },
  { name: "unit", unit: "text", definition: "its unit", value: (line) => line.unit },
  {
    name: "measured",
    unit: "as said",
    definition: "by this run",
    value: (line) => precise(line.measured),
  },
  {
    name: "published",
    unit: "as said",
    definition: "empty: nothing was",
    value: (line) => line.published && precise(line.published.value),
  },
  {
    name: "ratio",
    unit: "",
    definition: "measured by published",
    value: (line) => {
      const ratio = ratioOf(line);
      return ratio === undefined ? undefined : precise(ratio);
    },
  },
  {
    name: "tolerance",
    unit: "",
    definition: "how far the ratio may be from 1; empty: that decides nothing",
    value: (line) => line.tolerance,
  },
  {
    name: "source",
    unit: "text",
    definition: "where it was published",
    value: (line) => line.published?.source,
  },
  {
    name: "confidence",
    unit: "text",
    definition: "how surely it is known (fixtures/published/README.md)",
    value: (line) => line.published?.confidence,
  },
];

/** Seven digits after the point at most. */
const precise = (value: number): number => Number(value.toFixed(7));
