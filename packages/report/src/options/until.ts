/**
 * When a run stops: --until, and the debugger's command of that name.
 */
import type { RunLimits } from "@mcpi/kernels";
import { InputError } from "@mcpi/trace";
import { UsageError } from "../console/errors.ts";
import { parseCount } from "./size.ts";

/** Whatever comes first; a machine that halts has stopped anyway. */
export interface Until {
  /** Cycles since power-on. */
  readonly cycles: number | undefined;
  /** Instructions retired since power-on. */
  readonly instructions: number | undefined;
  readonly marks: readonly number[];
  /** Symbols or addresses, as they were written. */
  readonly places: readonly string[];
}

const FORMS = "cycles=n, instructions=n, mark=n, symbol=name or halt";

/**
 * Conditions as they are written, each a list with commas: `instructions=10M,symbol=panic`.
 * @param option what errors call the option
 * @throws UsageError when one is none.
 */
export function parseUntil(option: string, lists: readonly string[]): Until {
  const least: Record<"cycles" | "instructions", number> = {
    cycles: Number.POSITIVE_INFINITY,
    instructions: Number.POSITIVE_INFINITY,
  };
  const marks = new Set<number>();
  const places = new Set<string>();
  for (const condition of lists.flatMap((list) => list.split(","))) {
    const [, kind, value] = /^([a-z]+)(?:=(.+))?$/.exec(condition.trim()) ?? [];
    if (kind === "halt" && value === undefined) continue;
    if ((kind === "cycles" || kind === "instructions") && value !== undefined)
      least[kind] = Math.min(least[kind], parseCount(`${option} ${kind}`, value, 1));
    else if (kind === "mark" && value !== undefined) marks.add(markOf(option, value));
    else if (kind === "symbol" && value !== undefined) places.add(value);
    else throw new UsageError(`${option} ${condition}: ${FORMS} was expected`);
  }
  const known = (count: number) => (count === Number.POSITIVE_INFINITY ? undefined : count);
  return {
    cycles: known(least.cycles),
    instructions: known(least.instructions),
    marks: [...marks],
    places: [...places],
  };
}

/** What of it the machine itself is given as limits. */
export function limitsOf({ cycles, instructions }: Until): RunLimits {
  return {
    ...(cycles !== undefined && { cycles }),
    ...(instructions !== undefined && { instructions }),
  };
}

/** In words, for the provenance of results; empty if only a halt stops the run. */
export function untilText({ cycles, instructions, marks, places }: Until): string {
  const parts = [
    cycles === undefined ? [] : [`cycle ${cycles}`],
    instructions === undefined ? [] : [`instruction ${instructions}`],
    marks.map((code) => `mark ${code}`),
    places,
  ].flat();
  return parts.length === 0 ? "" : `until ${parts.join(", ")}`;
}

/** The code of a mark has 16 bits. */
function markOf(option: string, text: string): number {
  const code = parseCount(`${option} mark`, text, 0);
  if (code <= 0xffff) return code;
  throw new UsageError(`${option} mark=${text}: a mark's code is at most 65535`);
}

/** The address that a symbol, or a number, names. @throws InputError when there is no such symbol. */
export function addressOf(
  place: string,
  symbols: ReadonlyMap<string, { readonly address: number }>,
  image: string,
): number {
  const symbol = symbols.get(place);
  if (symbol !== undefined) return symbol.address;
  if (/^0x[0-9a-f]{1,8}$/i.test(place)) return Number(place);
  throw new InputError(`${image}: it has no symbol ${place}`);
}
