/**
 * What a worker thread is asked to do with the batches of a trace, and the messages between it and
 * the thread that reads the trace.
 */
import type { Consumer, PageDictionary } from "@mcpi/trace";
import { type CurveOptions, type Curves, createCurves } from "./curve.ts";
import { planSweep } from "./plan.ts";
import type { CacheName } from "./shares.ts";
import { PlannedSweep, type Sweep, type SweepOptions } from "./sweep.ts";

export type TaskDescription =
  | {
      readonly task: "sweep";
      readonly options: SweepOptions;
      readonly caches: readonly CacheName[];
    }
  | { readonly task: "curves"; readonly curves: readonly CurveOptions[] };

/** A consumer with a result that can be sent. */
export interface Task extends Consumer {
  resetCounts(): void;
  result(): unknown;
}

export function newTask(description: TaskDescription, pages: PageDictionary): Task {
  if (description.task === "curves") {
    const curves = description.curves.map((options) => createCurves(pages, options));
    return taskOf(curves, () => curves.flatMap((one) => one.curves()));
  }
  const names = new Set(description.caches.map(([at, side]) => `${at} ${side}`));
  const plan = planSweep(description.options, (at, side) => names.has(`${at} ${side}`));
  const sweep = new PlannedSweep(pages, plan);
  return taskOf([sweep], () => ({ results: sweep.results(), references: sweep.references() }));
}

function taskOf(consumers: readonly (Sweep | Curves)[], result: () => unknown): Task {
  return {
    consume: (batch) => {
      for (const consumer of consumers) consumer.consume(batch);
    },
    resetCounts: () => {
      for (const consumer of consumers) consumer.resetCounts();
    },
    result,
  };
}

/** Pages that became known since the last message. */
export interface NewPages {
  readonly vpn: Float64Array;
  readonly frame: Float64Array;
  readonly space: Uint32Array;
  readonly flags: Uint8Array;
}

/** Where batches are put for all workers to read: as many words and lengths as a batch can have. */
export interface SharedSlot {
  readonly words: Int32Array;
  readonly lengths: Uint8Array;
}

/** What a worker is started with. */
export interface WorkerStart {
  readonly task: TaskDescription;
  readonly slots: readonly SharedSlot[];
}

export type ToWorker =
  | {
      readonly what: "batch";
      readonly slot: number;
      readonly records: number;
      readonly lengthCount: number;
      readonly pages: NewPages;
    }
  | { readonly what: "resetCounts" }
  | { readonly what: "finish" };

export type FromWorker =
  | { readonly what: "free"; readonly slot: number }
  | { readonly what: "result"; readonly result: unknown }
  | { readonly what: "error"; readonly message: string; readonly input: boolean };
