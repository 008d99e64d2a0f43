/**
 * Counts by function: an observer beside a simulator, present only when it is asked for.
 *
 * Instructions, loads and stores are counted from the batches; misses, their classes and stall
 * cycles come from the simulator's miss log and belong to the function whose instruction made the
 * reference. What is executed in idling is not counted. The sums over all functions are the
 * simulator's own totals; addresses without a symbol are one function of their own, and so is the
 * refill handler's template, which stands at no address of the trace.
 */
import { addCounts, type Counts, type MissEvent, newCounts } from "@mcpi/memsim";
import {
  type Batch,
  type FunctionLookup,
  IDLE_BEGIN,
  IDLE_END,
  NO_FUNCTION,
  type ReferenceVisitor,
  visitReferences,
} from "@mcpi/trace";
import type { Counter } from "./stream/replay.ts";

/** Number of the function that the refill template stands for; NO_FUNCTION is -1. */
export const TEMPLATE_FUNCTION = -2;

/** What it is called, as a function and as a component. */
export const REFILL_TEMPLATE = "(refill template)";

/** Number of the function that an event of the miss log belongs to. */
export function functionOf(event: MissEvent, lookup: FunctionLookup): number {
  return event.record < 0 ? TEMPLATE_FUNCTION : lookup.at(event.instruction);
}

/** What the numbers of functions are called; functions of one name in several files say which. */
export function functionNames(lookup: FunctionLookup): (number: number) => string {
  const files = new Map<string, Set<string>>();
  for (const { name, file } of lookup.functions) {
    const known = files.get(name);
    if (known === undefined) files.set(name, new Set([file]));
    else known.add(file);
  }
  return (number) => {
    if (number === TEMPLATE_FUNCTION) return REFILL_TEMPLATE;
    if (number < 0) return "(no symbol)";
    const { name, file } = lookup.functions[number];
    return files.get(name)!.size > 1 ? `${name} (${file})` : name;
  };
}

export class FunctionAttribution implements Counter {
  readonly #lookup: FunctionLookup;
  /** By function number + 2. */
  #counts: (Counts | undefined)[] = [];
  readonly #visitor: ReferenceVisitor;

  constructor(lookup: FunctionLookup) {
    this.#lookup = lookup;
    let current = NO_FUNCTION;
    let idle = false;
    this.#visitor = {
      fetch: (address) => {
        if (idle) return;
        current = lookup.at(address);
        this.#of(current).instructions++;
      },
      load: (_address, _size, continued) => {
        if (!idle && !continued) this.#of(current).loads++;
      },
      store: (_address, _size, continued) => {
        if (!idle && !continued) this.#of(current).stores++;
      },
      cycles: () => {},
      event: (kind) => {
        if (kind === IDLE_BEGIN) idle = true;
        else if (kind === IDLE_END) idle = false;
      },
    };
  }

  consume(batch: Batch): void {
    visitReferences(batch, this.#visitor);
  }

  resetCounts(): void {
    this.#counts = [];
  }

  /** Takes an event of the miss log. */
  hear(event: MissEvent): void {
    const counts = this.#of(functionOf(event, this.#lookup));
    if (event.cause !== "none") counts.stalls[event.cause] += event.cycles;
    if (event.set < 0) return;
    const level = counts.level1;
    const kind = level[KINDS[event.kind]];
    kind.misses++;
    if (event.class === "bypass") level.bypass++;
    else if (event.class !== "none") kind[event.class]++;
  }

  /** Counts by function number, in ascending order; only what docs/results.md lists is counted. */
  *functions(): Generator<[number: number, counts: Counts]> {
    for (const [at, counts] of this.#counts.entries())
      if (counts !== undefined) yield [at - 2, counts];
  }

  #of(number: number): Counts {
    return (this.#counts[number + 2] ??= newCounts());
  }
}

const KINDS = ["fetch", "load", "store"] as const;

/** Counts by name: functions put together by what `nameOf` calls them, in order of first number. */
export function countsByName(
  functions: Iterable<[number: number, counts: Counts]>,
  nameOf: (number: number) => string,
): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const [number, counts] of functions) {
    const name = nameOf(number);
    let sum = sums.get(name);
    if (sum === undefined) sums.set(name, (sum = newCounts()));
    addCounts(sum, counts);
  }
  return sums;
}
