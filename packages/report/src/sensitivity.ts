/**
 * What single rules of a machine description are worth: the same trace under every alternative
 * value that the description's notes name.
 */
import {
  type Counts,
  createSimulator,
  type Machine,
  type Simulator,
  type SourceNote,
  sumRows,
  valueAt,
  withValue,
} from "@mcpi/memsim";
import type { PageDictionary } from "@mcpi/trace";

/** The machine with one value changed. */
export interface Variant {
  readonly note: SourceNote;
  /** What it has in the description; undefined: nothing. */
  readonly value: unknown;
  readonly alternative: unknown;
  readonly machine: Machine;
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

export interface SensitivityRun {
  readonly simulator: Simulator;
  /** Undefined for the description as it is. */
  readonly variant: Variant | undefined;
}

/** Simulators of the description as it is, and of every variant, over one stream. */
export function sensitivityRuns(
  machine: Machine,
  variants: readonly Variant[],
  pages: PageDictionary,
  refillTemplate: boolean,
): SensitivityRun[] {
  const options = { threeC: false, refillTemplate };
  return [
    { simulator: createSimulator(machine, pages, options), variant: undefined },
    ...variants.map((variant) => ({
      simulator: createSimulator(variant.machine, pages, options),
      variant,
    })),
  ];
}

/** What a run has counted of everything. */
export function countsOfRun({ simulator }: SensitivityRun): Counts {
  return sumRows(simulator.rows());
}
