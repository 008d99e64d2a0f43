/**
 * Fields of an instruction word, and which instruction of the table it is.
 */
import { type Encoding, INSTRUCTIONS, type Instruction } from "./instructions.ts";

export const opcodeOf = (word: number): number => word >>> 26;
export const rsOf = (word: number): number => (word >>> 21) & 31;
export const rtOf = (word: number): number => (word >>> 16) & 31;
export const rdOf = (word: number): number => (word >>> 11) & 31;
export const shamtOf = (word: number): number => (word >>> 6) & 31;
export const functOf = (word: number): number => word & 63;
export const signedOf = (word: number): number => (word << 16) >> 16;
export const unsignedOf = (word: number): number => word & 0xffff;

/** Target of a branch at `pc`, unsigned. */
export const branchTarget = (pc: number, word: number): number =>
  (pc + 4 + (signedOf(word) << 2)) >>> 0;
/** Target of J or JAL at `pc`: in the 256 MB of its delay slot. */
export const jumpTarget = (pc: number, word: number): number =>
  (((pc + 4) & 0xf0000000) | ((word & 0x03ffffff) << 2)) >>> 0;

export const SPECIAL = 0x00;
export const REGIMM = 0x01;
export const COP0 = 0x10;
export const ORI = 0x0d;
/** `rs` fields of COP0: branches, and (bit 4) operations. */
const BC0 = 0x08;
const CO = 0x10;

const byOpcode: (Instruction | undefined)[] = [];
const bySpecial: (Instruction | undefined)[] = [];
const byRegimm: (Instruction | undefined)[] = [];
const byCop0Move: (Instruction | undefined)[] = [];
const byCop0Branch: (Instruction | undefined)[] = [];
const byCop0: (Instruction | undefined)[] = [];

for (const instruction of INSTRUCTIONS) {
  const e: Encoding = instruction.encoding;
  if ("opcode" in e) byOpcode[e.opcode] = instruction;
  else if ("special" in e) bySpecial[e.special] = instruction;
  else if ("regimm" in e) byRegimm[e.regimm] = instruction;
  else if ("cop0Move" in e) byCop0Move[e.cop0Move] = instruction;
  else if ("cop0Branch" in e) byCop0Branch[e.cop0Branch] = instruction;
  else byCop0[e.cop0] = instruction;
}

/** The instruction of a word; undefined if there is none (reserved, or of an absent coprocessor). */
export function decode(word: number): Instruction | undefined {
  switch (opcodeOf(word)) {
    case SPECIAL:
      return bySpecial[functOf(word)];
    case REGIMM:
      return byRegimm[rtOf(word)];
    case COP0: {
      const rs = rsOf(word);
      if (rs & CO) return byCop0[functOf(word)];
      return rs === BC0 ? byCop0Branch[rtOf(word)] : byCop0Move[rs];
    }
    default:
      return byOpcode[opcodeOf(word)];
  }
}

/** ORI with register 0 as its target: nothing to the processor, a mark to whoever watches. */
export function isMark(word: number): boolean {
  return opcodeOf(word) === ORI && rsOf(word) === 0 && rtOf(word) === 0;
}

/** Bits of the general registers that an instruction reads when it begins. */
export function registersRead(word: number): number {
  const instruction = decode(word);
  if (instruction === undefined) return 0;
  const rs = 1 << rsOf(word);
  const rt = 1 << rtOf(word);
  switch (instruction.format) {
    case "rd,rs,rt":
    case "rd,rt,rs":
    case "rs,rt":
    case "rs,rt,branch":
      return (rs | rt) & ~1;
    case "rd,rt,shamt":
      return rt & ~1;
    case "rt,offset(rs)":
      return (instruction.class === "store" ? rs | rt : rs) & ~1;
    case "rt,rs,signed":
    case "rt,rs,unsigned":
    case "rs,branch":
    case "rs":
    case "rd,rs":
      return rs & ~1;
    case "rt,cp0":
      return instruction.name === "mtc0" ? rt & ~1 : 0;
    default:
      return 0;
  }
}

/** Whether it loads `register` with a delay, without merging what is there. */
export function replacesLoad(word: number, register: number): boolean {
  const instruction = decode(word);
  if (instruction === undefined || rtOf(word) !== register) return false;
  if (instruction.class === "load")
    return instruction.part !== "left" && instruction.part !== "right";
  return instruction.name === "mfc0";
}
