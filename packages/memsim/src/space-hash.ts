/**
 * Hashes of small numbers, fixed for good: results depend on them.
 *
 * `mix` is the finaliser of MurmurHash3 (a bijection of 32-bit numbers in which every bit of the
 * input changes half the bits of the result); `spaceHash` is h of the mapping `chen-bershad`.
 */

/** A well mixed unsigned 32-bit number for a 32-bit one; 0 for 0. */
export function mix(n: number): number {
  n ^= n >>> 16;
  n = Math.imul(n, 0x85eb_ca6b);
  n ^= n >>> 13;
  n = Math.imul(n, 0xc2b2_ae35);
  return (n ^ (n >>> 16)) >>> 0;
}

/**
 * h(space): where in the cache the pages of a space begin, an unsigned 32-bit number, of which the
 * remainder by the number of colours is used: mix(mix(seed + 1) + space). Seed 0 is the one for
 * headlines, 1 to 16 show their spread.
 */
export function spaceHash(space: number, seed: number): number {
  return mix((mix(seed + 1) + space) | 0);
}
