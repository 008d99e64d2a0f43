/**
 * References one by one, for a running machine that calls them (trace: contracts.ts, InlineMemory).
 *
 * Each exported function does what the loops do for one reference within a line: it moves `now` on
 * to the reference's cycle, makes the reference, and moves `now` back, later by the stalls, which it
 * returns. It counts misses and stalls; references and accesses are counted by whoever calls. Pages
 * are looked up in the TLB apart, by `lookUp` of tlb.ts.
 */
import type { InlineFunctions } from "@mcpi/trace";
import {
  add64,
  extend,
  extendS,
  type FunctionBuilder,
  I32,
  I64,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { Machine, TlbDescription } from "../machine.ts";
import type { CacheUnit } from "./cache-unit.ts";
import type { EngineContext, EngineOptions } from "./context.ts";
import type { MemoryPath } from "./memory-path.ts";

/**
 * Whether single references can be made: where fetches and data share nothing that the order of
 * look-ups changes, and nobody watches each.
 */
export function offersInline({ caches, tlb }: Machine, options: EngineOptions): boolean {
  const physical = [caches.instruction, caches.data].every((cache) => cache?.index === "physical");
  return (
    physical &&
    !options.log &&
    !options.refillTemplate &&
    (tlb === undefined || (tlb.unified !== undefined && isStateless(tlb.unified)))
  );
}

/** Whether hits change nothing, and misses cost nothing. */
function isStateless({ entries, ways, replacement, refill }: TlbDescription): boolean {
  const full = ways === "full" || ways === entries;
  return full && replacement === "random" && refill === "software";
}

export interface InlineParts {
  readonly context: EngineContext;
  readonly instruction: CacheUnit;
  readonly data: CacheUnit;
  readonly path: MemoryPath;
}

const NAMES = [
  "fetch",
  "load",
  "store",
  "uncachedFetch",
  "uncachedLoad",
  "uncachedStore",
] as const satisfies readonly (keyof InlineFunctions)[];

const exportName = (name: keyof InlineFunctions): string => `inline.${name}`;

/** Defines the exported functions. */
export function defineInlineFunctions({ context, instruction, data, path }: InlineParts): void {
  const { now, module } = context;
  const at = (f: FunctionBuilder, delta: Variable, reference: () => void) => {
    const before = f.let(now, I64);
    f.set(now, add64(now, extendS(delta)));
    const begin = f.let(now, I64);
    reference();
    const stall = f.let(wrap(sub64(now, begin)));
    f.set(now, add64(before, extend(stall)));
    f.result(stall);
  };
  const read = (unit: CacheUnit, kind: "fetch" | "load") =>
    module.function(
      [I32, I32],
      [I32],
      (f, pa, delta) => at(f, delta, () => unit.emitRead(f, kind, pa, unit.lineOf(pa))),
      exportName(kind),
    );
  read(instruction, "fetch");
  read(data, "load");
  module.function(
    [I32, I32, I32],
    [I32],
    (f, pa, size, delta) => at(f, delta, () => data.emitStore(f, pa, size, data.lineOf(pa))),
    exportName("store"),
  );
  for (const [kind, name] of [
    ["fetch", "uncachedFetch"],
    ["load", "uncachedLoad"],
  ] as const)
    module.function(
      [I32],
      [I32],
      (f, delta) => at(f, delta, () => path.emitUncachedRead(f, kind)),
      exportName(name),
    );
  module.function(
    [I32, I32, I32],
    [I32],
    (f, pa, size, delta) => at(f, delta, () => path.emitUncachedWrite(f, pa, size)),
    exportName("uncachedStore"),
  );
}

/** The functions that an instance exports. */
export function inlineFunctionsOf(exports: WebAssembly.Exports): InlineFunctions {
  return Object.fromEntries(
    NAMES.map((name) => [name, exports[exportName(name)]]),
  ) as unknown as InlineFunctions;
}
