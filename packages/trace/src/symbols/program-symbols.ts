/**
 * The functions of one program among several that a system runs, each in spaces of its own.
 */
import type { AddressRange } from "./component-map.ts";
import { remainders } from "./function-ranges.ts";
import { combineSymbolMaps, mapOfRanges, SymbolMap } from "./symbol-map.ts";

/**
 * A program's functions as `program:function`; what they leave of `range`, in which programs lie, is
 * `program:[unknown]`.
 * @param symbols undefined where nothing is known of the program but its name
 */
export function programSymbols(
  program: string,
  symbols: SymbolMap | undefined,
  { start, end }: AddressRange,
): SymbolMap {
  const area = { name: `${program}:[unknown]`, section: "", start, end };
  const rest = mapOfRanges(remainders([area], symbols?.ranges ?? []), program, 0n);
  if (symbols === undefined) return rest;
  const named = symbols.functions.map((f) => ({
    ...f,
    name: `${program}:${f.name}`,
    file: program,
  }));
  return combineSymbolMaps([new SymbolMap(named, symbols.ranges), rest]);
}

/** The functions below an address, and those from it on. None may lie on both sides. */
export function splitSymbols(map: SymbolMap, address: bigint): [SymbolMap, SymbolMap] {
  const part = (isIn: (start: bigint) => boolean): SymbolMap => {
    const kept = map.ranges.filter(({ start }) => isIn(start));
    const owners = [...new Set(kept.map(({ owner }) => owner))];
    const numbers = new Map(owners.map((owner, number) => [owner, number]));
    return new SymbolMap(
      owners.map((owner) => map.functions[owner]),
      kept.map((range) => ({ ...range, owner: numbers.get(range.owner)! })),
    );
  };
  return [part((start) => start < address), part((start) => start >= address)];
}
