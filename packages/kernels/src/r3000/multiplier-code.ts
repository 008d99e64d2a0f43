/**
 * HI, LO, and the unit that multiplies and divides (docs/r3000.md, section 3), in generated code.
 */
import {
  add64,
  and,
  div,
  divS,
  type Expression,
  eq,
  eqz,
  extend,
  extendS,
  type FunctionBuilder,
  gt64,
  I64,
  i64,
  load32,
  ltS,
  mul,
  mul64,
  rem,
  select,
  shr64,
  sub,
  type Variable,
  wrap,
} from "@mcpi/trace/wasm";
import type { ClockCode } from "./clock-code.ts";
import type { Instruction, Multiplies } from "./instructions.ts";
import { BUSY_UNTIL, HI, LO } from "./state.ts";

/** Base cycles that HI and LO are not to be had after the instruction has begun. */
export const MULTIPLY_CYCLES = 12;
export const DIVIDE_CYCLES = 35;
/** Most base cycles beyond one that an instruction can take. */
export const MOST_EXTRA = DIVIDE_CYCLES - 1;

export function usesMultiplier(instruction: Instruction): boolean {
  return ["multiply", "divide", "from", "to"].includes(instruction.class);
}

/** Waits for the unit: sets `extra` to the base cycles beyond one, and counts them. */
export function emitMultiplierWait(
  f: FunctionBuilder,
  clock: ClockCode,
  delta: Expression,
  extra: Variable,
): void {
  const busy = f.local(I64);
  f.set(busy, clock.busy(delta));
  f.set(extra, 0);
  f.if(gt64(busy, i64(0)), () => {
    f.set(extra, wrap(busy));
    clock.addExtra(f, extra);
  });
}

/** Multiplies or divides, after the wait. `delta` as before; base cycles waited are counted by now. */
export function emitMultiply(
  f: FunctionBuilder,
  { class: kind, signed }: Multiplies,
  rs: Expression,
  rt: Expression,
  clock: ClockCode,
  delta: Expression,
): void {
  const cycles = kind === "multiply" ? MULTIPLY_CYCLES : DIVIDE_CYCLES;
  // The clock has the cycles waited where they are in it, and EXTRA has them where not.
  f.store64(0, add64(clock.base(delta), i64(cycles)), BUSY_UNTIL);
  if (kind === "multiply") {
    const wide = signed ? extendS : extend;
    const product = f.let(mul64(wide(rs), wide(rt)), I64);
    f.store32(0, wrap(product), LO);
    f.store32(0, wrap(shr64(product, i64(32))), HI);
    return;
  }
  const by = f.let(rt);
  const dividend = f.let(rs);
  const quotient = f.local();
  f.if(
    eqz(by),
    () => {
      f.set(quotient, signed ? select(1, -1, ltS(dividend, 0)) : -1);
      f.store32(0, dividend, HI);
    },
    () => {
      if (signed)
        f.if(
          and(eq(dividend, 0x80000000 | 0), eq(by, -1)),
          () => f.set(quotient, dividend),
          () => f.set(quotient, divS(dividend, by)),
        );
      else f.set(quotient, div(dividend, by));
      f.store32(0, signed ? sub(dividend, mul(quotient, by)) : rem(dividend, by), HI);
    },
  );
  f.store32(0, quotient, LO);
}

/** The value of HI or LO. */
export const halfOf = (half: "hi" | "lo"): Expression => load32(0, half === "hi" ? HI : LO);
