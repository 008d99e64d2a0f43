/**
 * What an R3000 executes, and what its pipeline asks of the code: a check of every instruction of an
 * image. The compiler is told to write MIPS I, but its library and slips in assembly are not held to
 * that. Source: Kane and Heinrich, MIPS RISC Architecture (1992), appendix A.
 */
import { readElf } from "@mcpi/trace";

/** e_flags of MIPS I code (0) for the o32 interface (0x1000) that the assembler has not reordered (1). */
const MIPS1_O32 = 0x1001;
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Opcodes but SPECIAL, REGIMM and COP0. */
const OPCODES = new Set([...range(0x02, 0x0f), ...range(0x20, 0x26), ...range(0x28, 0x2b), 0x2e]);
const SPECIAL = new Set([
  0x00, // sll
  ...range(0x02, 0x04), // srl sra sllv
  ...range(0x06, 0x09), // srlv srav jr jalr
  ...range(0x0c, 0x0d), // syscall break
  ...range(0x10, 0x13), // mfhi mthi mflo mtlo
  ...range(0x18, 0x1b), // mult multu div divu
  ...range(0x20, 0x27), // add … nor
  ...range(0x2a, 0x2b), // slt sltu
]);
const REGIMM = new Set([0x00, 0x01, 0x10, 0x11]); // bltz bgez bltzal bgezal
const COP0_OPERATIONS = new Set([0x01, 0x02, 0x06, 0x08, 0x10]); // tlbr tlbwi tlbwr tlbp rfe

/** Whether a word is an instruction of the R3000 without its floating-point unit. */
export function isMips1(word: number): boolean {
  const opcode = word >>> 26;
  const rs = (word >>> 21) & 31;
  const rt = (word >>> 16) & 31;
  const rd = (word >>> 11) & 31;
  const shift = (word >>> 6) & 31;
  const low = word & 63;
  switch (opcode) {
    case 0x00: {
      if (!SPECIAL.has(low)) return false;
      // Later processors' rotr and rotrv are srl and srlv with bits in fields that are 0 here.
      if (low === 0x02) return rs === 0;
      if (low === 0x04 || low === 0x06 || low === 0x07) return shift === 0;
      // mul, divu and others of MIPS32 release 6, too, are told by such fields.
      if (low >= 0x18 && low <= 0x1b) return rd === 0 && shift === 0;
      if (low === 0x08) return rt === 0 && rd === 0 && shift === 0;
      if (low === 0x09) return rt === 0 && shift === 0;
      return true;
    }
    case 0x01:
      return REGIMM.has(rt);
    case 0x10:
      if (rs === 0x00 || rs === 0x04) return (word & 0x7ff) === 0; // mfc0 mtc0, without a select
      if (rs === 0x08) return rt === 0 || rt === 1; // bc0f bc0t, not their likely forms
      return rs === 0x10 && COP0_OPERATIONS.has(low) && (word & 0x01ffffc0) === 0;
    default:
      return OPCODES.has(opcode);
  }
}

/** Register that a load (or MFC0) has not yet written when the next instruction begins; 0 if none. */
function loadedRegister(word: number): number {
  const opcode = word >>> 26;
  const isLoad = opcode >= 0x20 && opcode <= 0x26;
  const isMove = opcode === 0x10 && ((word >>> 21) & 31) === 0;
  return isLoad || isMove ? (word >>> 16) & 31 : 0;
}

function reads(word: number, register: number): boolean {
  const opcode = word >>> 26;
  const rs = (word >>> 21) & 31;
  const rt = (word >>> 16) & 31;
  const low = word & 63;
  if (opcode === 0x00) {
    if (low === 0x0c || low === 0x0d || low === 0x10 || low === 0x12) return false;
    const usesRs = low > 0x03;
    const usesRt = low < 0x08 || low >= 0x18;
    return (usesRs && rs === register) || (usesRt && rt === register);
  }
  if (opcode === 0x02 || opcode === 0x03 || opcode === 0x0f) return false;
  if (opcode === 0x10) return rs === 0x04 && rt === register;
  if (rs === register) return true;
  const isStore = opcode >= 0x28;
  return (isStore || opcode === 0x04 || opcode === 0x05) && rt === register;
}

/** Where the instruction at `address` may branch or jump to, if it says so itself. */
function target(word: number, address: number): number | undefined {
  const opcode = word >>> 26;
  if (opcode === 0x02 || opcode === 0x03)
    return (((address + 4) & 0xf0000000) | ((word & 0x03ffffff) << 2)) >>> 0;
  const isBranch =
    opcode === 0x01 ||
    (opcode >= 0x04 && opcode <= 0x07) ||
    (opcode === 0x10 && ((word >>> 21) & 31) === 0x08);
  return isBranch ? (address + 4 + ((word << 16) >> 14)) >>> 0 : undefined;
}

/** Whether what stands behind the delay slot is never executed after it. */
function neverFallsThrough(word: number): boolean {
  const opcode = word >>> 26;
  if (opcode === 0x02) return true;
  if (opcode === 0x00) return (word & 63) === 0x08;
  return opcode === 0x04 && ((word >>> 16) & 31) === ((word >>> 21) & 31); // beq $x,$x
}

/**
 * Checks that an image is for an R3000: MIPS I by its flags and in each word of its code, no register
 * read in the delay of its load, and each function with its size, by which it is attributed.
 * @param loadDelays functions that may read a register in its load delay
 * @param segments how many there are to be: a kernel's one, a program's text and data
 * @throws Error that names the function and the address.
 */
export function checkMips1(
  bytes: Uint8Array,
  name: string,
  loadDelays: readonly string[],
  segments = 1,
): void {
  const file = readElf(bytes, name);
  if (file.flags !== MIPS1_O32)
    throw new Error(
      `${name}: the ELF flags are 0x${file.flags.toString(16)}; 0x${MIPS1_O32.toString(16)} (MIPS I, o32) was expected`,
    );
  if (file.segments.length !== segments)
    throw new Error(
      `${name}: the number of segments is ${file.segments.length}; ${segments} was expected`,
    );
  for (const symbol of file.symbols)
    if (symbol.type === "function" && symbol.size === 0n)
      throw new Error(`${name}: function ${symbol.name} has no size (END is missing?)`);

  const functionAt = (address: number): string =>
    file.symbols.find(
      ({ type, value, size }) =>
        type === "function" && value <= BigInt(address) && BigInt(address) < value + size,
    )?.name ?? "no function";
  for (const { start, words } of codeSections(bytes)) {
    const wordAt = (address: number): number => words[(address - start) / 4] ?? 0;
    const fault = (address: number, what: string): Error =>
      new Error(
        `${name}: ${functionAt(address)}, ${hex(address)}: ${hex(wordAt(address))} ${what}`,
      );

    for (const [i, word] of words.entries()) {
      const address = start + 4 * i;
      if (!isMips1(word)) throw fault(address, "is no instruction of MIPS I");
      const loaded = loadedRegister(word);
      if (loaded === 0 || loadDelays.includes(functionAt(address))) continue;
      const before = i > 0 ? words[i - 1] : 0;
      const elsewhere = target(before, address - 4);
      const isLinked = before >>> 26 === 0x03;
      const next = [
        ...(neverFallsThrough(before) || isLinked ? [] : [address + 4]),
        ...(elsewhere === undefined ? [] : [elsewhere]),
      ];
      for (const follower of next)
        if (reads(wordAt(follower), loaded))
          throw fault(address, `loads $${loaded}, which ${hex(follower)} reads in its load delay`);
    }
  }
}

const SHT_PROGBITS = 1;
const SHF_ALLOC = 2;
const SHF_EXECINSTR = 4;

/** The code of an ELF file, by section: readElf has checked that the headers lie in the file. */
function codeSections(bytes: Uint8Array): { start: number; words: number[] }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => view.getUint32(at, true);
  const headers = u32(0x20);
  const count = view.getUint16(0x30, true);
  const sections = [];
  for (let at = headers; at < headers + 40 * count; at += 40) {
    const executes = (u32(at + 8) & (SHF_ALLOC | SHF_EXECINSTR)) === (SHF_ALLOC | SHF_EXECINSTR);
    if (u32(at + 4) !== SHT_PROGBITS || !executes) continue;
    const offset = u32(at + 16);
    const length = u32(at + 20) / 4;
    const words = Array.from({ length }, (_, i) => u32(offset + 4 * i));
    sections.push({ start: u32(at + 12), words });
  }
  return sections;
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;
