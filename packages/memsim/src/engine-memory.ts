/**
 * The memory of a simulator's engine as TypeScript sees it: views, which are made anew when it
 * grows, and room for the state of the pages that are known.
 */
import { InputError } from "@mcpi/trace";
import { type Engine, FIRST_PAGES } from "./engine/build.ts";

export class EngineMemory {
  words!: Int32Array;
  unsigned!: Uint32Array;
  bytes!: Uint8Array;
  /** Physical pages whose state has room. */
  pages = FIRST_PAGES;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#makeViews();
  }

  /** To be called before the views are used: somebody else may have grown the memory. */
  refresh(): void {
    // Growing leaves the old buffer empty.
    if (this.words.length === 0) this.#makeViews();
  }

  /**
   * Makes room for the state of so many physical pages.
   * @throws InputError when the memory cannot grow so far.
   */
  provide(pages: number): void {
    if (pages <= this.pages) return;
    this.pages = Math.max(pages, Math.min(2 * this.pages, this.pages + 65536));
    const { memory, layout } = this.#engine;
    const more = layout.wasmPages(this.pages) - memory.buffer.byteLength / 65536;
    if (more <= 0) return;
    try {
      memory.grow(more);
    } catch {
      throw new InputError(
        `simulator: the state of ${pages} pages does not fit into 4 GiB; simulate without three-C classes, or a part of the trace`,
      );
    }
    this.#makeViews();
  }

  #makeViews(): void {
    const { buffer } = this.#engine.memory;
    this.words = new Int32Array(buffer);
    this.unsigned = new Uint32Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }
}
