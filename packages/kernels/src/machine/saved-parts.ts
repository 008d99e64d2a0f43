/** Parts of a machine's saved state: the page dictionary, when events fall, who is kept with it. */
import { InputError, MAX_PAGES, type PageDictionary } from "@mcpi/trace";
import type { Kept } from "./outlet.ts";
import { SavedFields } from "./saved-fields.ts";

export function savePages(pages: PageDictionary): unknown {
  const of = (column: ArrayLike<number>): number[] =>
    Array.from({ length: pages.count }, (_, id) => column[id]);
  return {
    vpn: of(pages.vpn),
    space: of(pages.space),
    frame: of(pages.frame),
    flags: of(pages.flags),
  };
}

/** Gives out the ids again, in an empty dictionary. */
export function restorePages(pages: PageDictionary, state: unknown): void {
  const saved = new SavedFields(state, "machine.pages");
  const vpn = saved.wholes("vpn", MAX_PAGES, 0, 2 ** 20 - 1, false);
  const count = vpn.length;
  const space = saved.wholes("space", count, 0, 2 ** 32 - 1);
  const frame = saved.wholes("frame", count, 0, 2 ** 20 - 1);
  const flags = saved.wholes("flags", count, 0, 7);
  for (let id = 0; id < count; id++)
    if (pages.id(vpn[id], space[id], frame[id], flags[id]) !== id)
      throw new InputError(`saved state: machine.pages has page ${id} twice`);
}

/** Cycles by the names of events. */
export function eventTimes(state: unknown): Record<string, number> {
  if (typeof state !== "object" || state === null || Array.isArray(state))
    throw new InputError("saved state: machine.events is no record");
  const fields = new SavedFields(state, "machine.events");
  return Object.fromEntries(Object.keys(state).map((name) => [name, fields.cycle(name)]));
}

/** States of those who are kept with a machine, by name. */
export function saveKept(kept: readonly Kept[]): Record<string, unknown> {
  return Object.fromEntries(kept.map((one) => [one.name, one.save()]));
}

/** @throws InputError when somebody's state is missing. */
export function restoreKept(kept: readonly Kept[], state: unknown, name: string): void {
  if (kept.length === 0) return;
  const saved = new SavedFields(state ?? {}, "machine.kept");
  for (const one of kept) {
    if (saved.inner(one.name) === undefined)
      throw new InputError(`${name}: it has no ${one.name}; what was saved did not count them`);
    one.restore(saved.record(one.name));
  }
}
