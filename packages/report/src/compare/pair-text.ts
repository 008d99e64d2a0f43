/**
 * What `mcpi compare` shows to people: a table for each section, both systems beside what was
 * published of them, and the ratio of one to the other.
 */
import type { Style } from "../console/style.ts";
import { textTable } from "../console/table.ts";
import { valueText } from "../run/run-text.ts";
import { type Beside, type Pair, type PairLine, ratio, ratioOf, SECTIONS } from "./pair.ts";

const TITLES = {
  work: "work: instructions and references",
  components: "instructions by component, by the base's system instructions (Figure 3-1)",
  MCPI: "memory cycles per instruction, by who and by cause (Figure 2-1)",
  misses: "misses, by class: three classes, and what a two-way cache removes",
  "system alone": "caches that the system alone uses (Figure 4-2)",
  time: "cycles and time",
} as const;

export function pairText(pair: Pair, lines: readonly PairLine[], style: Style): string {
  const [a, b] = [pair.base.system.name, pair.other.system.name];
  const heading = `${style("bold", `${pair.base.workload.name} on ${a} and ${b}`)}  ${pair.base.workload.description}\n`;
  const tables = SECTIONS.flatMap((section) => {
    const own = lines.filter((line) => line.section === section);
    return own.length === 0 ? [] : [`${TITLES[section]}\n${table(own, a, b, style)}`];
  });
  return `${[heading, ...tables].join("\n")}\n`;
}

function table(lines: readonly PairLine[], a: string, b: string, style: Style): string {
  const number = (heading: string) => ({ heading, numeric: true });
  const columns = [
    { heading: "" },
    ...[a, b].flatMap((name) => [number(name), number("published"), number("ratio")]),
    number(`${b} / ${a}`),
    number("published"),
  ];
  const cells = lines.map(({ quantity, unit, base, other }) => {
    const beside = (one: Beside | undefined) => [
      one === undefined ? "" : valueText(one.measured, unit),
      one?.published === undefined ? "" : valueText(one.published.value, unit),
      ratioOf(one)?.toFixed(2) ?? "",
    ];
    return [
      quantity,
      ...beside(base),
      ...beside(other),
      style("bold", ratio(other?.measured, base?.measured)?.toFixed(2) ?? ""),
      ratio(other?.published?.value, base?.published?.value)?.toFixed(2) ?? "",
    ];
  });
  return textTable(columns, cells, style);
}
