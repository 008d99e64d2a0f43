/**
 * All of a disk's image at once, packed by gzip or not.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "@mcpi/trace";

/** What is larger when unpacked is no disk's image: an RZ55 has 332 MB. */
const MOST_BYTES = 480 * 2 ** 20;

/** Whether a file that begins so is gzip's. */
export function isPacked(beginning: Uint8Array): boolean {
  return beginning[0] === 0x1f && beginning[1] === 0x8b;
}

/**
 * The bytes of a disk's image, unpacked if gzip packed them.
 * @throws InputError when the file cannot be read or unpacked.
 */
export function diskBytes(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as Error).message})`);
  }
  if (!isPacked(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new InputError(`${path}: gzip cannot unpack it (${(error as Error).message})`);
  }
}
