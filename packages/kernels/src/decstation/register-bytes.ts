/**
 * Accesses of 1, 2 or 4 bytes to registers and read-only memories, little-endian.
 */
import type { AccessSize } from "../machine/board.ts";

/** Reads little-endian bytes; there must be `size` of them at `offset`. */
export function readBytes(bytes: Uint8Array, offset: number, size: AccessSize): number {
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + bytes[offset + index];
  return value;
}

/** Part of a 32-bit register that an access of `size` bytes at `offset` reads. */
export function readPart(register: number, offset: number, size: AccessSize): number {
  const value = register >>> (8 * (offset & 3));
  return size === 4 ? value : value & (size === 2 ? 0xffff : 0xff);
}

/** A 32-bit register after such a write. */
export function writePart(
  register: number,
  offset: number,
  size: AccessSize,
  value: number,
): number {
  if (size === 4) return value >>> 0;
  const shift = 8 * (offset & 3);
  const mask = (size === 2 ? 0xffff : 0xff) << shift;
  return ((register & ~mask) | ((value << shift) & mask)) >>> 0;
}
