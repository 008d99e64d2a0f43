/**
 * The terminal as the guest's console: every key goes to the guest, Ctrl-C too. Two are for us:
 * Ctrl-] calls the debugger, Ctrl-A x quits (Ctrl-A twice is one to the guest).
 */
import type { Readable } from "node:stream";
import type { GuestConsole } from "./guest-console.ts";

/** Standard input, where it is a terminal. */
export type TerminalInput = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
};

export const TERMINAL_KEYS = "Ctrl-] calls the debugger, Ctrl-A x quits";

const CTRL_A = 0x01;
const CTRL_BRACKET = 0x1d;
const X = "x".charCodeAt(0);

export interface TerminalKeys {
  debug(): void;
  quit(): void;
}

export class Terminal {
  readonly #input: TerminalInput;
  readonly #console: GuestConsole;
  readonly #keys: TerminalKeys;
  #escaped = false;
  readonly #listener = (chunk: Uint8Array | string) => this.#typed(Buffer.from(chunk as string));

  constructor(input: TerminalInput, console: GuestConsole, keys: TerminalKeys) {
    this.#input = input;
    this.#console = console;
    this.#keys = keys;
  }

  /** From here on keys go to the guest. */
  begin(): void {
    this.#input.setRawMode?.(true);
    this.#input.on("data", this.#listener);
    this.#input.resume();
  }

  /** The terminal is as it was. */
  end(): void {
    this.#input.off("data", this.#listener);
    this.#input.setRawMode?.(false);
    this.#input.pause();
  }

  #typed(bytes: Uint8Array): void {
    const typed: number[] = [];
    for (const byte of bytes) {
      if (this.#escaped) {
        this.#escaped = false;
        if (byte === X) this.#keys.quit();
        else typed.push(...(byte === CTRL_A ? [byte] : [CTRL_A, byte]));
      } else if (byte === CTRL_A) this.#escaped = true;
      else if (byte === CTRL_BRACKET) this.#keys.debug();
      else typed.push(byte);
    }
    this.#console.type(Uint8Array.from(typed));
  }
}
