/**
 * Words of an interface definition: identifiers, numbers, signs and <file> names, each with its
 * place. Comments are as in C. Of the preprocessor there are #include, #if, #ifdef, #ifndef, #else,
 * #endif, and #define of a name that stands for one word.
 */

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Token extends Place {
  readonly kind: "word" | "number" | "sign" | "file" | "end";
  readonly text: string;
}

/** A definition that cannot be used; the message begins with file:line:column. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
  constructor(at: Place, message: string) {
    super(`${at.file}:${at.line}:${at.column}: ${message}`);
  }
}

/** The text of a file that is named by another, or undefined. */
export type Reader = (name: string) => string | undefined;

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[0-9]+/y;
const SIGNS = ";:,=()[]{}^*|";
/** Words after which a file's name comes. */
const IMPORTS = new Set(["import", "uimport", "simport"]);

/** @param symbols names that are defined from the start, with what they stand for */
export function scan(file: string, read: Reader, symbols: ReadonlyMap<string, string>): Token[] {
  const tokens: Token[] = [];
  const defined = new Map(symbols);
  scanFile(file, read, defined, tokens, [], { file, line: 1, column: 1 });
  const last = tokens.at(-1) ?? { file, line: 1, column: 1 };
  tokens.push({ kind: "end", text: "the end", file, line: last.line, column: last.column });
  return tokens;
}

function scanFile(
  file: string,
  read: Reader,
  defined: Map<string, string>,
  tokens: Token[],
  open: readonly string[],
  from: Place,
): void {
  const text = read(file);
  if (text === undefined) throw new DefinitionError(from, `there is no file ${file}`);
  if (open.includes(file)) throw new DefinitionError(from, `${file} includes itself`);
  /** Of each #if: whether its lines count, and where it is. */
  const conditions: { on: boolean; otherwise: boolean; at: Place }[] = [];
  const counts = (): boolean => conditions.every(({ on }) => on);
  const clean = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) =>
    comment.replace(/[^\n]/g, " "),
  );

  clean.split("\n").forEach((line, index) => {
    const at = { file, line: index + 1, column: line.length - line.trimStart().length + 1 };
    if (!line.trimStart().startsWith("#")) {
      if (counts()) scanLine(line, at, defined, tokens);
      return;
    }
    const [, directive = "", rest = ""] = /^\s*#\s*(\w*)\s*(.*?)\s*$/.exec(line) ?? [];
    const condition = (on: boolean): void => {
      conditions.push({ on, otherwise: !on, at });
    };
    if (directive === "if") condition((defined.get(rest) ?? "0") !== "0");
    else if (directive === "ifdef") condition(defined.has(rest));
    else if (directive === "ifndef") condition(!defined.has(rest));
    else if (directive === "else" || directive === "endif") {
      const last = conditions.pop();
      if (last === undefined) throw new DefinitionError(at, `#${directive} without #if`);
      if (directive === "else") conditions.push({ on: last.otherwise, otherwise: false, at });
    } else if (!counts()) return;
    else if (directive === "define") {
      const [name, value = "1"] = rest.split(/\s+/);
      defined.set(name, value);
    } else if (directive === "include") {
      const named = /^[<"]([^>"]+)[>"]$/.exec(rest);
      if (named === null) throw new DefinitionError(at, `#include of what is no file: ${rest}`);
      const name = named[1].split("/").at(-1) ?? named[1];
      const seen = `included ${name}`;
      if (!defined.has(seen)) {
        defined.set(seen, "1"); // each file counts once
        scanFile(name, read, defined, tokens, [...open, file], at);
      }
    } else throw new DefinitionError(at, `unknown #${directive}`);
  });
  const missing = conditions.at(-1);
  if (missing) throw new DefinitionError(missing.at, "#if without #endif");
}

function scanLine(line: string, at: Place, defined: Map<string, string>, tokens: Token[]): void {
  let position = 0;
  const add = (kind: Token["kind"], text: string, length = text.length): void => {
    tokens.push({ kind, text, file: at.file, line: at.line, column: position + 1 });
    position += length;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(line)?.[0];
  };
  while (position < line.length) {
    const character = line[position];
    const word = match(WORD);
    const number = match(NUMBER);
    if (/\s/.test(character)) position++;
    else if (word !== undefined) add("word", defined.get(word) ?? word, word.length);
    else if (number !== undefined) add("number", number);
    else if (character === "<" && IMPORTS.has(tokens.at(-1)?.text ?? "")) {
      const end = line.indexOf(">", position);
      if (end < 0) throw new DefinitionError({ ...at, column: position + 1 }, "< without >");
      add("file", line.slice(position, end + 1));
    } else if (SIGNS.includes(character)) add("sign", character);
    else throw new DefinitionError({ ...at, column: position + 1 }, `unexpected ${character}`);
  }
}
