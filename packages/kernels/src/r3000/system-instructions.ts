/**
 * The instructions that control the processor: coprocessor 0, SYSCALL and BREAK (docs/r3000.md,
 * sections 1 and 4).
 */
import * as cp0 from "./cp0.ts";
import { EXCEPTION } from "./cp0.ts";
import { rdOf, rtOf } from "./decode.ts";
import { cacheControl } from "./isolated-access.ts";
import type { Processor } from "./processor.ts";
import { type Done, fetch, retire, retireLoad } from "./retire.ts";
import * as at from "./state.ts";
import { NO_ENTRY } from "./tlb.ts";

/** Executes a system instruction, or raises its exception. */
export function executeSystem(p: Processor, name: string, word: number): Done {
  if (name === "syscall" || name === "break") {
    trap(p, name === "syscall" ? EXCEPTION.syscall : EXCEPTION.breakpoint);
    return "executed";
  }
  if (!isControlUsable(p)) {
    p.exception(EXCEPTION.unusable, undefined, 0);
    return "executed";
  }
  fetch(p);
  switch (name) {
    case "mfc0":
      retireLoad(p, rtOf(word), read(p, rdOf(word)));
      return "executed";
    case "mtc0": {
      const value = p.register(rtOf(word));
      // What it does comes after it, in the stream too.
      retire(p);
      write(p, rdOf(word), value);
      return "controlled";
    }
    case "rfe":
      retire(p);
      p.returnFromException();
      return "controlled";
    case "tlbr": {
      const entry = (p.control(cp0.INDEX) & cp0.INDEX_FIELD) >>> 8;
      retire(p);
      p.setEntryHigh(p.tlb.high[entry]);
      p.setControl(cp0.ENTRY_LO, p.tlb.low[entry]);
      return "executed";
    }
    case "tlbp": {
      const found = p.tlb.find(p.entryHigh & cp0.VPN, p.entryHigh);
      p.setControl(
        cp0.INDEX,
        found === NO_ENTRY
          ? (p.control(cp0.INDEX) & cp0.INDEX_FIELD) | cp0.PROBE_FAILED
          : found << 8,
      );
      retire(p);
      return "executed";
    }
    default: {
      const entry = name === "tlbwr" ? p.random : (p.control(cp0.INDEX) & cp0.INDEX_FIELD) >>> 8;
      retire(p);
      p.writeTlb(entry);
      return "executed";
    }
  }
}

/** SYSCALL and BREAK retire, and then raise their exception. */
function trap(p: Processor, code: number): void {
  const pc = p.word(at.PC);
  const next = p.word(at.NEXT_PC);
  const slot = p.word(at.IN_SLOT);
  fetch(p);
  retire(p);
  p.word(at.PC, pc);
  p.word(at.NEXT_PC, next);
  p.word(at.IN_SLOT, slot);
  p.exception(code);
}

/** The value of a register of coprocessor 0. */
export function read(p: Processor, register: number): number {
  switch (register) {
    case cp0.RANDOM:
      return p.random << 8;
    case cp0.CAUSE:
      return p.wholeCause;
    case cp0.PRID:
      return cp0.PRID_R3000;
    default:
      // Registers that there are not are 0, and are never written.
      return p.control(register);
  }
}

/** Writes a register of coprocessor 0, as MTC0 does. */
export function write(p: Processor, register: number, value: number): void {
  switch (register) {
    case cp0.INDEX:
      p.setControl(cp0.INDEX, value & cp0.INDEX_FIELD);
      break;
    case cp0.ENTRY_LO:
      p.setControl(cp0.ENTRY_LO, value & cp0.ENTRY_LO_WRITTEN);
      break;
    case cp0.CONTEXT:
      p.setControl(
        cp0.CONTEXT,
        (value & cp0.CONTEXT_BASE) | (p.control(cp0.CONTEXT) & ~cp0.CONTEXT_BASE),
      );
      break;
    case cp0.ENTRY_HI:
      p.setEntryHigh(value);
      break;
    case cp0.STATUS: {
      const before = p.status;
      p.setStatus((value & cp0.STATUS_WRITTEN) | (before & cp0.CACHE_MISS));
      cacheControl(p, before);
      break;
    }
    case cp0.CAUSE:
      p.cause = (p.cause & ~cp0.SOFTWARE_INTERRUPTS) | (value & cp0.SOFTWARE_INTERRUPTS);
      break;
    default:
      break;
  }
}

/** Whether coprocessor 0 may be used: always in kernel mode. */
export function isControlUsable(p: Processor): boolean {
  return !p.user || (p.status & cp0.CU0) !== 0;
}
