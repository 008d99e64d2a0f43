/**
 * Expressions on vectors of four 32-bit lanes, and on lanes that are not constant (WebAssembly Core
 * Specification 2.0, 5.4.8). Vectors of bytes: simd.ts.
 */
import { unsignedLeb } from "./encoding.ts";
import { type Code, codeOf, type Expression } from "./expression.ts";

const PREFIX = 0xfd;

const operation =
  (opcode: number) =>
  (...operands: readonly Expression[]): Code => [
    ...operands.flatMap((operand) => codeOf(operand)),
    PREFIX,
    ...unsignedLeb(opcode),
  ];

/** Four lanes that are all the i32. */
export const splat32: (value: Expression) => Code = operation(17);
/** Sixteen bytes that are all the low byte of the i32. */
export const splatByte: (value: Expression) => Code = operation(15);
/** All ones where lanes are equal, else 0. */
export const eq32: (a: Expression, b: Expression) => Code = operation(55);
/** A bit for each of four lanes: its highest. */
export const bits32: (a: Expression) => Code = operation(164);
/** Bits of `a` where `mask` has ones, else of `b`. */
export const bitSelect: (a: Expression, b: Expression, mask: Expression) => Code = operation(82);

/** The last lane of `a`, then the first three of `b`: `b` moved up by one lane. */
export const moveUp32 = (a: Expression, b: Expression): Code => [
  ...codeOf(a),
  ...codeOf(b),
  PREFIX,
  13,
  ...Array.from({ length: 16 }, (_, at) => 12 + at),
];
