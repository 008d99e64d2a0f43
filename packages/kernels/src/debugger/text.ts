/**
 * What a debugger shows, as lines.
 */
import { DIRTY, EXCEPTION_NAMES, GLOBAL, NONCACHEABLE, VALID } from "../r3000/cp0.ts";
import { disassemble, hex8 } from "../r3000/disassemble.ts";
import type { Processor } from "../r3000/processor.ts";
import type { StackFrame } from "./backtrace.ts";
import type { MemoryView } from "./memory-view.ts";
import { ALL_REGISTERS, readRegister } from "./registers.ts";
import { placeText, type SymbolNames } from "./symbol-names.ts";

const REGISTERS_A_LINE = 4;
const WORDS_A_LINE = 4;

/** All registers, four a line. */
export function registerLines(p: Processor): string[] {
  const cells = ALL_REGISTERS.map((name) => `${name.padStart(8)} ${hex8(readRegister(p, name))}`);
  return inLines(cells, REGISTERS_A_LINE);
}

/** Instructions from an address on, `=>` before the next one that is executed. */
export function instructionLines(
  p: Processor,
  memory: MemoryView,
  names: SymbolNames,
  from: number,
  count: number,
): string[] {
  const nameOf = (address: number) => {
    const place = names.place(address);
    return place === undefined ? hex8(address) : `${hex8(address)} <${placeText(place)}>`;
  };
  return Array.from({ length: count }, (_, i) => {
    const address = (from + 4 * i) >>> 0;
    const word = memory.wordIf(address);
    const place = names.place(address);
    const where = `${hex8(address)}${place === undefined ? "" : ` <${placeText(place)}>`}`;
    const mark = address === p.pc ? "=>" : "  ";
    return word === undefined
      ? `${mark} ${where}  no memory`
      : `${mark} ${where}  ${hex8(word)}  ${disassemble(word, address, nameOf)}`;
  });
}

/** Words of memory from an address on, four a line, with what they are as characters. */
export function memoryLines(memory: MemoryView, from: number, count: number): string[] {
  const lines: string[] = [];
  for (let first = 0; first < count; first += WORDS_A_LINE) {
    const address = from + 4 * first;
    const words = Array.from({ length: Math.min(WORDS_A_LINE, count - first) }, (_, i) =>
      memory.word(address + 4 * i),
    );
    const text = words.flatMap((word) => [0, 8, 16, 24].map((shift) => character(word >>> shift)));
    const digits = words.map(hex8).join(" ");
    lines.push(`${hex8(address)}  ${digits.padEnd(9 * WORDS_A_LINE - 1)}  ${text.join("")}`);
  }
  return lines;
}

export function backtraceLines(frames: readonly StackFrame[]): string[] {
  return frames.map(({ pc, sp, place }, i) => {
    const inner = i === 0 || place === undefined ? place : { ...place, offset: pc - place.start };
    return `#${i}  ${hex8(pc)}  ${inner === undefined ? "?" : placeText(inner)}  sp ${hex8(sp)}`;
  });
}

/** Entries of the TLB that can match, and what they map. */
export function tlbLines(p: Processor): string[] {
  const lines: string[] = [];
  for (let i = 0; i < p.tlb.high.length; i++) {
    const high = p.tlb.high[i];
    const low = p.tlb.low[i];
    if ((low & VALID) === 0) continue;
    const flags = [
      low & DIRTY ? "writable" : "read-only",
      ...(low & GLOBAL ? ["global"] : [`asid ${(high >>> 6) & 63}`]),
      ...(low & NONCACHEABLE ? ["uncached"] : []),
    ];
    lines.push(
      `${String(i).padStart(2)}  ${hex8(high & ~0xfff)} -> ${hex8(low & ~0xfff)}  ${flags.join(", ")}`,
    );
  }
  return lines.length === 0 ? ["no entry is valid"] : lines;
}

/** Where the machine is: the next instruction, the mode, and what the last exception was. */
export function whereLines(p: Processor, memory: MemoryView, names: SymbolNames): string[] {
  const cause = readRegister(p, "cause");
  const epc = readRegister(p, "epc");
  const code = (cause >>> 2) & 31;
  const exception =
    epc === 0 && cause === 0
      ? ""
      : `; last exception ${EXCEPTION_NAMES[code] ?? code}, epc ${names.of(epc)}`;
  return [
    ...instructionLines(p, memory, names, p.pc, 1),
    `   ${p.user ? "user" : "kernel"} mode, space ${p.space}${exception}`,
  ];
}

function character(code: number): string {
  const byte = code & 0xff;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
}

function inLines(cells: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < cells.length; at += width)
    lines.push(cells.slice(at, at + width).join("  "));
  return lines;
}
