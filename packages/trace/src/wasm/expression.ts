/**
 * Expressions of WebAssembly as flat byte sequences that leave one value on the stack.
 *
 * Wherever an expression is taken, a number stands for an i32 constant and a local or global for
 * its value, so that generated code reads like the arithmetic it does: `and(shr(pa, 4), mask)`.
 * All arithmetic is on i32 unless the name says otherwise; comparisons without `S` are unsigned.
 */
import { signedLeb, signedLebOfBig, unsignedLeb } from "./encoding.ts";

export const I32 = 0x7f;
export const I64 = 0x7e;
/** 128-bit vectors (simd.ts). */
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof I64 | typeof V128;

/**
 * Bytes that compute one value, in order; parts may be nested, so that building an expression from
 * others copies nothing.
 */
export interface Code extends ReadonlyArray<number | Code> {}

/** A local variable or parameter of a function, or a global of a module. */
export interface Variable {
  readonly type: ValueType;
  readonly get: Code;
  /** Opcode and index that store the top of the stack. */
  readonly put: Code;
}

export type Expression = number | Variable | Code;

export function codeOf(e: Expression): Code {
  if (typeof e === "number") return i32(e);
  return "get" in e ? e.get : (e as Code);
}

export const i32 = (value: number): Code => [0x41, ...signedLeb(value | 0)];
export const i64 = (value: number): Code => [0x42, ...signedLeb(value)];
/** The i64 whose eight bytes are all `byte`. */
export const bytes64 = (byte: number): Code => [
  0x42,
  ...signedLebOfBig(BigInt.asIntN(64, BigInt(byte) * 0x0101_0101_0101_0101n)),
];

const binary =
  (opcode: number) =>
  (a: Expression, b: Expression): Code => [codeOf(a), codeOf(b), opcode];
const unary =
  (opcode: number) =>
  (a: Expression): Code => [codeOf(a), opcode];

export const eqz = unary(0x45);
export const eq = binary(0x46);
export const ne = binary(0x47);
export const ltS = binary(0x48);
export const gtS = binary(0x4a);
export const lt = binary(0x49);
export const gt = binary(0x4b);
export const le = binary(0x4d);
export const ge = binary(0x4f);
export const leS = binary(0x4c);
export const geS = binary(0x4e);
export const clz = unary(0x67);
export const ctz = unary(0x68);
export const popcount = unary(0x69);
export const add = binary(0x6a);
export const sub = binary(0x6b);
export const mul = binary(0x6c);
/** Quotients and remainders trap where the divisor is 0, `divS` also where the quotient is 2^31. */
export const divS = binary(0x6d);
export const div = binary(0x6e);
export const remS = binary(0x6f);
export const rem = binary(0x70);
export const and = binary(0x71);
export const or = binary(0x72);
export const xor = binary(0x73);
export const shl = binary(0x74);
export const shrS = binary(0x75);
export const shr = binary(0x76);

export const eqz64 = unary(0x50);
export const clz64 = unary(0x79);
export const ctz64 = unary(0x7a);
export const add64 = binary(0x7c);
export const sub64 = binary(0x7d);
export const mul64 = binary(0x7e);
export const and64 = binary(0x83);
export const or64 = binary(0x84);
export const xor64 = binary(0x85);
export const shl64 = binary(0x86);
export const popcount64 = unary(0x7b);
export const shr64 = binary(0x88);
export const eq64 = binary(0x51);
export const ne64 = binary(0x52);
/** Signed comparisons of i64. */
export const lt64 = binary(0x53);
export const gt64 = binary(0x55);
export const le64 = binary(0x57);
export const ge64 = binary(0x59);
/** Low 32 bits of an i64. */
export const wrap = unary(0xa7);
/** Sign-extends an i32. */
export const extendS = unary(0xac);
/** Zero-extends an i32. */
export const extend = unary(0xad);

/** `condition ? a : b`, both computed. */
export const select = (a: Expression, b: Expression, condition: Expression): Code => [
  codeOf(a),
  codeOf(b),
  codeOf(condition),
  0x1b,
];

const memory =
  (opcode: number, align: number) =>
  (address: Expression, offset = 0): Code => [
    codeOf(address),
    opcode,
    align,
    ...unsignedLeb(offset),
  ];
/** Loads at `address + offset`. */
export const load32 = memory(0x28, 2);
export const load64 = memory(0x29, 3);
export const load16 = memory(0x2f, 1);
export const load8 = memory(0x2d, 0);
/** The same, sign-extended. */
export const load16S = memory(0x2e, 1);
export const load8S = memory(0x2c, 0);

/** The smaller of two unsigned i32 (both computed twice). */
export const min = (a: Expression, b: Expression): Code => select(a, b, lt(a, b));
