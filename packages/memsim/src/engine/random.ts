/**
 * The generator of random replacement: xorshift32 (Marsaglia, "Xorshift RNGs", 2003), one per
 * array, in a global. A number x picks way `floor(x * ways / 2^32)`.
 */
import {
  type Code,
  extend,
  type FunctionBuilder,
  i32,
  i64,
  type ModuleBuilder,
  mul64,
  shl,
  shr,
  shr64,
  type Variable,
  wrap,
  xor,
} from "@mcpi/trace/wasm";

export class RandomWays {
  readonly state: Variable;

  constructor(module: ModuleBuilder, globals: GlobalNames, name: string, seed: number) {
    this.state = module.global(i32(seed), 0x7f, globals.name(`${name}.random`));
  }

  /** Draws the next number, then gives a way below `ways`. */
  next(f: FunctionBuilder, ways: number): Code {
    f.set(this.state, xor(this.state, shl(this.state, 13)));
    f.set(this.state, xor(this.state, shr(this.state, 17)));
    f.set(this.state, xor(this.state, shl(this.state, 5)));
    return wrap(shr64(mul64(extend(this.state), i64(ways)), i64(32)));
  }
}

/** Names of the exported globals, which are part of a simulator's saved state. */
export class GlobalNames {
  readonly all: string[] = [];

  name(name: string): string {
    this.all.push(name);
    return name;
  }
}
