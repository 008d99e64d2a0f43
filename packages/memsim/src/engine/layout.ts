/**
 * Where a simulator's state lies in its WebAssembly memory.
 *
 * ```
 * counters | tags, logs, queues … | page tables | batch words | lengths | per-page state …
 * ```
 *
 * Everything but the last part has a fixed place. All of it may lie behind something else in a memory
 * that is shared with a running machine. The per-page state has one record for each
 * physical page of the trace (`stride` bytes, numbered by simulator page number): what is known of
 * every line of the page. So a line needs no hashing, and memory grows with the footprint.
 */
import { InputError, PAGE_SHIFT } from "@mcpi/trace";
import { add, and, type Code, type Expression, mul, shl, shr } from "@mcpi/trace/wasm";

const WASM_PAGE = 65536;
/** Bytes that the part with fixed places can have: addresses in it are positive i32. */
const MOST_FIXED = 2 ** 31 - 2 ** 13;

/** Everything reserved begins at a multiple of this. */
const ALIGNMENT = 64;

export class Layout {
  /** Where the fixed part begins. Address 0 is left free. */
  readonly begin: number;
  #next: number;
  #pageBytes = 0;
  #base = -1;

  /** @param origin address from which on the memory is the simulator's. */
  constructor(origin = 0) {
    this.begin = Math.max(ALIGNMENT, aligned(origin));
    this.#next = this.begin;
  }

  /**
   * Address of `bytes` new bytes, on a 64-byte boundary.
   * @throws InputError when all together take more than 2 GiB.
   */
  reserve(bytes: number): number {
    const address = this.#next;
    this.#next = aligned(address + bytes);
    if (this.#next > MOST_FIXED)
      throw new InputError(
        "simulator: the tables of the caches take more than 2 GiB; smaller caches, or fewer at a time, were expected",
      );
    return address;
  }

  /** Offset of `bytes` new bytes, aligned to 4, in the state record of every page. */
  reservePerPage(bytes: number): number {
    const offset = this.#pageBytes;
    this.#pageBytes = (offset + bytes + 3) & ~3;
    return offset;
  }

  /** Bytes of a page's state record. */
  get stride(): number {
    return this.#pageBytes;
  }

  /** Ends the fixed part. Code that refers to per-page state is emitted after this. */
  close(): void {
    this.#base = (this.#next + 4095) & ~4095;
  }

  /** Where the fixed part ends. */
  get end(): number {
    return this.#next;
  }

  /** Address of the first page's state record. */
  get base(): number {
    if (this.#base < 0) throw new Error("layout: not closed");
    return this.#base;
  }

  /** WebAssembly pages that hold the state of `pages` physical pages. */
  wasmPages(pages: number): number {
    return Math.ceil((this.base + pages * this.stride + WASM_PAGE) / WASM_PAGE);
  }

  /** Address of the state record of the page that holds physical address `pa`; `field` may be added as an offset. */
  pageState(pa: Expression): Code {
    return mul(shr(pa, PAGE_SHIFT), this.stride);
  }

  /**
   * Address, less `base + field`, of an item of a page's state: items are 2^itemShift bytes, one
   * for each 2^unitShift bytes of the page.
   */
  itemState(pa: Expression, unitShift: number, itemShift: number): Code {
    const item = shr(and(pa, (1 << PAGE_SHIFT) - 1), unitShift);
    return add(this.pageState(pa), itemShift === 0 ? item : shl(item, itemShift));
  }
}

const aligned = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;
