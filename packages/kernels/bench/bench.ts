/**
 * `npm run bench:machine`: how fast the emulated DECstation runs the larger benchmark with its memory
 * system, in million instructions a second, and as the ratio to GXemul on the same ELF file in the
 * same run (GXemul simulates no memory system). Every round runs GXemul and each engine once, in
 * turn; medians are printed. The last column is how many times faster than the real machine it is:
 * cycles simulated a second, over 25 million.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import {
  createDecstation,
  DECSTATION_HERTZ,
  type EngineName,
  type OpenedImage,
  openImage,
} from "@mcpi/kernels";
import { createSimulator, preset } from "@mcpi/memsim";
import { readGuestElf } from "./guest-elf.ts";

interface Contender {
  readonly name: string;
  readonly engine: EngineName;
  readonly memory: "none" | "whole" | "three-C" | "by batches";
  readonly floor?: number;
  readonly goal?: number;
}

const CONTENDERS: readonly Contender[] = [
  { name: "interpreter, memory system", engine: "interpreter", memory: "whole", floor: 0.25 },
  {
    name: "translator, memory system",
    engine: "translator",
    memory: "whole",
    floor: 0.6,
    goal: 1.2,
  },
  { name: "translator, with three-C", engine: "translator", memory: "three-C" },
  { name: "translator, stream in batches", engine: "translator", memory: "by batches" },
  { name: "interpreter alone", engine: "interpreter", memory: "none" },
  { name: "translator alone", engine: "translator", memory: "none" },
];

const IMAGES = ["bench", "bench-mapped"];
const ROUNDS = Number(process.env.MCPI_BENCH_ROUNDS ?? 3);
/** What everything on is to stay above, as a multiple of the real machine. */
const REAL_FLOOR = 2;

interface Run {
  readonly seconds: number;
  readonly instructions: number;
  readonly cycles: number;
}

async function runOnce({ image, manifest }: OpenedImage, contender: Contender): Promise<Run> {
  const began = performance.now();
  const machine = createDecstation({
    image,
    manifest,
    engine: contender.engine,
    console: { send: () => {}, receive: () => undefined, waiting: 0 },
  });
  if (contender.memory !== "none") {
    const coupled = createSimulator(preset("ds5000-200"), machine.pages, {
      threeC: contender.memory === "three-C",
      within: { memory: machine.memory.memory, origin: machine.memory.end },
    });
    const consumers = contender.memory === "by batches" ? [{ consume: () => {} }] : [];
    machine.attach({ coupled, consumers });
  }
  const stop = await machine.run();
  if (stop.why !== "halt") throw new Error(`bench: the guest stopped by ${stop.why}`);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, instructions: machine.time.retired, cycles: machine.now };
}

/** Seconds that GXemul takes for an ELF file; undefined if it is not there. */
function runGxemul(file: string): number | undefined {
  const began = performance.now();
  const { status, error } = spawnSync(
    "script",
    ["-qec", `gxemul -A -e 3max ${file}`, "/dev/null"],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  if (error !== undefined || status === 127) return undefined;
  return (performance.now() - began) / 1000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1];

const folder = mkdtempSync(join(tmpdir(), "mcpi-bench-"));
process.stdout.write(`load ${loadavg()[0].toFixed(1)}, ${ROUNDS} rounds, medians\n\n`);
process.stdout.write(
  "image         engine                          M instr/s   to GXemul  floor  goal  times the real machine\n",
);
try {
  for (const name of IMAGES) {
    const opened = await openImage(name);
    const file = join(folder, name);
    writeFileSync(file, readGuestElf(name));
    const runs = new Map<Contender, Run[]>(CONTENDERS.map((contender) => [contender, []]));
    const gxemul: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const seconds = runGxemul(file);
      if (seconds !== undefined) gxemul.push(seconds);
      for (const contender of CONTENDERS)
        runs.get(contender)!.push(await runOnce(opened, contender));
    }
    const { instructions } = runs.get(CONTENDERS[0])![0];
    if (gxemul.length === 0) process.stdout.write(`${name}: gxemul is not installed: no ratios\n`);
    else print(name, "GXemul, no memory system", instructions / median(gxemul), 1);
    for (const [contender, made] of runs) {
      const speed = median(made.map((run) => run.instructions / run.seconds));
      const ratio =
        gxemul.length === 0 ? undefined : median(made.map((run, i) => gxemul[i] / run.seconds));
      const real = median(made.map((run) => run.cycles / run.seconds)) / DECSTATION_HERTZ;
      print(name, contender.name, speed, ratio, contender, real);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

function print(
  image: string,
  name: string,
  speed: number,
  ratio: number | undefined,
  { floor, goal }: { floor?: number; goal?: number } = {},
  real?: number,
): void {
  const met = (limit: number | undefined): string =>
    limit === undefined
      ? ""
      : `${limit}${ratio === undefined ? "" : ratio >= limit ? " met" : " NOT"}`;
  const times =
    real === undefined
      ? ""
      : `${real.toFixed(1)}${real > REAL_FLOOR ? "" : ` (below ${REAL_FLOOR})`}`;
  process.stdout.write(
    `${image.padEnd(13)} ${name.padEnd(30)} ${(speed / 1e6).toFixed(0).padStart(10)} ${(ratio?.toFixed(2) ?? "").padStart(11)}  ${met(floor).padEnd(9)} ${met(goal).padEnd(8)} ${times}\n`,
  );
}
