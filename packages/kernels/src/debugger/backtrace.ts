/**
 * Who called whom, found from the code: each function's prologue says how large its frame is and
 * where the return address lies in it. Functions that do otherwise (assembly, variable frames) end
 * the list; so does an exception, whose frame is no call's.
 */
import { decode, rsOf, rtOf, signedOf } from "../r3000/decode.ts";
import type { Processor } from "../r3000/processor.ts";
import type { MemoryView } from "./memory-view.ts";
import type { Place, SymbolNames } from "./symbol-names.ts";

export interface StackFrame {
  /** The next instruction; in callers the one to which the call returns. */
  readonly pc: number;
  readonly sp: number;
  /** Undefined where no symbol covers the code. */
  readonly place: Place | undefined;
}

const MOST_FRAMES = 64;
/** Instructions of a prologue that are looked at, and of an epilogue. */
const PROLOGUE = 64;
const EPILOGUE = 3;
const SP = 29;
const RA = 31;

/** The frames, innermost first; at least that of the next instruction. */
export function backtrace(p: Processor, memory: MemoryView, names: SymbolNames): StackFrame[] {
  const frames: StackFrame[] = [];
  let pc = p.pc;
  let sp = p.register(SP) >>> 0;
  let ra: number | undefined = p.register(RA) >>> 0;
  while (frames.length < MOST_FRAMES) {
    // A call may be a function's last instruction: its return address is then another's first.
    const at = frames.length === 0 ? pc : pc - 8;
    const place = names.place(at);
    frames.push({ pc, sp, place });
    if (place === undefined) break;
    const { size, saved } = frameOf(place.start, at, memory);
    const back: number | undefined = saved === undefined ? ra : memory.wordIf(sp + saved);
    if (back === undefined || back === 0 || (back === pc && size === 0)) break;
    // Only the innermost function can have its return address in the register still.
    ra = undefined;
    pc = back;
    sp += size;
  }
  return frames;
}

/**
 * What the function at `start` has done to the stack before `pc`: bytes of its frame; the offset from
 * sp of the return address, if it is there.
 */
function frameOf(
  start: number,
  pc: number,
  memory: MemoryView,
): { readonly size: number; readonly saved: number | undefined } {
  for (let at = pc - 4; at >= Math.max(start, pc - 4 * EPILOGUE); at -= 4) {
    const word = memory.wordIf(at);
    if (word !== undefined && stackMove(word) > 0) return { size: 0, saved: undefined };
  }
  let size = 0;
  let saved: number | undefined;
  for (let at = start; at < Math.min(pc, start + 4 * PROLOGUE); at += 4) {
    const word = memory.wordIf(at);
    if (word === undefined) break;
    const move = stackMove(word);
    if (move < 0) size -= move;
    if (move > 0) break;
    if (saved === undefined && isSaveOfReturn(word)) saved = signedOf(word);
  }
  return { size, saved };
}

/** What `addiu sp,sp,n` adds to sp; 0 for other instructions. */
function stackMove(word: number): number {
  const adds = decode(word)?.name === "addiu" && rsOf(word) === SP && rtOf(word) === SP;
  return adds ? signedOf(word) : 0;
}

function isSaveOfReturn(word: number): boolean {
  return decode(word)?.name === "sw" && rsOf(word) === SP && rtOf(word) === RA;
}
