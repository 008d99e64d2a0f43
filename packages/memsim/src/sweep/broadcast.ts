/**
 * Hands every batch of a trace to worker threads.
 *
 * A batch is copied once, into one of a few slots of shared memory, which every worker reads; the
 * thread that reads the trace goes on at once, and waits only when all slots are in use. So the
 * trace is read and unpacked once, be it a file or a pipe, and any part of it can be swept.
 */
import type { Worker } from "node:worker_threads";
import {
  BATCH_LENGTHS,
  BATCH_RECORDS,
  type Batch,
  type Consumer,
  InputError,
  type PageDictionary,
} from "@mcpi/trace";
import { startWorker } from "./worker-start.ts";
import type { FromWorker, NewPages, SharedSlot, TaskDescription, ToWorker } from "./worker-task.ts";

/** Batches that can be on their way. */
const SLOTS = 4;

/** Something that has been asked of the workers, and who waits for it. */
interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class Broadcast implements Consumer {
  readonly #pages: PageDictionary;
  readonly #workers: readonly Worker[];
  readonly #slots: readonly SharedSlot[];
  /** By slot: workers that have not yet read it. */
  readonly #readers: number[];
  readonly #results: unknown[];
  #missing: number;
  /** Pages that the workers know. */
  #knownPages = 0;
  #waiter: Waiter | undefined;
  #failure: Error | undefined;

  /** Starts a worker for every task. */
  constructor(pages: PageDictionary, tasks: readonly TaskDescription[]) {
    this.#pages = pages;
    this.#slots = Array.from({ length: SLOTS }, () => ({
      words: new Int32Array(new SharedArrayBuffer(8 * BATCH_RECORDS)),
      lengths: new Uint8Array(new SharedArrayBuffer(BATCH_LENGTHS)),
    }));
    this.#readers = this.#slots.map(() => 0);
    this.#results = tasks.map(() => undefined);
    this.#missing = tasks.length;
    this.#workers = tasks.map((task, number) => this.#start(task, number));
  }

  /** @throws InputError, of an earlier batch perhaps, as the task does. */
  async consume(batch: Batch): Promise<void> {
    if (batch.pages !== this.#pages)
      throw new Error("sweep: the batch is of another page dictionary");
    await this.#until(() => this.#readers.includes(0));
    const slot = this.#readers.indexOf(0);
    const { records, lengthCount } = batch;
    this.#slots[slot].words.set(batch.words.subarray(0, 2 * records));
    this.#slots[slot].lengths.set(batch.lengths.subarray(0, lengthCount));
    this.#readers[slot] = this.#workers.length;
    this.#tell({ what: "batch", slot, records, lengthCount, pages: this.#newPages() });
  }

  resetCounts(): void {
    this.#tell({ what: "resetCounts" });
  }

  /** Waits for the workers' results, and ends them. */
  async finish(): Promise<void> {
    this.#tell({ what: "finish" });
    await this.#until(() => this.#missing === 0);
    await this.close();
  }

  /** The results of the tasks, in their order, once all is finished. */
  get results(): readonly unknown[] {
    if (this.#missing > 0) throw new Error("sweep: results are there when the trace has ended");
    return this.#results;
  }

  /** Ends the workers, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(task: TaskDescription, number: number): Worker {
    const worker = startWorker({ task, slots: this.#slots });
    // A program that gives up must not be kept alive by its workers.
    worker.unref();
    worker.on("message", (message: FromWorker) => this.#hear(message, number));
    worker.on("error", (error) =>
      this.#fail(error instanceof Error ? error : new Error(`${error}`)),
    );
    worker.on("exit", (code) => {
      if (this.#results[number] === undefined)
        this.#fail(new Error(`sweep: a worker ended before its work, with status ${code}`));
    });
    return worker;
  }

  #hear(message: FromWorker, number: number): void {
    switch (message.what) {
      case "free":
        this.#readers[message.slot]--;
        break;
      case "result":
        this.#results[number] = message.result;
        this.#missing--;
        break;
      case "error":
        this.#fail(message.input ? new InputError(message.message) : new Error(message.message));
        return;
    }
    this.#waiter?.resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiter?.reject(this.#failure);
  }

  #tell(message: ToWorker): void {
    for (const worker of this.#workers) worker.postMessage(message);
  }

  /** Waits until the workers have brought it about. */
  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (condition()) return;
      for (const worker of this.#workers) worker.ref();
      try {
        await new Promise<void>((resolve, reject) => {
          this.#waiter = { resolve, reject };
        });
      } finally {
        this.#waiter = undefined;
        for (const worker of this.#workers) worker.unref();
      }
    }
  }

  #newPages(): NewPages {
    const { vpn, frame, space, flags, count } = this.#pages;
    const from = this.#knownPages;
    this.#knownPages = count;
    return {
      vpn: vpn.slice(from, count),
      frame: frame.slice(from, count),
      space: space.slice(from, count),
      flags: flags.slice(from, count),
    };
  }
}
