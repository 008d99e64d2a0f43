/**
 * An image from an ELF file: an executable for the R3000, linked for addresses that need no TLB.
 *
 * Only what the file says of itself is checked. Its instructions are not: data may lie between them,
 * and an instruction that the R3000 lacks raises an exception when it is executed.
 */
import { createHash } from "node:crypto";
import {
  type ElfFile,
  type ElfSegment,
  type ElfSymbol,
  EM_MIPS,
  InputError,
  isElf,
  readElf,
  symbolMapOf,
} from "@mcpi/trace";
import type { Image } from "./image.ts";
import { checkPlace, physicalOf } from "./image-place.ts";

/** ELF file type of an executable. */
const ET_EXEC = 2;
const CLASS_64 = 2;
const BIG_ENDIAN = 2;
/** Parts of e_flags: later architectures, extensions such as MIPS16, the ABI. */
const EF_ARCHITECTURE = 0xf0000000;
const EF_EXTENSIONS = 0x0f000000;
const EF_ABI = 0xf000;
const EF_N32 = 0x20;
const ABI_O32 = 0x1000;

const ARCHITECTURES = [
  "MIPS I",
  "MIPS II",
  "MIPS III",
  "MIPS IV",
  "MIPS V",
  "MIPS32",
  "MIPS64",
  "MIPS32 release 2",
  "MIPS64 release 2",
  "MIPS32 release 6",
  "MIPS64 release 6",
];

/**
 * Reads an ELF file as an image.
 * @param bytes the whole file
 * @param name what errors, and the image, call it
 * @throws InputError when it is no executable ELF file of a little-endian MIPS I, or one that cannot
 * be put into kseg0 and kseg1.
 */
export function imageOfElf(bytes: Uint8Array, name: string): Image {
  checkIdentity(bytes, name);
  const file = readElf(bytes, name);
  checkKind(file);
  const loaded = file.segments.filter(({ memorySize }) => memorySize > 0n);
  if (loaded.length === 0)
    throw new InputError(`${name}: byte 28: the file has no segment that is loaded`);
  for (const segment of loaded)
    checkPlace(name, whatOf(segment), Number(segment.virtualAddress), Number(segment.memorySize));
  checkDisjoint(name, loaded);
  checkEntry(file, loaded);
  return {
    name,
    entry: Number(file.entry),
    segments: loaded.map(({ virtualAddress, fileOffset, fileSize, memorySize }) => ({
      address: Number(virtualAddress),
      bytes: bytes.subarray(fileOffset, fileOffset + fileSize),
      size: Number(memorySize),
    })),
    functions: symbolMapOf(bytes, name),
    symbols: symbolsByName(file.symbols),
    hash: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** What decides how the rest of the file is read. */
function checkIdentity(bytes: Uint8Array, name: string): void {
  if (!isElf(bytes)) return;
  if (bytes[4] === CLASS_64)
    throw new InputError(`${name}: byte 4: this is a 64-bit ELF file; a 32-bit one was expected`);
  if (bytes[5] === BIG_ENDIAN)
    throw new InputError(
      `${name}: byte 5: this is a big-endian ELF file; a little-endian one was expected (the DECstation's)`,
    );
}

function checkKind({ name, type, machine, flags }: ElfFile): void {
  const fault = (byte: number, message: string) =>
    new InputError(`${name}: byte ${byte}: ${message}`);
  if (machine !== EM_MIPS)
    throw fault(18, `the file is for machine ${machine}; ${EM_MIPS} (MIPS) was expected`);
  if (type !== ET_EXEC)
    throw fault(
      16,
      `the file's type is ${type}; ${ET_EXEC} (an executable at fixed addresses) was expected`,
    );
  const architecture = (flags & EF_ARCHITECTURE) >>> 28;
  if (architecture !== 0)
    throw fault(
      36,
      `the code is for ${ARCHITECTURES[architecture] ?? `MIPS architecture ${architecture}`}; MIPS I was expected (-march=r3000)`,
    );
  if ((flags & EF_EXTENSIONS) !== 0)
    throw fault(
      36,
      `flags 0x${flags.toString(16)} say that the code uses an extension of the instruction set; plain MIPS I was expected`,
    );
  const abi = flags & EF_ABI;
  if ((abi !== 0 && abi !== ABI_O32) || (flags & EF_N32) !== 0)
    throw fault(36, `flags 0x${flags.toString(16)} name another ABI; o32 was expected (-mabi=32)`);
}

const hexadecimal = (address: number | bigint): string => `0x${address.toString(16)}`;

const whatOf = ({ virtualAddress }: ElfSegment): string =>
  `the segment at ${hexadecimal(virtualAddress)}`;

/** kseg0 and kseg1 name the same memory: segments must be apart there. */
function checkDisjoint(name: string, segments: readonly ElfSegment[]): void {
  const placed = segments
    .map((segment) => ({
      segment,
      start: physicalOf(Number(segment.virtualAddress)),
      size: Number(segment.memorySize),
    }))
    .sort((a, b) => a.start - b.start);
  for (const [i, { segment, start }] of placed.entries()) {
    const before = placed[i - 1];
    if (before === undefined || start >= before.start + before.size) continue;
    throw new InputError(
      `${name}: ${whatOf(segment)} overlaps ${whatOf(before.segment)}, which has ${hexadecimal(before.size)} bytes`,
    );
  }
}

function checkEntry({ name, entry }: ElfFile, segments: readonly ElfSegment[]): void {
  if (entry % 4n !== 0n)
    throw new InputError(
      `${name}: byte 24: the entry address ${hexadecimal(entry)} is no multiple of 4`,
    );
  const home = segments.find(
    ({ virtualAddress, memorySize }) =>
      entry >= virtualAddress && entry < virtualAddress + memorySize,
  );
  if (home?.executable !== true)
    throw new InputError(
      `${name}: byte 24: the entry address ${hexadecimal(entry)} lies in ${home === undefined ? "no segment that is loaded" : `${whatOf(home)}, which is not executable`}`,
    );
}

/** Of several symbols of a name a global one, or the first. */
function symbolsByName(symbols: readonly ElfSymbol[]): Image["symbols"] {
  const found = new Map<string, { address: number; size: number; global: boolean }>();
  for (const { name, type, binding, value, size } of symbols) {
    if (name === "" || type === "other") continue;
    const known = found.get(name);
    const global = binding !== "local";
    if (known === undefined || (global && !known.global))
      found.set(name, { address: Number(value), size: Number(size), global });
  }
  return new Map([...found].map(([name, { address, size }]) => [name, { address, size }]));
}
