/**
 * Reader of what QEMU's plug-in execlog prints of a program (user-mode emulation): a line an
 * instruction, its number of processor, address, first four bytes, text, and its data.
 *
 * ```
 * 0, 0x400580, 0x8fa40000, "lw	a0,0(sp)", load, 0x7ffff5d0
 * 0, 0x400584, 0xafbf0014, "sw	ra,20(sp)", store, 0x7ffff5e4
 * ```
 *
 * Neither the length of instructions nor the size of data is printed. Where `instructionBytes` is not
 * given, an instruction ends where the next one begins, if that is 1 to 15 bytes on; else it has the
 * least length that was seen at its address, or 4 bytes if none was. `dataBytes` (4) is the size of
 * data; no reference goes beyond the aligned block of that size which it begins in.
 *
 * Registers (`sp -> 0x7ffff5d0`) are ignored, as are empty lines, which the plug-in prints for
 * processors that never ran. Of a whole system the plug-in prints physical addresses of data, with
 * the name of the device, but virtual ones of instructions: such a trace is refused, for they cannot
 * be told apart. So is a second processor (a thread), unless `processor` chooses one.
 */
import type { TraceSource } from "../contracts.ts";
import { LOAD, RUN, STORE } from "../reference.ts";
import type { StreamBuilder } from "../stream-builder.ts";
import { type AddressWords, hexAddress } from "./fields.ts";
import type { Input } from "./input.ts";
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import { type LineFormat, lineByLine, type ReadOptions, textSource } from "./text-source.ts";
import {
  checkDataBytes,
  checkInstructionBytes,
  DEFAULT_LENGTH,
  HeldInstruction,
} from "./unrecorded-sizes.ts";

export interface ExeclogOptions extends ReadOptions {
  /** Bytes of every instruction, 1 to 15; undefined where they differ. */
  readonly instructionBytes?: number | undefined;
  /** Bytes of data references: a power of two, 1 to 64. */
  readonly dataBytes?: number | undefined;
  /** The processor whose instructions are read; those of others are ignored. */
  readonly processor?: number | undefined;
}

const DATA_BYTES = 4;

/** The plain part of a line; the text of an instruction may have quotes and commas in it. */
const LINE = /^(\d{1,9}), 0x([0-9a-f]{1,16}), 0x[0-9a-f]{1,8}, "(?:.*)"((?:, [^"]*)?)$/;
const REGISTER = / -> 0x[0-9a-f]+$/;

/**
 * What QEMU's execlog plug-in printed.
 * @throws InputError (from `batches`) naming the line that cannot be read.
 */
export function readExeclog(input: Input, options: ExeclogOptions = {}): TraceSource {
  return textSource(new Execlog(options), input, options);
}

class Execlog implements LineFormat {
  readonly name = "execlog";
  readonly newLoop = lineByLine;
  readonly #instructionBytes: number | undefined;
  readonly #isChosen: boolean;
  #processor: number | undefined;
  readonly #held: HeldInstruction;
  /** Least length seen, by address. */
  readonly #lengths = new Map<number, number>();

  constructor({ instructionBytes, dataBytes = DATA_BYTES, processor }: ExeclogOptions) {
    if (instructionBytes !== undefined) checkInstructionBytes(instructionBytes);
    checkDataBytes(dataBytes);
    this.#instructionBytes = instructionBytes;
    this.#held = new HeldInstruction(dataBytes);
    this.#processor = processor;
    this.#isChosen = processor !== undefined;
  }

  rare(lines: Lines, builder: StreamBuilder): number {
    const text = lineText(lines);
    if (text === "") return 0;
    const match = LINE.exec(text);
    if (match === null)
      throw lineError(
        lines,
        `${quoted(text)} is no instruction; 0, 0xaddress, 0xcode, "text", load or store, 0xaddress was expected`,
      );
    if (!this.#isRead(lines, Number(match[1]))) return 0;
    const { low, high } = hexAddress(match[2])!;
    const data = dataReferences(lines, match[3]);
    const held = this.#held;
    if (held.isHeld) held.length = this.#length(held.bytesTo(low, high));
    if (!held.appendTo(builder)) return 1;
    held.add(RUN, low, high);
    for (const { kind, low, high } of data) held.add(kind, low, high);
    return 0;
  }

  end(builder: StreamBuilder): boolean {
    if (this.#held.isHeld) this.#held.length = this.#length(0);
    return this.#held.appendTo(builder);
  }

  /** Whether the instructions of a processor are read. */
  #isRead(lines: Lines, processor: number): boolean {
    this.#processor ??= processor;
    if (processor === this.#processor || this.#isChosen) return processor === this.#processor;
    throw lineError(
      lines,
      `processor ${processor} runs besides ${this.#processor}; one was expected, or a choice`,
    );
  }

  /** The length of the held instruction if the next one is `next` bytes on; 0 where it is elsewhere. */
  #length(next: number): number {
    if (this.#instructionBytes !== undefined) return this.#instructionBytes;
    const { low, high } = this.#held;
    // A number up to 2^53; of the highest bits those that tell apart user and kernel are enough.
    const address = (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
    const known = this.#lengths.get(address);
    if (next === 0) return known ?? DEFAULT_LENGTH;
    if (known !== undefined && known <= next) return known;
    this.#lengths.set(address, next);
    return next;
  }
}

/** The data references that a line ends with. */
function dataReferences(
  lines: Lines,
  text: string,
): readonly (AddressWords & { readonly kind: number })[] {
  if (text === "") return [];
  const fields = text.slice(2).split(", ");
  const data: (AddressWords & { readonly kind: number })[] = [];
  for (let at = 0; at < fields.length; at++) {
    if (REGISTER.test(fields[at])) continue;
    const kind = fields[at] === "load" ? LOAD : fields[at] === "store" ? STORE : undefined;
    if (kind === undefined)
      throw lineError(
        lines,
        data.length > 0
          ? `${quoted(fields[at])} follows a data address, as in traces of a whole system; a trace of a program was expected`
          : `${quoted(fields[at])} is unknown; load or store was expected`,
      );
    const address = hexAddress(fields[++at] ?? "");
    if (address === undefined)
      throw lineError(lines, `${quoted(fields[at] ?? "")} is no address; 0x… was expected`);
    data.push({ kind, ...address });
  }
  return data;
}
