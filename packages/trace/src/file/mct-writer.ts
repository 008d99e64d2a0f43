/**
 * Writes a stream as a trace file (docs/trace-format.md).
 *
 * Blocks are compressed on other threads and written in order as soon as they are ready, so that a
 * writer that is killed leaves all but the last few whole. The same stream in the same batches, with
 * the same options, makes the same bytes.
 */
import { createHash } from "node:crypto";
import type { Batch } from "../batch.ts";
import type { Consumer } from "../contracts.ts";
import { NO_FRAME, PageDictionary } from "../page-dictionary.ts";
import { StreamState } from "../stream-state.ts";
import { addCounts, newCounts, referencesOf } from "./block-counts.ts";
import { type BatchCursor, BlockEncoder } from "./block-encoder.ts";
import { encodeBlockHeader } from "./block-header.ts";
import type { ByteSink } from "./byte-sink.ts";
import { encodeFileHeader } from "./file-header.ts";
import { BLOCK_RECORDS, MAX_BLOCK_RECORDS } from "./layout.ts";
import { encodePages } from "./page-section.ts";
import { DEFAULT_LEVEL, packSection } from "./section-codec.ts";
import { encodeState, STATE_RECORD_BYTES } from "./state-section.ts";
import { encodeIndex, encodeTrailer, type IndexEntry } from "./trace-index.ts";

export interface MctWriterOptions {
  /** What the file says about where it comes from, for example the command that recorded it. */
  readonly provenance?: Readonly<Record<string, string>>;
  /** Whether every page has a frame number, so that the stream has physical addresses. */
  readonly physical?: boolean;
  /** Records of a block, 1 to 2^20. */
  readonly blockRecords?: number;
  /** Deflate's level, 0 (sections are stored as they are) to 9. */
  readonly level?: number;
}

/** Blocks that may be on their way to the sink before `consume` makes the stream wait. */
const BLOCKS_UNDER_WAY = 3;

export class MctWriter implements Consumer {
  readonly #sink: ByteSink;
  readonly #physical: boolean;
  readonly #level: number;
  readonly #encoder: BlockEncoder;

  readonly #state = new StreamState();
  #pages = new PageDictionary();
  /** The state at the beginning of the open block. */
  #blockState: Uint8Array = new Uint8Array(0);
  #knownPages = 0;

  readonly #index: IndexEntry[] = [];
  readonly #counts = newCounts();
  readonly #hash = createHash("sha256");
  #offset = 0;
  /** Fulfilled, never rejected, when all that was appended is written or has failed. */
  #written: Promise<void> = Promise.resolve();
  /** The same for each block under way. */
  readonly #underWay: Promise<void>[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** @param sink is closed by `finish` or `abandon` */
  constructor(sink: ByteSink, options: MctWriterOptions = {}) {
    const { provenance = {}, physical = false, blockRecords = BLOCK_RECORDS } = options;
    if (!(blockRecords >= 1 && blockRecords <= MAX_BLOCK_RECORDS))
      throw new Error(
        `mct-writer: a block has ${blockRecords} records; 1 to ${MAX_BLOCK_RECORDS} were expected`,
      );
    this.#sink = sink;
    this.#physical = physical;
    this.#level = options.level ?? DEFAULT_LEVEL;
    this.#encoder = new BlockEncoder(blockRecords);
    this.#append(encodeFileHeader({ physical, provenance }));
  }

  /**
   * Takes a batch; all batches have the same page dictionary.
   * @throws Error when it breaks the rules of a stream (reference.ts), or the sink cannot be written.
   */
  consume(batch: Batch): void | Promise<void> {
    this.#checkFailure();
    this.#pages = batch.pages;
    const cursor: BatchCursor = { record: 0, length: 0 };
    for (let full = true; full; ) {
      const first = cursor.record;
      full = this.#encoder.gather(batch, cursor);
      const words = batch.words.subarray(2 * first);
      this.#state.observe({ ...batch, words, records: cursor.record - first });
      if (full) this.#seal(0);
    }
    const ahead = this.#underWay.length - BLOCKS_UNDER_WAY;
    if (ahead > 0) return this.#underWay[ahead - 1].then(() => this.#checkFailure());
  }

  /** Writes what is left, the index and the trailer, and closes the sink. */
  async finish(): Promise<void> {
    try {
      if (this.#encoder.records > 0 || this.#knownPages < this.#pages.count)
        this.#seal(this.#pages.count);
      await this.#written;
      const index = this.#offset;
      this.#append(
        encodeIndex({ blocks: this.#index, counts: this.#counts, pages: this.#knownPages }),
      );
      await this.#written;
      this.#append(encodeTrailer({ index, sha256: this.#hash.copy().digest() }));
      await this.#written;
      this.#checkFailure();
    } finally {
      await this.#sink.close();
    }
  }

  /** Ends without index and trailer: what was written so far can be salvaged. */
  async abandon(): Promise<void> {
    await this.#written;
    await this.#sink.close();
  }

  /** Sends off the open block, with its pages and at least the first `leastPages` of the stream. */
  #seal(leastPages: number): void {
    const { section, counts, highestPage } = this.#encoder.seal();
    const firstPage = this.#knownPages;
    const pages = Math.max(firstPage, highestPage + 1, leastPages);
    this.#checkPages(firstPage, pages);
    const stateBytes = this.#blockState;
    const firstReference = referencesOf(this.#counts);
    this.#knownPages = pages;
    this.#blockState = encodeState(this.#state.events(this.#pages));
    addCounts(this.#counts, counts);
    const newPages = pages - firstPage;
    const level = this.#level;
    const block = Promise.all([
      packSection(encodePages(this.#pages, firstPage, newPages), level),
      packSection(stateBytes, level),
      packSection(section, level),
    ]).then((sections) => {
      const header = encodeBlockHeader({
        firstPage,
        newPages,
        counts,
        stateRecords: stateBytes.length / STATE_RECORD_BYTES,
        firstReference,
        pages: sections[0].header,
        state: sections[1].header,
        records: sections[2].header,
      });
      return joined([header, ...sections.map(({ bytes }) => bytes)]);
    });
    const { records } = counts;
    this.#append(block, (offset) => {
      this.#index.push({ offset, firstReference, firstPage, records });
    });
    this.#underWay.push(this.#written);
    this.#written.then(() => this.#underWay.shift());
  }

  #checkPages(from: number, to: number): void {
    if (to > this.#pages.count)
      throw new Error(`mct-writer: page ${to - 1} is not in the dictionary of the stream`);
    if (!this.#physical) return;
    const without = this.#pages.frame.subarray(from, to).indexOf(NO_FRAME);
    if (without >= 0)
      throw new Error(
        `mct-writer: page ${from + without} has no frame; a stream with physical addresses was announced`,
      );
  }

  /** Writes bytes after all others; `at` is told their offset. */
  #append(bytes: Uint8Array | Promise<Uint8Array>, at?: (offset: number) => void): void {
    this.#written = Promise.all([bytes, this.#written])
      .then(async ([ready]) => {
        if (this.#failure !== undefined) return;
        at?.(this.#offset);
        this.#hash.update(ready);
        this.#offset += ready.length;
        await this.#sink.write(ready);
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
  }

  #checkFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
