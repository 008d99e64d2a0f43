/**
 * Reads a record section (docs/trace-format.md, "Records"): everything in it is checked, so that
 * putting its groups together has nothing left to check.
 */
import { BATCH_LENGTHS, BATCH_RECORDS, type Batch } from "../batch.ts";
import type { PageDictionary } from "../page-dictionary.ts";
import { FIRST_EVENT, kindOf, PAGE_SHIFT, PAGE_SIZE, RUN } from "../reference.ts";
import { type BlockCounts, countGroups, differingCount, newCounts } from "./block-counts.ts";
import * as place from "./block-memory.ts";
import { BlockMemory } from "./block-memory.ts";
import { type DecodeCode, decodeCode } from "./decode-code.ts";
import { extentOf, groupFault, hasAddress, lengthsOf } from "./group.ts";
import { MAX_BLOCK_RECORDS } from "./layout.ts";
import {
  COUNTS_BYTES,
  placesOf,
  type RecordSectionCounts,
  type RecordSectionPlaces,
  readCounts,
} from "./record-section.ts";
import { MAX_TEMPLATES } from "./template-table.ts";

/** Most words of all columns: sizes and addresses of templates, and a word of each record. */
const MAX_WORDS = 2 * MAX_TEMPLATES + MAX_BLOCK_RECORDS;

const RECORD_BYTES = 8;
/** Of a template, in 32-bit words. */
const TEMPLATE_INTS = 1 << (place.TEMPLATE_SHIFT - 2);

const NO_BYTES = new Uint8Array(0);
const NOTHING: RecordSectionCounts = {
  groups: 0,
  templates: 0,
  metas: 0,
  lengths: 0,
  tokens: 0,
  shorts: 0,
  longs: 0,
};

export class BlockDecoder {
  readonly #memory = new BlockMemory();
  readonly #code: DecodeCode = decodeCode(this.#memory.memory);

  #section: Uint8Array = NO_BYTES;
  #counts = NOTHING;
  #places: RecordSectionPlaces = placesOf(NOTHING);
  /** The group that is given out next. */
  #group = 0;

  #metas = new Int32Array(0);
  /** By template: its records, where its meta words and lengths begin, and its groups. */
  #sizes = new Int32Array(0);
  #firstMeta = new Int32Array(0);
  #firstLength = new Int32Array(0);
  #uses = new Int32Array(0);
  /** Records and instruction lengths of the largest group. */
  #mostRecords = 0;
  #mostLengths = 0;
  #runs = 0;
  /** Records and instructions of the block. */
  #records = 0;
  #fetches = 0;

  /**
   * Begins a block.
   * @param expected what the block's header says that it holds
   * @param pages page ids that its records may name: 0 to pages - 1
   * @returns what is wrong with the section, or undefined
   */
  open(section: Uint8Array, expected: Readonly<BlockCounts>, pages: number): string | undefined {
    this.#group = 0;
    this.#counts = NOTHING;
    if (section.length < COUNTS_BYTES)
      return `${section.length} bytes of records; at least ${COUNTS_BYTES} were expected`;
    const counts = readCounts(section);
    const places = placesOf(counts);
    if (places.end !== section.length)
      return `${section.length} bytes of records; their counts make ${places.end}`;
    if (counts.templates > MAX_TEMPLATES || counts.tokens > MAX_WORDS)
      return `${counts.templates} templates and ${counts.tokens} tokens; at most ${MAX_TEMPLATES} and ${MAX_WORDS} were expected`;
    this.#section = section;
    this.#places = places;
    this.#records = expected.records;
    this.#fetches = expected.fetches;
    this.#makeRoom(counts);
    return (
      this.#readTemplates(counts) ??
      this.#countUses(counts, expected) ??
      this.#readAddresses(counts, pages) ??
      this.#readWords(counts, pages) ??
      this.#begin(counts)
    );
  }

  /** Whether groups are left. */
  get more(): boolean {
    return this.#group < this.#counts.groups;
  }

  /**
   * The next groups, as many as go into a batch, or one that is larger. A batch also ends before data
   * that belong to no run but would follow one in it (reference.ts). Valid until the next call.
   */
  nextBatch(pages: PageDictionary): Batch {
    const records = Math.max(this.#mostRecords, Math.min(this.#records, BATCH_RECORDS));
    const lengths = Math.max(this.#mostLengths, Math.min(this.#fetches, BATCH_LENGTHS));
    const memory = this.#memory;
    const batch = memory.newBatch(pages, records, lengths);
    const out = batch.words.byteOffset;
    const lengthsOut = batch.lengths.byteOffset;
    memory.ints[place.OUT >> 2] = out;
    memory.ints[place.LENGTHS_OUT >> 2] = lengthsOut;
    this.#group = this.#code.fill(
      this.#group,
      this.#counts.groups,
      memory.section + this.#places.groupLow,
      memory.section + this.#places.groupHigh,
      memory.templates,
      out + RECORD_BYTES * records,
      lengthsOut + lengths,
    );
    batch.records = (memory.ints[place.OUT >> 2] - out) / RECORD_BYTES;
    batch.lengthCount = memory.ints[place.LENGTHS_OUT >> 2] - lengthsOut;
    return batch;
  }

  #makeRoom(counts: RecordSectionCounts): void {
    const memory = this.#memory;
    const { tokens, shorts, longs } = this.#places;
    memory.load(this.#section, { templates: counts.templates, words: counts.tokens });
    memory.ints[place.TOKEN >> 2] = memory.section + tokens;
    memory.ints[place.SHORT >> 2] = memory.section + shorts;
    memory.ints[place.LONG >> 2] = memory.section + longs;
    if (this.#metas.length < counts.metas) this.#metas = new Int32Array(2 * counts.metas);
    if (this.#sizes.length < counts.templates) {
      this.#sizes = new Int32Array(2 * counts.templates);
      this.#firstMeta = new Int32Array(2 * counts.templates);
      this.#firstLength = new Int32Array(2 * counts.templates);
      this.#uses = new Int32Array(2 * counts.templates);
    }
  }

  /** Reads `count` words that stand alone, the first as difference from 0. */
  #readPlainWords(count: number): Int32Array {
    const { values, ints } = this.#memory;
    this.#code.column(values, RECORD_BYTES, values + RECORD_BYTES * count, 0, 0, 0);
    const words = new Int32Array(count);
    for (let i = 0, at = values >> 2; i < count; i++, at += 2) words[i] = ints[at];
    return words;
  }

  #readTemplates(counts: RecordSectionCounts): string | undefined {
    const section = this.#section;
    const metas = this.#metas;
    for (let i = 0, at = this.#places.metas; i < counts.metas; i++, at++)
      metas[i] =
        section[at] |
        (section[at + counts.metas] << 8) |
        (section[at + 2 * counts.metas] << 16) |
        (section[at + 3 * counts.metas] << 24);
    this.#sizes.set(this.#readPlainWords(Math.min(counts.templates, counts.tokens)));
    let meta = 0;
    let length = 0;
    this.#runs = 0;
    this.#mostRecords = 0;
    this.#mostLengths = 0;
    for (let template = 0; template < counts.templates; template++) {
      const size = this.#sizes[template];
      if (size < 1 || size > counts.metas - meta)
        return `template ${template} has ${size} records; 1 to ${counts.metas - meta} were expected`;
      const head = metas[meta];
      const lengths = lengthsOf(head);
      this.#firstMeta[template] = meta;
      this.#firstLength[template] = length;
      if (kindOf(head) === RUN) this.#runs++;
      this.#mostRecords = Math.max(this.#mostRecords, size);
      this.#mostLengths = Math.max(this.#mostLengths, lengths);
      meta += size;
      length += lengths;
    }
    return meta === counts.metas && length === counts.lengths
      ? undefined
      : `templates of ${meta} records and ${length} instruction lengths; ${counts.metas} and ${counts.lengths} were expected`;
  }

  /** Counts how many groups have each template, and so all that the block holds. */
  #countUses(counts: RecordSectionCounts, expected: Readonly<BlockCounts>): string | undefined {
    const { ints, section, templates } = this.#memory;
    const { groupLow, groupHigh } = this.#places;
    const uses = this.#uses;
    const nextWord = (templates + place.NEXT_WORD) >> 2;
    for (let template = 0; template < counts.templates; template++)
      ints[nextWord + template * TEMPLATE_INTS] = 0;
    const left = this.#code.count(
      counts.groups,
      section + groupLow,
      section + groupHigh,
      templates,
      counts.templates,
    );
    if (left > 0)
      return `group ${counts.groups - left} has a template past the last, ${counts.templates - 1}`;
    const found = newCounts();
    let words = counts.templates + this.#runs;
    for (let template = 0; template < counts.templates; template++) {
      uses[template] = ints[nextWord + template * TEMPLATE_INTS];
      if (uses[template] === 0) return `template ${template} is in no group`;
      countGroups(
        found,
        this.#metas,
        this.#firstMeta[template],
        this.#sizes[template],
        uses[template],
      );
      words += this.#wordsOf(template) * uses[template];
    }
    const name = differingCount(found, expected);
    if (name !== undefined)
      return `${found[name]} ${name} in the block; its header says ${expected[name]}`;
    return words === counts.tokens
      ? undefined
      : `${counts.tokens} tokens; the records have ${words} words`;
  }

  /** Words that vary in a group of a template. */
  #wordsOf(template: number): number {
    return this.#sizes[template] - (this.#hasRun(template) ? 1 : 0);
  }

  #hasRun(template: number): boolean {
    return kindOf(this.#metas[this.#firstMeta[template]]) === RUN;
  }

  /** Reads where the runs are, checks all templates, and puts them where the loops find them. */
  #readAddresses(counts: RecordSectionCounts, pages: number): string | undefined {
    const addresses = this.#readPlainWords(this.#runs);
    const lengthsAt = this.#places.lengths;
    for (let template = 0, run = 0; template < counts.templates; template++) {
      const hasRun = this.#hasRun(template);
      const address = hasRun ? addresses[run++] : 0;
      const firstMeta = this.#firstMeta[template];
      const firstLength = lengthsAt + this.#firstLength[template];
      const fault = groupFault(
        address,
        this.#metas,
        firstMeta,
        this.#sizes[template],
        this.#section,
        firstLength,
      );
      if (fault !== undefined) return `template ${template}: ${fault}`;
      if (hasRun && address >>> PAGE_SHIFT >= pages)
        return `template ${template}: page ${address >>> PAGE_SHIFT} is named; ${pages} pages are known`;
      const head = this.#metas[firstMeta];
      const { ints } = this.#memory;
      const at = (this.#memory.templates >> 2) + template * TEMPLATE_INTS;
      ints[at + (place.HEAD >> 2)] = address;
      ints[at + (place.HEAD >> 2) + 1] = head;
      ints[at + (place.HEAD_BYTES >> 2)] = hasRun ? RECORD_BYTES : 0;
      ints[at + (place.WORD_BYTES >> 2)] = RECORD_BYTES * this.#wordsOf(template);
      ints[at + (place.FIRST_LENGTH >> 2)] = this.#memory.section + firstLength;
      ints[at + (place.LENGTHS >> 2)] = lengthsOf(head);
      ints[at + (place.LOOSE >> 2)] = hasRun || kindOf(head) >= FIRST_EVENT ? 0 : 1;
    }
    return undefined;
  }

  /** Reads the words that vary, by template, and of one template by group. */
  #readWords(counts: RecordSectionCounts, pages: number): string | undefined {
    const { ints, values, templates } = this.#memory;
    let first = values;
    let last = 0;
    for (let template = 0; template < counts.templates; template++) {
      const words = this.#wordsOf(template);
      const step = RECORD_BYTES * words;
      const end = first + step * this.#uses[template];
      const firstMeta = this.#firstMeta[template] + this.#sizes[template] - words;
      ints[((templates + place.NEXT_WORD) >> 2) + template * TEMPLATE_INTS] = first;
      for (let i = 0; i < words; i++) {
        const meta = this.#metas[firstMeta + i];
        const to = first + RECORD_BYTES * i;
        this.#code.column(to, step, end, last, extentOf(meta) - 1, meta);
        last = ints[to >> 2];
        if (!hasAddress(meta)) continue;
        if (ints[place.REACH >> 2] >= PAGE_SIZE)
          return `template ${template}: a reference crosses the end of its page`;
        const page = ints[place.HIGHEST_PAGE >> 2];
        if (page >= pages)
          return `template ${template}: page ${page} is named; ${pages} pages are known`;
      }
      first = end;
    }
    return undefined;
  }

  /** Checks that all strings were read to their ends; then groups can be given out. */
  #begin(counts: RecordSectionCounts): string | undefined {
    const { ints, section } = this.#memory;
    const { longs, end } = this.#places;
    if (ints[place.SHORT >> 2] !== section + longs || ints[place.LONG >> 2] !== section + end)
      return "the words of the records do not end where their strings do";
    this.#counts = counts;
    return undefined;
  }
}
