/** Bytes of a file at any place of it. */
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../trace-error.ts";

const CHUNK_BYTES = 1 << 18;

/** The bytes at an offset; fewer where the file ends. */
export async function readAt(file: FileHandle, offset: number, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let filled = 0;
  while (filled < count) {
    const { bytesRead } = await file.read(bytes, filled, count - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Chunks from an offset to the end, each valid until the next is asked for. */
export async function* chunksFrom(
  name: string,
  offset: number,
): AsyncGenerator<Uint8Array, void, void> {
  const file = await openFile(name);
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let at = offset; ; ) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** @throws InputError when there is no such file, or it cannot be opened. */
export async function openFile(name: string): Promise<FileHandle> {
  try {
    return await open(name, "r");
  } catch (error) {
    throw new InputError(`trace: ${name} cannot be opened: ${(error as Error).message}`);
  }
}
