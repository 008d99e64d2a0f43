/**
 * Which part of a trace is counted: --skip, --take, --from-mark, --to-mark; and --interval.
 */
import { UsageError } from "../console/errors.ts";
import type { IntervalLength } from "../stream/intervals.ts";
import type { WindowBounds } from "../stream/window.ts";
import { inGroup, parsed } from "./common.ts";
import { parseCount } from "./size.ts";

const count = (name: string, describe: string, argument: string, least: number) =>
  parsed(name, describe, argument, (text) => parseCount(name, text, least));

export const windowOptions = inGroup("Part of the trace", {
  skip: count("--skip", "references that only warm the caches up, before counting starts", "n", 0),
  take: count("--take", "references that are counted", "n", 1),
  "from-mark": count("--from-mark", "start counting at the first mark with this code", "code", 0),
  "to-mark": count("--to-mark", "stop counting at the next mark with this code", "code", 0),
} as const);

export interface WindowArguments {
  readonly skip?: number | undefined;
  readonly take?: number | undefined;
  readonly fromMark?: number | undefined;
  readonly toMark?: number | undefined;
}

/** The bounds that the arguments name. */
export function windowOf({ skip, take, fromMark, toMark }: WindowArguments): WindowBounds {
  return { skip, take, fromMark, toMark };
}

/**
 * The argument of --interval: `100K`, `100000 refs`, `1Mcycles`.
 * @throws UsageError when it is none of these.
 */
export function parseInterval(text: string): IntervalLength {
  const match = /^(\d+[kmg]?) ?(refs|references|cycles)?$/i.exec(text.trim());
  if (match === null)
    throw new UsageError(
      `--interval ${text}: a count with or without "refs" or "cycles" was expected, as 100K or 1Mcycles`,
    );
  const unit = match[2]?.toLowerCase() === "cycles" ? "cycles" : "references";
  return { unit, length: parseCount("--interval", match[1], 1) };
}
