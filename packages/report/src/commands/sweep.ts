/**
 * `mcpi sweep`: what many caches make of a trace, in one pass.
 */
import type { SweepSide } from "@mcpi/memsim";
import type { Argv } from "yargs";
import { writeWhole } from "../console/output.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import { type ArgumentsOf, namesIn, parsed } from "../options/common.ts";
import { machineOptions } from "../options/machine.ts";
import { destinationsOf, outputOptions } from "../options/output.ts";
import { parsePowers, parseWays } from "../options/size.ts";
import { checkTraces, openSource, traceOptions } from "../options/trace.ts";
import { windowOf, windowOptions } from "../options/window.ts";
import { fileHash } from "../results/provenance.ts";
import { SWEEP_COLUMNS } from "../results/sweep-columns.ts";
import { sweepText } from "../results/sweep-text.ts";
import { toCsv, toJson } from "../results/write.ts";
import { CountingWindow } from "../stream/window.ts";
import { sweep } from "../sweep.ts";

const SIDES: readonly SweepSide[] = ["instruction", "data", "unified"];

const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      demandOption: true,
      describe: "a trace: a file, or - for standard input",
    })
    .options(traceOptions)
    .options({
      sizes: parsed("--sizes", "capacities (default 1K..1M)", "list", (list) =>
        parsePowers("--sizes", list),
      ),
      ways: parsed("--ways", "ways (default 1,2,4,8,full)", "list", (list) =>
        parseWays("--ways", list),
      ),
      lines: parsed("--lines", "bytes of a line (default 16)", "list", (list) =>
        parsePowers("--lines", list),
      ),
      which: parsed(
        "--which",
        "caches of instructions, of data, or of both (default instruction,data)",
        SIDES.join(","),
        (list) => namesIn("--which", list, SIDES),
      ),
      replacement: {
        choices: ["lru", "fifo", "random", "plru"] as const,
        default: "lru" as const,
        describe: "which line goes",
      },
      write: {
        choices: ["fetch-on-write", "write-validate", "write-around"] as const,
        default: "fetch-on-write" as const,
        describe: "what a store does that misses (docs/counting.md, section 2)",
      },
      index: {
        choices: ["physical", "virtual"] as const,
        default: "physical" as const,
        describe: "which address chooses the set",
      },
      mapping: {
        ...machineOptions.mapping,
        describe: `${machineOptions.mapping.describe} (default identity)`,
      },
      seed: machineOptions.seed,
      "three-c": {
        type: "boolean",
        default: false,
        describe: "class the misses of every cache, too",
      },
    })
    .options(windowOptions)
    .options(outputOptions)
    .example("$0 sweep ls.mct", "55 caches of instructions, 55 of data")
    .example(
      "$0 sweep ls.mct --sizes 8K..64K --ways 1,2 --lines 16,32 --three-c -o results",
      "what conflicts cost",
    );

export const sweepCommand = defineCommand(
  "sweep <trace>",
  "simulate many caches in one pass: sizes, ways, lines",
  builder,
  run,
);

const DEFAULT_SIZES = "1K..1M";
const DEFAULT_WAYS = "1,2,4,8,full";
const DEFAULT_LINE = 16;

async function run(
  given: ArgumentsOf<typeof builder>,
  { output, terminal, style, progress, signal, warn }: CommandContext,
): Promise<void> {
  const { threeC, replacement, index, write, mapping, seed } = given;
  const to = destinationsOf(given, "sweep", terminal);
  checkTraces([given.trace], [to.csv, to.json]);
  const traceHash = await fileHash(given.trace);
  const source = await openSource(given.trace, given, warn);
  const rows = await sweep(
    source,
    {
      sides: given.which ?? ["instruction", "data"],
      sizes: given.sizes ?? parsePowers("--sizes", DEFAULT_SIZES),
      lines: given.lines ?? [DEFAULT_LINE],
      ways: given.ways ?? parseWays("--ways", DEFAULT_WAYS),
      rest: {
        replacement,
        index,
        write:
          write === "write-validate"
            ? { hit: "back", miss: write, partial: "leave" }
            : { hit: "back", miss: write },
      },
      threeC,
      mapping: { kind: "identity", ...mapping, ...(seed === undefined ? {} : { seed }) },
      traceHash,
    },
    { window: new CountingWindow(windowOf(given)), progress, signal },
  );
  if (to.csv !== undefined) await writeWhole(to.csv, output, toCsv(SWEEP_COLUMNS, rows));
  if (to.json !== undefined)
    await writeWhole(
      to.json,
      output,
      toJson({ kind: "mcpi sweep", schema: 1 }, SWEEP_COLUMNS, rows),
    );
  if (to.table) await output.write(sweepText(rows, style));
}
