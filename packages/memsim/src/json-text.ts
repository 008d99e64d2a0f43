/**
 * JSON text read with positions: what `JSON.parse` takes, but an error names the line and column
 * and what was expected there, and a key that comes twice is an error.
 *
 * For small hand-written files (descriptions, maps), not for data.
 */
import { InputError } from "@mcpi/trace";

/** Deepest nesting of lists and objects that is read. */
const MAX_DEPTH = 100;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings may not hold control characters
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * The value that a JSON text stands for. A byte-order mark at its beginning is passed over.
 * @param name what errors call the text: a file's name.
 * @throws InputError with line and column (from 1) of the first character that cannot be.
 */
export function parseJson(text: string, name: string): unknown {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let depth = 0;

  const fail = (expected: string, where = at): never => {
    const before = text.slice(0, where).split("\n");
    const found = where < text.length ? JSON.stringify(text[where]) : "the end of the text";
    throw new InputError(
      `${name}: line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ` +
        `${found} is given; ${expected} was expected`,
    );
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) at += match.length;
    return match;
  };
  /** The next character that is no space, if it is one of `characters`; it is passed over. */
  const takeOneOf = (characters: string): string | undefined => {
    take(SPACE);
    return at < text.length && characters.includes(text[at]) ? text[at++] : undefined;
  };

  const value = (): unknown => {
    const open = takeOneOf("{[");
    if (open !== undefined) {
      if (++depth > MAX_DEPTH) fail(`nesting of at most ${MAX_DEPTH}`, at - 1);
      const whole = open === "{" ? object() : list();
      depth--;
      return whole;
    }
    const scalar = take(STRING) ?? take(NUMBER) ?? take(WORD);
    return scalar === undefined ? fail("a value") : JSON.parse(scalar);
  };
  const list = (): unknown[] => {
    const items: unknown[] = [];
    if (takeOneOf("]")) return items;
    for (;;) {
      items.push(value());
      if (takeOneOf("]")) return items;
      if (!takeOneOf(",")) fail('"," or "]"');
    }
  };
  const object = (): unknown => {
    const entries = new Map<string, unknown>();
    if (takeOneOf("}")) return {};
    for (;;) {
      take(SPACE);
      const start = at;
      const key: string = JSON.parse(take(STRING) ?? fail("a key in double quotes"));
      if (entries.has(key)) fail("a key that did not come before", start);
      if (!takeOneOf(":")) fail('":"');
      entries.set(key, value());
      if (takeOneOf("}")) return Object.fromEntries(entries);
      if (!takeOneOf(",")) fail('"," or "}"');
    }
  };

  const whole = value();
  take(SPACE);
  if (at < text.length) fail("the end of the text");
  return whole;
}
