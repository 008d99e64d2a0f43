/**
 * Instruction words as text, as the assembler has them.
 */

import { CP0_NAMES } from "./cp0.ts";
import {
  branchTarget,
  decode,
  isMark,
  jumpTarget,
  rdOf,
  rsOf,
  rtOf,
  shamtOf,
  signedOf,
  unsignedOf,
} from "./decode.ts";
import type { Format } from "./instructions.ts";

/** Names of the general registers by number, as the o32 calling convention has them. */
export const REGISTER_NAMES: readonly string[] = (
  "zero at v0 v1 a0 a1 a2 a3 t0 t1 t2 t3 t4 t5 t6 t7 " +
  "s0 s1 s2 s3 s4 s5 s6 s7 t8 t9 k0 k1 gp sp fp ra"
).split(" ");

/** 8 hexadecimal digits. */
export const hex8 = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");

/**
 * The instruction at address `pc` as text, e.g. `addiu sp,sp,-32`.
 * @param nameOf what to call an address that it goes to, in place of its digits
 */
export function disassemble(
  word: number,
  pc: number,
  nameOf: (address: number) => string = hex8,
): string {
  if (word === 0) return "nop";
  if (isMark(word)) return `mark ${unsignedOf(word)}`;
  const instruction = decode(word);
  if (instruction === undefined) return `.word 0x${hex8(word)}`;
  const operands = operandText(instruction.format, word, pc, nameOf);
  return operands === "" ? instruction.name : `${instruction.name} ${operands}`;
}

function operandText(
  format: Format,
  word: number,
  pc: number,
  nameOf: (address: number) => string,
): string {
  const rs = REGISTER_NAMES[rsOf(word)];
  const rt = REGISTER_NAMES[rtOf(word)];
  const rd = REGISTER_NAMES[rdOf(word)];
  switch (format) {
    case "rd,rs,rt":
      return `${rd},${rs},${rt}`;
    case "rd,rt,shamt":
      return `${rd},${rt},${shamtOf(word)}`;
    case "rd,rt,rs":
      return `${rd},${rt},${rs}`;
    case "rt,rs,signed":
      return `${rt},${rs},${signedOf(word)}`;
    case "rt,rs,unsigned":
      return `${rt},${rs},0x${unsignedOf(word).toString(16)}`;
    case "rt,upper":
      return `${rt},0x${unsignedOf(word).toString(16)}`;
    case "rt,offset(rs)":
      return `${rt},${signedOf(word)}(${rs})`;
    case "rs,rt,branch":
      return `${rs},${rt},${nameOf(branchTarget(pc, word))}`;
    case "rs,branch":
      return `${rs},${nameOf(branchTarget(pc, word))}`;
    case "branch":
      return nameOf(branchTarget(pc, word));
    case "target":
      return nameOf(jumpTarget(pc, word));
    case "rs":
      return rs;
    case "rd,rs":
      return `${rd},${rs}`;
    case "rd":
      return rd;
    case "rs,rt":
      return `${rs},${rt}`;
    case "rt,cp0":
      return `${rt},${CP0_NAMES[rdOf(word)]}`;
    case "code":
      return (word >>> 6) & 0xfffff ? `0x${((word >>> 6) & 0xfffff).toString(16)}` : "";
    default:
      return "";
  }
}
