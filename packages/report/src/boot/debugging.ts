/**
 * A run under the debugger's eyes: --debug, --debug-script, and Ctrl-] at the terminal.
 */
import { readFile } from "node:fs/promises";
import type { Output } from "../console/output.ts";
import type { DebugPrompt } from "./debug-prompt.ts";
import { LineReader } from "./line-reader.ts";
import type { TerminalInput } from "./terminal.ts";

/** Where commands come from: undefined when there are no more. */
export type CommandLines = (signal: AbortSignal) => Promise<string | undefined>;

const PROMPT = "mcpi> ";

/** The lines of a script; then those of standard input, if `goOn`. */
export async function commandLines(
  script: string | undefined,
  input: TerminalInput | undefined,
  output: Output,
): Promise<CommandLines> {
  const scripted =
    script === undefined ? undefined : (await readFile(script, "utf8")).trimEnd().split("\n");
  const reader = input === undefined ? undefined : new LineReader(input);
  return async (signal) => {
    const next = scripted?.shift();
    if (next !== undefined) {
      await output.write(`${PROMPT}${next}\n`);
      return next;
    }
    if (scripted !== undefined || reader === undefined) return undefined;
    await output.write(PROMPT);
    return reader.next(signal);
  };
}

/**
 * Takes commands until one leaves the debugger, the user interrupts, or there are no more.
 * @param quits whether the user has quit while the machine ran
 */
export async function debug(
  prompt: DebugPrompt,
  lines: CommandLines,
  signal: AbortSignal,
  quits: () => boolean,
): Promise<void> {
  await prompt.where();
  while (!signal.aborted && !quits()) {
    const line = await lines(signal);
    if (line === undefined || !(await prompt.execute(line))) return;
  }
}
