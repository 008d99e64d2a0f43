/**
 * The option `--symbols file[@base]`: which file's functions, and where the file was loaded.
 *
 * The base is hexadecimal with 0x, or decimal, and a multiple of the page size; it is added to every
 * address of the file. A file whose name ends in something that looks like a base is given with its
 * base, `@0` if need be.
 */
import { readFile } from "node:fs/promises";
import { PAGE_SIZE } from "../reference.ts";
import { InputError } from "../trace-error.ts";
import { ADDRESS_LIMIT } from "./address.ts";
import { combineSymbolMaps, type SymbolMap, symbolMapOf } from "./symbol-map.ts";

export interface SymbolsArgument {
  readonly file: string;
  readonly base: bigint;
}

/**
 * Reads the argument of `--symbols`.
 * @throws InputError when the base is no number, no multiple of the page size, or beyond 64 bits.
 */
export function parseSymbolsArgument(argument: string): SymbolsArgument {
  const at = argument.lastIndexOf("@");
  const text = at < 0 ? "" : argument.slice(at + 1);
  const file = at < 0 ? argument : argument.slice(0, at);
  const isBase = at >= 0 && /^(0x[0-9a-f]+|[0-9]+)$/i.test(text);
  if (!isBase && at >= 0 && /^(|0x.*|[0-9a-f]+)$/i.test(text))
    throw new InputError(
      `--symbols ${argument}: base "${text}" is no number; hexadecimal with 0x, or decimal, was expected`,
    );
  if (!isBase) return { file: nonEmpty(argument, argument), base: 0n };
  const base = BigInt(text);
  if (base % BigInt(PAGE_SIZE) !== 0n)
    throw new InputError(
      `--symbols ${argument}: base ${text} is no multiple of ${PAGE_SIZE}; a page's address was expected (hexadecimal with 0x)`,
    );
  if (base >= ADDRESS_LIMIT)
    throw new InputError(`--symbols ${argument}: base ${text} has more than 64 bits`);
  return { file: nonEmpty(file, argument), base };
}

function nonEmpty(file: string, argument: string): string {
  if (file !== "") return file;
  throw new InputError(`--symbols ${argument}: a file name was expected`);
}

/**
 * Reads the files that `--symbols` options name and makes one map of them.
 * @throws InputError when a file cannot be read or is damaged, or two of them overlap.
 */
export async function loadSymbols(options: readonly string[]): Promise<SymbolMap> {
  const maps: SymbolMap[] = [];
  for (const { file, base } of options.map(parseSymbolsArgument)) {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch (error) {
      throw new InputError(
        `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
      );
    }
    maps.push(symbolMapOf(bytes, file, base));
  }
  return combineSymbolMaps(maps);
}
