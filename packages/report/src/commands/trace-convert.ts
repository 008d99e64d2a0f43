/**
 * `mcpi trace convert`: the same references in another format.
 */
import { extname } from "node:path";
import {
  type Batch,
  type Dropped,
  MctWriter,
  section,
  type TextWriter,
  type TraceSource,
  writeCsv,
  writeDin,
  writeXdin,
} from "@mcpi/trace";
import type { Argv } from "yargs";
import { UsageError } from "../console/errors.ts";
import { type Output, openOutput } from "../console/output.ts";
import { plural } from "../console/table.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import type { ArgumentsOf } from "../options/common.ts";
import { checkTraces, openSource, traceOptions } from "../options/trace.ts";
import { windowOf, windowOptions } from "../options/window.ts";
import { replay } from "../stream/replay.ts";
import { programVersion } from "../version.ts";

const TARGETS = ["mct", "din", "xdin", "csv"] as const;
type Target = (typeof TARGETS)[number];

const builder = (parser: Argv) =>
  parser
    .positional("from", {
      type: "string",
      demandOption: true,
      describe: "a trace: a file, or - for standard input",
    })
    .positional("into", {
      type: "string",
      demandOption: true,
      describe: "the new file, or - for standard output",
    })
    .options(traceOptions)
    .options({
      to: { choices: TARGETS, describe: "format of the new file (default: by its name)" },
    })
    .options(windowOptions)
    .example("$0 trace convert ls.txt ls.mct --format lackey", "keep a trace")
    .example("$0 trace convert ls.mct - --to din | head", "look at it");

type Arguments = ArgumentsOf<typeof builder>;

export const traceConvertCommand = defineCommand(
  "convert <from> <into>",
  "write a trace, or a part of it, in another format",
  builder,
  run,
);

async function run(
  given: Arguments,
  { output, terminal, progress, signal, warn }: CommandContext,
): Promise<void> {
  checkTraces([given.from], [given.into]);
  const target = targetOf(given);
  if (given.into === "-" && terminal && target === "mct")
    throw new UsageError("-: standard output is a terminal; mct is not for reading");
  const whole = await openSource(given.from, given, warn);
  const bounds = windowOf(given);
  const isPart = Object.values(bounds).some((bound) => bound !== undefined);
  const source = isPart ? section(whole, bounds) : whole;
  const sink = await openOutput(given.into, output);
  const writer = newWriter(target, sink, source);
  try {
    await replay(source, [{ consume: (batch) => writer.consume(batch), resetCounts: () => {} }], {
      progress,
      signal,
    });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  await writer.finish();
  const lost = droppedText(writer.dropped);
  if (lost !== "") warn(`${target} cannot carry: ${lost}`);
}

/** Writes the references of a source; is told when there are no more. */
interface Writer {
  consume(batch: Batch): void | Promise<void>;
  finish(): Promise<void>;
  /** Ends before the trace does. */
  abandon(): Promise<void>;
  /** What the format could not carry; known when all is written. */
  readonly dropped: Dropped;
}

function newWriter(target: Target, sink: Output, { info }: TraceSource): Writer {
  const { physical, provenance, format } = info;
  switch (target) {
    case "din":
      return textTarget(writeDin(sink), sink);
    case "xdin":
      return textTarget(writeXdin(sink), sink);
    case "csv":
      return textTarget(writeCsv(sink, { physical }), sink);
    case "mct": {
      const converted = `mcpi ${programVersion()}, from ${format}`;
      const writer = new MctWriter(sink, { physical, provenance: { ...provenance, converted } });
      return {
        consume: (batch) => writer.consume(batch),
        finish: () => writer.finish(),
        abandon: () => writer.abandon(),
        dropped: {},
      };
    }
  }
}

function textTarget(writer: TextWriter, sink: Output): Writer {
  return {
    consume: (batch) => writer.consume(batch),
    async finish() {
      await writer.finish?.();
      await sink.close();
    },
    abandon: () => sink.close(),
    get dropped() {
      return writer.dropped;
    },
  };
}

/** What pages lose, in words; other names in Dropped are those of events. */
const LOST_OF_PAGES: Readonly<Record<string, string>> = {
  physical: "the physical addresses",
  uncached: "that they are uncached",
  unmapped: "that they are unmapped",
  global: "that they are global",
};

/** What a format could not carry, in words; empty if nothing. */
export function droppedText(dropped: Dropped): string {
  return Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => {
      if (name === "size")
        return `the size${count === 1 ? "" : "s"} of ${plural(count, "reference")}`;
      if (name === "cycles") return `base cycles of ${plural(count, "instruction")}`;
      const lost = LOST_OF_PAGES[name];
      return lost === undefined
        ? plural(count, `${name} event`)
        : `of ${plural(count, "page")} ${lost}`;
    })
    .join(", ");
}

function targetOf({ to, into }: Arguments): Target {
  if (to !== undefined) return to;
  const extension = extname(into).slice(1);
  const found = TARGETS.find((target) => target === extension);
  if (found === undefined)
    throw new UsageError(
      `${into}: its name does not say a format; --to ${TARGETS.join(", --to ")} does`,
    );
  return found;
}
