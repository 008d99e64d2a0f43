/**
 * Loads and stores of memory in generated code, once the host address is known. Memory is
 * little-endian, as the guest is.
 */
import {
  add,
  and,
  type Code,
  codeOf,
  type Expression,
  type FunctionBuilder,
  load8,
  load8S,
  load16,
  load16S,
  load32,
  or,
  shl,
  shr,
  sub,
  type Variable,
  xor,
} from "@mcpi/trace/wasm";
import type { Loads, Stores } from "./instructions.ts";
import type { DataReference } from "./references.ts";

/** What an access must not have in the low bits of its address. */
export function alignmentOf({ part }: Loads | Stores): number {
  return typeof part === "number" ? part - 1 : 0;
}

/** Bits that a part of a word that ends (left) or begins (right) at `address` is shifted by. */
const shiftOf = (part: "left" | "right", address: Expression): Code =>
  shl(part === "left" ? sub(3, and(address, 3)) : and(address, 3), 3);

const wordOf = (host: Expression): Code => and(host, -4);

/** The value loaded from `host` (which is as far from its word's beginning as the guest's address). */
export function loadValue({ part, signed }: Loads, host: Expression, merged: Expression): Code {
  switch (part) {
    case 1:
      return signed ? load8S(host) : load8(host);
    case 2:
      return signed ? load16S(host) : load16(host);
    case 4:
      return load32(host);
    case "left": {
      const shift = shiftOf(part, host);
      return or(shl(load32(wordOf(host)), shift), and(merged, sub(shl(1, shift), 1)));
    }
    default: {
      const shift = shiftOf(part, host);
      return or(shr(load32(wordOf(host)), shift), and(merged, xor(shr(-1, shift), -1)));
    }
  }
}

/** Stores `value` at `host`. */
export function emitStore(
  f: FunctionBuilder,
  { part }: Stores,
  host: Variable,
  value: Expression,
): void {
  switch (part) {
    case 1:
      f.store8(host, value);
      break;
    case 2:
      f.store16(host, value);
      break;
    case 4:
      f.store32(host, value);
      break;
    case "left": {
      const shift = shiftOf(part, host);
      const kept = and(load32(wordOf(host)), xor(shr(-1, shift), -1));
      f.store32(wordOf(host), or(kept, shr(value, shift)));
      break;
    }
    default: {
      const shift = shiftOf(part, host);
      const kept = and(load32(wordOf(host)), sub(shl(1, shift), 1));
      f.store32(wordOf(host), or(kept, shl(value, shift)));
    }
  }
}

/** The reference that an access at `address` makes; `size` is a local for parts of words. */
export function referenceOf(
  f: FunctionBuilder,
  access: Loads | Stores,
  address: Variable,
  reference: Code,
  size: Variable,
): DataReference {
  const { class: kind, part } = access;
  if (typeof part === "number") return { kind, address, size: part, reference };
  const left = part === "left";
  f.set(size, left ? add(and(address, 3), 1) : sub(4, and(address, 3)));
  return { kind, address: left ? and(address, -4) : codeOf(address), size, reference };
}
