/**
 * The parts of a file in order, as they are stored: checks the file header, the headers of blocks,
 * how one block follows the other, and at the end the index, the trailer and the checksum of all.
 * What is in the blocks is checked where they are unpacked.
 */
import { addCounts, differingCount, newCounts, referencesOf } from "./block-counts.ts";
import { type BlockHeader, decodeBlockHeader, sectionBytes } from "./block-header.ts";
import type { ExactReader } from "./exact-reader.ts";
import { decodeFileHeaderStart, decodeProvenance, type FileHeader } from "./file-header.ts";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_TAG,
  FILE_HEADER_BYTES,
  hexOf,
  INDEX_ENTRY_BYTES,
  INDEX_HEADER_BYTES,
  INDEX_TAG,
  TRAILER_BYTES,
  viewOf,
} from "./layout.ts";
import { TraceDamage } from "./trace-damage.ts";
import { decodeIndex, decodeTrailer, type IndexEntry, indexBytes } from "./trace-index.ts";

export interface StoredBlock {
  /** Byte offset of the block. */
  readonly offset: number;
  readonly header: BlockHeader;
  /** The stored bytes of its sections. */
  readonly pages: Uint8Array;
  readonly state: Uint8Array;
  readonly records: Uint8Array;
}

/** Reads the file header, which is at the beginning of what `reader` reads. */
export async function readFileHeader(reader: ExactReader, name: string): Promise<FileHeader> {
  const fail = (offset: number, fault: string) => new TraceDamage(name, offset, fault);
  const first = await reader.read(FILE_HEADER_BYTES);
  const start = decodeFileHeaderStart(first, fail);
  const rest = await reader.read(start.provenanceBytes);
  const provenance = decodeProvenance(rest, start, fail);
  reader.hash(first);
  reader.hash(rest);
  return { physical: start.physical, provenance };
}

/** The blocks of a file from its first on, or from another one. */
export class StoredBlocks {
  /** What the blocks so far hold. */
  readonly counts = newCounts();
  readonly index: IndexEntry[] = [];
  /** Pages known after the blocks so far. */
  pages: number;
  /** The file's SHA-256 in hexadecimal, known when all blocks have been read. */
  sha256 = "";
  /** Bytes of the file, known then too. */
  end = 0;

  readonly #reader: ExactReader;
  readonly #name: string;
  /** Whether all blocks are read, so that the index and the checksum of all can be compared. */
  readonly #whole: boolean;
  #references: number;

  /** @param start where the reader is, if not at the first block */
  constructor(reader: ExactReader, name: string, start?: IndexEntry) {
    this.#reader = reader;
    this.#name = name;
    this.#whole = start === undefined;
    this.pages = start?.firstPage ?? 0;
    this.#references = start?.firstReference ?? 0;
  }

  /**
   * The next block; undefined after the last one, when the end of the file has been checked too.
   * @throws TraceDamage where the file is damaged or ends too early.
   */
  async next(): Promise<StoredBlock | undefined> {
    const offset = this.#reader.offset;
    const tag = await this.#read(4, "before its index and trailer");
    const number = viewOf(tag).getUint32(0, true);
    if (number === INDEX_TAG) {
      await this.#readIndex(tag, offset);
      return undefined;
    }
    if (number !== BLOCK_TAG)
      throw this.#fail(
        offset,
        `the tag ${hexOf(tag, " ")}; 42 4c 43 4b (a block) or 49 4e 44 58 (the index) was expected`,
      );
    return this.#readBlock(tag, offset);
  }

  async #readBlock(tag: Uint8Array, offset: number): Promise<StoredBlock> {
    const inside = `inside the block that begins at byte ${offset}`;
    const headerBytes = await this.#readRest(tag, BLOCK_HEADER_BYTES, inside);
    const header = decodeBlockHeader(headerBytes, (at, fault) => this.#fail(offset + at, fault));
    if (header.firstPage !== this.pages)
      throw this.#fail(
        offset + 8,
        `${header.firstPage} pages before the block; ${this.pages} were expected`,
      );
    if (header.firstReference !== this.#references)
      throw this.#fail(
        offset + 40,
        `${header.firstReference} references before the block; ${this.#references} were expected`,
      );
    const sections = await this.#read(sectionBytes(header), inside);
    this.#reader.hash(headerBytes);
    this.#reader.hash(sections);
    const stateAt = header.pages.stored;
    const recordsAt = stateAt + header.state.stored;
    const { firstReference, firstPage, counts } = header;
    this.index.push({ offset, firstReference, firstPage, records: counts.records });
    addCounts(this.counts, counts);
    this.#references += referencesOf(counts);
    this.pages += header.newPages;
    return {
      offset,
      header,
      pages: sections.subarray(0, stateAt),
      state: sections.subarray(stateAt, recordsAt),
      records: sections.subarray(recordsAt),
    };
  }

  async #readIndex(tag: Uint8Array, offset: number): Promise<void> {
    const inside = `inside the index that begins at byte ${offset}`;
    const first = await this.#readRest(tag, INDEX_HEADER_BYTES, inside);
    // A damaged number of blocks must not make this wait for gigabytes.
    const most = INDEX_HEADER_BYTES + this.index.length * INDEX_ENTRY_BYTES;
    if (this.#whole && indexBytes(first) !== most)
      throw this.#fail(
        offset + 8,
        `an index of ${viewOf(first).getUint32(8, true)} blocks; ${this.index.length} were expected`,
      );
    const bytes = await this.#readRest(first, indexBytes(first), inside);
    const index = decodeIndex(bytes);
    if (index === undefined) throw this.#fail(offset + 4, "the checksum of the index is wrong");
    if (this.#whole) {
      const wrong = this.index.findIndex((entry, i) => !equalEntries(entry, index.blocks[i]));
      if (wrong >= 0)
        throw this.#fail(
          offset + INDEX_HEADER_BYTES + wrong * INDEX_ENTRY_BYTES,
          `the index is wrong about block ${wrong}`,
        );
      const name = differingCount(index.counts, this.counts);
      if (name !== undefined || index.pages !== this.pages)
        throw this.#fail(offset + 12, `the index is wrong about the number of ${name ?? "pages"}`);
    }
    this.#reader.hash(bytes);
    await this.#readTrailer(offset);
  }

  async #readTrailer(index: number): Promise<void> {
    const offset = this.#reader.offset;
    const inside = `inside the trailer that begins at byte ${offset}`;
    const trailer = decodeTrailer(await this.#read(TRAILER_BYTES, inside));
    if (trailer === undefined)
      throw this.#fail(offset, "the trailer's tag, checksum or last bytes are wrong");
    if (trailer.index !== index)
      throw this.#fail(
        offset + 8,
        `the index at byte ${trailer.index}; byte ${index} was expected`,
      );
    this.end = offset + TRAILER_BYTES;
    this.sha256 = hexOf(trailer.sha256);
    if (this.#whole && hexOf(this.#reader.digest()) !== this.sha256)
      throw this.#fail(offset + 16, "the checksum of the whole file is wrong");
    if ((await this.#reader.read(1)).length > 0)
      throw this.#fail(offset + TRAILER_BYTES, "bytes after the trailer; the end was expected");
  }

  /** `first` and the bytes after it, `count` in all. */
  async #readRest(first: Uint8Array, count: number, inside: string): Promise<Uint8Array> {
    const rest = await this.#read(count - first.length, inside);
    const bytes = new Uint8Array(count);
    bytes.set(first);
    bytes.set(rest, first.length);
    return bytes;
  }

  async #read(count: number, inside: string): Promise<Uint8Array> {
    const bytes = await this.#reader.read(count);
    if (bytes.length === count) return bytes;
    throw this.#fail(
      this.#reader.offset,
      `the file ends ${inside}; a writer that was stopped leaves such a file (salvage keeps its ${this.index.length} whole blocks)`,
    );
  }

  #fail(offset: number, fault: string): TraceDamage {
    return new TraceDamage(this.#name, offset, fault);
  }
}

function equalEntries(a: IndexEntry, b: IndexEntry): boolean {
  return (
    a.offset === b.offset &&
    a.firstReference === b.firstReference &&
    a.firstPage === b.firstPage &&
    a.records === b.records
  );
}
