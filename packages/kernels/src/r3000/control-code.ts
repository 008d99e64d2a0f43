/**
 * MFC0 and MTC0 in generated code, for the registers of coprocessor 0 that are no more than words:
 * what TLB refill handlers use. The others are TypeScript's (system-instructions.ts).
 */
import {
  and,
  type Code,
  type Expression,
  type FunctionBuilder,
  load32,
  or,
} from "@mcpi/trace/wasm";
import * as cp0 from "./cp0.ts";
import { CONTROL } from "./state.ts";

const READABLE: ReadonlySet<number> = new Set([
  cp0.INDEX,
  cp0.ENTRY_LO,
  cp0.CONTEXT,
  cp0.BAD_VADDR,
  cp0.ENTRY_HI,
  cp0.STATUS,
  cp0.EPC,
]);

/** Bits that MTC0 writes, where nothing follows from it. */
const WRITTEN: ReadonlyMap<number, number> = new Map([
  [cp0.INDEX, cp0.INDEX_FIELD],
  [cp0.ENTRY_LO, cp0.ENTRY_LO_WRITTEN],
  [cp0.CONTEXT, cp0.CONTEXT_BASE],
]);
/** Bits of them that it leaves. */
const KEPT: ReadonlyMap<number, number> = new Map([[cp0.CONTEXT, ~cp0.CONTEXT_BASE]]);

/** Whether generated code does a move from or to coprocessor register `number`. */
export const isPlainControl = (to: boolean, number: number): boolean =>
  to ? WRITTEN.has(number) : READABLE.has(number);

/** The registers that it moves from or to. */
export const plainControls = (to: boolean): readonly number[] =>
  to ? [...WRITTEN.keys()] : [...READABLE];

export const controlValue = (number: number): Code => load32(0, CONTROL + 4 * number);

export function emitControlWrite(f: FunctionBuilder, number: number, value: Expression): void {
  const written = and(value, WRITTEN.get(number)!);
  const kept = KEPT.get(number);
  const whole = kept === undefined ? written : or(written, and(controlValue(number), kept));
  f.store32(0, whole, CONTROL + 4 * number);
}
