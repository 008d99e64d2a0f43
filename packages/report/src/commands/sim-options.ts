/**
 * The options of `mcpi sim`.
 */
import type { Argv } from "yargs";
import { UsageError } from "../console/errors.ts";
import { type ArgumentsOf, inGroup, namesIn, once, parsed, text } from "../options/common.ts";
import { functionOptions } from "../options/functions.ts";
import { machineOptions } from "../options/machine.ts";
import { outputOptions } from "../options/output.ts";
import { parseCount } from "../options/size.ts";
import { traceOptions } from "../options/trace.ts";
import { parseInterval, windowOptions } from "../options/window.ts";
import { BY_NAMES } from "../results/row.ts";

const DEFAULT_CONFLICTS = "20";

export const builder = (parser: Argv) =>
  parser
    .positional("trace", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "traces: files, or - for standard input",
    })
    .options(
      inGroup("Counting", {
        "three-c": {
          type: "boolean",
          default: true,
          describe: "class misses as compulsory, capacity and conflict (--no-three-c is faster)",
        },
        "two-way": {
          type: "boolean",
          default: false,
          describe: "count the misses of the two-way cache of the same size, too",
        },
        by: parsed(
          "--by",
          `rows by ${BY_NAMES.join(", ")} (default total,mode,refill, and component or function with --components or --symbols)`,
          "list",
          (list) => namesIn("--by", list, BY_NAMES),
        ),
        conflicts: {
          type: "string",
          describe: "the n (default 20) pairs of functions whose conflict misses cost most [n]",
          coerce: parseConflicts,
        },
        refill: {
          choices: ["template"] as const,
          describe: "run a refill handler at every miss of a software-refilled TLB (approximate)",
        },
        dinero: {
          choices: ["fold"] as const,
          describe: "show data misses in Dinero IV's three classes, bypassing stores folded in",
        },
        interval: parsed(
          "--interval",
          "count every n references or cycles apart, into --intervals or -o",
          "n[refs|cycles]",
          parseInterval,
        ),
        intervals: text("--intervals", "where the rows of --interval go, as CSV", "file"),
      }),
    )
    .options(machineOptions)
    .options(functionOptions)
    .options(traceOptions)
    .options(windowOptions)
    .options(outputOptions)
    .example("$0 sim ls.mct", "MCPI of a trace on the DECstation 5000/200")
    .example("$0 sim a.mct b.din --machine all -o results", "two traces on every preset, to files")
    .example(
      "valgrind --tool=lackey --trace-mem=yes ls 2>&1 >/dev/null | $0 sim - --format lackey",
      "a program as it runs",
    )
    .example("$0 sim a.mct --set caches.data.ways=2 --set caches.data.size=32K", "another cache")
    .example("$0 sim a.mct --symbols a.elf --by total,function --conflicts", "who pays, and why");

export type SimArguments = ArgumentsOf<typeof builder>;

/** How many pairs are wanted; undefined if none are. */
export function parseConflicts(value: unknown): number | undefined {
  const given = once("--conflicts", value);
  if (given === undefined) return undefined;
  if (given !== "" && !/^\d/.test(given))
    throw new UsageError(
      `--conflicts ${given}: a number was expected; put traces before it, or write --conflicts=20`,
    );
  return parseCount("--conflicts", given || DEFAULT_CONFLICTS, 1);
}
