/**
 * Which caches of a sweep are simulated together, and how (docs/sweeps.md).
 */
import { InputError } from "@mcpi/trace";
import { type CacheDescription, type MappingDescription, waysOf } from "../machine.ts";
import { type AllocationRule, allocationRule } from "./allocation.ts";
import { type CheckedConfiguration, checkConfiguration, type SweepSide } from "./configuration.ts";
import { MOST_RUNGS } from "./recency-ladder.ts";
import type { SweepMethod, SweepOptions } from "./sweep.ts";

/** One cache that is simulated. */
export interface SweptCache {
  /** Number of its configuration. */
  readonly configuration: number;
  readonly side: SweepSide;
  readonly description: CacheDescription;
  readonly method: SweepMethod;
}

/** Caches that are simulated together, or one by itself. */
export interface PlannedGroup {
  readonly side: SweepSide;
  /** Undefined for an independent cache. */
  readonly rule: AllocationRule | undefined;
  /** Whether stores make lines dirty. */
  readonly dirty: boolean;
  readonly caches: readonly SweptCache[];
}

/** One look at every record: all caches with lines of one size. */
export interface PlannedPass {
  readonly line: number;
  /** Colours that pages are given. */
  readonly colours: number;
  readonly groups: readonly PlannedGroup[];
}

export interface SweepPlan {
  readonly configurations: readonly CheckedConfiguration[];
  readonly passes: readonly PlannedPass[];
  readonly threeC: boolean;
  readonly mapping: MappingDescription;
}

/**
 * Plans a sweep.
 * @param admit says which caches are wanted; all, if it is not given.
 * @throws InputError when a configuration is no cache.
 */
export function planSweep(
  options: SweepOptions,
  admit: (configuration: number, side: SweepSide) => boolean = () => true,
): SweepPlan {
  const { which, threeC = true, mapping = { kind: "identity" } } = options;
  if (options.configurations.length === 0)
    throw new InputError("sweep: no configuration is given; one at least was expected");
  const configurations = options.configurations.map((cache, at) =>
    checkConfiguration(cache, which, mapping, `of configuration ${at + 1}`),
  );
  // Colours of fewer are the same colours, modulo; but where frames are taken and given back, which
  // of them is free depends on the number.
  const most = Math.max(1, ...configurations.map(({ colours }) => colours));
  const passes = new Map<string, { line: number; colours: number; caches: SweptCache[] }>();
  for (const [configuration, { caches, colours: own }] of configurations.entries())
    for (const [name, description] of Object.entries(caches)) {
      const side = name as SweepSide;
      if (!admit(configuration, side)) continue;
      const { line } = description;
      const colours = mapping.kind === "frames" ? own : most;
      const key = `${line} ${colours}`;
      if (!passes.has(key)) passes.set(key, { line, colours, caches: [] });
      const method = methodOf(description, side, threeC);
      passes.get(key)!.caches.push({ configuration, side, description, method });
    }
  return {
    configurations,
    threeC,
    mapping,
    passes: [...passes.values()].map(({ line, colours, caches }) => ({
      line,
      colours,
      groups: groupsOf(caches),
    })),
  };
}

function methodOf(cache: CacheDescription, side: SweepSide, threeC: boolean): SweepMethod {
  const rule = allocationRule(cache, side);
  const ways = waysOf(cache);
  const setBytes = cache.size / ways;
  // Where the page offset holds the whole index, virtual and physical are the same.
  const virtual = cache.index === "virtual" && setBytes > 4096;
  if (rule === undefined || virtual) return "independent";
  // One bit a set that points away from the way used last: of two ways that is LRU. Twins are LRU.
  const lru = cache.replacement === "lru" || (cache.replacement === "plru" && ways <= 2);
  if (ways === 1) return lru || !threeC ? "inclusion" : "independent";
  return lru ? "stack" : "independent";
}

function writesBack(cache: CacheDescription, side: SweepSide): boolean {
  return side !== "instruction" && cache.write?.hit === "back";
}

function groupsOf(caches: readonly SweptCache[]): PlannedGroup[] {
  const families = new Map<string, SweptCache[]>();
  const groups: PlannedGroup[] = [];
  for (const cache of caches) {
    const { side, method, description } = cache;
    if (method === "independent") {
      groups.push({ side, rule: undefined, dirty: false, caches: [cache] });
      continue;
    }
    const key = `${side} ${allocationRule(description, side)} ${writesBack(description, side)}`;
    if (!families.has(key)) families.set(key, []);
    families.get(key)!.push(cache);
  }
  for (const family of families.values()) {
    const { side, description } = family[0];
    const rule = allocationRule(description, side);
    const dirty = writesBack(description, side);
    for (const part of byCapacities(family)) groups.push({ side, rule, dirty, caches: part });
  }
  return groups;
}

/** Parts of a family of at most MOST_RUNGS different capacities each. */
function byCapacities(family: readonly SweptCache[]): SweptCache[][] {
  const sizes = [...new Set(family.map(({ description }) => description.size))];
  sizes.sort((a, b) => a - b);
  const parts: SweptCache[][] = [];
  for (let at = 0; at < sizes.length; at += MOST_RUNGS) {
    const some = new Set(sizes.slice(at, at + MOST_RUNGS));
    parts.push(family.filter(({ description }) => some.has(description.size)));
  }
  return parts;
}
