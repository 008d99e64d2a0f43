/**
 * Runs a machine until its run has ended, which the user may put off in the debugger.
 */
import { writeFile } from "node:fs/promises";
import {
  type Decstation,
  type Image,
  SymbolNames,
  stopReport,
  UndefinedBehaviour,
} from "@mcpi/kernels";
import type { BootArguments } from "../commands/boot-options.ts";
import { CheckFailed } from "../console/errors.ts";
import type { CommandContext } from "../context.ts";
import { limitsOf, type Until } from "../options/until.ts";
import { DebugPrompt } from "./debug-prompt.ts";
import { commandLines, debug } from "./debugging.ts";
import type { GuestInput } from "./guest-input.ts";
import { type Ended, type RunSurroundings, runMachine } from "./run-machine.ts";

export interface Run {
  readonly given: BootArguments;
  readonly context: CommandContext;
  readonly machine: Decstation;
  readonly input: GuestInput;
  readonly until: Until;
  readonly image: Image;
}

/** @throws CheckFailed, with a report, at undefined behaviour under `strict`. */
export async function runToEnd({
  given,
  context,
  machine,
  input,
  until,
  image,
}: Run): Promise<Ended> {
  const { signal, output } = context;
  const surroundings: RunSurroundings = {
    console: input.console,
    signal,
    progress: context.terminal ? undefined : context.progress,
  };
  const print = async (lines: readonly string[]) => {
    await input.console.flush();
    if (lines.length > 0) await output.write(`${lines.join("\n")}\n`);
  };
  const prompt = new DebugPrompt({
    machine,
    image,
    until,
    print,
    save: (path) => writeFile(path, machine.save()),
    run: (go) =>
      input.during(machine, () =>
        runMachine(
          machine,
          () => go(() => input.wish !== undefined || signal.aborted),
          surroundings,
        ),
      ),
  });
  const lines = await commandLines(given.debugScript, context.input, output);
  let debugging = given.debug === true || given.debugScript !== undefined;
  for (;;) {
    if (debugging) {
      await debug(prompt, lines, signal, () => input.wish === "quit");
      return signal.aborted ? { why: "interrupt" } : prompt.ended;
    }
    try {
      const ended = await input.during(machine, () =>
        runMachine(machine, () => machine.run(limitsOf(until)), surroundings),
      );
      if (ended.why !== "asked" || input.wish !== "debug") return ended;
      debugging = true;
    } catch (error) {
      if (!(error instanceof UndefinedBehaviour)) throw error;
      await input.console.flush();
      const report = stopReport(machine, new SymbolNames(image)).join("\n");
      throw new CheckFailed(`undefined behaviour: ${error.message}\n${report}`);
    }
  }
}
