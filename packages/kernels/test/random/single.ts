/**
 * Random instructions, a few words at a time, that do not change where the program goes on (but for
 * exceptions, which skip one of them).
 */
import {
  AT,
  BAD_VADDR,
  CAUSE,
  CONTEXT,
  type Code,
  ENTRY_HI,
  ENTRY_LO,
  EPC,
  GP,
  INDEX,
  imm,
  iType,
  lui,
  mem,
  mfc0,
  mtc0,
  mult,
  nop,
  PRID,
  RANDOM,
  reg,
  rType,
  SP,
  STATUS_REGISTER,
  shift,
  syscall,
  T9,
  tlbp,
  tlbr,
  tlbwi,
  tlbwr,
  ZERO,
} from "./assembler.ts";
import * as at from "./layout.ts";
import type { Profile } from "./profile.ts";
import type { RandomSource } from "./source.ts";

const LOADS = ["LB", "LBU", "LH", "LHU", "LW", "LWL", "LWR"] as const;
const STORES = ["SB", "SH", "SW", "SWL", "SWR"] as const;
const ALIGNMENT: Readonly<Record<string, number>> = { LH: 2, LHU: 2, SH: 2, LW: 4, SW: 4 };
const ALU = "ADDU SUBU AND OR XOR NOR SLT SLTU SLLV SRLV SRAV ADD SUB".split(" ") as "ADDU"[];
const IMMEDIATE = "ADDIU SLTI SLTIU ANDI ORI XORI ADDI".split(" ") as "ADDIU"[];

/** Registers that random instructions use: S6, S7, K0, K1, GP, SP, FP and RA are kept. */
const POOL = Array.from({ length: 21 }, (_, index) => index + 1).concat(24, 25);

export class Singles {
  readonly random: RandomSource;
  readonly profile: Profile;

  constructor(random: RandomSource, profile: Profile) {
    this.random = random;
    this.profile = profile;
  }

  /** Few of them at a time, so that they depend on each other. */
  register(): number {
    return this.random.chance(0.7) ? this.random.between(8, 12) : this.random.pick(POOL);
  }

  source(): number {
    return this.random.chance(0.08) ? ZERO : this.register();
  }

  target(): number {
    return this.random.chance(0.02) ? ZERO : this.register();
  }

  alu(): number {
    const { random } = this;
    const kind = random.below(10);
    if (kind < 5)
      return reg(
        random.pick(this.profile.overflow ? ALU : ALU.slice(0, -2)),
        this.target(),
        this.source(),
        this.source(),
      );
    if (kind < 8)
      return imm(
        random.pick(this.profile.overflow ? IMMEDIATE : IMMEDIATE.slice(0, -1)),
        this.register(),
        this.source(),
        random.value(),
      );
    if (kind < 9) return lui(this.register(), random.value());
    const name = random.pick(["SLL", "SRL", "SRA"] as const);
    return shift(name, this.target(), this.source(), random.below(32));
  }

  /** A load or store by one of the pointers. */
  memory(store = this.random.chance(0.45), parts = this.profile.partsSeen): number {
    const { random } = this;
    const loads = parts ? LOADS : LOADS.slice(0, 5);
    const name = store ? random.pick(STORES) : random.pick(loads);
    const alignment = random.chance(0.96) ? (ALIGNMENT[name] ?? 1) : 1;
    const offset = random.between(-64, 64) * (random.chance(0.1) ? 60 : 1);
    const aligned = Math.floor(offset / alignment) * alignment;
    const register = store ? this.source() : this.target();
    return mem(name, register, aligned, random.pick([GP, SP]));
  }

  multiplier(): number[] {
    const { random, profile } = this;
    switch (random.below(4)) {
      case 0:
        return [reg(random.pick(["MFHI", "MFLO"] as const), this.target(), ZERO, ZERO)];
      case 1: {
        const move = rType(random.pick([17, 19]), this.source(), 0, 0);
        return profile.loadDelays ? [move] : [nop, nop, move];
      }
      case 2:
        return [mult(random.pick(["MULT", "MULTU"] as const), this.source(), this.source())];
      default: {
        const name = random.pick(["DIV", "DIVU"] as const);
        if (profile.oddDivisions) return [mult(name, this.source(), this.source())];
        const divisor = this.register();
        return [shift("SRL", AT, divisor, 1), imm("ORI", AT, AT, 1), mult(name, this.source(), AT)];
      }
    }
  }

  /** Coprocessor 0, but for what blocks do. */
  control(): number[] {
    const { random, profile } = this;
    if (!profile.anyCp0) return [mfc0(this.register(), random.pick([PRID, EPC])), nop];
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2: {
        const named = [
          INDEX,
          RANDOM,
          ENTRY_LO,
          CONTEXT,
          BAD_VADDR,
          ENTRY_HI,
          STATUS_REGISTER,
          CAUSE,
          EPC,
          PRID,
        ];
        return [mfc0(this.target(), random.chance(0.9) ? random.pick(named) : random.below(32))];
      }
      case 3:
        return [
          mtc0(this.source(), random.pick([INDEX, ENTRY_LO, RANDOM, BAD_VADDR, PRID, 3, 20])),
        ];
      case 4:
        return [tlbp, mfc0(this.register(), INDEX)];
      case 5:
        return [tlbr];
      case 6:
        return this.tlbEntry();
      case 7:
        return [imm("ORI", T9, ZERO, random.below(4) << 6), mtc0(T9, ENTRY_HI)];
      default:
        return [mtc0(this.source(), ENTRY_HI), nop, imm("ORI", T9, ZERO, 0x40), mtc0(T9, ENTRY_HI)];
    }
  }

  /** A TLB entry for one of the data pages. */
  tlbEntry(): number[] {
    const { random, profile } = this;
    const page = this.dataPage();
    const flags = this.flags();
    const frame = at.DATA_FRAME + random.below(at.DATA_PAGES);
    const index = profile.tlbwr ? random.below(64) : (page >>> 12) & 63;
    return [
      lui(T9, page >>> 16),
      imm("ORI", T9, T9, (page & 0xf000) | (random.below(3) << 6)),
      mtc0(T9, ENTRY_HI),
      lui(T9, frame >>> 4),
      imm("ORI", T9, T9, ((frame & 15) << 12) | flags),
      mtc0(T9, ENTRY_LO),
      imm("ORI", T9, ZERO, index << 8),
      mtc0(T9, INDEX),
      nop,
      profile.tlbwr && random.chance(0.5) ? tlbwr : tlbwi,
      nop,
    ];
  }

  /** Bits 11:8 of EntryLo: valid, mostly dirty, sometimes global or uncached. */
  flags(): number {
    const { random, profile } = this;
    const uncached = profile.uncachedPages && random.chance(0.2) ? 0x800 : 0;
    const valid = random.chance(0.9) ? 0x200 : 0;
    return uncached | valid | (random.chance(0.7) ? 0x400 : 0) | (random.chance(0.5) ? 0x100 : 0);
  }

  dataPage(): number {
    const { random } = this;
    if (random.chance(0.3)) return at.KSEG2_DATA + 0x1000 * random.below(at.DATA_PAGES);
    return at.USER_DATA + 0x1000 * random.below(at.USER_DATA_PAGES);
  }

  /** A pointer into the middle of data, in any segment. */
  pointer(user: boolean): number {
    const { random, profile } = this;
    const offset = 0x800 + random.below(0x100) * 4;
    if (user && !profile.userKernelAddresses)
      return at.USER_DATA + 0x1000 * random.below(at.USER_DATA_PAGES) + offset;
    const kind = random.below(profile.busErrors ? 20 : 19);
    if (kind < 8 || (user && kind < 18)) return this.dataPage() + offset;
    if (kind === 19) return random.pick([0x90000000, 0xb2000000, 0x9fc00000, 0xbfc00000]) + offset;
    const physical = 0x1000 * (at.DATA_FRAME + random.below(at.DATA_PAGES)) + offset;
    return (kind < 14 ? at.KSEG0 : at.KSEG1) + physical;
  }

  reserved(): number {
    const { random } = this;
    switch (random.below(5)) {
      case 0:
        return iType(random.pick([20, 21, 28, 30, 39, 44, 45, 47, 52, 55, 60, 62]), 3, 4, 5);
      case 1:
        return rType(random.pick([1, 5, 10, 11, 14, 20, 28, 31, 40, 45, 48, 63]), 3, 4, 5);
      case 2:
        return iType(1, 3, random.pick([2, 3, 8, 15, 18, 31]), 5);
      case 3:
        return iType(random.pick([17, 18, 19, 48, 49, 50, 51, 56, 57, 58, 59]), 3, 4, 5);
      default:
        return iType(16, random.pick([1, 2, 6, 9, 16, 17, 31]), random.below(32), random.word());
    }
  }

  /** What may stand in a delay slot, and be skipped: one word. */
  slot(): number {
    const { random, profile } = this;
    const kind = random.below(20);
    if (kind < 4) return nop;
    if (kind < 13) return this.alu();
    if (kind < 17) return this.memory(profile.loadDelays ? random.chance(0.5) : true);
    if (kind < 18) return syscall(random.below(100));
    return profile.reserved ? this.reserved() : this.alu();
  }

  /** Some words, appended. */
  emit(code: Code, user: boolean): void {
    const { random, profile } = this;
    const after = profile.loadDelays ? [] : [nop];
    const afterParts = profile.partsSeen ? [] : [nop];
    const kind = random.weighted({
      alu: 40,
      memory: 30,
      pair: 4,
      multiplier: 8,
      control: 8,
      mark: 2,
      syscall: 1,
      reserved: 2,
    });
    switch (kind) {
      case "alu":
        code.emit(this.alu());
        break;
      case "memory":
        if (random.chance(0.8)) code.emit(this.memory(), ...after);
        else code.emit(this.memory(false, true), ...afterParts);
        break;
      case "pair": {
        const [pointer, register] = [random.pick([GP, SP]), this.register()];
        const offset = random.between(-32, 32);
        const first = random.chance(0.5);
        const words = [
          mem("LWR", register, offset, pointer),
          mem("LWL", register, offset + 3, pointer),
        ];
        code.emit(words[first ? 0 : 1], ...after, words[first ? 1 : 0], ...afterParts);
        break;
      }
      case "multiplier":
        code.emit(...this.multiplier());
        break;
      case "control":
        code.emit(...(user && !profile.userControl ? [this.alu()] : this.control()));
        break;
      case "mark":
        code.emit(imm("ORI", ZERO, ZERO, random.below(0x10000)));
        break;
      case "syscall":
        code.emit(syscall(random.below(1000)));
        break;
      default:
        code.emit(profile.reserved ? this.reserved() : this.alu());
    }
  }
}
