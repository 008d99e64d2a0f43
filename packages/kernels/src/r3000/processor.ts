/**
 * The R3000: its state, its exceptions, and the run of generated code that executes it.
 *
 * The registers that every instruction uses lie in the shared memory (state.ts); coprocessor 0 and
 * the TLB are here. Three parts work on it: the interpreter, the translator's code, and slow-path.ts
 * for single instructions that neither does. The file is long because exceptions, address translation
 * and who runs all change each other's state.
 */
import {
  INTERRUPT,
  KERNEL_MODE,
  MAP,
  MODE,
  PAGE_GLOBAL,
  PAGE_UNCACHED,
  PAGE_UNMAPPED,
  type PageDictionary,
  REFILL_BEGIN,
  REFILL_END,
  REFILL_KERNEL,
  REFILL_USER,
  SPACE,
  TLB_WRITE,
  USER_MODE,
} from "@mcpi/trace";
import { AddressMaps } from "./address-maps.ts";
import { CacheArrays } from "./cache-arrays.ts";
import * as cp0 from "./cp0.ts";
import { EXCEPTION } from "./cp0.ts";
import type { ReferencePort } from "./reference-port.ts";
import type { SharedMemory } from "./shared-memory.ts";
import * as at from "./state.ts";
import { NO_ENTRY, randomAfter, Tlb } from "./tlb.ts";

/** What the processor sees of the world around it. */
export interface ProcessorBus {
  /** As Board.read and Board.write, for addresses at which there is neither main memory nor ROM. */
  read(address: number, size: 1 | 2 | 4): number;
  write(address: number, size: 1 | 2 | 4, value: number): boolean;
  /** Bits 15:10 of Cause. */
  readonly interrupts: number;
  /** Runs firmware: true if the instruction is done, false if it is to be executed again. */
  firmware(number: number): boolean;
  /** Physical address of the ROM. */
  readonly romAddress: number;
  /** A mark has been executed. */
  mark(code: number): void;
}

export interface ProcessorOptions {
  /** Undefined behaviour stops with a report. */
  readonly strict: boolean;
  /** The data cache holds data (docs/r3000.md, section 5). */
  readonly functionalCaches: boolean;
  /** Ranges of addresses in kseg2, [start, end), that each space has its own of. */
  readonly perProcess: readonly { readonly start: number; readonly end: number }[];
}

/** Instructions retired, as whoever keeps the time counts them. */
export interface RetirementClock {
  readonly retired: number;
  /** One more retires. */
  retire(): void;
}

/** Behaviour that the book leaves undefined, under `strict`. */
export class UndefinedBehaviour extends Error {
  override readonly name = "UndefinedBehaviour";
}

/** A page as an address names it: where it lies, and how references to it are named. */
export interface Page {
  physical: number;
  uncached: boolean;
  writable: boolean;
  /** Page id in the stream's dictionary. */
  id: number;
}

/** How an address is used, and with it which exceptions it raises. */
export type Access = "fetch" | "load" | "store";

export class Processor {
  readonly memory: SharedMemory;
  readonly bus: ProcessorBus;
  readonly pages: PageDictionary;
  readonly options: ProcessorOptions;
  readonly maps: AddressMaps;
  readonly tlb = new Tlb();
  readonly caches = new CacheArrays();
  port: ReferencePort;
  readonly time: RetirementClock;

  /** Cause without the lines of the hardware. */
  cause = 0;

  /** Who runs: an id that is never used again. */
  space = 0;
  /** Exceptions taken and not yet returned from, and those of them at which refills began. */
  exceptionDepth = 0;
  readonly refills: number[] = [];
  readonly #page: Page = { physical: 0, uncached: false, writable: false, id: 0 };
  /** Virtual page number of the page that each frame was last mapped at. */
  readonly frameOwners = new Map<number, number>();
  /** Is asked whether code of a frame is translated, so that stores to it must be seen. */
  isTranslated: (frame: number) => boolean = () => false;
  /** Is told of a store to translated code that was made in TypeScript: frame, offset. */
  stored: (frame: number, offset: number) => void = () => {};
  /** Address of the entry table of a code page; 0 if there is none. */
  entryTable: (vpn: number, user: number, frame: number) => number = () => 0;
  /** Of the page of the instruction that TypeScript executes: what references to it say; whether it is uncached. */
  codeBase = 0;
  codeUncached = false;
  /** PC was gone to, not come to, by an instruction or exception that TypeScript executed. */
  arrived = false;
  /** Is told of every page that code in user mode is about to be executed in: its id, and where it is. */
  userCode: (page: number, host: number) => void = () => {};
  /** Is told of every exception before it is taken. */
  onException: (code: number) => void = () => {};

  constructor(
    memory: SharedMemory,
    bus: ProcessorBus,
    pages: PageDictionary,
    port: ReferencePort,
    time: RetirementClock,
    options: ProcessorOptions,
  ) {
    this.memory = memory;
    this.bus = bus;
    this.pages = pages;
    this.port = port;
    this.time = time;
    this.options = options;
    this.maps = new AddressMaps(memory);
    this.word(at.PENDING_OFFSET, at.NO_PENDING);
    this.setControl(cp0.STATUS, cp0.STATUS_AT_RESET);
  }

  /** Value of coprocessor 0's register `number`, as the shared memory has it. */
  control(number: number): number {
    return this.memory.words[(at.CONTROL >>> 2) + number];
  }

  setControl(number: number, value: number): void {
    this.memory.words[(at.CONTROL >>> 2) + number] = value;
  }

  get status(): number {
    return this.control(cp0.STATUS);
  }

  get entryHigh(): number {
    return this.control(cp0.ENTRY_HI);
  }

  get entryLow(): number {
    return this.control(cp0.ENTRY_LO);
  }

  get badVirtual(): number {
    return this.control(cp0.BAD_VADDR);
  }

  get epc(): number {
    return this.control(cp0.EPC);
  }

  /** Sets a word of the state, or reads it. */
  word(address: number, value?: number): number {
    const { words } = this.memory;
    if (value !== undefined) words[address >>> 2] = value;
    return words[address >>> 2];
  }

  get pc(): number {
    return this.memory.unsigned[at.PC >>> 2];
  }

  /** Goes on at an address, as after a jump whose delay slot has been executed. */
  goTo(address: number): void {
    this.word(at.PC, address | 0);
    this.word(at.NEXT_PC, (address + 4) | 0);
    this.word(at.IN_SLOT, 0);
  }

  get user(): boolean {
    return (this.status & cp0.KU_C) !== 0;
  }

  /** Cause, the lines of the hardware included. */
  get wholeCause(): number {
    return this.cause | this.bus.interrupts;
  }

  get random(): number {
    return randomAfter(this.time.retired);
  }

  /** Value of a general register, the load in flight not yet written. */
  register(number: number): number {
    return this.memory.words[(at.REGISTERS >>> 2) + number];
  }

  /** Writes the load that is in flight, if there is one. */
  commitPending(): void {
    const { words } = this.memory;
    words[(at.REGISTERS + words[at.PENDING_OFFSET >>> 2]) >>> 2] = words[at.PENDING_VALUE >>> 2];
    words[at.PENDING_OFFSET >>> 2] = at.NO_PENDING;
    words[at.REGISTERS >>> 2] = 0;
  }

  /** Sets Status and what follows from it: mode, isolation. */
  setStatus(status: number): void {
    const before = this.status;
    this.setControl(cp0.STATUS, status);
    if ((before ^ status) & cp0.ISOLATED) this.maps.clearAll();
    if ((before ^ status) & cp0.KU_C) {
      const user = (status & cp0.KU_C) !== 0;
      this.word(at.USER, user ? 1 : 0);
      if (user) this.endRefills(0);
      this.port.event(MODE, user ? USER_MODE : KERNEL_MODE);
    }
  }

  /** Ends the refill episodes that began at exception depth `depth` or deeper. */
  endRefills(depth: number): void {
    while (this.refills.length > 0 && this.refills[this.refills.length - 1] >= depth) {
      this.refills.pop();
      this.port.event(REFILL_END, 0);
    }
  }

  get interruptPending(): boolean {
    return (
      (this.status & cp0.IE_C) !== 0 && (this.status & this.wholeCause & cp0.INTERRUPT_MASK) !== 0
    );
  }

  takeInterrupt(): void {
    const lines = (this.status & this.wholeCause & cp0.INTERRUPT_MASK) >>> 8;
    this.exception(EXCEPTION.interrupt);
    this.port.event(INTERRUPT, 31 - Math.clz32(lines));
  }

  /**
   * Raises an exception at the present instruction, which is not executed (or, for SYSCALL and
   * BREAK, has retired).
   */
  exception(code: number, miss?: "user" | "kernel", unit = 0): void {
    this.onException(code);
    this.commitPending();
    const inSlot = this.word(at.IN_SLOT) !== 0;
    const pc = this.word(at.PC);
    this.setControl(cp0.EPC, inSlot ? (pc - 4) | 0 : pc);
    this.cause =
      (this.cause & cp0.SOFTWARE_INTERRUPTS) |
      (inSlot ? cp0.BRANCH_DELAY : 0) |
      (unit << 28) |
      (code << 2);
    this.arrived = true;
    this.exceptionDepth++;
    if (miss === undefined) this.endRefills(0);
    const boot = (this.status & cp0.BOOT_VECTORS) !== 0;
    this.setStatus((this.status & ~cp0.STACK) | ((this.status << 2) & cp0.STACK));
    if (miss !== undefined) {
      this.refills.push(this.exceptionDepth);
      this.port.event(REFILL_BEGIN, miss === "user" ? REFILL_USER : REFILL_KERNEL);
    }
    if (miss === "user") this.goTo(boot ? cp0.BOOT_UTLB_VECTOR : cp0.UTLB_VECTOR);
    else this.goTo(boot ? cp0.BOOT_GENERAL_VECTOR : cp0.GENERAL_VECTOR);
  }

  /** RFE's part: pops the stack of modes. */
  returnFromException(): void {
    this.endRefills(this.exceptionDepth);
    this.exceptionDepth = Math.max(0, this.exceptionDepth - 1);
    this.setStatus((this.status & ~0xf) | ((this.status >>> 2) & 0xf));
    if (this.user) this.exceptionDepth = 0;
  }

  /** An address error: of the segment, or of alignment. */
  addressError(address: number, access: Access): void {
    this.setControl(cp0.BAD_VADDR, address);
    this.exception(access === "store" ? EXCEPTION.addressStore : EXCEPTION.addressLoad);
  }

  /** Whether an access raises an exception: an address error, or one of the TLB. */
  wouldFault(address: number, access: Access): boolean {
    const segment = address >>> 29;
    if (this.user && segment >= 4) return true;
    if (segment === 4 || segment === 5) return false;
    const found = this.tlb.find(address, this.entryHigh);
    if (found === NO_ENTRY) return true;
    const low = this.tlb.low[found];
    return (low & cp0.VALID) === 0 || (access === "store" && (low & cp0.DIRTY) === 0);
  }

  /**
   * Finds the page of an address, or raises the exception that the access deserves.
   * @returns the page, until the next is asked for; undefined if an exception was raised.
   */
  translate(address: number, access: Access): Page | undefined {
    const segment = address >>> 29;
    if (this.user && segment >= 4) {
      this.addressError(address, access);
      return undefined;
    }
    if (segment === 4 || segment === 5) {
      const physical = address & 0x1ffff000;
      const uncached = segment === 5;
      const flags = PAGE_UNMAPPED | (uncached ? PAGE_UNCACHED : 0);
      const id = this.pages.id(address >>> 12, 0, physical >>> 12, flags);
      return this.#setPage(physical, uncached, true, id);
    }
    const found = this.tlb.find(address, this.entryHigh);
    if (found === NO_ENTRY) {
      const miss = segment < 4 ? "user" : "kernel";
      this.#tlbException(
        access === "store" ? EXCEPTION.tlbStore : EXCEPTION.tlbLoad,
        address,
        miss,
      );
      return undefined;
    }
    if (this.options.strict && this.tlb.findSecond(address, this.entryHigh, found) !== NO_ENTRY)
      throw new UndefinedBehaviour(
        `TLB entries ${found} and ${this.tlb.findSecond(address, this.entryHigh, found)} both match address ${hexadecimal(address)}`,
      );
    const low = this.tlb.low[found];
    if ((low & cp0.VALID) === 0) {
      this.#tlbException(access === "store" ? EXCEPTION.tlbStore : EXCEPTION.tlbLoad, address);
      return undefined;
    }
    if (access === "store" && (low & cp0.DIRTY) === 0) {
      this.#tlbException(EXCEPTION.modified, address);
      return undefined;
    }
    return this.#mappedPage(address, low);
  }

  #mappedPage(address: number, low: number): Page {
    const vpn = address >>> 12;
    const uncached = (low & cp0.NONCACHEABLE) !== 0;
    const id = this.#pageId(vpn, low);
    return this.#setPage(low & cp0.VPN, uncached, (low & cp0.DIRTY) !== 0, id);
  }

  #setPage(physical: number, uncached: boolean, writable: boolean, id: number): Page {
    const page = this.#page;
    page.physical = physical;
    page.uncached = uncached;
    page.writable = writable;
    page.id = id;
    return page;
  }

  /** Page id of a virtual page that an EntryLo maps. */
  #pageId(vpn: number, low: number): number {
    const global = (low & cp0.GLOBAL) !== 0;
    const flags = ((low & cp0.NONCACHEABLE) !== 0 ? PAGE_UNCACHED : 0) | (global ? PAGE_GLOBAL : 0);
    const own = !global && (vpn < 0x80000 || this.#isPerProcess(vpn * 4096));
    return this.pages.id(vpn, own ? this.space : 0, (low & cp0.VPN) >>> 12, flags);
  }

  #isPerProcess(address: number): boolean {
    for (const { start, end } of this.options.perProcess)
      if (address >= start && address < end) return true;
    return false;
  }

  #tlbException(code: number, address: number, miss?: "user" | "kernel"): void {
    this.setControl(cp0.BAD_VADDR, address);
    const base = this.control(cp0.CONTEXT) & cp0.CONTEXT_BASE;
    this.setControl(cp0.CONTEXT, base | ((address >>> 10) & 0x1ffffc));
    this.setControl(cp0.ENTRY_HI, (this.entryHigh & cp0.ASID) | (address & cp0.VPN));
    this.exception(code, miss);
  }

  /** From here on `space` runs. */
  setSpace(space: number): void {
    if (space === this.space) return;
    this.space = space;
    this.maps.clearMapped();
    this.port.event(SPACE, space);
  }

  /** Writes EntryHi: another ASID means other mapped pages. */
  setEntryHigh(value: number): void {
    const changed = (this.entryHigh ^ value) & cp0.ASID;
    this.setControl(cp0.ENTRY_HI, value & (cp0.VPN | cp0.ASID));
    if (changed) this.maps.clearMapped();
  }

  /** A coupled memory must be asked again before page id `page` (-1: any) is used. */
  revoke(page: number): void {
    if (page < 0) this.maps.clearAll();
    else this.maps.clearPage(this.pages.vpn[page]);
  }

  /** Writes a TLB entry from EntryHi and EntryLo. */
  writeTlb(index: number): void {
    const { tlb, maps } = this;
    maps.clearPage((tlb.high[index] & cp0.VPN) >>> 12);
    tlb.write(index, this.entryHigh, this.entryLow);
    maps.clearPage((this.entryHigh & cp0.VPN) >>> 12);
    const page = this.#pageId((this.entryHigh & cp0.VPN) >>> 12, this.entryLow);
    const invalid = (this.entryLow & cp0.VALID) === 0 ? 1 : 0;
    this.port.event(TLB_WRITE, (page << 12) | invalid, index);
    if (invalid === 0) this.#noteMapping(page);
  }

  /** Forgets the TLB entries from `first` on, as if others' work had displaced them. */
  dropTlb(first: number): void {
    const { tlb, maps } = this;
    for (let index = first; index < cp0.TLB_ENTRIES; index++) {
      maps.clearPage((tlb.high[index] & cp0.VPN) >>> 12);
      tlb.drop(index);
    }
  }

  /** A frame comes to be mapped at another virtual page than before. */
  #noteMapping(page: number): void {
    const { vpn, frame } = this.pages;
    if (this.frameOwners.get(frame[page]) === vpn[page]) return;
    this.frameOwners.set(frame[page], vpn[page]);
    this.port.event(MAP, page << 12);
  }

  /** Host address of a physical one, or -1 if there is neither main memory nor ROM. */
  hostOf(physical: number): number {
    if (physical >>> 0 < this.memory.ramBytes) return at.RAM + physical;
    const inRom = (physical >>> 0) - this.bus.romAddress;
    return inRom >= 0 && inRom < at.ROM_BYTES ? at.ROM + inRom : -1;
  }

  /** The word at an address of kseg0 or kseg1; 0 where there is no memory. */
  peek(address: number): number {
    const host = this.hostOf(address & 0x1fffffff);
    return host < 0 ? 0 : this.memory.unsigned[host >>> 2];
  }
}

export const hexadecimal = (value: number): string =>
  `0x${(value >>> 0).toString(16).padStart(8, "0")}`;
