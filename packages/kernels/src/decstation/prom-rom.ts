/**
 * The firmware's read-only memory, and the state in which it enters a program.
 *
 * Programs call the firmware in two ways (4.4BSD pmax/stand/dec_prom.h): through the call-back vector,
 * a table of code addresses, by offset; and through the older jump table at 0xbfc00000 + 8 n. Every
 * function has code here: an instruction with the reserved opcode 0x3f and the function's number,
 * which the machine runs (`Board.firmware`), then a return.
 *
 * ```
 * 0x0000  jump table, 64 entries of `j stub; nop`; 0x100 and 0x180 are exception vectors too
 * 0x1000  stubs, 16 bytes each, by function number
 * 0x2000  call-back vector
 * 0x2200  configuration of the TURBOchannel, seven words
 * ```
 */

export const ROM_ADDRESS = 0x1fc00000;
export const ROM_BYTES = 0x80000;

const ROM_KSEG1 = 0xbfc00000;
const STUBS = 0x1000;
const STUB_BYTES = 16;
const VECTOR = 0x2000;
const CONFIGURATION = 0x2200;

/** Opcode 0x3f: reserved on the R3000. The function's number is in the low bits. */
const FIRMWARE = 0xfc000000;
const JUMP = 0x08000000;
const RETURN = 0x03e00008;

/** Functions of the call-back vector are numbered by offset / 4, those of the jump table from here. */
export const JUMP_TABLE = 64;
const JUMP_ENTRIES = 64;
/** Exceptions with the vectors in the ROM. */
export const BOOT_UTLB = 128;
export const BOOT_GENERAL = 129;
const FUNCTIONS = 130;

/** Entries of the jump table that are the exception vectors 0x100 and 0x180. */
const UTLB_ENTRY = 32;
const GENERAL_ENTRY = 48;

/** kseg1 address of the call-back vector. */
export const VECTOR_ADDRESS = ROM_KSEG1 + VECTOR;
/** kseg1 address of what gettcinfo returns. */
export const CONFIGURATION_ADDRESS = ROM_KSEG1 + CONFIGURATION;
/** In register a2: the firmware has a call-back vector. */
const REX_MAGIC = 0x30464354;

/** Memory below 0x80020000 is the firmware's; the arguments go here. */
const ARGUMENTS = 0x8000a000;
const ARGUMENT_BYTES = 0x1000;
/** Top of the firmware's memory, for a program that begins on its stack. */
const STACK = 0x8001fff0;

/** Revision, clock in ns, slot in MB, time-out, DMA range in MB, burst, parity. */
const TURBOCHANNEL_CONFIGURATION = [1, 40, 4, 10, 4, 128, 0];

/** Builds the ROM. */
export function buildRom(): Uint8Array {
  const rom = new Uint8Array(ROM_BYTES);
  const view = new DataView(rom.buffer);
  const put = (offset: number, word: number) => view.setUint32(offset, word, true);
  const stub = (number: number) => STUBS + STUB_BYTES * number;
  for (let number = 0; number < FUNCTIONS; number++) {
    put(stub(number), FIRMWARE | number);
    put(stub(number) + 4, RETURN);
  }
  for (let entry = 0; entry < JUMP_ENTRIES; entry++) {
    let number = JUMP_TABLE + entry;
    if (entry === UTLB_ENTRY) number = BOOT_UTLB;
    if (entry === GENERAL_ENTRY) number = BOOT_GENERAL;
    put(8 * entry, JUMP | (((ROM_KSEG1 + stub(number)) >>> 2) & 0x03ffffff));
  }
  for (let number = 0; number < JUMP_TABLE; number++)
    put(VECTOR + 4 * number, ROM_KSEG1 + stub(number));
  TURBOCHANNEL_CONFIGURATION.forEach((word, index) => {
    put(CONFIGURATION + 4 * index, word);
  });
  return rom;
}

/** Registers and memory as the firmware leaves them for the program that it starts. */
export interface ProgramEntry {
  /** Number of arguments. */
  readonly a0: number;
  /** Address of the argument pointers. */
  readonly a1: number;
  readonly a2: number;
  /** Address of the call-back vector. */
  readonly a3: number;
  readonly sp: number;
  /** What is in memory: pointers and arguments, at a kseg0 address. */
  readonly memory: { readonly address: number; readonly bytes: Uint8Array };
}

/**
 * The state in which a program begins, with the arguments it is given.
 * @throws RangeError when the arguments are longer than the firmware's memory for them, 4 KB.
 */
export function programEntry(argv: readonly string[]): ProgramEntry {
  const encoder = new TextEncoder();
  const texts = argv.map((argument) => encoder.encode(`${argument}\0`));
  const pointers = 4 * (argv.length + 1);
  const length = texts.reduce((sum, text) => sum + text.length, pointers);
  if (length > ARGUMENT_BYTES)
    throw new RangeError(
      `argv: ${length} bytes with their pointers; at most ${ARGUMENT_BYTES} fit`,
    );
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = pointers;
  texts.forEach((text, index) => {
    view.setUint32(4 * index, ARGUMENTS + at, true);
    bytes.set(text, at);
    at += text.length;
  });
  return {
    a0: argv.length,
    a1: ARGUMENTS,
    a2: REX_MAGIC,
    a3: VECTOR_ADDRESS,
    sp: STACK,
    memory: { address: ARGUMENTS, bytes },
  };
}
