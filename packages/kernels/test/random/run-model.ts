/** The model with a random program in its memory. */
import { RamBus } from "../model/bus.ts";
import { type ModelOptions, ModelProcessor } from "../model/processor.ts";
import { RAM_BYTES, type RandomProgram } from "./layout.ts";

export const ROM_ADDRESS = 0x1fc00000;
export const ROM_BYTES = 0x80000;

export interface LoadedModel {
  readonly cpu: ModelProcessor;
  readonly bus: RamBus;
}

export function modelOf({ segments, start }: RandomProgram, options?: ModelOptions): LoadedModel {
  const bus = new RamBus([0, RAM_BYTES], [ROM_ADDRESS, ROM_BYTES]);
  for (const { address, words } of segments) bus.fill(address % 0x20000000, words);
  bus.readOnlyFrom = ROM_ADDRESS;
  const cpu = new ModelProcessor(bus, options);
  cpu.pc = start;
  return { cpu, bus };
}
