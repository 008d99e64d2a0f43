/**
 * Expressions on 128-bit vectors (WebAssembly Core Specification 2.0, 5.4.8). The name says the lanes.
 */
import { unsignedLeb } from "./encoding.ts";
import { type Code, codeOf, type Expression } from "./expression.ts";

const PREFIX = 0xfd;

const binary =
  (opcode: number) =>
  (a: Expression, b: Expression): Code => [codeOf(a), codeOf(b), PREFIX, ...unsignedLeb(opcode)];
const unary =
  (opcode: number) =>
  (a: Expression): Code => [codeOf(a), PREFIX, ...unsignedLeb(opcode)];

/** The 16 bytes at `address + offset`, which need not be aligned. */
export const load128 = (address: Expression, offset = 0): Code => [
  codeOf(address),
  PREFIX,
  0,
  0,
  ...unsignedLeb(offset),
];

export const and128 = binary(78);
export const or128 = binary(80);
export const add8 = binary(110);
export const sub8 = binary(113);
/** All ones where the lanes are equal, else 0. */
export const eq8 = binary(35);
/** All ones where a lane of `a` is not greater, else 0; unsigned. */
export const le8 = binary(42);
/** Lane i is lane b[i] of `a`; 0 where b[i] is 16 or more. */
export const swizzle8 = binary(14);
/** A bit for each lane: its highest. */
export const bits8 = unary(100);
export const shr16 = binary(141);
/** The 16-bit lanes of `a`, then of `b`, as bytes (saturated). */
export const narrow16 = binary(102);
/** The low 64 bits. */
export const low64 = (a: Expression): Code => [codeOf(a), PREFIX, 29, 0];
