/**
 * How traces are read: --format, --system-range, --salvage.
 */
import {
  type MctReadOptions,
  openInput,
  parseSystemRange,
  type ReadOptions,
  readDin,
  readLackey,
  readMct,
  type SalvageReport,
  type SystemRange,
  type TraceSource,
} from "@mcpi/trace";
import { UsageError } from "../console/errors.ts";
import { isSameFile } from "../console/output.ts";
import { grouped } from "../console/table.ts";
import { text, texts } from "./common.ts";

const TRACE_FORMATS = ["mct", "din", "lackey"];

export const traceOptions = {
  format: text(
    "--format",
    `format of the traces, if it is not recognised: ${TRACE_FORMATS.join(", ")}`,
    "name",
  ),
  "system-range": texts(
    "addresses whose instructions run in kernel mode, for traces that do not say (hexadecimal)",
    "start-end",
  ),
  salvage: { type: "boolean", describe: "use what is whole before the damage of a damaged file" },
} as const;

export interface TraceArguments {
  readonly format?: string | undefined;
  readonly systemRange?: readonly string[] | undefined;
  readonly salvage?: boolean | undefined;
}

/**
 * Checks the traces of a command against what it writes.
 * @throws UsageError when standard input is to be read twice, or a trace would be overwritten.
 */
export function checkTraces(
  traces: readonly string[],
  written: readonly (string | undefined)[],
): void {
  if (traces.filter((name) => name === "-").length > 1)
    throw new UsageError("-: standard input can be read only once");
  for (const trace of traces)
    for (const path of written)
      if (path !== undefined && isSameFile(trace, path))
        throw new UsageError(`${path}: is the trace itself; it would be overwritten`);
}

/**
 * Opens a trace as the arguments say; `-` is standard input.
 * @param warn is told what was lost of a damaged file that is salvaged
 * @throws InputError when it cannot be opened, or is no trace.
 */
export async function openSource(
  name: string,
  { format, systemRange, salvage }: TraceArguments,
  warn: (message: string) => void,
): Promise<TraceSource> {
  return openTraceSource(name, {
    format,
    systemRanges: (systemRange ?? []).map(parseSystemRange),
    salvage,
    onDamage: (report) => warn(salvageText(name, report)),
  });
}

export async function openTraceSource(
  name: string,
  options: ReadOptions &
    MctReadOptions & { format?: string | undefined; systemRanges?: readonly SystemRange[] },
): Promise<TraceSource> {
  const input = await openInput(name);
  if (options.format === "lackey") return readLackey(input, options);
  if (options.format === "din" || name.endsWith(".din")) return readDin(input, options);
  return readMct(input, options);
}

/** What was kept of a damaged file. */
function salvageText(name: string, { offset, fault, references }: SalvageReport): string {
  return `${name}: byte ${offset}: ${fault}; the ${grouped(references)} references before it are used`;
}
