/**
 * Which program each space runs, told by its text: when code of a space is executed for the first
 * time, the page that it lies on is compared with the same page of every known program. The guest
 * tells nothing, and need not be known. A space id stands for one program, for exec begins another.
 * Libraries that lie in many spaces say nothing about a space.
 */
import type { Kept } from "./outlet.ts";
import type { SavedFields } from "./saved-fields.ts";

/** A program's text. */
export interface KnownText {
  /** Virtual address of its first byte. */
  readonly start: number;
  readonly text: Uint8Array;
}

/** Addresses [start, end). */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const PAGE = 4096;
const UNKNOWN = -1;

export class SpacePrograms implements Kept {
  readonly name = "programs of spaces";
  readonly #programs: readonly KnownText[];
  readonly #libraries: readonly TextRange[];
  readonly #ofSpace = new Map<number, number>();

  /** @param libraries where code lies that many spaces have */
  constructor(programs: readonly KnownText[], libraries: readonly TextRange[] = []) {
    this.#programs = programs;
    this.#libraries = libraries;
  }

  /** Index of the program that a space runs; -1 if it is none that is known, or has not run. */
  of(space: number): number {
    return this.#ofSpace.get(space) ?? UNKNOWN;
  }

  /** A user's code is about to be executed. @param page the bytes of virtual page `vpn`, now */
  executed(space: number, vpn: number, page: Uint8Array): void {
    if (this.#ofSpace.has(space)) return;
    const address = vpn * PAGE;
    if (this.#libraries.some(({ start, end }) => address >= start && address < end)) return;
    this.#ofSpace.set(
      space,
      this.#programs.findIndex((program) => matches(program, address, page)),
    );
  }

  save() {
    return { spaces: [...this.#ofSpace.keys()], programs: [...this.#ofSpace.values()] };
  }

  restore(saved: SavedFields): void {
    const spaces = saved.wholes("spaces", 2 ** 26, 0, 2 ** 32 - 1, false);
    const last = this.#programs.length - 1;
    const programs = saved.wholes("programs", spaces.length, UNKNOWN, last);
    this.#ofSpace.clear();
    for (const [at, space] of spaces.entries()) this.#ofSpace.set(space, programs[at]);
  }
}

/** Whether a page has what the program has there: the end of the text may share its last page. */
function matches({ start, text }: KnownText, address: number, page: Uint8Array): boolean {
  const from = Math.max(start, address);
  const to = Math.min(start + text.length, address + PAGE);
  if (from >= to) return false;
  return (
    Buffer.compare(
      page.subarray(from - address, to - address),
      text.subarray(from - start, to - start),
    ) === 0
  );
}
