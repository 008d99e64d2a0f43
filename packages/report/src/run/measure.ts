/**
 * One cell of the experiment: a workload on a system, with its memory system.
 *
 * Counting begins at the driver's first fork and ends when its last wait has returned (Chen and
 * Bershad, section 2: one program at a time, single user, after a boot). At its beginning the caches
 * and the TLB are empty; what is delayed beyond its end is charged to no one.
 */
import { checkFileSystem, type KnownProgram, openFileSystem } from "@mcpi/kernels";
import type { Counts, Machine } from "@mcpi/memsim";
import { checkComponentMap, InputError } from "@mcpi/trace";
import type { RunSurroundings } from "../boot/run-machine.ts";
import { CheckFailed } from "../console/errors.ts";
import { functionsIn } from "../options/functions.ts";
import { programsOf, systemFunctions } from "../options/programs.ts";
import type { Until } from "../options/until.ts";
import type { By } from "../results/row.ts";
import { newStation, resultOf, type SimulationOptions, type SimulationResult } from "../station.ts";
import { USER } from "./comparison.ts";
import {
  type GuestRun,
  type GuestRunOptions,
  guestRun,
  runToHalt,
  runToMark,
  WORKLOAD_BEGINS,
  WORKLOAD_ENDS,
} from "./guest-run.ts";
import { readSavedRun } from "./saved-run.ts";
import { Saving } from "./saving.ts";
import { SystemOnly } from "./system-only.ts";
import type { System } from "./systems.ts";
import { driverArguments, type Workload } from "./workloads.ts";

export interface MeasureOptions extends GuestRunOptions {
  /** The memory system. */
  readonly memory: Machine;
  readonly by: readonly By[];
  readonly threeC: boolean;
  readonly twoWay: boolean;
  readonly conflicts?: number | undefined;
  /** Count caches that the system alone uses, too; not for a run that is kept or gone on with. */
  readonly systemOnly?: boolean | undefined;
  /** A file from which the run goes on, instead of a boot. */
  readonly restore?: string | undefined;
  /** A file in which it is kept on its way, and where on it. */
  readonly save?: { readonly path: string; readonly at: Until } | undefined;
}

/** What a workload on a system came to. */
export interface Measured {
  readonly system: System;
  readonly workload: Workload;
  readonly result: SimulationResult;
  /** Functions and components, by which rows were made. */
  readonly options: SimulationOptions;
  readonly run: GuestRun;
  /** Cycles from the beginning to the end, idle ones included. */
  readonly cycles: number;
  /** The file that the workload wrote. */
  readonly output: Uint8Array;
  /** Of the caches that the system alone uses, if they were asked for. */
  readonly systemOnly: Counts | undefined;
  /** Where on its way the run was kept, in words; empty if it was not. */
  readonly kept: string;
}

/**
 * Boots the system, runs the workload, and halts the machine.
 * @throws CheckFailed when the guest does not do what it should, or leaves a damaged file system.
 */
export async function measure(
  system: System,
  workload: Workload,
  options: MeasureOptions,
  surroundings: Pick<RunSurroundings, "signal" | "progress">,
): Promise<Measured> {
  const run = await guestRun(system, driverArguments(workload), options, surroundings);
  const { machine } = run;
  const known = programsOf(run.opened, run.disk);
  const saving = new Saving(run, options.save);
  const { restore } = options;
  const saved = restore === undefined ? undefined : await readSavedRun(restore, run.about);
  if (saved) run.console.bytes = saved.said;
  if (saved && saved.stage !== "counted") machine.restore(saved.machine, restore);
  if (saved === undefined || saved.stage === "boot")
    await runToMark(run, WORKLOAD_BEGINS, saving.during("boot", 0));
  if (saved?.stage !== "counted") await saving.booted();
  const { station, simulation, kept } = stationOf(run, system, workload, options, known);
  if (saved?.stage !== "counted") machine.emptyTlb();
  const systemOnly = options.systemOnly && systemOnlyOf(run, options.memory, simulation);
  const consumers = [station.attribution, systemOnly || undefined];
  machine.attach({
    coupled: station.simulator,
    consumers: consumers.filter((one) => one !== undefined),
    kept,
  });
  if (saved?.stage === "counted") machine.restore(saved.machine, restore);
  const began = saved?.stage === "counted" ? saved.began : machine.now;
  await runToMark(run, WORKLOAD_ENDS, saving.during("counted", began));
  saving.end();
  const cycles = machine.now - began;
  const result = resultOf(station, simulation);
  machine.attach({});
  await runToHalt(run);
  const output = leftOnDisk(run, workload.output);
  return {
    system,
    workload,
    result,
    options: simulation,
    run,
    cycles,
    output,
    systemOnly: systemOnly ? systemOnly.counts : undefined,
    kept: saving.said,
  };
}

function systemOnlyOf(
  { machine, opened }: GuestRun,
  memory: Machine,
  { functions, components }: SimulationOptions,
): SystemOnly {
  if (functions === undefined || components === undefined)
    throw new InputError(`${opened.path}: its manifest has no components`);
  return new SystemOnly(memory, machine.pages, functions, components, USER);
}

function stationOf(
  { opened, machine }: GuestRun,
  system: System,
  workload: Workload,
  { memory, by, threeC, twoWay, conflicts }: MeasureOptions,
  known: readonly KnownProgram[],
) {
  const { image, manifest } = opened;
  const map =
    manifest?.components && checkComponentMap(manifest.components, `${manifest.name}.json`);
  // The map also names what a compiler may make of functions, in another image.
  const { symbols } = functionsIn(image.functions, map, () => {});
  const { lookup, components, programs } = systemFunctions(machine, symbols, map, known);
  const simulation: SimulationOptions = {
    by,
    threeC,
    twoWay,
    refillTemplate: false,
    functions: lookup,
    components,
    conflicts,
    traceHash: image.hash,
  };
  const stream = { pages: machine.pages, name: `${system.name} ${workload.name}` };
  const within = { memory: machine.memory.memory, origin: machine.memory.end };
  const station = newStation(stream, memory, simulation, "", within);
  const kept = programs === undefined ? station.kept : [...station.kept, programs];
  return { station, simulation, kept };
}

/** A file on the disk, whose file system must be whole. @throws CheckFailed if it is not. */
function leftOnDisk({ disk, opened }: GuestRun, path: string): Uint8Array {
  const bytes = new Uint8Array(disk.blocks * 512);
  disk.read(0, bytes);
  const { findings } = checkFileSystem(bytes);
  if (findings.length > 0)
    throw new CheckFailed(
      `${opened.image.name}: the file system is damaged after the run: ${findings[0].message}`,
    );
  return openFileSystem(bytes).readFile(path);
}
