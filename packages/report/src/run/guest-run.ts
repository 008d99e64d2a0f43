/**
 * A system that runs one workload: the machine from power-on to its halt, in three parts. The boot,
 * which nobody counts; the workload itself, between two marks of the driver; and what comes after.
 */
import { dirname, join } from "node:path";
import {
  type BreakStop,
  type ConsoleLine,
  createDecstation,
  type Decstation,
  type Disk,
  type EngineName,
  manifestDisk,
  type OpenedImage,
  openImage,
  type RunLimits,
  SymbolNames,
  stopReport,
  type WantedDisk,
} from "@mcpi/kernels";
import { InputError } from "@mcpi/trace";
import { type RunSurroundings, runMachine, type Typist } from "../boot/run-machine.ts";
import { CheckFailed, Interrupted } from "../console/errors.ts";
import { fileHash } from "../results/provenance.ts";
import { type BootChoices, bootArguments, type System } from "./systems.ts";

/** The driver's marks: before its first fork, and when it has waited for the last of its children. */
export const WORKLOAD_BEGINS = 1;
export const WORKLOAD_ENDS = 2;

/** Lines of the console that an error shows. */
const SHOWN_LINES = 12;

/** Keeps what the guest says; nobody types. */
export class RecordedConsole implements ConsoleLine, Typist {
  #bytes: number[] = [];
  readonly waiting = 0;
  readonly ended = true;
  onFailure = () => {};

  send(byte: number): void {
    this.#bytes.push(byte);
  }

  receive(): undefined {}

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  set bytes(said: Uint8Array) {
    this.#bytes = [...said];
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes).replaceAll("\r", "");
  }
}

export interface GuestRun {
  readonly opened: OpenedImage;
  readonly machine: Decstation;
  readonly disk: Disk;
  readonly console: RecordedConsole;
  /** What it is, for a saved state of it: texts by key. */
  readonly about: Readonly<Record<string, string>>;
  /** What the guest has said on its console so far. */
  readonly said: () => string;
  readonly surroundings: RunSurroundings;
}

export interface GuestRunOptions extends BootChoices {
  readonly engine?: EngineName | undefined;
}

/**
 * A machine at power-on, with the system's disk.
 * @param program what the system runs instead of a shell, and its arguments
 * @throws InputError when the system's image or disk is not to be had.
 */
export async function guestRun(
  system: System,
  program: readonly string[],
  options: GuestRunOptions,
  { signal, progress }: Pick<RunSurroundings, "signal" | "progress">,
): Promise<GuestRun> {
  const opened = await openImage(system.image);
  const { image, manifest, manifestPath } = opened;
  if (!manifest?.disk || manifestPath === undefined)
    throw new InputError(`${opened.path}: its manifest names no disk; a system has one`);
  const disk = manifestDisk(manifest.disk, manifestPath);
  const disks: (Disk | undefined)[] = [];
  disks[manifest.disk.target] = disk;
  const argv = bootArguments(system, options, program);
  const console = new RecordedConsole();
  const machine = createDecstation({
    image,
    manifest,
    console,
    disks,
    argv,
    ...(options.engine && { engine: options.engine }),
  });
  return {
    opened,
    machine,
    disk,
    console,
    about: {
      system: system.name,
      "command line": argv.join(" "),
      image: image.hash,
      disk: await diskHash(manifest.disk, manifestPath),
    },
    said: () => console.text,
    surroundings: { console, signal, progress },
  };
}

/** Stops on the way of a run. */
export interface Stops {
  readonly limits: RunLimits;
  /** The machine has stopped for another reason than its run's end. @returns whether it goes on */
  stopped(stop: BreakStop): Promise<boolean>;
}

const NO_STOPS: Stops = { limits: {}, stopped: async () => false };

/**
 * Runs on to a mark of the driver.
 * @throws CheckFailed, with what the guest said last, if it does not get there; Interrupted.
 */
export async function runToMark(run: GuestRun, code: number, stops = NO_STOPS): Promise<void> {
  const { machine } = run;
  machine.stopMarks.add(code);
  for (;;) {
    const ended = await runMachine(machine, () => machine.run(stops.limits), run.surroundings);
    if (ended.why === "interrupt") throw new Interrupted();
    if (ended.why === "mark" && ended.code === code) break;
    if (ended.why === "no input" || !(await stops.stopped(ended)))
      throw new CheckFailed(failure(run, "the workload did not end"));
  }
  machine.stopMarks.delete(code);
}

/**
 * Runs on until the machine halts.
 * @throws CheckFailed, with what the guest said last, if it does not; Interrupted.
 */
export async function runToHalt(run: GuestRun): Promise<void> {
  const { machine } = run;
  const ended = await runMachine(machine, () => machine.run(), run.surroundings);
  if (ended.why === "interrupt") throw new Interrupted();
  if (ended.why !== "halt") throw new CheckFailed(failure(run, "the machine did not halt"));
}

const diskHash = async (wanted: WantedDisk, manifest: string): Promise<string> =>
  "file" in wanted ? fileHash(join(dirname(manifest), wanted.file)) : JSON.stringify(wanted);

/** What went wrong, the guest's last words, and where its processor is. */
function failure({ machine, opened, said }: GuestRun, what: string): string {
  const lines = said().trimEnd().split("\n").slice(-SHOWN_LINES);
  const where = stopReport(machine, new SymbolNames(opened.image));
  return [`${opened.image.name}: ${what}; it said last:`, ...lines, ...where].join("\n");
}
