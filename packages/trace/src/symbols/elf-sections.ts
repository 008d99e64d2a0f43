/** The section headers of an ELF file and the tables that they lead to (System V ABI, chapter 4). */
import type { ByteReader } from "./byte-reader.ts";
import { StringTable } from "./elf-strings.ts";

export interface ElfSection {
  readonly name: string;
  /** SHT_ number. */
  readonly type: number;
  readonly address: bigint;
  readonly size: bigint;
  /** Has memory when the program runs (SHF_ALLOC). */
  readonly allocated: boolean;
  readonly writable: boolean;
  /** Holds instructions (SHF_EXECINSTR). */
  readonly executable: boolean;
}

/** A section header as it is in the file. */
export interface SectionHeader {
  /** Byte offset of the header. */
  readonly at: number;
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: bigint;
  readonly address: bigint;
  readonly fileOffset: number;
  readonly size: bigint;
  readonly link: number;
  readonly info: number;
  readonly entrySize: number;
}

const SHT_STRTAB = 3;
const SHN_XINDEX = 0xffff;
const SHF_WRITE = 1n;
const SHF_ALLOC = 2n;
const SHF_EXECINSTR = 4n;

/** The section headers; none if the file has no table of them. */
export function readSectionHeaders(reader: ByteReader): SectionHeader[] {
  const { wide } = reader;
  const tableField = wide ? 40 : 32;
  const sizeField = wide ? 58 : 46;
  const table = reader.offset(tableField, "the offset of the section headers");
  if (table === 0) return [];
  const entrySize = reader.u16(sizeField, "the size of a section header");
  const smallest = wide ? 64 : 40;
  if (entrySize < smallest)
    throw reader.error(
      sizeField,
      `section headers have ${entrySize} bytes; ${smallest} were expected`,
    );
  reader.extent(table, entrySize, tableField, "the first section header");
  // With 65,280 sections or more the count is in the first header's size field.
  const count =
    reader.u16(sizeField + 2, "the number of section headers") ||
    reader.offset(table + (wide ? 32 : 20), "the number of section headers");
  reader.extent(table, count * entrySize, tableField, "the section header table");
  return Array.from({ length: count }, (_, i) => readHeader(reader, table + i * entrySize));
}

function readHeader(reader: ByteReader, at: number): SectionHeader {
  const what = "a section header";
  const [flags, address, offset, size, link, entrySize] = reader.wide
    ? [8, 16, 24, 32, 40, 56]
    : [8, 12, 16, 20, 24, 36];
  return {
    at,
    nameOffset: reader.u32(at, what),
    type: reader.u32(at + 4, what),
    flags: reader.word(at + flags, what),
    address: reader.word(at + address, what),
    fileOffset: reader.offset(at + offset, what),
    size: reader.word(at + size, what),
    link: reader.u32(at + link, what),
    info: reader.u32(at + link + 4, what),
    entrySize: reader.offset(at + entrySize, what),
  };
}

/** The sections with their names. */
export function nameSections(
  reader: ByteReader,
  headers: readonly SectionHeader[],
): readonly ElfSection[] {
  if (headers.length === 0) return [];
  const bits = reader.wide ? 64 : 32;
  const field = reader.wide ? 62 : 50;
  const small = reader.u16(field, "the index of the section of names");
  const index = small === SHN_XINDEX ? headers[0].link : small;
  const names = index === 0 ? undefined : stringTable(reader, headers, index, field);
  return headers.map((header) => {
    const allocated = (header.flags & SHF_ALLOC) !== 0n;
    if (allocated && header.address + header.size > 1n << BigInt(bits))
      throw reader.error(header.at, `a section ends beyond address 2^${bits}`);
    return {
      name: names === undefined ? "" : names.at(header.nameOffset, header.at),
      type: header.type,
      address: header.address,
      size: header.size,
      allocated,
      writable: (header.flags & SHF_WRITE) !== 0n,
      executable: (header.flags & SHF_EXECINSTR) !== 0n,
    };
  });
}

/**
 * The string table in section `index`.
 * @param field byte offset of the field that names the section, for errors
 */
export function stringTable(
  reader: ByteReader,
  headers: readonly SectionHeader[],
  index: number,
  field: number,
): StringTable {
  const header = headers[index];
  if (header === undefined)
    throw reader.error(field, `section ${index} of ${headers.length} does not exist`);
  if (header.type !== SHT_STRTAB)
    throw reader.error(
      header.at + 4,
      `section ${index} has type ${header.type}; a string table (${SHT_STRTAB}) was expected`,
    );
  const size = Number(header.size);
  reader.extent(header.fileOffset, size, header.at, "a string table");
  return new StringTable(reader, header.fileOffset, size);
}
