/**
 * Path lengths and footprints of a system's operations: a guest program, `paths`, does each several
 * times between marks, and says on its console what each is.
 *
 * The console has, before an operation's first mark, a line `operation <number> <key> <title>`. Its
 * marks are FIRST_MARK + 2 number and the one after that. Of the times after the first, the one with
 * the fewest instructions is taken: no clock tick fell into it. *Warm* is with caches and TLB as the
 * time before left them, *cold* with both empty.
 */
import { type EngineName, MemoryView } from "@mcpi/kernels";
import { type Counts, createSimulator, type Machine, type Simulator, sumRows } from "@mcpi/memsim";
import { FunctionLookup } from "@mcpi/trace";
import { type RunSurroundings, runMachine } from "../boot/run-machine.ts";
import { CheckFailed, Interrupted } from "../console/errors.ts";
import { type GuestRun, guestRun, runToMark, WORKLOAD_BEGINS } from "../run/guest-run.ts";
import type { BootChoices, System } from "../run/systems.ts";
import { type AddressRange, PathMeter, type PathWork } from "./path-meter.ts";

export const FIRST_MARK = 0x100;
const MOST_OPERATIONS = 256;
const PROGRAM = "/bin/paths";

export type Temperature = "warm" | "cold";

/** One time of an operation. */
export interface PathSample {
  readonly work: PathWork;
  /** Of the memory system, in kernel mode. */
  readonly counts: Counts;
}

export interface PathResult {
  readonly number: number;
  /** What fixtures/published calls it. */
  readonly key: string;
  readonly title: string;
  readonly warm: PathSample;
  readonly cold: PathSample;
}

export interface PathsOptions extends BootChoices {
  readonly memory: Machine;
  readonly engine?: EngineName | undefined;
}

export interface MeasuredPaths {
  readonly system: System;
  readonly results: readonly PathResult[];
  readonly lookup: FunctionLookup;
}

type Surroundings = Pick<RunSurroundings, "signal" | "progress">;

/**
 * Boots the system twice, and measures every operation, warm and cold.
 * @throws CheckFailed when the guest does not do what it should; Interrupted.
 */
export async function measurePaths(
  system: System,
  options: PathsOptions,
  surroundings: Surroundings,
): Promise<MeasuredPaths> {
  const warm = await samplesOf("warm", system, options, surroundings);
  const cold = await samplesOf("cold", system, options, surroundings);
  const results = [...titles(warm.run.said())].flatMap(([number, { key, title }]): PathResult[] => {
    const w = best(warm.samples.get(number));
    const c = best(cold.samples.get(number));
    if (w === undefined || c === undefined)
      throw new CheckFailed(`${PROGRAM}: operation ${number} (${key}) was not done`);
    return [{ number, key, title, warm: w, cold: c }];
  });
  return { system, results, lookup: warm.lookup };
}

/** Every time of every operation, by number. */
async function samplesOf(
  temperature: Temperature,
  system: System,
  options: PathsOptions,
  surroundings: Surroundings,
) {
  const run = await guestRun(system, [PROGRAM], options, surroundings);
  const { machine } = run;
  await runToMark(run, WORKLOAD_BEGINS);
  const lookup = new FunctionLookup(machine.pages, [run.opened.image.functions]);
  const meter = new PathMeter(lookup, machine.pages, buffersOf(run));
  const simulator = createSimulator(options.memory, machine.pages, {
    threeC: false,
    within: { memory: machine.memory.memory, origin: machine.memory.end },
  });
  machine.attach({ coupled: simulator, consumers: [meter] });
  const empty = simulator.save();
  const samples = new Map<number, PathSample[]>();
  for (let code = FIRST_MARK; code < FIRST_MARK + 2 * MOST_OPERATIONS; code++)
    machine.stopMarks.add(code);
  for (;;) {
    const ended = await runMachine(machine, () => machine.run(), run.surroundings);
    if (ended.why === "interrupt") throw new Interrupted();
    if (ended.why === "halt") break;
    if (ended.why !== "mark") throw new CheckFailed(`${PROGRAM}: it did not end:\n${run.said()}`);
    const number = (ended.code - FIRST_MARK) >> 1;
    if ((ended.code & 1) === 0) {
      if (temperature === "cold") {
        machine.emptyTlb();
        simulator.restore(empty);
      } else simulator.resetCounts();
      meter.begin();
    } else {
      const sample = { work: meter.end(), counts: kernelCounts(simulator) };
      const known = samples.get(number);
      if (known === undefined) samples.set(number, [sample]);
      else known.push(sample);
    }
  }
  return { run, lookup, samples };
}

const kernelCounts = (simulator: Simulator): Counts =>
  sumRows(simulator.rows(), ({ mode }) => mode === "kernel");

/** The shortest of those after the first, which found the system as others had left it. */
function best(samples: readonly PathSample[] | undefined): PathSample | undefined {
  const later = samples !== undefined && samples.length > 1 ? samples.slice(1) : samples;
  return later?.reduce((least, sample) =>
    sample.work.instructions < least.work.instructions ? sample : least,
  );
}

/** What the guest says its operations are, by number. */
function titles(said: string): Map<number, { key: string; title: string }> {
  const lines = said.matchAll(/^operation ([0-9]+) ([a-z0-9-]+) (.+)$/gm);
  return new Map([...lines].map(([, number, key, title]) => [Number(number), { key, title }]));
}

/** Symbols of two pointers of the kernel: where the contents of the buffer cache begin and end. */
const BUFFER_SYMBOLS = ["buffer_memory", "buffer_memory_end"] as const;

function buffersOf({ opened, machine }: GuestRun): AddressRange {
  const view = new MemoryView(() => machine.processor);
  const [from, to] = BUFFER_SYMBOLS.map((name) => {
    const symbol = opened.image.symbols.get(name);
    if (symbol === undefined)
      throw new CheckFailed(`${opened.image.name}: it has no symbol ${name}`);
    return view.word(symbol.address);
  });
  return { from, to };
}
