/**
 * What `mcpi boot` does: makes the machine, its memory system and whoever listens, runs it, and
 * writes what was counted.
 */
import { readFile, writeFile } from "node:fs/promises";
import {
  createDecstation,
  type Decstation,
  type Disk,
  haltedByException,
  type Image,
  type OpenedImage,
  openImage,
  SymbolNames,
  stopReport,
} from "@mcpi/kernels";
import type { BootArguments } from "../commands/boot-options.ts";
import { CheckFailed, Interrupted, UsageError } from "../console/errors.ts";
import type { CommandContext } from "../context.ts";
import { type DiskChoice, diskChoices, openDisks } from "../options/disks.ts";
import { type Functions, lookupOver } from "../options/functions.ts";
import { programsOf, type SystemFunctions, systemFunctions } from "../options/programs.ts";
import { checkTraces } from "../options/trace.ts";
import { addressOf, parseUntil, type Until, untilText } from "../options/until.ts";
import { newStation, type SimulationOptions } from "../station.ts";
import { aboutRun } from "./about-run.ts";
import { type CountingPlan, countingPlan } from "./boot-plan.ts";
import type { GuestConsole } from "./guest-console.ts";
import { GuestInput } from "./guest-input.ts";
import { openRecorder } from "./recorder.ts";
import { type Ended, secondsOf } from "./run-machine.ts";
import { runToEnd } from "./run-to-end.ts";
import { summaryText } from "./summary.ts";
import { type Counted, writeResults } from "./write-results.ts";

/** @throws what console/errors.ts knows */
export async function boot(given: BootArguments, context: CommandContext): Promise<void> {
  const until = parseUntil("--until", given.until ?? []);
  const choices = diskChoices(given.disk ?? []);
  const opened = await openImage(given.image, { manifest: given.manifest });
  const plan = await countingPlan(given, opened.image, opened.manifest, context.warn);
  checkFiles(given, opened.path, choices, plan);
  const about = await aboutRun(given, opened, choices, plan?.description);
  const idles = (opened.manifest?.idle?.length ?? 0) > 0;
  const input = await GuestInput.open(given.input, idles, given.debug === true, context);
  const disks = openDisks(choices, given.write === true, opened);
  const machine = machineOf(given, opened, input.console, disks);
  setStops(machine, until, opened.image);
  if (input.interactive) machine.keepPace();
  const counted = plan && stationOf(given, plan, machine, opened, disks, until);
  const recorder = await openRecorder(given.trace, about);
  machine.attach({
    coupled: counted?.station.simulator,
    kept: counted?.kept ?? [],
    consumers: [counted?.station.attribution, recorder].filter((one) => one !== undefined),
  });
  let ended: Ended;
  try {
    if (given.restore !== undefined) machine.restore(await readFile(given.restore), given.restore);
    ended = await runToEnd({ given, context, machine, input, until, image: opened.image });
    await input.console.flush();
    if (ended.why === "interrupt") throw new Interrupted();
  } catch (error) {
    await recorder?.abandon();
    throw error;
  }
  await recorder?.finish();
  if (given.save !== undefined) await writeFile(given.save, machine.save());
  if (plan && counted) await writeResults(given, plan, counted, about, context);
  const names = new SymbolNames(opened.image);
  context.note(summaryText(machine, ended, secondsOf(machine), names));
  if (haltedByException(machine))
    throw new CheckFailed(
      `the machine has halted at an exception that nothing handles\n${stopReport(machine, names).join("\n")}`,
    );
}

/** @throws UsageError when a file that is read would be written, too. */
function checkFiles(
  given: BootArguments,
  image: string,
  disks: readonly DiskChoice[],
  plan: CountingPlan | undefined,
): void {
  if (given.trace === "-")
    throw new UsageError("--trace -: standard output is the guest's console; give it a file");
  const read = [
    image,
    given.manifest,
    given.input,
    given.restore,
    ...disks.map(({ path }) => path),
  ];
  checkTraces(
    read.filter((path) => path !== undefined),
    [given.trace, given.save, plan?.to.csv, plan?.to.json],
  );
}

function machineOf(
  given: BootArguments,
  { image, manifest }: OpenedImage,
  console: GuestConsole,
  disks: readonly (Disk | undefined)[],
): Decstation {
  try {
    return createDecstation({
      image,
      manifest,
      ramMB: given.ram,
      console,
      disks,
      strict: given.strict === true,
      ...(given.engine && { engine: given.engine }),
      ...(given.caches && { functionalCaches: given.caches === "functional" }),
      ...(given.arg && { argv: given.arg }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--arg: ${error.message}`);
    throw error;
  }
}

function setStops(machine: Decstation, { marks, places }: Until, image: Image): void {
  for (const place of places) machine.watch(addressOf(place, image.symbols, image.name));
  for (const code of marks) machine.stopMarks.add(code);
}

function stationOf(
  given: BootArguments,
  { description, by, functions }: CountingPlan,
  machine: Decstation,
  opened: OpenedImage,
  disks: readonly (Disk | undefined)[],
  until: Until,
): Counted {
  const found = functions && foundFunctions(given, functions, machine, opened, disks);
  const options: SimulationOptions = {
    by,
    threeC: given.threeC,
    twoWay: given.twoWay,
    refillTemplate: false,
    functions: found?.lookup,
    components: found?.components,
    conflicts: given.conflicts,
    traceHash: opened.image.hash,
  };
  const stream = { pages: machine.pages, name: given.image };
  const { memory, end } = machine.memory;
  const within = { memory, origin: end };
  const station = newStation(stream, description, options, untilText(until), within);
  const kept = found?.programs ? [...station.kept, found.programs] : station.kept;
  return { station, options, kept };
}

/** The image's functions, and those of the programs on the disk that its manifest wants. */
function foundFunctions(
  given: BootArguments,
  functions: Functions,
  machine: Decstation,
  opened: OpenedImage,
  disks: readonly (Disk | undefined)[],
): SystemFunctions {
  const wanted = opened.manifest?.disk;
  const disk = wanted ? disks[wanted.target] : undefined;
  const own = disk !== undefined && wanted && "file" in wanted && disk.name === wanted.file;
  const programs = own && given.symbols === undefined ? programsOf(opened, disk) : [];
  if (programs.length > 0)
    return systemFunctions(machine, functions.symbols, functions.map, programs);
  const { components } = functions;
  return { lookup: lookupOver(functions, machine.pages), components, programs: undefined };
}
