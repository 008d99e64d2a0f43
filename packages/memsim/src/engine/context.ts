/**
 * What the parts of a simulator share while its module is being built.
 */
import {
  type Expression,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  I64,
  i32,
  i64,
  type ModuleBuilder,
  type Variable,
} from "@mcpi/trace/wasm";
import type { Counters } from "./counters.ts";
import type { Layout } from "./layout.ts";
import { GlobalNames } from "./random.ts";

/** Kinds of references, as the counters and the miss log have them. */
export const KINDS = ["fetch", "load", "store"] as const;
export type Kind = (typeof KINDS)[number];

/** Causes and classes as the miss log passes them from the generated code. */
export const LOG_CAUSES = ["icache", "dcache", "writeBuffer", "uncached", "tlb", "none"] as const;
export const LOG_CLASSES = ["compulsory", "capacity", "conflict", "bypass", "none"] as const;
export type LogCause = (typeof LOG_CAUSES)[number];

/** The cause that pays for a read miss of this kind. */
export const causeOf = (kind: Kind): "icache" | "dcache" =>
  kind === "fetch" ? "icache" : "dcache";

export interface EngineOptions {
  readonly threeC: boolean;
  readonly twoWay: boolean;
  readonly refillTemplate: boolean;
  readonly log: boolean;
}

export class EngineContext {
  readonly module: ModuleBuilder;
  readonly layout: Layout;
  readonly counters: Counters;
  readonly options: EngineOptions;
  readonly globals = new GlobalNames();

  /** Cycle of the present reference. */
  readonly now: Variable;
  /** Base cycles of the present instruction beyond the first, not yet passed; -1 before the first instruction, which none precedes. */
  readonly pending: Variable;
  /** Line of the last fetch, which the next one need not look up; -1 if it must. */
  readonly lastFetchLine: Variable;
  /** For the log: record, compact addresses of the instruction and of the reference. */
  readonly logRecord: Variable;
  readonly logInstruction: Variable;
  readonly logAddress: Variable;
  /** function(kind, cause, class, cycles, set, evicted, line) */
  readonly #log: FunctionReference | undefined;

  constructor(module: ModuleBuilder, layout: Layout, counters: Counters, options: EngineOptions) {
    this.module = module;
    this.layout = layout;
    this.counters = counters;
    this.options = options;
    module.importMemory(false);
    this.#log = options.log
      ? module.importFunction("log", [I32, I32, I32, I32, I32, I32, I32], [])
      : undefined;
    this.refill = options.refillTemplate
      ? module.importFunction("refill", [I32, I32], [])
      : undefined;
    this.now = module.global(i64(0), I64, this.globals.name("now"));
    this.pending = this.global("pending", -1);
    this.lastFetchLine = this.global("lastFetchLine", -1);
    this.logRecord = this.global("logRecord", -1);
    this.logInstruction = this.global("logInstruction", 0);
    this.logAddress = this.global("logAddress", 0);
  }

  /** function(page id, 0 for a fetch or 1 for data): runs the refill template. */
  readonly refill: FunctionReference | undefined;

  /** A new global that belongs to the saved state. */
  global(name: string, initial: number): Variable {
    return this.module.global(i32(initial), I32, this.globals.name(name));
  }

  /** Tells the miss log, if there is one. Arguments are only computed then. */
  log(
    f: FunctionBuilder,
    kind: Kind,
    cause: LogCause,
    details: () => {
      class?: Expression;
      cycles: Expression;
      set?: Expression;
      evicted?: Expression;
      line?: Expression;
    },
  ): void {
    if (this.#log === undefined) return;
    const d = details();
    f.call(
      this.#log,
      KINDS.indexOf(kind),
      LOG_CAUSES.indexOf(cause),
      d.class ?? LOG_CLASSES.indexOf("none"),
      d.cycles,
      d.set ?? -1,
      d.evicted ?? -1,
      d.line ?? -1,
    );
  }
}
