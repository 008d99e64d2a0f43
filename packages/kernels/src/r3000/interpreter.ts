/**
 * The interpreter: a WebAssembly function that executes instructions one by one, generated from the
 * table of instructions (instructions.ts).
 *
 * It does what needs nobody's leave: everything that stays within memory that the maps know
 * (state.ts). Whatever else an instruction wants it does not begin: it returns EXIT.slow with the
 * state as it was before, and TypeScript executes that instruction (slow-path.ts). It also returns
 * where a translation begins, or where code is entered so often that it wants one (entry-table.ts).
 *
 * Order in one instruction: operands are read, then the load that is in flight is written, then the
 * instruction's own result (docs/r3000.md, section 2). All but loads therefore share one tail.
 *
 * The file is long because all of it works on the locals of one generated function.
 */
import {
  add,
  add64,
  and,
  type Code,
  type Expression,
  eq,
  eqz,
  type FunctionBuilder,
  geS,
  gt64,
  I32,
  I64,
  i64,
  type Label,
  load32,
  load64,
  ltS,
  type ModuleBuilder,
  ne,
  or,
  select,
  shl,
  shr,
  shrS,
  sub,
  sub64,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { ClockCode } from "./clock-code.ts";
import { controlValue, emitControlWrite, plainControls } from "./control-code.ts";
import { COP0 } from "./decode.ts";
import { TRANSLATE_AFTER, WATCHED } from "./entry-table.ts";
import { INSTRUCTIONS, type Instruction, type Operands } from "./instructions.ts";
import { alignmentOf, emitStore, loadValue, referenceOf } from "./memory-code.ts";
import { emitMultiplierWait, emitMultiply, halfOf } from "./multiplier-code.ts";
import type { DeclaredReferences, ReferenceCode } from "./references.ts";
import * as at from "./state.ts";
import { EXIT } from "./state.ts";
import { emitSwitch } from "./switch-code.ts";

/** Most instructions between two looks at the 64-bit clock. */
const MOST_BUDGET = 1 << 30;
/** Records that one instruction may need. */
const MOST_RECORDS = 3;

/** Defines the export `interpret() -> EXIT`. */
export function defineInterpreter(module: ModuleBuilder, references: DeclaredReferences): void {
  module.function([], [I32], (f) => new Interpreter(f, references).emit(), "interpret");
}

class Interpreter {
  readonly #f: FunctionBuilder;
  readonly #clock: ClockCode;
  readonly #references: ReferenceCode;

  // The state, while the function runs.
  readonly #pc: Variable;
  readonly #next: Variable;
  readonly #slot: Variable;
  readonly #pending: Variable;
  readonly #pendingValue: Variable;
  /** Instructions executed, and how many may be, since the clock was moved. */
  readonly #count: Variable;
  readonly #budget: Variable;
  readonly #steps: Variable;
  readonly #dataMap: Variable;
  readonly #codeMap: Variable;
  // The code page.
  readonly #page: Variable;
  readonly #host: Variable;
  readonly #reference: Variable;
  readonly #uncached: Variable;
  readonly #entries: Variable;

  // The instruction.
  readonly #word: Variable;
  readonly #rs: Variable;
  readonly #rt: Variable;
  /** Offset from REGISTERS of what it writes, and the value. */
  readonly #target: Variable;
  readonly #value: Variable;
  readonly #afterNext: Variable;
  readonly #isBranch: Variable;
  readonly #address: Variable;
  readonly #entry: Variable;
  readonly #where: Variable;
  readonly #size: Variable;
  readonly #extra: Variable;
  readonly #exit: Variable;

  readonly #operands: Operands;

  constructor(f: FunctionBuilder, { clock, code }: DeclaredReferences) {
    this.#f = f;
    this.#clock = clock;
    const local = () => f.local();
    this.#pc = local();
    this.#next = local();
    this.#slot = local();
    this.#pending = local();
    this.#pendingValue = local();
    this.#count = local();
    this.#budget = local();
    this.#steps = local();
    this.#dataMap = local();
    this.#codeMap = local();
    this.#page = local();
    this.#host = local();
    this.#reference = local();
    this.#uncached = local();
    this.#entries = local();
    this.#word = local();
    this.#rs = local();
    this.#rt = local();
    this.#target = local();
    this.#value = local();
    this.#afterNext = local();
    this.#isBranch = local();
    this.#address = local();
    this.#entry = local();
    this.#where = local();
    this.#size = local();
    this.#extra = local();
    this.#exit = local();
    this.#references = code(f, (stall) => {
      clock.addStall(f, stall);
      f.set(this.#budget, sub(this.#budget, stall));
    });
    this.#operands = {
      rs: this.#rs,
      rt: this.#rt,
      shamt: and(shr(this.#word, 6), 31),
      signed: shrS(shl(this.#word, 16), 16),
      unsigned: and(this.#word, 0xffff),
      upper: shl(this.#word, 16),
    };
  }

  emit(): void {
    const f = this.#f;
    this.#load();
    f.block((leave) => {
      f.loop((again) => {
        this.#leaveIf(leave, EXIT.deadline, geS(this.#count, this.#budget));
        this.#leaveIf(leave, EXIT.steps, eq(this.#steps, 0));
        const full = this.#references.full(MOST_RECORDS);
        if (full !== undefined) this.#leaveIf(leave, EXIT.full, full);
        this.#emitInstruction(leave);
        this.#emitRetire(leave);
        f.br(again);
      });
    });
    this.#store();
    f.result(this.#exit);
  }

  #load(): void {
    const f = this.#f;
    f.set(this.#pc, load32(0, at.PC));
    f.set(this.#next, load32(0, at.NEXT_PC));
    f.set(this.#slot, load32(0, at.IN_SLOT));
    f.set(this.#pending, load32(0, at.PENDING_OFFSET));
    f.set(this.#pendingValue, load32(0, at.PENDING_VALUE));
    f.set(this.#steps, load32(0, at.STEPS));
    const user = shl(load32(0, at.USER), 20 + at.MAP_SHIFT);
    f.set(this.#dataMap, add(user, at.DATA_MAPS));
    f.set(this.#codeMap, add(user, at.CODE_MAPS));
    f.set(this.#page, -1);
    f.set(this.#count, 0);
    const left = f.let(sub64(load64(0, at.DEADLINE), this.#clock.get()), I64);
    f.set(this.#budget, MOST_BUDGET);
    f.if(gt64(i64(MOST_BUDGET), left), () => f.set(this.#budget, wrap(left)));
    this.#references.load();
  }

  #store(): void {
    const f = this.#f;
    f.store32(0, this.#pc, at.PC);
    f.store32(0, this.#next, at.NEXT_PC);
    f.store32(0, this.#slot, at.IN_SLOT);
    f.store32(0, this.#pending, at.PENDING_OFFSET);
    f.store32(0, this.#pendingValue, at.PENDING_VALUE);
    f.store32(0, this.#steps, at.STEPS);
    this.#clock.add(f, this.#count);
    this.#references.store();
  }

  #leaveIf(leave: Label, exit: number, condition: Expression): void {
    this.#f.if(condition, () => this.#leave(leave, exit));
  }

  #leave(leave: Label, exit: number): void {
    this.#f.set(this.#exit, exit);
    this.#f.br(leave);
  }

  /** Executes the instruction at pc up to what all have in common, or leaves before anything is done. */
  #emitInstruction(leave: Label): void {
    const f = this.#f;
    f.if(or(ne(shr(this.#pc, 12), this.#page), and(this.#pc, 3)), () => this.#emitPage(leave));
    f.set(this.#word, load32(add(this.#host, this.#pc)));
    f.set(this.#rs, this.#register(21));
    f.set(this.#rt, this.#register(16));
    f.set(this.#afterNext, add(this.#next, 4));
    f.set(this.#isBranch, 0);
    f.set(this.#target, at.NO_PENDING);
    const cases = new Map<number, () => void>();
    const sub = new Map<"special" | "regimm", Map<number, () => void>>();
    const nested = (kind: "special" | "regimm") => {
      const map = sub.get(kind) ?? new Map<number, () => void>();
      sub.set(kind, map);
      return map;
    };
    for (const instruction of INSTRUCTIONS) {
      if (instruction.class === "system" || instruction.class === "control") continue;
      const e = instruction.encoding;
      const run = () => this.#emitCase(instruction, leave);
      if ("opcode" in e) cases.set(e.opcode, run);
      else if ("special" in e) nested("special").set(e.special, run);
      else if ("regimm" in e) nested("regimm").set(e.regimm, run);
    }
    const slow = () => this.#leave(leave, EXIT.slow);
    cases.set(0, () => emitSwitch(f, and(this.#word, 63), sub.get("special")!, slow));
    cases.set(1, () => emitSwitch(f, and(shr(this.#word, 16), 31), sub.get("regimm")!, slow));
    cases.set(COP0, () => this.#emitControl(leave, slow));
    emitSwitch(f, shr(this.#word, 26), cases, slow);
  }

  /** MFC0 and MTC0 of plain registers, in kernel mode. */
  #emitControl(leave: Label, slow: () => void): void {
    const f = this.#f;
    this.#leaveIf(leave, EXIT.slow, ne(this.#dataMap, at.DATA_MAPS));
    const number = and(shr(this.#word, 11), 31);
    const moves = (to: boolean, move: (number: number) => void) => (): void => {
      const cases = plainControls(to).map((one): [number, () => void] => [one, () => move(one)]);
      emitSwitch(f, number, new Map(cases), slow);
    };
    const from = moves(false, (one) => {
      this.#fetch();
      f.set(this.#value, controlValue(one));
      this.#emitDelayed();
    });
    const to = moves(true, (one) => {
      this.#fetch();
      emitControlWrite(f, one, this.#rt);
    });
    emitSwitch(
      f,
      and(shr(this.#word, 21), 31),
      new Map([
        [0, from],
        [4, to],
      ]),
      slow,
    );
  }

  /** Finds the page of pc. */
  #emitPage(leave: Label): void {
    const f = this.#f;
    this.#leaveIf(leave, EXIT.slow, and(this.#pc, 3));
    const entry = f.let(add(shl(shr(this.#pc, 12), at.MAP_SHIFT), this.#codeMap));
    f.set(this.#host, load32(entry, at.CODE_HOST));
    this.#leaveIf(leave, EXIT.slow, eqz(this.#host));
    f.set(this.#reference, load32(entry, at.CODE_REFERENCE));
    f.set(this.#entries, load32(entry, at.CODE_ENTRIES));
    f.set(this.#uncached, load32(entry, at.CODE_UNCACHED));
    f.set(this.#page, shr(this.#pc, 12));
  }

  /** Value of the register that the word names in the five bits from `shift` on. */
  #register(shift: number): Code {
    return load32(this.#offset(shift), at.REGISTERS);
  }

  /** Its offset from REGISTERS. */
  #offset(shift: number): Code {
    return and(shr(this.#word, shift - 2), 31 << 2);
  }

  /** What an instruction alone does. */
  #emitCase(instruction: Instruction, leave: Label): void {
    const f = this.#f;
    const write = (field: "rd" | "rt", value: Expression) => {
      f.set(this.#value, value);
      f.set(this.#target, this.#offset(field === "rd" ? 11 : 16));
    };
    const link = (target: Expression) => {
      f.set(this.#value, add(this.#pc, 8));
      f.set(this.#target, target);
    };
    const branchTarget = add(add(this.#pc, 4), shl(this.#operands.signed, 2));
    switch (instruction.class) {
      case "compute":
        f.set(this.#value, instruction.value(this.#operands));
        if (instruction.overflow)
          this.#leaveIf(
            leave,
            EXIT.slow,
            ltS(instruction.overflow(this.#operands, this.#value), 0),
          );
        // A mark is for whoever watches.
        if (instruction.name === "ori")
          this.#leaveIf(leave, EXIT.slow, eqz(and(this.#word, 0x03ff0000)));
        f.set(this.#target, this.#offset(instruction.writes === "rd" ? 11 : 16));
        this.#fetch();
        break;
      case "branch":
        f.set(this.#isBranch, 1);
        f.set(
          this.#afterNext,
          select(branchTarget, this.#afterNext, instruction.condition(this.#operands)),
        );
        if (instruction.link) link(31 << 2);
        this.#fetch();
        break;
      case "jump":
        f.set(this.#isBranch, 1);
        f.set(
          this.#afterNext,
          instruction.to === "register"
            ? this.#rs
            : or(and(add(this.#pc, 4), 0xf0000000 | 0), shr(shl(this.#word, 6), 4)),
        );
        if (instruction.link === "ra") link(31 << 2);
        if (instruction.link === "rd") link(this.#offset(11));
        this.#fetch();
        break;
      case "multiply":
      case "divide":
        this.#wait();
        emitMultiply(f, instruction, this.#rs, this.#rt, this.#clock, this.#count);
        break;
      case "from":
        this.#wait();
        write("rd", halfOf(instruction.half));
        break;
      case "to":
        this.#wait();
        f.store32(0, this.#rs, instruction.half === "hi" ? at.HI : at.LO);
        break;
      case "load":
      case "store":
        this.#emitAccess(instruction, leave);
        break;
      case "control":
      case "system":
        break;
    }
  }

  #fetch(): void {
    this.#references.fetch(
      { pc: this.#pc, reference: this.#reference, uncached: this.#uncached },
      this.#count,
    );
  }

  /** Fetches, and waits for the multiplier. */
  #wait(): void {
    const f = this.#f;
    this.#fetch();
    emitMultiplierWait(f, this.#clock, this.#count, this.#extra);
    f.set(this.#budget, sub(this.#budget, this.#extra));
    this.#references.cycles(this.#extra);
  }

  #emitAccess(access: Instruction & { class: "load" | "store" }, leave: Label): void {
    const f = this.#f;
    f.set(this.#address, add(this.#rs, this.#operands.signed));
    f.set(this.#entry, add(shl(shr(this.#address, 12), at.MAP_SHIFT), this.#dataMap));
    const isLoad = access.class === "load";
    f.set(this.#where, load32(this.#entry, isLoad ? at.DATA_READ : at.DATA_WRITE));
    const alignment = alignmentOf(access);
    const bad =
      alignment === 0 ? eqz(this.#where) : or(eqz(this.#where), and(this.#address, alignment));
    this.#leaveIf(leave, EXIT.slow, bad);
    f.set(this.#where, add(this.#where, this.#address));
    this.#fetch();
    const reference = load32(this.#entry, at.DATA_REFERENCE);
    this.#references.data(
      referenceOf(f, access, this.#address, reference, this.#size),
      this.#count,
    );
    if (access.class === "store") {
      emitStore(f, access, this.#where, this.#rt);
      f.store64(0, add64(load64(0, at.COUNTS), i64(2 ** 32)), at.COUNTS);
      return;
    }
    f.store64(0, add64(load64(0, at.COUNTS), i64(1)), at.COUNTS);
    // The value in flight for the same register is merged.
    if (typeof access.part !== "number") {
      const inFlight = eq(this.#pending, this.#offset(16));
      f.set(this.#rt, select(this.#pendingValue, this.#rt, inFlight));
    }
    f.set(this.#value, loadValue(access, this.#where, this.#rt));
    this.#emitDelayed();
  }

  /** Puts the value in flight for the register `rt`. */
  #emitDelayed(): void {
    const f = this.#f;
    const target = f.let(this.#offset(16));
    // What is in flight for the same register is never written.
    f.if(ne(this.#pending, target), () =>
      f.store32(this.#pending, this.#pendingValue, at.REGISTERS),
    );
    f.set(this.#pending, target);
    f.set(this.#pendingValue, this.#value);
    // The tail's write of a pending load must not be this one's.
    f.set(this.#target, -1);
  }

  /** What all instructions do at their end. */
  #emitRetire(leave: Label): void {
    const f = this.#f;
    f.if(ne(this.#target, -1), () => {
      f.store32(this.#pending, this.#pendingValue, at.REGISTERS);
      f.set(this.#pending, at.NO_PENDING);
      f.store32(this.#target, this.#value, at.REGISTERS);
    });
    f.store32(0, 0, at.REGISTERS);
    const wasSlot = f.let(this.#slot);
    f.set(this.#pc, this.#next);
    f.set(this.#next, this.#afterNext);
    f.set(this.#slot, this.#isBranch);
    f.increase(this.#count, 1);
    f.increase(this.#steps, -1);
    // Behind a delay slot: is there a translation, or should there be?
    f.if(wasSlot, () => this.#emitArrival(leave));
  }

  #emitArrival(leave: Label): void {
    const f = this.#f;
    const entry = f.let(add(shl(shr(this.#pc, 12), at.MAP_SHIFT), this.#codeMap));
    const table = f.let(load32(entry, at.CODE_ENTRIES));
    f.if(table, () => {
      const word = f.let(add(table, and(this.#pc, 0xffc)));
      const state = f.let(load32(word));
      this.#leaveIf(leave, EXIT.translated, ltS(0, state));
      this.#leaveIf(leave, EXIT.watch, eq(state, WATCHED));
      f.set(state, sub(state, 1));
      f.store32(word, state);
      this.#leaveIf(leave, EXIT.hot, eq(state, -TRANSLATE_AFTER));
    });
  }
}
