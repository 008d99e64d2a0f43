/**
 * Where a processor's state lies in the memory that generated code, TypeScript and the coupled
 * memory's simulator share.
 *
 * ```
 * PROCESSOR   registers, clock, control (below)
 * DATA_MAPS   for each mode 2^20 entries of 16 bytes: how data pages are reached (DATA_ fields)
 * CODE_MAPS   the same for pages that instructions are fetched from (CODE_ fields)
 * BATCH       records of the stream
 * ENTRIES     for each code page that has run: a word an instruction (entry-table.ts)
 * ROM, RAM    physical memory; both begin HOST_SKEW bytes after a page boundary
 * END         from here on the coupled memory's own
 * ```
 *
 * Maps are caches of what the TLB says: an entry is all 0 until its page is first used in the mode,
 * and cleared when the page may be reached otherwise. Pages never touched take no room.
 */
import { BATCH_RECORDS } from "@mcpi/trace";

const PROCESSOR = 0x1000;
const at = (offset: number): number => PROCESSOR + offset;

/** General registers; behind them a word that nobody reads, where no load is pending. */
export const REGISTERS = at(0);
/** Offset from REGISTERS of the register that a delayed load will write; NO_PENDING if none. */
export const PENDING_OFFSET = at(0x84);
export const PENDING_VALUE = at(0x88);
export const NO_PENDING = 4 * 32;
export const HI = at(0x8c);
export const LO = at(0x90);
/** Address of the next instruction, and of the one after it. */
export const PC = at(0x94);
export const NEXT_PC = at(0x98);
/** 1 if the next instruction is in a branch's delay slot. */
export const IN_SLOT = at(0x9c);
/** 0 kernel, 1 user. */
export const USER = at(0xa0);
/** Base cycle from which HI and LO can be used (64 bits). */
export const BUSY_UNTIL = at(0xa8);
/**
 * The clock (64 bits), where it is not the coupled memory's: instructions retired + stalls, and base
 * cycles beyond the first unless `CYCLES_APART`.
 */
export const CLOCK = at(0xb0);
/** Stall cycles that are in the clock (64 bits). */
export const STALLS = at(0xb8);
/** Base cycles beyond one an instruction (64 bits). */
export const EXTRA = at(0xc0);
/** Clock at which the engines must return (64 bits). */
export const DEADLINE = at(0xc8);
/** Loads retired in the low, stores in the high word, since they were last handed over. */
export const COUNTS = at(0xd0);
/** Instructions that may still be executed one by one, for the interpreter. */
export const STEPS = at(0xd8);

/** The stream: address of the next record; where the batch is full. */
export const RECORD = at(0xe0);
export const RECORD_LIMIT = at(0xe4);
/** Address of the open run's record, 0 if none is; address of the instruction that would continue it; index of its last instruction, as meta words have it. */
export const RUN_RECORD = at(0xe8);
export const RUN_NEXT = at(0xec);
export const RUN_INDEX = at(0xf0);

/** Uncached fetches, since they were last handed over; for a coupled memory that is called. */
export const UNCACHED_FETCHES = at(0xf4);

/** Registers of coprocessor 0 by number; Cause without the hardware's lines, Random is computed. */
export const CONTROL = at(0x100);

/** Bytes of an entry of a map, as a shift. */
export const MAP_SHIFT = 4;
const MAP_BYTES = 1 << (20 + MAP_SHIFT);
const MAPS = 0x10000;
export const DATA_MAPS = MAPS;
export const CODE_MAPS = MAPS + 2 * MAP_BYTES;
/** Of data: what added to a virtual address gives the host's for reads, for writes (0: ask); the compact one of the stream or the coupled memory's physical one. */
export const DATA_READ = 0;
export const DATA_WRITE = 4;
export const DATA_REFERENCE = 8;
/** Of code: the same for fetches (0: ask); for references; address of the page's entry table (0: none); 1 if the page is uncached. */
export const CODE_HOST = 0;
export const CODE_REFERENCE = 4;
export const CODE_ENTRIES = 8;
export const CODE_UNCACHED = 12;

export const dataMap = (user: number): number => DATA_MAPS + user * MAP_BYTES;
export const codeMap = (user: number): number => CODE_MAPS + user * MAP_BYTES;

export const BATCH = CODE_MAPS + 2 * MAP_BYTES;
export const BATCH_END = BATCH + 8 * BATCH_RECORDS;
/** An entry table has a word for each instruction of a page. */
export const ENTRY_TABLE_BYTES = 4096;
/** Most code pages whose entries are known at a time. */
export const ENTRY_TABLES = 8192;
export const ENTRIES = (BATCH_END + 0xffff) & ~0xffff;

/**
 * Memory begins this many bytes after a page boundary, so that the difference of a host's and a
 * virtual page's address is never 0.
 */
export const HOST_SKEW = 64;
export const ROM = ENTRIES + ENTRY_TABLES * ENTRY_TABLE_BYTES + HOST_SKEW;
export const ROM_BYTES = 0x80000;
export const RAM = ROM + ROM_BYTES;
/** Where the coupled memory's own begins, for a machine with this much memory. */
export const endOfRam = (ramBytes: number): number => (RAM + ramBytes + 0x10000) & ~0xffff;

/** Why generated code returned. */
export const EXIT = {
  /** The clock has come to the deadline, or a block might run past it. */
  deadline: 0,
  /** The instruction at PC must be executed in TypeScript. */
  slow: 1,
  /** No translation begins at PC. */
  interpret: 2,
  /** Code at PC has been entered often and is not translated. */
  hot: 3,
  /** A translation begins at PC. */
  translated: 4,
  /** The batch is full. */
  full: 5,
  /** STEPS instructions have been executed. */
  steps: 6,
  /** PC has come to a place that is watched. */
  watch: 7,
} as const;
