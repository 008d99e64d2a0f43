/**
 * Reader of what GXemul prints with `-i` of a MIPS machine: a line an instruction, the address of its
 * data in brackets.
 *
 * ```
 * 80010018: ad0a0000        sw	t2,0(t0)	[0x80020000]
 * 8001005c: a10b0009 (d)    sb	t3,9(t0)	[0x80020009]     in a delay slot
 * [ exception ADEL vaddr=0x80020031 pc=0x8001004c ]     the load or store before did not happen
 * ```
 *
 * Instructions are 4 bytes; the size of data is that of the mnemonic. LWL, LWR, SWL and SWR (LDL and
 * so on) refer to the whole word (doubleword) that their address is in. A load or store that ends in
 * an exception of its address is left out, its fetch is not. `cache` and `pref` refer to nothing.
 *
 * Addresses have 8 digits (32-bit processors) or 16. Those of kseg0 and kseg1 have their physical
 * address and are unmapped, those of kseg1 uncached besides; of mapped addresses the physical one is
 * not known.
 *
 * GXemul prints everything to one terminal: its banner, names of functions, the machine's own output.
 * Lines without an instruction are ignored, as is what stands before the instruction in its line.
 */
import type { TraceSource } from "../contracts.ts";
import { NO_FRAME, PAGE_UNCACHED, PAGE_UNMAPPED } from "../page-dictionary.ts";
import { LOAD, RUN, STORE } from "../reference.ts";
import type { StreamBuilder } from "../stream-builder.ts";
import { type AddressWords, hexAddress } from "./fields.ts";
import type { Input } from "./input.ts";
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import {
  type LineFormat,
  type LineLoop,
  lineByLine,
  type ReadOptions,
  textSource,
} from "./text-source.ts";

/** What follows an instruction's address: its word, the mark of a delay slot, mnemonic, operands. */
const REST = ": [0-9a-f]{8}(?: \\(d\\) {4}| {8})([a-z][a-z0-9._]*)(.*)$";
const FIRST_INSTRUCTION = new RegExp(`^(?:cpu\\d+:\\t)?([0-9a-f]{16}|[0-9a-f]{8})${REST}`);
const DATA_ADDRESS = /\t\[0x([0-9a-f]{1,16})[^\t]*\]$/;
const EXCEPTION = /^\[ exception .*\bvaddr=0x([0-9a-f]{1,16})\b/;
const OTHER_PROCESSOR = /cpu([1-9]\d*):\t$/;

/** Size and kind of data by mnemonic; NOTHING for those that only look like it. */
const NOTHING = -1;
interface DataAccess {
  readonly kind: number;
  readonly size: number;
  /** Refers to the whole word that the address is in. */
  readonly aligned: boolean;
}
const accesses = (kind: number, size: number, names: string): [string, DataAccess][] =>
  names.split(" ").map((name) => [name, { kind, size, aligned: /^[ls][wd][lr]$/.test(name) }]);
const ACCESSES: ReadonlyMap<string, DataAccess> = new Map([
  ...accesses(LOAD, 1, "lb lbu"),
  ...accesses(LOAD, 2, "lh lhu"),
  ...accesses(LOAD, 4, "lw lwu ll lwl lwr lwc0 lwc1 lwc2 lwc3"),
  ...accesses(LOAD, 8, "ld lld ldl ldr ldc1 ldc2 ldc3"),
  ...accesses(LOAD, 16, "lq"),
  ...accesses(STORE, 1, "sb"),
  ...accesses(STORE, 2, "sh"),
  ...accesses(STORE, 4, "sw sc swl swr swc0 swc1 swc2 swc3"),
  ...accesses(STORE, 8, "sd scd sdl sdr sdc1 sdc2 sdc3"),
  ...accesses(STORE, 16, "sq"),
  ...accesses(NOTHING, 0, "cache pref"),
]);

const INSTRUCTION_BYTES = 4;

/**
 * What GXemul printed of a MIPS machine with `-i`.
 * @throws InputError (from `batches`) naming the line whose instruction cannot be understood.
 */
export function readGxemul(input: Input, options?: ReadOptions): TraceSource {
  return textSource(new Gxemul(), input, options);
}

class Gxemul implements LineFormat {
  readonly name = "gxemul";
  /** How an instruction's line ends, addresses having the digits that the first one had. */
  #instruction: RegExp | undefined;
  /** Data that is left out if the next line is an exception of its address. */
  #held: (AddressWords & DataAccess) | undefined;

  newLoop(options: ReadOptions | undefined): LineLoop {
    const loop = lineByLine(options);
    loop.builder.translate(frameOf, flagsOf);
    return loop;
  }

  rare(lines: Lines, builder: StreamBuilder): number {
    const text = lineText(lines);
    const exception = EXCEPTION.exec(text);
    if (exception !== null) {
      const address = hexAddress(exception[1])!;
      if (this.#held?.low === address.low && this.#held.high === address.high)
        this.#held = undefined;
      return 0;
    }
    const match = (this.#instruction ?? FIRST_INSTRUCTION).exec(text);
    if (match === null) return 0;
    this.#instruction ??= new RegExp(`([0-9a-f]{${match[1].length}})${REST}`);
    const other = OTHER_PROCESSOR.exec(text.slice(0, text.indexOf(match[1])));
    if (other !== null)
      throw lineError(lines, `processor ${other[1]} runs; a machine with one was expected`);
    const data = dataOf(lines, match[2], match[3]);
    this.end(builder);
    const { low, high } = hexAddress(match[1])!;
    builder.reference(RUN, INSTRUCTION_BYTES, low, high);
    this.#held = data;
    return 0;
  }

  end(builder: StreamBuilder): boolean {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return true;
    const low = held.aligned ? held.low & -held.size : held.low;
    builder.reference(held.kind, held.size, low, held.high);
    return true;
  }
}

/** The data that an instruction refers to. */
function dataOf(
  lines: Lines,
  mnemonic: string,
  operands: string,
): (AddressWords & DataAccess) | undefined {
  const access = ACCESSES.get(mnemonic);
  const address = DATA_ADDRESS.exec(operands)?.[1];
  if (access === undefined && address === undefined) return undefined;
  if (access === undefined)
    throw lineError(lines, `${quoted(mnemonic)} has data; a MIPS load or store was expected`);
  if (access.kind === NOTHING) return undefined;
  if (address === undefined)
    throw lineError(lines, `${quoted(mnemonic)} has no data address; [0x…] was expected`);
  return { ...access, ...hexAddress(address)! };
}

// The segments of a 32-bit address space, the upper ones also where addresses are sign-extended.
const KSEG0 = 0x80000;
const KSEG1 = 0xa0000;
const KSEG2 = 0xc0000;
const SIGN_EXTENDED = 2 ** 52 - 2 ** 20;

const segmentPage = (vpn: number): number => (vpn >= SIGN_EXTENDED ? vpn - SIGN_EXTENDED : vpn);

function frameOf(vpn: number): number {
  const page = segmentPage(vpn);
  return page >= KSEG0 && page < KSEG2 ? page % (KSEG1 - KSEG0) : NO_FRAME;
}

function flagsOf(vpn: number): number {
  const page = segmentPage(vpn);
  if (page < KSEG0 || page >= KSEG2) return 0;
  return page < KSEG1 ? PAGE_UNMAPPED : PAGE_UNMAPPED | PAGE_UNCACHED;
}
