/**
 * Single instructions that generated code does not execute: those that need a page that is not in
 * the maps yet (which is then entered, and generated code tries again), that refer to devices or
 * isolated caches, that control the processor, and those that raise exceptions.
 */
import { MARK } from "@mcpi/trace";
import * as cp0 from "./cp0.ts";
import { EXCEPTION } from "./cp0.ts";
import {
  branchTarget,
  decode,
  isMark,
  opcodeOf,
  rsOf,
  rtOf,
  signedOf,
  unsignedOf,
} from "./decode.ts";
import type { Processor } from "./processor.ts";
import { type Done, fetch, retire, step } from "./retire.ts";
import { access } from "./slow-access.ts";
import * as at from "./state.ts";
import { checkDelays } from "./strict.ts";
import { executeSystem, isControlUsable } from "./system-instructions.ts";

/** Opcodes of reserved instruction words by which code in the ROM calls firmware. */
const FIRMWARE = 0x3f;

/** Executes the instruction at PC, or raises its exception, or only enters its page into the maps. */
export function executeSlowly(p: Processor): Done {
  const pc = p.pc;
  if (pc & 3) {
    // The address of no instruction, in no delay slot.
    p.word(at.IN_SLOT, 0);
    p.addressError(pc | 0, "fetch");
    return "executed";
  }
  const code = at.codeMap(p.user ? 1 : 0) + ((pc >>> 12) << at.MAP_SHIFT);
  const host = p.word(code + at.CODE_HOST);
  if (host === 0) return enterCodePage(p, pc);
  const word = p.word(host + pc);
  p.codeBase = (p.word(code + at.CODE_REFERENCE) + (pc & ~0xfff)) | 0;
  p.codeUncached = p.word(code + at.CODE_UNCACHED) !== 0;
  checkDelays(p, word, pc);
  return execute(p, word);
}

/** Executes an instruction word at PC, its page known. */
function execute(p: Processor, word: number): Done {
  const instruction = decode(word);
  if (instruction === undefined) return executeUndefined(p, word);
  switch (instruction.class) {
    case "load":
    case "store":
      return access(p, instruction, word);
    case "compute":
      if (isMark(word)) {
        fetch(p);
        p.port.event(MARK, unsignedOf(word));
        retire(p);
        p.bus.mark(unsignedOf(word));
        return "touched";
      }
      p.exception(EXCEPTION.overflow);
      return "executed";
    case "control":
    case "system":
      return executeSystem(p, instruction.name, word);
    case "branch":
      return branchOnCoprocessor(p, instruction.name === "bc0t", word);
    default:
      throw new Error(`slow-path: ${instruction.name} is for generated code`);
  }
}

/** BC0T and BC0F, which are privileged. */
function branchOnCoprocessor(p: Processor, taken: boolean, word: number): Done {
  if (!isControlUsable(p)) {
    p.exception(EXCEPTION.unusable, undefined, 0);
    return "executed";
  }
  fetch(p);
  const target = branchTarget(p.pc, word);
  p.commitPending();
  step(p);
  if (taken) p.word(at.NEXT_PC, target | 0);
  p.word(at.IN_SLOT, 1);
  return "executed";
}

/** Enters the page of `pc` into the code map, or raises the exception of a fetch. */
function enterCodePage(p: Processor, pc: number): Done {
  const page = p.translate(pc | 0, "fetch");
  if (page === undefined) return "executed";
  const host = p.hostOf(page.physical);
  if (host < 0) {
    p.exception(EXCEPTION.busFetch);
    return "executed";
  }
  // An instruction that raises an exception makes no reference: its page is not referred to then.
  const word = p.word(host + (pc & 0xfff));
  if (raises(p, word)) return execute(p, word);
  const base = pc & ~0xfff;
  const user = p.user ? 1 : 0;
  p.maps.fillCode(user, pc >>> 12, {
    host: (host - base) | 0,
    reference: (p.port.prepare(page.id, "fetch") - base) | 0,
    entries: p.entryTable(pc >>> 12, user, page.physical >>> 12),
    uncached: page.uncached,
  });
  if (user === 1) p.userCode(page.id, host);
  return "entered code";
}

/** Whether the instruction at PC would raise an exception now (SYSCALL and BREAK retire before). */
function raises(p: Processor, word: number): boolean {
  const instruction = decode(word);
  if (instruction === undefined) return opcodeOf(word) !== FIRMWARE;
  switch (instruction.class) {
    case "load":
    case "store": {
      const address = (p.register(rsOf(word)) + signedOf(word)) | 0;
      const { part } = instruction;
      if (typeof part === "number" && address & (part - 1)) return true;
      if (p.status & cp0.ISOLATED) return p.user && address < 0;
      if (p.wouldFault(address, instruction.class)) return true;
      return false;
    }
    case "compute":
      return overflows(instruction.name, p, word);
    case "control":
      return !isControlUsable(p);
    case "system":
      return instruction.name !== "syscall" && instruction.name !== "break" && !isControlUsable(p);
    default:
      return "cop0Branch" in instruction.encoding && !isControlUsable(p);
  }
}

/** Whether an instruction that can overflow does. */
function overflows(name: string, p: Processor, word: number): boolean {
  if (name !== "add" && name !== "addi" && name !== "sub") return false;
  const a = p.register(rsOf(word));
  const b = name === "addi" ? signedOf(word) : p.register(rtOf(word));
  const exact = name === "sub" ? a - b : a + b;
  return exact !== (exact | 0);
}

/** A word that is no instruction: firmware, an absent coprocessor, or reserved. */
function executeUndefined(p: Processor, word: number): Done {
  const opcode = opcodeOf(word);
  if (opcode === FIRMWARE && inRom(p)) {
    if (p.bus.firmware(word & 0xffff)) {
      fetch(p);
      retire(p);
    }
    return "touched";
  }
  // COPz, LWCz, SWCz: bits 1:0 of the opcode are z.
  const coprocessor = opcode & 3;
  const family = opcode & ~3;
  const isCoprocessor = family === 0x10 || family === 0x30 || family === 0x38;
  const usable = coprocessor === 0 && isControlUsable(p);
  if (isCoprocessor && !usable) p.exception(EXCEPTION.unusable, undefined, coprocessor);
  else p.exception(EXCEPTION.reserved);
  return "executed";
}

function inRom(p: Processor): boolean {
  const code = at.codeMap(p.user ? 1 : 0) + ((p.pc >>> 12) << at.MAP_SHIFT);
  const host = (p.word(code + at.CODE_HOST) + p.pc) | 0;
  return host >= at.ROM && host < at.RAM;
}
