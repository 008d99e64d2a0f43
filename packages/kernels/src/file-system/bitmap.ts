/** Maps of a bit each: bit n is bit n % 8, from the lowest, of byte n / 8. */

export function testBit(map: Uint8Array, n: number): boolean {
  return ((map[n >> 3] >> (n & 7)) & 1) !== 0;
}

export function setBit(map: Uint8Array, n: number): void {
  map[n >> 3] |= 1 << (n & 7);
}

export function clearBit(map: Uint8Array, n: number): void {
  map[n >> 3] &= ~(1 << (n & 7));
}

/** Whether all `count` bits from `n` on are set. */
export function allSet(map: Uint8Array, n: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (!testBit(map, n + i)) return false;
  return true;
}

/** Bytes that a map of that many bits takes. */
export function mapBytes(bits: number): number {
  return (bits + 7) >> 3;
}
