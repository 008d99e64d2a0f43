/**
 * The exception handlers of random programs. They use K0 and K1 only, and FP, where to go on in
 * kernel mode if the program counter is lost.
 *
 * - A miss of kuseg: the page table's entry, by TLBWR or into entry (page mod 64).
 * - An interrupt: the software's bits are cleared.
 * - Mod: the entry becomes dirty, and the store is tried again.
 * - BREAK, and a fetch that failed: on at FP, in kernel mode.
 * - Others: the instruction is skipped, with the branch if it is in a delay slot.
 */
import {
  BAD_VADDR,
  CAUSE,
  CONTEXT,
  Code,
  ENTRY_HI,
  ENTRY_LO,
  EPC,
  FP,
  INDEX,
  imm,
  jr,
  K0,
  K1,
  Label,
  mem,
  mfc0,
  mtc0,
  nop,
  reg,
  rfe,
  STATUS_REGISTER,
  shift,
  tlbp,
  tlbr,
  tlbwi,
  tlbwr,
  ZERO,
} from "./assembler.ts";
import type { Profile } from "./profile.ts";

const REFILL = 0x80000000;
const GENERAL = 0x80000080;

export function refillHandler({ tlbwr: random }: Profile): { address: number; words: number[] } {
  const code = new Code(REFILL);
  code.emit(mfc0(K0, CONTEXT), nop, mem("LW", K1, 0, K0), nop, mtc0(K1, ENTRY_LO));
  if (random) code.emit(mfc0(K1, EPC), tlbwr);
  else
    code
      .emit(shift("SLL", K0, K0, 6), imm("ANDI", K0, K0, 0x3f00), mtc0(K0, INDEX), nop)
      .emit(mfc0(K1, EPC), tlbwi);
  code.emit(nop, jr(K1), rfe);
  return { address: REFILL, words: code.finish() };
}

export function generalHandler(): { address: number; words: number[] } {
  const code = new Code(GENERAL);
  const [interrupt, modified, lost, inSlot] = [new Label(), new Label(), new Label(), new Label()];
  code.emit(mfc0(K1, CAUSE), nop, imm("ANDI", K1, K1, 0x7c));
  code.branch("BEQ", K1, ZERO, interrupt).emit(imm("ADDIU", K1, K1, -4));
  code.branch("BEQ", K1, ZERO, modified).emit(imm("ADDIU", K1, K1, -32));
  code.branch("BEQ", K1, ZERO, lost).emit(imm("ADDIU", K1, K1, 3 * 4));
  code.branch("BEQ", K1, ZERO, lost).emit(mfc0(K0, EPC), mfc0(K1, BAD_VADDR), nop);
  // A fetch that failed: BadVAddr is EPC, or in the delay slot there.
  code.emit(reg("SUBU", K1, K1, K0), imm("SLTIU", K1, K1, 5));
  code.branch("BNE", K1, ZERO, lost).emit(imm("ANDI", K1, K0, 3));
  code.branch("BNE", K1, ZERO, lost).emit(mfc0(K1, CAUSE), nop);
  code.branch("BLTZ", K1, ZERO, inSlot).emit(imm("ADDIU", K0, K0, 4), jr(K0), rfe);
  code.label(inSlot);
  code.emit(imm("ADDIU", K0, K0, 4), jr(K0), rfe);
  code.label(interrupt);
  code.emit(mtc0(ZERO, CAUSE), mfc0(K0, EPC), nop, jr(K0), rfe);
  code.label(modified);
  // EntryHi names the page; TLBR may bring another ASID, of a global entry.
  code.emit(mfc0(K1, ENTRY_HI), tlbp, nop, mfc0(K0, INDEX), nop);
  code.branch("BLTZ", K0, ZERO, lost).emit(tlbr, nop);
  code.emit(mfc0(K0, ENTRY_LO), nop, imm("ORI", K0, K0, 0x400), mtc0(K0, ENTRY_LO), nop);
  code.emit(tlbwi, mtc0(K1, ENTRY_HI), mfc0(K0, EPC), nop, jr(K0), rfe);
  code.label(lost);
  code.emit(mtc0(ZERO, STATUS_REGISTER), nop, nop, jr(FP), nop);
  return { address: GENERAL, words: code.finish() };
}
