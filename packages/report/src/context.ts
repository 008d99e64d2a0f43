/**
 * What every command gets besides its arguments.
 */
import type { ArgumentsCamelCase, Argv } from "yargs";
import type { TerminalInput } from "./boot/terminal.ts";
import type { Output } from "./console/output.ts";
import type { Progress } from "./console/progress.ts";
import type { Style } from "./console/style.ts";

export interface CommandContext {
  /** Standard output. */
  readonly output: Output;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  /** Colours for standard output. */
  readonly style: Style;
  readonly progress: Progress;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Standard input, if there is one. */
  readonly input: TerminalInput | undefined;
  /** Says something on standard error. */
  warn(message: string): void;
  /** The same, but not under --quiet. */
  note(message: string): void;
}

/** A command, which adds itself to a parser. */
export interface Command {
  readonly name: string;
  addTo(parser: Argv<unknown>, context: CommandContext): Argv<unknown>;
}

/**
 * Makes a command of its words (`sim <trace..>`), description, options, and what it does.
 * @param run throws what console/errors.ts knows
 */
export function defineCommand<Arguments>(
  words: string,
  describe: string,
  builder: (parser: Argv) => Argv<Arguments>,
  run: (given: ArgumentsCamelCase<Arguments>, context: CommandContext) => Promise<void>,
): Command {
  return {
    name: words.split(" ")[0],
    addTo: (parser, context) =>
      parser.command(
        words,
        describe,
        (inner) => builder(inner as Argv),
        (given) => run(given, context),
      ),
  };
}
