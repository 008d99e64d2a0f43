/**
 * What `mcpi boot` is to count, and where that goes: decided before there is a machine.
 */
import type { Image, ImageManifest } from "@mcpi/kernels";
import type { Machine } from "@mcpi/memsim";
import { checkComponentMap, loadSymbols } from "@mcpi/trace";
import type { BootArguments } from "../commands/boot-options.ts";
import { UsageError } from "../console/errors.ts";
import { componentMapOf, type Functions, functionsIn, viewsOf } from "../options/functions.ts";
import { DEFAULT_MACHINE, machineOf } from "../options/machine.ts";
import { type Destinations, destinationsOf } from "../options/output.ts";
import type { By } from "../results/row.ts";

const DEFAULT_BY: readonly By[] = ["total", "mode", "refill"];

export interface CountingPlan {
  readonly description: Machine;
  readonly by: readonly By[];
  readonly functions: Functions | undefined;
  readonly to: Destinations;
}

/**
 * @returns undefined if nothing is to be counted
 * @throws UsageError when options contradict each other; InputError when a file is wrong.
 */
export async function countingPlan(
  given: BootArguments,
  image: Image,
  manifest: ImageManifest | undefined,
  warn: (message: string) => void,
): Promise<CountingPlan | undefined> {
  if (given.mem === "none") {
    checkNothingCounted(given);
    return undefined;
  }
  for (const option of ["csv", "json"] as const)
    if (given[option] === "-")
      throw new UsageError(
        `--${option} -: standard output is the guest's console; give it a file, or use -o`,
      );
  const description = machineOf({
    machine: [given.mem ?? DEFAULT_MACHINE],
    set: given.set,
    mapping: given.mapping,
    seed: given.seed,
  });
  const by = given.by ?? [...DEFAULT_BY, ...viewsOf(given)];
  const functions = await functionsFor(given, by, image, manifest, warn);
  const to = destinationsOf(given, "boot", { terminal: true });
  return { description, by, functions, to: { ...to, table: given.table } };
}

function checkNothingCounted(given: BootArguments): void {
  const asked = (
    ["set", "mapping", "seed", "by", "conflicts", "csv", "json", "output"] as const
  ).find((option) => given[option] !== undefined);
  if (asked !== undefined)
    throw new UsageError(`--${asked}: goes with a memory system; --mem none has none`);
}

/** The functions, where rows by function or component, or conflicts, need them. */
async function functionsFor(
  given: BootArguments,
  by: readonly By[],
  image: Image,
  manifest: ImageManifest | undefined,
  warn: (message: string) => void,
): Promise<Functions | undefined> {
  const byComponent = by.includes("component");
  const needed = byComponent || by.includes("function") || given.conflicts !== undefined;
  if (!needed) return undefined;
  const symbols = given.symbols === undefined ? image.functions : await loadSymbols(given.symbols);
  if (symbols.functions.length === 0)
    throw new UsageError(
      `${by.includes("function") ? "--by function" : byComponent ? "--by component" : "--conflicts"}: the image has no symbols; --symbols file is needed`,
    );
  const map =
    (await componentMapOf(given.components)) ??
    (manifest?.components && checkComponentMap(manifest.components, `${manifest.name}.json`));
  if (byComponent && map === undefined)
    throw new UsageError(
      "--by component: --components map.json is needed; the image's manifest has no components",
    );
  // The image's own map also names what a compiler may make of functions, in another image.
  return functionsIn(symbols, map, given.components === undefined ? () => {} : warn);
}
