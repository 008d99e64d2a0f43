/**
 * `npm run bench`: how fast references are simulated, in million individual references a second
 * (never runs), and as the ratio to the baseline loop measured in the same run. Every round runs
 * each engine and the baseline once, in turn; the median of the rounds' ratios is printed.
 */
import { loadavg } from "node:os";
import process from "node:process";
import {
  cacheGrid,
  createSimulator,
  createSweep,
  type Machine,
  parseMachine,
  preset,
  type SimulatorOptions,
} from "@mcpi/memsim";
import { openInput, pump, readDin, readMct } from "@mcpi/trace";
import { baseline } from "./baseline.ts";
import { loadWorkloads, type Workload } from "./workload.ts";

interface Engine {
  readonly name: string;
  readonly floor?: number;
  readonly goal?: number;
  /** Makes what can be made before the clock starts; the function it returns is timed. */
  readonly prepare: (workload: Workload) => () => void | Promise<void>;
}

const ROUNDS = Number(process.env.MCPI_BENCH_ROUNDS ?? 7);

/** A machine that is just a pair of caches (or one), without a clock. */
function cachesOnly(caches: object): Machine {
  return parseMachine(
    {
      name: "bench",
      title: "Caches alone",
      clockMHz: 1,
      time: "instructions",
      caches,
      uncached: { loadCycles: 0, fetchCycles: 0 },
      mapping: { kind: "identity" },
      sources: [],
    },
    "bench",
  );
}

const write = { hit: "through", miss: "fetch-on-write" };
const split = (size: number, ways: number) =>
  cachesOnly({
    instruction: { size, line: 16, ways, missCycles: 15 },
    data: { size, line: 16, ways, missCycles: 15, write },
  });

const simulate =
  (machine: Machine, options: SimulatorOptions) =>
  ({ pages, batches }: Workload) => {
    const simulator = createSimulator(machine, pages, options);
    return () => {
      for (const batch of batches) simulator.consume(batch);
    };
  };

const sweep =
  (configurations: ReturnType<typeof cacheGrid>, threeC: boolean) =>
  ({ pages, batches }: Workload) => {
    const one = createSweep(pages, { which: "split", configurations, threeC });
    return () => {
      for (const batch of batches) one.consume(batch);
    };
  };

const fromFile =
  (machine: Machine, format: "mct" | "din") =>
  ({ path, din }: Workload) =>
  async () => {
    const input = await openInput(format === "mct" ? path : din);
    const source = format === "mct" ? await readMct(input) : readDin(input);
    await pump(source, [createSimulator(machine, source.pages, { threeC: true })]);
  };

const KB = 1024;
const SEVEN_SIZES = [8, 16, 32, 64, 128, 256, 512].map((size) => size * KB);
const SET_COUNTS = [64, 128, 256, 512, 1024, 2048, 4096];
const allWays = SET_COUNTS.flatMap((sets) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((ways) => ({
    size: sets * ways * 16,
    line: 16,
    ways,
    replacement: "lru" as const,
    write: { hit: "through" as const, miss: "fetch-on-write" as const },
  })),
);

const ENGINES: readonly Engine[] = [
  {
    name: "direct-mapped 64K + 64K",
    floor: 1,
    goal: 2,
    prepare: simulate(split(64 * KB, 1), { threeC: false }),
  },
  {
    name: "  with exact three-C",
    floor: 0.3,
    goal: 0.7,
    prepare: simulate(split(64 * KB, 1), { threeC: true }),
  },
  {
    name: "4-way 8K + 8K LRU",
    floor: 0.4,
    goal: 1,
    prepare: simulate(split(8 * KB, 4), { threeC: false }),
  },
  {
    name: "4-way 8K unified LRU",
    prepare: simulate(
      cachesOnly({ unified: { size: 8 * KB, line: 16, ways: 4, missCycles: 3, write } }),
      { threeC: false },
    ),
  },
  {
    name: "7 sizes, three-C, one pass",
    floor: 0.06,
    goal: 0.15,
    prepare: sweep(
      cacheGrid(SEVEN_SIZES, [16], [1], { write: { hit: "through", miss: "fetch-on-write" } }),
      true,
    ),
  },
  { name: "56 configurations, one pass", floor: 0.15, goal: 0.3, prepare: sweep(allWays, false) },
  {
    name: "own file to MCPI, three-C",
    floor: 0.12,
    goal: 0.3,
    prepare: fromFile(split(64 * KB, 1), "mct"),
  },
  {
    name: "din text to MCPI, three-C",
    floor: 0.06,
    goal: 0.15,
    prepare: fromFile(split(64 * KB, 1), "din"),
  },
  { name: "ds5000-200, three-C", prepare: simulate(preset("ds5000-200"), { threeC: true }) },
  { name: "ds5000-200 from own file", prepare: fromFile(preset("ds5000-200"), "mct") },
  { name: "i486-50, three-C", prepare: simulate(preset("i486-50"), { threeC: true }) },
  { name: "pentium-133, three-C", prepare: simulate(preset("pentium-133"), { threeC: true }) },
];

async function seconds(work: () => void | Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

const { workloads, dispose } = await loadWorkloads();
const references = workloads.reduce((sum, w) => sum + w.references, 0);
const wanted = process.argv.slice(2);
const engines = ENGINES.filter(
  (e) => wanted.length === 0 || wanted.some((w) => e.name.includes(w)),
);
const prepared = engines.map((engine) => workloads.map((w) => engine.prepare(w)));
const rates: number[][] = engines.map(() => []);
const ratios: number[][] = engines.map(() => []);
const baselines: number[] = [];

const runBaseline = async () => {
  let time = 0;
  for (const w of workloads) time += await seconds(() => void baseline(w.lines));
  return references / time / 1e6;
};

for (let round = -1; round < ROUNDS; round++) {
  for (const [i] of engines.entries()) {
    const before = await runBaseline();
    let time = 0;
    for (const run of prepared[i]) time += await seconds(run);
    const base = (before + (await runBaseline())) / 2;
    if (round < 0) continue;
    const rate = references / time / 1e6;
    baselines.push(base);
    rates[i].push(rate);
    ratios[i].push(rate / base);
  }
}
dispose();

console.log(
  `${workloads.map((w) => `${w.name} ${(w.references / 1e6).toFixed(1)} M`).join(", ")}: ${(references / 1e6).toFixed(1)} million references; ${ROUNDS} rounds; load ${loadavg()[0].toFixed(1)}`,
);
console.log(`baseline ${median(baselines).toFixed(0)} M references/s\n`);
console.log(`${"".padEnd(30)} M refs/s   ratio  (min–max)     floor  goal`);
for (const [i, { name, floor, goal }] of engines.entries()) {
  const ratio = median(ratios[i]);
  const range = `(${Math.min(...ratios[i]).toFixed(2)}–${Math.max(...ratios[i]).toFixed(2)})`;
  const verdict =
    floor === undefined || goal === undefined
      ? ""
      : ratio >= goal
        ? "goal met"
        : ratio >= floor
          ? "floor met"
          : "BELOW THE FLOOR";
  console.log(
    `${name.padEnd(30)} ${median(rates[i]).toFixed(0).padStart(8)}  ${ratio.toFixed(2).padStart(6)}  ${range.padEnd(14)} ${String(floor ?? "").padStart(4)}  ${String(goal ?? "").padStart(4)}  ${verdict}`,
  );
}
