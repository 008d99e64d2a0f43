/**
 * Gives every function its component, by the rules of a component map (component-map.ts).
 */

import { rangeText } from "./address.ts";
import type { ComponentMap, ComponentRule } from "./component-map.ts";
import { remainders } from "./function-ranges.ts";
import { matchesGlob } from "./glob.ts";
import {
  combineSymbolMaps,
  type FunctionSymbol,
  mapOfRanges,
  NO_FUNCTION,
  type SymbolMap,
} from "./symbol-map.ts";

/** The component of every function. */
export interface Components {
  /** Names, each once: those of the map in its order, its default, its unknown. */
  readonly names: readonly string[];
  /** By number of the function: index of its component in `names`. */
  readonly ofFunction: Uint32Array;
  /** Index in `names` of the component of code in no function. */
  readonly unknown: number;
  /** Patterns and ranges that decided no function, as keys of the map: a slip, or another image's. */
  readonly unused: readonly string[];
}

/** Index of the component of a function's number, which may be NO_FUNCTION. */
export function componentOf(components: Components, number: number): number {
  return number === NO_FUNCTION ? components.unknown : components.ofFunction[number];
}

/** Gives each of `functions` its component. */
export function assignComponents(
  map: ComponentMap,
  functions: readonly FunctionSymbol[],
): Components {
  const names = [
    ...new Set([...map.rules.map((rule) => rule.component), map.default, map.unknown]),
  ];
  const index = new Map(names.map((name, i) => [name, i]));
  const used = new Set<string>();
  const rules = map.rules.map((rule, i) => newMatcher(rule, `components[${i}]`));
  const ofFunction = Uint32Array.from(functions, (f) => {
    for (const rule of rules) {
      const keys = rule.fit(f);
      if (keys === undefined) continue;
      for (const key of keys) used.add(key);
      return index.get(rule.component)!;
    }
    return index.get(map.default)!;
  });
  return {
    names,
    ofFunction,
    unknown: index.get(map.unknown)!,
    unused: rules.flatMap((rule) => rule.keys.filter((key) => !used.has(key))),
  };
}

/**
 * The functions of `symbols`, and one for each range of addresses that a rule of the map gives to a
 * component on its own, as far as no symbol covers it: so ranges hold for code without symbols, too.
 */
export function withAddressRanges(symbols: SymbolMap, map: ComponentMap): SymbolMap {
  const areas = map.rules
    .filter((rule) => !(rule.functions || rule.sections || rule.files))
    .flatMap((rule) => rule.addresses ?? [])
    .map(({ start, end }) => ({ name: `[${rangeText(start, end)}]`, section: "", start, end }));
  const rest = mapOfRanges(remainders(areas, symbols.ranges), map.name, 0n);
  return combineSymbolMaps([symbols, rest]);
}

interface Matcher {
  readonly component: string;
  /** Keys of its patterns and ranges. */
  readonly keys: readonly string[];
  /** The keys by which a function fits the rule; undefined if it does not. */
  fit(f: FunctionSymbol): readonly string[] | undefined;
}

/** Tells the key of the first pattern or range that fits; undefined if none does. */
type Condition = (f: FunctionSymbol) => string | undefined;

function newMatcher(rule: ComponentRule, key: string): Matcher {
  const keys: string[] = [];
  const conditions: Condition[] = [];
  const add = (
    list: readonly string[] | undefined,
    what: string,
    textOf: (f: FunctionSymbol, pattern: string) => string,
  ): void => {
    if (list === undefined) return;
    const named = list.map((pattern, i) => ({ pattern, key: `${key}.${what}[${i}]` }));
    keys.push(...named.map((one) => one.key));
    conditions.push(
      (f) => named.find((one) => matchesGlob(one.pattern, textOf(f, one.pattern)))?.key,
    );
  };
  add(rule.functions, "functions", (f) => f.name);
  add(rule.sections, "sections", (f) => f.section);
  add(rule.files, "files", (f, pattern) => (pattern.includes("/") ? f.file : lastPart(f.file)));
  if (rule.addresses !== undefined) {
    const named = rule.addresses.map((range, i) => ({ range, key: `${key}.addresses[${i}]` }));
    keys.push(...named.map((one) => one.key));
    conditions.push(
      ({ address }) =>
        named.find(({ range }) => address >= range.start && address < range.end)?.key,
    );
  }
  return {
    component: rule.component,
    keys,
    fit(f) {
      const fits: string[] = [];
      for (const condition of conditions) {
        const fit = condition(f);
        if (fit === undefined) return undefined;
        fits.push(fit);
      }
      return fits;
    },
  };
}

const lastPart = (file: string): string => file.slice(file.lastIndexOf("/") + 1);
