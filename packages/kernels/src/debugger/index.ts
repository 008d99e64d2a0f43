export { backtrace, type StackFrame } from "./backtrace.ts";
export { Breakpoints, type BreakStop } from "./breakpoints.ts";
export { MemoryView, physicalOf } from "./memory-view.ts";
export { ALL_REGISTERS, readRegister, writeRegister } from "./registers.ts";
export { haltedByException, stopReport } from "./stop-report.ts";
export { type Place, placeText, SymbolNames } from "./symbol-names.ts";
export {
  backtraceLines,
  instructionLines,
  memoryLines,
  registerLines,
  tlbLines,
  whereLines,
} from "./text.ts";
