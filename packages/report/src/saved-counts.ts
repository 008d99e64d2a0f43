/** Counts in a saved state, checked as they are read. */
import { type Counts, newCounts } from "@mcpi/memsim";
import { InputError } from "@mcpi/trace";

interface Tree {
  [key: string]: number | Tree;
}

/**
 * @param where what errors call them
 * @throws InputError when they are no counts.
 */
export function countsFrom(state: unknown, where: string): Counts {
  const counts = newCounts();
  fill(counts as unknown as Tree, state, where);
  return counts;
}

function fill(to: Tree, from: unknown, where: string): void {
  if (typeof from !== "object" || from === null)
    throw new InputError(`saved state: ${where}: counts were expected`);
  for (const [key, known] of Object.entries(to)) {
    const value = (from as Record<string, unknown>)[key];
    if (typeof known !== "number") fill(known, value, `${where}.${key}`);
    else if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)
      to[key] = value;
    else throw new InputError(`saved state: ${where}.${key}: a count was expected`);
  }
}
