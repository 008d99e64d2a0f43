/** Reads a trace file as a stream (docs/trace-format.md). */
import type { Batch } from "../batch.ts";
import type { TraceInfo, TraceSource } from "../contracts.ts";
import type { Input } from "../formats/input.ts";
import { PageDictionary } from "../page-dictionary.ts";
import { StreamState } from "../stream-state.ts";
import { InputError } from "../trace-error.ts";
import { addCounts, newCounts, referencesOf } from "./block-counts.ts";
import { BlockDecoder } from "./block-decoder.ts";
import { ExactReader } from "./exact-reader.ts";
import type { FileHeader } from "./file-header.ts";
import { BLOCK_HEADER_BYTES, MCT } from "./layout.ts";
import { decodePages } from "./page-section.ts";
import { decodeState, encodeState } from "./state-section.ts";
import { readFileHeader, StoredBlocks } from "./stored-blocks.ts";
import { TraceDamage } from "./trace-damage.ts";
import { type UnpackedBlock, unpackedBlocks } from "./unpacked-blocks.ts";

/** What was kept of a damaged file, and where the damage is. */
export interface SalvageReport {
  /** Byte offset of the damage. */
  readonly offset: number;
  /** What is wrong there. */
  readonly fault: string;
  /** Whole blocks before it, and what they hold. */
  readonly blocks: number;
  readonly references: number;
}

export interface MctReadOptions {
  /** Take every whole block before the damage of a damaged file, instead of refusing it. */
  readonly salvage?: boolean | undefined;
  /** Is told what was kept, if the file is damaged. */
  readonly onDamage?: ((report: SalvageReport) => void) | undefined;
  /** Also check that the states stored in the blocks are those that their records bring about. */
  readonly checkStates?: boolean | undefined;
}

/**
 * A trace file as a source. Its `batches` throw an InputError with the byte offset where the file is
 * damaged or cut short.
 * @throws InputError when it is no trace file, or its header is damaged.
 */
export async function readMct(input: Input, options: MctReadOptions = {}): Promise<MctSource> {
  const reader = new ExactReader(input);
  try {
    const header = await readFileHeader(reader, input.name);
    const blocks = new StoredBlocks(reader, input.name);
    return new MctSource(input, header, reader, blocks, options);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** The blocks of a file that `stored` gives, as a source. */
export class MctSource implements TraceSource {
  readonly info: TraceInfo;
  readonly pages: PageDictionary;

  /** Blocks given out so far, and what they hold. */
  blocks = 0;
  readonly counts = newCounts();
  /** All blocks that have been read. */
  readonly stored: StoredBlocks;

  readonly #input: Pick<Input, "name" | "position">;
  readonly #reader: ExactReader;
  readonly #inMiddle: boolean;
  readonly #options: MctReadOptions;
  readonly #decoder = new BlockDecoder();
  readonly #state = new StreamState();

  /** @param pagesBefore the pages known before the first of the blocks, if it is not the file's first */
  constructor(
    input: Pick<Input, "name" | "position">,
    { physical, provenance }: FileHeader,
    reader: ExactReader,
    stored: StoredBlocks,
    options: MctReadOptions,
    pagesBefore?: PageDictionary,
  ) {
    this.info = { format: MCT, name: input.name, physical, provenance };
    this.pages = pagesBefore ?? new PageDictionary();
    this.#inMiddle = pagesBefore !== undefined;
    this.#input = input;
    this.#reader = reader;
    this.stored = stored;
    this.#options = options;
  }

  get position(): { readonly bytes: number; readonly total: number | undefined } {
    return this.#input.position;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    try {
      for await (const block of unpackedBlocks(this.stored, this.info.name)) {
        const state = this.#open(block);
        if (this.#inMiddle && this.blocks === 0 && state.records > 0) yield state;
        while (this.#decoder.more) {
          const batch = this.#decoder.nextBatch(this.pages);
          if (this.#options.checkStates) this.#state.observe(batch);
          yield batch;
        }
        this.blocks++;
        addCounts(this.counts, block.header.counts);
      }
    } catch (error) {
      if (!(error instanceof InputError) || !this.#options.salvage) throw error;
      this.#options.onDamage?.({
        // Other errors are of what is around the file: it cannot be read on, or not be unpacked.
        offset: error instanceof TraceDamage ? error.offset : this.#reader.offset,
        fault: error instanceof TraceDamage ? error.fault : error.message,
        blocks: this.blocks,
        references: referencesOf(this.counts),
      });
    } finally {
      await this.#reader.close();
    }
  }

  /** Checks all of a block, adds its pages and gives its state; its groups are in the decoder. */
  #open({ offset, header, pages, state, records }: UnpackedBlock): Batch {
    const { counts, firstPage, newPages, stateRecords } = header;
    const pagesAt = offset + BLOCK_HEADER_BYTES;
    const stateAt = pagesAt + header.pages.stored;
    const recordsAt = stateAt + header.state.stored;
    const fail = (at: number, fault: string) =>
      new TraceDamage(this.info.name, at, `${fault}, in the block that begins at byte ${offset}`);
    const events = decodeState(state, stateRecords, this.pages);
    if (typeof events === "string") throw fail(stateAt, events);
    const fault = this.#decoder.open(records, counts, firstPage + newPages);
    if (fault !== undefined) throw fail(recordsAt, fault);
    const pageFault = decodePages(pages, newPages, this.info.physical, this.pages);
    if (pageFault !== undefined) throw fail(pagesAt, pageFault);
    if (this.#options.checkStates && !this.#isState(events))
      throw fail(stateAt, "the state is not the one that the records before bring about");
    return events;
  }

  /** Whether events bring about the state in which the stream is. */
  #isState(events: Batch): boolean {
    const state = new StreamState();
    state.observe(events);
    const [stored, followed] = [state, this.#state].map((s) => encodeState(s.events(this.pages)));
    return stored.length === followed.length && stored.every((byte, i) => byte === followed[i]);
  }
}
