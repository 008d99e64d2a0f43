/**
 * Colours, where they are wanted: on terminals, unless NO_COLOR is set; anywhere with FORCE_COLOR.
 */
import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];
export type Style = (format: Format, text: string) => string;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What colours text for a stream: nothing, if it is no terminal or colours are not wanted. */
export function styleFor(stream: { readonly isTTY?: boolean }, environment: Environment): Style {
  return wantsColour(stream.isTTY === true, environment)
    ? (format, text) => styleText(format, text, { validateStream: false })
    : (_format, text) => text;
}

/** FORCE_COLOR (but "0" and "false") beats NO_COLOR (if not empty) beats being a terminal. */
export function wantsColour(terminal: boolean, environment: Environment): boolean {
  const force = environment.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  if (environment.NO_COLOR) return false;
  return terminal && environment.TERM !== "dumb";
}
