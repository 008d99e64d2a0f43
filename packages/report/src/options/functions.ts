/**
 * Whose functions: --symbols and --components, for rows by function or component and for conflicts.
 */
import { readFile } from "node:fs/promises";
import {
  assignComponents,
  type ComponentMap,
  type Components,
  FunctionLookup,
  loadSymbols,
  type PageDictionary,
  parseComponentMap,
  type SymbolMap,
  withAddressRanges,
} from "@mcpi/trace";
import { UsageError } from "../console/errors.ts";
import type { By } from "../results/row.ts";
import { inGroup, text, texts } from "./common.ts";

export const functionOptions = inGroup("Functions", {
  symbols: texts(
    "functions: an ELF file or the output of nm, at its addresses plus base",
    "file[@base]",
  ),
  components: text("--components", "which component a function belongs to", "map.json"),
} as const);

export interface FunctionArguments {
  readonly symbols?: readonly string[] | undefined;
  readonly components?: string | undefined;
}

/** Functions and components, before a trace is known. */
export interface Functions {
  readonly symbols: SymbolMap;
  readonly components: Components | undefined;
  /** The map that components are of. */
  readonly map: ComponentMap | undefined;
}

/** The views that the arguments ask for by themselves, where --by does not. */
export function viewsOf({ symbols, components }: FunctionArguments): By[] {
  const views: By[] = [];
  if (components !== undefined) views.push("component");
  if (symbols !== undefined) views.push("function");
  return views;
}

/**
 * Reads the symbols and the component map, where what is wanted needs them.
 * @param warn is told of patterns of the component map that fit nothing
 * @throws UsageError when an option is missing; InputError when a file is wrong.
 */
export async function functionsOf(
  given: FunctionArguments,
  by: readonly By[],
  conflicts: boolean,
  warn: (message: string) => void,
): Promise<Functions | undefined> {
  if (by.includes("component") && given.components === undefined)
    throw new UsageError("--by component: --components map.json is needed to tell them apart");
  if (given.symbols === undefined) {
    if (by.includes("function"))
      throw new UsageError("--by function: --symbols file is needed to tell them apart");
    if (conflicts) throw new UsageError("--conflicts: --symbols file is needed to name functions");
  }
  const needed = conflicts || by.includes("component") || by.includes("function");
  if (!needed) return undefined;
  const symbols = await loadSymbols(given.symbols ?? []);
  return functionsIn(symbols, await componentMapOf(given.components), warn);
}

/** Reads the component map in a file. @throws InputError when it is none. */
export async function componentMapOf(path: string | undefined): Promise<ComponentMap | undefined> {
  return path === undefined ? undefined : parseComponentMap(await readFile(path, "utf8"), path);
}

/**
 * Functions with the components that a map gives them.
 * @param warn is told of patterns of the map that fit nothing
 */
export function functionsIn(
  plain: SymbolMap,
  map: ComponentMap | undefined,
  warn: (message: string) => void,
): Functions {
  if (map === undefined) return { symbols: plain, components: undefined, map };
  const symbols = withAddressRanges(plain, map);
  const components = assignComponents(map, symbols.functions);
  for (const key of components.unused) warn(`${map.name}: ${key} fits no function`);
  return { symbols, components, map };
}

/** The functions over the pages of a trace. */
export function lookupOver(functions: Functions, pages: PageDictionary): FunctionLookup {
  return new FunctionLookup(pages, [functions.symbols]);
}
