/**
 * The mcpi command: finds the command asked for, runs it, and makes of its end an exit status and at
 * most two lines on standard error. Nothing here exits; bin/mcpi.js does.
 */
import type { Writable } from "node:stream";
import { nearestName } from "@mcpi/memsim";
import yargs, { type Argv } from "yargs";
import type { TerminalInput } from "./boot/terminal.ts";
import { COMMANDS } from "./commands/index.ts";
import { endingOf, UsageError } from "./console/errors.ts";
import { streamOutput } from "./console/output.ts";
import { Progress } from "./console/progress.ts";
import { type Environment, styleFor } from "./console/style.ts";
import type { CommandContext } from "./context.ts";
import { programVersion } from "./version.ts";

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What the command has of the process that it runs in. */
export interface Process {
  /** A command that reads standard input another way does not ask for it. */
  readonly stdin?: TerminalInput;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Environment;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

const WIDEST_HELP = 100;

/**
 * Runs `mcpi` with the arguments that follow the command's name.
 * @returns the exit status (console/errors.ts)
 */
export async function main(given: readonly string[], process: Process): Promise<number> {
  const argv = given[0] === "help" ? [...given.slice(1), "--help"] : given;
  const output = streamOutput(process.stdout);
  const style = styleFor(process.stderr, process.env);
  const quiet = argv.includes("--quiet");
  const progress = new Progress(process.stderr, quiet, style);
  const warn = (message: string) => {
    progress.end();
    process.stderr.write(`mcpi: ${message}\n`);
  };
  const context: CommandContext = {
    output,
    terminal: process.stdout.isTTY === true,
    style: styleFor(process.stdout, process.env),
    progress,
    signal: process.signal,
    get input() {
      return process.stdin;
    },
    warn,
    note: (message) => {
      if (!quiet) warn(message);
    },
  };
  try {
    await output.write(await runCommand(argv, context, process.stdout.columns ?? WIDEST_HELP));
    return 0;
  } catch (error) {
    progress.end();
    const { status, message } = endingOf(error, `mcpi ${commandIn(argv)}`.trim());
    if (message !== "") process.stderr.write(`${style("red", message)}\n`);
    if (process.env.MCPI_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return status;
  }
}

/** Parses the arguments and runs the command; returns the help, version or completion asked for. */
async function runCommand(
  argv: readonly string[],
  context: CommandContext,
  columns: number,
): Promise<string> {
  checkCommand(argv[0]);
  let text = "";
  let failure: unknown;
  let parser: Argv<unknown> = yargs()
    .scriptName("mcpi")
    .usage(
      "$0 <command>\n\nMemory cycles per instruction: boot kernels, simulate traces, compare, explain.",
    )
    // yargs lays its help out for every command; wrapping is most of that, and for --help only.
    .wrap(asksForHelp(argv) ? Math.min(columns, WIDEST_HELP) : null)
    .exitProcess(false)
    .fail((message, error) => {
      // What is wrong with an option's value comes as an error of yargs' own.
      const isUsage = error === undefined || error === null || error.name === "YError";
      throw isUsage ? new UsageError(oneLine(message ?? error.message)) : error;
    })
    .strict()
    .demandCommand(1, 1, "a command was expected", "one command was expected")
    .parserConfiguration({ "dot-notation": false, "parse-positional-numbers": false })
    .middleware(restoreDashes)
    .option("quiet", { type: "boolean", describe: "no progress on standard error", global: true })
    .version(programVersion())
    .help()
    .alias("h", "help")
    .group(["quiet", "version", "help"], "General:")
    .epilogue(
      "Exit status: 0, or 1 if a check failed, 2 for bad usage or input. docs/tutorial.md is a first hour.",
    );
  for (const command of COMMANDS) parser = command.addTo(parser, context);
  parser = parser.completion(COMPLETION, "print a completion script for bash or zsh");
  await parser.parseAsync(
    argv.map((argument) => (argument === "-" ? DASH : argument)),
    {},
    (error: unknown, _arguments: unknown, output: string) => {
      failure = error;
      text = output;
    },
  );
  if (failure) throw failure;
  return text === "" ? "" : `${text}\n`;
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes("--help") || argv.includes("-h");
}

/** Stands for "-" while yargs parses: it drops that argument where it names a trace. */
const DASH = "\u0000-";

function restoreDashes(values: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === DASH) values[key] = "-";
    else if (Array.isArray(value)) values[key] = value.map((one) => (one === DASH ? "-" : one));
  }
}

/** yargs words some faults in several lines. */
function oneLine(message: string): string {
  return message
    .trim()
    .replaceAll(DASH, "-")
    .replace(/\s*\n\s*/g, " ");
}

const COMPLETION = "completion";

/** @throws UsageError when the first argument is meant to be a command, and is none. */
function checkCommand(word: string | undefined): void {
  if (word === undefined || word.startsWith("-")) return;
  const names = [...COMMANDS.map((command) => command.name), COMPLETION];
  if (names.includes(word)) return;
  const near = nearestName(word, names);
  throw new UsageError(
    `there is no command "${word}"; ${near === undefined ? `commands are ${names.join(", ")}` : `perhaps ${near} was meant`}`,
  );
}

/** The words of the arguments that name a command, for its --help. */
function commandIn([first, second]: readonly string[]): string {
  if (first === "trace" && ["info", "convert", "check"].includes(second)) return `trace ${second}`;
  return COMMANDS.some((command) => command.name === first) ? first : "";
}
