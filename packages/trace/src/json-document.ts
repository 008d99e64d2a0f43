/** Documents in JSON that are checked by a schema, and how their faults are told. */
import type { z } from "zod";
import { InputError } from "./trace-error.ts";

/**
 * The value of a JSON text.
 * @param name what errors call it: the file's name
 * @throws InputError when it is no JSON.
 */
export function parseJsonDocument(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: this is no JSON (${reason})`);
  }
}

/**
 * Checks a value by a schema.
 * @param name what errors call it
 * @param whole what they call the whole document, where no key is wrong
 * @throws InputError that names the first key that is wrong, and how.
 */
export function checkDocument<T extends z.ZodType>(
  schema: T,
  value: unknown,
  name: string,
  whole: string,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const fault =
    issue.code === "unrecognized_keys"
      ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`
      : issue.message;
  throw new InputError(`${name}: ${keyText(issue.path) || whole}: ${fault}`);
}

/** `components[2].addresses` */
function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
