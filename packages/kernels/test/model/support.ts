/** What the hand-worked tests of the model share: a small machine with code at one address. */
import { RamBus } from "./bus.ts";
import { type ModelOptions, ModelProcessor } from "./processor.ts";
import type { ModelStep } from "./step.ts";

/** Where the code of a test is, in kseg0. */
export const START = 0x80001000;
/** Memory that a test may use, in kseg0. */
export const DATA = 0x80004000;

export interface Machine {
  readonly cpu: ModelProcessor;
  readonly bus: RamBus;
  /** Runs so many steps and returns them. */
  run(steps: number): ModelStep[];
}

/** 1 MB of memory, zero (no-operations) but for the words at START; kernel mode, BEV off. */
export function machine(words: readonly number[], options?: ModelOptions): Machine {
  const bus = new RamBus([0, 0x100000], [0x1fc00000, 0x1000]);
  bus.fill(START % 0x20000000, words);
  const cpu = new ModelProcessor(bus, options);
  cpu.cp0.status = 0;
  cpu.pc = START;
  return { cpu, bus, run: (steps) => Array.from({ length: steps }, () => cpu.step()) };
}
