/**
 * Reader of what GXemul prints with `-A -i -J -r`, as it comes.
 *
 * ```
 * cpu0:  pc = 80030390    < no symbol >                              registers before an instruction,
 * cpu0:  hi = 00000000  lo = 00000000                                12 more such lines
 * 80030390: ab840168        swl	a0,360(gp)	[0x0041cbc4]             the instruction
 * [ exception TLBL <tlb> vaddr=0x0041cbc4 pc=0x80030390 ]            what it, or its fetch, raised
 * 800303ec: 03000008        jr	t8
 * 800303f0: 42000010 (d)    rfe                                      a delay slot has no registers
 * ```
 *
 * Registers have fixed columns, which are taken from the picture below; everything else that is
 * printed is ignored. Nothing is kept but a line or a block that is not complete.
 */
/** The block of registers behind its first line; # are digits. */
const PICTURE = `\
cpu0:  hi = ########  lo = ########
cpu0:                 at = ########  v0 = ########  v1 = ########
cpu0:  a0 = ########  a1 = ########  a2 = ########  a3 = ########
cpu0:  t0 = ########  t1 = ########  t2 = ########  t3 = ########
cpu0:  t4 = ########  t5 = ########  t6 = ########  t7 = ########
cpu0:  s0 = ########  s1 = ########  s2 = ########  s3 = ########
cpu0:  s4 = ########  s5 = ########  s6 = ########  s7 = ########
cpu0:  t8 = ########  t9 = ########  k0 = ########  k1 = ########
cpu0:  gp = ########  sp = ########  fp = ########  ra = ########
cpu0:    index=########   random=######## entrylo0=######## entrylo1=########
cpu0:  context=######## pagemask=########    wired=########  reserv7=########
cpu0: badvaddr=########    count=########  entryhi=########  compare=########
cpu0:   status=########    cause=########      epc=########     prid=########
`;

/** Where the digits of a named register are in the picture. */
function columnOf(name: string): number {
  const match = new RegExp(`\\b${name} ?= ?(?=#)`).exec(PICTURE);
  if (match === null) throw new Error(`no ${name} in the picture`);
  return match.index + match[0].length;
}

/** Of registers 1 to 31, in the order of their numbers. */
const GENERAL_COLUMNS = (
  "at v0 v1 a0 a1 a2 a3 t0 t1 t2 t3 t4 t5 t6 t7 " +
  "s0 s1 s2 s3 s4 s5 s6 s7 t8 t9 k0 k1 gp sp fp ra"
)
  .split(" ")
  .map(columnOf);
const NAMED = {
  hi: columnOf("hi"),
  lo: columnOf("lo"),
  index: columnOf("index"),
  entryLo: columnOf("entrylo0"),
  context: columnOf("context"),
  badVAddr: columnOf("badvaddr"),
  entryHi: columnOf("entryhi"),
  status: columnOf("status"),
  cause: columnOf("cause"),
  epc: columnOf("epc"),
} as const;
export type NamedRegister = keyof typeof NAMED;
export const NAMED_REGISTERS = Object.keys(NAMED) as readonly NamedRegister[];

/** The registers before an instruction. */
export interface Registers extends Record<NamedRegister, number> {
  pc: number;
  /** 32 of them. */
  readonly general: Uint32Array;
}

/** What becomes of a trace. The registers given are the same object each time. */
export interface TraceSink {
  registers(registers: Registers): void;
  /** `address` is that of its data, as printed; -1 if there is none. */
  instruction(pc: number, word: number, inDelaySlot: boolean, address: number): void;
  exception(name: string): void;
}

const LINE_FEED = 10;
const code = (character: string): number => character.charCodeAt(0);
const BLOCK_BEGINS = [..."cpu0:  pc = "].map(code);
const EXCEPTION_BEGINS = [..."[ exception "].map(code);
/** Value of a digit's character; -1 of others. */
const DIGITS = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) DIGITS[code(digit.toString(16))] = digit;

export class TraceReader {
  readonly #sink: TraceSink;
  #rest: Uint8Array = new Uint8Array(0);
  /** The picture is right for this trace. */
  #looked = false;
  readonly #registers: Registers = {
    pc: 0,
    general: new Uint32Array(32),
    ...(Object.fromEntries(NAMED_REGISTERS.map((name) => [name, 0])) as Record<
      NamedRegister,
      number
    >),
  };

  constructor(sink: TraceSink) {
    this.#sink = sink;
  }

  /** @throws Error if a block of registers does not look like the picture. */
  feed(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let line = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, line);
      if (end < 0) break;
      if (begins(bytes, line, BLOCK_BEGINS)) {
        const next = end + 1 + PICTURE.length;
        if (next > bytes.length) break;
        this.#block(bytes, line, end + 1);
        line = next;
        continue;
      }
      if (bytes[line + 8] === code(":") && end - line >= 18) this.#instruction(bytes, line, end);
      else if (begins(bytes, line, EXCEPTION_BEGINS)) {
        const text = Buffer.from(bytes.subarray(line + EXCEPTION_BEGINS.length, end));
        this.#sink.exception(text.toString("latin1").split(" ")[0]);
      }
      line = end + 1;
    }
    this.#rest = bytes.slice(line);
  }

  #block(bytes: Uint8Array, line: number, body: number): void {
    if (!this.#looked) checkPicture(bytes, body);
    this.#looked = true;
    const registers = this.#registers;
    registers.pc = hexadecimal(bytes, line + BLOCK_BEGINS.length);
    for (let register = 1; register < 32; register++)
      registers.general[register] = hexadecimal(bytes, body + GENERAL_COLUMNS[register - 1]);
    for (const name of NAMED_REGISTERS) registers[name] = hexadecimal(bytes, body + NAMED[name]);
    this.#sink.registers(registers);
  }

  #instruction(bytes: Uint8Array, line: number, end: number): void {
    const pc = digits(bytes, line);
    const word = digits(bytes, line + 10);
    if (pc < 0 || word < 0) return;
    const inDelaySlot = bytes[line + 20] === code("d");
    // `[0x…]`; MTC0 has its value in brackets, without 0x.
    const hasData = bytes[end - 1] === code("]") && bytes[end - 10] === code("x");
    const address = hasData ? digits(bytes, end - 9) : -1;
    this.#sink.instruction(pc, word, inDelaySlot, address);
  }
}

function checkPicture(bytes: Uint8Array, body: number): void {
  const text = Buffer.from(bytes.subarray(body, body + PICTURE.length)).toString("latin1");
  if (text.replace(/(?<==\s?)[0-9a-f]{8}/g, "########") !== PICTURE)
    throw new Error(`GXemul's registers look otherwise than expected:\n${text}`);
}

function begins(bytes: Uint8Array, at: number, text: readonly number[]): boolean {
  for (let index = 0; index < text.length; index++)
    if (bytes[at + index] !== text[index]) return false;
  return true;
}

/** Eight digits; -1 if they are not. */
function digits(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + 8; index++) {
    const digit = DIGITS[bytes[index]];
    if (digit === undefined || digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value >>> 0;
}

function hexadecimal(bytes: Uint8Array, at: number): number {
  const value = digits(bytes, at);
  if (value < 0) {
    const text = Buffer.from(bytes.subarray(at, at + 8)).toString("latin1");
    throw new Error(`GXemul's registers: ${JSON.stringify(text)}; eight digits were expected`);
  }
  return value;
}
