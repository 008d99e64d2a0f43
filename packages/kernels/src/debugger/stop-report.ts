/**
 * What is said where a machine stops because of what the guest did: undefined behaviour under
 * `strict`, an exception that nobody handles.
 */
import type { Decstation } from "../decstation/decstation.ts";
import { BOOT_GENERAL, BOOT_UTLB } from "../decstation/prom-rom.ts";
import { backtrace } from "./backtrace.ts";
import { MemoryView } from "./memory-view.ts";
import type { SymbolNames } from "./symbol-names.ts";
import { backtraceLines, instructionLines, registerLines, whereLines } from "./text.ts";

/** Instructions shown before and behind the one in question. */
const AROUND = 4;

/** Where the machine is: instructions around, registers, callers. */
export function stopReport({ processor }: Decstation, names: SymbolNames): string[] {
  const memory = new MemoryView(() => processor);
  return [
    ...whereLines(processor, memory, names),
    "",
    ...instructionLines(processor, memory, names, processor.pc - 4 * AROUND, 2 * AROUND + 1),
    "",
    ...registerLines(processor),
    "",
    ...backtraceLines(backtrace(processor, memory, names)),
  ];
}

/** The reserved opcode by which the ROM asks for a function of the firmware. */
const FIRMWARE = 0x3f;

/** Whether a machine has halted because an exception came with the vectors in the ROM. */
export function haltedByException({ halted, processor }: Decstation): boolean {
  if (!halted) return false;
  const memory = new MemoryView(() => processor);
  return [0, 4].some((back) => {
    const word = memory.wordIf(processor.pc - back);
    if (word === undefined || word >>> 26 !== FIRMWARE) return false;
    const number = word & 0x3ffffff;
    return number === BOOT_UTLB || number === BOOT_GENERAL;
  });
}
