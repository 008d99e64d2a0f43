/**
 * Watches a guest go to the places that tell what it does (guest.ts), and to those where `run` is to
 * come back.
 */
import type { Processor } from "../r3000/processor.ts";
import type { EntryTables } from "./entry-tables.ts";
import type { Guest } from "./guest.ts";
import type { Idling } from "./idling.ts";

export class GuestWatch {
  readonly #guest: Guest;
  readonly #tables: EntryTables;
  /** Addresses at which `run` comes back. */
  readonly #stops = new Set<number>();

  constructor(guest: Guest, tables: EntryTables) {
    this.#guest = guest;
    this.#tables = tables;
    const { space, refillLeave, idle } = guest;
    if (space !== undefined) tables.watch(space.at);
    for (const address of refillLeave) tables.watch(address);
    for (const { start, end } of idle)
      for (let address = start; address < end; address += 4) tables.watch(address);
  }

  /** `run` is to come back there. */
  stopAt(address: number): void {
    this.#stops.add(address >>> 0);
    this.#tables.watch(address);
  }

  /** PC has come to a watched place. @returns whether `run` comes back. */
  arrived(p: Processor, idling: Idling): boolean {
    const { pc } = p;
    const { space, refillLeave, idle } = this.#guest;
    if (space?.at === pc) p.setSpace(p.peek(space.read));
    if (refillLeave.includes(pc)) p.endRefills(0);
    const range = idle.find(({ start, end }) => pc >= start && pc < end);
    if (range !== undefined) idling.enter(range);
    return this.#stops.has(pc);
  }
}
