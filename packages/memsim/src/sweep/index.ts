export { cacheGrid, type SweepCache, type SweepSide, type SweepWhich } from "./configuration.ts";
export * from "./sweep.ts";
