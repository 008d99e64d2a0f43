/**
 * An image of bytes as they are, without symbols: what a linker made with `objcopy -O binary`.
 */
import { createHash } from "node:crypto";
import { InputError, SymbolMap } from "@mcpi/trace";
import type { Image } from "./image.ts";
import { checkPlace } from "./image-place.ts";

/**
 * @param bytes what is put into memory
 * @param address where: in kseg0 or kseg1
 * @param entry address of the first instruction, in the bytes
 * @param name what errors, and the image, call it
 * @throws InputError when there are no bytes, they do not fit there, or the entry is not in them.
 */
export function rawImage(bytes: Uint8Array, address: number, entry: number, name: string): Image {
  if (bytes.length === 0) throw new InputError(`${name}: the file is empty`);
  checkPlace(name, `the image at 0x${address.toString(16)}`, address, bytes.length);
  if (!(Number.isInteger(entry / 4) && entry >= address && entry < address + bytes.length))
    throw new InputError(
      `${name}: the entry address 0x${entry.toString(16)} is no instruction's in the image; a multiple of 4 from 0x${address.toString(16)} on was expected`,
    );
  return {
    name,
    entry,
    segments: [{ address, bytes, size: bytes.length }],
    functions: new SymbolMap([], []),
    symbols: new Map(),
    hash: createHash("sha256").update(bytes).digest("hex"),
  };
}
