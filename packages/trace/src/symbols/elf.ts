/**
 * Reads an ELF file (32 or 64 bit, either byte order): loadable segments, sections, symbols.
 *
 * Nothing in the file is believed before it was checked: every table and every segment must lie in
 * the file and every name must end in its string table, so that work and memory are bounded by the
 * file's size. Source of the layout: System V ABI, chapters 4 (object files) and 5 (loading).
 */
import { InputError } from "../trace-error.ts";
import { ByteReader } from "./byte-reader.ts";
import {
  type ElfSection,
  nameSections,
  readSectionHeaders,
  type SectionHeader,
} from "./elf-sections.ts";
import { type ElfSymbols, readSymbols } from "./elf-symbols.ts";

export type { ElfSection } from "./elf-sections.ts";
export type { ElfSymbol, ElfSymbolBinding, ElfSymbols, ElfSymbolType } from "./elf-symbols.ts";

/** ELF file type of an object file that was not linked. */
export const ET_REL = 1;
/** ELF machine numbers that this package treats specially. */
export const EM_MIPS = 8;
export const EM_ARM = 40;

/** A part of the file that is loaded (PT_LOAD). */
export interface ElfSegment {
  readonly virtualAddress: bigint;
  readonly physicalAddress: bigint;
  readonly fileOffset: number;
  readonly fileSize: number;
  /** Bytes in memory; those beyond `fileSize` are 0. */
  readonly memorySize: bigint;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface ElfFile extends ElfSymbols {
  readonly name: string;
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** ET_ number: 1 relocatable, 2 executable, 3 shared object or PIE, 4 core. */
  readonly type: number;
  /** EM_ number of the processor. */
  readonly machine: number;
  /** Flags of the processor's supplement (e_flags). */
  readonly flags: number;
  readonly entry: bigint;
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly ElfSection[];
}

const PT_LOAD = 1;
const PN_XNUM = 0xffff;

/** Whether `bytes` begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Reads an ELF file.
 * @param bytes the whole file
 * @param name what errors call it
 * @throws InputError with the byte offset and what was expected, when the file is no ELF file or
 * is damaged.
 */
export function readElf(bytes: Uint8Array, name: string): ElfFile {
  if (!isElf(bytes))
    throw new InputError(
      `${name}: byte 0: the magic number of an ELF file (7f 45 4c 46) was expected`,
    );
  const first = new ByteReader(name, bytes, true, false);
  const wide = oneOrTwo(first, 4, "ELF class", "1 (32 bit) or 2 (64 bit)") === 2;
  const little = oneOrTwo(first, 5, "ELF byte order", "1 (little-endian) or 2 (big-endian)") === 1;
  const version = first.u8(6, "the ELF version");
  if (version !== 1) throw first.error(6, `ELF version ${version} is unknown; 1 was expected`);

  const reader = new ByteReader(name, bytes, little, wide);
  const headers = readSectionHeaders(reader);
  return {
    name,
    bits: wide ? 64 : 32,
    littleEndian: little,
    type: reader.u16(16, "the file's type"),
    machine: reader.u16(18, "the machine"),
    flags: reader.u32(wide ? 48 : 36, "the flags"),
    entry: reader.word(24, "the entry address"),
    segments: readSegments(reader, headers),
    sections: nameSections(reader, headers),
    ...readSymbols(reader, headers),
  };
}

function oneOrTwo(reader: ByteReader, at: number, what: string, expected: string): number {
  const value = reader.u8(at, `the ${what}`);
  if (value === 1 || value === 2) return value;
  throw reader.error(at, `${what} ${value} is unknown; ${expected} was expected`);
}

function readSegments(reader: ByteReader, headers: readonly SectionHeader[]): ElfSegment[] {
  const { wide } = reader;
  const tableField = wide ? 32 : 28;
  const sizeField = wide ? 54 : 42;
  const table = reader.offset(tableField, "the offset of the program headers");
  const small = reader.u16(sizeField + 2, "the number of program headers");
  // With 65,535 program headers or more their number is in the first section header.
  const count = small === PN_XNUM && headers.length > 0 ? headers[0].info : small;
  if (count === 0) return [];
  const entrySize = reader.u16(sizeField, "the size of a program header");
  const smallest = wide ? 56 : 32;
  if (entrySize < smallest)
    throw reader.error(
      sizeField,
      `program headers have ${entrySize} bytes; ${smallest} were expected`,
    );
  reader.extent(table, count * entrySize, tableField, "the program header table");
  const segments: ElfSegment[] = [];
  for (let i = 0; i < count; i++) {
    const at = table + i * entrySize;
    if (reader.u32(at, "a program header") === PT_LOAD) segments.push(readSegment(reader, at));
  }
  return segments;
}

function readSegment(reader: ByteReader, at: number): ElfSegment {
  const what = "a program header";
  const [offset, virtual, physical, fileBytes, memoryBytes, flagBits] = reader.wide
    ? [8, 16, 24, 32, 40, 4]
    : [4, 8, 12, 16, 20, 24];
  const bits = reader.wide ? 64 : 32;
  const fileOffset = reader.offset(at + offset, what);
  const fileSize = reader.offset(at + fileBytes, what);
  const virtualAddress = reader.word(at + virtual, what);
  const memorySize = reader.word(at + memoryBytes, what);
  const flags = reader.u32(at + flagBits, what);
  reader.extent(fileOffset, fileSize, at, "a segment");
  if (memorySize < fileSize)
    throw reader.error(
      at + memoryBytes,
      `a segment has ${memorySize} bytes in memory; at least the ${fileSize} of the file were expected`,
    );
  if (virtualAddress + memorySize > 1n << BigInt(bits))
    throw reader.error(at + virtual, `a segment ends beyond address 2^${bits}`);
  return {
    virtualAddress,
    physicalAddress: reader.word(at + physical, what),
    fileOffset,
    fileSize,
    memorySize,
    readable: (flags & 4) !== 0,
    writable: (flags & 2) !== 0,
    executable: (flags & 1) !== 0,
  };
}
