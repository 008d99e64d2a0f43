/**
 * The pace of a guest that somebody sits in front of: while it waits for nothing but the clock, its
 * time passes as the host's does, so that an hour at a prompt is an hour, and costs the host next to
 * nothing. What it executes, and what it waits for from devices, takes the time that it takes here.
 *
 * Where the two clocks have come apart further than a moment (it computed, or the debugger had it),
 * they begin anew together: nothing is made up for.
 */

/** Furthest that the clocks may be apart, in seconds. */
const MOMENT = 0.1;

export class Pace {
  readonly #hertz: number;
  readonly #milliseconds: () => number;
  /** A cycle, and the host's time at it. */
  #cycle = 0;
  #at = Number.NEGATIVE_INFINITY;

  /** @param milliseconds the host's clock */
  constructor(hertz: number, milliseconds: () => number = () => performance.now()) {
    this.#hertz = hertz;
    this.#milliseconds = milliseconds;
  }

  /** The cycle up to which an idle guest may go, until the host's clock is looked at again. */
  until = 0;

  /** Looks at the host's clock, when the guest is at cycle `now`. */
  look(now: number): void {
    const time = this.#milliseconds();
    const due = this.#cycle + Math.floor(((time - this.#at) * this.#hertz) / 1000);
    if (Math.abs(due - now) > MOMENT * this.#hertz) {
      this.#cycle = now;
      this.#at = time;
      this.until = now;
    } else this.until = Math.max(now, due);
  }
}
