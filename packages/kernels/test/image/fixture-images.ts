/** The guest images of the repository, unpacked, and copies of them with single fields changed. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

export const imagePath = (file: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/images/${file}`, import.meta.url));

/** The ELF file of a guest image. */
export function elfOf(name: string): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(imagePath(`${name}.elf.gz`))));
}

/** A copy with little-endian fields changed: [offset, bytes, value]. */
export function patched(
  bytes: Uint8Array,
  ...fields: readonly (readonly [offset: number, size: 1 | 2 | 4, value: number])[]
): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (const [offset, size, value] of fields) {
    if (size === 1) view.setUint8(offset, value);
    else if (size === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
  }
  return copy;
}
