/**
 * What single rules of a machine description are worth: the same trace under every alternative
 * value that the description's notes name.
 */
import {
  createSimulator,
  type Machine,
  type SourceNote,
  sumRows,
  valueAt,
  withValue,
} from "@mcpi/memsim";
import type { TraceSource } from "@mcpi/trace";
import { provenanceOf } from "./results/provenance.ts";
import type { SensitivityRow } from "./results/sensitivity-columns.ts";
import { type ReplayOptions, replay } from "./stream/replay.ts";

/** The machine with one value changed. */
export interface Variant {
  readonly note: SourceNote;
  /** What it has in the description; undefined: nothing. */
  readonly value: unknown;
  readonly alternative: unknown;
  readonly machine: Machine;
}

export interface SensitivityOptions {
  readonly refillTemplate: boolean;
  readonly traceHash: string;
}

/**
 * The variants that the notes of a description name, in their order.
 * @param all also those of values that have a source; else only those that are assumed
 * @throws InputError when an alternative does not fit the description.
 */
export function variantsOf(machine: Machine, all: boolean): Variant[] {
  return machine.sources
    .filter((note) => all || note.status === "assumed")
    .flatMap((note) =>
      (note.alternatives ?? []).map((alternative) => ({
        note,
        value: valueAt(machine, note.key),
        alternative,
        machine: withValue(machine, note.key, alternative),
      })),
    );
}

/**
 * Simulates the description as it is, and every variant, in one pass over the trace.
 * @returns a row for each, the description's first
 * @throws InputError where the trace cannot be read; Interrupted.
 */
export async function sensitivity(
  source: TraceSource,
  machine: Machine,
  variants: readonly Variant[],
  options: SensitivityOptions,
  replayOptions: ReplayOptions,
): Promise<SensitivityRow[]> {
  const { refillTemplate } = options;
  const newSimulator = (one: Machine) =>
    createSimulator(one, source.pages, { threeC: false, refillTemplate });
  const base = newSimulator(machine);
  const others = variants.map((variant) => ({ variant, simulator: newSimulator(variant.machine) }));
  await replay(source, [base, ...others.map(({ simulator }) => simulator)], replayOptions);
  const window = replayOptions.window?.description ?? "";
  const all = [{ variant: undefined, simulator: base }, ...others];
  return all.map(({ variant, simulator }) => ({
    trace: source.info.name,
    machine: machine.name,
    variant,
    counts: sumRows(simulator.rows()),
    base: sumRows(base.rows()),
    provenance: provenanceOf(simulator.machine, { ...options, window }),
  }));
}
