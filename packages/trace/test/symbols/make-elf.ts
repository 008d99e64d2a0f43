/** Makes small ELF files by hand, field by field after the System V ABI, for the tests. */

export interface MadeSymbol {
  name: string;
  value: number;
  size?: number;
  /** STB << 4 | STT. */
  info: number;
  /** Section index; 1 is .text, 2 is .data. */
  section: number;
}

export interface MadeElf {
  bits: 32 | 64;
  little: boolean;
  symbols: MadeSymbol[];
  /** SHT of the symbol table: 2 .symtab, 11 .dynsym. */
  tableType?: number;
  type?: number;
  machine?: number;
  textAddress?: number;
  textSize?: number;
}

export const GLOBAL_FUNC = 0x12;
export const LOCAL_FUNC = 0x02;
export const WEAK_FUNC = 0x22;
export const GLOBAL_LABEL = 0x10;
export const LOCAL_LABEL = 0x00;
export const GLOBAL_OBJECT = 0x11;
export const GLOBAL_IFUNC = 0x1a;

/** Sections: 0 none, 1 .text, 2 .data, 3 symbols, 4 names of symbols, 5 names of sections. */
export function makeElf(made: MadeElf): Uint8Array {
  const wide = made.bits === 64;
  const { little } = made;
  const textAddress = made.textAddress ?? 0x400000;
  const textSize = made.textSize ?? 0x100;
  const headerSize = wide ? 64 : 52;
  const programSize = wide ? 56 : 32;
  const sectionSize = wide ? 64 : 40;
  const symbolSize = wide ? 24 : 16;

  const strings = (names: string[]) => {
    const offsets: number[] = [];
    let text = "\0";
    for (const name of names) {
      offsets.push(text.length);
      text += `${name}\0`;
    }
    return { offsets, bytes: new TextEncoder().encode(text) };
  };
  const symbolNames = strings(made.symbols.map((symbol) => symbol.name));
  const sectionNames = strings([".text", ".data", ".symtab", ".strtab", ".shstrtab"]);

  const textAt = headerSize + programSize;
  const symbolsAt = textAt + textSize;
  const symbolBytes = (made.symbols.length + 1) * symbolSize;
  const namesAt = symbolsAt + symbolBytes;
  const sectionNamesAt = namesAt + symbolNames.bytes.length;
  const headersAt = sectionNamesAt + sectionNames.bytes.length;
  const bytes = new Uint8Array(headersAt + 6 * sectionSize);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u8 = (value: number) => view.setUint8(at++, value);
  const u16 = (value: number) => {
    view.setUint16(at, value, little);
    at += 2;
  };
  const u32 = (value: number) => {
    view.setUint32(at, value, little);
    at += 4;
  };
  const word = (value: number) => {
    if (!wide) return u32(value);
    view.setBigUint64(at, BigInt(value), little);
    at += 8;
  };

  for (const byte of [0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]) u8(byte);
  at = 16;
  u16(made.type ?? 2);
  u16(made.machine ?? (wide ? 62 : 8));
  u32(1);
  word(textAddress); // entry
  word(headerSize); // program headers
  word(headersAt); // section headers
  u32(0x1001); // flags
  u16(headerSize);
  u16(programSize);
  u16(1);
  u16(sectionSize);
  u16(6);
  u16(5);

  at = headerSize;
  u32(1); // PT_LOAD
  if (wide) u32(5);
  word(textAt);
  word(textAddress);
  word(textAddress);
  word(textSize);
  word(textSize + 16);
  if (!wide) u32(5);
  word(4096);

  at = symbolsAt + symbolSize;
  for (const [i, symbol] of made.symbols.entries()) {
    u32(symbolNames.offsets[i]);
    if (wide) {
      u8(symbol.info);
      u8(0);
      u16(symbol.section);
    }
    word(symbol.value);
    word(symbol.size ?? 0);
    if (!wide) {
      u8(symbol.info);
      u8(0);
      u16(symbol.section);
    }
  }
  bytes.set(symbolNames.bytes, namesAt);
  bytes.set(sectionNames.bytes, sectionNamesAt);

  at = headersAt + sectionSize;
  const section = (
    index: number,
    [type, flags, address, offset, size, link, info, entry]: number[],
  ) => {
    u32(sectionNames.offsets[index]);
    u32(type);
    word(flags);
    word(address);
    word(offset);
    word(size);
    u32(link);
    u32(info);
    word(4);
    word(entry);
  };
  section(0, [1, 6, textAddress, textAt, textSize, 0, 0, 0]);
  section(1, [8, 3, textAddress + 0x10000, symbolsAt, 0x100, 0, 0, 0]);
  section(2, [made.tableType ?? 2, 0, 0, symbolsAt, symbolBytes, 4, 1, symbolSize]);
  section(3, [3, 0, 0, namesAt, symbolNames.bytes.length, 0, 0, 0]);
  section(4, [3, 0, 0, sectionNamesAt, sectionNames.bytes.length, 0, 0, 0]);
  return bytes;
}
