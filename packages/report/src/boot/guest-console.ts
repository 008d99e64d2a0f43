/**
 * The guest's console on this side: what it sends goes to standard output, what is typed comes from
 * a file, standard input, or the terminal.
 */
import type { ConsoleLine } from "@mcpi/kernels";
import type { Output } from "../console/output.ts";

const NEWLINE = 10;

export class GuestConsole implements ConsoleLine {
  readonly #output: Output;
  #sent: number[] = [];
  /** Fulfilled when all that was sent before is written, or cannot be. */
  #written: Promise<void> = Promise.resolve();
  #typed: Uint8Array[] = [];
  /** To be typed line by line, whenever the guest waits. */
  #lines: Uint8Array[] = [];
  #at = 0;
  waiting = 0;
  /** Nothing more will be typed. */
  ended = false;
  /** Why standard output cannot be written any more. */
  failure: unknown;
  /** Is told of that. */
  onFailure: () => void = () => {};

  constructor(output: Output) {
    this.#output = output;
  }

  send(byte: number): void {
    this.#sent.push(byte);
    if (this.#sent.length === 1) setImmediate(() => this.#write());
  }

  receive(): number | undefined {
    const first = this.#typed[0];
    if (first === undefined) return undefined;
    const byte = first[this.#at++];
    this.waiting--;
    if (this.#at === first.length) {
      this.#typed.shift();
      this.#at = 0;
    }
    return byte;
  }

  /** Types a line whenever the guest waits for one; then there is no more. */
  typeLines(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, at) + 1 || bytes.length;
      this.#lines.push(bytes.subarray(at, end));
      at = end;
    }
    this.ended = this.#lines.length === 0;
  }

  typeNext(): boolean {
    const line = this.waiting === 0 ? this.#lines.shift() : undefined;
    if (line === undefined) return false;
    this.type(line);
    this.ended = this.#lines.length === 0;
    return true;
  }

  /** Types bytes. */
  type(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#typed.push(bytes);
    this.waiting += bytes.length;
  }

  /** Writes what has been sent. @throws what `failure` is. */
  async flush(): Promise<void> {
    this.#write();
    await this.#written;
    if (this.failure !== undefined) throw this.failure;
  }

  #write(): void {
    if (this.#sent.length === 0) return;
    const bytes = Uint8Array.from(this.#sent);
    this.#sent = [];
    this.#written = this.#written.then(async () => {
      if (this.failure !== undefined) return;
      try {
        await this.#output.write(bytes);
      } catch (error) {
        this.failure = error;
        this.onFailure();
      }
    });
  }
}
