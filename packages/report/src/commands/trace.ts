/**
 * `mcpi trace`: what a trace holds, the same trace in another format, and whether it is whole.
 */
import type { Command } from "../context.ts";
import { traceCheckCommand } from "./trace-check.ts";
import { traceConvertCommand } from "./trace-convert.ts";
import { traceInfoCommand } from "./trace-info.ts";

const SUBCOMMANDS: readonly Command[] = [traceInfoCommand, traceConvertCommand, traceCheckCommand];

export const traceCommand: Command = {
  name: "trace",
  addTo: (parser, context) =>
    parser.command("trace", "look into traces, convert and check them", (inner) => {
      let withAll = inner.demandCommand(1, 1, "info, convert or check was expected");
      for (const command of SUBCOMMANDS) withAll = command.addTo(withAll, context) as typeof inner;
      return withAll;
    }),
};
