/** Where a written trace goes: a file, standard output, or whatever a test gives. */
import { open } from "node:fs/promises";
import process from "node:process";
import type { Writable } from "node:stream";

export interface ByteSink {
  /** Fulfilled when more may be written; the bytes are not changed meanwhile. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more comes. */
  close(): Promise<void>;
}

/**
 * Opens a file for writing, which it makes or empties, or standard output for `-`.
 * @throws Error of node:fs when it cannot be opened, and later when it cannot be written.
 */
export async function openSink(name: string): Promise<ByteSink> {
  if (name === "-") return streamSink(process.stdout);
  const file = await open(name, "w");
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; )
        at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
    },
    close: () => file.close(),
  };
}

/** A stream as a sink; it is not ended, for standard output outlives the trace. */
export function streamSink(stream: Writable): ByteSink {
  // The write that fails says so; the event, unheard, would end the process.
  stream.on("error", () => {});
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => Promise.resolve(),
  };
}
