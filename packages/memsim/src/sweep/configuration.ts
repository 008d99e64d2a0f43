/**
 * What a sweep simulates: caches as a machine description has them, without what they cost.
 */
import { InputError } from "@mcpi/trace";
import { KINDS, type Kind } from "../engine/context.ts";
import {
  type CacheDescription,
  coloursOf,
  type Machine,
  type MachineInput,
  type MappingDescription,
  parseMachine,
} from "../machine.ts";

/** Where the caches of a sweep stand: `split` is an instruction and a data cache of each kind. */
export type SweepWhich = "split" | "instruction" | "data" | "unified";

/** The caches that serve references: what a configuration is simulated as. */
export const SIDES = ["instruction", "data", "unified"] as const;
export type SweepSide = (typeof SIDES)[number];

/**
 * A cache to be swept: as in a machine description (docs/machines.md), without cycles. The size need
 * not be a power of two, only the number of sets. The store policy `write` is needed unless only
 * instruction caches are swept, and ignored for those.
 */
export type SweepCache = Omit<
  NonNullable<MachineInput["caches"]["data"]>,
  "missCycles" | "busyCycles"
>;

/** A configuration that has been checked, defaults filled in. */
export interface CheckedConfiguration {
  readonly caches: Readonly<Partial<Record<SweepSide, CacheDescription>>>;
  /** Colours of pages under which it is simulated (`coloursOf`). */
  readonly colours: number;
}

/** The kinds of references that a side serves. */
export const KINDS_OF: Readonly<Record<SweepSide, readonly Kind[]>> = {
  instruction: ["fetch"],
  data: ["load", "store"],
  unified: KINDS,
};

/** The sides that a sweep simulates every configuration on. */
export function sidesOf(which: SweepWhich): readonly SweepSide[] {
  return which === "split" ? ["instruction", "data"] : [which];
}

/**
 * The machine whose first level is this cache, or pair of caches: nothing else, and nothing takes
 * time. A simulator of it gives, as its first level, the counts that the sweep gives.
 * @param name what errors call it.
 * @throws InputError that names the key, what is given and what was expected.
 */
export function machineOf(
  cache: SweepCache,
  which: SweepWhich,
  mapping: MappingDescription,
  name = "of the configuration",
): Machine {
  const { write, ...reads } = { ...cache, missCycles: 0 };
  const written = write === undefined ? reads : { ...reads, write };
  // Machines have both caches: the data cache of a sweep of instruction caches is never looked at.
  const ignored = { ...reads, write: { hit: "through", miss: "write-around" } };
  const machine = {
    name,
    title: "A cache of a sweep",
    clockMHz: 1,
    time: "instructions",
    caches:
      which === "unified"
        ? { unified: written }
        : { instruction: reads, data: which === "instruction" ? ignored : written },
    uncached: { loadCycles: 0, fetchCycles: 0 },
    mapping,
    sources: [],
  };
  return parseMachine(machine, name);
}

/**
 * Checks a configuration.
 * @param name what errors call it.
 * @throws InputError that names the key, what is given and what was expected.
 */
export function checkConfiguration(
  cache: SweepCache,
  which: SweepWhich,
  mapping: MappingDescription,
  name: string,
): CheckedConfiguration {
  const standIn = withPowerOfTwoWays(cache, name);
  const machine = machineOf(standIn, which, mapping, name);
  const { size, ways } = cache;
  const caches = sidesOf(which).map((side) => [side, { ...machine.caches[side]!, size, ways }]);
  return { caches: Object.fromEntries(caches), colours: coloursOf(machine) };
}

/**
 * Every combination of sizes, lines and ways that makes a cache: those with more ways than lines, or
 * lines larger than the cache, are left out.
 * @param rest what all have in common.
 * @throws InputError when nothing is left.
 */
export function cacheGrid(
  sizes: readonly number[],
  lines: readonly number[],
  ways: readonly (number | "full")[],
  rest: Omit<SweepCache, "size" | "line" | "ways"> = {},
): SweepCache[] {
  const grid = sizes.flatMap((size) =>
    lines.flatMap((line) =>
      ways.flatMap((way) => {
        const fits = line <= size && (way === "full" || line * way <= size);
        return fits ? [{ ...rest, size, line, ways: way }] : [];
      }),
    ),
  );
  if (grid.length === 0)
    throw new InputError(
      "sweep: no size holds a set of these lines and ways; larger sizes were expected",
    );
  return grid;
}

/**
 * The cache with as many sets and a power of two of ways, as machine descriptions have it: whatever
 * is wrong with the one is wrong with the other.
 */
function withPowerOfTwoWays(cache: SweepCache, name: string): SweepCache {
  const { size, line, ways, replacement } = cache;
  if (ways === "full" || !Number.isInteger(ways) || ways < 1) return cache;
  const rounded = 2 ** Math.ceil(Math.log2(ways));
  if (rounded === ways) return cache;
  if (replacement === "plru")
    throw new InputError(
      `machine ${name}: replacement: plru needs a power of two of ways, not ${ways}`,
    );
  if (!Number.isInteger(Math.log2(size / line / ways)))
    throw new InputError(
      `machine ${name}: ways: ${ways} ways of ${line}-byte lines do not divide ${size} bytes into a power of two of sets`,
    );
  return { ...cache, ways: rounded, size: (size / ways) * rounded };
}
