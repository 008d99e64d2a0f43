/**
 * Building blocks of options: what yargs leaves open, in one place.
 */
import type { ArgumentsCamelCase, Argv } from "yargs";
import { UsageError } from "../console/errors.ts";

/** The arguments that a builder of options gives to its command. */
export type ArgumentsOf<Builder extends (yargs: Argv) => Argv<unknown>> =
  ReturnType<Builder> extends Argv<infer Arguments> ? ArgumentsCamelCase<Arguments> : never;

/** An option with a text that may be given once. `name` is as it is written: `--csv`. */
export function text(name: string, describe: string, argument: string) {
  return {
    type: "string",
    requiresArg: true,
    describe: `${describe} [${argument}]`,
    coerce: (value: unknown) => once(name, value),
  } as const;
}

/** An option with a text whose meaning `parse` finds; may be given once. */
export function parsed<Value>(
  name: string,
  describe: string,
  argument: string,
  parse: (text: string) => Value,
) {
  return {
    type: "string",
    requiresArg: true,
    describe: `${describe} [${argument}]`,
    coerce: (value: unknown): Value | undefined => {
      const given = once(name, value);
      return given === undefined ? undefined : parse(given);
    },
  } as const;
}

/** An option that may be given any number of times, one text each time. */
export function texts(describe: string, argument: string) {
  return {
    type: "string",
    array: true,
    nargs: 1,
    describe: `${describe} [${argument}, repeatable]`,
  } as const;
}

/** The single text of an option. @throws UsageError when it was given several times. */
export function once(name: string, value: unknown): string | undefined {
  if (Array.isArray(value))
    throw new UsageError(`${name} is given ${value.length} times; once was expected`);
  return value === undefined ? undefined : String(value);
}

/** The parts of a list with commas, each once, all of which must be among `names`. */
export function namesIn<Name extends string>(
  option: string,
  list: string,
  names: readonly Name[],
): Name[] {
  const parts = list.split(",").map((part) => {
    const found = names.find((name) => name === part.trim());
    if (found === undefined)
      throw new UsageError(`${option} ${list}: "${part}" is none of ${names.join(", ")}`);
    return found;
  });
  return [...new Set(parts)];
}

/** Options under a heading of their own in --help. */
export function inGroup<Options extends Readonly<Record<string, object>>>(
  heading: string,
  options: Options,
): { [Name in keyof Options]: Options[Name] & { readonly group: string } } {
  const entries = Object.entries(options).map(([name, option]) => [
    name,
    { ...option, group: `${heading}:` },
  ]);
  return Object.fromEntries(entries);
}
