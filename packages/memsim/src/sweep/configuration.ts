/**
 * What a sweep simulates: caches as a machine description has them, without what they cost.
 */
import { InputError } from "@mcpi/trace";
import {
  type CacheDescription,
  type Machine,
  type MachineInput,
  parseMachine,
} from "../machine.ts";

/** Where the caches of a sweep stand: `split` is an instruction and a data cache of each kind. */
export type SweepWhich = "split" | "instruction" | "data" | "unified";

/** The caches that serve references: what a configuration is simulated as. */
export type SweepSide = "instruction" | "data" | "unified";

/**
 * A cache to be swept: as in a machine description (docs/machines.md), without cycles. The store
 * policy `write` is needed unless only instruction caches are swept, and ignored for those.
 */
export type SweepCache = Omit<
  NonNullable<MachineInput["caches"]["data"]>,
  "missCycles" | "busyCycles"
>;

/** The sides that a sweep simulates every configuration on. */
export function sidesOf(which: SweepWhich): readonly SweepSide[] {
  return which === "split" ? ["instruction", "data"] : [which];
}

/**
 * The machine whose first level is this cache: nothing else, and nothing takes time. A simulator of
 * it gives, as its first level, the counts that the sweep gives.
 * @param name what errors call it.
 * @throws InputError that names the key, what is given and what was expected.
 */
export function machineOf(
  cache: SweepCache,
  which: SweepWhich,
  mapping: Machine["mapping"],
  name = "of the configuration",
): Machine {
  const { write, ...reads } = { ...cache, missCycles: 0 };
  // The side that is not swept gets a cache too, as machines have both.
  const policy = write ?? { hit: "through", miss: "write-around" };
  const caches =
    which === "unified"
      ? { unified: write === undefined ? reads : { ...reads, write } }
      : {
          instruction: reads,
          data: which === "instruction" ? { ...reads, write: policy } : { ...reads, write },
        };
  const input = {
    name,
    title: "A cache of a sweep",
    clockMHz: 1,
    time: "instructions",
    caches,
    uncached: { loadCycles: 0, fetchCycles: 0 },
    mapping,
    sources: [],
  };
  return parseMachine(input, name);
}

/** The cache of such a machine that stands on `side`. */
export function cacheOn(machine: Machine, side: SweepSide): CacheDescription {
  return machine.caches[side]!;
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
        const sets = way === "full" ? 1 : size / line / way;
        return line <= size && sets >= 1 ? [{ ...rest, size, line, ways: way }] : [];
      }),
    ),
  );
  if (grid.length === 0)
    throw new InputError(
      "sweep: no size holds a set of these lines and ways; larger sizes were expected",
    );
  return grid;
}
