/**
 * A MIPS I assembler for tests: functions that give instruction words, and a block of code with
 * labels.
 */
import { COP0, OPCODE, REGIMM, SPECIAL } from "../model/instruction.ts";

/** Registers by their conventional names. */
export const [
  ZERO,
  AT,
  V0,
  V1,
  A0,
  A1,
  A2,
  A3,
  T0,
  T1,
  T2,
  T3,
  T4,
  T5,
  T6,
  T7,
  S0,
  S1,
  S2,
  S3,
  S4,
  S5,
  S6,
  S7,
  T8,
  T9,
  K0,
  K1,
  GP,
  SP,
  FP,
  RA,
] = Array.from({ length: 32 }, (_, register) => register);

/** Registers of coprocessor 0. */
export const INDEX = 0;
export const RANDOM = 1;
export const ENTRY_LO = 2;
export const CONTEXT = 4;
export const BAD_VADDR = 8;
export const ENTRY_HI = 10;
export const STATUS_REGISTER = 12;
export const CAUSE = 13;
export const EPC = 14;
export const PRID = 15;

export const iType = (opcode: number, rs: number, rt: number, immediate: number): number =>
  ((opcode << 26) | (rs << 21) | (rt << 16) | (immediate & 0xffff)) >>> 0;

export const rType = (funct: number, rs: number, rt: number, rd: number, shift = 0): number =>
  ((rs << 21) | (rt << 16) | (rd << 11) | (shift << 6) | funct) >>> 0;

type Immediate = "ADDI" | "ADDIU" | "SLTI" | "SLTIU" | "ANDI" | "ORI" | "XORI";
type Memory =
  | "LB"
  | "LH"
  | "LWL"
  | "LW"
  | "LBU"
  | "LHU"
  | "LWR"
  | "SB"
  | "SH"
  | "SWL"
  | "SW"
  | "SWR";

/** `addiu rt, rs, immediate` and the like. */
export const imm = (name: Immediate, rt: number, rs: number, immediate: number): number =>
  iType(OPCODE[name], rs, rt, immediate);
/** `lw rt, offset(base)` and the like. */
export const mem = (name: Memory, rt: number, offset: number, base: number): number =>
  iType(OPCODE[name], base, rt, offset);
/** `addu rd, rs, rt` and the like; shifts by a register take what is shifted as `rt`. */
export const reg = (name: keyof typeof SPECIAL, rd: number, rs: number, rt: number): number =>
  rType(SPECIAL[name], rs, rt, rd);
export const shift = (name: "SLL" | "SRL" | "SRA", rd: number, rt: number, by: number): number =>
  rType(SPECIAL[name], 0, rt, rd, by);
export const lui = (rt: number, immediate: number): number => iType(OPCODE.LUI, 0, rt, immediate);
export const jr = (rs: number): number => rType(SPECIAL.JR, rs, 0, 0);
export const jalr = (rd: number, rs: number): number => rType(SPECIAL.JALR, rs, 0, rd);
export const mult = (name: "MULT" | "MULTU" | "DIV" | "DIVU", rs: number, rt: number): number =>
  rType(SPECIAL[name], rs, rt, 0);
export const mfc0 = (rt: number, register: number): number =>
  iType(OPCODE.COP0, COP0.MFC0, rt, register << 11);
export const mtc0 = (rt: number, register: number): number =>
  iType(OPCODE.COP0, COP0.MTC0, rt, register << 11);
const co = (funct: number): number => iType(OPCODE.COP0, COP0.CO, 0, funct);
export const tlbr = co(COP0.TLBR);
export const tlbwi = co(COP0.TLBWI);
export const tlbwr = co(COP0.TLBWR);
export const tlbp = co(COP0.TLBP);
export const rfe = co(COP0.RFE);
export const nop = 0;
export const syscall = (code = 0): number => ((code << 6) | SPECIAL.SYSCALL) >>> 0;
export const breakpoint = (code = 0): number => ((code << 6) | SPECIAL.BREAK) >>> 0;

export type Branch =
  | "BEQ"
  | "BNE"
  | "BLEZ"
  | "BGTZ"
  | "BLTZ"
  | "BGEZ"
  | "BLTZAL"
  | "BGEZAL"
  | "BC0F"
  | "BC0T";

/** A branch by so many instructions from its delay slot. */
export function branch(name: Branch, rs: number, rt: number, by: number): number {
  switch (name) {
    case "BLTZ":
    case "BGEZ":
    case "BLTZAL":
    case "BGEZAL":
      return iType(OPCODE.REGIMM, rs, REGIMM[name], by);
    case "BC0F":
    case "BC0T":
      return iType(OPCODE.COP0, COP0.BC, name === "BC0T" ? 1 : 0, by);
    case "BLEZ":
    case "BGTZ":
      return iType(OPCODE[name], rs, 0, by);
    default:
      return iType(OPCODE[name], rs, rt, by);
  }
}

/** A name for a place in code, before or after the place is known. */
export class Label {
  address: number | undefined;
}

/** Code at an address. */
export class Code {
  readonly address: number;
  readonly words: number[] = [];
  readonly #fixes: { readonly at: number; readonly fix: () => number }[] = [];

  constructor(address: number) {
    this.address = address;
  }

  /** Address of the next word. */
  get here(): number {
    return (this.address + 4 * this.words.length) >>> 0;
  }

  emit(...words: readonly number[]): this {
    this.words.push(...words);
    return this;
  }

  label(label = new Label()): Label {
    label.address = this.here;
    return label;
  }

  branch(name: Branch, rs: number, rt: number, to: Label): this {
    const from = this.here + 4;
    return this.later(() => branch(name, rs, rt, (addressOf(to) - from) >> 2));
  }

  jump(name: "J" | "JAL", to: Label | number): this {
    return this.later(() => ((OPCODE[name] << 26) | ((addressOf(to) >>> 2) & 0x3ffffff)) >>> 0);
  }

  /** Two instructions. */
  loadAddress(register: number, to: Label | number): this {
    this.later(() => lui(register, addressOf(to) >>> 16));
    return this.later(() => imm("ORI", register, register, addressOf(to) & 0xffff));
  }

  /** A word that is known when all labels are. */
  later(word: () => number): this {
    this.#fixes.push({ at: this.words.length, fix: word });
    return this.emit(0);
  }

  /** The words, all labels being known. */
  finish(): number[] {
    for (const { at, fix } of this.#fixes) this.words[at] = fix();
    return this.words;
  }
}

function addressOf(place: Label | number): number {
  const address = typeof place === "number" ? place : place.address;
  if (address === undefined) throw new Error("a label is nowhere");
  return address;
}
