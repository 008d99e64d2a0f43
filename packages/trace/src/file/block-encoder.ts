/**
 * Gathers groups into a block and writes its record section (docs/trace-format.md, "Records").
 *
 * Of each group the template's number and the words that vary are kept. When the block is sealed the
 * words are turned round, so that those of one record of one template follow each other in time:
 * the addresses of one instruction, which mostly repeat or move by a constant.
 */
import type { Batch } from "../batch.ts";
import { instructionsOf, kindOf, PAGE_MASK, PAGE_SHIFT, PAGE_SIZE, RUN } from "../reference.ts";
import { type BlockCounts, countGroups, newCounts } from "./block-counts.ts";
import { extentOf, groupFault, groupSize, hasAddress, lengthsOf } from "./group.ts";
import { MAX_BLOCK_INSTRUCTIONS, MAX_BLOCK_RECORDS } from "./layout.ts";
import { placesOf, writeCounts } from "./record-section.ts";
import { MAX_TEMPLATES, TemplateTable } from "./template-table.ts";
import { newWordColumns, type WordColumns, writeColumn } from "./word-column.ts";

/** A place in a batch: the next record, and the next instruction length. */
export interface BatchCursor {
  record: number;
  length: number;
}

/** A block that is complete, before compression. */
export interface SealedBlock {
  readonly section: Uint8Array;
  readonly counts: Readonly<BlockCounts>;
  /** Highest page id that a record names, or -1. */
  readonly highestPage: number;
}

export class BlockEncoder {
  /** Records gathered since the last seal. */
  records = 0;

  readonly #limit: number;
  readonly #templates = new TemplateTable();
  #instructions = 0;
  #groups: Uint16Array;
  #groupCount = 0;
  #words: Int32Array;
  #wordCount = 0;

  /** @param limit records of a block; a group that has more is a block by itself. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#groups = new Uint16Array(limit);
    this.#words = new Int32Array(limit);
  }

  /**
   * Gathers groups from `batch` at `cursor`, which it moves along.
   * @returns true when the block is full and must be sealed before more is gathered.
   * @throws Error when the batch breaks the rules of a stream (reference.ts).
   */
  gather(batch: Batch, cursor: BatchCursor): boolean {
    const { words, lengths } = batch;
    const templates = this.#templates;
    while (cursor.record < batch.records) {
      const first = cursor.record;
      const size = groupSize(words, first, batch.records);
      const head = words[2 * first + 1];
      const instructions = kindOf(head) === RUN ? instructionsOf(head) : 0;
      if (
        this.records > 0 &&
        (this.records + size > this.#limit ||
          this.#instructions + instructions > MAX_BLOCK_INSTRUCTIONS ||
          templates.count === MAX_TEMPLATES)
      )
        return true;
      if (size > this.#words.length) this.#makeRoom(size);
      const known = templates.count;
      const template = templates.find(words, first, size, lengths, cursor.length);
      if (template === known) this.#checkTemplate(template, first);
      this.#groups[this.#groupCount++] = template;
      const end = 2 * (first + size);
      for (let at = 2 * first + (instructions > 0 ? 2 : 0); at < end; at += 2)
        this.#words[this.#wordCount++] = words[at];
      this.records += size;
      this.#instructions += instructions;
      cursor.record += size;
      cursor.length += lengthsOf(head);
    }
    return false;
  }

  /** The block so far; the next one begins empty. */
  seal(): SealedBlock {
    const templates = this.#templates;
    const words = this.#turnedWords();
    const counts = newCounts();
    const sizes = templates.size.subarray(0, templates.count);
    const addresses = templates.address
      .slice(0, templates.count)
      .filter((_, template) => templates.hasRun(template));
    const writer = newWordColumns(sizes.length + addresses.length + words.length);
    writeColumn(writer, sizes, 0, 1, sizes.length, 0);
    writeColumn(writer, addresses, 0, 1, addresses.length, 0);
    let highestPage = addresses.reduce(
      (highest, word) => Math.max(highest, word >>> PAGE_SHIFT),
      -1,
    );
    let first = 0;
    let last = 0;
    for (let template = 0; template < templates.count; template++) {
      const uses = templates.uses[template];
      const size = templates.size[template];
      const firstMeta = templates.firstMeta[template];
      countGroups(counts, templates.metas, firstMeta, size, uses);
      const skip = templates.hasRun(template) ? 1 : 0;
      const step = size - skip;
      const end = first + uses * step;
      for (let i = 0; i < step; i++) {
        writeColumn(writer, words, first + i, step, end, last);
        last = words[first + i];
        const meta = templates.metas[firstMeta + skip + i];
        if (hasAddress(meta))
          highestPage = Math.max(highestPage, pageOf(words, first + i, step, end, extentOf(meta)));
      }
      first = end;
    }
    const section = this.#section(writer);
    this.records = 0;
    this.#instructions = 0;
    this.#groupCount = 0;
    this.#wordCount = 0;
    templates.clear();
    return { section, counts, highestPage };
  }

  #makeRoom(size: number): void {
    if (size > MAX_BLOCK_RECORDS)
      throw new Error(`mct-writer: a run has ${size} records; at most ${MAX_BLOCK_RECORDS} fit`);
    this.#words = new Int32Array(size);
  }

  #checkTemplate(template: number, record: number): void {
    const { address, metas, firstMeta, size, lengths, firstLength } = this.#templates;
    const fault = groupFault(
      address[template],
      metas,
      firstMeta[template],
      size[template],
      lengths,
      firstLength[template],
    );
    if (fault !== undefined)
      throw new Error(`mct-writer: the group at record ${record} of a batch: ${fault}`);
  }

  /** The words that vary by template, and of one template by group. */
  #turnedWords(): Int32Array {
    const templates = this.#templates;
    const words = this.#words;
    const turned = new Int32Array(this.#wordCount);
    const steps = new Int32Array(templates.count);
    const next = new Int32Array(templates.count);
    let sum = 0;
    for (let template = 0; template < templates.count; template++) {
      steps[template] = templates.size[template] - (templates.hasRun(template) ? 1 : 0);
      next[template] = sum;
      sum += steps[template] * templates.uses[template];
    }
    let from = 0;
    for (let group = 0; group < this.#groupCount; group++) {
      const template = this.#groups[group];
      let to = next[template];
      for (let i = steps[template]; i > 0; i--) turned[to++] = words[from++];
      next[template] = to;
    }
    return turned;
  }

  #section(writer: WordColumns): Uint8Array {
    const { count, metaCount, metas, lengthCount, lengths } = this.#templates;
    const counts = {
      groups: this.#groupCount,
      templates: count,
      metas: metaCount,
      lengths: lengthCount,
      tokens: writer.tokenCount,
      shorts: writer.shortCount,
      longs: writer.longCount,
    };
    const places = placesOf(counts);
    const section = new Uint8Array(places.end);
    writeCounts(section, counts);
    for (let group = 0; group < this.#groupCount; group++) {
      section[places.groupLow + group] = this.#groups[group];
      section[places.groupHigh + group] = this.#groups[group] >>> 8;
    }
    for (let plane = 0, at = places.metas; plane < 4; plane++)
      for (let i = 0; i < metaCount; i++) section[at++] = metas[i] >>> (8 * plane);
    section.set(lengths.subarray(0, lengthCount), places.lengths);
    section.set(writer.tokens.subarray(0, writer.tokenCount), places.tokens);
    section.set(writer.shorts.subarray(0, 2 * writer.shortCount), places.shorts);
    section.set(writer.longs.subarray(0, 4 * writer.longCount), places.longs);
    return section;
  }
}

/** Highest page id of the compact addresses of references of `extent` bytes. */
function pageOf(
  words: Int32Array,
  from: number,
  step: number,
  end: number,
  extent: number,
): number {
  let highest = 0;
  for (; from < end; from += step) {
    const page = words[from] >>> PAGE_SHIFT;
    if (page > highest) highest = page;
    if ((words[from] & PAGE_MASK) + extent > PAGE_SIZE)
      throw new Error(
        `mct-writer: a reference of ${extent} bytes at offset ${words[from] & PAGE_MASK} crosses the end of its page`,
      );
  }
  return highest;
}
