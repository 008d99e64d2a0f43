/**
 * Where what is typed on the guest's console comes from: --input, the terminal, or nowhere.
 */
import { readFile } from "node:fs/promises";
import type { Decstation } from "@mcpi/kernels";
import { UsageError } from "../console/errors.ts";
import type { CommandContext } from "../context.ts";
import { GuestConsole } from "./guest-console.ts";
import { TERMINAL_KEYS, Terminal } from "./terminal.ts";

/** What the user wants of us, at the terminal. */
export type Wish = "debug" | "quit";

export class GuestInput {
  readonly console: GuestConsole;
  /** The wish that has stopped the machine. */
  wish: Wish | undefined;
  #machine: Decstation | undefined;
  #terminal: Terminal | undefined;

  private constructor(console: GuestConsole) {
    this.console = console;
  }

  /**
   * @param path --input
   * @param byLine whether it can be told when the guest waits: then a file is typed a line at a time
   * @param debugging standard input, where it is no terminal, has the debugger's commands
   * @throws UsageError when there is no standard input; the system's error when the file cannot be read.
   */
  static async open(
    path: string | undefined,
    byLine: boolean,
    debugging: boolean,
    { input, output, note }: CommandContext,
  ): Promise<GuestInput> {
    const opened = new GuestInput(new GuestConsole(output));
    const { console } = opened;
    if (path === "-") {
      if (debugging)
        throw new UsageError("--input -: standard input has the debugger's commands already");
      input?.on("data", (chunk: Uint8Array | string) => console.type(Buffer.from(chunk as string)));
      input?.once("end", () => {
        console.ended = true;
      });
      console.ended = input === undefined;
    } else if (path !== undefined) {
      const bytes = await readFile(path);
      if (byLine) console.typeLines(bytes);
      else {
        console.type(bytes);
        console.ended = true;
      }
    } else if (input?.isTTY === true) {
      opened.#terminal = new Terminal(input, console, {
        debug: () => opened.#wish("debug"),
        quit: () => opened.#wish("quit"),
      });
      note(`the terminal is the guest's console: ${TERMINAL_KEYS}`);
    } else console.ended = true;
    return opened;
  }

  /** Somebody sits in front of it. */
  get interactive(): boolean {
    return this.#terminal !== undefined;
  }

  /** Lets keys go to the guest while `run` runs the machine. */
  async during<Result>(machine: Decstation, run: () => Promise<Result>): Promise<Result> {
    this.#machine = machine;
    this.wish = undefined;
    this.#terminal?.begin();
    try {
      return await run();
    } finally {
      this.#terminal?.end();
    }
  }

  #wish(wish: Wish): void {
    this.wish = wish;
    this.#machine?.stop();
  }
}
