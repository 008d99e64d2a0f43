/**
 * Opens a trace of any format: the one that is asked for, or the one that its first bytes show.
 *
 * An mct file is known by its magic bytes, a text format by its first line that is no comment of
 * Valgrind's.
 */
import type { TraceSource } from "./contracts.ts";
import { isMct } from "./file/file-header.ts";
import { MCT, type MctReadOptions, readMct, readMctFrom } from "./file/index.ts";
import { openFile, readAt } from "./file/random-access.ts";
import {
  type Input,
  openInput,
  type ReadOptions,
  readCsv,
  readDin,
  readLackey,
  readXdin,
} from "./formats/index.ts";
import { section } from "./section.ts";
import { InputError } from "./trace-error.ts";

export interface OpenTraceOptions extends ReadOptions, MctReadOptions {
  /** A format's name; undefined: the one that is recognised. */
  readonly format?: string | undefined;
  /** References to leave out: in an mct file by its index, elsewhere by reading them. */
  readonly from?: number | undefined;
}

interface ForeignFormat {
  readonly name: string;
  /** What the first line that is no comment looks like. */
  readonly firstLine: RegExp;
  readonly read: (input: Input, options: ReadOptions) => TraceSource | Promise<TraceSource>;
}

const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { name: "lackey", firstLine: /^(I {2}| [LSM] )[0-9a-f]+,\d+\s*$/i, read: readLackey },
  { name: "din", firstLine: /^\s*[0-4]\s+(0x)?[0-9a-f]+(\s|$)/i, read: readDin },
  {
    name: "xdin",
    firstLine: /^\s*[rwimcv]\s+(0x)?[0-9a-f]+\s+(0x)?[0-9a-f]+(\s|$)/i,
    read: readXdin,
  },
  { name: "csv", firstLine: /^(?=.*\bkind\b)(?=.*\baddress\b)(?=.*\bsize\b).*,/i, read: readCsv },
];

/** Names of all formats that can be read. */
export const TRACE_FORMATS: readonly string[] = [MCT, ...FOREIGN_FORMATS.map(({ name }) => name)];

/** Bytes in which the first line must end for its format to be recognised. */
const LONGEST_BEGINNING = 1 << 16;
const COMMENT = /^(==|--|\*\*)\d+\1/;

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
    const foreign = FOREIGN_FORMATS.find((candidate) => candidate.name === format);
    if (foreign === undefined)
      throw new InputError(
        `trace: ${name}: format "${format}" is unknown; one of ${TRACE_FORMATS.join(", ")} was expected`,
      );
    return withoutFirst(await foreign.read(input, options), options.from);
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
  const first = await input.peek(LONGEST_BEGINNING);
  if (isMct(first)) return MCT;
  const text = new TextDecoder("latin1").decode(first);
  const line = text
    .split("\n")
    .find((candidate) => candidate.trim() !== "" && !COMMENT.test(candidate));
  const format = FOREIGN_FORMATS.find(
    ({ firstLine }) => line !== undefined && firstLine.test(line),
  );
  if (format !== undefined) return format.name;
  throw new InputError(
    first.length === 0
      ? `trace: ${input.name}: byte 0: nothing to read; a trace was expected`
      : `trace: ${input.name}: byte 0: the format is not recognised; one of ${TRACE_FORMATS.join(", ")} was expected (--format says which)`,
  );
}
