import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Batch,
  copyBatch,
  KIND_NAMES,
  MARK,
  MOST_MARKS,
  StatisticsCounter,
  StreamBuilder,
  type StreamStatistics,
  visitReferences,
} from "../src/index.ts";
import { buildStream, steps } from "./streams.ts";

function statistics(batches: readonly Batch[], lines = true): StreamStatistics {
  const counter = new StatisticsCounter({ lines });
  for (const batch of batches) counter.consume(batch);
  return counter.statistics();
}

describe("a stream worked by hand", () => {
  const builder = new StreamBuilder();
  // User code of space 0: two runs of page 1, the second instruction of the second crosses to page 2.
  builder.fetch(1, 0x10, 4);
  builder.fetch(1, 0x14, 4);
  builder.load(5, 0xfc, 8); // lines 0xf and 0x10
  builder.fetch(1, 0xff8, 3);
  builder.fetch(1, 0xffb, 7); // 5 bytes here, 2 in page 2
  builder.cycles(34);
  builder.store(5, 0xffe, 4); // 2 bytes in page 5, 2 in page 6
  builder.setSpace(3);
  builder.setMode(1);
  builder.event(16, 1); // isolated
  builder.fetch(0x80000, 0, 4);
  builder.store(1, 0, 4); // page 1 of space 3
  builder.event(16, 0);
  builder.event(MARK, 7);
  builder.event(18);
  builder.fetch(0x80000, 0, 4);
  builder.event(19, 100);
  builder.event(MARK, 7);
  builder.event(MARK, 2);
  const batch = copyBatch(builder.take());

  test("counts", () => {
    expect(statistics([batch])).toEqual({
      fetches: 6,
      loads: 1,
      stores: 2,
      fetchBytes: 26,
      loadBytes: 8,
      storeBytes: 8,
      fetchCrossings: 1,
      dataCrossings: 1,
      extraCycles: 34,
      user: { fetches: 4, loads: 1, stores: 1 },
      kernel: { fetches: 2, loads: 0, stores: 1 },
      spaces: [
        {
          space: 0,
          user: { fetches: 4, loads: 1, stores: 1 },
          kernel: { fetches: 0, loads: 0, stores: 0 },
        },
        {
          space: 3,
          user: { fetches: 0, loads: 0, stores: 0 },
          kernel: { fetches: 2, loads: 0, stores: 1 },
        },
      ],
      idle: { fetches: 1, loads: 0, stores: 0 },
      isolated: { fetches: 1, loads: 0, stores: 1 },
      events: { space: 1, mode: 1, "cache-control": 2, mark: 3, "idle-begin": 1, "idle-end": 1 },
      marks: [
        { code: 2, count: 1 },
        { code: 7, count: 2 },
      ],
      otherMarks: 0,
      footprint: {
        // Space 0: code 1, 2; data 5, 6. Space 3: code 0x80000, data 1.
        pages: { code: 3, data: 3, all: 6 },
        userPages: { code: 2, data: 2, all: 4 },
        kernelPages: { code: 1, data: 1, all: 2 },
        spaces: [
          { space: 0, pages: { code: 2, data: 2, all: 4 } },
          { space: 3, pages: { code: 1, data: 1, all: 2 } },
        ],
        // Code: 0x1010, 0x1ff0, 0x2000, 0x80000000. Data: 0x50f0, 0x5100, 0x5ff0, 0x6000, 0x1000.
        lines: { code: 4, data: 5, all: 9 },
      },
      runs: 4,
      runLengths: [
        { instructions: 1, runs: 2 },
        { instructions: 2, runs: 2 },
      ],
    });
  });

  test("without lines, and of nothing", () => {
    expect(statistics([batch], false).footprint.lines).toBeUndefined();
    expect(statistics([])).toMatchObject({ fetches: 0, spaces: [], runs: 0, events: {} });
  });
});

test("a page that is mapped anew is one page; code and data of one line are one line", () => {
  const builder = new StreamBuilder();
  let frame = 1;
  builder.translate(
    () => frame,
    () => 0,
  );
  builder.fetch(1, 0, 4);
  builder.load(1, 0, 4);
  frame = 2;
  builder.translate(
    () => frame,
    () => 0,
  );
  builder.load(1, 0x10, 4);
  builder.load(1, 0, 4);
  const { footprint } = statistics([builder.take()]);
  expect(footprint.pages).toEqual({ code: 1, data: 1, all: 1 });
  expect(footprint.lines).toEqual({ code: 1, data: 2, all: 2 });
});

test("marks beyond the first codes are counted together", () => {
  const builder = new StreamBuilder();
  for (let code = 0; code < MOST_MARKS + 5; code++) builder.event(MARK, code);
  builder.event(MARK, 3);
  const { marks, otherMarks } = statistics([builder.take()]);
  expect(marks).toHaveLength(MOST_MARKS);
  expect(marks[3]).toEqual({ code: 3, count: 2 });
  expect(otherMarks).toBe(5);
});

/** The same counts, one reference at a time, with maps and sets. */
function plainly(batches: readonly Batch[]) {
  const add = (map: Map<string, number>, key: string, by = 1) =>
    map.set(key, (map.get(key) ?? 0) + by);
  const counts = new Map<string, number>();
  const pages: Record<string, Set<string>> = {};
  const lines: Record<string, Set<number>> = { code: new Set(), data: new Set(), all: new Set() };
  let [mode, space, idle, isolated] = [0, 0, false, false];
  for (const batch of batches) {
    const count = (what: string) => {
      add(counts, what);
      add(counts, `${mode === 1 ? "kernel" : "user"} ${what}`);
      add(counts, `${space} ${mode === 1 ? "kernel" : "user"} ${what}`);
      if (idle) add(counts, `idle ${what}`);
      if (isolated) add(counts, `isolated ${what}`);
    };
    const touch = (what: string, address: number, size: number) => {
      const key = `${batch.pages.vpn[address >>> 12]} ${batch.pages.space[address >>> 12]}`;
      for (const set of [what, `${mode === 1 ? "kernel" : "user"} ${what}`])
        (pages[set] ??= new Set()).add(key);
      for (let at = address; at < address + size; at++)
        for (const set of [what, "all"]) lines[set].add(at >>> 4);
    };
    const data = (what: string) => (address: number, size: number, continued: boolean) => {
      if (continued) add(counts, "data crossings");
      else count(what);
      add(counts, `${what} bytes`, size);
      touch("data", address, size);
    };
    visitReferences(batch, {
      fetch(address, size, tail, tailAddress) {
        count("fetches");
        add(counts, "fetch bytes", size);
        touch("code", address, size - tail);
        if (tail > 0) {
          add(counts, "fetch crossings");
          touch("code", tailAddress, tail);
        }
      },
      load: data("loads"),
      store: data("stores"),
      cycles: (extra) => add(counts, "cycles", extra),
      event(kind, argument) {
        add(counts, KIND_NAMES[kind]);
        if (kind === 8) space = argument;
        if (kind === 9) mode = argument;
        if (kind === 16) isolated = (argument & 1) !== 0;
        if (kind === 18) idle = true;
        if (kind === 19) idle = false;
      },
    });
  }
  return {
    of: (key: string) => counts.get(key) ?? 0,
    pages: (key: string) => pages[key]?.size ?? 0,
    lines: (key: string) => lines[key].size,
  };
}

test("counts of random streams are those of counting one by one", () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(16, 40, 256), (list, records) => {
      const batches = buildStream(list, records);
      const ours = statistics(batches);
      const plain = plainly(batches);
      const references = (prefix: string) => ({
        fetches: plain.of(`${prefix}fetches`),
        loads: plain.of(`${prefix}loads`),
        stores: plain.of(`${prefix}stores`),
      });
      expect(ours).toMatchObject({
        ...references(""),
        user: references("user "),
        kernel: references("kernel "),
        idle: references("idle "),
        isolated: references("isolated "),
        fetchBytes: plain.of("fetch bytes"),
        loadBytes: plain.of("loads bytes"),
        storeBytes: plain.of("stores bytes"),
        fetchCrossings: plain.of("fetch crossings"),
        dataCrossings: plain.of("data crossings"),
        extraCycles: plain.of("cycles"),
      });
      for (const { space, user, kernel } of ours.spaces) {
        expect(user).toEqual(references(`${space} user `));
        expect(kernel).toEqual(references(`${space} kernel `));
      }
      for (const name of KIND_NAMES.slice(8)) expect(ours.events[name] ?? 0).toBe(plain.of(name));
      const { pages, userPages, kernelPages, lines } = ours.footprint;
      expect([pages.code, pages.data]).toEqual([plain.pages("code"), plain.pages("data")]);
      expect([userPages.code, userPages.data]).toEqual([
        plain.pages("user code"),
        plain.pages("user data"),
      ]);
      expect([kernelPages.code, kernelPages.data]).toEqual([
        plain.pages("kernel code"),
        plain.pages("kernel data"),
      ]);
      expect(lines).toEqual({
        code: plain.lines("code"),
        data: plain.lines("data"),
        all: plain.lines("all"),
      });
      const instructions = ours.runLengths.reduce((sum, r) => sum + r.instructions * r.runs, 0);
      expect(instructions).toBe(ours.fetches);
    }),
    { numRuns: 300 },
  );
});
