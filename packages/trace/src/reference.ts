/**
 * How one record of the reference stream is written in two 32-bit words.
 *
 * Word 0 is a *compact address* (page id << 12 | offset in the page; see page-dictionary.ts) for
 * the kinds that refer to memory, and an argument for the others. Word 1 is the *meta* word:
 *
 * ```
 * bits  4..0   kind
 * RUN          16..5  instructions - 1    28..17  bytes - 1          31  lengths are in the batch
 * LOAD, STORE  16..5  size - 1 (bytes)    28..17  instruction index  29  rest of the reference before
 * TAIL         16..5  size - 1 (bytes)    28..17  instruction index
 * CYCLES       28..17 instruction index   (word 0: base cycles beyond the first)
 * events       16..5  detail, where the event has one (word 0: its argument)
 * ```
 *
 * A RUN is a sequence of instructions fetched one after the other from consecutive addresses of one
 * page. Its bytes are those that lie in that page; where the last instruction continues in the next
 * page, a TAIL record with that instruction's index carries the rest. LOAD, STORE, TAIL and CYCLES
 * records follow the run whose instruction (counted from 0) they name, in program order: the fetch
 * of instruction i comes before its TAIL, that before its data references, those before the fetch of
 * instruction i + 1. A data reference that crosses a page is two records, the second with
 * CONTINUATION. Data records with no run open (at the start of a batch, or after an event) belong to
 * the instruction fetched last, if there is one, and have index 0.
 *
 * Instructions are 4 bytes each unless VARIABLE is set: then each has one byte in the batch's
 * `lengths`, its full length, the part in the next page included.
 */

/** Instruction fetches from consecutive addresses of a page. */
export const RUN = 0;
/** A data read. */
export const LOAD = 1;
/** A data write. */
export const STORE = 2;
/** Bytes of the run's last instruction that lie in the next page. */
export const TAIL = 3;
/** Base cycles of an instruction beyond the first one. */
export const CYCLES = 4;
/** First of the kinds that are events: they end the run before them. */
export const FIRST_EVENT = 8;
/** From here on space `word 0` runs (a never-reused id). */
export const SPACE = 8;
/** From here on mode `word 0` runs: USER_MODE or KERNEL_MODE. */
export const MODE = 9;
/** A mapping was made or changed: its new page id is `word 0 >>> 12`. */
export const MAP = 10;
/** TLB entry `detail` was written; the page is `word 0 >>> 12`, the entry is invalid if bit 0 of word 0 is set. */
export const TLB_WRITE = 11;
/** TLB entries were dropped: word 0 is one of FLUSH_ALL, FLUSH_NON_GLOBAL, or a page's compact address with detail FLUSH_PAGE. */
export const TLB_FLUSH = 12;
/** A TLB refill handler begins; word 0 is REFILL_USER or REFILL_KERNEL. */
export const REFILL_BEGIN = 13;
/** The innermost refill handler has ended. */
export const REFILL_END = 14;
/**
 * A cache line was invalidated: word 0 its compact address, detail 1 instruction, 2 data cache, 3
 * both; plus BY_INDEX where the address only chooses the set, whose lines all go, whatever they are.
 */
export const INVALIDATE = 15;
/** Cache control: word 0 has CACHE_ISOLATED, CACHE_SWAPPED and CACHE_DISABLED bits. */
export const CACHE_CONTROL = 16;
/** An interrupt was taken; word 0 is its number. */
export const INTERRUPT = 17;
/** What follows, up to IDLE_END, is idling: time passes, nothing is counted. */
export const IDLE_BEGIN = 18;
/** Idling ends; word 0 (unsigned) is the cycles skipped besides the instructions in between. */
export const IDLE_END = 19;
/** A mark that the program set; word 0 is its code. */
export const MARK = 20;
/** Last kind in use. */
export const LAST_KIND = 20;

export const KIND_NAMES: readonly string[] = [
  "run",
  "load",
  "store",
  "tail",
  "cycles",
  "",
  "",
  "",
  "space",
  "mode",
  "map",
  "tlb-write",
  "tlb-flush",
  "refill-begin",
  "refill-end",
  "invalidate",
  "cache-control",
  "interrupt",
  "idle-begin",
  "idle-end",
  "mark",
];

export const USER_MODE = 0;
export const KERNEL_MODE = 1;

export const FLUSH_ALL = 0;
export const FLUSH_NON_GLOBAL = 1;
export const FLUSH_PAGE = 2;

/** Detail bit of INVALIDATE: all lines of the set that the address chooses. */
export const BY_INDEX = 4;

export const REFILL_USER = 0;
export const REFILL_KERNEL = 1;

export const CACHE_ISOLATED = 1;
export const CACHE_SWAPPED = 2;
export const CACHE_DISABLED = 4;

/** lg2 of the page size that compact addresses use. Larger hardware pages are several of these. */
export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 1 << PAGE_SHIFT;
export const PAGE_MASK = PAGE_SIZE - 1;

/** Bytes an instruction has where a run carries no lengths. */
export const FIXED_LENGTH = 4;
/** Most instructions a run can have. */
export const MAX_RUN = 4096;

/** Meta bit of a run whose instruction lengths are in the batch. */
export const VARIABLE = 1 << 31;
/** Meta bit of the second record of a data reference that crosses a page. */
export const CONTINUATION = 1 << 29;

export const KIND_MASK = 31;
export const SIZE_SHIFT = 5;
export const INDEX_SHIFT = 17;
export const FIELD_MASK = 0xfff;

export const kindOf = (meta: number): number => meta & KIND_MASK;
/** Bytes of a LOAD, STORE or TAIL, 1 to 4096. */
export const sizeOf = (meta: number): number => ((meta >>> SIZE_SHIFT) & FIELD_MASK) + 1;
/** Index in its run of the instruction that a LOAD, STORE, TAIL or CYCLES belongs to. */
export const indexOf = (meta: number): number => (meta >>> INDEX_SHIFT) & FIELD_MASK;
/** Instructions of a RUN, 1 to 4096. */
export const instructionsOf = (meta: number): number => ((meta >>> SIZE_SHIFT) & FIELD_MASK) + 1;
/** Bytes of a RUN in its page, 1 to 4096. */
export const bytesOf = (meta: number): number => ((meta >>> INDEX_SHIFT) & FIELD_MASK) + 1;
/** Detail of an event, 0 to 4095. */
export const detailOf = (meta: number): number => (meta >>> SIZE_SHIFT) & FIELD_MASK;

export const runMeta = (instructions: number, bytes: number, variable: boolean): number =>
  RUN |
  ((instructions - 1) << SIZE_SHIFT) |
  ((bytes - 1) << INDEX_SHIFT) |
  (variable ? VARIABLE : 0);
/** Meta word of a LOAD, STORE or TAIL. */
export const dataMeta = (kind: number, size: number, index: number): number =>
  kind | ((size - 1) << SIZE_SHIFT) | (index << INDEX_SHIFT);
export const cyclesMeta = (index: number): number => CYCLES | (index << INDEX_SHIFT);
export const eventMeta = (kind: number, detail = 0): number => kind | (detail << SIZE_SHIFT);
