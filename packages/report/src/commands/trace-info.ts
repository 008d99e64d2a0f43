/**
 * `mcpi trace info`: what a trace holds.
 */
import { StatisticsCounter, type StreamStatistics, type TraceInfo } from "@mcpi/trace";
import type { Argv } from "yargs";
import { type CommandContext, defineCommand } from "../context.ts";
import type { ArgumentsOf } from "../options/common.ts";
import { openSource, traceOptions } from "../options/trace.ts";
import { statisticsText } from "../results/statistics-text.ts";
import { replay } from "../stream/replay.ts";

const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "traces: files, or - for standard input",
    })
    .options(traceOptions)
    .options({
      json: { type: "boolean", describe: "print everything as JSON, a line for each trace" },
    })
    .example("$0 trace info ls.mct", "counts, footprint, provenance");

export const traceInfoCommand = defineCommand(
  "info <trace..>",
  "what a trace holds: counts, footprint, where it comes from",
  builder,
  run,
);

async function run(
  given: ArgumentsOf<typeof builder>,
  { output, style, progress, signal, warn }: CommandContext,
): Promise<void> {
  for (const name of given.trace) {
    const source = await openSource(name, given, warn);
    const counter = new StatisticsCounter({ lines: true });
    await replay(source, [{ consume: (batch) => counter.consume(batch), resetCounts: () => {} }], {
      progress,
      signal,
    });
    const statistics = counter.statistics();
    const bytes = source.position.total ?? source.position.bytes;
    const text =
      given.json === true
        ? jsonLine(source.info, bytes, statistics)
        : statisticsText(source.info, bytes, statistics, style);
    await output.write(text);
  }
}

function jsonLine(info: TraceInfo, bytes: number, statistics: StreamStatistics): string {
  return `${JSON.stringify({ ...info, bytes, ...statistics })}\n`;
}
