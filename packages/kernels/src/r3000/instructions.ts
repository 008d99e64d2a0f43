/**
 * The instruction set of the R3000: one table from which the interpreter (interpreter.ts), the
 * translator (translator.ts) and the disassembler (disassemble.ts) are made.
 *
 * An entry says how the instruction is encoded and written, and what it does: as WebAssembly over
 * its operands where it computes something, as plain facts (size, sign, condition, latency) where the
 * engines must do more, and not at all where the processor's control is asked for (`system`), which
 * is written in system-instructions.ts. Source: Kane and Heinrich, MIPS RISC Architecture, appendix A.
 */
import {
  add,
  and,
  type Code,
  codeOf,
  type Expression,
  eq,
  geS,
  gtS,
  leS,
  lt,
  ltS,
  ne,
  or,
  shl,
  shr,
  shrS,
  sub,
  xor,
} from "@mcpi/trace/wasm";

/** Values of an instruction's operands; constants where the engine knows them. */
export interface Operands {
  readonly rs: Expression;
  readonly rt: Expression;
  readonly shamt: Expression;
  /** The immediate, sign-extended; zero-extended; in the upper half. */
  readonly signed: Expression;
  readonly unsigned: Expression;
  readonly upper: Expression;
}

/** A register field that an instruction names. */
export type Field = "rs" | "rt" | "rd";

/** How it is written, in the order of the assembler. */
export type Format =
  | "rd,rs,rt"
  | "rd,rt,shamt"
  | "rd,rt,rs"
  | "rt,rs,signed"
  | "rt,rs,unsigned"
  | "rt,upper"
  | "rt,offset(rs)"
  | "rs,rt,branch"
  | "rs,branch"
  | "branch"
  | "target"
  | "rs"
  | "rd,rs"
  | "rd"
  | "rs,rt"
  | "rt,cp0"
  | "code"
  | "";

/** Where an instruction is found: by opcode, then by function, by `rt` (REGIMM) or as COP0 has it. */
export type Encoding =
  | { readonly opcode: number }
  | { readonly special: number }
  | { readonly regimm: number }
  | { readonly cop0Move: number }
  | { readonly cop0Branch: number }
  | { readonly cop0: number };

interface Common {
  readonly name: string;
  readonly encoding: Encoding;
  readonly format: Format;
}

export interface Computes extends Common {
  readonly class: "compute";
  readonly writes: "rd" | "rt";
  readonly value: (o: Operands) => Expression;
  /** Of the operands and the value: negative if it overflows, and then traps. */
  readonly overflow?: (o: Operands, value: Expression) => Code;
}

export interface Loads extends Common {
  readonly class: "load";
  /** Bytes of an aligned load; the left or right part of a word. */
  readonly part: 1 | 2 | 4 | "left" | "right";
  readonly signed: boolean;
}

export interface Stores extends Common {
  readonly class: "store";
  readonly part: 1 | 2 | 4 | "left" | "right";
}

export interface Branches extends Common {
  readonly class: "branch";
  readonly condition: (o: Operands) => Code;
  readonly link: boolean;
}

export interface Jumps extends Common {
  readonly class: "jump";
  readonly to: "target" | "register";
  /** Register that receives the return address. */
  readonly link: "none" | "ra" | "rd";
}

export interface Multiplies extends Common {
  readonly class: "multiply" | "divide";
  readonly signed: boolean;
}

/** MFHI, MFLO, MTHI, MTLO. */
export interface Moves extends Common {
  readonly class: "from" | "to";
  readonly half: "hi" | "lo";
}

/** MFC0, MTC0: plain moves for some registers (control-code.ts), the processor's control for others. */
export interface Controls extends Common {
  readonly class: "control";
  readonly to: boolean;
}

export interface System extends Common {
  readonly class: "system";
}

export type Instruction =
  | Computes
  | Loads
  | Stores
  | Branches
  | Jumps
  | Multiplies
  | Moves
  | Controls
  | System;

const three = (
  name: string,
  special: number,
  value: (o: Operands) => Expression,
  overflow?: Computes["overflow"],
): Computes => ({
  name,
  encoding: { special },
  format: "rd,rs,rt",
  class: "compute",
  writes: "rd",
  value,
  ...(overflow && { overflow }),
});
const shift = (name: string, special: number, value: (o: Operands) => Expression): Computes => ({
  name,
  encoding: { special },
  format: special < 4 ? "rd,rt,shamt" : "rd,rt,rs",
  class: "compute",
  writes: "rd",
  value,
});
const immediate = (
  name: string,
  opcode: number,
  format: "rt,rs,signed" | "rt,rs,unsigned" | "rt,upper",
  value: (o: Operands) => Expression,
  overflow?: Computes["overflow"],
): Computes => ({
  name,
  encoding: { opcode },
  format,
  class: "compute",
  writes: "rt",
  value,
  ...(overflow && { overflow }),
});
const load = (name: string, opcode: number, part: Loads["part"], signed = false): Loads => ({
  name,
  encoding: { opcode },
  format: "rt,offset(rs)",
  class: "load",
  part,
  signed,
});
const store = (name: string, opcode: number, part: Stores["part"]): Stores => ({
  name,
  encoding: { opcode },
  format: "rt,offset(rs)",
  class: "store",
  part,
});
const branch = (
  name: string,
  encoding: Encoding,
  format: Format,
  condition: (o: Operands) => Code,
  link = false,
): Branches => ({ name, encoding, format, class: "branch", condition, link });
const system = (name: string, encoding: Encoding, format: Format): System => ({
  name,
  encoding,
  format,
  class: "system",
});

/** Negative if a + b = sum overflows: both operands have the sign that the sum has not. */
const sumOverflows = (a: Expression, b: Expression, sum: Expression): Code =>
  and(xor(a, sum), xor(b, sum));

export const INSTRUCTIONS: readonly Instruction[] = [
  shift("sll", 0x00, ({ rt, shamt }) => shl(rt, shamt)),
  shift("srl", 0x02, ({ rt, shamt }) => shr(rt, shamt)),
  shift("sra", 0x03, ({ rt, shamt }) => shrS(rt, shamt)),
  // WebAssembly, too, shifts by the low five bits.
  shift("sllv", 0x04, ({ rt, rs }) => shl(rt, rs)),
  shift("srlv", 0x06, ({ rt, rs }) => shr(rt, rs)),
  shift("srav", 0x07, ({ rt, rs }) => shrS(rt, rs)),
  {
    name: "jr",
    encoding: { special: 0x08 },
    format: "rs",
    class: "jump",
    to: "register",
    link: "none",
  },
  {
    name: "jalr",
    encoding: { special: 0x09 },
    format: "rd,rs",
    class: "jump",
    to: "register",
    link: "rd",
  },
  system("syscall", { special: 0x0c }, "code"),
  system("break", { special: 0x0d }, "code"),
  { name: "mfhi", encoding: { special: 0x10 }, format: "rd", class: "from", half: "hi" },
  { name: "mthi", encoding: { special: 0x11 }, format: "rs", class: "to", half: "hi" },
  { name: "mflo", encoding: { special: 0x12 }, format: "rd", class: "from", half: "lo" },
  { name: "mtlo", encoding: { special: 0x13 }, format: "rs", class: "to", half: "lo" },
  { name: "mult", encoding: { special: 0x18 }, format: "rs,rt", class: "multiply", signed: true },
  { name: "multu", encoding: { special: 0x19 }, format: "rs,rt", class: "multiply", signed: false },
  { name: "div", encoding: { special: 0x1a }, format: "rs,rt", class: "divide", signed: true },
  { name: "divu", encoding: { special: 0x1b }, format: "rs,rt", class: "divide", signed: false },
  three(
    "add",
    0x20,
    ({ rs, rt }) => add(rs, rt),
    ({ rs, rt }, sum) => sumOverflows(rs, rt, sum),
  ),
  three("addu", 0x21, ({ rs, rt }) => add(rs, rt)),
  three(
    "sub",
    0x22,
    ({ rs, rt }) => sub(rs, rt),
    // rs - rt overflows if the signs differ and the difference has the sign of rt.
    ({ rs, rt }, difference) => and(xor(rs, rt), xor(rs, difference)),
  ),
  three("subu", 0x23, ({ rs, rt }) => sub(rs, rt)),
  three("and", 0x24, ({ rs, rt }) => and(rs, rt)),
  three("or", 0x25, ({ rs, rt }) => or(rs, rt)),
  three("xor", 0x26, ({ rs, rt }) => xor(rs, rt)),
  three("nor", 0x27, ({ rs, rt }) => xor(or(rs, rt), -1)),
  three("slt", 0x2a, ({ rs, rt }) => ltS(rs, rt)),
  three("sltu", 0x2b, ({ rs, rt }) => lt(rs, rt)),

  branch("bltz", { regimm: 0x00 }, "rs,branch", ({ rs }) => ltS(rs, 0)),
  branch("bgez", { regimm: 0x01 }, "rs,branch", ({ rs }) => geS(rs, 0)),
  branch("bltzal", { regimm: 0x10 }, "rs,branch", ({ rs }) => ltS(rs, 0), true),
  branch("bgezal", { regimm: 0x11 }, "rs,branch", ({ rs }) => geS(rs, 0), true),

  {
    name: "j",
    encoding: { opcode: 0x02 },
    format: "target",
    class: "jump",
    to: "target",
    link: "none",
  },
  {
    name: "jal",
    encoding: { opcode: 0x03 },
    format: "target",
    class: "jump",
    to: "target",
    link: "ra",
  },
  branch("beq", { opcode: 0x04 }, "rs,rt,branch", ({ rs, rt }) => eq(rs, rt)),
  branch("bne", { opcode: 0x05 }, "rs,rt,branch", ({ rs, rt }) => ne(rs, rt)),
  branch("blez", { opcode: 0x06 }, "rs,branch", ({ rs }) => leS(rs, 0)),
  branch("bgtz", { opcode: 0x07 }, "rs,branch", ({ rs }) => gtS(rs, 0)),
  immediate(
    "addi",
    0x08,
    "rt,rs,signed",
    ({ rs, signed }) => add(rs, signed),
    ({ rs, signed }, sum) => sumOverflows(rs, signed, sum),
  ),
  immediate("addiu", 0x09, "rt,rs,signed", ({ rs, signed }) => add(rs, signed)),
  immediate("slti", 0x0a, "rt,rs,signed", ({ rs, signed }) => ltS(rs, signed)),
  immediate("sltiu", 0x0b, "rt,rs,signed", ({ rs, signed }) => lt(rs, signed)),
  immediate("andi", 0x0c, "rt,rs,unsigned", ({ rs, unsigned }) => and(rs, unsigned)),
  // With register 0 as its target, a mark (docs/decstation.md).
  immediate("ori", 0x0d, "rt,rs,unsigned", ({ rs, unsigned }) => or(rs, unsigned)),
  immediate("xori", 0x0e, "rt,rs,unsigned", ({ rs, unsigned }) => xor(rs, unsigned)),
  immediate("lui", 0x0f, "rt,upper", ({ upper }) => codeOf(upper)),

  { name: "mfc0", encoding: { cop0Move: 0x00 }, format: "rt,cp0", class: "control", to: false },
  { name: "mtc0", encoding: { cop0Move: 0x04 }, format: "rt,cp0", class: "control", to: true },
  // CpCond0 is always true: the write buffer that it stands for is the coupled memory's matter.
  branch("bc0f", { cop0Branch: 0 }, "branch", () => codeOf(0)),
  branch("bc0t", { cop0Branch: 1 }, "branch", () => codeOf(1)),
  system("tlbr", { cop0: 0x01 }, ""),
  system("tlbwi", { cop0: 0x02 }, ""),
  system("tlbwr", { cop0: 0x06 }, ""),
  system("tlbp", { cop0: 0x08 }, ""),
  system("rfe", { cop0: 0x10 }, ""),

  load("lb", 0x20, 1, true),
  load("lh", 0x21, 2, true),
  load("lwl", 0x22, "left"),
  load("lw", 0x23, 4),
  load("lbu", 0x24, 1),
  load("lhu", 0x25, 2),
  load("lwr", 0x26, "right"),
  store("sb", 0x28, 1),
  store("sh", 0x29, 2),
  store("swl", 0x2a, "left"),
  store("sw", 0x2b, 4),
  store("swr", 0x2e, "right"),
];
