/**
 * `npm run bench:memory`: 200 million references through a simulator with exact three-C classes,
 * with the memory in use printed every 20 million. The fixtures are read from their files again and
 * again: the footprint stays, so the memory must.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { createSimulator, preset, sumRows } from "@mcpi/memsim";
import { openInput, PageDictionary, readMct } from "@mcpi/trace";

const WANTED = 200e6;
const STEP = 20e6;
const path = fileURLToPath(new URL("../../../fixtures/traces/gzip.mct", import.meta.url));

const mebibytes = () => (process.memoryUsage().rss / 2 ** 20).toFixed(0);
const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});

let simulator: ReturnType<typeof createSimulator> | undefined;
let pages = new PageDictionary();
let next = 0;
let references = 0;
console.log("million references   resident MiB");
while (references < WANTED) {
  const source = await readMct(await openInput(path));
  for await (const batch of source.batches()) {
    if (simulator === undefined) {
      pages = source.pages;
      simulator = createSimulator(preset("ds5000-200"), pages);
    }
    // The file gives its pages the same ids every time.
    simulator.consume({ ...batch, pages });
    const { instructions, loads, stores } = sumRows(simulator.rows());
    references = instructions + loads + stores;
    if (references >= next) {
      collect();
      console.log(`${(references / 1e6).toFixed(0).padStart(18)}   ${mebibytes().padStart(12)}`);
      next += STEP;
    }
    if (references >= WANTED) break;
  }
}
