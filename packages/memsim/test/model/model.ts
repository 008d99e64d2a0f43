/**
 * The model: a second simulator, written from docs/counting.md with maps, arrays and plain 64-bit
 * addresses, to be obviously right where the first one is fast. It takes single references.
 */
import { type Counts, newCounts, type Row, type Stalls } from "../../src/counts.ts";
import type { CacheDescription, Machine, TlbDescription } from "../../src/machine.ts";
import { cut, type Kind, type Piece } from "./cache.ts";
import { physicalAddress, type SpaceHash } from "./mapping.ts";
import type { Event, Part, Reference } from "./reference.ts";
import { ClassifiedCache } from "./three-c.ts";
import { Tlb } from "./tlb.ts";
import { Memory } from "./write-buffer.ts";

export interface ModelOptions {
  readonly threeC?: boolean;
  readonly twoWay?: boolean;
  /** h(space); needed for Chen and Bershad's mapping. */
  readonly spaceHash?: SpaceHash;
}

/** One first-level cache or TLB for each kind of reference; the unified one is there three times. */
type ByKind<T> = Readonly<Record<Kind, T>>;

export class Model {
  readonly machine: Machine;
  readonly memory: Memory;
  readonly #first: ByKind<ClassifiedCache>;
  readonly #second: ClassifiedCache | undefined;
  readonly #tlb: ByKind<Tlb> | undefined;
  readonly #physical: ReturnType<typeof physicalAddress>;

  /** The cycle of the present reference, and the cycles that pass when the next instruction begins. */
  now = 0;
  #pending = 0;
  idleCycles = 0;

  #idle = false;
  #refills = 0;
  #mode: "user" | "kernel" = "user";
  #space = 0;
  #rows: Row[] = [];

  constructor(machine: Machine, options: ModelOptions = {}) {
    this.machine = machine;
    this.memory = new Memory(machine.writeBuffer);
    const classes = { threeC: options.threeC ?? true, twoWay: options.twoWay ?? false };
    const { caches, tlb } = machine;
    this.#first = byKind(caches, (description) => new ClassifiedCache(description, classes));
    if (caches.second) this.#second = new ClassifiedCache(caches.second, classes);
    if (tlb) this.#tlb = byKind(tlb, (description: TlbDescription) => new Tlb(description));
    this.#physical = physicalAddress(machine, options.spaceHash ?? noHash);
  }

  /** An instruction is fetched: the one before has ended. */
  fetch(reference: Reference): void {
    this.now += this.#pending;
    this.#pending = 1;
    if (this.#idle) this.idleCycles++;
    else this.#counts().instructions++;
    this.#refer("fetch", reference);
  }

  load(reference: Reference): void {
    if (!this.#idle) this.#counts().loads++;
    this.#refer("load", reference);
  }

  store(reference: Reference): void {
    if (!this.#idle) this.#counts().stores++;
    this.#refer("store", reference);
  }

  /** Base cycles of the present instruction beyond the first. */
  cycles(extra: number): void {
    const pass = this.machine.time === "base" ? extra : 0;
    this.#pending += pass;
    if (this.#idle) this.idleCycles += pass;
    else this.#counts().extraCycles += extra;
  }

  event(event: Event): void {
    switch (event.kind) {
      case "space":
        this.#space = event.space;
        for (const tlb of this.#tlbs()) tlb.spaceChanges();
        break;
      case "mode":
        this.#mode = event.mode;
        break;
      case "refill-begin":
        this.#refills++;
        break;
      case "refill-end":
        this.#refills = Math.max(0, this.#refills - 1);
        break;
      case "idle-begin":
        this.#idle = true;
        break;
      case "idle-end":
        this.#idle = false;
        this.#pending += event.cycles;
        this.idleCycles += event.cycles;
        break;
      case "flush-all":
        for (const tlb of this.#tlbs()) tlb.flushAll();
        break;
      case "flush-non-global":
        for (const tlb of this.#tlbs()) tlb.flushNonGlobal();
        break;
      case "flush-page":
        for (const tlb of this.#tlbs()) tlb.flushPage(event.page);
        break;
      case "invalidate": {
        const piece = this.#bytes({ page: event.page, offset: event.offset, size: 1 });
        const drop = (cache: ClassifiedCache) =>
          event.byIndex ? cache.invalidateSet(piece) : cache.invalidate(piece);
        if (event.which !== "data") drop(this.#first.fetch);
        if (event.which !== "instruction") drop(this.#first.load);
        break;
      }
    }
  }

  /** One row per (mode, space, refill) that something was counted for, in order of the first count. */
  rows(): Row[] {
    return structuredClone(this.#rows);
  }

  /** All counts are 0 again; the state stays. */
  resetCounts(): void {
    this.#rows = [];
    this.idleCycles = 0;
  }

  #counts(): Counts {
    const who = { mode: this.#mode, space: this.#space, refill: this.#refills > 0 };
    const same = (row: Row) =>
      row.who.mode === who.mode && row.who.space === who.space && row.who.refill === who.refill;
    let row = this.#rows.find(same);
    if (row === undefined) this.#rows.push((row = { who, counts: newCounts() }));
    return row.counts;
  }

  #stall(cause: keyof Stalls, cycles: number): void {
    this.now += cycles;
    this.#counts().stalls[cause] += cycles;
  }

  #refer(kind: Kind, reference: Reference): void {
    if (this.#idle) return;
    for (const part of reference) {
      if (!part.page.unmapped) this.#translate(kind, part);
      if (part.page.uncached) this.#uncached(kind, part);
      else this.#cached(kind, this.#bytes(part));
    }
  }

  #translate(kind: Kind, part: Part): void {
    const tlb = this.#tlb?.[kind];
    if (tlb === undefined || tlb.lookUp(part.page)) return;
    if (kind === "fetch") this.#counts().tlbFetchMisses++;
    else this.#counts().tlbDataMisses++;
    if (tlb.description.refill === "hardware") this.#stall("tlb", tlb.description.missCycles!);
  }

  #uncached(kind: Kind, part: Part): void {
    const { loadCycles, fetchCycles } = this.machine.uncached;
    const counts = this.#counts();
    if (kind === "store") {
      counts.uncachedStores++;
      this.#writeParts(this.#bytes(part));
      return;
    }
    const cycles = kind === "fetch" ? fetchCycles : loadCycles;
    if (kind === "fetch") counts.uncachedFetches++;
    else counts.uncachedLoads++;
    const wait = this.memory.read(this.now, cycles, true);
    this.#stall("writeBuffer", wait.behindWrites);
    this.#stall("uncached", wait.behindRead + cycles);
  }

  #cached(kind: Kind, bytes: Piece): void {
    const cache = this.#first[kind];
    for (const piece of cut(bytes, cache.cache.description.line)) {
      const outcome = cache.access(kind, piece, this.#counts().level1);
      if (outcome.read) this.#read(kind, outcome.read);
      for (const line of outcome.writtenBack) {
        const address = line * cache.cache.line;
        const dirty = { physical: address, virtual: 0n, size: Number(cache.cache.line) };
        this.#write(address, true);
        this.#accessSecond("store", dirty);
      }
      if (outcome.down) {
        this.#writeParts(piece);
        this.#accessSecond("store", piece);
      }
    }
  }

  /** The first level reads a block. */
  #read(kind: Kind, block: Piece): void {
    const first = this.#first[kind].cache.description;
    let stall = first.missCycles;
    let busy = busyOf(first);
    if (this.#accessSecond(kind === "fetch" ? "fetch" : "load", block)) {
      const second = this.#second!.cache.description;
      stall += second.missCycles;
      busy += busyOf(second);
    }
    const wait = this.memory.read(this.now, busy, false);
    this.#stall("writeBuffer", wait.behindWrites);
    this.#stall(kind === "fetch" ? "icache" : "dcache", wait.behindRead + stall);
  }

  /** Accesses the second level, if there is one. Returns whether any piece missed. */
  #accessSecond(kind: Kind, bytes: Piece): boolean {
    if (this.#second === undefined) return false;
    let missed = false;
    for (const piece of cut(bytes, this.#second.cache.description.line))
      if (!this.#second.access(kind, piece, this.#counts().level2).hit) missed = true;
    return missed;
  }

  /** A store goes into the write buffer, cut at its width. */
  #writeParts(bytes: Piece): void {
    const width = this.machine.writeBuffer?.width ?? bytes.size;
    for (const part of cut(bytes, width)) this.#write(part.physical, false);
  }

  /** A write goes into the write buffer, if there is one. */
  #write(address: bigint, writeBack: boolean): void {
    if (this.machine.writeBuffer === undefined) return;
    this.#counts().writes++;
    this.#stall("writeBuffer", this.memory.write(this.now, { address, writeBack }));
  }

  #bytes({ page, offset, size }: Part): Piece {
    const virtual = BigInt(page.vpn) * 4096n + BigInt(offset);
    return { physical: this.#physical(page, offset), virtual, size };
  }

  #tlbs(): Set<Tlb> {
    return new Set(this.#tlb ? Object.values(this.#tlb) : []);
  }
}

const busyOf = (cache: CacheDescription): number => cache.busyCycles ?? cache.missCycles;

const noHash: SpaceHash = () => {
  throw new Error("the model was given no hash of spaces");
};

function byKind<D, T>(
  of: { unified?: D | undefined; instruction?: D | undefined; data?: D | undefined },
  make: (description: D) => T,
): ByKind<T> {
  const fetch = make((of.unified ?? of.instruction)!);
  const data = of.unified ? fetch : make(of.data!);
  return { fetch, load: data, store: data };
}
