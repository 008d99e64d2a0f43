/**
 * Why a piece of a reference hit or missed, in words.
 */
import { type CacheDescription, fetchOf } from "@mcpi/memsim";
import type { LineHistory } from "./line-history.ts";

export interface Outcome {
  readonly kind: "fetch" | "load" | "store";
  readonly hit: boolean;
  /** Of a miss: its class, and whether it read its block. */
  readonly class: "compulsory" | "capacity" | "conflict" | "bypass" | "none";
  readonly reads: boolean;
}

/** The reason, without an end stop. `step` is the present reference's number. */
export function reasonOf(
  outcome: Outcome,
  line: number,
  step: number,
  cache: CacheDescription,
  history: LineHistory,
): string {
  if (outcome.hit) return hitReason(line, step, history);
  const parts = [missReason(outcome, line, step, cache, history)];
  if (outcome.kind === "store") parts.push(storeReason(outcome, cache));
  return parts.filter((part) => part !== "").join("; ");
}

function hitReason(line: number, step: number, history: LineHistory): string {
  const arrival = history.arrivalOf(line);
  if (arrival === undefined) return "it is in the cache";
  if (arrival.step === step) return "it has just come in with the rest of its block";
  const when = `reference ${arrival.step}`;
  return arrival.demanded
    ? `it is in the cache since ${when}`
    : `it came in with its block at ${when}`;
}

function missReason(
  outcome: Outcome,
  line: number,
  step: number,
  cache: CacheDescription,
  history: LineHistory,
): string {
  if (outcome.class === "bypass") return "it is not in the cache";
  if (outcome.class === "compulsory")
    return fetchOf(cache) === cache.line
      ? "it was never in the cache: compulsory"
      : `no line of its ${fetchOf(cache)}-byte block was ever in the cache: compulsory`;
  const where = whereItWent(line, step, history);
  const lines = cache.size / cache.line;
  if (outcome.class === "conflict")
    return `${where}; the fully associative twin still has it: conflict`;
  if (outcome.class === "capacity")
    return `${where}; the fully associative twin, with ${lines} lines, no longer has it either: capacity`;
  return where;
}

function whereItWent(line: number, step: number, history: LineHistory): string {
  const arrival = history.arrivalOf(line);
  const departure = history.departureOf(line);
  if (arrival === undefined)
    return "another line of its block was in the cache, this one never was";
  if (departure === undefined || departure.step < arrival.step)
    return `it came in at reference ${arrival.step} and was invalidated since`;
  const references = step - departure.step;
  const when = references === 1 ? "one reference ago" : `${references} references ago`;
  return `it was evicted by ${departure.evictor} ${references === 0 ? "just now" : when}`;
}

function storeReason({ class: missClass, reads }: Outcome, cache: CacheDescription): string {
  if (missClass === "bypass")
    return cache.write?.miss === "write-around"
      ? "stores that miss go around the cache"
      : "a store that covers only a part of its line leaves the cache alone";
  return reads ? "the store reads its block first" : "the store takes its line without reading it";
}
