/** Fields of an instruction and numbers that select what it does: the book, appendix A. */
export interface Fields {
  readonly opcode: number;
  readonly rs: number;
  readonly rt: number;
  readonly rd: number;
  readonly shift: number;
  readonly funct: number;
  /** 16 bits as they are. */
  readonly immediate: number;
  /** The same as a signed number. */
  readonly offset: number;
  /** 26 bits of J and JAL. */
  readonly target: number;
}

export function fieldsOf(word: number): Fields {
  return {
    opcode: word >>> 26,
    rs: (word >>> 21) & 31,
    rt: (word >>> 16) & 31,
    rd: (word >>> 11) & 31,
    shift: (word >>> 6) & 31,
    funct: word & 63,
    immediate: word & 0xffff,
    offset: (word << 16) >> 16,
    target: word & 0x3ffffff,
  };
}

export const OPCODE = {
  SPECIAL: 0,
  REGIMM: 1,
  J: 2,
  JAL: 3,
  BEQ: 4,
  BNE: 5,
  BLEZ: 6,
  BGTZ: 7,
  ADDI: 8,
  ADDIU: 9,
  SLTI: 10,
  SLTIU: 11,
  ANDI: 12,
  ORI: 13,
  XORI: 14,
  LUI: 15,
  COP0: 16,
  COP1: 17,
  COP2: 18,
  COP3: 19,
  LB: 32,
  LH: 33,
  LWL: 34,
  LW: 35,
  LBU: 36,
  LHU: 37,
  LWR: 38,
  SB: 40,
  SH: 41,
  SWL: 42,
  SW: 43,
  SWR: 46,
  LWC0: 48,
  LWC1: 49,
  LWC2: 50,
  LWC3: 51,
  SWC0: 56,
  SWC1: 57,
  SWC2: 58,
  SWC3: 59,
} as const;

export const SPECIAL = {
  SLL: 0,
  SRL: 2,
  SRA: 3,
  SLLV: 4,
  SRLV: 6,
  SRAV: 7,
  JR: 8,
  JALR: 9,
  SYSCALL: 12,
  BREAK: 13,
  MFHI: 16,
  MTHI: 17,
  MFLO: 18,
  MTLO: 19,
  MULT: 24,
  MULTU: 25,
  DIV: 26,
  DIVU: 27,
  ADD: 32,
  ADDU: 33,
  SUB: 34,
  SUBU: 35,
  AND: 36,
  OR: 37,
  XOR: 38,
  NOR: 39,
  SLT: 42,
  SLTU: 43,
} as const;

export const REGIMM = { BLTZ: 0, BGEZ: 1, BLTZAL: 16, BGEZAL: 17 } as const;

export const COP0 = {
  MFC0: 0,
  MTC0: 4,
  /** BC0F with rt 0, BC0T with rt 1. */
  BC: 8,
  /** From here on `funct` selects. */
  CO: 16,
  TLBR: 1,
  TLBWI: 2,
  TLBWR: 6,
  TLBP: 8,
  RFE: 16,
} as const;
