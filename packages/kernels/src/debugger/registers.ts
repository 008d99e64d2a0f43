/**
 * The processor's registers by name, for people: general registers by name or number, hi, lo, pc,
 * those of coprocessor 0.
 */
import { InputError } from "@mcpi/trace";
import { CP0_NAMES } from "../r3000/cp0.ts";
import { REGISTER_NAMES } from "../r3000/disassemble.ts";
import type { Processor } from "../r3000/processor.ts";
import * as at from "../r3000/state.ts";
import { read, write } from "../r3000/system-instructions.ts";

/** Coprocessor 0's registers that there are, without their prefix: `status`, `epc` … */
const CONTROL: ReadonlyMap<string, number> = new Map(
  CP0_NAMES.flatMap((name, number) =>
    /^c0_[a-z]/.test(name) ? [[name.slice("c0_".length), number] as const] : [],
  ),
);

/** Names of all registers, in the order in which they are shown. */
export const ALL_REGISTERS: readonly string[] = [
  ...REGISTER_NAMES,
  "hi",
  "lo",
  "pc",
  ...CONTROL.keys(),
];

type Register =
  | { readonly kind: "general" | "control"; readonly number: number }
  | { readonly kind: "hi" | "lo" | "pc" };

/** Value of a register, unsigned. @throws InputError when there is none of that name. */
export function readRegister(p: Processor, name: string): number {
  const register = registerOf(name);
  switch (register.kind) {
    case "general":
      return p.register(register.number) >>> 0;
    case "control":
      return read(p, register.number) >>> 0;
    case "pc":
      return p.pc;
    default:
      return p.word(register.kind === "hi" ? at.HI : at.LO) >>> 0;
  }
}

/**
 * Sets a register; of coprocessor 0 those bits that MTC0 writes. A load that is on its way to the
 * register is lost.
 * @throws InputError when there is none of that name, or it cannot be written.
 */
export function writeRegister(p: Processor, name: string, value: number): void {
  const register = registerOf(name);
  switch (register.kind) {
    case "general":
      if (register.number === 0) throw new InputError(`register ${name} is 0 always`);
      if (p.word(at.PENDING_OFFSET) === 4 * register.number)
        p.word(at.PENDING_OFFSET, at.NO_PENDING);
      p.word(at.REGISTERS + 4 * register.number, value | 0);
      break;
    case "control":
      write(p, register.number, value | 0);
      break;
    case "pc":
      p.goTo(value);
      break;
    default:
      p.word(register.kind === "hi" ? at.HI : at.LO, value | 0);
  }
}

function registerOf(name: string): Register {
  const plain = name.toLowerCase().replace(/^\$/, "");
  if (plain === "hi" || plain === "lo" || plain === "pc") return { kind: plain };
  const general = plain === "s8" ? 30 : REGISTER_NAMES.indexOf(plain);
  if (general >= 0) return { kind: "general", number: general };
  const numbered = /^r?([0-9]|[12][0-9]|3[01])$/.exec(plain);
  if (numbered !== null) return { kind: "general", number: Number(numbered[1]) };
  const control = CONTROL.get(plain.replace(/^c0_/, ""));
  if (control !== undefined) return { kind: "control", number: control };
  throw new InputError(`there is no register ${name}; registers are ${ALL_REGISTERS.join(" ")}`);
}
