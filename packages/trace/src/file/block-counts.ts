/**
 * What a block, or a whole file, holds, counted as a user of the trace would.
 *
 * A fetch is an instruction; a load or store is a data reference of an instruction, however many
 * pages it touches (records with CONTINUATION and TAIL records are the rest of a reference and are
 * not counted). A *reference* is a fetch, a load or a store. CYCLES records and events are none.
 */
import {
  CONTINUATION,
  FIRST_EVENT,
  instructionsOf,
  kindOf,
  LOAD,
  RUN,
  STORE,
} from "../reference.ts";

export interface BlockCounts {
  records: number;
  fetches: number;
  loads: number;
  stores: number;
  events: number;
}

export const newCounts = (): BlockCounts => ({
  records: 0,
  fetches: 0,
  loads: 0,
  stores: 0,
  events: 0,
});

export const referencesOf = (counts: Readonly<BlockCounts>): number =>
  counts.fetches + counts.loads + counts.stores;

/** Adds `uses` groups of the template with the `size` meta words from `first` on. */
export function countGroups(
  counts: BlockCounts,
  metas: Int32Array,
  first: number,
  size: number,
  uses: number,
): void {
  counts.records += size * uses;
  for (let i = first; i < first + size; i++) {
    const meta = metas[i];
    const kind = kindOf(meta);
    if (kind === RUN) counts.fetches += instructionsOf(meta) * uses;
    else if (kind >= FIRST_EVENT) counts.events += uses;
    else if ((meta & CONTINUATION) !== 0) continue;
    else if (kind === LOAD) counts.loads += uses;
    else if (kind === STORE) counts.stores += uses;
  }
}

export function addCounts(to: BlockCounts, more: Readonly<BlockCounts>): void {
  to.records += more.records;
  to.fetches += more.fetches;
  to.loads += more.loads;
  to.stores += more.stores;
  to.events += more.events;
}

/** The first count in which two differ, or undefined. */
export function differingCount(
  a: Readonly<BlockCounts>,
  b: Readonly<BlockCounts>,
): keyof BlockCounts | undefined {
  const names = ["records", "fetches", "loads", "stores", "events"] as const;
  return names.find((name) => a[name] !== b[name]);
}
