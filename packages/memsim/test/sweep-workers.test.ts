/**
 * Sweeps over worker threads: the results of one thread, however the work is split; from sources
 * and from built files.
 */
import { type Batch, InputError, PAGE_UNCACHED, PageDictionary, StreamBuilder } from "@mcpi/trace";
import { describe, expect, test } from "vitest";
import { cacheGrid, type SweepCache } from "../src/sweep/configuration.ts";
import { type CurveOptions, createCurves } from "../src/sweep/curve.ts";
import { planSweep } from "../src/sweep/plan.ts";
import { sharesOf } from "../src/sweep/shares.ts";
import { createSweep, type SweepOptions } from "../src/sweep/sweep.ts";
import { createWorkerCurves, createWorkerSweep } from "../src/sweep/worker-sweep.ts";
import { refusal } from "./refusal.ts";
import { longStream, type Stream } from "./sweep-support.ts";

const ALLOCATE = { hit: "through", miss: "fetch-on-write" } as const;
const AROUND = { hit: "back", miss: "write-around" } as const;
const OTHERS: SweepCache[] = [
  { size: 4096, line: 16, ways: 4, replacement: "fifo", write: ALLOCATE },
  { size: 4096, line: 16, ways: 2, write: AROUND },
];
const OPTIONS: SweepOptions = {
  which: "split",
  configurations: [
    ...cacheGrid([1024, 8192, 65536], [16, 32], [1, 2, "full"], { write: ALLOCATE }),
    ...OTHERS,
  ],
};

interface AnySweep {
  consume(batch: Batch): void | Promise<void>;
  resetCounts(): void;
  finish(): void | Promise<void>;
}

/** The stream, its first third a warm-up. */
async function feed<T extends AnySweep>(sweep: T, { batches }: Stream): Promise<T> {
  for (const [at, batch] of batches.entries()) {
    if (at === Math.floor(batches.length / 3)) sweep.resetCounts();
    const done = sweep.consume(batch);
    if (done !== undefined) await done;
  }
  await sweep.finish();
  return sweep;
}

describe("worker threads", () => {
  const stream = longStream(60_000, 7, 500);

  test.each([1, 2, 5])("%i: a sweep", async (threads) => {
    const alone = await feed(createSweep(stream.pages, OPTIONS), stream);
    const sweep = await feed(createWorkerSweep(stream.pages, OPTIONS, threads), stream);
    expect(sweep.results()).toEqual(alone.results());
    expect(sweep.references()).toEqual(alone.references());
    const same = JSON.stringify(sweep.results()) === JSON.stringify(alone.results());
    expect(same, "the same to the byte").toBe(true);
  });

  test.each([1, 3])("%i: curves", async (threads) => {
    const options: CurveOptions = { which: "split", lines: [16, 32], write: ALLOCATE };
    const alone = await feed(createCurves(stream.pages, options), stream);
    const curves = await feed(createWorkerCurves(stream.pages, options, threads), stream);
    expect(curves.curves()).toEqual(alone.curves());
  });

  test("pages that come while the trace is read, and their flags", async () => {
    const pages = new PageDictionary();
    const builder = new StreamBuilder({ pages, records: 16 });
    builder.translate(
      (vpn) => vpn * 3,
      (vpn) => (vpn % 5 === 0 ? PAGE_UNCACHED : 0),
    );
    const options: SweepOptions = { ...OPTIONS, mapping: { kind: "recorded" } };
    const alone = createSweep(pages, options);
    const sweep = createWorkerSweep(pages, options, 2);
    for (let n = 0; n < 2000; n++) {
      builder.load(n % 977, ((n * 52) % 4096) & ~3, 4);
      if (!builder.full) continue;
      const batch = builder.take();
      alone.consume(batch);
      await sweep.consume(batch);
    }
    await sweep.finish();
    expect(sweep.results()).toEqual(alone.results());
    expect(sweep.references().uncachedLoads).toBeGreaterThan(0);
  });

  test("what is wrong with the input is said where the trace is read", async () => {
    expect(
      refusal(() => createWorkerSweep(stream.pages, { ...OPTIONS, configurations: [] }, 2)),
    ).toBe("sweep: no configuration is given; one at least was expected");
    const options: SweepOptions = { ...OPTIONS, mapping: { kind: "recorded" } };
    const sweep = createWorkerSweep(stream.pages, options, 2);
    await expect(feed(sweep, stream)).rejects.toThrow(InputError);
    await expect(sweep.finish()).rejects.toThrow(/^mapping recorded: the trace has no physical/);
    await sweep.close();
  });

  test("results wait for the end", async () => {
    const sweep = createWorkerSweep(stream.pages, OPTIONS, 2);
    expect(() => sweep.results()).toThrow(/when the trace has ended/);
    await sweep.close();
  });
});

describe("shares", () => {
  const names = (threads: number) => sharesOf(planSweep(OPTIONS), threads);

  test.each([1, 2, 3, 5, 100])("%i: every cache is in one of them", (threads) => {
    const shares = names(threads);
    expect(shares.length).toBeLessThanOrEqual(threads);
    expect(shares.every((share) => share.length > 0)).toBe(true);
    const all = shares.flat().map((name) => name.join(" "));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(2 * OPTIONS.configurations.length);
  });

  test("one family is divided between threads", () => {
    const configurations = cacheGrid([1024, 2048, 4096, 8192], [16], [1], { write: ALLOCATE });
    const shares = sharesOf(planSweep({ which: "data", configurations }), 3);
    expect(shares.map((share) => share.length).sort()).toEqual([1, 1, 2]);
  });
});
