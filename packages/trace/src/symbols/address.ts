/** 64-bit addresses as text and as the (page, offset) pairs that lookups use. */
import { PAGE_MASK, PAGE_SHIFT } from "../reference.ts";

/** The first address that no 64-bit address reaches. */
export const ADDRESS_LIMIT = 1n << 64n;

/** Virtual page number of an address up to ADDRESS_LIMIT, exact in a double. */
export const pageOf = (address: bigint): number => Number(address >> BigInt(PAGE_SHIFT));

/** Offset in its page of an address. */
export const offsetOf = (address: bigint): number => Number(address & BigInt(PAGE_MASK));

/** An address as errors and tables write it. */
export const hexadecimal = (address: bigint): string => `0x${address.toString(16)}`;

/** The range [start, end) as errors and tables write it. */
export const rangeText = (start: bigint, end: bigint): string =>
  `${hexadecimal(start)}-${hexadecimal(end)}`;
