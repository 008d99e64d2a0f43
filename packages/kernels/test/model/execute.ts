/**
 * What each instruction does: docs/r3000.md, section 1, and the book's appendix A. Control registers,
 * the TLB, HI and LO and memory change here; registers and the program counter in `processor.ts`,
 * when the instruction is known to raise nothing.
 */
import { BP, CPU, OV, Raised, RI, SYS } from "./exceptions.ts";
import { COP0, type Fields, OPCODE, REGIMM, SPECIAL } from "./instruction.ts";
import type { Access } from "./memory.ts";
import type { ModelProcessor } from "./processor.ts";

export interface Effect {
  /** A register that has its value for the next instruction. */
  readonly result?: { readonly register: number; readonly value: number };
  /** A register that has it one instruction later. */
  readonly load?: { readonly register: number; readonly value: number };
  /** It is a branch or jump; one that goes on after its delay slot has no target. */
  readonly branch?: { readonly target: number | undefined };
  readonly access?: Access;
  readonly extraCycles?: number;
  /** The exception of an instruction that retires. */
  readonly trap?: Raised;
  readonly tlbWritten?: number;
}

const signed = (value: number): number => value | 0;
const big = (value: number): bigint => BigInt(value);

export function execute(cpu: ModelProcessor, fields: Fields, lines: number): Effect {
  const { opcode, rs, rt, immediate, offset } = fields;
  const toRt = (value: number): Effect => ({ result: { register: rt, value: value >>> 0 } });
  const branch = (taken: boolean): Effect => branchIf(cpu, fields, taken);
  switch (opcode) {
    case OPCODE.SPECIAL:
      return special(cpu, fields);
    case OPCODE.REGIMM:
      return regimm(cpu, fields);
    case OPCODE.J:
      return { branch: { target: jumpTarget(cpu, fields) } };
    case OPCODE.JAL:
      return { branch: { target: jumpTarget(cpu, fields) }, result: link(cpu, 31) };
    case OPCODE.BEQ:
      return branch(cpu.read(rs) === cpu.read(rt));
    case OPCODE.BNE:
      return branch(cpu.read(rs) !== cpu.read(rt));
    case OPCODE.BLEZ:
      return branch(signed(cpu.read(rs)) <= 0);
    case OPCODE.BGTZ:
      return branch(signed(cpu.read(rs)) > 0);
    case OPCODE.ADDI:
      return toRt(withoutOverflow(signed(cpu.read(rs)) + offset));
    case OPCODE.ADDIU:
      return toRt(cpu.read(rs) + offset);
    case OPCODE.SLTI:
      return toRt(Number(signed(cpu.read(rs)) < offset));
    case OPCODE.SLTIU:
      return toRt(Number(cpu.read(rs) < offset >>> 0));
    case OPCODE.ANDI:
      return toRt(cpu.read(rs) & immediate);
    case OPCODE.ORI:
      return toRt(cpu.read(rs) | immediate);
    case OPCODE.XORI:
      return toRt(cpu.read(rs) ^ immediate);
    case OPCODE.LUI:
      return toRt(immediate << 16);
    case OPCODE.COP0:
      return coprocessor0(cpu, fields, lines);
    case OPCODE.COP1:
    case OPCODE.LWC1:
    case OPCODE.SWC1:
      throw new Raised(CPU, { coprocessor: 1 });
    case OPCODE.COP2:
    case OPCODE.LWC2:
    case OPCODE.SWC2:
      throw new Raised(CPU, { coprocessor: 2 });
    case OPCODE.COP3:
    case OPCODE.LWC3:
    case OPCODE.SWC3:
      throw new Raised(CPU, { coprocessor: 3 });
    case OPCODE.LWC0:
    case OPCODE.SWC0:
      throw cpu.cp0.isUsable() ? new Raised(RI) : new Raised(CPU, { coprocessor: 0 });
    default:
      return loadOrStore(cpu, fields);
  }
}

function special(cpu: ModelProcessor, fields: Fields): Effect {
  const { rs, rt, rd, shift, funct } = fields;
  const toRd = (value: number): Effect => ({ result: { register: rd, value: value >>> 0 } });
  const { multiplier } = cpu;
  switch (funct) {
    case SPECIAL.SLL:
      return toRd(cpu.read(rt) << shift);
    case SPECIAL.SRL:
      return toRd(cpu.read(rt) >>> shift);
    case SPECIAL.SRA:
      return toRd(signed(cpu.read(rt)) >> shift);
    case SPECIAL.SLLV:
      return toRd(cpu.read(rt) << (cpu.read(rs) & 31));
    case SPECIAL.SRLV:
      return toRd(cpu.read(rt) >>> (cpu.read(rs) & 31));
    case SPECIAL.SRAV:
      return toRd(signed(cpu.read(rt)) >> (cpu.read(rs) & 31));
    case SPECIAL.JR:
      return { branch: { target: cpu.read(rs) } };
    case SPECIAL.JALR:
      return { branch: { target: cpu.read(rs) }, result: link(cpu, rd) };
    case SPECIAL.SYSCALL:
      return { trap: new Raised(SYS) };
    case SPECIAL.BREAK:
      return { trap: new Raised(BP) };
    case SPECIAL.MFHI:
      return { ...toRd(multiplier.hi), extraCycles: multiplier.wait(cpu.baseCycles) };
    case SPECIAL.MFLO:
      return { ...toRd(multiplier.lo), extraCycles: multiplier.wait(cpu.baseCycles) };
    case SPECIAL.MTHI:
    case SPECIAL.MTLO:
    case SPECIAL.MULT:
    case SPECIAL.MULTU:
    case SPECIAL.DIV:
    case SPECIAL.DIVU:
      return useMultiplier(cpu, fields);
    case SPECIAL.ADD:
      return toRd(withoutOverflow(signed(cpu.read(rs)) + signed(cpu.read(rt))));
    case SPECIAL.ADDU:
      return toRd(cpu.read(rs) + cpu.read(rt));
    case SPECIAL.SUB:
      return toRd(withoutOverflow(signed(cpu.read(rs)) - signed(cpu.read(rt))));
    case SPECIAL.SUBU:
      return toRd(cpu.read(rs) - cpu.read(rt));
    case SPECIAL.AND:
      return toRd(cpu.read(rs) & cpu.read(rt));
    case SPECIAL.OR:
      return toRd(cpu.read(rs) | cpu.read(rt));
    case SPECIAL.XOR:
      return toRd(cpu.read(rs) ^ cpu.read(rt));
    case SPECIAL.NOR:
      return toRd(~(cpu.read(rs) | cpu.read(rt)));
    case SPECIAL.SLT:
      return toRd(Number(signed(cpu.read(rs)) < signed(cpu.read(rt))));
    case SPECIAL.SLTU:
      return toRd(Number(cpu.read(rs) < cpu.read(rt)));
    default:
      throw new Raised(RI);
  }
}

/** Instructions that change HI and LO. They wait for the unit, and begin when it is free. */
function useMultiplier(cpu: ModelProcessor, { rs, rt, funct }: Fields): Effect {
  const { multiplier } = cpu;
  const extraCycles = multiplier.wait(cpu.baseCycles);
  const begin = cpu.baseCycles + extraCycles;
  const a = cpu.read(rs);
  if (funct === SPECIAL.MTHI) multiplier.hi = a;
  else if (funct === SPECIAL.MTLO) multiplier.lo = a;
  else {
    const b = cpu.read(rt);
    if (funct === SPECIAL.MULT) multiplier.multiply(big(signed(a)), big(signed(b)), begin);
    else if (funct === SPECIAL.MULTU) multiplier.multiply(big(a), big(b), begin);
    else if (funct === SPECIAL.DIV) multiplier.divide(big(signed(a)), big(signed(b)), begin);
    else multiplier.divide(big(a), big(b), begin);
  }
  return { extraCycles };
}

function regimm(cpu: ModelProcessor, fields: Fields): Effect {
  const { rs, rt } = fields;
  switch (rt) {
    case REGIMM.BLTZ:
      return branchIf(cpu, fields, signed(cpu.read(rs)) < 0);
    case REGIMM.BGEZ:
      return branchIf(cpu, fields, signed(cpu.read(rs)) >= 0);
    case REGIMM.BLTZAL:
      return { ...branchIf(cpu, fields, signed(cpu.read(rs)) < 0), result: link(cpu, 31) };
    case REGIMM.BGEZAL:
      return { ...branchIf(cpu, fields, signed(cpu.read(rs)) >= 0), result: link(cpu, 31) };
    default:
      throw new Raised(RI);
  }
}

function coprocessor0(cpu: ModelProcessor, fields: Fields, lines: number): Effect {
  const { rs, rt, rd, funct } = fields;
  const { cp0 } = cpu;
  if (!cp0.isUsable()) throw new Raised(CPU, { coprocessor: 0 });
  if (rs >= COP0.CO) return control(cpu, funct);
  switch (rs) {
    case COP0.MFC0:
      return { load: { register: rt, value: cp0.read(rd, cpu.random, lines) } };
    case COP0.MTC0:
      cp0.write(rd, cpu.read(rt));
      return {};
    case COP0.BC:
      // CpCond0 is true.
      if (rt === 0) return branchIf(cpu, fields, false);
      if (rt === 1) return branchIf(cpu, fields, true);
      throw new Raised(RI);
    default:
      throw new Raised(RI);
  }
}

function control(cpu: ModelProcessor, funct: number): Effect {
  const { cp0, tlb } = cpu;
  const entry = (cp0.index >>> 8) & 63;
  switch (funct) {
    case COP0.TLBR:
      cp0.entryHi = tlb.entries[entry].hi;
      cp0.entryLo = tlb.entries[entry].lo;
      return {};
    case COP0.TLBWI:
      tlb.entries[entry] = { hi: cp0.entryHi, lo: cp0.entryLo };
      return { tlbWritten: entry };
    case COP0.TLBWR:
      tlb.entries[cpu.random] = { hi: cp0.entryHi, lo: cp0.entryLo };
      return { tlbWritten: cpu.random };
    case COP0.TLBP: {
      const found = tlb.lookUp(cp0.entryHi);
      cp0.index = found < 0 ? (cp0.index | 0x80000000) >>> 0 : found << 8;
      return {};
    }
    case COP0.RFE:
      cp0.popMode();
      return {};
    default:
      throw new Raised(RI);
  }
}

function loadOrStore(cpu: ModelProcessor, { opcode, rs, rt, offset }: Fields): Effect {
  const { memory } = cpu;
  const address = (): number => (cpu.read(rs) + offset) >>> 0;
  const loaded = (access: Access, value = access.value): Effect => ({
    access,
    load: { register: rt, value: value >>> 0 },
  });
  const stored = (access: Access): Effect => ({ access });
  switch (opcode) {
    case OPCODE.LB: {
      const access = memory.load(address(), 1);
      return loaded(access, (access.value << 24) >> 24);
    }
    case OPCODE.LBU:
      return loaded(memory.load(address(), 1));
    case OPCODE.LH: {
      const access = memory.load(address(), 2);
      return loaded(access, (access.value << 16) >> 16);
    }
    case OPCODE.LHU:
      return loaded(memory.load(address(), 2));
    case OPCODE.LW:
      return loaded(memory.load(address(), 4));
    case OPCODE.LWL: {
      // From the word's first byte to the one addressed: into the upper end of the register.
      const last = address();
      const bytes = (last & 3) + 1;
      const access = memory.loadPart(last, (last & ~3) >>> 0, bytes);
      const kept = bytes === 4 ? 0 : cpu.newest(rt) & (2 ** (32 - 8 * bytes) - 1);
      return loaded(access, (access.value << (32 - 8 * bytes)) | kept);
    }
    case OPCODE.LWR: {
      // From the byte addressed to the word's last: into the lower end of the register.
      const first = address();
      const bytes = 4 - (first & 3);
      const access = memory.loadPart(first, first, bytes);
      const kept = bytes === 4 ? 0 : cpu.newest(rt) & ~(2 ** (8 * bytes) - 1);
      return loaded(access, access.value | kept);
    }
    case OPCODE.SB:
      return stored(memory.store(address(), 1, cpu.read(rt)));
    case OPCODE.SH:
      return stored(memory.store(address(), 2, cpu.read(rt)));
    case OPCODE.SW:
      return stored(memory.store(address(), 4, cpu.read(rt)));
    case OPCODE.SWL: {
      const last = address();
      const bytes = (last & 3) + 1;
      const upper = cpu.read(rt) >>> (32 - 8 * bytes);
      return stored(memory.storePart(last, (last & ~3) >>> 0, bytes, upper));
    }
    case OPCODE.SWR: {
      const first = address();
      return stored(memory.storePart(first, first, 4 - (first & 3), cpu.read(rt)));
    }
    default:
      throw new Raised(RI);
  }
}

function branchIf(cpu: ModelProcessor, { offset }: Fields, taken: boolean): Effect {
  return { branch: { target: taken ? (cpu.pc + 4 + offset * 4) >>> 0 : undefined } };
}

/** In the 256 MB that the delay slot is in. */
function jumpTarget(cpu: ModelProcessor, { target }: Fields): number {
  return (((cpu.pc + 4) & 0xf0000000) | (target << 2)) >>> 0;
}

function link(cpu: ModelProcessor, register: number): { register: number; value: number } {
  return { register, value: (cpu.pc + 8) >>> 0 };
}

function withoutOverflow(sum: number): number {
  if (sum !== signed(sum)) throw new Raised(OV);
  return sum;
}
