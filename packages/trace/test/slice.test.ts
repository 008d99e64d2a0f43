import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BatchSlicer,
  copyBatch,
  countReferences,
  InputError,
  IntervalCutter,
  indexOf,
  kindOf,
  LOAD,
  MARK,
  PageDictionary,
  RUN,
  STORE,
  StreamBuilder,
  section,
  splitBatch,
  type TraceSource,
} from "../src/index.ts";
import { buildStream, counts, cutAt, listing, type Step, steps } from "./streams.ts";

const references = (lines: readonly string[]): number => lines.filter(counts).length;

describe("splitting a batch", () => {
  test("a run is cut into two, data go with their instruction", () => {
    const builder = new StreamBuilder();
    builder.fetch(1, 0x100, 4);
    builder.fetch(1, 0x104, 4);
    builder.load(2, 0x10, 4);
    builder.store(2, 0x14, 4);
    builder.fetch(1, 0x108, 4);
    builder.load(2, 0x18, 4);
    const whole = copyBatch(builder.take());
    // Program order: fetch 100, fetch 104, load 10, store 14, fetch 108, load 18.
    const { head, tail } = splitBatch(whole, 3);
    expect(listing([head])).toEqual(["fetch 256 4 0 0", "fetch 260 4 0 0", "load 4112 4 false"]);
    expect(listing([tail])).toEqual(["store 4116 4 false", "fetch 264 4 0 0", "load 4120 4 false"]);
    const kinds = [...Array(tail.records).keys()].map((i) => tail.words[2 * i + 1]);
    expect(kinds.map(kindOf)).toEqual([STORE, RUN, LOAD]);
    expect(kinds.map(indexOf)[0]).toBe(0);
    expect(kinds.map(indexOf)[2]).toBe(0);
  });

  test("lengths are distributed, a tail stays with its instruction", () => {
    const builder = new StreamBuilder();
    builder.fetch(1, 4090, 2);
    builder.fetch(1, 4092, 1);
    builder.fetch(1, 4093, 7);
    builder.load(3, 4094, 4);
    builder.event(MARK, 9);
    const whole = copyBatch(builder.take());
    const two = splitBatch(whole, 2);
    expect([...two.head.lengths.subarray(0, two.head.lengthCount)]).toEqual([2, 1]);
    expect([...two.tail.lengths.subarray(0, two.tail.lengthCount)]).toEqual([7]);
    expect(listing([two.tail])).toEqual([
      "fetch 4093 7 4 4096",
      "load 12286 2 false",
      "load 12288 2 true",
      "event 20 9 0",
    ]);
    const three = splitBatch(whole, 3);
    expect(listing([three.head]).at(-1)).toBe("fetch 4093 7 4 4096");
    const four = splitBatch(whole, 4);
    expect(listing([four.head]).at(-1)).toBe("load 12288 2 true");
    expect(listing([four.tail])).toEqual(["event 20 9 0"]);
  });

  test("a side that holds everything is the batch itself", () => {
    const builder = new StreamBuilder();
    builder.fetch(1, 0, 4);
    const whole = copyBatch(builder.take());
    expect(splitBatch(whole, 0).tail).toBe(whole);
    expect(splitBatch(whole, 1).head).toBe(whole);
    expect(splitBatch(whole, 1).tail.records).toBe(0);
    expect(splitBatch(whole, 7).head).toBe(whole);
  });

  test("at every reference of random streams, the halves mean the whole", () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const batch of buildStream(list, 256)) {
          const before = copyBatch(batch);
          const whole = listing([batch]);
          expect(countReferences(batch)).toBe(references(whole));
          for (let n = 0; n <= references(whole) + 1; n++) {
            const { head, tail } = splitBatch(batch, n);
            const cut = n === 0 ? 0 : cutAt(whole, n);
            expect(listing([head])).toEqual(whole.slice(0, cut));
            expect(listing([tail])).toEqual(whole.slice(cut));
            expect(head.lengthCount + tail.lengthCount).toBe(batch.lengthCount);
          }
          // The batch is not its maker's alone: it must be left as it was.
          expect(batch.words).toEqual(before.words);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("pieces", () => {
  test("of random sizes, one after the other, mean the whole", () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (list, sizes) => {
        const slicer = new BatchSlicer(buildStream([], 16)[0] ?? emptyBatch());
        for (const batch of buildStream(list, 32)) {
          const pieces: string[] = [];
          slicer.begin(batch);
          while (!slicer.done) {
            const limit = sizes.next().value!;
            const piece = listing([slicer.take(limit)]);
            expect(references(piece)).toBe(slicer.references);
            expect(slicer.references === limit || slicer.done).toBe(true);
            pieces.push(...piece);
          }
          expect(pieces).toEqual(listing([batch]));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("of intervals end at exactly every n-th reference, wherever batches end", () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(16, 21, 256),
        (list, every, first, records) => {
          const batches = buildStream(list, records);
          const whole = listing(batches);
          const cutter = new IntervalCutter(every, first);
          const intervals: string[][] = [[]];
          for (const batch of batches)
            for (const { batch: piece, ends } of cutter.pieces(batch)) {
              intervals.at(-1)!.push(...listing([piece]));
              if (ends) intervals.push([]);
            }
          const expected: string[][] = [];
          for (let n = first, from = 0; ; n += every) {
            const to = references(whole) < n ? whole.length : cutAt(whole, n);
            expected.push(whole.slice(from, to));
            from = to;
            if (references(whole) < n) break;
          }
          expect(intervals).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("are the batch itself where no interval ends in it", () => {
    const [batch] = buildStream([
      { what: "fetch", page: 1, offset: 0, size: 4, count: 5 },
      { what: "event", kind: MARK, argument: 1, detail: 0 },
    ]);
    for (const piece of new IntervalCutter(6).pieces(batch)) expect(piece.batch).toBe(batch);
    // The fifth reference ends an interval of 5; the mark belongs to the next.
    const cut: { lines: number; ends: boolean }[] = [];
    for (const piece of new IntervalCutter(5).pieces(batch))
      cut.push({ lines: listing([piece.batch]).length, ends: piece.ends });
    expect(cut).toEqual([
      { lines: 5, ends: true },
      { lines: 1, ends: false },
    ]);
  });

  test("refuse an interval that is no whole number", () => {
    for (const every of [0, -1, 1.5, Number.NaN])
      expect(() => new IntervalCutter(every)).toThrow(InputError);
    expect(() => new IntervalCutter(1, 0)).toThrow("trace: an interval of 0 references");
  });
});

const emptyBatch = () => ({
  words: new Int32Array(0),
  records: 0,
  lengths: new Uint8Array(0),
  lengthCount: 0,
  pages: new PageDictionary(),
});

/** A stored trace of these steps. */
function sourceOf(list: readonly Step[], records = 32): TraceSource {
  const batches = buildStream(list, records);
  return {
    info: { format: "test", name: "t.mtr", physical: false, provenance: { command: "make" } },
    pages: batches[0]?.pages ?? new PageDictionary(),
    position: { bytes: 0, total: 0 },
    async *batches() {
      for (const batch of batches) yield batch;
    },
  };
}

async function read(source: TraceSource): Promise<string[]> {
  const out: string[] = [];
  for await (const batch of source.batches()) out.push(...listing([batch]));
  return out;
}

describe("a section", () => {
  const noEvents = steps.map((list) => list.filter((step) => step.what !== "event"));

  test("has exactly the references asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        noEvents,
        fc.nat(40),
        fc.integer({ min: 1, max: 40 }),
        async (list, skip, take) => {
          const whole = await read(sourceOf(list));
          const from = skip === 0 ? 0 : cutAt(whole, skip);
          fc.pre(skip === 0 || from < whole.length);
          const part = await read(section(sourceOf(list), { skip, take }));
          expect(part).toEqual(whole.slice(from, cutAt(whole, skip + take)));
          expect(part.length === 0 || references(part) <= take).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("between marks begins with its mark and ends before the other", async () => {
    const list: Step[] = [];
    for (let i = 0; i < 12; i++) {
      list.push({ what: "event", kind: MARK, argument: i % 4, detail: 0 });
      list.push({ what: "fetch", page: 1, offset: 64 * i, size: 3, count: 4 });
      list.push({ what: "store", page: 2, offset: 64 * i, size: 4 });
    }
    const whole = await read(sourceOf(list, 16));
    const marks = whole.flatMap((line, i) => (line.startsWith("event 20") ? [i] : []));
    const between = (a: number, b: number) => whole.slice(marks[a], marks[b]);
    const part = (bounds: Parameters<typeof section>[1]) =>
      read(section(sourceOf(list, 16), bounds));
    expect(await part({ fromMark: 1, toMark: 3 })).toEqual(between(1, 3));
    expect(await part({ fromMark: 2, toMark: 2 })).toEqual(between(2, 6));
    expect(await part({ toMark: 3 })).toEqual(between(0, 3));
    expect(await part({ fromMark: 3 })).toEqual(between(3, 12));
    expect(await part({ fromMark: 3, skip: 1, take: 2 })).toEqual(
      whole.slice(marks[3] + 2, marks[3] + 4),
    );
    expect(await part({ fromMark: 1, toMark: 2, take: 99 })).toEqual(between(1, 2));
    await expect(part({ fromMark: 7 })).rejects.toThrow("t.mtr: mark 7 does not occur");
    await expect(part({ fromMark: 3, toMark: 7 })).rejects.toThrow(
      "t.mtr: mark 7 does not occur after",
    );
    await expect(part({ toMark: 1, skip: 5 })).rejects.toThrow(
      "t.mtr: 5 references are to be left out, but no more than 5 come before the stop mark 1",
    );
    await expect(part({ skip: 60 })).rejects.toThrow("no more than 60 come before the end");
    await expect(part({ skip: 61 })).rejects.toThrow("no more than 60 come before the end");
  });

  test("begins with the state that the stream has there", async () => {
    const builder = new StreamBuilder();
    const event = (kind: number, argument = 0, detail = 0) => builder.event(kind, argument, detail);
    builder.setSpace(7);
    builder.setMode(1);
    builder.fetch(1, 0, 4);
    event(11, 1 << 12, 3); // TLB entry 3, then 5, then 3 anew
    event(11, 2 << 12, 5);
    event(11, 3 << 12, 3);
    event(16, 1); // the cache is isolated
    event(13, 1); // a refill, with another inside that ends
    event(13, 0);
    event(14);
    event(18); // idle
    builder.fetch(1, 4, 4);
    builder.fetch(1, 8, 4);
    const batch = copyBatch(builder.take());
    const source: TraceSource = {
      ...sourceOf([]),
      pages: batch.pages,
      async *batches() {
        yield batch;
      },
    };
    expect(await read(section(source, { skip: 2 }))).toEqual([
      "event 8 7 0",
      "event 9 1 0",
      `event 11 ${2 << 12} 5`,
      `event 11 ${3 << 12} 3`,
      "event 16 1 0",
      "event 13 1 0",
      "event 18 0 0",
      "fetch 8 4 0 0",
    ]);
  });

  test("knows which TLB entries a flush has dropped", async () => {
    const builder = new StreamBuilder();
    builder.fetch(9, 0, 4);
    const a = builder.pages.id(1, 0, 1, 0);
    const global = builder.pages.id(2, 0, 2, 4);
    const b = builder.pages.id(3, 0, 3, 0);
    const again = builder.pages.id(3, 0, 4, 0);
    const lines = async (...flush: [number, number][]) => {
      const own = new StreamBuilder({ pages: builder.pages });
      own.fetch(9, 0, 4);
      for (const [entry, page] of [a, global, b].entries()) own.event(11, page << 12, entry);
      for (const [argument, detail] of flush) own.event(12, argument, detail);
      own.fetch(9, 4, 4);
      own.fetch(9, 8, 4);
      const batch = copyBatch(own.take());
      const source: TraceSource = {
        ...sourceOf([]),
        pages: batch.pages,
        async *batches() {
          yield batch;
        },
      };
      const entries = await read(section(source, { skip: 2 }));
      return entries
        .filter((line) => line.startsWith("event 11"))
        .map((line) => line.split(" ")[3]);
    };
    expect(await lines()).toEqual(["0", "1", "2"]);
    expect(await lines([0, 0])).toEqual([]);
    expect(await lines([1, 0])).toEqual(["1"]);
    expect(await lines([again << 12, 2])).toEqual(["0", "1"]);
  });

  test("says in its provenance what it is, and refuses bounds that are no numbers", () => {
    const info = section(sourceOf([]), { skip: 3, take: 4 }).info;
    expect(info.provenance).toEqual({ command: "make", section: "skip 3, take 4" });
    expect(() => section(sourceOf([]), { take: 0 })).toThrow(
      "trace: the number of references to take is 0; a whole number from 1 to",
    );
    expect(() => section(sourceOf([]), { skip: -1 })).toThrow(InputError);
    expect(() => section(sourceOf([]), { fromMark: 2 ** 32 })).toThrow(InputError);
  });
});
