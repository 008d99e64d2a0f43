/**
 * What the system does between two marks: its instructions, loads and stores, the lines of text and
 * data that they touch, and all of that by function.
 *
 * Counted are references outside of idling made in kernel mode, and by functions that are the system's
 * in user mode: those of a server and of a library that processes share. A line has 16 bytes. Data
 * lines are told apart by whose they are: the system's own (the kernel's, the server's); contents of
 * the kernel's buffer cache; memory of processes.
 */
import {
  type Batch,
  type Consumer,
  FOOTPRINT_LINE,
  type FunctionLookup,
  IDLE_BEGIN,
  IDLE_END,
  KERNEL_MODE,
  MODE,
  PAGE_SHIFT,
  type PageDictionary,
  type ReferenceVisitor,
  visitReferences,
} from "@mcpi/trace";

/** What one function did, in its own instructions. */
export interface FunctionWork {
  readonly instructions: number;
  readonly loads: number;
  readonly stores: number;
  readonly textLines: number;
}

/** What was done between two marks. */
export interface PathWork {
  readonly instructions: number;
  readonly loads: number;
  readonly stores: number;
  /** Distinct lines of FOOTPRINT_LINE bytes. */
  readonly textLines: number;
  readonly dataLines: number;
  readonly bufferLines: number;
  readonly userLines: number;
  /** By function number; -1 is code without a symbol. */
  readonly functions: ReadonlyMap<number, FunctionWork>;
}

/** Addresses [from, to), unsigned. */
export interface AddressRange {
  readonly from: number;
  readonly to: number;
}

/** Who is the system in user mode. */
export interface UserSystem {
  /** By function number. */
  readonly executes: (number: number) => boolean;
  /** Whether a space's memory is the system's own. */
  readonly owns: (space: number) => boolean;
}

/** All of the system runs in kernel mode. */
export const NO_USER_SYSTEM: UserSystem = { executes: () => false, owns: () => false };

const LINE_SHIFT = Math.log2(FOOTPRINT_LINE);
/** First address that programs cannot use. */
const KERNEL_SPACE = 0x80000000;

interface Work {
  instructions: number;
  loads: number;
  stores: number;
  readonly text: Set<number>;
}

const newWork = (): Work => ({ instructions: 0, loads: 0, stores: 0, text: new Set() });

export class PathMeter implements Consumer {
  readonly #lookup: FunctionLookup;
  readonly #pages: PageDictionary;
  readonly #buffers: AddressRange;
  readonly #server: UserSystem;
  readonly #visitor: ReferenceVisitor;
  #counting = false;
  #kernel = true;
  #idle = false;
  /** Whether the instruction fetched last is the system's. */
  #system = false;
  #functions = new Map<number, Work>();
  #current = newWork();
  #data = new Set<number>();
  #bufferLines = new Set<number>();
  #userLines = new Set<number>();

  /** @param buffers where the contents of the buffer cache are */
  constructor(
    lookup: FunctionLookup,
    pages: PageDictionary,
    buffers: AddressRange,
    server = NO_USER_SYSTEM,
  ) {
    this.#lookup = lookup;
    this.#pages = pages;
    this.#buffers = buffers;
    this.#server = server;
    this.#visitor = {
      fetch: (address) => {
        if (!this.#counting || this.#idle) return;
        const number = this.#lookup.at(address);
        this.#system = this.#kernel || this.#server.executes(number);
        if (!this.#system) return;
        this.#current = this.#of(number);
        this.#current.instructions++;
        this.#current.text.add(address >>> LINE_SHIFT);
      },
      load: (address, size, continued) => {
        if (!this.#counts) return;
        if (!continued) this.#current.loads++;
        this.#touch(address, size);
      },
      store: (address, size, continued) => {
        if (!this.#counts) return;
        if (!continued) this.#current.stores++;
        this.#touch(address, size);
      },
      cycles: () => {},
      event: (kind, argument) => {
        if (kind === MODE) this.#kernel = argument === KERNEL_MODE;
        else if (kind === IDLE_BEGIN) this.#idle = true;
        else if (kind === IDLE_END) this.#idle = false;
      },
    };
  }

  consume(batch: Batch): void {
    visitReferences(batch, this.#visitor);
  }

  /** From here on everything is counted, from 0. */
  begin(): void {
    this.#functions = new Map();
    this.#current = newWork();
    this.#data = new Set();
    this.#bufferLines = new Set();
    this.#userLines = new Set();
    this.#counting = true;
  }

  /** What was done since `begin`; nothing more is counted. */
  end(): PathWork {
    this.#counting = false;
    const all = [...this.#functions.values()];
    const sum = (of: (work: Work) => number) => all.reduce((total, work) => total + of(work), 0);
    return {
      instructions: sum((work) => work.instructions),
      loads: sum((work) => work.loads),
      stores: sum((work) => work.stores),
      // A line at the border of two functions is one line.
      textLines: new Set(all.flatMap((work) => [...work.text])).size,
      dataLines: this.#data.size,
      bufferLines: this.#bufferLines.size,
      userLines: this.#userLines.size,
      functions: new Map(
        [...this.#functions].map(([number, { instructions, loads, stores, text }]) => [
          number,
          { instructions, loads, stores, textLines: text.size },
        ]),
      ),
    };
  }

  get #counts(): boolean {
    return this.#counting && this.#system && !this.#idle;
  }

  #of(number: number): Work {
    let work = this.#functions.get(number);
    if (work === undefined) this.#functions.set(number, (work = newWork()));
    return work;
  }

  #touch(address: number, size: number): void {
    const page = address >>> PAGE_SHIFT;
    const virtual = (this.#pages.vpn[page] * 4096 + (address & 4095)) >>> 0;
    const lines =
      virtual < KERNEL_SPACE
        ? this.#server.owns(this.#pages.space[page])
          ? this.#data
          : this.#userLines
        : virtual >= this.#buffers.from && virtual < this.#buffers.to
          ? this.#bufferLines
          : this.#data;
    for (let at = address >>> LINE_SHIFT; at <= (address + size - 1) >>> LINE_SHIFT; at++)
      lines.add(at);
  }
}
