/**
 * How a command ends: exit statuses, and what of an error the user gets to see.
 *
 * 0: done. 1: a check failed. 2: usage or bad input. 130: interrupted. 70: a fault of the program
 * itself. Every error is one or two lines on standard error; MCPI_DEBUG=1 adds the stack trace.
 */
import { InputError } from "@mcpi/trace";

export const STATUS_CHECK_FAILED = 1;
export const STATUS_BAD_INPUT = 2;
export const STATUS_FAULT = 70;
export const STATUS_INTERRUPTED = 130;

/** Something that the user asked to have checked is not so. The command exits with status 1. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** The command line itself is wrong. The command exits with status 2 and points to --help. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The user pressed Ctrl-C. The command exits with status 130 and says nothing. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The reader of standard output has gone (`mcpi … | head`): there is nobody to write for. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

export interface Ending {
  readonly status: number;
  /** Without line end; empty if nothing is to be said. */
  readonly message: string;
}

/** The exit status and message of an error that ended `command` (for example `mcpi sim`). */
export function endingOf(error: unknown, command: string): Ending {
  if (error instanceof Interrupted) return { status: STATUS_INTERRUPTED, message: "" };
  if (error instanceof ReaderGone) return { status: 0, message: "" };
  if (error instanceof CheckFailed)
    return { status: STATUS_CHECK_FAILED, message: `mcpi: ${error.message}` };
  if (error instanceof UsageError)
    return {
      status: STATUS_BAD_INPUT,
      message: `mcpi: ${error.message}\nTry: ${command} --help`,
    };
  if (error instanceof InputError)
    return { status: STATUS_BAD_INPUT, message: `mcpi: ${error.message}` };
  const said = systemMessage(error);
  if (said !== undefined) return { status: STATUS_BAD_INPUT, message: `mcpi: ${said}` };
  const text = error instanceof Error ? error.message : String(error);
  return {
    status: STATUS_FAULT,
    message: `mcpi: fault in mcpi itself: ${text.split("\n")[0]}\nMCPI_DEBUG=1 shows where; please report it`,
  };
}

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EISDIR: "is a directory",
  ENOTDIR: "is not a directory",
  ENOSPC: "no space is left on the device",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
  EIO: "input/output error",
};

/** What an error of the operating system says, as `path: reason`; undefined for other errors. */
export function systemMessage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  const code = String(error.code);
  const path = "path" in error && error.path !== undefined ? `${error.path}: ` : "";
  return `${path}${SYSTEM_WORDS[code] ?? `${code} in ${error.syscall}`}`;
}
