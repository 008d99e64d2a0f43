/**
 * Opens a trace of any format: the one that is asked for, or the one that its beginning shows.
 */
import type { TraceSource } from "./contracts.ts";
import { isMct } from "./file/file-header.ts";
import { MCT, type MctReadOptions, readMct, readMctFrom } from "./file/index.ts";
import { openFile, readAt } from "./file/random-access.ts";
import {
  type ForeignOptions,
  formatNames,
  formatOfFirstLine,
  type Input,
  openInput,
  readForeign,
  sniffFormat,
} from "./formats/index.ts";
import { section } from "./section.ts";
import { InputError } from "./trace-error.ts";

export interface OpenTraceOptions extends ForeignOptions, MctReadOptions {
  /** A format's name; undefined: the one that is recognised. */
  readonly format?: string | undefined;
  /** References to leave out: in an mct file by its index, elsewhere by reading them. */
  readonly from?: number | undefined;
}

/** Names of all formats that can be read. */
export const TRACE_FORMATS: readonly string[] = [MCT, ...formatNames];

/** Bytes that show an mct file. */
const MAGIC_BYTES = 8;

/**
 * Opens a trace; `-` is standard input. What is packed with gzip is unpacked.
 * @throws InputError when it cannot be opened, its format is unknown, or an option does not fit the
 * format; and from `batches` with the position of what cannot be read.
 */
export async function openTrace(
  name: string,
  options: OpenTraceOptions = {},
): Promise<TraceSource> {
  const input = await openInput(name);
  try {
    const format = options.format ?? (await recognisedFormat(input));
    if (format === MCT) return await openMct(input, options);
    if (!formatNames.includes(format))
      throw new InputError(
        `trace: ${name}: format "${format}" is unknown; one of ${TRACE_FORMATS.join(", ")} was expected`,
      );
    return withoutFirst(await readForeign(input, options, format), options.from);
  } catch (error) {
    await input.close();
    throw error;
  }
}

async function openMct(input: Input, options: OpenTraceOptions): Promise<TraceSource> {
  const { name } = input;
  const { from = 0, salvage, systemRanges = [] } = options;
  if (systemRanges.length > 0)
    throw new InputError(
      `trace: ${name}: an mct trace says itself what ran in kernel mode; system ranges were expected only with other formats`,
    );
  if (from === 0 || salvage === true || !(await hasIndex(input)))
    return withoutFirst(await readMct(input, options), from);
  await input.close();
  return readMctFrom(name, from);
}

/** Whether the input is a regular file, and not one that gzip packed. */
async function hasIndex({ name, position }: Input): Promise<boolean> {
  if (position.total === undefined || name === "-") return false;
  const file = await openFile(name);
  try {
    return isMct(await readAt(file, 0, 8));
  } finally {
    await file.close();
  }
}

function withoutFirst(source: TraceSource, from = 0): TraceSource {
  return from === 0 ? source : section(source, { skip: from });
}

async function recognisedFormat(input: Input): Promise<string> {
  const first = await input.peek(MAGIC_BYTES);
  if (isMct(first)) return MCT;
  const format = (await sniffFormat(input)) ?? (await formatOfFirstLine(input));
  if (format !== undefined) return format.name;
  throw new InputError(
    first.length === 0
      ? `trace: ${input.name}: byte 0: nothing to read; a trace was expected`
      : `trace: ${input.name}: byte 0: the format is not recognised; one of ${TRACE_FORMATS.join(", ")} was expected (--format says which)`,
  );
}
