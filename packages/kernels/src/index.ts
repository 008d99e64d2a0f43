export * from "./debugger/index.ts";
export {
  createDecstation,
  DECSTATION_HERTZ,
  DEFAULT_RAM_MB,
  type Decstation,
  type DecstationOptions,
  MOST_RAM_MB,
} from "./decstation/decstation.ts";
export * from "./decstation/index.ts";
export * from "./file-system/index.ts";
export * from "./image/index.ts";
export type { ConsoleLine } from "./machine/board.ts";
export { Machine, type RunLimits, type Stop } from "./machine/machine.ts";
export type { Attachment, Kept } from "./machine/outlet.ts";
export type { SavedFields } from "./machine/saved-fields.ts";
export { SpacePrograms } from "./machine/space-programs.ts";
export { decodeState, encodeState } from "./machine/state-file.ts";
export { disassemble, hex8, REGISTER_NAMES } from "./r3000/disassemble.ts";
export type { EngineName } from "./r3000/engine.ts";
export { UndefinedBehaviour } from "./r3000/processor.ts";
