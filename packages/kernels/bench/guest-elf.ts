/** The ELF files of the guest images. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const IMAGES = new URL("../../../fixtures/images/", import.meta.url);

export function readGuestElf(name: string): Buffer {
  return gunzipSync(readFileSync(new URL(`${name}.elf.gz`, IMAGES)));
}
