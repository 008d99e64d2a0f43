/**
 * Reads a record section (docs/trace-format.md, "Records"): everything in it is
 * checked, so that giving out its groups (fill-batch.ts) has nothing left to check.
 */
import { FIRST_EVENT, kindOf, PAGE_SHIFT, RUN } from "../reference.ts";
import { type BlockCounts, countGroups, differingCount, newCounts } from "./block-counts.ts";
import {
  ADDRESS,
  CLASS,
  type DecodedBlock,
  FIELDS_SHIFT,
  FIRST_LENGTH,
  FIRST_META,
  HAS_RUN,
  HEAD,
  IS_EVENT,
  IS_LOOSE,
  LENGTHS,
  NEXT_WORD,
  SLACK_LENGTHS,
  SLACK_RECORDS,
  WORDS,
} from "./fill-batch.ts";
import { extentOf, groupFault, hasAddress, lengthsOf } from "./group.ts";
import { viewOf } from "./layout.ts";
import {
  COUNTS_BYTES,
  placesOf,
  type RecordSectionCounts,
  type RecordSectionPlaces,
  readCounts,
} from "./record-section.ts";
import { MAX_TEMPLATES } from "./template-table.ts";
import { type ColumnReader, readColumn } from "./word-column.ts";

const NO_SECTION = new Uint8Array(0);
const NO_PLACES = placesOf({
  groups: 0,
  templates: 0,
  metas: 0,
  lengths: 0,
  tokens: 0,
  shorts: 0,
  longs: 0,
});

export class BlockDecoder implements DecodedBlock {
  section: Uint8Array = NO_SECTION;
  places: RecordSectionPlaces = NO_PLACES;
  groups = 0;
  group = 0;
  templates = new Int32Array(0);
  metas = new Int32Array(0);
  words = new Int32Array(0);
  lengths: DataView = viewOf(NO_SECTION);
  /** Records and instruction lengths of the largest group. */
  mostRecords = 0;
  mostLengths = 0;

  #sizes = new Int32Array(0);
  #uses = new Int32Array(0);

  /**
   * Begins a block.
   * @param expected what the block's header says that it holds
   * @param pages page ids that its records may name: 0 to pages - 1
   * @returns what is wrong with the section, or undefined
   */
  open(section: Uint8Array, expected: Readonly<BlockCounts>, pages: number): string | undefined {
    this.groups = 0;
    this.group = 0;
    if (section.length < COUNTS_BYTES) return `${section.length} bytes of records`;
    const counts = readCounts(section);
    const places = placesOf(counts);
    if (places.end !== section.length || counts.templates > MAX_TEMPLATES)
      return `${section.length} bytes of records; ${places.end} were expected`;
    this.section = section;
    this.places = places;
    const { tokens: token, shorts: short, longs: long } = places;
    const reader = { bytes: section, token, short, long, highestPage: 0, crossesPage: false };
    return (
      this.#readTemplates(counts, reader) ??
      this.#countUses(counts, expected) ??
      this.#readWords(reader, counts.templates, pages) ??
      this.#checkEnds(reader)
    );
  }

  #readTemplates(counts: RecordSectionCounts, reader: ColumnReader): string | undefined {
    const { section, places } = this;
    const count = counts.templates;
    if (this.metas.length < counts.metas + SLACK_RECORDS)
      this.metas = new Int32Array(2 * counts.metas + SLACK_RECORDS);
    if (this.#sizes.length < count) {
      this.#sizes = new Int32Array(2 * count);
      this.#uses = new Int32Array(2 * count);
      this.templates = new Int32Array((2 * count) << FIELDS_SHIFT);
    }
    const { metas, templates } = this;
    const sizes = this.#sizes;
    for (let i = 0, at = places.metas; i < counts.metas; i++, at++)
      metas[i] =
        section[at] |
        (section[at + counts.metas] << 8) |
        (section[at + 2 * counts.metas] << 16) |
        (section[at + 3 * counts.metas] << 24);
    const lengths = new Uint8Array(counts.lengths + SLACK_LENGTHS);
    lengths.set(section.subarray(places.lengths, places.tokens));
    this.lengths = viewOf(lengths);
    readColumn(reader, sizes, 0, 1, count, 0, 1);
    let meta = 0;
    let length = 0;
    let runs = 0;
    for (let template = 0; template < count; template++) {
      const size = sizes[template];
      if (size < 1 || size > counts.metas - meta)
        return `template ${template} has ${size} records; 1 to ${counts.metas - meta} were expected`;
      const head = metas[meta];
      const at = template << FIELDS_SHIFT;
      templates[at + HEAD] = head;
      templates[at + FIRST_META] = meta;
      templates[at + FIRST_LENGTH] = length;
      templates[at + LENGTHS] = lengthsOf(head);
      templates[at + CLASS] =
        kindOf(head) === RUN ? HAS_RUN : kindOf(head) >= FIRST_EVENT ? IS_EVENT : IS_LOOSE;
      if (kindOf(head) === RUN) runs++;
      meta += size;
      length += lengthsOf(head);
    }
    if (meta !== counts.metas || length !== counts.lengths)
      return `templates of ${meta} records and ${length} instruction lengths; ${counts.metas} and ${counts.lengths} were expected`;
    return this.#readAddresses(reader, count, runs, lengths);
  }

  /** Reads where the runs are, and checks all templates. */
  #readAddresses(
    reader: ColumnReader,
    count: number,
    runs: number,
    lengths: Uint8Array,
  ): string | undefined {
    const { templates, metas } = this;
    const addresses = new Int32Array(runs);
    readColumn(reader, addresses, 0, 1, runs, 0, 1);
    this.mostRecords = 0;
    this.mostLengths = 0;
    for (let template = 0, run = 0; template < count; template++) {
      const at = template << FIELDS_SHIFT;
      const hasRun = templates[at + CLASS] === HAS_RUN;
      templates[at + ADDRESS] = hasRun ? addresses[run++] : 0;
      const size = this.#sizes[template];
      const fault = groupFault(
        templates[at + ADDRESS],
        metas,
        templates[at + FIRST_META],
        size,
        lengths,
        templates[at + FIRST_LENGTH],
      );
      if (fault !== undefined) return `template ${template}: ${fault}`;
      this.mostRecords = Math.max(this.mostRecords, size);
      this.mostLengths = Math.max(this.mostLengths, templates[at + LENGTHS]);
    }
    return undefined;
  }

  /** Counts how many groups have each template, and so all that the block holds. */
  #countUses(counts: RecordSectionCounts, expected: Readonly<BlockCounts>): string | undefined {
    const { section, places, templates, metas } = this;
    const uses = this.#uses;
    uses.fill(0, 0, counts.templates);
    for (let group = 0; group < counts.groups; group++) {
      const template = section[places.groupLow + group] | (section[places.groupHigh + group] << 8);
      if (template >= counts.templates)
        return `group ${group} has template ${template}; 0 to ${counts.templates - 1} was expected`;
      uses[template]++;
    }
    const found = newCounts();
    for (let template = 0; template < counts.templates; template++) {
      const first = templates[(template << FIELDS_SHIFT) + FIRST_META];
      if (uses[template] === 0) return `template ${template} is in no group`;
      countGroups(found, metas, first, this.#sizes[template], uses[template]);
    }
    this.groups = counts.groups;
    const name = differingCount(found, expected);
    return name === undefined
      ? undefined
      : `${found[name]} ${name} in the block; its header says ${expected[name]}`;
  }

  /** Reads the words that vary, by template and of one template by group. */
  #readWords(reader: ColumnReader, count: number, pages: number): string | undefined {
    const { templates, metas } = this;
    let total = 0;
    for (let template = 0; template < count; template++)
      total += this.#sizes[template] * this.#uses[template];
    if (this.words.length < total + SLACK_RECORDS)
      this.words = new Int32Array(total + SLACK_RECORDS);
    const { words } = this;
    let first = 0;
    let last = 0;
    for (let template = 0; template < count; template++) {
      const at = template << FIELDS_SHIFT;
      const skip = templates[at + CLASS] === HAS_RUN ? 1 : 0;
      const step = this.#sizes[template] - skip;
      const end = first + step * this.#uses[template];
      templates[at + FIRST_META] += skip;
      templates[at + WORDS] = step;
      templates[at + NEXT_WORD] = first;
      let highest = skip === 1 ? templates[at + ADDRESS] >>> PAGE_SHIFT : -1;
      for (let i = 0; i < step; i++) {
        const meta = metas[templates[at + FIRST_META] + i];
        readColumn(reader, words, first + i, step, end, last, extentOf(meta));
        last = words[first + i];
        if (!hasAddress(meta)) continue;
        if (reader.crossesPage)
          return `template ${template}: a reference crosses the end of its page`;
        if (reader.highestPage > highest) highest = reader.highestPage;
      }
      if (highest >= pages)
        return `template ${template}: page ${highest} is named; ${pages} pages are known`;
      first = end;
    }
    return undefined;
  }

  #checkEnds(reader: ColumnReader): string | undefined {
    const { places } = this;
    if (
      reader.token === places.shorts &&
      reader.short === places.longs &&
      reader.long === places.end
    )
      return undefined;
    return "the words of the records do not end where their strings do";
  }
}
