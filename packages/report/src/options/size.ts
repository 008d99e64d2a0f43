/**
 * Numbers as people write them on the command line: 64K, 1K..1M, 1,2,4,8,full.
 */
import { UsageError } from "../console/errors.ts";

const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/** Bytes: a whole number, with K, M or G (or KiB, KB …) for powers of 1024; undefined if it is none. */
export function sizeOfText(text: string): number | undefined {
  const match = /^(\d+)([kmg]?)(?:i?b)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const size = Number(match[1]) * FACTORS[match[2].toLowerCase()];
  return Number.isSafeInteger(size) ? size : undefined;
}

/** 65536 as 64K. */
export function sizeText(bytes: number): string {
  for (const [suffix, factor] of [
    ["G", 1 << 30],
    ["M", 1 << 20],
    ["K", 1 << 10],
  ] as const)
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${suffix}`;
  return String(bytes);
}

/**
 * A list of powers of two: `4K`, `1K,64K`, `1K..1M` (every power of two from the one to the other).
 * In ascending order, each once.
 * @throws UsageError naming the option.
 */
export function parsePowers(option: string, text: string): number[] {
  const powers = new Set<number>();
  for (const part of text.split(",")) {
    const [from, to, ...more] = part.split("..").map((end) => power(option, end, text));
    if (more.length > 0)
      throw new UsageError(`${option} ${text}: "${part}" has more than one ".."`);
    if (to === undefined) powers.add(from);
    else if (to < from)
      throw new UsageError(`${option} ${text}: ${part} is empty; the smaller one comes first`);
    else for (let size = from; size <= to; size *= 2) powers.add(size);
  }
  return [...powers].sort((a, b) => a - b);
}

function power(option: string, text: string, whole: string): number {
  const size = sizeOfText(text);
  if (size === undefined || size < 1 || !Number.isInteger(Math.log2(size)))
    throw new UsageError(
      `${option} ${whole}: "${text}" is no power of two; one like 16, 64K or 1M was expected`,
    );
  return size;
}

/**
 * Ways: whole numbers and `full`, with commas; `1..8` is every power of two from 1 to 8.
 * @throws UsageError naming the option.
 */
export function parseWays(option: string, text: string): (number | "full")[] {
  const ways = new Set<number | "full">();
  for (const part of text.split(",")) {
    if (part === "full") ways.add("full");
    else if (part.includes("..")) for (const n of parsePowers(option, part)) ways.add(n);
    else if (/^[1-9]\d{0,5}$/.test(part)) ways.add(Number(part));
    else
      throw new UsageError(
        `${option} ${text}: "${part}" is no number of ways; one like 1, 4 or full was expected`,
      );
  }
  return [...ways].sort((a, b) => (a === "full" ? 1 : b === "full" ? -1 : a - b));
}

/**
 * A count that may be written with K, M or G (here powers of 1000).
 * @throws UsageError when it is no whole number of at least `least`.
 */
export function parseCount(option: string, text: string, least: number): number {
  const match = /^(\d+)([kmg]?)$/i.exec(text.trim());
  const factor = { "": 1, k: 1e3, m: 1e6, g: 1e9 }[match?.[2].toLowerCase() ?? ""] ?? 1;
  const count = match === null ? Number.NaN : Number(match[1]) * factor;
  if (!Number.isSafeInteger(count) || count < least)
    throw new UsageError(
      `${option} "${text}" is no count; a whole number of at least ${least} was expected (K, M and G are thousands)`,
    );
  return count;
}
