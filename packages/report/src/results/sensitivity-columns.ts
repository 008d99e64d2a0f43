/**
 * The columns of `mcpi sensitivity`: a row for the description as it is, and one for each variant.
 */
import { type Counts, type Stalls, stallCycles } from "@mcpi/memsim";
import type { Variant } from "../sensitivity.ts";
import { type Column, rounded } from "./column.ts";
import { CAUSES } from "./columns.ts";
import { mcpi, type Provenance } from "./row.ts";

export interface SensitivityRow {
  readonly trace: string;
  readonly machine: string;
  /** Undefined in the row of the description as it is. */
  readonly variant: Variant | undefined;
  readonly counts: Counts;
  /** What the description as it is counts. */
  readonly base: Counts;
  readonly provenance: Provenance;
}

/** MCPI of the row, of all stalls or one cause. */
export function variantMcpi(row: SensitivityRow, of: (stalls: Stalls) => number) {
  return mcpi(of(row.counts.stalls), row.counts.instructions);
}

/** By how much the MCPI, of all stalls or one cause, differs from the description's. */
export function changeOfMcpi(row: SensitivityRow, of: (stalls: Stalls) => number) {
  const [now, before] = [variantMcpi(row, of), mcpi(of(row.base.stalls), row.base.instructions)];
  return now === undefined || before === undefined ? undefined : now - before;
}

/** A value of a description, as text: JSON, but plain texts without quotes; nothing as `null`. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
}

const text = (
  name: string,
  definition: string,
  value: (row: SensitivityRow) => string | undefined,
): Column<SensitivityRow> => ({ name, unit: "text", definition, value });

/** The columns, in their order. */
export const SENSITIVITY_COLUMNS: readonly Column<SensitivityRow>[] = [
  text("trace", "the trace", (row) => row.trace),
  text("machine", "the machine description's name", (row) => row.machine),
  text("key", "the value that is changed; empty: none", (row) => row.variant?.note.key),
  text("status", "`assumed` or `sourced`", (row) => row.variant?.note.status),
  text("value", "what the description has", (row) =>
    row.variant === undefined ? undefined : valueText(row.variant.value),
  ),
  text("alternative", "what it is changed to", (row) =>
    row.variant === undefined ? undefined : valueText(row.variant.alternative),
  ),
  {
    name: "instructions",
    unit: "instructions",
    definition: "instructions retired",
    value: (row) => row.counts.instructions,
  },
  {
    name: "mcpi",
    unit: "cycles/instruction",
    definition: "stall cycles by instructions",
    value: (row) => rounded(variantMcpi(row, stallCycles)),
  },
  {
    name: "mcpi_change",
    unit: "cycles/instruction",
    definition: "`mcpi` less that of the description as it is",
    value: (row) => rounded(changeOfMcpi(row, stallCycles)),
  },
  ...CAUSES.flatMap(([name, key]): Column<SensitivityRow>[] => [
    {
      name: `mcpi_${name}`,
      unit: "cycles/instruction",
      definition: `\`stall_${name}\` by instructions`,
      value: (row) => rounded(variantMcpi(row, (stalls) => stalls[key])),
    },
    {
      name: `mcpi_${name}_change`,
      unit: "cycles/instruction",
      definition: `\`mcpi_${name}\` less that of the description as it is`,
      value: (row) => rounded(changeOfMcpi(row, (stalls) => stalls[key])),
    },
  ]),
  text("window", "what of the trace was counted; empty: all", (row) => row.provenance.window),
  text(
    "approximate",
    "what makes the counts approximate; empty: they are exact",
    (row) => row.provenance.approximate,
  ),
  text("trace_sha256", "SHA-256 of the trace", (row) => row.provenance.traceHash),
  text(
    "machine_sha256",
    "SHA-256 of the machine description, changed as said",
    (row) => row.provenance.machineHash,
  ),
  text("version", "version of mcpi", (row) => row.provenance.version),
];
