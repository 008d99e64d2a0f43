/** Loads an executable: ELF, 32 bits, little-endian. */
const LOADED = 1;

/** Gives the bytes of all loaded segments; returns the entry. */
export function loadElf(
  elf: Uint8Array,
  put: (address: number, bytes: Uint8Array) => void,
): number {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const headers = view.getUint32(28, true);
  for (let header = 0; header < view.getUint16(44, true); header++) {
    const at = headers + 32 * header;
    const [type, offset, address, , bytes] = [0, 4, 8, 12, 16].map((field) =>
      view.getUint32(at + field, true),
    );
    if (type === LOADED) put(address, elf.subarray(offset, offset + bytes));
  }
  return view.getUint32(24, true);
}
