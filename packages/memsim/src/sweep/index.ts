export { cacheGrid, type SweepCache, type SweepSide, type SweepWhich } from "./configuration.ts";
export {
  accessesOf,
  type CurveOptions,
  type Curves,
  createCurves,
  type MissCurve,
  missesAt,
} from "./curve.ts";
export type { KindDistances } from "./stack-distances.ts";
export {
  createSweep,
  type Sweep,
  type SweepMethod,
  type SweepOptions,
  type SweepReferences,
  type SweepResult,
} from "./sweep.ts";
export {
  createWorkerCurves,
  createWorkerSweep,
  type WorkerCurves,
  type WorkerSweep,
} from "./worker-sweep.ts";
