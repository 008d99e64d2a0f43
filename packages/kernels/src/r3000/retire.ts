/**
 * How an instruction that TypeScript executes ends: its references, what it writes, and what comes
 * next (docs/r3000.md, sections 1 and 2).
 */
import type { Processor } from "./processor.ts";
import * as at from "./state.ts";

/**
 * What has been done: only a page entered, so that generated code can try again; the instruction, or
 * its exception; the same, and interrupts may be enabled now; the same, and devices were touched.
 */
export type Done = "entered code" | "entered data" | "executed" | "controlled" | "touched";

/** The instruction at PC has executed: its fetch. */
export function fetch(p: Processor): void {
  stall(p, p.port.fetch(p.pc, p.codeBase, p.codeUncached));
}

/** Stall cycles that a coupled memory has added to its clock. */
export function stall(p: Processor, cycles: number): void {
  if (cycles > 0) p.memory.setLong(at.STALLS, p.memory.long(at.STALLS) + cycles);
}

/** The instruction at PC retires, having written `value` to `register` if there is one. */
export function retire(p: Processor, register = 0, value = 0): void {
  p.commitPending();
  if (register !== 0) p.word(at.REGISTERS + 4 * register, value);
  step(p);
}

/** A load retires: what it loaded is written after the next instruction. */
export function retireLoad(p: Processor, register: number, value: number): void {
  if (p.word(at.PENDING_OFFSET) !== 4 * register) p.commitPending();
  p.word(at.PENDING_OFFSET, register === 0 ? at.NO_PENDING : 4 * register);
  p.word(at.PENDING_VALUE, value);
  step(p);
}

export function step(p: Processor): void {
  const next = p.word(at.NEXT_PC);
  if (p.word(at.IN_SLOT) !== 0) p.arrived = true;
  p.word(at.PC, next);
  p.word(at.NEXT_PC, (next + 4) | 0);
  p.word(at.IN_SLOT, 0);
  p.time.retire();
}
