/**
 * Simulated time and what is to happen in it: devices own events, and set or cancel when they fall.
 *
 * Time is in processor cycles since power-on, a whole number in a double (exact for 11 years at
 * 25 MHz). Events of the same cycle happen in the order in which they were made.
 */

/** Something that happens at a cycle. */
export interface QueueEvent {
  readonly name: string;
  /** Cycle at which it falls; Infinity while it is not set. */
  readonly when: number;
  /** Lets it fall at `cycle` (now, if that is past), instead of when it would have. */
  at(cycle: number): void;
  cancel(): void;
}

/** What devices know of time. */
export interface Clock {
  /** The present cycle. */
  readonly now: number;
  /** Cycles a second. */
  readonly hertz: number;
  /**
   * A new event, not yet set. Names are unique: saved states know events by them.
   * @param ticks it falls again and again by itself: nobody waits for something to be done
   */
  event(name: string, happen: () => void, ticks?: boolean): QueueEvent;
}

class Slot implements QueueEvent {
  readonly name: string;
  readonly happen: () => void;
  readonly ticks: boolean;
  readonly #changed: () => void;
  when = Number.POSITIVE_INFINITY;

  constructor(name: string, happen: () => void, ticks: boolean, changed: () => void) {
    this.name = name;
    this.happen = happen;
    this.ticks = ticks;
    this.#changed = changed;
  }

  at(cycle: number): void {
    this.when = cycle;
    this.#changed();
  }

  cancel(): void {
    this.when = Number.POSITIVE_INFINITY;
    this.#changed();
  }
}

export class EventQueue implements Clock {
  readonly hertz: number;
  readonly #slots: Slot[] = [];
  readonly #now: () => number;
  #next = Number.POSITIVE_INFINITY;
  #changed: () => void = () => {};

  /** @param now tells the present cycle */
  constructor(hertz: number, now: () => number) {
    this.hertz = hertz;
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  /** Cycle of the next event, Infinity if none is set. */
  get next(): number {
    return this.#next;
  }

  /** Whether nothing is to happen but ticks. */
  get onlyTicks(): boolean {
    return this.#slots.every((slot) => slot.ticks || slot.when === Number.POSITIVE_INFINITY);
  }

  /** Sets who is told when `next` has changed. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  event(name: string, happen: () => void, ticks = false): QueueEvent {
    if (this.#slots.some((slot) => slot.name === name))
      throw new Error(`event-queue: two events are named ${name}`);
    const slot = new Slot(name, happen, ticks, () => this.#findNext());
    this.#slots.push(slot);
    return slot;
  }

  /** Lets everything happen that falls at the present cycle or before. */
  run(): void {
    for (;;) {
      let first: Slot | undefined;
      for (const slot of this.#slots)
        if (first === undefined || slot.when < first.when) first = slot;
      if (first === undefined || first.when > this.#now()) return;
      first.cancel();
      first.happen();
    }
  }

  /** When each event falls, by name. */
  save(): Record<string, number> {
    const set = this.#slots.filter((slot) => slot.when !== Number.POSITIVE_INFINITY);
    return Object.fromEntries(set.map((slot) => [slot.name, slot.when]));
  }

  restore(state: Readonly<Record<string, number>>): void {
    for (const slot of this.#slots) slot.when = state[slot.name] ?? Number.POSITIVE_INFINITY;
    this.#findNext();
  }

  #findNext(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) next = Math.min(next, slot.when);
    if (next === this.#next) return;
    this.#next = next;
    this.#changed();
  }
}
