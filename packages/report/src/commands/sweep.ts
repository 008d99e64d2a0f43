/**
 * `mcpi sweep`: what many caches make of a trace, in one pass.
 */
import type { SweepCache, SweepSide } from "@mcpi/memsim";
import type { Argv } from "yargs";
import { UsageError } from "../console/errors.ts";
import { type CommandContext, defineCommand } from "../context.ts";
import { curve } from "../curve.ts";
import { type ArgumentsOf, inGroup, namesIn, parsed } from "../options/common.ts";
import { machineOptions } from "../options/machine.ts";
import { destinationsOf, outputOptions } from "../options/output.ts";
import { parseCount, parsePowers, parseWays } from "../options/size.ts";
import { checkTraces, openSource, traceOptions } from "../options/trace.ts";
import { windowOf, windowOptions } from "../options/window.ts";
import { CURVE_COLUMNS } from "../results/curve-columns.ts";
import { curveText } from "../results/curve-text.ts";
import { deliver } from "../results/deliver.ts";
import { fileHash } from "../results/provenance.ts";
import { SWEEP_COLUMNS } from "../results/sweep-columns.ts";
import { sweepText } from "../results/sweep-text.ts";
import { CountingWindow } from "../stream/window.ts";
import { sweep } from "../sweep.ts";

/** More threads than any sweep has use for. */
const MOST_THREADS = 64;

const SIDES: readonly SweepSide[] = ["instruction", "data", "unified"];

const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      demandOption: true,
      describe: "a trace: a file, or - for standard input",
    })
    .options(
      inGroup("Caches", {
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
        threads: parsed("--threads", "worker threads (default 1: none)", "n", (given) =>
          Math.min(parseCount("--threads", given, 1), MOST_THREADS),
        ),
        curve: {
          type: "boolean",
          default: false,
          describe: "instead, the misses of fully associative LRU caches of every size (Mattson)",
        },
      }),
    )
    .options(traceOptions)
    .options(windowOptions)
    .options(outputOptions)
    .example("$0 sweep ls.mct", "55 caches of instructions, 55 of data")
    .example(
      "$0 sweep ls.mct --sizes 8K..64K --ways 1,2 --lines 16,32 --three-c -o results",
      "what conflicts cost",
    )
    .example("$0 sweep ls.mct --curve --csv curve.csv", "every size");

export const sweepCommand = defineCommand(
  "sweep <trace>",
  "simulate many caches in one pass: sizes, ways, lines",
  builder,
  run,
);

const DEFAULT_SIZES = "1K..1M";
const DEFAULT_WAYS = "1,2,4,8,full";
const DEFAULT_LINE = 16;

async function run(given: ArgumentsOf<typeof builder>, context: CommandContext): Promise<void> {
  const { progress, signal, terminal, warn } = context;
  const to = destinationsOf(given, given.curve ? "curve" : "sweep", { terminal });
  checkTraces([given.trace], [to.csv, to.json]);
  const common = {
    sides: given.which ?? (["instruction", "data"] as const),
    lines: given.lines ?? [DEFAULT_LINE],
    mapping: {
      kind: "identity" as const,
      ...given.mapping,
      ...(given.seed === undefined ? {} : { seed: given.seed }),
    },
    threads: given.threads ?? 1,
    traceHash: await fileHash(given.trace),
  };
  const { replacement, index } = given;
  const rest = { replacement, index, write: writePolicy(given.write) };
  const source = await openSource(given.trace, given, warn);
  const replayOptions = { window: new CountingWindow(windowOf(given)), progress, signal };
  if (given.curve) {
    if (given.sizes !== undefined || given.ways !== undefined || given.threeC)
      throw new UsageError("--curve: has every size, full ways, and no classes; leave these away");
    const rows = await curve(source, { ...common, rest }, replayOptions);
    await deliver(to, context, "mcpi sweep --curve", CURVE_COLUMNS, rows, curveText);
    return;
  }
  const request = {
    ...common,
    rest,
    sizes: given.sizes ?? parsePowers("--sizes", DEFAULT_SIZES),
    ways: given.ways ?? parseWays("--ways", DEFAULT_WAYS),
    threeC: given.threeC,
  };
  const rows = await sweep(source, request, replayOptions);
  await deliver(to, context, "mcpi sweep", SWEEP_COLUMNS, rows, sweepText);
}

function writePolicy(
  miss: "fetch-on-write" | "write-validate" | "write-around",
): NonNullable<SweepCache["write"]> {
  return miss === "write-validate"
    ? { hit: "back", miss, partial: "leave" }
    : { hit: "back", miss };
}
