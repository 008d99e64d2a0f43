/**
 * What is remembered of a cache's lines between steps: their names, when each came in, and when and
 * by whom it went out.
 */

/** How a line came in. */
export interface Arrival {
  /** Number of the reference. */
  readonly step: number;
  /** Whether the reference wanted this line; else it came in with its block. */
  readonly demanded: boolean;
}

/** How a line went out. */
export interface Departure {
  readonly step: number;
  /** Name of the line for which it had to go. */
  readonly evictor: string;
}

export class LineHistory {
  readonly #names = new Map<number, string>();
  readonly #arrivals = new Map<number, Arrival>();
  readonly #departures = new Map<number, Departure>();

  /** Gives a line number its name: the address of its first byte. */
  name(line: number, address: bigint): void {
    this.#names.set(line, `0x${address.toString(16)}`);
  }

  /** `-` is an empty way. */
  nameOf(line: number): string {
    return line < 0 ? "-" : (this.#names.get(line) ?? `line ${line}`);
  }

  arrivalOf(line: number): Arrival | undefined {
    return this.#arrivals.get(line);
  }

  departureOf(line: number): Departure | undefined {
    return this.#departures.get(line);
  }

  /**
   * Notes how a set has changed by a reference.
   * @param demanded line number that the reference wanted; -1 if it wanted none
   */
  note(step: number, before: readonly number[], after: readonly number[], demanded: number): void {
    const arrived = after.filter((line) => line >= 0 && !before.includes(line));
    for (const line of arrived) this.#arrivals.set(line, { step, demanded: line === demanded });
    const evictor = this.nameOf(arrived.includes(demanded) ? demanded : (arrived[0] ?? -1));
    for (const line of before)
      if (line >= 0 && !after.includes(line)) this.#departures.set(line, { step, evictor });
  }
}
