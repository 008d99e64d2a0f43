/** A random program as an executable: ELF, 32 bits, little-endian, MIPS I. */
import type { RandomProgram } from "./layout.ts";

const HEADER = 52;
const PROGRAM_HEADER = 32;

export function elfOf({ segments, start }: RandomProgram): Uint8Array {
  let offset = HEADER + PROGRAM_HEADER * segments.length;
  const size = segments.reduce((sum, { words }) => sum + 4 * words.length, offset);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const put = (address: number, ...values: readonly number[]): void =>
    values.forEach((value, index) => {
      view.setUint32(address + 4 * index, value, true);
    });
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  // Executable for MIPS; version, entry, program headers, no sections, flags of MIPS I and o32.
  put(16, 0x00080002, 1, start, HEADER, 0, 0x1001);
  view.setUint16(40, HEADER, true);
  view.setUint16(42, PROGRAM_HEADER, true);
  view.setUint16(44, segments.length, true);
  view.setUint16(46, 40, true);
  segments.forEach(({ address, words }, index) => {
    const bytesOf = 4 * words.length;
    put(HEADER + PROGRAM_HEADER * index, 1, offset, address, address, bytesOf, bytesOf, 7, 4);
    put(offset, ...words);
    offset += bytesOf;
  });
  return bytes;
}
