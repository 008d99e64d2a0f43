/**
 * `npx tsx packages/memsim/bench/coupling.ts`: what a running machine pays for its coupled memory besides the
 * simulation itself: settling after a single instruction, and events that change who runs.
 * Nanoseconds, the median of some rounds; for comparison the same batch without its events.
 */
import { createSimulator, preset } from "@mcpi/memsim";
import {
  type Batch,
  eventMeta,
  KERNEL_MODE,
  type MadeReferences,
  MODE,
  newBatch,
  PAGE_UNMAPPED,
  PageDictionary,
  runMeta,
  USER_MODE,
} from "@mcpi/trace";

const NOTHING: MadeReferences = {
  instructions: 0,
  loads: 0,
  stores: 0,
  uncachedFetches: 0,
  uncachedLoads: 0,
  uncachedStores: 0,
  extraCycles: 0,
};
const ROUNDS = 15;
const SETTLES = 200_000;
const RECORDS = 32_000;

const pages = new PageDictionary();
const page = pages.id(0x80000, 0, 0, PAGE_UNMAPPED);
const fetch: [number, number] = [page << 12, runMeta(1, 4, false)];
const kernel: [number, number] = [KERNEL_MODE, eventMeta(MODE)];
const user: [number, number] = [USER_MODE, eventMeta(MODE)];

function fill(batch: Batch, records: readonly (readonly [number, number])[], times: number): Batch {
  batch.records = 0;
  for (let i = 0; i < times; i++)
    for (const [word, meta] of records) {
      batch.words[2 * batch.records] = word;
      batch.words[2 * batch.records++ + 1] = meta;
    }
  return batch;
}

function median(measure: () => number): number {
  const times = Array.from({ length: ROUNDS }, measure).sort((a, b) => a - b);
  return times[ROUNDS >>> 1];
}

/** Nanoseconds of `work`, by `count`. */
function nanoseconds(count: number, work: () => void): number {
  return median(() => {
    const begin = performance.now();
    work();
    return ((performance.now() - begin) * 1e6) / count;
  });
}

const print = (what: string, time: number) =>
  console.log(`${what.padEnd(58)} ${time.toFixed(0).padStart(6)} ns`);

const ORIGIN = 0x100000;
const memory = new WebAssembly.Memory({ initial: ORIGIN / 65536 });
for (const threeC of [false, true]) {
  const simulator = createSimulator(preset("ds5000-200"), pages, {
    threeC,
    within: { memory, origin: ORIGIN },
  });
  console.log(`ds5000-200, ${threeC ? "with" : "without"} three-C classes`);
  const inPlace: Batch = { ...newBatch(pages), words: new Int32Array(memory.buffer, 64, 65536) };
  for (const [name, batch] of [
    ["in place", inPlace],
    ["copied", newBatch(pages)],
  ] as const) {
    fill(batch, [fetch], 1);
    const settle = nanoseconds(SETTLES, () => {
      for (let i = 0; i < SETTLES; i++) simulator.settle(batch);
    });
    print(`  settle of one instruction, ${name}`, settle);
  }
  const perRecord = (records: readonly (readonly [number, number])[]) => {
    const times = Math.floor(RECORDS / records.length);
    fill(inPlace, records, times);
    return nanoseconds(times, () => simulator.settle(inPlace));
  };
  const plain = perRecord([fetch, fetch]);
  const events = perRecord([kernel, fetch, user, fetch]);
  print("  two instructions", plain);
  print("  two instructions, a mode event before each", events);
  print("  thus a pair of mode events", events - plain);
  print("  a pair of mode events with nothing in between", perRecord([kernel, user]));
  const inline = simulator.inline!;
  const pa = inline.prepare(page, "fetch");
  const made = { ...NOTHING, instructions: 1 };
  const pairs = nanoseconds(SETTLES, () => {
    for (let i = 0; i < SETTLES; i++) {
      inline.count(made);
      inline.event(MODE, KERNEL_MODE, 0);
      inline.count(made);
      inline.event(MODE, USER_MODE, 0);
    }
  });
  print("  inline: a pair of mode events, with their counts", pairs);
  const fetches = nanoseconds(SETTLES, () => {
    for (let i = 0; i < SETTLES; i++) inline.functions.fetch(pa, 0);
  });
  print("  inline: a call of fetch that hits", fetches);
}
