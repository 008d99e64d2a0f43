/**
 * Path lengths and footprints of a system's operations: a guest program, `paths`, does each several
 * times between marks, and says on its console what each is. Where a kernel has operations of its own
 * beneath the UNIX, another image's first program does those.
 *
 * The console has, before an operation's first mark, a line `operation <number> <key> <title>`. Its
 * marks are FIRST_MARK + 2 number and the one after that. Of the times after the first, the one with
 * the fewest instructions is taken: no clock tick fell into it. *Warm* is with caches and TLB as the
 * time before left them, *cold* with both empty.
 */
import { type EngineName, MemoryView } from "@mcpi/kernels";
import { type Counts, createSimulator, type Machine, type Simulator, sumRows } from "@mcpi/memsim";
import { checkComponentMap, componentOf, type FunctionLookup } from "@mcpi/trace";
import { type RunSurroundings, runMachine } from "../boot/run-machine.ts";
import { CheckFailed, Interrupted } from "../console/errors.ts";
import { functionsIn } from "../options/functions.ts";
import { programsOf, systemFunctions } from "../options/programs.ts";
import { USER } from "../run/comparison.ts";
import { type GuestRun, guestRun, runToMark, WORKLOAD_BEGINS } from "../run/guest-run.ts";
import type { BootChoices, System } from "../run/systems.ts";
import {
  type AddressRange,
  NO_USER_SYSTEM,
  PathMeter,
  type PathWork,
  type UserSystem,
} from "./path-meter.ts";

export const FIRST_MARK = 0x100;
const MOST_OPERATIONS = 256;
const PROGRAM = "/bin/paths";
/** From mark to mark of a program that does not hang. */
const LONGEST_SECONDS = 60;

export type Temperature = "warm" | "cold";

/** One time of an operation. */
export interface PathSample {
  readonly work: PathWork;
  /** Of the memory system: in kernel mode, or in all where some of the system runs in user mode. */
  readonly counts: Counts;
}

export interface PathResult {
  readonly number: number;
  /** What fixtures/published calls it. */
  readonly key: string;
  readonly title: string;
  readonly warm: PathSample;
  readonly cold: PathSample;
  /** What the numbers of its functions mean. */
  readonly lookup: FunctionLookup;
}

/** Whose operations: those of the UNIX, or those of the kernel beneath it. */
export const PATH_PARTS = ["unix", "kernel"] as const;
export type PathPart = (typeof PATH_PARTS)[number];

export interface PathsOptions extends BootChoices {
  /** One part only. */
  readonly part?: PathPart | undefined;
  readonly memory: Machine;
  readonly engine?: EngineName | undefined;
}

export interface MeasuredPaths {
  readonly system: System;
  readonly results: readonly PathResult[];
}

type Surroundings = Pick<RunSurroundings, "signal" | "progress">;

/**
 * Boots the system twice, and measures every operation, warm and cold; the same with the image of its
 * kernel's own operations, if there is one.
 * @throws CheckFailed when the guest does not do what it should; Interrupted.
 */
export async function measurePaths(
  system: System,
  options: PathsOptions,
  surroundings: Surroundings,
): Promise<MeasuredPaths> {
  const { part } = options;
  const results: PathResult[] = [];
  if (part !== "kernel") results.push(...(await resultsOf(system, options, surroundings)));
  if (part !== "unix" && system.kernelPaths !== undefined) {
    const kernel = { ...system, image: system.kernelPaths };
    results.push(...(await resultsOf(kernel, options, surroundings)));
  }
  return { system, results };
}

async function resultsOf(
  system: System,
  options: PathsOptions,
  surroundings: Surroundings,
): Promise<PathResult[]> {
  const warm = await samplesOf("warm", system, options, surroundings);
  const cold = await samplesOf("cold", system, options, surroundings);
  return [...titles(warm.run.said())].flatMap(([number, { key, title }]): PathResult[] => {
    const w = best(warm.samples.get(number));
    const c = best(cold.samples.get(number));
    if (w === undefined || c === undefined)
      throw new CheckFailed(`${PROGRAM}: operation ${number} (${key}) was not done`);
    return [{ number, key, title, warm: w, cold: c, lookup: warm.lookup }];
  });
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
  const { lookup, server } = functionsOf(run);
  const meter = new PathMeter(lookup, machine.pages, buffersOf(run), server);
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
    const until = { cycles: machine.now + LONGEST_SECONDS * machine.queue.hertz };
    const ended = await runMachine(machine, () => machine.run(until), run.surroundings);
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
      const counts = server === NO_USER_SYSTEM ? kernelCounts(simulator) : allCounts(simulator);
      const sample = { work: meter.end(), counts };
      const known = samples.get(number);
      if (known === undefined) samples.set(number, [sample]);
      else known.push(sample);
    }
  }
  return { run, lookup, samples };
}

const kernelCounts = (simulator: Simulator): Counts =>
  sumRows(simulator.rows(), ({ mode }) => mode === "kernel");
const allCounts = (simulator: Simulator): Counts => sumRows(simulator.rows());

/** The functions of kernel and programs, and which of the latter are the system. */
function functionsOf({ opened, machine, disk }: GuestRun): {
  lookup: FunctionLookup;
  server: UserSystem;
} {
  const { image, manifest } = opened;
  const all = programsOf(opened, disk);
  const map =
    manifest?.components && checkComponentMap(manifest.components, `${manifest.name}.json`);
  const { symbols } = functionsIn(image.functions, map, () => {});
  const { lookup, components, programs } = systemFunctions(machine, symbols, map, all);
  const servers = (manifest?.modules ?? []).map(({ name }) => name);
  if (components === undefined || programs === undefined || !all.some(({ library }) => library))
    return { lookup, server: NO_USER_SYSTEM };
  const owners = all.filter(({ library }) => !library);
  return {
    lookup,
    server: {
      executes: (number) =>
        number >= 0 && components.names[componentOf(components, number)] !== USER,
      owns: (space) => servers.includes(owners[programs.of(space)]?.name),
    },
  };
}

/**
 * The shortest of those after the first, which found the system as others had left it. Nothing was done
 * at all where a clock's interrupt that was waited for did not come.
 */
function best(samples: readonly PathSample[] | undefined): PathSample | undefined {
  const later = samples !== undefined && samples.length > 1 ? samples.slice(1) : samples;
  const done = later?.filter(({ work }) => work.instructions > 0);
  return (done?.length ? done : later)?.reduce((least, sample) =>
    sample.work.instructions < least.work.instructions ? sample : least,
  );
}

/** What the guest says its operations are, by number. */
function titles(said: string): Map<number, { key: string; title: string }> {
  const lines = said.matchAll(/^operation ([0-9]+) ([a-z0-9-]+) (.+)$/gm);
  return new Map([...lines].map(([, number, key, title]) => [Number(number), { key, title }]));
}

/**
 * Symbols of two pointers of the kernel: where the contents of the buffer cache begin and end. A kernel
 * that has none has no buffer cache: a server's is in the server's memory.
 */
const BUFFER_SYMBOLS = ["buffer_memory", "buffer_memory_end"] as const;

function buffersOf({ opened, machine }: GuestRun): AddressRange {
  const view = new MemoryView(() => machine.processor);
  const [from, to] = BUFFER_SYMBOLS.map((name) => {
    const symbol = opened.image.symbols.get(name);
    return symbol === undefined ? 0 : view.word(symbol.address);
  });
  return { from, to };
}
