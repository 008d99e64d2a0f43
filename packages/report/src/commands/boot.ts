/**
 * `mcpi boot`: a program on the emulated DECstation, and memory cycles per instruction of its run.
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
  UndefinedBehaviour,
} from "@mcpi/kernels";
import { type AboutRun, aboutRun } from "../boot/about-run.ts";
import { type CountingPlan, countingPlan } from "../boot/boot-plan.ts";
import { DebugPrompt } from "../boot/debug-prompt.ts";
import { commandLines, debug } from "../boot/debugging.ts";
import type { GuestConsole } from "../boot/guest-console.ts";
import { GuestInput } from "../boot/guest-input.ts";
import { openRecorder } from "../boot/recorder.ts";
import { type Ended, type RunSurroundings, runMachine, secondsOf } from "../boot/run-machine.ts";
import { summaryText } from "../boot/summary.ts";
import { CheckFailed, Interrupted, UsageError } from "../console/errors.ts";
import { writeWhole } from "../console/output.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import { type DiskChoice, diskChoices, openDisks } from "../options/disks.ts";
import { lookupOver } from "../options/functions.ts";
import { checkTraces } from "../options/trace.ts";
import { addressOf, limitsOf, parseUntil, type Until, untilText } from "../options/until.ts";
import { COLUMNS } from "../results/columns.ts";
import { conflictRows } from "../results/conflict-columns.ts";
import { writeConflicts } from "../results/conflicts-file.ts";
import { simulationJson, type SimulatedTrace } from "../results/simulation-json.ts";
import { simulationText } from "../results/simulation-text.ts";
import { toCsv } from "../results/write.ts";
import { newStation, resultOf, type SimulationOptions, type Station } from "../station.ts";
import { type BootArguments, bootBuilder } from "./boot-options.ts";

export const bootCommand = defineCommand(
  "boot <image>",
  "boot a program on the emulated DECstation 5000/200, and count",
  bootBuilder,
  run,
);

async function run(given: BootArguments, context: CommandContext): Promise<void> {
  const until = parseUntil("--until", given.until ?? []);
  const choices = diskChoices(given.disk ?? []);
  const opened = await openImage(given.image, { manifest: given.manifest });
  const plan = await countingPlan(given, opened.image, opened.manifest, context.warn);
  checkFiles(given, opened.path, choices, plan);
  const about = await aboutRun(given, opened, choices, plan?.description);
  const input = await GuestInput.open(given.input, given.debug === true, context);
  const disks = openDisks(choices, given.write === true, opened.manifest?.disk);
  const machine = machineOf(given, opened, input.console, disks);
  setStops(machine, until, opened.image);
  const counted = plan && stationOf(given, plan, machine, opened.image, until);
  const recorder = await openRecorder(given.trace, about);
  machine.attach({
    coupled: counted?.station.simulator,
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

interface Counted {
  readonly station: Station;
  readonly options: SimulationOptions;
}

function stationOf(
  given: BootArguments,
  { description, by, functions }: CountingPlan,
  machine: Decstation,
  image: Image,
  until: Until,
): Counted {
  const options: SimulationOptions = {
    by,
    threeC: given.threeC,
    twoWay: given.twoWay,
    refillTemplate: false,
    functions: functions && lookupOver(functions, machine.pages),
    components: functions?.components,
    conflicts: given.conflicts,
    traceHash: image.hash,
  };
  const stream = { pages: machine.pages, name: given.image };
  const { memory, end } = machine.memory;
  const within = { memory, origin: end };
  return { station: newStation(stream, description, options, untilText(until), within), options };
}

interface Run {
  readonly given: BootArguments;
  readonly context: CommandContext;
  readonly machine: Decstation;
  readonly input: GuestInput;
  readonly until: Until;
  readonly image: Image;
}

/** Runs until the end, which the user may put off in the debugger. */
async function runToEnd({ given, context, machine, input, until, image }: Run): Promise<Ended> {
  const { signal, output } = context;
  const surroundings: RunSurroundings = {
    console: input.console,
    signal,
    progress: context.terminal ? undefined : context.progress,
  };
  const print = async (lines: readonly string[]) => {
    await input.console.flush();
    if (lines.length > 0) await output.write(`${lines.join("\n")}\n`);
  };
  const prompt = new DebugPrompt({
    machine,
    image,
    until,
    print,
    save: (path) => writeFile(path, machine.save()),
    run: (go) =>
      input.during(machine, () =>
        runMachine(
          machine,
          () => go(() => input.wish !== undefined || signal.aborted),
          surroundings,
        ),
      ),
  });
  const lines = await commandLines(given.debugScript, context.input, output);
  let debugging = given.debug === true || given.debugScript !== undefined;
  for (;;) {
    if (debugging) {
      await debug(prompt, lines, signal);
      return signal.aborted ? { why: "interrupt" } : prompt.ended;
    }
    try {
      const ended = await input.during(machine, () =>
        runMachine(machine, () => machine.run(limitsOf(until)), surroundings),
      );
      if (ended.why !== "asked" || input.wish !== "debug") return ended;
      debugging = true;
    } catch (error) {
      if (!(error instanceof UndefinedBehaviour)) throw error;
      await input.console.flush();
      const report = stopReport(machine, new SymbolNames(image)).join("\n");
      throw new CheckFailed(`undefined behaviour: ${error.message}\n${report}`);
    }
  }
}

async function writeResults(
  given: BootArguments,
  { to }: CountingPlan,
  { station, options }: Counted,
  about: AboutRun,
  { output, style }: CommandContext,
): Promise<void> {
  const result = resultOf(station, options);
  const { functions } = options;
  const { pages } = station;
  const trace: SimulatedTrace = {
    info: { format: "boot", name: given.image, physical: true, provenance: about },
    results: [result],
    conflicts: functions
      ? conflictRows(result, functions, (compact) => pages.virtualAddress(compact))
      : [],
  };
  if (to.table) await output.write(`\n${simulationText(trace, { dinero: false, style })}`);
  if (to.csv !== undefined) await writeWhole(to.csv, output, toCsv(COLUMNS, result.rows));
  if (to.json !== undefined)
    await writeWhole(to.json, output, simulationJson([trace], "mcpi boot"));
  if (given.conflicts !== undefined) await writeConflicts(to.folder, [trace]);
}
