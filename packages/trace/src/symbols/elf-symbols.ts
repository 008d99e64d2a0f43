/**
 * The symbols of an ELF file (System V ABI, chapter 4): those of .symtab, else those of .dynsym.
 */
import type { ByteReader } from "./byte-reader.ts";
import { type SectionHeader, stringTable } from "./elf-sections.ts";

export type ElfSymbolType = "none" | "object" | "function" | "indirect-function" | "other";
export type ElfSymbolBinding = "local" | "global" | "weak" | "other";

export interface ElfSymbol {
  readonly name: string;
  readonly value: bigint;
  readonly size: bigint;
  readonly type: ElfSymbolType;
  readonly binding: ElfSymbolBinding;
  /** Index of its section; undefined for absolute and common symbols. */
  readonly section: number | undefined;
  /** Byte offset of its entry in the file. */
  readonly at: number;
}

export interface ElfSymbols {
  /** Defined symbols in the order of their table. */
  readonly symbols: readonly ElfSymbol[];
  /** Where they come from; undefined if the file has neither table. */
  readonly symbolTable: ".symtab" | ".dynsym" | undefined;
}

const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const SHT_SYMTAB_SHNDX = 18;
const SHN_UNDEF = 0;
const SHN_LORESERVE = 0xff00;
const SHN_XINDEX = 0xffff;

// STT_ numbers. A TLS symbol's value is no address, so it is "other"; a common block is an object.
const TYPES: Readonly<Record<number, ElfSymbolType>> = {
  0: "none",
  1: "object",
  2: "function",
  5: "object",
  10: "indirect-function",
};
// STB_ numbers; 10 is the GNU kind of global that is unique in a process.
const BINDINGS: Readonly<Record<number, ElfSymbolBinding>> = {
  0: "local",
  1: "global",
  2: "weak",
  10: "global",
};

export function readSymbols(reader: ByteReader, headers: readonly SectionHeader[]): ElfSymbols {
  let index = headers.findIndex((header) => header.type === SHT_SYMTAB);
  const symbolTable = index >= 0 ? ".symtab" : ".dynsym";
  if (index < 0) index = headers.findIndex((header) => header.type === SHT_DYNSYM);
  if (index < 0) return { symbols: [], symbolTable: undefined };

  const header = headers[index];
  const smallest = reader.wide ? 24 : 16;
  const entrySize = header.entrySize;
  const size = Number(header.size);
  if (entrySize < smallest)
    throw reader.error(
      header.at,
      `symbols of ${symbolTable} have ${entrySize} bytes; ${smallest} were expected`,
    );
  if (size % entrySize !== 0)
    throw reader.error(
      header.at,
      `${symbolTable} has ${size} bytes; a multiple of ${entrySize} was expected`,
    );
  reader.extent(header.fileOffset, size, header.at, symbolTable);
  const names = stringTable(reader, headers, header.link, header.at);
  const wideIndexes = headers.find(
    (other) => other.type === SHT_SYMTAB_SHNDX && other.link === index,
  );

  const symbols: ElfSymbol[] = [];
  const [valueField, sizeField, infoField, sectionField] = reader.wide
    ? [8, 16, 4, 6]
    : [4, 8, 12, 14];
  for (let i = 1; i < size / entrySize; i++) {
    const at = header.fileOffset + i * entrySize;
    const small = reader.u16(at + sectionField, "a symbol's section");
    if (small === SHN_UNDEF) continue;
    const section =
      small === SHN_XINDEX
        ? wideIndex(reader, wideIndexes, i, at)
        : small < SHN_LORESERVE
          ? small
          : undefined;
    if (section !== undefined && section >= headers.length)
      throw reader.error(
        at + sectionField,
        `a symbol is in section ${section}; the file has ${headers.length}`,
      );
    const info = reader.u8(at + infoField, "a symbol's type");
    symbols.push({
      name: names.at(reader.u32(at, "a symbol's name"), at),
      value: reader.word(at + valueField, "a symbol's value"),
      size: reader.word(at + sizeField, "a symbol's size"),
      type: TYPES[info & 15] ?? "other",
      binding: BINDINGS[info >>> 4] ?? "other",
      section,
      at,
    });
  }
  return { symbols, symbolTable };
}

/** The section of symbol `i` where it does not fit into 16 bits. */
function wideIndex(
  reader: ByteReader,
  table: SectionHeader | undefined,
  i: number,
  at: number,
): number {
  if (table === undefined)
    throw reader.error(
      at,
      "a symbol's section index is in the table of extended indexes, which the file lacks",
    );
  const end = 4 * (i + 1);
  if (end > table.size)
    throw reader.error(table.at, `the table of extended indexes has no entry for symbol ${i}`);
  return reader.u32(table.fileOffset + 4 * i, "an extended section index");
}
