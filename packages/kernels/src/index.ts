export * from "./decstation/index.ts";
export {
  createDecstation,
  DECSTATION_HERTZ,
  type Decstation,
  type DecstationOptions,
  DEFAULT_RAM_MB,
  MOST_RAM_MB,
} from "./decstation/decstation.ts";
export * from "./debugger/index.ts";
export * from "./image/index.ts";
export type { ConsoleLine } from "./machine/board.ts";
export { type Attachment, Machine, type RunLimits, type Stop } from "./machine/machine.ts";
export { disassemble, hex8, REGISTER_NAMES } from "./r3000/disassemble.ts";
export type { EngineName } from "./r3000/engine.ts";
export { UndefinedBehaviour } from "./r3000/processor.ts";
