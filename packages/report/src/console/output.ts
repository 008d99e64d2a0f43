/**
 * Where results go: standard output or a file. What is written at once is whole lines, so that a
 * command that is interrupted leaves none cut off.
 */
import { once } from "node:events";
import { createWriteStream, mkdirSync, statSync } from "node:fs";
import type { Writable } from "node:stream";
import { ReaderGone } from "./errors.ts";

export interface Output {
  /** Writes a piece (text: whole lines) and waits until there is room for more. */
  write(piece: string | Uint8Array): Promise<void>;
  /** Everything has been written. */
  close(): Promise<void>;
}

/** Standard output, or whatever stands for it. It is not closed. */
export function streamOutput(stream: Writable): Output {
  return {
    write: (piece) => put(stream, piece),
    close: async () => {},
  };
}

/** A file, made anew. @throws the system's error when it cannot be written (with path and code). */
export async function fileOutput(path: string): Promise<Output> {
  const stream = createWriteStream(path);
  await once(stream, "open");
  let failure: Error | undefined;
  stream.on("error", (error) => {
    failure = error;
  });
  return {
    write: async (piece) => {
      if (failure !== undefined) throw failure;
      await put(stream, piece);
    },
    close: async () => {
      if (failure !== undefined) throw failure;
      stream.end();
      await once(stream, "close");
    },
  };
}

/** `-` is `standard`; anything else is a file's path. */
export function openOutput(path: string, standard: Output): Promise<Output> {
  return path === "-" ? Promise.resolve(standard) : fileOutput(path);
}

/** Writes a whole text to a file, or to `standard` for `-`. */
export async function writeWhole(path: string, standard: Output, text: string): Promise<void> {
  const output = await openOutput(path, standard);
  await output.write(text);
  await output.close();
}

/**
 * Whether two paths are one file, by whatever name; `-` and what is not there are none.
 */
export function isSameFile(a: string, b: string): boolean {
  if (a === "-" || b === "-") return false;
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (first === undefined || second === undefined) return false;
  return first.dev === second.dev && first.ino === second.ino;
}

/** Makes a folder for results, and those above it. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
}

function put(stream: Writable, piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error) => {
      if (error === null || error === undefined) resolve();
      else if ("code" in error && error.code === "EPIPE") reject(new ReaderGone());
      else reject(error);
    });
  });
}
