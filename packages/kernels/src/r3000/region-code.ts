/**
 * The code of a region: a function that begins at one of its blocks and goes on until it leaves the
 * region, or an instruction wants what generated code does not do, or the deadline is near.
 *
 * Registers are kept in locals within a block; what is written goes to memory at once, so that the
 * state is right wherever a block is left. A block that branches to itself keeps its locals. Time
 * and counts are moved on when a block is left: within it they are known by the instruction's index.
 *
 * The file is long because all of it works on the locals of one generated function.
 */
import {
  add,
  add64,
  and,
  codeOf,
  type Expression,
  eq,
  eqz,
  type FunctionBuilder,
  gt64,
  I32,
  i64,
  type Label,
  load32,
  load64,
  ltS,
  type ModuleBuilder,
  or,
  select,
  shl,
  shr,
  type Variable,
} from "@mcpi/trace/wasm";
import type { ClockCode } from "./clock-code.ts";
import { controlValue, emitControlWrite } from "./control-code.ts";
import {
  branchTarget,
  jumpTarget,
  rdOf,
  registersRead,
  rsOf,
  rtOf,
  shamtOf,
  signedOf,
  unsignedOf,
} from "./decode.ts";
import { BLOCK_SHIFT } from "./entry-table.ts";
import type { Instruction, Operands } from "./instructions.ts";
import { alignmentOf, emitStore, loadValue, referenceOf } from "./memory-code.ts";
import {
  emitMultiplierWait,
  emitMultiply,
  halfOf,
  MOST_EXTRA,
  usesMultiplier,
} from "./multiplier-code.ts";
import type { BlockPlace, DeclaredReferences, ReferenceCode, References } from "./references.ts";
import type { Block, RegionInstruction } from "./region.ts";
import * as at from "./state.ts";
import { EXIT } from "./state.ts";

/** A region's function returns this when it has gone to PC, where the next may begin. */
export const CONTINUE = 100;
/** The same, but PC was come to by running on. */
export const RUN_ON = 101;

export interface RegionPlan {
  readonly blocks: readonly Block[];
  /** 1 if it is executed in user mode. */
  readonly user: number;
  /** Its place in the table of functions. */
  readonly element: number;
  /** Address of its page's entry table. */
  readonly table: number;
}

/** Defines the export `region(block) -> CONTINUE, RUN_ON or an EXIT`. */
export function defineRegion(
  module: ModuleBuilder,
  declared: DeclaredReferences,
  references: References,
  plan: RegionPlan,
): void {
  module.function(
    [I32],
    [I32],
    (f, block) => new RegionCode(f, declared, references, plan, block).emit(),
    "region",
  );
}

/** Where in a block an instruction stands, for leaving before it. */
interface Place {
  readonly index: number;
  readonly pc: number;
  /** Behind a branch: where it goes then. */
  readonly next: Expression | undefined;
}

class RegionCode {
  readonly #f: FunctionBuilder;
  readonly #clock: ClockCode;
  readonly #references: ReferenceCode;
  readonly #worstStall: number;
  readonly #plan: RegionPlan;
  readonly #numbers = new Map<number, number>();
  /** The block to run next. */
  readonly #entry: Variable;
  readonly #registers: readonly Variable[];
  /** Registers that are in their locals. */
  #present = 0;
  readonly #reference: Variable;
  readonly #address: Variable;
  readonly #map: Variable;
  readonly #where: Variable;
  readonly #value: Variable;
  readonly #size: Variable;
  readonly #extra: Variable;
  readonly #taken: Variable;
  readonly #target: Variable;
  #dispatch: Label | undefined;
  #self: { readonly pc: number; readonly label: Label } | undefined;
  // What the block has done so far.
  #place: BlockPlace;
  #loads = 0;
  #stores = 0;

  constructor(
    f: FunctionBuilder,
    { clock, code }: DeclaredReferences,
    references: References,
    plan: RegionPlan,
    entry: Variable,
  ) {
    this.#f = f;
    this.#clock = clock;
    this.#worstStall = references.worstStall;
    this.#plan = plan;
    this.#entry = entry;
    for (const [number, { pc }] of plan.blocks.entries()) this.#numbers.set(pc, number);
    this.#registers = Array.from({ length: 32 }, () => f.local());
    this.#reference = f.local();
    this.#address = f.local();
    this.#map = f.local();
    this.#where = f.local();
    this.#value = f.local();
    this.#size = f.local();
    this.#extra = f.local();
    this.#taken = f.local();
    this.#target = f.local();
    this.#place = { pc: 0, reference: this.#reference };
    this.#references = code(f, (stall) => clock.addStall(f, stall));
  }

  emit(): void {
    const f = this.#f;
    const { blocks, user } = this.#plan;
    const map = at.codeMap(user) + ((blocks[0].pc >>> 12) << at.MAP_SHIFT);
    f.set(this.#reference, load32(0, map + at.CODE_REFERENCE));
    this.#references.load();
    f.loop((dispatch) => {
      this.#dispatch = dispatch;
      const open = (depth: number, labels: Label[]): void => {
        if (depth < 0) {
          f.brTable(this.#entry, labels.slice(0, -1), labels[labels.length - 1]);
          return;
        }
        f.block((label) => open(depth - 1, [label, ...labels]));
        this.#emitBlock(blocks[depth], blocks[depth + 1]);
      };
      open(blocks.length - 1, []);
    });
    f.result(EXIT.interpret);
  }

  #emitBlock(block: Block, following: Block | undefined): void {
    const f = this.#f;
    this.#place = { pc: block.pc, reference: this.#reference };
    this.#loads = 0;
    this.#stores = 0;
    this.#present = 0;
    this.#preload(block);
    const last = block.instructions.length - 1;
    const branch = block.branches ? block.instructions[last - 1] : undefined;
    const loops =
      branch?.instruction.class === "branch" && branchTarget(branch.pc, branch.word) === block.pc;
    if (!loops) {
      this.#emitBody(block, branch, following);
      return;
    }
    f.loop((label) => {
      this.#self = { pc: block.pc, label };
      this.#emitBody(block, branch, following);
      this.#self = undefined;
    });
  }

  /** Loads the registers that the block reads before it writes them. */
  #preload({ instructions }: Block): void {
    const f = this.#f;
    let written = 1;
    for (const one of instructions) {
      let reads = registersRead(one.word);
      // Parts of words are merged with what is there.
      if (one.instruction.class === "load" && typeof one.instruction.part !== "number")
        reads |= 1 << rtOf(one.word);
      for (let number = 1; number < 32; number++)
        if (reads & ~written & (1 << number) && !(this.#present & (1 << number))) {
          f.set(this.#registers[number], load32(0, at.REGISTERS + 4 * number));
          this.#present |= 1 << number;
        }
      written |= 1 << targetOf(one);
    }
  }

  #emitBody(
    block: Block,
    branch: RegionInstruction | undefined,
    following: Block | undefined,
  ): void {
    const f = this.#f;
    const { instructions } = block;
    const multiplies = instructions.filter((one) => usesMultiplier(one.instruction)).length;
    const worst = instructions.length * (1 + this.#worstStall) + multiplies * MOST_EXTRA;
    const near = gt64(add64(this.#clock.get(), i64(worst)), load64(0, at.DEADLINE));
    f.if(near, () => this.#leave(block.pc, EXIT.deadline));
    const records = 1 + 2 * instructions.length;
    const full = this.#references.full(records);
    if (full !== undefined) f.if(full, () => this.#leave(block.pc, EXIT.full));
    this.#references.beginBlock(this.#place);
    let next: Expression | undefined;
    for (const [index, one] of instructions.entries()) {
      const place: Place = { index, pc: one.pc, next };
      // What may raise an exception is fetched when it is known that it does not.
      if (!mayLeave(one.instruction)) this.#references.blockFetch(this.#place, index);
      if (one === branch) next = this.#emitBranch(one);
      else this.#emitPlain(one, place);
    }
    this.#endBlock(instructions.length);
    if (branch === undefined)
      this.#goTo(instructions[instructions.length - 1].pc + 4, following, RUN_ON);
    else this.#emitJump(branch, following);
  }

  /** Moves time, counts and the stream on: `count` instructions of the block have retired. */
  #endBlock(count: number): void {
    const f = this.#f;
    if (count === 0) return;
    this.#clock.add(f, count);
    const made = this.#stores * 2 ** 32 + this.#loads;
    if (made > 0) f.store64(0, add64(load64(0, at.COUNTS), i64(made)), at.COUNTS);
    this.#references.endBlock(this.#place, count);
  }

  /** Leaves the function with PC at `pc`, nothing of the block done. */
  #leave(pc: Expression, exit: number): void {
    const f = this.#f;
    const address = typeof pc === "number" ? pc | 0 : pc;
    f.store32(0, address, at.PC);
    f.store32(0, typeof address === "number" ? (address + 4) | 0 : add(address, 4), at.NEXT_PC);
    f.store32(0, 0, at.IN_SLOT);
    this.#references.store();
    f.return(exit);
  }

  /** Leaves before an instruction that generated code does not execute. */
  #leaveBefore({ index, pc, next }: Place): void {
    const f = this.#f;
    this.#endBlock(index);
    f.store32(0, pc | 0, at.PC);
    f.store32(0, next ?? (pc + 4) | 0, at.NEXT_PC);
    f.store32(0, next === undefined ? 0 : 1, at.IN_SLOT);
    this.#references.store();
    f.return(EXIT.slow);
  }

  /** Goes on at a known address; leaves by `exit` if it is none of the region's. */
  #goTo(pc: number, following?: Block, exit = CONTINUE): void {
    const f = this.#f;
    if (this.#self?.pc === pc) {
      f.br(this.#self.label);
      return;
    }
    const number = this.#numbers.get(pc >>> 0);
    if (number === undefined) {
      this.#leave(pc >>> 0, exit);
      return;
    }
    if (following?.pc === pc) return;
    f.set(this.#entry, number);
    f.br(this.#dispatch!);
  }

  /** Goes on at the address in `#target`: in this region, if it serves it. */
  #goToTarget(): void {
    const f = this.#f;
    const { blocks, table, element } = this.#plan;
    const page = blocks[0].pc & ~0xfff;
    f.if(eq(and(this.#target, 0xfffff003 | 0), page | 0), () => {
      f.set(this.#value, load32(and(this.#target, 0xffc), table));
      f.if(eq(shr(this.#value, BLOCK_SHIFT), element + 1), () => {
        f.set(this.#entry, and(this.#value, (1 << BLOCK_SHIFT) - 1));
        f.br(this.#dispatch!);
      });
    });
    this.#leave(this.#target, CONTINUE);
  }

  #emitJump({ instruction, pc, word }: RegionInstruction, following: Block | undefined): void {
    if (instruction.class === "branch") {
      this.#f.if(this.#taken, () => this.#goTo(branchTarget(pc, word)));
      this.#goTo(pc + 8, following);
    } else if (instruction.class === "jump" && instruction.to === "target")
      this.#goTo(jumpTarget(pc, word));
    else this.#goToTarget();
  }

  /** A branch's own part, before its slot. @returns where it goes after that. */
  #emitBranch({ instruction, pc, word }: RegionInstruction): Expression {
    const f = this.#f;
    if (instruction.class === "branch") {
      f.set(this.#taken, instruction.condition(this.#operands(word)));
      if (instruction.link) this.#write(31, (pc + 8) | 0);
      return select(branchTarget(pc, word) | 0, (pc + 8) | 0, this.#taken);
    }
    if (instruction.class !== "jump") throw new Error("region-code: no branch");
    const toRegister = instruction.to === "register";
    if (toRegister) f.set(this.#target, this.#read(rsOf(word)));
    if (instruction.link === "ra") this.#write(31, (pc + 8) | 0);
    if (instruction.link === "rd") this.#write(rdOf(word), (pc + 8) | 0);
    return toRegister ? this.#target : jumpTarget(pc, word) | 0;
  }

  #emitPlain({ instruction, word }: RegionInstruction, place: Place): void {
    const f = this.#f;
    const o = this.#operands(word);
    switch (instruction.class) {
      case "compute": {
        const target = instruction.writes === "rd" ? rdOf(word) : rtOf(word);
        if (instruction.overflow === undefined) {
          if (target !== 0) this.#write(target, instruction.value(o));
          break;
        }
        f.set(this.#value, instruction.value(o));
        f.if(ltS(instruction.overflow(o, this.#value), 0), () => this.#leaveBefore(place));
        this.#references.blockFetch(this.#place, place.index);
        this.#write(target, this.#value);
        break;
      }
      case "multiply":
      case "divide":
        this.#wait(place.index);
        emitMultiply(f, instruction, o.rs, o.rt, this.#clock, place.index);
        break;
      case "from":
        this.#wait(place.index);
        this.#write(rdOf(word), halfOf(instruction.half));
        break;
      case "to":
        this.#wait(place.index);
        f.store32(0, o.rs, instruction.half === "hi" ? at.HI : at.LO);
        break;
      case "control":
        if (instruction.to) emitControlWrite(f, rdOf(word), o.rt);
        else this.#write(rtOf(word), controlValue(rdOf(word)));
        break;
      case "load":
      case "store":
        this.#emitAccess(instruction, word, o, place);
        break;
      default:
        throw new Error(`region-code: ${instruction.name} is not translated`);
    }
  }

  #wait(index: number): void {
    emitMultiplierWait(this.#f, this.#clock, index, this.#extra);
    this.#references.blockCycles(this.#extra, index);
  }

  #emitAccess(
    access: Instruction & { class: "load" | "store" },
    word: number,
    o: Operands,
    place: Place,
  ): void {
    const f = this.#f;
    const map = at.dataMap(this.#plan.user);
    const isLoad = access.class === "load";
    f.set(this.#address, add(o.rs, o.signed));
    f.set(this.#map, shl(shr(this.#address, 12), at.MAP_SHIFT));
    f.set(this.#where, load32(this.#map, map + (isLoad ? at.DATA_READ : at.DATA_WRITE)));
    const alignment = alignmentOf(access);
    const unknown = eqz(this.#where);
    const bad = alignment === 0 ? unknown : or(unknown, and(this.#address, alignment));
    f.if(bad, () => this.#leaveBefore(place));
    this.#references.blockFetch(this.#place, place.index);
    f.set(this.#where, add(this.#where, this.#address));
    const reference = load32(this.#map, map + at.DATA_REFERENCE);
    this.#references.blockData(
      referenceOf(f, access, this.#address, reference, this.#size),
      place.index,
    );
    if (access.class === "store") {
      this.#stores++;
      emitStore(f, access, this.#where, o.rt);
      return;
    }
    this.#loads++;
    const target = rtOf(word);
    f.set(this.#value, loadValue(access, this.#where, o.rt));
    this.#write(target, this.#value);
  }

  #operands(word: number): Operands {
    return {
      rs: this.#read(rsOf(word)),
      rt: this.#read(rtOf(word)),
      shamt: shamtOf(word),
      signed: signedOf(word),
      unsigned: unsignedOf(word),
      upper: unsignedOf(word) << 16,
    };
  }

  #read(number: number): Expression {
    if (number === 0) return codeOf(0);
    return this.#present & (1 << number)
      ? this.#registers[number]
      : load32(0, at.REGISTERS + 4 * number);
  }

  #write(number: number, value: Expression): void {
    if (number === 0) return;
    const f = this.#f;
    f.set(this.#registers[number], value);
    this.#present |= 1 << number;
    f.store32(0, this.#registers[number], at.REGISTERS + 4 * number);
  }
}

/** Whether the code of an instruction may leave the region before it is done. */
function mayLeave(instruction: Instruction): boolean {
  return (
    instruction.class === "load" ||
    instruction.class === "store" ||
    (instruction.class === "compute" && instruction.overflow !== undefined)
  );
}

/** The register that an instruction writes; 0 if none. */
function targetOf({ instruction, word }: RegionInstruction): number {
  switch (instruction.class) {
    case "compute":
      return instruction.writes === "rd" ? rdOf(word) : rtOf(word);
    case "load":
      return rtOf(word);
    case "control":
      return instruction.to ? 0 : rtOf(word);
    case "from":
      return rdOf(word);
    case "branch":
      return instruction.link ? 31 : 0;
    case "jump":
      return instruction.link === "ra" ? 31 : instruction.link === "rd" ? rdOf(word) : 0;
    default:
      return 0;
  }
}
