/**
 * Where an image may be put: in kseg0 or kseg1, whose addresses are those of physical memory.
 */
import { InputError } from "@mcpi/trace";

const KSEG0 = 0x80000000;
const KSEG_BYTES = 0x20000000;
const KSEG2 = KSEG0 + 2 * KSEG_BYTES;

/** Physical address of an address of kseg0 or kseg1. */
export const physicalOf = (address: number): number => address & (KSEG_BYTES - 1);

/**
 * @param what the part of the image, with its article
 * @throws InputError when its bytes do not all lie in kseg0, or all in kseg1.
 */
export function checkPlace(name: string, what: string, address: number, size: number): void {
  const inside = address >= KSEG0 && address < KSEG2;
  if (inside && physicalOf(address) + size <= KSEG_BYTES) return;
  throw new InputError(
    `${name}: ${what} (0x${size.toString(16)} bytes) does not lie in kseg0 or kseg1; addresses 0x80000000-0x9fffffff or 0xa0000000-0xbfffffff were expected`,
  );
}
