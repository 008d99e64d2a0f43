/** Consumers that write references as text: what the writers of all formats have in common. */
import type { Batch } from "../batch.ts";
import type { Consumer } from "../contracts.ts";
import { NO_FRAME, PAGE_GLOBAL, PAGE_UNCACHED, PAGE_UNMAPPED } from "../page-dictionary.ts";
import { KIND_NAMES, LOAD, RUN, STORE } from "../reference.ts";
import { type ReferenceVisitor, visitReferences } from "../references.ts";
import { piecesOf } from "./batch-pieces.ts";
import { TextLines } from "./text-lines.ts";

/** Where text goes. */
export interface TextSink {
  /** Takes bytes that stay as they are until the promise, if there is one, is fulfilled. */
  write(bytes: Uint8Array): void | Promise<void>;
}

/**
 * What a writer could not write, by name: events and `cycles` by the names of their kinds, `size` the
 * references whose size the format cannot say, and of the pages `physical`, `uncached`, `unmapped`
 * and `global` those that had a physical address or such a flag. Names that are 0 are left out.
 */
export type Dropped = Readonly<Record<string, number>>;

/** A writer of a text format. */
export interface TextWriter extends Consumer {
  /** What was lost so far. What was lost of pages is known when the writer has finished. */
  readonly dropped: Dropped;
}

/** A reference that is written: compact addresses of it and, where it crosses, of the next page. */
export interface WrittenReference {
  /** RUN (one instruction), LOAD or STORE. */
  kind: number;
  address: number;
  size: number;
  /** -1 where it crosses no page. */
  next: number;
}

/** How a format writes. */
export interface WrittenFormat {
  /** Comes before all references. */
  readonly header: string;
  /** Writes the line of a reference; false if its size is lost. */
  reference(text: TextLines, batch: Batch, reference: WrittenReference): boolean;
  /** Writes an event, or takes note of it; false if it is lost. */
  event(text: TextLines, batch: Batch, kind: number, argument: number, detail: number): boolean;
  /** Names in Dropped that are not lost. */
  readonly kept: readonly string[];
}

/** References in a piece of text. */
const PIECE = 1 << 14;

/** What pages have besides their numbers; flag 0 stands for a frame. */
const PAGE_FLAGS: readonly (readonly [name: string, flag: number])[] = [
  ["physical", 0],
  ["uncached", PAGE_UNCACHED],
  ["unmapped", PAGE_UNMAPPED],
  ["global", PAGE_GLOBAL],
];

/** A writer of `format` to `sink`. */
export function textWriter(sink: TextSink, format: WrittenFormat): TextWriter {
  return new FormatWriter(sink, format);
}

class FormatWriter implements TextWriter {
  readonly #format: WrittenFormat;
  readonly #sink: TextSink;
  readonly #text = new TextLines();
  readonly #dropped = new Map<string, number>();
  /** A reference that may yet be continued in the next page. */
  readonly #held: WrittenReference = { kind: RUN, address: 0, size: 0, next: -1 };
  #isHeld = false;
  #batch: Batch | undefined;
  readonly #visitor: ReferenceVisitor;

  constructor(sink: TextSink, format: WrittenFormat) {
    this.#sink = sink;
    this.#format = format;
    this.#text.text(format.header);
    this.#visitor = {
      fetch: (address, size, tail, tailAddress) =>
        this.#hold(RUN, address, size, tail > 0 ? tailAddress : -1),
      load: (address, size, continued) => this.#data(LOAD, address, size, continued),
      store: (address, size, continued) => this.#data(STORE, address, size, continued),
      cycles: () => this.#drop("cycles"),
      event: (kind, argument, detail) => this.#event(kind, argument, detail),
    };
  }

  get dropped(): Dropped {
    return Object.fromEntries(this.#dropped);
  }

  async consume(batch: Batch): Promise<void> {
    for (const piece of piecesOf(batch, PIECE)) {
      this.#batch = piece;
      visitReferences(piece, this.#visitor);
      this.#release();
      await this.#sink.write(this.#text.take());
    }
  }

  async finish(): Promise<void> {
    await this.#sink.write(this.#text.take());
    if (this.#batch === undefined) return;
    const { flags, frame, count } = this.#batch.pages;
    for (let page = 0; page < count; page++)
      for (const [name, flag] of PAGE_FLAGS)
        if (flag === 0 ? frame[page] !== NO_FRAME : (flags[page] & flag) !== 0) this.#drop(name);
  }

  #hold(kind: number, address: number, size: number, next: number): void {
    this.#release();
    const held = this.#held;
    held.kind = kind;
    held.address = address;
    held.size = size;
    held.next = next;
    this.#isHeld = true;
  }

  #data(kind: number, address: number, size: number, continued: boolean): void {
    if (!continued || !this.#isHeld) this.#hold(kind, address, size, -1);
    else {
      this.#held.size += size;
      this.#held.next = address;
    }
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const whole = this.#format.reference(this.#text, this.#batch!, this.#held);
    if (!whole) this.#drop("size");
  }

  #event(kind: number, argument: number, detail: number): void {
    this.#release();
    if (!this.#format.event(this.#text, this.#batch!, kind, argument, detail))
      this.#drop(KIND_NAMES[kind]);
  }

  #drop(name: string): void {
    if (!this.#format.kept.includes(name))
      this.#dropped.set(name, (this.#dropped.get(name) ?? 0) + 1);
  }
}
