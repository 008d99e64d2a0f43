/**
 * Where bytes come from: a file, standard input, or any sequence of chunks (for tests and callers
 * that have the bytes already).
 */
import { type FileHandle, open } from "node:fs/promises";
import process from "node:process";
import { InputError } from "../trace-error.ts";

/** A sequence of chunks, with what is known of its length. */
export interface ByteSource {
  /** Bytes in all, where that is known. */
  readonly total: number | undefined;
  /** The chunks in order, once; each is valid until the next is asked for. */
  chunks(): AsyncGenerator<Uint8Array, void, void>;
  /** Lets go of the file, if chunks() was never begun or not read to its end. */
  close(): Promise<void>;
}

const FILE_CHUNK = 1 << 19;

/**
 * The bytes of a file, device or named pipe. The next chunk is read while one is used.
 * @throws InputError when it cannot be opened or read.
 */
export async function fileBytes(path: string): Promise<ByteSource> {
  const { handle, total } = await openFile(path);
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await handle.close();
  };
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    let current = new Uint8Array(FILE_CHUNK);
    let next = new Uint8Array(FILE_CHUNK);
    let position = 0;
    let pending = readSome(handle, current, path, position);
    try {
      for (;;) {
        const count = await pending;
        if (count === 0) return;
        position += count;
        pending = readSome(handle, next, path, position);
        yield current.subarray(0, count);
        [current, next] = [next, current];
      }
    } finally {
      await pending.catch(() => 0);
      await close();
    }
  }
  return { total, chunks, close };
}

async function openFile(path: string): Promise<{ handle: FileHandle; total: number | undefined }> {
  try {
    const handle = await open(path, "r");
    const stat = await handle.stat();
    if (!stat.isDirectory()) return { handle, total: stat.isFile() ? stat.size : undefined };
    await handle.close();
  } catch (error) {
    throw new InputError(`trace: ${path} cannot be opened: ${reason(error)}`);
  }
  throw new InputError(`trace: ${path} is a directory; a file was expected`);
}

/** Bytes read from where the last read ended; 0 at the end of the file. */
async function readSome(
  handle: FileHandle,
  into: Uint8Array,
  path: string,
  position: number,
): Promise<number> {
  try {
    return (await handle.read(into, 0, into.length, null)).bytesRead;
  } catch (error) {
    throw new InputError(`trace: ${path} cannot be read at byte ${position}: ${reason(error)}`);
  }
}

/** The bytes of standard input, whether a pipe, a file or a terminal. */
export function standardInputBytes(): ByteSource {
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    let position = 0;
    try {
      for await (const chunk of process.stdin) {
        position += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw new InputError(
        `trace: standard input cannot be read at byte ${position}: ${reason(error)}`,
      );
    }
  }
  return {
    total: undefined,
    chunks,
    close: async () => {
      process.stdin.destroy();
    },
  };
}

/** Bytes that are there already, or come from somewhere else. */
export function bytesOfChunks(
  from: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  total?: number,
): ByteSource {
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    yield* from;
  }
  return { total, chunks, close: async () => {} };
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ENOENT") return "no such file";
  if (code === "EACCES") return "permission denied";
  if (code === "EISDIR") return "it is a directory";
  return code ?? message ?? String(error);
}
