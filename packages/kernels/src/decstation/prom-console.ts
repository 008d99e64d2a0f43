/**
 * The console as the firmware uses it: at once, beside the serial lines' registers.
 */
import type { ConsoleLine, ProcessorAccess } from "../machine/board.ts";
import { SavedFields } from "../machine/saved-fields.ts";

const BACKSPACE = 8;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const DELETE = 127;

export class PromConsole {
  readonly #console: ConsoleLine;
  /** What has been read of a line. */
  #line = "";

  constructor(console: ConsoleLine) {
    this.#console = console;
  }

  put(code: number): number {
    this.#console.send(code & 0xff);
    return code & 0xff;
  }

  /** @returns the number of characters */
  print(text: string): number {
    for (let at = 0; at < text.length; at++) this.put(text.charCodeAt(at));
    return text.length;
  }

  /** Prints a line of the firmware's own. */
  say(what: string): void {
    this.print(`\r\nfirmware: ${what}\r\n`);
  }

  get(): number | "wait" {
    return this.#console.receive() ?? "wait";
  }

  /** Reads a line with echo and rubout. @returns it without its end, undefined while it is not there */
  getLine(): string | undefined {
    for (;;) {
      const byte = this.#console.receive();
      if (byte === undefined) return undefined;
      if (byte === CARRIAGE_RETURN || byte === LINE_FEED) break;
      if (byte === BACKSPACE || byte === DELETE) {
        if (this.#line !== "") this.print("\b \b");
        this.#line = this.#line.slice(0, -1);
      } else this.#line += String.fromCharCode(this.put(byte));
    }
    this.print("\r\n");
    const line = this.#line;
    this.#line = "";
    return line;
  }

  /** Prints the general registers. */
  printRegisters(processor: ProcessorAccess): void {
    for (let first = 0; first < 32; first += 8) {
      const values = Array.from({ length: 8 }, (_, index) =>
        processor
          .register(first + index)
          .toString(16)
          .padStart(8, "0"),
      );
      this.print(`$${String(first).padStart(2)}: ${values.join(" ")}\r\n`);
    }
  }

  save(): unknown {
    return { line: this.#line };
  }

  restore(state: unknown): void {
    this.#line = new SavedFields(state, "prom.console").text("line");
  }
}
