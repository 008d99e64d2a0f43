/**
 * The disk that an image's manifest wants: made, or in a file beside the manifest.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { InputError } from "@mcpi/trace";
import type { ImageManifest } from "../image/manifest.ts";
import { BLOCK_BYTES, type Disk, memoryDisk } from "./disk-image.ts";

export type WantedDisk = NonNullable<ImageManifest["disk"]>;

/** What is larger when unpacked is no disk's image: an RZ55 has 332 MB. */
const MOST_BYTES = 480 * 2 ** 20;

/**
 * What is written to the disk stays in memory.
 * @param manifest path of the manifest
 * @throws InputError when its file cannot be read or unpacked.
 */
export function manifestDisk(wanted: WantedDisk, manifest: string): Disk {
  if ("file" in wanted)
    return memoryDisk(wanted.file, diskBytes(join(dirname(manifest), wanted.file)));
  return memoryDisk(wanted.content, madeBytes(wanted));
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
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new InputError(`${path}: gzip cannot unpack it (${(error as Error).message})`);
  }
}

function madeBytes({ blocks, content }: Extract<WantedDisk, { blocks: number }>): Uint8Array {
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  if (content === "counting") {
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += 4) view.setUint32(at, at / 4, true);
  }
  return bytes;
}
