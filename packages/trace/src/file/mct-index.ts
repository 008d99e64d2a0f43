/** Reads a trace file by its index: what it holds, and its stream from any reference on. */
import type { FileHandle } from "node:fs/promises";
import type { TraceSource } from "../contracts.ts";
import { PageDictionary } from "../page-dictionary.ts";
import { section } from "../section.ts";
import { InputError } from "../trace-error.ts";
import { referencesOf } from "./block-counts.ts";
import { decodeBlockHeader } from "./block-header.ts";
import { ExactReader } from "./exact-reader.ts";
import type { FileHeader } from "./file-header.ts";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_TAG,
  hexOf,
  INDEX_HEADER_BYTES,
  TRAILER_BYTES,
  viewOf,
} from "./layout.ts";
import { MctSource } from "./mct-reader.ts";
import { decodePages } from "./page-section.ts";
import { chunksFrom, openFile, readAt } from "./random-access.ts";
import { unpackSection } from "./section-codec.ts";
import { readFileHeader, StoredBlocks } from "./stored-blocks.ts";
import { TraceDamage } from "./trace-damage.ts";
import { decodeIndex, decodeTrailer, indexBytes, type TraceIndex } from "./trace-index.ts";

/** What is known of a file without its blocks. */
export interface MctOutline {
  readonly header: FileHeader;
  readonly index: TraceIndex;
  /** Bytes of the file. */
  readonly bytes: number;
  /** SHA-256 of everything before the trailer, in hexadecimal, as the trailer says. */
  readonly sha256: string;
}

/**
 * The beginning and the end of a regular file.
 * @throws InputError when it is no whole trace file; the blocks in between are not looked at.
 */
export async function readMctOutline(name: string): Promise<MctOutline> {
  const file = await openFile(name);
  try {
    return await outlineOf(file, name);
  } finally {
    await file.close();
  }
}

/**
 * The stream of a regular file from reference `from` on, exactly as if the references before it had
 * been left out of the whole (section.ts). Only the blocks that are read are checked, and not the
 * checksum of the whole.
 * @throws InputError when it is no whole trace file, or has no such reference.
 */
export async function readMctFrom(name: string, from: number): Promise<TraceSource> {
  const file = await openFile(name);
  try {
    const { header, index, bytes } = await outlineOf(file, name);
    const references = referencesOf(index.counts);
    if (!(Number.isInteger(from) && from >= 0 && from < references))
      throw new InputError(
        `trace: ${name}: reference ${from} to begin with; the trace has 0 to ${references - 1}`,
      );
    // Events before a reference belong to it, and can be the last of the block before its own.
    const block = Math.max(
      0,
      index.blocks.findLastIndex(({ firstReference }) => firstReference < from),
    );
    const start = index.blocks[block];
    const pages = new PageDictionary();
    for (let before = 0; before < block; before++)
      await addPages(file, name, header, index, before, pages);
    const reader = new ExactReader(chunksFrom(name, start.offset), start.offset);
    const input = {
      name,
      get position() {
        return { bytes: reader.offset, total: bytes };
      },
    };
    const stored = new StoredBlocks(reader, name, start);
    const source = new MctSource(input, header, reader, stored, {}, pages);
    const rest = section(source, { skip: from - start.firstReference });
    return {
      info: { ...source.info, provenance: { ...header.provenance, section: `skip ${from}` } },
      pages,
      get position() {
        return input.position;
      },
      batches: () => rest.batches(),
    };
  } finally {
    await file.close();
  }
}

async function outlineOf(file: FileHandle, name: string): Promise<MctOutline> {
  const { size: bytes } = await file.stat();
  const header = await readHeader(name);
  const trailerAt = Math.max(0, bytes - TRAILER_BYTES);
  const last = await readAt(file, trailerAt, TRAILER_BYTES);
  const trailer = last.length === TRAILER_BYTES ? decodeTrailer(last) : undefined;
  if (trailer === undefined)
    throw new TraceDamage(
      name,
      trailerAt,
      "the trailer was expected here: the file is cut short or damaged (salvage keeps its whole blocks)",
    );
  const count = trailerAt - trailer.index;
  const first = await readAt(file, trailer.index, INDEX_HEADER_BYTES);
  const whole = first.length === INDEX_HEADER_BYTES && indexBytes(first) === count;
  const index = whole ? decodeIndex(await readAt(file, trailer.index, count)) : undefined;
  if (index === undefined)
    throw new TraceDamage(
      name,
      trailer.index,
      "the index is damaged, or not where the trailer says",
    );
  return { header, index, bytes, sha256: hexOf(trailer.sha256) };
}

async function readHeader(name: string): Promise<FileHeader> {
  const reader = new ExactReader(chunksFrom(name, 0));
  try {
    return await readFileHeader(reader, name);
  } finally {
    await reader.close();
  }
}

/** Adds the pages that a block introduces. */
async function addPages(
  file: FileHandle,
  name: string,
  header: FileHeader,
  index: TraceIndex,
  block: number,
  pages: PageDictionary,
): Promise<void> {
  const { offset, firstPage } = index.blocks[block];
  const count = index.blocks[block + 1].firstPage - firstPage;
  if (count === 0) return;
  const fail = (at: number, fault: string) => new TraceDamage(name, offset + at, fault);
  const bytes = await readAt(file, offset, BLOCK_HEADER_BYTES);
  if (bytes.length < BLOCK_HEADER_BYTES || viewOf(bytes).getUint32(0, true) !== BLOCK_TAG)
    throw fail(0, "the index says that a block is here, but none is");
  const blockHeader = decodeBlockHeader(bytes, fail);
  const stored = await readAt(file, offset + BLOCK_HEADER_BYTES, blockHeader.pages.stored);
  const raw = await unpackSection(blockHeader.pages, stored);
  const fault =
    raw === undefined || blockHeader.newPages !== count || pages.count !== firstPage
      ? `${count} pages were expected`
      : decodePages(raw, count, header.physical, pages);
  if (fault !== undefined) throw fail(BLOCK_HEADER_BYTES, `the pages are damaged: ${fault}`);
}
