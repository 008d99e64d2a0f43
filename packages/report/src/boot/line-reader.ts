/**
 * Lines of an input, one at a time, which is left alone in between.
 */
import type { Readable } from "node:stream";

export class LineReader {
  readonly #input: Readable;
  #text = "";
  #ended = false;

  constructor(input: Readable) {
    this.#input = input;
  }

  /** The next line without its end; undefined if there is none, or `signal` is aborted. */
  next(signal: AbortSignal): Promise<string | undefined> {
    const input = this.#input;
    return new Promise((resolve) => {
      const done = (line: string | undefined) => {
        input.off("data", onData);
        input.off("end", onEnd);
        signal.removeEventListener("abort", onAbort);
        input.pause();
        resolve(line);
      };
      const take = (): boolean => {
        const at = this.#text.indexOf("\n");
        if (at < 0 && !(this.#ended && this.#text !== "")) return false;
        const line = at < 0 ? this.#text : this.#text.slice(0, at);
        this.#text = at < 0 ? "" : this.#text.slice(at + 1);
        done(line.replace(/\r$/, ""));
        return true;
      };
      const onData = (chunk: Uint8Array | string) => {
        this.#text += chunk.toString();
        take();
      };
      const onEnd = () => {
        this.#ended = true;
        if (!take()) done(undefined);
      };
      const onAbort = () => done(undefined);
      if (signal.aborted || take()) return signal.aborted ? done(undefined) : undefined;
      if (this.#ended || input.readableEnded) return onEnd();
      signal.addEventListener("abort", onAbort);
      input.on("data", onData);
      input.on("end", onEnd);
      input.resume();
    });
  }
}
