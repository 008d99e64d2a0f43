/**
 * An error in data that came from outside: a trace, a map, a description.
 *
 * The message is one sentence that names what was wrong, where (line, record or byte offset) and
 * what was expected. The command line prints it and exits with status 2.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
