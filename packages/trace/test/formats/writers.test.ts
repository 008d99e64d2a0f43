import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Batch,
  CACHE_CONTROL,
  copyBatch,
  NO_FRAME,
  PAGE_UNCACHED,
  PageDictionary,
  readCsv,
  readDin,
  readXdin,
  StreamBuilder,
  type TextSink,
  type TextWriter,
  writeCsv,
  writeDin,
  writeXdin,
} from "../../src/index.ts";
import { Collector, input } from "./support.ts";

interface Step {
  kind: "fetch" | "load" | "store";
  vpn: number;
  offset: number;
  size: number;
  sequential: boolean;
  space: number;
  mode: number;
  remap: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("fetch", "fetch", "load", "store"),
    vpn: fc.constantFrom(0, 1, 2, 0x7ffff, 0x80000, 2 ** 40 + 5, 2 ** 52 - 1),
    offset: fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 4080, max: 4095 })),
    size: fc.oneof(fc.constant(4), fc.integer({ min: 1, max: 255 })),
    sequential: fc.boolean(),
    space: fc.constantFrom(0, 0, 0, 7, 2 ** 32 - 1),
    mode: fc.constantFrom(0, 0, 0, 1),
    remap: fc.constantFrom(false, false, false, true),
  }),
  { maxLength: 200 },
);

/** A stream with everything that a CSV row can say, in batches of few records. */
function stream(list: readonly Step[], records: number): Batch[] {
  const pages = new PageDictionary();
  const builder = new StreamBuilder({ pages, records });
  const batches: Batch[] = [];
  const take = () => {
    if (builder.full) batches.push(copyBatch(builder.take()));
  };
  let salt = 0;
  const translate = () =>
    builder.translate(
      (vpn) => ((vpn + salt) % 5 === 0 ? NO_FRAME : (vpn * 3 + salt) % 2 ** 40),
      (vpn) => (vpn % 3 === 1 ? PAGE_UNCACHED : 0),
    );
  translate();
  let next = { vpn: 0, offset: 0 };
  for (const step of list) {
    builder.setSpace(step.space);
    take();
    builder.setMode(step.mode);
    take();
    if (step.remap) {
      salt++;
      builder.endRun();
      translate();
    }
    const { vpn, offset } = step.kind === "fetch" && step.sequential ? next : step;
    if (step.kind === "fetch") {
      const end = offset + step.size;
      next = { vpn: (vpn + (end >= 4096 ? 1 : 0)) % 2 ** 52, offset: end % 4096 };
    }
    builder[step.kind](vpn, offset, step.size);
    take();
  }
  if (!builder.empty) batches.push(copyBatch(builder.take()));
  return batches;
}

/** The text that a writer makes of batches. */
async function written(make: (sink: TextSink) => TextWriter, batches: readonly Batch[]) {
  let text = "";
  const writer = make({
    write: async (bytes) => {
      await undefined;
      text += new TextDecoder().decode(bytes);
    },
  });
  for (const batch of batches) await writer.consume(batch);
  await writer.finish?.();
  return { text, dropped: writer.dropped };
}

/** References and events, with space, mode, frames and flags of each. */
async function everything(batches: AsyncIterable<Batch> | Iterable<Batch>): Promise<string[]> {
  const collector = new Collector({ pages: true });
  for await (const batch of batches) collector.take(batch);
  return collector.all();
}

const referencesOf = (lines: readonly string[]) =>
  lines.filter((line) => /^(fetch|load|store)/.test(line));
const plain = async (batches: AsyncIterable<Batch> | Iterable<Batch>) => {
  const collector = new Collector();
  for await (const batch of batches) collector.take(batch);
  return referencesOf(collector.all());
};

test("CSV keeps kinds, addresses, sizes, spaces, modes, physical addresses and uncached pages", () =>
  fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(16, 40, 4096), async (list, records) => {
      const batches = stream(list, records);
      const { text, dropped } = await written(
        (sink) => writeCsv(sink, { physical: true }),
        batches,
      );
      expect(dropped).toEqual({});
      const source = await readCsv(input(text), { records });
      expect(source.info.physical).toBe(true);
      expect(await everything(source.batches())).toEqual(await everything(batches));
    }),
    { numRuns: 150 },
  ));

test("extended din keeps kinds, addresses and sizes", () =>
  fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const batches = stream(list, 64);
      const { text } = await written(writeXdin, batches);
      expect(await plain(readXdin(input(text)).batches())).toEqual(await plain(batches));
    }),
    { numRuns: 100 },
  ));

test("din keeps kinds and aligned addresses", () =>
  fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const batches = stream(list, 64);
      const { text, dropped } = await written(writeDin, batches);
      const words = (await plain(batches)).map((line) => {
        const [kind, address, size] = line.split(" ");
        const word = BigInt(`0x${address}`) & ~3n;
        return {
          line: `${kind} ${word.toString(16)} 4`,
          whole: `${word.toString(16)} 4` === `${address} ${size}`,
        };
      });
      expect(await plain(readDin(input(text)).batches())).toEqual(words.map(({ line }) => line));
      const lost = words.filter(({ whole }) => !whole).length;
      expect(dropped.size ?? 0).toBe(lost);
    }),
    { numRuns: 100 },
  ));

test("what the formats look like, and what is dropped", async () => {
  const builder = new StreamBuilder({});
  builder.setSpace(3);
  builder.fetch(0x400, 0x20, 4);
  builder.load(0x7fff0, 0xffe, 4);
  builder.cycles(7);
  builder.fetch(0x400, 0x24, 2);
  builder.setMode(1);
  builder.store(0, 0x10, 1);
  builder.event(CACHE_CONTROL, 1);
  builder.invalidate(0x400020, 0, 3);
  builder.invalidate(0x400020, 0, 1);
  const batches = [builder.take()];
  expect(await written(writeDin, batches)).toEqual({
    text: "2 400020\n0 7fff0ffe\n2 400024\n1 10\n",
    dropped: { space: 1, size: 3, cycles: 1, mode: 1, "cache-control": 1, invalidate: 2 },
  });
  expect(await written(writeXdin, batches)).toEqual({
    text: "i 400020 4\nr 7fff0ffe 4\ni 400024 2\nw 10 1\nv 400020 4\n",
    dropped: { space: 1, cycles: 1, mode: 1, "cache-control": 1, invalidate: 1 },
  });
  expect(await written(writeCsv, batches)).toEqual({
    text: `kind,address,size,space,mode,uncached
fetch,0x400020,4,3,user,0
load,0x7fff0ffe,4,3,user,0
fetch,0x400024,2,3,user,0
store,0x10,1,3,kernel,0
`,
    dropped: { cycles: 1, "cache-control": 1, invalidate: 2 },
  });
});

test("an empty stream is an empty text, of CSV a header row", async () => {
  expect((await written(writeDin, [])).text).toBe("");
  expect((await written(writeCsv, [])).text).toBe("kind,address,size,space,mode,uncached\n");
});

test("a writer waits for its sink, in pieces, and never holds a batch's text", async () => {
  // Runs of 4096 instructions: 2 million references from few records.
  const builder = new StreamBuilder({});
  for (let i = 0; i < 500; i++) for (let at = 0; at < 4096; at += 4) builder.fetch(i, at, 4);
  let waiting = 0;
  let most = 0;
  let total = 0;
  const writer = writeDin({
    write: async (bytes) => {
      expect(++waiting).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      waiting--;
      most = Math.max(most, bytes.length);
      total += bytes.length;
    },
  });
  await writer.consume(builder.take());
  expect(total).toBeGreaterThan(3e6);
  expect(most).toBeLessThan(400_000);
});
