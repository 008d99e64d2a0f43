/**
 * Counts by function: an observer beside a simulator, present only when it is asked for.
 *
 * Instructions, loads and stores are counted from the batches; misses, their classes and stall
 * cycles come from the simulator's miss log and belong to the function whose instruction made the
 * reference. What is executed in idling is not counted. The sums over all functions are the
 * simulator's own totals; addresses without a symbol are one function of their own, and so is the
 * refill handler's template, which stands at no address of the trace.
 */
import type { Kept, SavedFields } from "@mcpi/kernels";
import { addCounts, type Counts, type MissEvent, newCounts } from "@mcpi/memsim";
import {
  type Batch,
  bytesOf,
  CONTINUATION,
  FIRST_EVENT,
  FIXED_LENGTH,
  type FunctionLookup,
  IDLE_BEGIN,
  IDLE_END,
  indexOf,
  instructionsOf,
  kindOf,
  LOAD,
  NO_FUNCTION,
  PAGE_MASK,
  type ReferenceVisitor,
  RUN,
  STORE,
  visitReferences,
} from "@mcpi/trace";
import { countsFrom } from "./saved-counts.ts";
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

export class FunctionAttribution implements Counter, Kept {
  readonly name = "counts by function";
  readonly #lookup: FunctionLookup;
  /** By function number + 2. */
  #counts: (Counts | undefined)[] = [];
  readonly #visitor: ReferenceVisitor;
  /** Function of the instruction fetched last. */
  #current = NO_FUNCTION;
  #idle = false;

  constructor(lookup: FunctionLookup) {
    this.#lookup = lookup;
    this.#visitor = {
      fetch: (address) => this.#fetch(address),
      load: (_address, _size, continued) => {
        if (!this.#idle && !continued) this.#of(this.#current).loads++;
      },
      store: (_address, _size, continued) => {
        if (!this.#idle && !continued) this.#of(this.#current).stores++;
      },
      cycles: () => {},
      event: (kind) => this.#event(kind),
    };
  }

  consume(batch: Batch): void {
    // Where instructions have lengths of their own they must be visited one by one.
    if (batch.lengthCount > 0) visitReferences(batch, this.#visitor);
    else this.#consumeRuns(batch);
  }

  /** Counts the instructions of a run at once, where they are of one function. */
  #consumeRuns({ words, records }: Batch): void {
    const lookup = this.#lookup;
    const end = 2 * records;
    /** The run of several functions that is open; -1 if none is. */
    let mixed = -1;
    for (let at = 0; at < end; at += 2) {
      const word = words[at];
      const meta = words[at + 1];
      const kind = kindOf(meta);
      if (kind === RUN) {
        const count = instructionsOf(meta);
        mixed = lookup.endOf(word) < (word & PAGE_MASK) + bytesOf(meta) ? word : -1;
        if (mixed !== -1) for (let i = 0; i < count; i++) this.#fetch(word + FIXED_LENGTH * i);
        else if (!this.#idle) {
          this.#current = lookup.at(word);
          this.#of(this.#current).instructions += count;
        }
      } else if (kind === LOAD || kind === STORE) {
        if (this.#idle || meta & CONTINUATION) continue;
        const owner =
          mixed === -1 ? this.#current : lookup.at(mixed + FIXED_LENGTH * indexOf(meta));
        if (kind === LOAD) this.#of(owner).loads++;
        else this.#of(owner).stores++;
      } else if (kind >= FIRST_EVENT) {
        mixed = -1;
        this.#event(kind);
      }
    }
  }

  #fetch(address: number): void {
    if (this.#idle) return;
    this.#current = this.#lookup.at(address);
    this.#of(this.#current).instructions++;
  }

  #event(kind: number): void {
    if (kind === IDLE_BEGIN) this.#idle = true;
    else if (kind === IDLE_END) this.#idle = false;
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

  save() {
    return {
      known: this.#lookup.functions.length,
      current: this.#current,
      idle: this.#idle,
      functions: [...this.functions()].map(([number, counts]) => ({ number, counts })),
    };
  }

  restore(saved: SavedFields): void {
    const last = this.#lookup.functions.length - 1;
    saved.whole("known", last + 1, last + 1);
    this.#current = saved.whole("current", NO_FUNCTION, last);
    this.#idle = saved.flag("idle");
    this.#counts = [];
    for (const one of saved.records("functions")) {
      const number = one.whole("number", TEMPLATE_FUNCTION, last);
      this.#counts[number + 2] = countsFrom(one.inner("counts"), `function ${number}`);
    }
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
