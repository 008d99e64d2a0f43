/**
 * Steps as text for people, and as rows of CSV.
 */
import type { Style } from "../console/style.ts";
import { grouped, plural } from "../console/table.ts";
import type { Column } from "../results/column.ts";
import type { PieceStep, Step } from "./explainer.ts";

const CAUSES: Readonly<Record<PieceStep["stalls"][number]["cause"], string>> = {
  icache: "for the read",
  dcache: "for the read",
  writeBuffer: "waiting for the write buffer",
  uncached: "for the uncached read",
  tlb: "for the page walk",
};

/** Ways of a set that are printed; of larger sets the first ones. */
const SHOWN_WAYS = 8;

/** A few lines that say what the reference did, and why; they end with a line end. */
export function stepText(step: Step, style: Style): string {
  const { kind, pieces } = step;
  const size = pieces.reduce((sum, piece) => sum + piece.size, 0);
  const address = pieces.length > 0 ? hexadecimal(pieces[0].address) : "";
  const lines = [
    style("bold", `#${step.step}  ${kind} ${address}, ${plural(size, "byte")}`) +
      style("dim", `  cycle ${grouped(step.cycle)}`),
  ];
  if (step.tlbMisses > 0) lines.push(`    TLB: ${plural(step.tlbMisses, "miss")}`);
  for (const piece of pieces) lines.push(...pieceLines(piece, style));
  if (step.level2.accesses > 0)
    lines.push(
      `    second level: ${plural(step.level2.accesses, "access")}, ${plural(step.level2.misses, "miss")}`,
    );
  if (step.writes > 0)
    lines.push(
      `    write buffer: takes ${step.writes === 1 ? "1 entry" : `${step.writes} entries`}`,
    );
  return `${lines.join("\n")}\n`;
}

function pieceLines(piece: PieceStep, style: Style): string[] {
  const { cache, outcome, why } = piece;
  const colour = { hit: "green", miss: "red", uncached: "yellow", idle: "dim" } as const;
  const what = style(colour[outcome], outcome === "miss" ? missText(piece) : outcome);
  const stalls = piece.stalls.map(
    ({ cause, cycles }) => `${plural(cycles, "cycle")} ${CAUSES[cause]}`,
  );
  const said = [what, ...stalls].join(", ");
  if (cache === undefined) return [`    ${said}: ${why}`];
  const lines = [
    `    ${cache} cache, set ${piece.set}, line ${piece.line}: ${said}`,
    `      ${why}`,
  ];
  const before = setText(piece.before);
  const after = setText(piece.after);
  if (before !== after) lines.push(style("dim", `      set ${piece.set}: ${before}  ->  ${after}`));
  return lines;
}

function missText({ class: missClass }: PieceStep): string {
  return missClass === "none" ? "miss" : `miss, ${missClass}`;
}

function setText(lines: readonly string[]): string {
  const shown = lines.slice(0, SHOWN_WAYS).join(" ");
  return lines.length > SHOWN_WAYS ? `${shown} … (${lines.length} ways)` : shown;
}

const hexadecimal = (address: bigint): string => `0x${address.toString(16)}`;

/** A piece of a step, as a row. */
export interface StepRow {
  readonly step: Step;
  readonly piece: PieceStep;
}

const cyclesOf = (causes: readonly string[]) => (row: StepRow) =>
  row.piece.stalls
    .filter(({ cause }) => causes.includes(cause))
    .reduce((sum, { cycles }) => sum + cycles, 0);

const text = (
  name: string,
  definition: string,
  value: (row: StepRow) => string | undefined,
): Column<StepRow> => ({ name, unit: "text", definition, value });

const count = (
  name: string,
  unit: string,
  definition: string,
  value: (row: StepRow) => number,
): Column<StepRow> => ({ name, unit, definition, value });

/** The columns of `mcpi explain --csv`. */
export const STEP_COLUMNS: readonly Column<StepRow>[] = [
  count("reference", "references", "number of the reference, from 1", ({ step }) => step.step),
  count("cycle", "cycles", "when it was made", ({ step }) => step.cycle),
  text("kind", "`fetch`, `load` or `store`", ({ step }) => step.kind),
  text("address", "virtual address of the piece", ({ piece }) => hexadecimal(piece.address)),
  count("size", "bytes", "bytes of the piece", ({ piece }) => piece.size),
  text("cache", "the first-level cache that saw it; empty: none", ({ piece }) => piece.cache),
  text("line", "virtual address of its line", ({ piece }) => piece.line),
  {
    name: "set",
    unit: "sets",
    definition: "set of the cache; empty: none",
    value: ({ piece }) => (piece.set < 0 ? undefined : piece.set),
  },
  text("outcome", "`hit`, `miss`, `uncached` or `idle`", ({ piece }) => piece.outcome),
  text("class", "class of a miss", ({ piece }) =>
    piece.class === "none" ? undefined : piece.class,
  ),
  count("stall_read", "cycles", "stall of the read itself", cyclesOf(["icache", "dcache"])),
  count("stall_write_buffer", "cycles", "wait for the write buffer", cyclesOf(["writeBuffer"])),
  count("stall_uncached", "cycles", "stall of an uncached read", cyclesOf(["uncached"])),
  count("stall_tlb", "cycles", "stall of a page walk", cyclesOf(["tlb"])),
  text("why", "the reason, in words", ({ piece }) => piece.why),
  text("before", "lines of the set before, by virtual address", ({ piece }) =>
    piece.before.join(" "),
  ),
  text("after", "lines of the set after", ({ piece }) => piece.after.join(" ")),
];
