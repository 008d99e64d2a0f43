/**
 * The clock in generated code.
 *
 * The clock counts instructions retired and stall cycles; base cycles beyond one an instruction are
 * in it too, unless they are kept *apart*: where the coupled memory counts time by instructions and
 * the clock is its own. The deadline then is moved instead.
 */
import {
  add64,
  type Code,
  type Expression,
  extend,
  extendS,
  type FunctionBuilder,
  load64,
  sub64,
  type Variable,
} from "@mcpi/trace/wasm";
import { BUSY_UNTIL, CLOCK, DEADLINE, EXTRA, STALLS } from "./state.ts";

export class ClockCode {
  /** Whether base cycles beyond the first are not in the clock. */
  readonly apart: boolean;
  readonly #global: Variable | undefined;

  /** @param global the coupled memory's clock; without one it is the word CLOCK */
  constructor(global?: Variable, baseTime = true) {
    this.#global = global;
    this.apart = global !== undefined && !baseTime;
  }

  get(): Code {
    return this.#global?.get ?? load64(0, CLOCK);
  }

  /** Moves the clock on by an i32. */
  add(f: FunctionBuilder, cycles: Expression): void {
    const moved = add64(this.get(), extend(cycles));
    if (this.#global) f.set(this.#global, moved);
    else f.store64(0, moved, CLOCK);
  }

  /** Notes stall cycles that are in the clock already. */
  addStall(f: FunctionBuilder, stall: Expression): void {
    f.store64(0, add64(load64(0, STALLS), extend(stall)), STALLS);
  }

  /** Adds base cycles beyond the first. */
  addExtra(f: FunctionBuilder, extra: Expression): void {
    f.store64(0, add64(load64(0, EXTRA), extend(extra)), EXTRA);
    if (this.apart) f.store64(0, sub64(load64(0, DEADLINE), extend(extra)), DEADLINE);
    else this.add(f, extra);
  }

  /** Base cycle in which the instruction begins that is `delta` instructions after the clock. */
  base(delta: Expression): Code {
    const since = add64(sub64(this.get(), load64(0, STALLS)), extendS(delta));
    return this.apart ? add64(since, load64(0, EXTRA)) : since;
  }

  /** Base cycles that remain, as an i64, until the multiplier is free: negative if it is. */
  busy(delta: Expression): Code {
    return sub64(load64(0, BUSY_UNTIL), this.base(delta));
  }
}
