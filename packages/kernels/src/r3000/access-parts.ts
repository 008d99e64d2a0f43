/** Loads and stores of parts of words, in TypeScript. */
import type { Loads } from "./instructions.ts";
import type { Processor } from "./processor.ts";
import * as at from "./state.ts";

/** The bytes that an access refers to, from the first on. */
export function extentOf(part: Loads["part"], address: number): { first: number; size: number } {
  if (typeof part === "number") return { first: address, size: part };
  return part === "left"
    ? { first: address & ~3, size: (address & 3) + 1 }
    : { first: address, size: 4 - (address & 3) };
}

/** What a load makes of the bytes (or the word) that it found. */
export function loadedValue(
  p: Processor,
  { part, signed }: Loads,
  rt: number,
  address: number,
  loaded: number,
): number {
  const merged = p.word(at.PENDING_OFFSET) === 4 * rt ? p.word(at.PENDING_VALUE) : p.register(rt);
  switch (part) {
    case 1:
      return signed ? (loaded << 24) >> 24 : loaded & 0xff;
    case 2:
      return signed ? (loaded << 16) >> 16 : loaded & 0xffff;
    case 4:
      return loaded | 0;
    case "left": {
      const shift = 8 * (3 - (address & 3));
      return (loaded << shift) | (merged & ((1 << shift) - 1));
    }
    default: {
      const shift = 8 * (address & 3);
      return (loaded >>> shift) | (merged & ~(0xffffffff >>> shift));
    }
  }
}
