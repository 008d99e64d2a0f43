/**
 * Single instructions that generated code does not execute: those that need a page that is not in
 * the maps yet (which is then entered, and generated code tries again), that refer to devices or
 * isolated caches, that control the processor, and those that raise exceptions.
 */
import {
  BY_INDEX,
  CACHE_CONTROL,
  CACHE_ISOLATED,
  CACHE_SWAPPED,
  INVALIDATE,
  MARK,
  PAGE_UNMAPPED,
} from "@mcpi/trace";
import { BUS_ERROR } from "../machine/board.ts";
import * as cp0 from "./cp0.ts";
import { EXCEPTION } from "./cp0.ts";
import {
  branchTarget,
  decode,
  isMark,
  opcodeOf,
  registersRead,
  rsOf,
  rtOf,
  signedOf,
  unsignedOf,
} from "./decode.ts";
import type { Loads, Stores } from "./instructions.ts";
import { hexadecimal, type Page, type Processor, UndefinedBehaviour } from "./processor.ts";
import * as at from "./state.ts";
import { executeSystem } from "./system-instructions.ts";

/** Opcodes of reserved instruction words by which code in the ROM calls firmware. */
const FIRMWARE = 0x3f;

/**
 * What has been done: only a page entered, so that generated code can try again; the instruction, or
 * its exception; the same, and interrupts may be enabled now; the same, and devices were touched.
 */
export type Done = "entered code" | "entered data" | "executed" | "controlled" | "touched";

/** Executes the instruction at PC, or raises its exception, or only enters its page into the maps. */
export function executeSlowly(p: Processor): Done {
  const pc = p.pc;
  if (pc & 3) {
    // The address of no instruction, in no delay slot.
    p.word(at.IN_SLOT, 0);
    p.addressError(pc | 0, "fetch");
    return "executed";
  }
  const code = at.codeMap(p.user ? 1 : 0) + ((pc >>> 12) << at.MAP_SHIFT);
  const host = p.word(code + at.CODE_HOST);
  if (host === 0) return enterCodePage(p, pc);
  const word = p.word(host + pc);
  p.codeBase = (p.word(code + at.CODE_REFERENCE) + (pc & ~0xfff)) | 0;
  p.codeUncached = p.word(code + at.CODE_UNCACHED) !== 0;
  checkDelays(p, word, pc);
  return execute(p, word);
}

/** Executes an instruction word at PC, its page known. */
function execute(p: Processor, word: number): Done {
  const instruction = decode(word);
  if (instruction === undefined) return executeUndefined(p, word);
  switch (instruction.class) {
    case "load":
    case "store":
      return access(p, instruction, word);
    case "compute":
      if (isMark(word)) {
        fetch(p);
        p.port.event(MARK, unsignedOf(word));
        retire(p);
        p.bus.mark(unsignedOf(word));
        return "touched";
      }
      p.exception(EXCEPTION.overflow);
      return "executed";
    case "control":
    case "system":
      return executeSystem(p, instruction.name, word);
    case "branch":
      return branchOnCoprocessor(p, instruction.name === "bc0t", word);
    default:
      throw new Error(`slow-path: ${instruction.name} is for generated code`);
  }
}

/** BC0T and BC0F, which are privileged. */
function branchOnCoprocessor(p: Processor, taken: boolean, word: number): Done {
  if (!isControlUsable(p)) {
    p.exception(EXCEPTION.unusable, undefined, 0);
    return "executed";
  }
  fetch(p);
  const target = branchTarget(p.pc, word);
  p.commitPending();
  step(p);
  if (taken) p.word(at.NEXT_PC, target | 0);
  p.word(at.IN_SLOT, 1);
  return "executed";
}

/** Whether coprocessor 0 may be used: always in kernel mode. */
export function isControlUsable(p: Processor): boolean {
  return !p.user || (p.status & cp0.CU0) !== 0;
}

/** Enters the page of `pc` into the code map, or raises the exception of a fetch. */
function enterCodePage(p: Processor, pc: number): Done {
  const page = p.translate(pc | 0, "fetch");
  if (page === undefined) return "executed";
  const host = p.hostOf(page.physical);
  if (host < 0) {
    p.exception(EXCEPTION.busFetch);
    return "executed";
  }
  // An instruction that raises an exception makes no reference: its page is not referred to then.
  const word = p.word(host + (pc & 0xfff));
  if (raises(p, word)) return execute(p, word);
  const base = pc & ~0xfff;
  const user = p.user ? 1 : 0;
  p.maps.fillCode(user, pc >>> 12, {
    host: (host - base) | 0,
    reference: (p.port.prepare(page.id, "fetch") - base) | 0,
    entries: p.entryTable(pc >>> 12, user, page.physical >>> 12),
    uncached: page.uncached,
  });
  return "entered code";
}

/** Whether the instruction at PC would raise an exception now (SYSCALL and BREAK retire before). */
function raises(p: Processor, word: number): boolean {
  const instruction = decode(word);
  if (instruction === undefined) return opcodeOf(word) !== FIRMWARE;
  switch (instruction.class) {
    case "load":
    case "store": {
      const address = (p.register(rsOf(word)) + signedOf(word)) | 0;
      const { part } = instruction;
      if (typeof part === "number" && address & (part - 1)) return true;
      if (p.status & cp0.ISOLATED) return p.user && address < 0;
      if (p.wouldFault(address, instruction.class)) return true;
      return false;
    }
    case "compute":
      return overflows(instruction.name, p, word);
    case "control":
      return !isControlUsable(p);
    case "system":
      return instruction.name !== "syscall" && instruction.name !== "break" && !isControlUsable(p);
    default:
      return "cop0Branch" in instruction.encoding && !isControlUsable(p);
  }
}

/** Whether an instruction that can overflow does. */
function overflows(name: string, p: Processor, word: number): boolean {
  if (name !== "add" && name !== "addi" && name !== "sub") return false;
  const a = p.register(rsOf(word));
  const b = name === "addi" ? signedOf(word) : p.register(rtOf(word));
  const exact = name === "sub" ? a - b : a + b;
  return exact !== (exact | 0);
}

/** The instruction at PC has executed: its fetch. */
export function fetch(p: Processor): void {
  stall(p, p.port.fetch(p.pc, p.codeBase, p.codeUncached));
}

/** Stall cycles that a coupled memory has added to its clock. */
function stall(p: Processor, cycles: number): void {
  if (cycles > 0) p.memory.setLong(at.STALLS, p.memory.long(at.STALLS) + cycles);
}

/** The instruction at PC retires, having written `value` to `register` if there is one. */
export function retire(p: Processor, register = 0, value = 0): void {
  p.commitPending();
  if (register !== 0) p.word(at.REGISTERS + 4 * register, value);
  step(p);
}

/** A load retires: what it loaded is written after the next instruction. */
export function retireLoad(p: Processor, register: number, value: number): void {
  if (p.word(at.PENDING_OFFSET) !== 4 * register) p.commitPending();
  p.word(at.PENDING_OFFSET, register === 0 ? at.NO_PENDING : 4 * register);
  p.word(at.PENDING_VALUE, value);
  step(p);
}

function step(p: Processor): void {
  const next = p.word(at.NEXT_PC);
  if (p.word(at.IN_SLOT) !== 0) p.arrived = true;
  p.word(at.PC, next);
  p.word(at.NEXT_PC, (next + 4) | 0);
  p.word(at.IN_SLOT, 0);
  p.time.retire();
}

/** A load or store. */
function access(p: Processor, instruction: Loads | Stores, word: number): Done {
  const address = (p.register(rsOf(word)) + signedOf(word)) | 0;
  const { part } = instruction;
  if (typeof part === "number" && address & (part - 1)) {
    p.addressError(address, instruction.class);
    return "executed";
  }
  if (p.status & cp0.ISOLATED) return accessIsolated(p, instruction, word, address);
  const page = p.translate(address, instruction.class);
  if (page === undefined) return "executed";
  const host = p.hostOf(page.physical);
  const isStore = instruction.class === "store";
  const inRom = host >= 0 && host < at.RAM;
  const functional = p.options.functionalCaches && !page.uncached;
  if (
    host >= 0 &&
    !(inRom && isStore) &&
    !functional &&
    (!page.uncached || p.port.uncachedInMaps)
  ) {
    const writable = page.writable && !inRom && !p.isTranslated(page.physical >>> 12);
    if (!isStore || writable) {
      const base = address & ~0xfff;
      const reference = p.port.prepare(page.id, "data");
      p.maps.fillData(
        p.user ? 1 : 0,
        address >>> 12,
        (host - base) | 0,
        writable,
        (reference - base) | 0,
      );
      const code = at.codeMap(p.user ? 1 : 0) + ((p.pc >>> 12) << at.MAP_SHIFT);
      // The page of the instruction itself may have been revoked: its fetch came before.
      if (p.word(code + at.CODE_HOST) === 0)
        return accessPage(p, instruction, word, address, page, reference);
      return "entered data";
    }
  }
  return accessPage(p, instruction, word, address, page, p.port.prepare(page.id, "data"));
}

/** The bytes that an access refers to, from the first on. */
function extent(part: Loads["part"], address: number): { first: number; size: number } {
  if (typeof part === "number") return { first: address, size: part };
  return part === "left"
    ? { first: address & ~3, size: (address & 3) + 1 }
    : { first: address, size: 4 - (address & 3) };
}

/** An access here and now: to a device, to memory past the maps, or through functional caches. */
function accessPage(
  p: Processor,
  instruction: Loads | Stores,
  word: number,
  address: number,
  page: Page,
  base: number,
): Done {
  const { part } = instruction;
  const physical = (page.physical | (address & 0xfff)) >>> 0;
  const inMemory = p.hostOf(page.physical) >= 0;
  const { first, size } = extent(part, address);
  const rt = rtOf(word);
  const refer = (kind: "load" | "store"): void => {
    fetch(p);
    stall(p, p.port.data(kind, first, base, size, page.uncached));
    const counts = kind === "load" ? at.COUNTS : at.COUNTS + 4;
    p.word(counts, p.word(counts) + 1);
  };
  if (instruction.class === "load") {
    const loaded =
      typeof part === "number"
        ? readPhysical(p, physical, part, page.uncached)
        : readPhysical(p, (physical & ~3) >>> 0, 4, page.uncached);
    if (loaded === BUS_ERROR) {
      p.exception(EXCEPTION.busData);
      return "touched";
    }
    refer("load");
    retireLoad(p, rt, loadedValue(p, instruction, rt, physical, loaded));
    return inMemory ? "executed" : "touched";
  }
  const value = p.register(rt);
  refer("store");
  retire(p);
  if (typeof part === "number") writePhysical(p, physical, part, value, page.uncached);
  else {
    const offset = physical & 3;
    for (let i = 0; i < size; i++) {
      const shift = part === "left" ? 8 * (3 - offset + i) : 8 * i;
      const at1 = part === "left" ? ((physical & ~3) >>> 0) + i : physical + i;
      writePhysical(p, at1, 1, (value >>> shift) & 0xff, page.uncached);
    }
  }
  return inMemory ? "executed" : "touched";
}

/** What a load makes of the bytes (or the word) that it found. */
function loadedValue(
  p: Processor,
  { part, signed }: Loads,
  rt: number,
  address: number,
  loaded: number,
): number {
  const merged = p.word(at.PENDING_OFFSET) === 4 * rt ? p.word(at.PENDING_VALUE) : p.register(rt);
  switch (part) {
    case 1:
      return signed ? (loaded << 24) >> 24 : loaded & 0xff;
    case 2:
      return signed ? (loaded << 16) >> 16 : loaded & 0xffff;
    case 4:
      return loaded | 0;
    case "left": {
      const shift = 8 * (3 - (address & 3));
      return (loaded << shift) | (merged & ((1 << shift) - 1));
    }
    default: {
      const shift = 8 * (address & 3);
      return (loaded >>> shift) | (merged & ~(0xffffffff >>> shift));
    }
  }
}

/** Reads main memory, ROM, a functional cache or a device; unsigned, or BUS_ERROR. */
function readPhysical(p: Processor, address: number, size: 1 | 2 | 4, uncached: boolean): number {
  const host = p.hostOf(address);
  if (host < 0) return p.bus.read(address, size);
  const { unsigned } = p.memory;
  const word = address & ~3;
  let value = unsigned[p.hostOf(word >>> 0) >>> 2];
  if (p.options.functionalCaches && !uncached) {
    const { data } = p.caches;
    if (!data.hits(address))
      // A miss reads the four words of the aligned 16 bytes.
      for (let i = 0; i < 4; i++) {
        const each = ((address & ~15) >>> 0) + 4 * i;
        data.fill(each, unsigned[p.hostOf(each) >>> 2]);
      }
    value = data.word(address) >>> 0;
  }
  const shifted = value >>> (8 * (address & 3));
  return size === 4 ? shifted : size === 2 ? shifted & 0xffff : shifted & 0xff;
}

function writePhysical(
  p: Processor,
  address: number,
  size: 1 | 2 | 4,
  value: number,
  uncached: boolean,
): void {
  const host = p.hostOf(address);
  if (host < 0 || host < at.RAM) {
    // The ROM does not hear stores; what else does is the board's matter.
    if (host < 0)
      p.bus.write(address, size, size === 4 ? value >>> 0 : value & (size === 2 ? 0xffff : 0xff));
    return;
  }
  const { memory } = p;
  if (size === 4) memory.words[host >>> 2] = value;
  else if (size === 2) memory.halves[host >>> 1] = value;
  else memory.bytes[host] = value;
  p.stored(address >>> 12, address & 0xfff);
  if (p.options.functionalCaches && !uncached) {
    const { data } = p.caches;
    if (size === 4 || data.hits(address)) data.fill(address, memory.words[host >>> 2]);
  }
}

/** An access while the caches are isolated: by index, to the cache alone. */
function accessIsolated(
  p: Processor,
  instruction: Loads | Stores,
  word: number,
  address: number,
): Done {
  if (p.user && address < 0) {
    p.addressError(address, instruction.class);
    return "executed";
  }
  const swapped = (p.status & cp0.SWAPPED) !== 0;
  const cache = swapped ? p.caches.instruction : p.caches.data;
  const segment = address >>> 29;
  const physical = segment === 4 || segment === 5 ? address & 0x1fffffff : address;
  const rt = rtOf(word);
  if (instruction.class === "load") {
    const hit = cache.hits(physical);
    const loaded = cache.word(physical) >>> 0;
    const { part } = instruction;
    const shifted = typeof part === "number" ? loaded >>> (8 * (physical & 3)) : loaded;
    fetch(p);
    const value = loadedValue(p, instruction, rt, physical, shifted);
    p.setControl(cp0.STATUS, hit ? p.status & ~cp0.CACHE_MISS : p.status | cp0.CACHE_MISS);
    retireLoad(p, rt, value);
    return "executed";
  }
  const value = p.register(rt);
  const whole = extent(instruction.part, address).size === 4;
  if (whole) cache.fill(physical, value);
  else cache.invalidate(physical);
  // The stream hears which lines go; the page is named as kseg0 has it.
  if (!whole) {
    const frame = (physical & 0x1fffffff) >>> 12;
    const id = p.pages.id(0x80000 + frame, 0, frame, PAGE_UNMAPPED);
    fetch(p);
    p.port.event(INVALIDATE, (id << 12) | (physical & 0xfff), (swapped ? 1 : 2) | BY_INDEX);
  } else fetch(p);
  retire(p);
  return "executed";
}

/** Tells the stream how the caches are controlled now. */
export function cacheControl(p: Processor, before: number): void {
  if (((before ^ p.status) & (cp0.ISOLATED | cp0.SWAPPED)) === 0) return;
  const control =
    (p.status & cp0.ISOLATED ? CACHE_ISOLATED : 0) | (p.status & cp0.SWAPPED ? CACHE_SWAPPED : 0);
  p.port.event(CACHE_CONTROL, control);
}

/** A word that is no instruction: firmware, an absent coprocessor, or reserved. */
function executeUndefined(p: Processor, word: number): Done {
  const opcode = opcodeOf(word);
  if (opcode === FIRMWARE && inRom(p)) {
    if (p.bus.firmware(word & 0xffff)) {
      fetch(p);
      retire(p);
    }
    return "touched";
  }
  // COPz, LWCz, SWCz: bits 1:0 of the opcode are z.
  const coprocessor = opcode & 3;
  const family = opcode & ~3;
  const isCoprocessor = family === 0x10 || family === 0x30 || family === 0x38;
  const usable = coprocessor === 0 && isControlUsable(p);
  if (isCoprocessor && !usable) p.exception(EXCEPTION.unusable, undefined, coprocessor);
  else p.exception(EXCEPTION.reserved);
  return "executed";
}

function inRom(p: Processor): boolean {
  const code = at.codeMap(p.user ? 1 : 0) + ((p.pc >>> 12) << at.MAP_SHIFT);
  const host = (p.word(code + at.CODE_HOST) + p.pc) | 0;
  return host >= at.ROM && host < at.RAM;
}

/** Under `strict`: an instruction may not read the register that a load is about to write. */
export function checkDelays(p: Processor, word: number, pc: number): void {
  if (!p.options.strict) return;
  const pending = p.word(at.PENDING_OFFSET) >>> 2;
  if (pending < 32 && registersRead(word) & (1 << pending))
    throw new UndefinedBehaviour(
      `the instruction at ${hexadecimal(pc)} reads register ${pending} in the delay of its load`,
    );
  const instruction = decode(word);
  if (
    p.word(at.IN_SLOT) !== 0 &&
    (instruction?.class === "branch" || instruction?.class === "jump")
  )
    throw new UndefinedBehaviour(`there is a branch in a delay slot, at ${hexadecimal(pc)}`);
}
