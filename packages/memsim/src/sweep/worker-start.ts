/**
 * Starts the worker thread of a sweep, from built files as well as from sources.
 *
 * Built JavaScript is started as it is, and so are sources where the platform takes types away
 * itself (Deno, Node from 22.18 on). Node 20 cannot start a worker from TypeScript, whatever loader
 * the main thread has: there a small module registers tsx, which must be installed, and imports it.
 */
import { Worker } from "node:worker_threads";
import type { WorkerStart } from "./worker-task.ts";

export function startWorker(data: WorkerStart): Worker {
  const here = import.meta.url;
  if (here.endsWith(".js"))
    return new Worker(new URL("./sweep-worker.js", here), { workerData: data });
  const entry = new URL("./sweep-worker.ts", here);
  // Packages of the workspace are then their sources too.
  const options = { workerData: data, execArgv: ["--conditions=source"] };
  if (takesTypesAway()) return new Worker(entry, options);
  const code = `
    import { register } from ${JSON.stringify(import.meta.resolve("tsx/esm/api"))};
    register();
    await import(${JSON.stringify(entry.href)});
  `;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), options);
}

function takesTypesAway(): boolean {
  if ("Deno" in globalThis) return true;
  return (process.features as { typescript?: unknown }).typescript === "strip";
}
