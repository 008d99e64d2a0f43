export * from "./component-map.ts";
export * from "./components.ts";
export * from "./elf.ts";
export * from "./function-lookup.ts";
export * from "./program-symbols.ts";
export {
  combineSymbolMaps,
  type FunctionRange,
  type FunctionSymbol,
  NO_FUNCTION,
  SymbolMap,
  symbolMapOf,
} from "./symbol-map.ts";
export * from "./symbols-argument.ts";
export * from "./system-range.ts";
