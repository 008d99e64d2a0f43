/**
 * References as calls of a coupled memory: lines that hit are found by its probes, where it has
 * them, and everything else by its functions, which return the stall cycles.
 *
 * A fetch is looked up where its line differs from that of the instruction before it, and at the
 * beginning of a block.
 */
import type { InlineMemory } from "@mcpi/trace";
import {
  add,
  and,
  call,
  type Expression,
  eqz,
  type FunctionBuilder,
  type FunctionReference,
  I32,
  I64,
  type ModuleBuilder,
  type Variable,
  xor,
} from "@mcpi/trace/wasm";
import { ClockCode } from "./clock-code.ts";
import type {
  BlockPlace,
  DataReference,
  FetchReference,
  ReferenceCode,
  References,
} from "./references.ts";
import { UNCACHED_FETCHES } from "./state.ts";

interface Functions {
  readonly fetch: FunctionReference;
  readonly load: FunctionReference;
  readonly store: FunctionReference;
  readonly uncachedFetch: FunctionReference;
}

/** @param worstReference most stall cycles of one reference */
export function inlineReferences(inline: InlineMemory, worstReference: number): References {
  return {
    name: "inline",
    worstStall: 2 * worstReference,
    imports: {
      now: inline.now,
      fetch: inline.functions.fetch,
      load: inline.functions.load,
      store: inline.functions.store,
      uncachedFetch: inline.functions.uncachedFetch,
    },
    declare: (module: ModuleBuilder) => {
      const functions: Functions = {
        fetch: module.importFunction("fetch", [I32, I32], [I32]),
        load: module.importFunction("load", [I32, I32], [I32]),
        store: module.importFunction("store", [I32, I32, I32], [I32]),
        uncachedFetch: module.importFunction("uncachedFetch", [I32], [I32]),
      };
      const clock = new ClockCode(module.importGlobal("now", I64), inline.baseTime);
      return { clock, code: (f, onStall) => new InlineCode(f, inline, functions, onStall) };
    },
  };
}

class InlineCode implements ReferenceCode {
  readonly #f: FunctionBuilder;
  readonly #inline: InlineMemory;
  readonly #functions: Functions;
  readonly #onStall: (stall: Variable) => void;
  /** An address in the line of the last fetch; one that is in none at first. */
  readonly #line: Variable;
  readonly #pa: Variable;
  readonly #stall: Variable;

  constructor(
    f: FunctionBuilder,
    inline: InlineMemory,
    functions: Functions,
    onStall: (stall: Variable) => void,
  ) {
    this.#f = f;
    this.#inline = inline;
    this.#functions = functions;
    this.#onStall = onStall;
    this.#line = f.local();
    this.#pa = f.local();
    this.#stall = f.local();
  }

  full(): undefined {
    return undefined;
  }

  load(): void {
    // Odd, thus no instruction's; and the top line is never executed from.
    this.#f.set(this.#line, -1);
  }

  store(): void {}

  fetch({ pc, reference, uncached }: FetchReference, delta: Variable): void {
    const f = this.#f;
    f.if(
      uncached,
      () => {
        f.count(UNCACHED_FETCHES);
        this.#call(call(this.#functions.uncachedFetch, delta));
      },
      () =>
        f.if(and(xor(pc, this.#line), -this.#inline.fetchLine), () => {
          f.set(this.#line, pc);
          this.#fetchLine(add(reference, pc), delta);
        }),
    );
  }

  data(reference: DataReference, delta: Expression): void {
    const f = this.#f;
    f.set(this.#pa, add(reference.reference, reference.address));
    if (reference.kind === "store") {
      this.#call(call(this.#functions.store, this.#pa, reference.size, delta));
      return;
    }
    const probe = this.#inline.loadProbe(this.#pa);
    const miss = () => this.#call(call(this.#functions.load, this.#pa, delta));
    if (probe === undefined) miss();
    else f.if(eqz(probe), miss);
  }

  cycles(): void {}

  beginBlock(): void {}

  blockFetch({ pc, reference }: BlockPlace, index: number): void {
    const at = pc + 4 * index;
    if (index === 0 || at % this.#inline.fetchLine === 0)
      this.#fetchLine(add(reference, at | 0), index);
  }

  blockData(reference: DataReference, index: number): void {
    this.data(reference, index);
  }

  blockCycles(): void {}

  endBlock(): void {}

  #fetchLine(pa: Expression, delta: Expression): void {
    const f = this.#f;
    f.set(this.#pa, pa);
    const probe = this.#inline.fetchProbe(this.#pa);
    const miss = () => this.#call(call(this.#functions.fetch, this.#pa, delta));
    if (probe === undefined) miss();
    else f.if(eqz(probe), miss);
  }

  #call(stall: Expression): void {
    const f = this.#f;
    f.set(this.#stall, stall);
    f.if(this.#stall, () => this.#onStall(this.#stall));
  }
}
