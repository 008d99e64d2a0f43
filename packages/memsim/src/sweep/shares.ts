/**
 * How the caches of a sweep are shared out to worker threads. Counts are the same whoever counts
 * them; this only decides how long each thread has to work.
 */
import { waysOf } from "../machine.ts";
import type { SweepSide } from "./configuration.ts";
import type { PlannedGroup, SweepPlan, SweptCache } from "./plan.ts";

/** A cache of a sweep, by its configuration's number and its side. */
export type CacheName = readonly [configuration: number, side: SweepSide];

/** What a look at every record costs, and a cache of each kind: about nanoseconds a reference. */
const PASS_COST = 1;
const INDEPENDENT_COST = 3;
const SET_COUNT_COST = 0.5;
const LADDER_COST = 3;

interface Share {
  cost: number;
  readonly lines: Set<number>;
  readonly caches: CacheName[];
}

/** At most `threads` shares, none empty: the costliest group goes to whoever has least to do. */
export function sharesOf(plan: SweepPlan, threads: number): CacheName[][] {
  let groups = plan.passes.flatMap((pass) => pass.groups);
  while (groups.length < threads) {
    const divisible = groups.filter((group) => setCountsOf(group.caches) > 1);
    if (divisible.length === 0) break;
    const largest = mostCostly(divisible, plan);
    groups = groups.flatMap((group) => (group === largest ? halves(group) : [group]));
  }
  groups.sort((a, b) => costOf(b, plan) - costOf(a, plan));
  const shares: Share[] = Array.from({ length: Math.min(threads, groups.length) }, () => ({
    cost: 0,
    lines: new Set(),
    caches: [],
  }));
  for (const group of groups) {
    const { line } = group.caches[0].description;
    const withPass = (share: Share) => share.cost + (share.lines.has(line) ? 0 : PASS_COST);
    const share = shares.reduce((a, b) => (withPass(b) < withPass(a) ? b : a));
    share.cost = withPass(share) + costOf(group, plan);
    share.lines.add(line);
    for (const { configuration, side } of group.caches) share.caches.push([configuration, side]);
  }
  return shares.map(({ caches }) => caches);
}

function mostCostly(groups: readonly PlannedGroup[], plan: SweepPlan): PlannedGroup {
  return groups.reduce((a, b) => (costOf(b, plan) > costOf(a, plan) ? b : a));
}

function costOf({ rule, caches }: PlannedGroup, { threeC }: SweepPlan): number {
  const ladder = threeC ? LADDER_COST : 0;
  if (rule === undefined) return INDEPENDENT_COST + ladder;
  return ladder + SET_COUNT_COST * setCountsOf(caches);
}

function setCountsOf(caches: readonly SweptCache[]): number {
  return new Set(caches.map(setsOf)).size;
}

function setsOf({ description }: SweptCache): number {
  return description.size / description.line / waysOf(description);
}

/** The caches of few sets, and those of many. */
function halves(group: PlannedGroup): PlannedGroup[] {
  const counts = [...new Set(group.caches.map(setsOf))].sort((a, b) => a - b);
  const middle = counts[counts.length >> 1];
  const few = group.caches.filter((cache) => setsOf(cache) < middle);
  const many = group.caches.filter((cache) => setsOf(cache) >= middle);
  return [
    { ...group, caches: few },
    { ...group, caches: many },
  ];
}
