/**
 * The loop over a batch that keeps program order: each instruction is fetched before its data
 * references, those are made before the next instruction is fetched, and the clock goes along.
 * It serves every machine; split-order.ts is a faster one for those where order does not matter.
 *
 * Instructions of a run that lie in the line fetched last need no look-up, and are taken together.
 * An instruction's cycles pass when the next one begins.
 */
import { CYCLES, INDEX_SHIFT, LOAD, RUN, SIZE_SHIFT, STORE, TAIL } from "@mcpi/trace";
import {
  add,
  add64,
  and,
  type Code,
  type Expression,
  eq,
  eqz,
  extend,
  type FunctionBuilder,
  type FunctionReference,
  ge,
  I32,
  type Label,
  load8,
  load32,
  lt,
  ltS,
  min,
  ne,
  or,
  shl,
  shr,
  sub,
  type Variable,
} from "@mcpi/trace/wasm";
import type { CacheUnit } from "./cache-unit.ts";
import type { EngineContext } from "./context.ts";
import type { MemoryPath } from "./memory-path.ts";
import type { Tlb, TlbUse } from "./tlb.ts";

/** Bits of a page-table entry below the simulator page number. */
export const ENTRY_UNCACHED = 1;
export const ENTRY_UNMAPPED = 2;

export interface LoopParts {
  readonly instruction: CacheUnit;
  readonly data: CacheUnit;
  readonly path: MemoryPath;
  readonly instructionTlb: Tlb | undefined;
  readonly dataTlb: Tlb | undefined;
  /** Address of the table page id -> simulator page number << 12 | entry bits. */
  readonly pageTable: number;
  /** Address of the table page id -> colour << 12 by virtual address; -1 if no cache needs it. */
  readonly colourTable: number;
  readonly instructionLine: number;
  readonly instructionVirtual: boolean;
  readonly dataVirtual: boolean;
  /** Whether base cycles beyond one an instruction pass. */
  readonly baseTime: boolean;
  /** Address of the batch's words. */
  readonly words: number;
}

/** A kind that no record has: the end of the batch. */
const END = 31;

export class ProgramOrderLoop {
  readonly #c: EngineContext;
  readonly #p: LoopParts;
  /** Where the lengths of the next variable run begin. */
  readonly lengthPointer: Variable;
  readonly #fetchPieces: FunctionReference;
  readonly #load: FunctionReference;
  readonly #store: FunctionReference;
  readonly #unified: boolean;

  /** Exports `run(first, end)`: simulates the records from address `first`, and returns where it stopped: at an event, or at `end`. */
  constructor(context: EngineContext, parts: LoopParts) {
    this.#c = context;
    this.#p = parts;
    this.#unified = parts.instruction === parts.data;
    const { module } = context;
    this.lengthPointer = module.global([0x41, 0], I32, context.globals.name("lengthPointer"));
    this.#fetchPieces = module.function([I32, I32, I32], [], (f, pa, size, address) =>
      this.#defineFetchPieces(f, pa, size, address),
    );
    this.#load = module.function([I32, I32], [], (f, address, meta) =>
      this.#defineData(f, "load", address, meta),
    );
    this.#store = module.function([I32, I32], [], (f, address, meta) =>
      this.#defineData(f, "store", address, meta),
    );
    module.function([I32, I32], [I32], (f, first, end) => this.#defineRun(f, first, end), "run");
    module.function(
      [I32, I32],
      [],
      (f, address, unused) => {
        void unused;
        this.#emitInvalidate(f, address, parts.instruction, parts.instructionVirtual);
        f.set(context.lastFetchLine, -1);
      },
      "invalidateInstruction",
    );
    module.function(
      [I32, I32],
      [],
      (f, address, unused) => {
        void unused;
        this.#emitInvalidate(f, address, parts.data, parts.dataVirtual);
        f.set(context.lastFetchLine, -1);
      },
      "invalidateData",
    );
  }

  #emitInvalidate(f: FunctionBuilder, address: Variable, unit: CacheUnit, virtual: boolean): void {
    const pa = f.let(this.#physical(this.#entry(address), address));
    unit.emitInvalidate(f, pa, this.#index(unit, pa, address, virtual));
    if (this.#p.path.second)
      this.#p.path.second.emitInvalidate(f, pa, this.#p.path.second.lineOf(pa));
  }

  #entry(address: Expression): Code {
    return load32(shl(shr(address, 12), 2), this.#p.pageTable);
  }

  #physical(entry: Expression, address: Expression): Code {
    return or(and(entry, ~4095), and(address, 4095));
  }

  /** The line number that chooses the set. */
  #index(unit: CacheUnit, pa: Expression, address: Expression, virtual: boolean): Code {
    if (!virtual) return unit.lineOf(pa);
    return unit.lineOf(
      or(load32(shl(shr(address, 12), 2), this.#p.colourTable), and(address, 4095)),
    );
  }

  #emitTlb(f: FunctionBuilder, use: TlbUse, address: Expression, entry: Variable): void {
    const tlb = use === "fetch" ? this.#p.instructionTlb : this.#p.dataTlb;
    if (tlb === undefined) return;
    f.if(eqz(and(entry, ENTRY_UNMAPPED)), () => tlb.emitLookup(f, use, shr(address, 12)));
  }

  /** `cycles` instructions begin, the first of them after the base cycles of the one before. */
  #emitBegin(f: FunctionBuilder): void {
    const { now, pending } = this.#c;
    f.set(now, add64(now, extend(add(pending, 1))));
    f.set(pending, 0);
  }

  #defineRun(f: FunctionBuilder, first: Variable, end: Variable): void {
    const c = this.#c;
    const at = f.let(first);
    const word = f.local();
    const meta = f.local();
    const kind = f.local();
    const target = f.local();
    const run: OpenRun = {
      next: f.let(0),
      count: f.let(0),
      address: f.local(),
      end: f.local(),
      variable: f.local(),
      entry: f.local(),
      record: f.local(),
      instructions: f.let(0),
      accesses: f.let(0),
    };
    f.loop((again) => {
      f.set(kind, END);
      f.if(ne(at, end), () => {
        f.set(word, load32(at));
        f.set(meta, load32(at, 4));
        f.set(kind, and(meta, 31));
      });
      // How many of the run's instructions are fetched before this record.
      f.set(target, run.count);
      f.if(lt(sub(kind, LOAD), CYCLES - LOAD + 1), () => {
        f.set(target, add(and(shr(meta, INDEX_SHIFT), 0xfff), 1));
        f.set(target, min(target, run.count));
      });
      f.block((fetched) => {
        f.loop((more) => {
          f.brIf(fetched, ge(run.next, target));
          this.#emitFetchStep(f, run, target, more);
        });
      });
      if (c.options.log) {
        f.set(c.logRecord, shr(sub(at, this.#p.words), 3));
        f.if(eq(kind, TAIL), () => f.set(c.logAddress, word));
      }
      f.if(eq(kind, RUN), () => {
        this.#emitOpen(f, run, word, meta, at);
        f.increase(at, 8);
        f.br(again);
      });
      f.if(eq(kind, LOAD), () => {
        f.call(this.#load, word, meta);
        f.increase(at, 8);
        f.br(again);
      });
      f.if(eq(kind, STORE), () => {
        f.call(this.#store, word, meta);
        f.increase(at, 8);
        f.br(again);
      });
      f.if(eq(kind, CYCLES), () => {
        f.count(c.counters.at("extraCycles"), word);
        if (this.#p.baseTime) f.increase(c.pending, word);
        f.increase(at, 8);
        f.br(again);
      });
      f.if(eq(kind, TAIL), () => {
        this.#emitTail(f, word, meta);
        f.increase(at, 8);
        f.br(again);
      });
    });
    f.count(c.counters.at("instructions"), run.instructions);
    f.count(c.counters.at("level1.fetch.accesses"), run.accesses);
    f.result(at);
  }

  #emitOpen(f: FunctionBuilder, run: OpenRun, word: Variable, meta: Variable, at: Variable): void {
    f.set(run.next, 0);
    f.set(run.count, add(and(shr(meta, SIZE_SHIFT), 0xfff), 1));
    f.set(run.address, word);
    f.set(run.end, add(add(word, and(shr(meta, INDEX_SHIFT), 0xfff)), 1));
    f.set(run.variable, ltS(meta, 0));
    f.set(run.entry, this.#entry(word));
    if (this.#c.options.log) f.set(run.record, shr(sub(at, this.#p.words), 3));
  }

  /** Fetches the next instruction, or the next ones where they lie in one line. */
  #emitFetchStep(f: FunctionBuilder, run: OpenRun, target: Variable, more: Label): void {
    const c = this.#c;
    const { instruction, path } = this.#p;
    this.#emitBegin(f);
    if (c.options.log) {
      f.set(c.logRecord, run.record);
      f.set(c.logInstruction, run.address);
      f.set(c.logAddress, run.address);
    }
    this.#emitTlb(f, "fetch", run.address, run.entry);
    const length = f.local();
    const whole = f.local();
    f.set(length, 4);
    f.if(run.variable, () => {
      f.set(length, load8(this.lengthPointer));
      f.increase(this.lengthPointer, 1);
    });
    // What of the instruction lies in this page.
    const here = f.let(min(length, sub(run.end, run.address)));
    f.if(and(run.entry, ENTRY_UNCACHED), () => {
      path.emitUncachedRead(f, "fetch");
      f.count(c.counters.at("uncachedFetches"));
      f.increase(run.address, here);
      f.increase(run.next, 1);
      f.increase(run.instructions, 1);
      f.br(more);
    });
    const pa = f.let(this.#physical(run.entry, run.address));
    const line = f.let(instruction.lineOf(pa));
    const lastLine = f.let(instruction.lineOf(add(pa, sub(here, 1))));
    f.if(ne(line, c.lastFetchLine), () => {
      f.set(c.lastFetchLine, line);
      instruction.emitRead(
        f,
        "fetch",
        pa,
        this.#index(instruction, pa, run.address, this.#p.instructionVirtual),
      );
    });
    f.if(ne(line, lastLine), () => {
      const left = f.let(sub(this.#p.instructionLine, and(pa, this.#p.instructionLine - 1)));
      const rest = f.let(add(pa, left));
      f.call(this.#fetchPieces, rest, sub(here, left), add(run.address, left));
      f.increase(run.accesses, 1);
      f.increase(run.address, here);
      f.increase(run.next, 1);
      f.increase(run.instructions, 1);
      f.br(more);
    });
    f.set(whole, 1);
    // The fixed-length instructions after it that end in the same line need no look-up.
    f.if(eqz(run.variable), () => {
      const inLine = sub(this.#p.instructionLine, and(pa, this.#p.instructionLine - 1));
      f.set(whole, shr(inLine, 2));
      const wanted = f.let(sub(target, run.next));
      f.set(whole, min(whole, wanted));
      f.set(here, shl(whole, 2));
      f.set(c.now, add64(c.now, extend(sub(whole, 1))));
    });
    f.increase(run.address, here);
    f.increase(run.next, whole);
    f.increase(run.instructions, whole);
    f.increase(run.accesses, whole);
    f.br(more);
  }

  /** Pieces of a fetch beyond the line where it began; each is an access. */
  #defineFetchPieces(f: FunctionBuilder, pa: Variable, size: Variable, address: Variable): void {
    const { instruction, instructionVirtual } = this.#p;
    instruction.emitPieces(f, pa, size, (piece) => {
      const where = f.let(add(address, sub(piece, pa)));
      if (this.#c.options.log) f.set(this.#c.logAddress, where);
      f.set(this.#c.lastFetchLine, instruction.lineOf(piece));
      instruction.emitRead(
        f,
        "fetch",
        piece,
        this.#index(instruction, piece, where, instructionVirtual),
      );
      f.count(this.#c.counters.at("level1.fetch.accesses"));
    });
  }

  #emitTail(f: FunctionBuilder, word: Variable, meta: Variable): void {
    const c = this.#c;
    const entry = f.let(this.#entry(word));
    this.#emitTlb(f, "fetch", word, entry);
    f.if(
      and(entry, ENTRY_UNCACHED),
      () => {
        this.#p.path.emitUncachedRead(f, "fetch");
        f.count(c.counters.at("uncachedFetches"));
      },
      () => {
        const pa = f.let(this.#physical(entry, word));
        const size = f.let(add(and(shr(meta, SIZE_SHIFT), 0xfff), 1));
        f.call(this.#fetchPieces, pa, size, word);
      },
    );
  }

  /** One data record. */
  #defineData(f: FunctionBuilder, kind: "load" | "store", word: Variable, meta: Variable): void {
    const c = this.#c;
    const { data, path, dataVirtual } = this.#p;
    const counters = c.counters;
    if (c.options.log) f.set(c.logAddress, word);
    f.count(counters.at(kind === "load" ? "loads" : "stores"), and(sub(1, shr(meta, 29)), 1));
    const entry = f.let(this.#entry(word));
    this.#emitTlb(f, "data", word, entry);
    const pa = f.let(this.#physical(entry, word));
    const size = f.let(add(and(shr(meta, SIZE_SHIFT), 0xfff), 1));
    f.if(and(entry, ENTRY_UNCACHED), () => {
      if (kind === "load") {
        f.count(counters.at("uncachedLoads"));
        path.emitUncachedRead(f, "load");
      } else {
        f.count(counters.at("uncachedStores"));
        path.emitUncachedWrite(f, pa, size);
      }
      f.return();
    });
    if (this.#unified) f.set(c.lastFetchLine, -1);
    const piece = (at: Variable, pieceSize: Variable) => {
      const where = f.let(add(word, sub(at, pa)));
      const index = this.#index(data, at, where, dataVirtual);
      if (c.options.log) f.set(c.logAddress, where);
      if (kind === "load") {
        f.count(counters.at("level1.load.accesses"));
        data.emitRead(f, "load", at, index);
      } else f.call(data.store, at, pieceSize, index);
    };
    f.if(
      eq(data.lineOf(pa), data.lineOf(add(pa, sub(size, 1)))),
      () => piece(pa, size),
      () => data.emitPieces(f, pa, size, piece),
    );
  }
}

interface OpenRun {
  /** Instructions fetched, and in all. */
  readonly next: Variable;
  readonly count: Variable;
  /** Compact address of the next instruction, and of the end of the run. */
  readonly address: Variable;
  readonly end: Variable;
  readonly variable: Variable;
  /** Page-table entry of the run's page. */
  readonly entry: Variable;
  readonly record: Variable;
  readonly instructions: Variable;
  readonly accesses: Variable;
}
