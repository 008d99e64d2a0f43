/**
 * The translator: makes WebAssembly functions of regions of code that are entered often, one module
 * a region, and keeps track of what they were made from.
 *
 * Functions lie in a table; entry tables (entry-table.ts) say which function, and which block of it,
 * serves a place. `run` goes from one to the next without coming back to TypeScript. A store to
 * translated code does not get through (its page is not writable in the maps): it is made by
 * slow-path.ts, which tells `stored`, and what was made of the page is forgotten.
 */
import {
  add,
  and,
  call,
  callIndirect,
  eq,
  eqz,
  gtS,
  I32,
  load32,
  ModuleBuilder,
  ne,
  or,
  shl,
  shr,
  sub,
} from "@mcpi/trace/wasm";
import { BLOCK_SHIFT, entryWord, WATCHED } from "./entry-table.ts";
import type { Processor } from "./processor.ts";
import type { References } from "./references.ts";
import { findRegion } from "./region.ts";
import { CONTINUE, defineRegion, RUN_ON } from "./region-code.ts";
import * as at from "./state.ts";
import { EXIT } from "./state.ts";

const FIRST_ELEMENTS = 1024;

/** What has been made of the code in a frame. */
interface FrameCode {
  /** Entry tables of the pages that it is mapped at. */
  readonly tables: Set<number>;
  /** Elements of the table of functions. */
  readonly elements: number[];
  /** Words that are translated. */
  readonly words: Uint8Array;
}

export class Translator {
  readonly #p: Processor;
  readonly #references: References;
  readonly #table = new WebAssembly.Table({ initial: FIRST_ELEMENTS, element: "anyfunc" });
  readonly #free: number[] = [];
  #elements = 0;
  readonly #frames = new Map<number, FrameCode>();
  readonly #run: () => number;
  /** Regions made, for whoever is curious. */
  made = 0;

  /** @param interpret runs what is not translated (interpreter.ts) */
  constructor(processor: Processor, references: References, interpret: () => number) {
    this.#p = processor;
    this.#references = references;
    this.#run = this.#makeDispatcher(interpret);
    processor.isTranslated = (frame) => this.#frames.has(frame);
    processor.stored = (frame, offset) => this.#stored(frame, offset);
  }

  /** Runs from PC on, translated code where there is any, until TypeScript is wanted: an EXIT. */
  run(): number {
    return this.#run();
  }

  /** Translates the region of `pc`, in the present mode. */
  translate(pc: number): void {
    const p = this.#p;
    const user = p.user ? 1 : 0;
    const map = at.codeMap(user) + ((pc >>> 12) << at.MAP_SHIFT);
    const host = p.word(map + at.CODE_HOST);
    const table = p.word(map + at.CODE_ENTRIES);
    if (host === 0 || table === 0 || p.word(map + at.CODE_UNCACHED) !== 0) return;
    const physical = ((host + (pc & ~0xfff)) | 0) - at.RAM;
    // The ROM is not worth it.
    if (physical < 0) return;
    const wordAt = (address: number): number => p.word((host + address) | 0);
    const isWatched = (address: number): boolean => p.word(table + (address & 0xffc)) === WATCHED;
    const blocks = findRegion(pc, { wordAt, isWatched, kernel: user === 0 });
    if (blocks.length === 0) return;
    const element = this.#takeElement();
    const module = new ModuleBuilder();
    module.importMemory(false);
    const declared = this.#references.declare(module);
    defineRegion(module, declared, this.#references, { blocks, user, element, table });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
      environment: { memory: p.memory.memory, ...this.#references.imports },
    });
    this.#table.set(element, exports.region as () => number);
    this.made++;
    this.#enter(physical >>> 12, table, element, blocks);
  }

  /** Forgets everything that was translated. */
  forgetAll(): void {
    for (const frame of [...this.#frames.keys()]) this.#forget(frame);
  }

  #enter(
    frame: number,
    table: number,
    element: number,
    blocks: ReturnType<typeof findRegion>,
  ): void {
    let code = this.#frames.get(frame);
    if (code === undefined) {
      code = { tables: new Set(), elements: [], words: new Uint8Array(1024) };
      this.#frames.set(frame, code);
      this.#p.maps.protectAll();
    }
    code.tables.add(table);
    code.elements.push(element);
    for (const [number, block] of blocks.entries()) {
      const word = table + (block.pc & 0xffc);
      const state = this.#p.word(word);
      if (state <= 0 && state !== WATCHED) this.#p.word(word, entryWord(element, number));
      for (const { pc } of block.instructions) code.words[(pc & 0xfff) >>> 2] = 1;
    }
  }

  #stored(frame: number, offset: number): void {
    if (this.#frames.get(frame)?.words[offset >>> 2]) this.#forget(frame);
  }

  #forget(frame: number): void {
    const code = this.#frames.get(frame)!;
    this.#frames.delete(frame);
    for (const element of code.elements) {
      this.#table.set(element, null);
      this.#free.push(element);
    }
    for (const table of code.tables)
      for (let i = 0; i < at.ENTRY_TABLE_BYTES; i += 4)
        if (this.#p.word(table + i) > 0) this.#p.word(table + i, 0);
  }

  #takeElement(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#elements === this.#table.length) this.#table.grow(this.#table.length);
    return this.#elements++;
  }

  #makeDispatcher(interpret: () => number): () => number {
    const module = new ModuleBuilder();
    module.importMemory(false);
    module.importTable();
    const interpreter = module.importFunction("interpret", [], [I32]);
    const type = module.type([I32], [I32]);
    module.function(
      [],
      [I32],
      (f) => {
        const result = f.local();
        const word = f.local();
        const gone = f.local();
        f.loop((again) => {
          f.set(word, 0);
          // With a load in flight or in a delay slot, only the interpreter goes on.
          const plain = and(
            eq(load32(0, at.PENDING_OFFSET), at.NO_PENDING),
            eqz(load32(0, at.IN_SLOT)),
          );
          f.if(plain, () => {
            const pc = f.let(load32(0, at.PC));
            const map = f.let(
              add(shl(shr(pc, 12), at.MAP_SHIFT), shl(load32(0, at.USER), 20 + at.MAP_SHIFT)),
            );
            const entries = f.let(load32(map, at.CODE_MAPS + at.CODE_ENTRIES));
            f.if(and(ne(entries, 0), eqz(and(pc, 3))), () =>
              f.set(word, load32(add(entries, and(pc, 0xffc)))),
            );
          });
          f.if(and(gone, eq(word, WATCHED)), () => f.return(EXIT.watch));
          f.set(result, EXIT.interpret);
          f.if(gtS(word, 0), () => {
            const element = sub(shr(word, BLOCK_SHIFT), 1);
            f.set(result, callIndirect(type, element, and(word, (1 << BLOCK_SHIFT) - 1)));
          });
          f.set(gone, eq(result, CONTINUE));
          f.brIf(again, or(gone, eq(result, RUN_ON)));
          const interprets = or(eq(result, EXIT.interpret), eq(result, EXIT.deadline));
          f.if(interprets, () => f.set(result, call(interpreter)));
          f.brIf(again, eq(result, EXIT.translated));
        });
        f.result(result);
      },
      "run",
    );
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
      environment: { memory: this.#p.memory.memory, table: this.#table, interpret },
    });
    return exports.run as () => number;
  }
}
