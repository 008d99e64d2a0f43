/**
 * How traces are read: --format, --system-range, --salvage.
 */
import {
  InputError,
  openTrace,
  parseSystemRange,
  TRACE_FORMATS,
  type TraceSource,
} from "@mcpi/trace";
import { UsageError } from "../console/errors.ts";
import { isSameFile } from "../console/output.ts";
import { grouped } from "../console/table.ts";
import { inGroup, parsed, text, texts } from "./common.ts";
import { parseCount } from "./size.ts";

/** An option that is a whole number of at least `least`. */
const counted = (name: string, describe: string, least: number) =>
  parsed(name, describe, "n", (value) => parseCount(name, value, least));

export const traceOptions = inGroup("Reading", {
  format: text(
    "--format",
    `format of the traces, if it is not recognised: ${TRACE_FORMATS.join(", ")}`,
    "name",
  ),
  "instruction-bytes": counted(
    "--instruction-bytes",
    "length of every instruction, for execlog (default: found out)",
    1,
  ),
  "data-bytes": counted("--data-bytes", "size of every data reference, for execlog, champsim", 1),
  processor: counted("--processor", "the processor to read, for execlog", 0),
  "system-range": texts(
    "addresses whose instructions run in kernel mode, for traces that do not say (hexadecimal)",
    "start-end",
  ),
  salvage: { type: "boolean", describe: "use what is whole before the damage of a damaged file" },
} as const);

export interface TraceArguments {
  readonly format?: string | undefined;
  readonly instructionBytes?: number | undefined;
  readonly dataBytes?: number | undefined;
  readonly processor?: number | undefined;
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
 * @param warn is told what was lost of a damaged trace that is salvaged
 * @throws InputError when it cannot be opened, or is no trace.
 */
export async function openSource(
  name: string,
  { format, systemRange, salvage, instructionBytes, dataBytes, processor }: TraceArguments,
  warn: (message: string) => void,
): Promise<TraceSource> {
  const source = await openTrace(name, {
    format,
    instructionBytes,
    dataBytes,
    processor,
    systemRanges: (systemRange ?? []).map(parseSystemRange),
    salvage,
    onDamage: ({ offset, fault, references }) =>
      warn(
        `${name}: byte ${offset}: ${fault}; the ${grouped(references)} references before it are used`,
      ),
  });
  return salvage === true ? withoutDamage(source, warn) : source;
}

/** The source up to where it cannot be read: what readers of text give, then, is all there is. */
function withoutDamage(source: TraceSource, warn: (message: string) => void): TraceSource {
  return {
    info: source.info,
    pages: source.pages,
    get position() {
      return source.position;
    },
    async *batches() {
      try {
        yield* source.batches();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        warn(`${error.message}; the references before it are used`);
      }
    },
  };
}
