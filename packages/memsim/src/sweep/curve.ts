/**
 * Miss-ratio curves: the misses of fully associative LRU caches of every capacity, by Mattson's stack
 * distances (stack-distances.ts).
 *
 * They are exact where misses bring in one line, under every store policy that brings the line in at
 * every store too. Under the others (and for fetches of several lines) caches of different
 * capacities are not the tops of one stack: such a curve is refused, and a sweep does it instead.
 */
import { type Batch, type Consumer, InputError, type PageDictionary } from "@mcpi/trace";
import type { KindCounts } from "../counts.ts";
import { KINDS, type Kind } from "../engine/context.ts";
import type { MappingDescription } from "../machine.ts";
import { allocationRule } from "./allocation.ts";
import {
  checkConfiguration,
  KINDS_OF,
  type SweepCache,
  type SweepSide,
  type SweepWhich,
  sidesOf,
} from "./configuration.ts";
import { SweepPass } from "./pass.ts";
import { type KindDistances, StackDistances } from "./stack-distances.ts";

export interface CurveOptions {
  readonly which: SweepWhich;
  /** Line sizes, bytes; each has a curve of its own (on each side). */
  readonly lines: readonly number[];
  /** Store policy; needed unless the curves are of instruction caches. */
  readonly write?: SweepCache["write"];
  /** Must be the line, if given. */
  readonly fetch?: number;
  /** Must be `lru`, if given. */
  readonly replacement?: SweepCache["replacement"];
  /** How pages come by their frames. Default identity. */
  readonly mapping?: MappingDescription;
}

/** The misses of all fully associative LRU caches with lines of one size. */
export interface MissCurve {
  readonly side: SweepSide;
  readonly line: number;
  /** By kind of reference: pieces that the caches saw, and what came of them. */
  readonly kinds: Readonly<Partial<Record<Kind, KindDistances & Pick<KindCounts, "accesses">>>>;
}

export interface Curves extends Consumer {
  consume(batch: Batch): void;
  finish(): void;
  /** Sets all counts to 0 and keeps all state: the end of a warm-up. */
  resetCounts(): void;
  /** By line size, then side. */
  curves(): MissCurve[];
}

/**
 * Makes miss-ratio curves of a trace with these pages.
 * @throws InputError when there is no exact curve for the store policy, fetch size or replacement.
 */
export function createCurves(pages: PageDictionary, options: CurveOptions): Curves {
  return new MattsonCurves(pages, options);
}

/**
 * Misses, of one kind or of all, of the cache with room for so many lines. Capacities beyond the
 * footprint miss what is compulsory or was invalidated.
 */
export function missesAt(curve: MissCurve, lines: number, kind?: Kind): number {
  const kinds: readonly Kind[] = kind === undefined ? KINDS : [kind];
  let misses = 0;
  for (const one of kinds) {
    const counts = curve.kinds[one];
    if (counts === undefined) continue;
    misses += counts.compulsory + counts.invalidated;
    for (let distance = lines; distance < counts.distances.length; distance++)
      misses += counts.distances[distance];
  }
  return misses;
}

/** Accesses of one kind, or of all. */
export function accessesOf(curve: MissCurve, kind?: Kind): number {
  const kinds: readonly Kind[] = kind === undefined ? KINDS : [kind];
  return kinds.reduce((sum, one) => sum + (curve.kinds[one]?.accesses ?? 0), 0);
}

interface CurvePass {
  readonly pass: SweepPass;
  readonly line: number;
  readonly sides: readonly { readonly side: SweepSide; readonly part: StackDistances }[];
}

class MattsonCurves implements Curves {
  readonly #passes: readonly CurvePass[];

  constructor(pages: PageDictionary, options: CurveOptions) {
    checkCurves(options);
    this.#passes = options.lines.map((line) => newPass(pages, options, line));
  }

  consume(batch: Batch): void {
    for (const { pass } of this.#passes) pass.consume(batch);
  }

  finish(): void {}

  resetCounts(): void {
    for (const { pass } of this.#passes) pass.resetCounts();
  }

  curves(): MissCurve[] {
    return this.#passes.flatMap(({ pass, line, sides }) => {
      pass.drain();
      return sides.map(({ side, part }) => {
        const kinds = KINDS_OF[side].map((kind) => {
          const { accesses } = pass.counts.level1[kind];
          return [kind, { accesses, ...part.counts(kind) }];
        });
        return { side, line, kinds: Object.fromEntries(kinds) };
      });
    });
  }
}

function newPass(pages: PageDictionary, options: CurveOptions, line: number): CurvePass {
  const { which, mapping = { kind: "identity" } } = options;
  const unified = which === "unified";
  let sides: CurvePass["sides"] = [];
  // Nothing is placed by colour where there is one set.
  const shape = { line, colours: 1, mapping, virtual: false, unified };
  const pass = new SweepPass(pages, shape, false, ({ module, layout }) => {
    sides = sidesOf(which).map((side) => ({
      side,
      part: new StackDistances(module, layout, line, KINDS_OF[side]),
    }));
    const of = (wanted: SweepSide) =>
      sides.filter(({ side }) => side === wanted || side === "unified").map(({ part }) => part);
    return { fetch: of("instruction"), data: of("data") };
  });
  return { pass, line, sides };
}

/** @throws InputError when there is no exact curve for the store policy, fetch size or replacement. */
export function checkCurves(options: CurveOptions): void {
  if (options.lines.length === 0)
    throw new InputError("miss-ratio curve: no line size is given; one at least was expected");
  for (const line of options.lines) refuseInexact(options, line);
}

function refuseInexact({ which, write, fetch, replacement, mapping }: CurveOptions, line: number) {
  // One cache stands for all: what is wrong with the values is wrong with its values.
  const cache: SweepCache = {
    size: 4096,
    line,
    ways: "full",
    ...(write && { write }),
    ...(fetch !== undefined && { fetch }),
    ...(replacement && { replacement }),
  };
  const { caches } = checkConfiguration(
    cache,
    which,
    mapping ?? { kind: "identity" },
    "of the curve",
  );
  const inexact = (key: string, value: unknown, why: string, expected: string) =>
    new InputError(
      `miss-ratio curve: ${key} ${value}: ${why}, so caches of different sizes are not one stack; ${expected} was expected, or a sweep of sizes`,
    );
  if (replacement !== undefined && replacement !== "lru")
    throw inexact(
      "replacement",
      replacement,
      "only LRU holds in each size all of a smaller",
      "lru",
    );
  if (fetch !== undefined && fetch !== line)
    throw inexact(
      "fetch",
      fetch,
      "a miss brings in lines that were not used",
      `the line (${line})`,
    );
  for (const [side, description] of Object.entries(caches))
    if (allocationRule(description, side as SweepSide) !== "all")
      throw inexact(
        "write.miss",
        description.write?.miss,
        "a store that misses may leave the cache alone",
        "fetch-on-write",
      );
}
