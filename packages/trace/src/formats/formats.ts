/** The foreign formats by name, and how a trace's format is found out. */
import type { TraceSource } from "../contracts.ts";
import { InputError } from "../trace-error.ts";
import { readChampsim } from "./champsim.ts";
import { readCsv } from "./csv.ts";
import { REQUIRED_COLUMNS } from "./csv-columns.ts";
import { readDin } from "./din.ts";
import { readExeclog } from "./execlog.ts";
import { readGxemul } from "./gxemul.ts";
import type { Input } from "./input.ts";
import { readLackey } from "./lackey.ts";
import { latin1 } from "./lines.ts";
import type { ReadOptions } from "./text-source.ts";
import { readXdin } from "./xdin.ts";

/** Everything that a reader of a foreign format can be told. */
export interface ForeignOptions extends ReadOptions {
  /** Of formats without lengths of instructions: how long all are; by default found out. */
  readonly instructionBytes?: number | undefined;
  /** Of formats without sizes of data: how large all are. */
  readonly dataBytes?: number | undefined;
  /** Of formats that may have several processors: the one to read. */
  readonly processor?: number | undefined;
}

/** A foreign format. */
export interface ForeignFormat {
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** @throws InputError, as the source does, where the input is no such trace. */
  read(input: Input, options?: ForeignOptions): TraceSource | Promise<TraceSource>;
  /** Whether the first lines of a trace, one or more, are certainly of this format. */
  recognises(lines: readonly string[]): boolean;
}

const HEX = "(0[xX])?[0-9A-Fa-f]{1,16}";
const BLANKS = "[ \\t]+";
const DIN_LINE = new RegExp(`^[ \\t]*[0-2]${BLANKS}${HEX}([ \\t].*)?$`);
const XDIN_LINE = new RegExp(`^[ \\t]*[rwimcvRWIMCV]${BLANKS}${HEX}${BLANKS}${HEX}([ \\t].*)?$`);
const LACKEY_REFERENCE = /^(I | [LSM]) [0-9a-f]{1,16},\d+$/;
const LACKEY_COMMENT = /^(==|--|\*\*)\d+\1/;
const EXECLOG_LINE = /^\d+, 0x[0-9a-f]+, 0x[0-9a-f]+, "/;
const GXEMUL_BANNER = /^GXemul [0-9]/;
const GXEMUL_INSTRUCTION = /^([0-9a-f]{16}|[0-9a-f]{8}): [0-9a-f]{8}( \(d\) {4}| {8})[a-z]/;

/** Whether a pattern fits all lines that are not blank, of which there is one. */
const fitsAll = (lines: readonly string[], pattern: RegExp): boolean => {
  const full = lines.filter((line) => line.trim() !== "");
  return full.length > 0 && full.every((line) => pattern.test(line));
};

/** All foreign formats. */
export const foreignFormats: readonly ForeignFormat[] = [
  {
    name: "din",
    description: "Dinero's label and address",
    read: readDin,
    recognises: (lines) => fitsAll(lines, DIN_LINE),
  },
  {
    name: "xdin",
    description: "Dinero IV's kind, address and size",
    read: readXdin,
    recognises: (lines) => fitsAll(lines, XDIN_LINE),
  },
  {
    name: "lackey",
    description: "Valgrind's lackey, --trace-mem=yes",
    read: readLackey,
    recognises: (lines) =>
      lines.every((line) => LACKEY_COMMENT.test(line) || LACKEY_REFERENCE.test(line)) &&
      lines.some((line) => LACKEY_REFERENCE.test(line)),
  },
  {
    name: "csv",
    description: "comma-separated values with a header row",
    read: readCsv,
    recognises: ([header]) => {
      const names = header.split(",").map((name) => name.trim().toLowerCase());
      return REQUIRED_COLUMNS.every((name) => names.includes(name));
    },
  },
  {
    name: "execlog",
    description: "QEMU's plug-in execlog",
    read: readExeclog,
    recognises: (lines) => fitsAll(lines, EXECLOG_LINE),
  },
  {
    name: "gxemul",
    description: "GXemul's -i, of MIPS",
    read: readGxemul,
    recognises: (lines) =>
      lines.some((line) => GXEMUL_BANNER.test(line) || GXEMUL_INSTRUCTION.test(line)),
  },
  {
    name: "champsim",
    description: "ChampSim's records of 64 bytes (never recognised)",
    read: readChampsim,
    recognises: () => false,
  },
];

/** Names of all foreign formats. */
export const formatNames: readonly string[] = foreignFormats.map(({ name }) => name);

/** Bytes that are looked at to recognise a format. */
const LOOK = 4096;

/**
 * The foreign format that the input certainly has, by its first lines; undefined if that is not
 * certain. Nothing is taken from the input.
 */
export async function sniffFormat(input: Input): Promise<ForeignFormat | undefined> {
  const lines = await firstLines(input);
  if (lines.length === 0) return undefined;
  return foreignFormats.find((format) => format.recognises(lines));
}

/**
 * The foreign format of the input's first line that says anything, whatever follows: for a trace
 * with a fault near its beginning, which the format's reader will name with its line.
 */
export async function formatOfFirstLine(input: Input): Promise<ForeignFormat | undefined> {
  const line = (await firstLines(input)).find(
    (candidate) => candidate.trim() !== "" && !LACKEY_COMMENT.test(candidate),
  );
  return line === undefined
    ? undefined
    : foreignFormats.find((format) => format.recognises([line]));
}

async function firstLines(input: Input): Promise<string[]> {
  const first = await input.peek(LOOK);
  const lines = latin1(first, 0, first.length).split(/\r?\n/);
  // What is after the last line's end: nothing, or a line that may go on.
  const rest = lines.pop();
  if (first.length < LOOK && rest !== "" && rest !== undefined) lines.push(rest);
  return lines;
}

/**
 * The trace that an input is, of the named foreign format or of the one that is recognised.
 * @throws InputError when the name is unknown or no format is recognised.
 */
export async function readForeign(
  input: Input,
  options: ForeignOptions = {},
  name?: string,
): Promise<TraceSource> {
  const format =
    name === undefined
      ? await sniffFormat(input)
      : foreignFormats.find((candidate) => candidate.name === name);
  if (format !== undefined) return format.read(input, options);
  throw new InputError(
    name === undefined
      ? `trace: ${input.name}: its format is not recognised; one of ${formatNames.join(", ")} must be named`
      : `trace: format "${name}" is unknown; ${formatNames.join(", ")} were expected`,
  );
}
