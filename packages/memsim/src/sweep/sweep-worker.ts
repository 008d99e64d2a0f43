/**
 * The worker thread of a sweep: the module that worker-start.ts starts.
 */
import { parentPort, workerData } from "node:worker_threads";
import { InputError, PageDictionary } from "@mcpi/trace";
import {
  type FromWorker,
  type NewPages,
  newTask,
  type ToWorker,
  type WorkerStart,
} from "./worker-task.ts";

const port = parentPort;
if (port === null) throw new Error("sweep worker: it is started by a sweep, as a worker thread");
const { task: description, slots } = workerData as WorkerStart;
const pages = new PageDictionary();
const task = newTask(description, pages);
const send = (message: FromWorker): void => port.postMessage(message);

port.on("message", (message: ToWorker) => {
  try {
    handle(message);
  } catch (error) {
    const input = error instanceof InputError;
    send({ what: "error", message: input ? error.message : String(error), input });
  }
});

function handle(message: ToWorker): void {
  switch (message.what) {
    case "batch": {
      const { slot, records, lengthCount } = message;
      learn(message.pages);
      task.consume({ ...slots[slot], records, lengthCount, pages });
      send({ what: "free", slot });
      break;
    }
    case "resetCounts":
      task.resetCounts();
      break;
    case "finish":
      send({ what: "result", result: task.result() });
      break;
  }
}

/** Adds pages, which get the ids that they have where the trace is read. */
function learn({ vpn, frame, space, flags }: NewPages): void {
  for (let at = 0; at < vpn.length; at++) pages.id(vpn[at], space[at], frame[at], flags[at]);
}
