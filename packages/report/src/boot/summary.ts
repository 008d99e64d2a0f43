/**
 * How a run ended, and how fast it was: a line for people.
 */
import type { Decstation, SymbolNames } from "@mcpi/kernels";
import { plural } from "../console/table.ts";
import type { Ended } from "./run-machine.ts";

/** `halted after 61,234,567 instructions, 70,123,456 cycles (2.805 s): 1.52 s here, …` */
export function summaryText(
  machine: Decstation,
  ended: Ended,
  seconds: number,
  names: SymbolNames,
): string {
  const { now } = machine;
  const { retired } = machine.time;
  const simulated = now / machine.queue.hertz;
  const regions = machine.engine.translator?.made;
  const speed = [
    `${seconds.toFixed(2)} s here`,
    `${(retired / 1e6 / Math.max(seconds, 1e-6)).toFixed(1)} M instructions/s`,
    `${(simulated / Math.max(seconds, 1e-6)).toFixed(2)} times the real machine's speed`,
    ...(regions === undefined ? [] : [`${plural(regions, "region")} translated`]),
  ];
  return `${endText(machine, ended, names)} after ${plural(retired, "instruction")}, ${plural(now, "cycle")} (${simulated.toFixed(3)} s): ${speed.join(", ")}`;
}

function endText(machine: Decstation, ended: Ended, names: SymbolNames): string {
  switch (ended.why) {
    case "halt":
      return "halted";
    case "mark":
      return `stopped at mark ${ended.code}`;
    case "watch":
      return `stopped at ${names.of(ended.pc)}`;
    case "no input":
      return `stopped at ${names.of(machine.processor.pc)}, waiting for input of which there is no more,`;
    default:
      return "stopped";
  }
}
