/**
 * The disk that an image's manifest wants: made, or in a file beside the manifest.
 */
import { dirname, join } from "node:path";
import type { ImageManifest } from "../image/manifest.ts";
import { diskBytes } from "./disk-bytes.ts";
import { BLOCK_BYTES, type Disk, memoryDisk } from "./disk-image.ts";

export type WantedDisk = NonNullable<ImageManifest["disk"]>;

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

function madeBytes({ blocks, content }: Extract<WantedDisk, { blocks: number }>): Uint8Array {
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  if (content === "counting") {
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += 4) view.setUint32(at, at / 4, true);
  }
  return bytes;
}
