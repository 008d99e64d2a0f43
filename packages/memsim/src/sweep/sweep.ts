/**
 * Sweeps: what many caches make of one trace, in one pass, exactly (docs/sweeps.md).
 */
import type { Batch, Consumer, PageDictionary } from "@mcpi/trace";
import { addCounts, type Counts, type LevelCounts, newCounts } from "../counts.ts";
import type { EngineContext } from "../engine/context.ts";
import type { CacheDescription, MappingDescription } from "../machine.ts";
import {
  KINDS_OF,
  SIDES,
  type SweepCache,
  type SweepSide,
  type SweepWhich,
} from "./configuration.ts";
import { IndependentCache } from "./independent-cache.ts";
import { SweepPass } from "./pass.ts";
import { type PlannedGroup, type PlannedPass, planSweep, type SweepPlan } from "./plan.ts";
import { StackFamily } from "./stack-family.ts";

export interface SweepOptions {
  readonly which: SweepWhich;
  readonly configurations: readonly SweepCache[];
  /** Exact three-C classes of every configuration. Default true. */
  readonly threeC?: boolean;
  /** How pages come by their frames (docs/counting.md, section 8). Default identity. */
  readonly mapping?: MappingDescription;
}

/**
 * How a cache is simulated: with others of its kind (`inclusion`: direct-mapped ones; `stack`: LRU),
 * or by itself in the same pass.
 */
export type SweepMethod = "inclusion" | "stack" | "independent";

export interface SweepResult {
  /** The configuration as it was given, defaults filled in; missCycles is 0. */
  readonly configuration: CacheDescription;
  /** How it was simulated, by side. */
  readonly methods: Readonly<Partial<Record<SweepSide, SweepMethod>>>;
  /** The first level's counts, of all who ran together. */
  readonly counts: LevelCounts;
}

/** What the trace has, whatever the caches; as in Counts. */
export type SweepReferences = Pick<
  Counts,
  "instructions" | "loads" | "stores" | "uncachedFetches" | "uncachedLoads" | "uncachedStores"
>;

export interface Sweep extends Consumer {
  consume(batch: Batch): void;
  finish(): void;
  /** Sets all counts to 0 and keeps all state: the end of a warm-up. */
  resetCounts(): void;
  /** One for each configuration, in their order. */
  results(): SweepResult[];
  references(): SweepReferences;
}

/**
 * Makes a sweep over a trace with these pages: every configuration gets the first-level counts that
 * a simulator of the machine with just that cache (or pair of caches) would give, to the last one.
 * @throws InputError when a configuration is no cache, naming its number and the key.
 */
export function createSweep(pages: PageDictionary, options: SweepOptions): Sweep {
  return new PlannedSweep(pages, planSweep(options));
}

/** A sweep of the caches of a plan. */
export class PlannedSweep implements Sweep {
  readonly #plan: SweepPlan;
  readonly #passes: readonly RunningPass[];

  constructor(pages: PageDictionary, plan: SweepPlan) {
    this.#plan = plan;
    this.#passes = plan.passes.map((planned) => newPass(pages, plan, planned));
  }

  consume(batch: Batch): void {
    for (const { pass } of this.#passes) pass.consume(batch);
  }

  finish(): void {}

  resetCounts(): void {
    for (const { pass } of this.#passes) pass.resetCounts();
  }

  results(): SweepResult[] {
    const parts = this.#plan.configurations.map(({ caches }): SweepResult[] => {
      const { unified, data, instruction } = caches;
      const configuration = (unified ?? data ?? instruction)!;
      return [{ configuration, methods: {}, counts: newCounts().level1 }];
    });
    for (const { pass, groups } of this.#passes) {
      pass.drain();
      for (const { planned, part } of groups)
        for (const { configuration, side, method, description } of planned.caches) {
          const counts = part.counts(description);
          for (const kind of KINDS_OF[side])
            counts[kind].accesses = pass.counts.level1[kind].accesses;
          parts[configuration].push({
            configuration: description,
            methods: { [side]: method },
            counts,
          });
        }
    }
    return parts.map(mergeResult);
  }

  references(): SweepReferences {
    const { instructions, loads, stores, uncachedFetches, uncachedLoads, uncachedStores } =
      this.#passes[0]?.pass.counts ?? newCounts();
    return { instructions, loads, stores, uncachedFetches, uncachedLoads, uncachedStores };
  }
}

interface Group {
  readonly planned: PlannedGroup;
  readonly part: StackFamily | IndependentCache;
}

interface RunningPass {
  readonly pass: SweepPass;
  readonly groups: readonly Group[];
}

/** One result of the same configuration, of whose caches each of these has a part. */
export function mergeResult(parts: readonly SweepResult[]): SweepResult {
  const counts = newCounts();
  for (const part of parts) addCounts(counts, { ...newCounts(), level1: part.counts });
  const all = Object.assign({}, ...parts.map((part) => part.methods)) as SweepResult["methods"];
  // In one order, whichever came first.
  const methods = Object.fromEntries(
    SIDES.flatMap((side) => (all[side] ? [[side, all[side]]] : [])),
  );
  return { configuration: parts[0].configuration, methods, counts: counts.level1 };
}

function newPass(pages: PageDictionary, plan: SweepPlan, planned: PlannedPass): RunningPass {
  const groups: Group[] = [];
  const all = planned.groups.flatMap((group) => group.caches);
  const unified = all.some(({ side }) => side === "unified");
  const virtual = all.some(({ description }) => description.index === "virtual");
  const shape = { ...planned, mapping: plan.mapping, unified, virtual };
  const pass = new SweepPass(pages, shape, plan.threeC, (context) => {
    for (const group of planned.groups)
      groups.push({ planned: group, part: newPart(context, group, plan.threeC, groups.length) });
    const partsOf = (...sides: SweepSide[]) =>
      groups.filter(({ planned: { side } }) => sides.includes(side)).map(({ part }) => part);
    return { fetch: partsOf("instruction", "unified"), data: partsOf("data", "unified") };
  });
  return { pass, groups };
}

function newPart(
  context: EngineContext,
  { rule, dirty, side, caches }: PlannedGroup,
  threeC: boolean,
  number: number,
): StackFamily | IndependentCache {
  const descriptions = caches.map(({ description }) => description);
  if (rule === undefined) return new IndependentCache(context, descriptions[0], `${side}${number}`);
  const { line } = descriptions[0];
  return new StackFamily(context.module, context.layout, {
    line,
    rule,
    dirty,
    caches: descriptions,
    threeC,
  });
}
