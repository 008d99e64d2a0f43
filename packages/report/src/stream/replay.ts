/**
 * Reads a trace once for any number of counters: the part of it that is to be counted, with progress
 * shown, until it ends or the user interrupts.
 */
import type { Batch, Consumer, TraceSource } from "@mcpi/trace";
import { Interrupted } from "../console/errors.ts";
import type { Progress } from "../console/progress.ts";
import type { CountingWindow } from "./window.ts";

/** A consumer that counts, and can forget what it counted without forgetting what it has learnt. */
export interface Counter extends Consumer {
  /** Sets every count to 0 and keeps the state: the end of warm-up. */
  resetCounts(): void;
}

export interface ReplayOptions {
  /** What is counted; everything without it. */
  readonly window?: CountingWindow;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Called after every batch has been counted, for output that must not pile up. */
  readonly afterBatch?: () => Promise<void>;
}

/** Other work of the process (an interrupt, say) is let in this often. */
const MILLISECONDS_BETWEEN_TURNS = 50;

/**
 * Hands every batch of the source, or what of it is to be counted, to every counter.
 * @throws InputError where the trace cannot be read, or the window is not in it; Interrupted.
 */
export async function replay(
  source: TraceSource,
  counters: readonly Counter[],
  options: ReplayOptions = {},
): Promise<void> {
  const { window, progress, signal, afterBatch } = options;
  const interrupted = signal === undefined ? undefined : abortion(signal);
  progress?.begin(source.info.name);
  try {
    const batches = source.batches();
    let turn = performance.now() + MILLISECONDS_BETWEEN_TURNS;
    while (window?.ended !== true) {
      const step = batches.next();
      const { done, value } = await (interrupted?.raced(step) ?? step);
      if (done === true) break;
      await count(value, counters, window);
      progress?.advance(value, source.position);
      await afterBatch?.();
      if (performance.now() > turn) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        turn = performance.now() + MILLISECONDS_BETWEEN_TURNS;
      }
      if (signal?.aborted === true) throw new Interrupted();
    }
    if (window?.ended === true) await batches.return();
    window?.checkAtEnd(source.info.name);
    for (const counter of counters) await counter.finish?.();
  } finally {
    interrupted?.release();
    progress?.end();
  }
}

async function count(
  batch: Batch,
  counters: readonly Counter[],
  window: CountingWindow | undefined,
): Promise<void> {
  for (const piece of window?.pieces(batch) ?? [{ batch, starts: false }])
    for (const counter of counters) {
      if (piece.starts) counter.resetCounts();
      const done = counter.consume(piece.batch);
      if (done !== undefined) await done;
    }
}

/** Makes a wait for input end when the user interrupts, though no input comes. */
function abortion(signal: AbortSignal) {
  let reject: ((reason: Interrupted) => void) | undefined;
  const listener = () => reject?.(new Interrupted());
  signal.addEventListener("abort", listener);
  return {
    raced<T>(step: Promise<T>): Promise<T> {
      return new Promise<T>((resolve, fail) => {
        reject = fail;
        if (signal.aborted) listener();
        step.then(resolve, fail);
      });
    },
    release: () => signal.removeEventListener("abort", listener),
  };
}
