/**
 * What runs for one machine description while a stream goes by: its simulator, and whoever counts
 * beside it; and the results of that. The stream comes from a trace or from a running machine.
 */
import type { Kept } from "@mcpi/kernels";
import {
  createSimulator,
  type GivenMemory,
  type Machine,
  type MissEvent,
  type MissListener,
  newCounts,
  type Simulator,
  sumRows,
} from "@mcpi/memsim";
import {
  type Components,
  componentOf,
  type FunctionLookup,
  type PageDictionary,
} from "@mcpi/trace";
import {
  countsByName,
  FunctionAttribution,
  functionNames,
  REFILL_TEMPLATE,
  TEMPLATE_FUNCTION,
} from "./attribution.ts";
import { type ConflictPair, ConflictPairs } from "./conflicts.ts";
import { provenanceOf } from "./results/provenance.ts";
import { type By, type Frame, type ResultRow, rowsOf } from "./results/row.ts";
import { type Interval, IntervalCounter, type IntervalLength } from "./stream/intervals.ts";
import type { Counter } from "./stream/replay.ts";

export interface SimulationOptions {
  readonly by: readonly By[];
  readonly threeC: boolean;
  readonly twoWay: boolean;
  /** Run the refill template (docs/counting.md, section 7). */
  readonly refillTemplate: boolean;
  /** How functions are found, for rows by function or component and for conflicts. */
  readonly functions?: FunctionLookup | undefined;
  readonly components?: Components | undefined;
  /** How many of the costliest conflict pairs are wanted. */
  readonly conflicts?: number | undefined;
  readonly interval?: IntervalLength | undefined;
  /** Is told every interval of every machine as it ends. */
  readonly onInterval?: (interval: Interval, frame: Frame) => void;
  readonly traceHash: string;
}

/** What a machine made of a trace. */
export interface SimulationResult {
  readonly machine: Machine;
  readonly frame: Frame;
  readonly rows: readonly ResultRow[];
  readonly conflicts: readonly ConflictPair[];
}

/** What runs for one machine. */
export interface Station {
  readonly pages: PageDictionary;
  readonly simulator: Simulator;
  readonly frame: Frame;
  readonly counters: readonly Counter[];
  readonly attribution: FunctionAttribution | undefined;
  readonly conflicts: ConflictPairs | undefined;
  /** What counts beside the simulator, to be saved with a machine. */
  readonly kept: readonly Kept[];
}

/**
 * @param stream what is simulated: its pages, and what results call it
 * @param window what of it is counted, in words
 * @param within the memory of a running machine, for a simulator that is coupled to it
 */
export function newStation(
  stream: { readonly pages: PageDictionary; readonly name: string },
  machine: Machine,
  options: SimulationOptions,
  window: string,
  within?: GivenMemory,
): Station {
  const { by, threeC, twoWay, refillTemplate, functions, onInterval } = options;
  const byFunction = by.includes("function") || by.includes("component");
  const attribution = functions && byFunction ? new FunctionAttribution(functions) : undefined;
  const conflicts =
    functions && options.conflicts !== undefined
      ? new ConflictPairs(functions, machine)
      : undefined;
  const log = listenerFor([attribution, conflicts]);
  const simulator = createSimulator(machine, stream.pages, {
    threeC,
    twoWay,
    refillTemplate,
    ...(log === undefined ? {} : { log }),
    ...(within === undefined ? {} : { within }),
  });
  const frame: Frame = {
    trace: stream.name,
    machine: machine.name,
    known: { classes: threeC, twoWay },
    time: machine.time,
    provenance: provenanceOf(machine, { ...options, window }),
  };
  const counting: Counter =
    options.interval === undefined
      ? simulator
      : new IntervalCounter(simulator, options.interval, (interval) =>
          onInterval?.(interval, frame),
        );
  const counters: Counter[] = [counting];
  if (attribution !== undefined) counters.push(attribution);
  if (conflicts !== undefined)
    counters.push({ consume: () => {}, resetCounts: () => conflicts.resetCounts() });
  const kept = [attribution, conflicts].filter((one) => one !== undefined);
  return { pages: stream.pages, simulator, frame, counters, attribution, conflicts, kept };
}

interface Hearer {
  hear(event: Readonly<MissEvent>): void;
}

function listenerFor(all: readonly (Hearer | undefined)[]): MissListener | undefined {
  const hearers = all.filter((one) => one !== undefined);
  if (hearers.length === 0) return undefined;
  return (event) => {
    for (const hearer of hearers) hearer.hear(event);
  };
}

/** What the station has counted. */
export function resultOf(station: Station, options: SimulationOptions): SimulationResult {
  const { simulator, frame, conflicts } = station;
  const rows = rowsOf(frame, options.by, simulator.rows(), simulator.idleCycles);
  return {
    machine: simulator.machine,
    frame,
    rows: [...rows, ...attributedRows(station, options)],
    conflicts: conflicts?.costliest(options.conflicts ?? 0) ?? [],
  };
}

/** Rows by component and by function, if they are asked for. */
function attributedRows(
  { attribution, simulator, frame }: Station,
  { by, functions, components }: SimulationOptions,
): ResultRow[] {
  if (attribution === undefined || functions === undefined) return [];
  const total = sumRows(simulator.rows());
  const counts = [...withTemplate(attribution, total)];
  const names: Partial<Record<By, (number: number) => string>> = {
    function: functionNames(functions),
  };
  if (components !== undefined)
    names.component = (number) =>
      number === TEMPLATE_FUNCTION
        ? REFILL_TEMPLATE
        : components.names[componentOf(components, number)];
  return by.flatMap((name) => {
    const nameOf = names[name];
    if (nameOf === undefined) return [];
    return [...countsByName(counts, nameOf)].map(
      ([who, sum]): ResultRow => ({
        ...frame,
        by: name,
        who,
        counts: sum,
        whole: total.instructions,
        idleCycles: undefined,
        known: { ...frame.known, simulated: false },
      }),
    );
  });
}

/**
 * The counts of all functions; what the simulator ran besides the trace's own references is the
 * refill template's.
 */
function withTemplate(attribution: FunctionAttribution, total: ReturnType<typeof newCounts>) {
  const counts = new Map(attribution.functions());
  const template = counts.get(TEMPLATE_FUNCTION) ?? newCounts();
  for (const what of ["instructions", "loads", "stores"] as const) {
    template[what] = total[what];
    for (const [number, one] of counts)
      if (number !== TEMPLATE_FUNCTION) template[what] -= one[what];
  }
  if (template.instructions > 0) counts.set(TEMPLATE_FUNCTION, template);
  return counts;
}
