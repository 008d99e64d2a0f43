/**
 * Random programs. One is a sequence of blocks that each do something a few times or, so that a
 * translator finds it hot, many times; then it comes to its end. Exceptions skip what raised them or
 * go on with the next block (handlers.ts), so that it always comes there, or nearly: who runs one
 * counts its steps, too.
 */
import {
  type Branch,
  breakpoint,
  CAUSE,
  CONTEXT,
  Code,
  ENTRY_HI,
  ENTRY_LO,
  FP,
  GP,
  INDEX,
  imm,
  jalr,
  jr,
  Label,
  lui,
  mem,
  mtc0,
  nop,
  RA,
  reg,
  rfe,
  rType,
  S0,
  S1,
  S6,
  S7,
  SP,
  STATUS_REGISTER,
  T8,
  tlbwi,
  ZERO,
} from "./assembler.ts";
import { generalHandler, refillHandler } from "./handlers.ts";
import type { RandomProgram, Segment } from "./layout.ts";
import * as at from "./layout.ts";
import { COMMON, FULL, type Profile } from "./profile.ts";
import { Singles } from "./single.ts";
import { RandomSource } from "./source.ts";

const BRANCHES: readonly Branch[] = [
  "BEQ",
  "BNE",
  "BLEZ",
  "BGTZ",
  "BLTZ",
  "BGEZ",
  "BLTZAL",
  "BGEZAL",
  "BC0F",
  "BC0T",
];
const ISOLATED = 0x10000;
const SWAPPED = 0x20000;

/** @param size blocks of the program, besides those of user mode. */
export function randomProgram(
  seed: number,
  profile: "common" | "full" | Profile,
  size: number,
): RandomProgram {
  const chosen = profile === "common" ? COMMON : profile === "full" ? FULL : profile;
  return new Programmer(new RandomSource(seed), chosen).program(size);
}

class Programmer {
  readonly #random: RandomSource;
  readonly #profile: Profile;
  readonly #singles: Singles;
  readonly #kernel = new Code(at.KERNEL_CODE);
  readonly #user = new Code(at.USER_CODE);
  readonly #leaf = new Label();

  constructor(random: RandomSource, profile: Profile) {
    this.#random = random;
    this.#profile = profile;
    this.#singles = new Singles(random, profile);
  }

  program(size: number): RandomProgram {
    const code = this.#kernel;
    const random = this.#random;
    const start = code.here;
    const ready = this.#prologue();
    for (let block = 0; block < size; block++) {
      const next = new Label();
      code.loadAddress(FP, next);
      const kind = random.weighted({
        plain: 12,
        user: 3,
        isolated: this.#profile.isolation ? 1 : 0,
        patch: this.#profile.selfModifying ? 2 : 0,
        wild: this.#profile.wildJumps ? 1 : 0,
      });
      if (kind === "user") this.#userBlock();
      else if (kind === "isolated") this.#isolatedBlock();
      else if (kind === "patch") this.#patchBlock(code);
      else if (kind === "wild") this.#wildJump();
      else this.#kernelBlock();
      code.label(next);
    }
    const end = code.here;
    code.emit(imm("ORI", T8, ZERO, 0x7fff));
    const loop = code.label();
    code.branch("BEQ", ZERO, ZERO, loop).emit(nop, nop);
    code.label(this.#leaf);
    code.emit(this.#singles.alu(), this.#singles.alu(), jr(RA), this.#singles.alu());
    code.jump("J", loop).emit(nop, nop);
    return { segments: this.#segments(), start, ready, end: (end + 4) >>> 0 };
  }

  #segments(): Segment[] {
    const random = this.#random;
    const data = Array.from({ length: 0x400 * at.DATA_PAGES }, () => random.value());
    const table: number[] = [];
    for (let page = 0; page < at.USER_CODE_PAGES; page++)
      table.push((((at.USER_CODE_FRAME + page) << 12) | 0x600) >>> 0);
    for (let page = 0; page < at.USER_DATA_PAGES; page++)
      table.push(
        (((at.DATA_FRAME + random.below(at.DATA_PAGES)) << 12) | this.#singles.flags()) >>> 0,
      );
    return [
      refillHandler(this.#profile),
      generalHandler(),
      { address: at.KSEG0 + at.PAGE_TABLE + ((at.USER_CODE >>> 12) << 2) - 0x1000, words: table },
      { address: at.KERNEL_CODE, words: this.#kernel.finish() },
      {
        address: at.KSEG0 + (at.USER_CODE_FRAME << 12),
        words: [...this.#user.finish(), nop, nop],
      },
      { address: at.KSEG0 + (at.DATA_FRAME << 12), words: data },
    ];
  }

  /** All registers, the TLB. @returns the address behind that of the general ones. */
  #prologue(): number {
    const code = this.#kernel;
    code.emit(mtc0(ZERO, STATUS_REGISTER), nop, nop, mtc0(ZERO, CAUSE));
    code.loadAddress(1, at.KSEG0).emit(mtc0(1, CONTEXT));
    // Entries that match nothing; then those of kseg2.
    code.emit(mtc0(ZERO, ENTRY_LO), lui(2, 0x8000), imm("ORI", 3, ZERO, 0));
    const loop = code.label();
    code.emit(mtc0(2, ENTRY_HI), mtc0(3, INDEX), nop, tlbwi, imm("ADDIU", 2, 2, 0x1000));
    code.emit(imm("ADDIU", 3, 3, 0x100), imm("SLTIU", 4, 3, 0x4000));
    code.branch("BNE", 4, ZERO, loop).emit(nop);
    for (let page = 0; page < at.DATA_PAGES; page++) {
      const address = at.KSEG2_DATA + 0x1000 * page;
      code.loadAddress(2, address).emit(mtc0(2, ENTRY_HI));
      code.loadAddress(2, ((at.DATA_FRAME + page) << 12) + 0x700).emit(mtc0(2, ENTRY_LO));
      code.emit(imm("ORI", 2, ZERO, ((address >>> 12) & 63) << 8), mtc0(2, INDEX), nop, tlbwi);
    }
    code.emit(mtc0(ZERO, ENTRY_HI), mtc0(ZERO, INDEX));
    for (let register = 1; register < 32; register++) {
      const points = register === GP || register === SP;
      const value = points ? this.#singles.pointer(false) : this.#random.value();
      code.emit(lui(register, value >>> 16), imm("ORI", register, register, value));
    }
    code.emit(rType(17, 8, 0, 0), rType(19, 9, 0, 0), nop);
    return code.here;
  }

  /** Pointers into data, for what comes next. */
  #pointers(code: Code, user: boolean): void {
    for (const register of [GP, SP])
      if (user || this.#random.chance(0.8)) code.loadAddress(register, this.#singles.pointer(user));
  }

  /** `body` once, a few times or often, counted by S7. */
  #repeat(code: Code, body: () => void): void {
    const random = this.#random;
    const times = random.chance(0.5) ? random.between(45, 120) : random.between(1, 4);
    code.emit(imm("ORI", S7, ZERO, times));
    const loop = code.label();
    body();
    code.emit(imm("ADDIU", S7, S7, -1));
    code.branch("BGTZ", S7, ZERO, loop).emit(this.#singles.slot());
    code.emit(nop);
  }

  #body(code: Code, user: boolean): void {
    const random = this.#random;
    const pieces = random.between(2, 14);
    for (let piece = 0; piece < pieces; piece++) {
      const kind = random.below(20);
      if (kind < 14) this.#singles.emit(code, user);
      else if (kind < 17) this.#skip(code, user);
      else if (kind === 17) this.#call(code, user);
      else if (kind === 18 && this.#profile.branchesInSlots && random.chance(0.2))
        this.#branchInSlot(code);
      else this.#innerLoop(code, user);
      if (random.chance(0.05)) this.#pointers(code, user);
    }
  }

  /** A branch or jump over a few instructions. */
  #skip(code: Code, user: boolean): void {
    const random = this.#random;
    const behind = new Label();
    const [a, b] = [this.#singles.source(), this.#singles.source()];
    const kind = random.below(14);
    if (kind < 11)
      code.branch(
        random.pick(BRANCHES.slice(0, kind < 8 || !this.#profile.bc0 ? 8 : 10)),
        a,
        b,
        behind,
      );
    else if (kind < 13) code.jump(kind === 11 ? "J" : "JAL", behind);
    else code.loadAddress(RA, behind).emit(random.chance(0.5) ? jr(RA) : jalr(RA, RA));
    code.emit(this.#singles.slot());
    const words = random.between(0, 4);
    for (let word = 0; word < words; word++) this.#singles.emit(code, user);
    code.label(behind);
    if (!this.#profile.loadDelays) code.emit(nop);
  }

  #call(code: Code, user: boolean): void {
    if (user) {
      code.emit(this.#singles.alu());
      return;
    }
    if (this.#random.chance(0.5)) code.jump("JAL", this.#leaf);
    else code.loadAddress(RA, this.#leaf).emit(jalr(RA, RA));
    code.emit(this.#singles.slot(), nop);
  }

  #innerLoop(code: Code, user: boolean): void {
    code.emit(imm("ORI", S6, ZERO, this.#random.between(1, 5)));
    const loop = code.label();
    for (let word = this.#random.between(1, 3); word > 0; word--) this.#singles.emit(code, user);
    code.emit(imm("ADDIU", S6, S6, -1));
    code.branch("BGTZ", S6, ZERO, loop).emit(this.#singles.slot(), nop);
  }

  #branchInSlot(code: Code): void {
    const [first, second] = [new Label(), new Label()];
    code.branch(this.#random.pick(["BNE", "BEQ"]), this.#singles.source(), ZERO, first);
    code.branch(this.#random.pick(["BNE", "BEQ"]), this.#singles.source(), ZERO, second);
    code.emit(this.#singles.alu(), nop);
    code.label(first);
    code.emit(this.#singles.alu(), this.#singles.alu());
    code.label(second);
    code.emit(nop);
  }

  /** Status with that in bits 5:0 (and interrupts, if they may come). */
  #status(code: Code, low: number): void {
    const random = this.#random;
    const mask = this.#profile.softwareInterrupts && random.chance(0.6) ? random.below(256) : 0;
    const cu0 = random.chance(0.3) ? 0x1000 : 0;
    code.emit(lui(T8, cu0), imm("ORI", T8, T8, (mask << 8) | low), mtc0(T8, STATUS_REGISTER));
    code.emit(nop, nop);
  }

  #kernelBlock(): void {
    const code = this.#kernel;
    if (this.#random.chance(0.5)) this.#status(code, this.#profile.softwareInterrupts ? 1 : 0);
    this.#pointers(code, false);
    const interrupts = this.#profile.softwareInterrupts && this.#random.chance(0.4);
    this.#repeat(code, () => {
      if (interrupts)
        code.emit(imm("ORI", T8, ZERO, this.#random.between(1, 3) << 8), mtc0(T8, CAUSE));
      this.#body(code, false);
    });
  }

  #userBlock(): void {
    const { here } = this.#user;
    const room = at.USER_CODE + 0x1000 * at.USER_CODE_PAGES - 0x1000;
    const code = this.#kernel;
    // Sometimes near the end of a page, so that code goes on in the next.
    if (this.#random.chance(0.3))
      while ((this.#user.here & 0xfff) < 0xfd0 && this.#user.here < room) this.#user.emit(nop);
    const entry = this.#user.here;
    if (here >= room) {
      this.#kernelBlock();
      return;
    }
    if (this.#random.chance(0.3) && this.#profile.selfModifying) this.#patchBlock(this.#user);
    this.#pointers(this.#user, true);
    this.#repeat(this.#user, () => this.#body(this.#user, true));
    this.#user.emit(breakpoint(), nop, nop);
    this.#pointers(code, true);
    this.#status(code, this.#profile.softwareInterrupts ? 0xc : 0x8);
    code.loadAddress(T8, entry).emit(jr(T8), rfe, nop);
  }

  #isolatedBlock(): void {
    const code = this.#kernel;
    const random = this.#random;
    this.#pointers(code, false);
    const status = ISOLATED | (random.chance(0.5) ? SWAPPED : 0);
    this.#repeat(code, () => {
      code.emit(lui(T8, status >>> 16), mtc0(T8, STATUS_REGISTER));
      for (let word = random.between(1, 8); word > 0; word--)
        code.emit(random.chance(0.7) ? this.#singles.memory() : this.#singles.alu());
      code.emit(mtc0(ZERO, STATUS_REGISTER));
      for (let word = random.between(0, 3); word > 0; word--) this.#singles.emit(code, false);
    });
  }

  /** Code that changes itself, before or behind where the change is made, through either segment. */
  #patchBlock(code: Code): void {
    const random = this.#random;
    const place = new Label();
    const physical = (): number => {
      const address = place.address!;
      return address >= at.KSEG0
        ? address % 0x20000000
        : address - at.USER_CODE + (at.USER_CODE_FRAME << 12);
    };
    const own = code === this.#user;
    const segment = random.pick([at.KSEG0, at.KSEG1]);
    const address = (): number => (own ? place.address! : segment + physical());
    this.#repeat(code, () => {
      const before = random.chance(0.5);
      if (before) this.#patched(code, place);
      code.later(() => lui(S0, address() >>> 16));
      code.later(() => imm("ORI", S0, S0, address()));
      switch (random.below(3)) {
        case 0:
          code.emit(mem("LW", S1, 0, S0), nop, imm("XORI", S1, S1, random.below(0x100)));
          code.emit(mem("SW", S1, 0, S0));
          break;
        case 1:
          code.emit(mem("SB", this.#singles.source(), 0, S0));
          break;
        default: {
          const word = random.chance(0.5) ? this.#singles.alu() : nop;
          code.emit(lui(S1, word >>> 16), imm("ORI", S1, S1, word), mem("SW", S1, 0, S0));
        }
      }
      for (let word = random.between(0, 3); word > 0; word--) code.emit(this.#singles.alu());
      if (!before) this.#patched(code, place);
      this.#body(code, own);
    });
  }

  #patched(code: Code, place: Label): void {
    code.label(place);
    const register = this.#singles.register();
    code.emit(imm("ADDIU", register, register, this.#random.below(0x100)));
    code.emit(reg("ADDU", register, register, this.#singles.source()));
  }

  /** To nowhere; the handler goes on at FP, the next block. */
  #wildJump(): void {
    const code = this.#kernel;
    const random = this.#random;
    const targets = [0x80030002, 0x80030001, 0x00410003, 0xc0800000, 0x7ffff000, 0x9f000000];
    code.loadAddress(T8, random.pick(targets));
    code.emit(random.chance(0.5) ? jr(T8) : jalr(RA, T8), this.#singles.slot(), nop);
  }
}
