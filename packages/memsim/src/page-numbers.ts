/**
 * The simulator's physical page numbers: each stands for one page of simulated memory, and its
 * remainder by the number of colours is the page's colour, so that number * 4096 + offset has the
 * right index bits for every cache. They are as small as that allows: a page gets the lowest number
 * of its colour that is not in use.
 */
import { InputError } from "@mcpi/trace";

/** Numbers there are: 4 GiB of pages, so that an address fits in 32 bits. */
export const MAX_PAGE_NUMBERS = 1 << 20;

export class PageNumbers {
  /** 1 + the largest number that was ever in use. */
  count = 0;
  /** Numbers in use. */
  inUse = 0;

  readonly #colours: number;
  /** By colour: numbers of it given out so far, whether or not they came back. */
  readonly #given: number[] = [];
  /** By colour: numbers that came back, the lowest last. */
  readonly #free: number[][] = [];

  /** @param colours 1 where any number will do. */
  constructor(colours: number) {
    this.#colours = colours;
  }

  /**
   * The lowest number of the colour that is not in use; it is from now on.
   * @throws InputError when it would lie beyond 4 GiB.
   */
  take(colour: number): number {
    const back = this.#free[colour]?.pop();
    const number = back ?? (this.#given[colour] ?? 0) * this.#colours + colour;
    if (number >= MAX_PAGE_NUMBERS)
      throw new InputError(
        `mapping: with ${this.inUse} pages (${Math.ceil(this.inUse / 256)} MiB) in use, a page of ` +
          `colour ${colour} of ${this.#colours} would lie beyond 4 GiB; a smaller footprint or ` +
          "another mapping was expected",
      );
    if (back === undefined) this.#given[colour] = (this.#given[colour] ?? 0) + 1;
    this.count = Math.max(this.count, number + 1);
    this.inUse++;
    return number;
  }

  /** The number is in use no more. */
  giveBack(number: number): void {
    const free = (this.#free[number % this.#colours] ??= []);
    let at = free.length;
    while (at > 0 && free[at - 1] < number) at--;
    free.splice(at, 0, number);
    this.inUse--;
  }

  /** Begins with just these numbers in use, having had `count` before. */
  restore(numbers: readonly number[], count: number): void {
    this.#given.length = 0;
    this.#free.length = 0;
    const used = new Set(numbers);
    for (const number of numbers) {
      const colour = number % this.#colours;
      const upTo = (number - colour) / this.#colours + 1;
      this.#given[colour] = Math.max(this.#given[colour] ?? 0, upTo);
    }
    for (const [colour, upTo] of this.#given.entries())
      for (let k = (upTo ?? 0) - 1; k >= 0; k--)
        if (!used.has(k * this.#colours + colour))
          (this.#free[colour] ??= []).push(k * this.#colours + colour);
    this.count = count;
    this.inUse = numbers.length;
  }
}
