export { cacheGrid, type SweepCache, type SweepSide, type SweepWhich } from "./configuration.ts";
export * from "./curve.ts";
export type { KindDistances } from "./stack-distances.ts";
export * from "./sweep.ts";
export {
  createWorkerCurves,
  createWorkerSweep,
  type WorkerCurves,
  type WorkerSweep,
} from "./worker-sweep.ts";
