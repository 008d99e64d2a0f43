/**
 * Sweeps and miss-ratio curves over worker threads: the same results, to the last count, however
 * many threads there are.
 */
import type { Batch, PageDictionary } from "@mcpi/trace";
import { Broadcast } from "./broadcast.ts";
import { sidesOf } from "./configuration.ts";
import { type CurveOptions, type Curves, checkCurves, type MissCurve } from "./curve.ts";
import { planSweep } from "./plan.ts";
import { sharesOf } from "./shares.ts";
import {
  mergeResult,
  type Sweep,
  type SweepOptions,
  type SweepReferences,
  type SweepResult,
} from "./sweep.ts";
import type { TaskDescription } from "./worker-task.ts";

/** What is different with worker threads: batches are taken when there is room, and results wait for the end. */
interface InWorkers {
  consume(batch: Batch): Promise<void>;
  finish(): Promise<void>;
  /** Ends the threads: needed only where a run is given up before `finish`. */
  close(): Promise<void>;
}

/** A sweep in worker threads; its results are there after `finish`. */
export type WorkerSweep = InWorkers & Omit<Sweep, keyof InWorkers>;
/** Miss-ratio curves in worker threads; they are there after `finish`. */
export type WorkerCurves = InWorkers & Omit<Curves, keyof InWorkers>;

/**
 * As `createSweep`, with the caches shared out to at most `threads` worker threads. The trace is read
 * once, by the caller, who may hand over any part of it.
 * @throws InputError when a configuration is no cache.
 */
export function createWorkerSweep(
  pages: PageDictionary,
  options: SweepOptions,
  threads: number,
): WorkerSweep {
  const plan = planSweep(options);
  const tasks = sharesOf(plan, threads).map(
    (caches): TaskDescription => ({ task: "sweep", options, caches }),
  );
  const broadcast = new Broadcast(pages, tasks);
  const parts = () =>
    broadcast.results as readonly { results: SweepResult[]; references: SweepReferences }[];
  return {
    ...consumerOf(broadcast),
    results: () =>
      options.configurations.map((_, at) => mergeResult(parts().map(({ results }) => results[at]))),
    references: () => parts()[0].references,
  };
}

/**
 * As `createCurves`, with the curves shared out to at most `threads` worker threads.
 * @throws InputError when there is no exact curve.
 */
export function createWorkerCurves(
  pages: PageDictionary,
  options: CurveOptions,
  threads: number,
): WorkerCurves {
  checkCurves(options);
  const curves = options.lines.flatMap((line) =>
    sidesOf(options.which).map((which): CurveOptions => ({ ...options, which, lines: [line] })),
  );
  const workers = Math.min(threads, curves.length);
  const tasks = Array.from(
    { length: workers },
    (_, number): TaskDescription => ({
      task: "curves",
      curves: curves.filter((_, at) => at % workers === number),
    }),
  );
  const broadcast = new Broadcast(pages, tasks);
  const parts = () => broadcast.results as readonly MissCurve[][];
  return {
    ...consumerOf(broadcast),
    curves: () => curves.map((_, at) => parts()[at % workers][Math.floor(at / workers)]),
  };
}

function consumerOf(broadcast: Broadcast) {
  return {
    consume: (batch: Batch) => broadcast.consume(batch),
    finish: () => broadcast.finish(),
    resetCounts: () => broadcast.resetCounts(),
    close: () => broadcast.close(),
  };
}
