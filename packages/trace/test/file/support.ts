/** What the tests of trace files share: random streams of every kind of record, and files in memory. */
import fc from "fast-check";
import {
  type Batch,
  type ByteSink,
  CONTINUATION,
  CYCLES,
  copyBatch,
  cyclesMeta,
  dataMeta,
  eventMeta,
  FIRST_EVENT,
  FLUSH_PAGE,
  INVALIDATE,
  inputFrom,
  LAST_KIND,
  LOAD,
  MAP,
  type MctReadOptions,
  MctWriter,
  type MctWriterOptions,
  NO_FRAME,
  newBatch,
  PageDictionary,
  readMct,
  runMeta,
  STORE,
  TAIL,
  TLB_FLUSH,
  TLB_WRITE,
  type TraceSource,
} from "../../src/index.ts";

interface PageChoice {
  readonly vpn: number;
  readonly space: number;
  readonly frame: number;
  readonly flags: number;
}

type Item =
  | {
      readonly type: "run";
      readonly page: PageChoice;
      readonly offset: number;
      readonly lengths: readonly number[];
      readonly fixed: boolean;
      /** Whether the run reaches the end of its page, its last instruction going beyond. */
      readonly tail: boolean;
      readonly data: readonly Data[];
    }
  | { readonly type: "data"; readonly data: Data }
  | {
      readonly type: "event";
      readonly kind: number;
      readonly word: number;
      readonly detail: number;
      readonly page: PageChoice;
    }
  | { readonly type: "cut" };

interface Data {
  readonly kind: number;
  readonly page: PageChoice;
  readonly offset: number;
  readonly size: number;
  readonly index: number;
  readonly continued: boolean;
  readonly cycles: number;
}

const page: fc.Arbitrary<PageChoice> = fc.record({
  vpn: fc.oneof(
    fc.constantFrom(0, 1, 2, 3, 0x7ffff, 2 ** 52 - 1),
    fc.integer({ min: 0, max: 2 ** 52 - 1 }),
  ),
  space: fc.constantFrom(0, 0, 1, 2 ** 32 - 1),
  frame: fc.constantFrom(NO_FRAME, 0, 5, 2 ** 52 - 1),
  flags: fc.constantFrom(0, 1, 6, 7),
});

const data: fc.Arbitrary<Data> = fc.record({
  kind: fc.constantFrom(LOAD, LOAD, STORE, CYCLES),
  page,
  offset: fc.oneof(fc.constantFrom(0, 8, 16, 4088, 4095), fc.integer({ min: 0, max: 4095 })),
  size: fc.oneof(fc.constantFrom(1, 4, 8), fc.integer({ min: 1, max: 4096 })),
  index: fc.nat(20),
  continued: fc.boolean(),
  cycles: fc.constantFrom(0, 1, 35, 0xffff_ffff),
});

const item: fc.Arbitrary<Item> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("run" as const),
      page,
      offset: fc.constantFrom(0, 4, 3, 1024, 4000),
      lengths: fc.oneof(
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(
          [255],
          [1],
          Array.from({ length: 90 }, () => 1),
        ),
      ),
      fixed: fc.boolean(),
      tail: fc.boolean(),
      data: fc.array(data, { maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("data" as const), data }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("event" as const),
      kind: fc.integer({ min: FIRST_EVENT, max: LAST_KIND }),
      word: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 0xffff_ffff })),
      detail: fc.constantFrom(0, 1, 2, 3, 63, 4095),
      page,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("cut" as const) }) },
);

/** Streams of all kinds of records, in batches, much of which recurs. */
export const streams: fc.Arbitrary<Batch[]> = fc
  .tuple(fc.array(item, { maxLength: 25 }), fc.array(fc.nat(1000), { maxLength: 120 }))
  .map(([items, order]) => {
    const replayed = items.length === 0 ? [] : order.map((i) => items[i % items.length]);
    return batchesOf([...items, ...replayed]);
  });

function batchesOf(items: readonly Item[]): Batch[] {
  const pages = new PageDictionary();
  const batches: Batch[] = [];
  let batch = newBatch(pages, 1 << 14, 1 << 14);
  const compact = (p: PageChoice, offset: number) =>
    ((pages.id(p.vpn, p.space, p.frame, p.flags) << 12) | offset) >> 0;
  const add = (word: number, meta: number) => {
    batch.words[2 * batch.records] = word;
    batch.words[2 * batch.records++ + 1] = meta;
  };
  const addData = (d: Data, index: number) => {
    if (d.kind === CYCLES) return add(d.cycles | 0, cyclesMeta(index));
    const size = Math.min(d.size, 4096 - d.offset);
    const rest = d.continued ? CONTINUATION : 0;
    add(compact(d.page, d.offset), dataMeta(d.kind, size, index) | rest);
  };
  let open = false;
  const cut = () => {
    if (batch.records > 0) batches.push(copyBatch(batch));
    batch = newBatch(pages, 1 << 14, 1 << 14);
    open = false;
  };
  for (const it of items) {
    if (it.type === "cut") cut();
    else if (it.type === "event") {
      open = false;
      const paged =
        it.kind === MAP ||
        it.kind === TLB_WRITE ||
        it.kind === INVALIDATE ||
        (it.kind === TLB_FLUSH && it.detail === FLUSH_PAGE);
      add(paged ? compact(it.page, it.word & 1) : it.word | 0, eventMeta(it.kind, it.detail));
    } else if (it.type === "data") {
      if (open) cut();
      addData(it.data, 0);
    } else {
      addRun(it);
      open = true;
    }
  }
  cut();
  return batches;

  function addRun(it: Item & { type: "run" }): void {
    const lengths = it.fixed ? it.lengths.map(() => 4) : it.lengths;
    const sum = lengths.reduce((a, b) => a + b, 0);
    const last = lengths[lengths.length - 1];
    const tail = it.tail && last > 1 ? 1 + (it.offset % (last - 1)) : 0;
    const bytes = sum - tail;
    const offset = tail > 0 ? 4096 - bytes : Math.min(it.offset, 4096 - bytes);
    add(compact(it.page, offset), runMeta(lengths.length, bytes, !it.fixed));
    if (!it.fixed) for (const length of lengths) batch.lengths[batch.lengthCount++] = length;
    const attached = it.data
      .map((d) => ({ d, index: d.index % lengths.length }))
      .sort((a, b) => a.index - b.index);
    const lastIndex = lengths.length - 1;
    for (const { d, index } of attached) if (index < lastIndex) addData(d, index);
    if (tail > 0)
      add(
        compact({ ...it.page, vpn: (it.page.vpn + 1) % 2 ** 52 }, 0),
        dataMeta(TAIL, tail, lastIndex),
      );
    for (const { d, index } of attached) if (index === lastIndex) addData(d, index);
  }
}

/** Everything that batches hold, without where they end. */
export interface Flat {
  readonly words: readonly number[];
  readonly lengths: readonly number[];
}

export function flat(batches: readonly Batch[]): Flat {
  return {
    words: batches.flatMap((batch) => [...batch.words.subarray(0, 2 * batch.records)]),
    lengths: batches.flatMap((batch) => [...batch.lengths.subarray(0, batch.lengthCount)]),
  };
}

/** The pages of a dictionary. */
export const pagesOf = ({ count, vpn, space, frame, flags }: PageDictionary) =>
  Array.from({ length: count }, (_, id) => [vpn[id], space[id], frame[id], flags[id]]);

/** A sink in memory. */
export function memorySink(): ByteSink & { bytes(): Uint8Array; closed: boolean } {
  const chunks: Uint8Array[] = [];
  return {
    closed: false,
    write(bytes) {
      chunks.push(bytes.slice());
      return Promise.resolve();
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
    bytes: () => Uint8Array.from(chunks.flatMap((chunk) => [...chunk])),
  };
}

/** The file of a stream. */
export async function fileOf(
  batches: readonly Batch[],
  options: MctWriterOptions = {},
): Promise<Uint8Array> {
  const sink = memorySink();
  const writer = new MctWriter(sink, options);
  for (const batch of batches) await writer.consume(batch);
  await writer.finish();
  return sink.bytes();
}

export async function* chunked(data: Uint8Array, length: number) {
  for (let at = 0; at < data.length; at += length) {
    const chunk = data.slice(at, at + length);
    yield chunk;
    chunk.fill(0xaa);
  }
}

export const openBytes = (
  data: Uint8Array,
  options?: MctReadOptions,
  chunk = data.length || 1,
): Promise<TraceSource> => readMct(inputFrom(chunked(data, chunk), "x.mct", data.length), options);

/** Copies of all batches of a source. */
export async function drain(source: TraceSource): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.batches()) batches.push(copyBatch(batch));
  return batches;
}
