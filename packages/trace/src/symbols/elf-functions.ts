/**
 * The functions of an ELF file: symbols of type STT_FUNC (and indirect functions, whose address is
 * that of their resolver) and, for assembly, global and weak labels without a type; all of them in
 * executable sections only. Absolute symbols own no addresses. A function that does not lie in the
 * section that it names (some tools leave such) is in the one that holds its address. How overlaps
 * and missing sizes are settled: function-ranges.ts.
 */
import { InputError } from "../trace-error.ts";
import { hexadecimal, rangeText } from "./address.ts";
import { type ElfFile, type ElfSection, type ElfSymbol, EM_ARM, EM_MIPS, ET_REL } from "./elf.ts";
import { type Area, type Claim, type OwnedRange, ownedRanges } from "./function-ranges.ts";

/**
 * Disjoint ranges of the file's functions, by address.
 * @throws InputError when the file was not linked, holds no code, or has a function in none of its
 * executable sections.
 */
export function elfFunctions(file: ElfFile): OwnedRange[] {
  if (file.type === ET_REL)
    throw new InputError(
      `${file.name}: byte 16: this is a relocatable object, whose symbols have no addresses yet; an executable or shared object was expected`,
    );
  const areas = codeAreas(file);
  if (areas.length === 0)
    throw new InputError(
      `${file.name}: the file has no executable section or segment; a program or library was expected`,
    );
  const claims: Claim[] = [];
  const bounds: bigint[] = [];
  for (const symbol of file.symbols) {
    const section = symbol.section === undefined ? undefined : file.sections[symbol.section];
    if (section === undefined || !isCode(section)) continue;
    if (symbol.type === "object") bounds.push(symbol.value);
    const claim = claimOf(file, symbol, section);
    if (claim !== undefined) claims.push(claim);
  }
  return ownedRanges(claims, bounds, areas);
}

const isCode = (section: ElfSection): boolean => section.allocated && section.executable;

const holds = (section: ElfSection, address: bigint): boolean =>
  address >= section.address && address < section.address + section.size;

/** Executable sections; executable segments where the file has no section headers. */
function codeAreas(file: ElfFile): Area[] {
  const short = file.name.slice(file.name.lastIndexOf("/") + 1);
  if (file.sections.length > 0)
    return file.sections.filter(isCode).map((section) => ({
      name: `[${short} ${section.name}]`,
      section: section.name,
      start: section.address,
      end: section.address + section.size,
    }));
  return file.segments
    .filter((segment) => segment.executable)
    .map((segment) => ({
      name: `[${short}]`,
      section: "",
      start: segment.virtualAddress,
      end: segment.virtualAddress + segment.memorySize,
    }));
}

function claimOf(file: ElfFile, symbol: ElfSymbol, section: ElfSection): Claim | undefined {
  const isFunction = symbol.type === "function" || symbol.type === "indirect-function";
  const isVisible = symbol.binding === "global" || symbol.binding === "weak";
  if (symbol.name === "" || !(isFunction || (symbol.type === "none" && isVisible)))
    return undefined;
  // ARM and MIPS mark functions of the compressed instruction sets in bit 0 of their address.
  const marked = isFunction && (file.machine === EM_ARM || file.machine === EM_MIPS);
  const start = marked ? symbol.value & ~1n : symbol.value;
  const home = [section, ...(isFunction ? file.sections.filter(isCode) : [])].find((one) =>
    holds(one, start),
  );
  if (home === undefined) {
    // The linker's own labels may lie anywhere, and functions without a size behind the last byte.
    if (!isFunction || start === section.address + section.size) return undefined;
    throw new InputError(
      `${file.name}: byte ${symbol.at}: function ${symbol.name} is at ${hexadecimal(start)}, in no executable section; its own, ${section.name}, is ${rangeText(section.address, section.address + section.size)}`,
    );
  }
  const limit = home.address + home.size;
  const room = limit - start;
  return {
    name: symbol.name,
    section: home.name,
    start,
    size: symbol.size < room ? symbol.size : room,
    limit,
    isFunction,
    isVisible,
  };
}
