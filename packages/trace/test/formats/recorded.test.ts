/** Traces that other programs recorded, read by hand. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  openInput,
  PAGE_UNCACHED,
  PAGE_UNMAPPED,
  readCsv,
  readDin,
  readExeclog,
  readGxemul,
  readLackey,
  readXdin,
  sniffFormat,
  visitReferences,
} from "../../src/index.ts";
import { input, read } from "./support.ts";

const file = (name: string) =>
  new URL(`../../../../fixtures/formats/${name}`, import.meta.url).pathname;
const text = (name: string) => readFile(file(name), "latin1");
const opened = (name: string) => openInput(file(name));

test("lackey", async () => {
  const { references, error } = await read(readLackey(await opened("lackey.txt")));
  expect(error).toBeUndefined();
  expect(references).toEqual([
    "fetch 401000 5",
    "fetch 401005 7",
    ...[0, 1].flatMap(() => [
      "fetch 40100c 3",
      "load 402000 8",
      "fetch 40100f 3",
      "store 402008 1",
      "fetch 401012 4",
      "load 402010 2",
      "store 402010 2",
      "fetch 401016 4",
      "load 402020 16",
      "fetch 40101a 4",
      "store 40203f 16",
      "fetch 40101e 1",
      "store 1fff000758 8",
      "fetch 40101f 1",
      "load 1fff000758 8",
      "fetch 401020 2",
      "fetch 401022 2",
    ]),
    "fetch 401024 5",
    "fetch 401029 2",
    "fetch 40102b 2",
  ]);
});

describe("GXemul", () => {
  const round = (data: number) => {
    const at = (offset: number) => (data + offset).toString(16);
    return [
      "fetch 80010008 4",
      `load ${at(0)} 4`,
      "fetch 8001000c 4",
      "fetch 80010010 4",
      `store ${at(0)} 4`,
      "fetch 80010014 4",
      `load ${at(5)} 1`,
      "fetch 80010018 4",
      `store ${at(6)} 2`,
      "fetch 8001001c 4",
      `load ${at(8)} 4`,
      "fetch 80010020 4",
      `load ${at(8)} 4`,
      "fetch 80010024 4",
      "fetch 80010028 4",
      `store ${at(9)} 1`,
      "fetch 8001004c 4",
      "fetch 80010050 4",
      `store ${at(16)} 4`,
      "fetch 8001002c 4",
      "fetch 80010030 4",
      "fetch 80010034 4",
    ];
  };
  const expected = [
    "fetch 80010000 4",
    "fetch 80010004 4",
    ...round(0x80020000),
    ...round(0x80020010),
    "fetch 80010038 4",
    "fetch 8001003c 4",
    "fetch 80010040 4",
    "store b0000000 1",
    // The load is an address error.
    "fetch 80010044 4",
    "fetch 80000080 4",
    "fetch 80000084 4",
  ];

  test("references, and none that an exception has kept from happening", async () => {
    const { references, error } = await read(readGxemul(await opened("gxemul.txt")));
    expect(error).toBeUndefined();
    expect(references).toEqual(expected);
  });

  test("kseg0 and kseg1 have their physical addresses, kseg1 is uncached", async () => {
    const source = readGxemul(await opened("gxemul.txt"));
    const pages = new Map<string, string>();
    for await (const { pages: dictionary } of source.batches())
      for (let page = 0; page < dictionary.count; page++)
        pages.set(
          dictionary.vpn[page].toString(16),
          `${dictionary.frame[page].toString(16)} ${dictionary.flags[page]}`,
        );
    expect(Object.fromEntries(pages)).toEqual({
      80010: `10 ${PAGE_UNMAPPED}`,
      80020: `20 ${PAGE_UNMAPPED}`,
      80000: `0 ${PAGE_UNMAPPED}`,
      b0000: `10000 ${PAGE_UNMAPPED | PAGE_UNCACHED}`,
    });
  });

  test("the machine's own output does no harm, wherever it is", async () => {
    const lines = (await text("gxemul.txt")).split("\r\n");
    const first = lines.indexOf("<_start>") + 1;
    const noisy = lines.flatMap((line, at) => {
      if (at <= first || line.startsWith("[")) return [line];
      return /^8/.test(line) ? ["some text", `cafe${line}`] : [line];
    });
    expect((await read(readGxemul(input(noisy.join("\n"))))).references).toEqual(expected);
  });

  test("64-bit addresses", async () => {
    const sample = [
      "ffffffff80010008: 8d0a0000        lw\tt2,0(t0)\t[0xffffffffa0020000]",
      "0000000010010008: fd0a0000        sd\tt2,0(t0)\t[0x0000000000020008]",
    ];
    expect((await read(readGxemul(input(sample.join("\n"))))).references).toEqual([
      "fetch ffffffff80010008 4",
      "load ffffffffa0020000 4",
      "fetch 10010008 4",
      "store 20008 8",
    ]);
  });

  test.each([
    ["80010008: 8d0a0000        lw\tt2,0(t0)", /^trace: line 1: "lw" has no data address; /],
    ["80010008: 8d0a0000        lx\tt2,0(t0)\t[0x00000010]", /^trace: line 1: "lx" has data; /],
    ["cpu1:\t80010008: 00000000        nop", /^trace: line 1: processor 1 runs; /],
  ])("%j is an error", async (bad, message) => {
    const { error, references } = await read(readGxemul(input(bad)));
    expect(error).toMatch(message);
    expect(references).toEqual([]);
  });
});

describe("execlog", () => {
  const round = (first: boolean) => [
    "fetch 804900a 2",
    "load 804a000 4",
    "fetch 804900c 3",
    "store 804a008 4",
    "fetch 804900f 4",
    "load 804a010 4",
    "store 804a010 4",
    "fetch 8049013 1",
    "store 4080097c 4",
    "fetch 8049014 1",
    "load 4080097c 4",
    "fetch 8049015 3",
    "fetch 8049018 3",
    "fetch 804901b 5",
    // The first time nothing tells how long it is: it is followed by itself.
    `fetch 8049020 ${first ? 4 : 2}`,
    "load 804a020 4",
    "store 804a040 4",
    `fetch 8049020 ${first ? 4 : 2}`,
    "load 804a024 4",
    "store 804a044 4",
    "fetch 8049020 2",
    "fetch 8049022 1",
    `fetch 8049023 ${first ? 4 : 2}`,
  ];

  test("i386: lengths from the next instruction", async () => {
    const { references, error } = await read(readExeclog(await opened("execlog-i386.txt")));
    expect(error).toBeUndefined();
    expect(references).toEqual([
      "fetch 8049000 5",
      "fetch 8049005 5",
      ...round(true),
      ...round(false),
      "fetch 8049025 5",
      "fetch 804902a 2",
      "fetch 804902c 4",
    ]);
  });

  test("MIPS: all instructions are 4 bytes", async () => {
    const round = [
      "fetch 4000fc 4",
      "load 410140 4",
      "fetch 400100 4",
      "fetch 400104 4",
      "store 410140 4",
      "fetch 400108 4",
      "load 41014b 1",
      "load 410148 4",
      "fetch 40010c 4",
      "store 410149 3",
      "fetch 400110 4",
      "fetch 400114 4",
      "fetch 400118 4",
      "store 410146 2",
    ];
    for (const options of [{}, { instructionBytes: 4 }])
      expect(await read(readExeclog(await opened("execlog-mips.txt"), options))).toEqual({
        references: [
          "fetch 4000f0 4",
          "fetch 4000f4 4",
          "fetch 4000f8 4",
          ...round,
          ...round,
          "fetch 40011c 4",
          "fetch 400120 4",
          "fetch 400124 4",
        ],
        error: undefined,
        batches: 1,
      });
  });

  test("a chosen size of data and a chosen processor; registers are ignored", async () => {
    const log = [
      '0, 0x10, 0x0, "a", store, 0x1004, sp -> 0x10',
      '1, 0x90, 0x0, "b"',
      '0, 0x14, 0x0, "say ""x"", y", load, 0x1006',
    ].join("\n");
    expect(
      (await read(readExeclog(input(log), { dataBytes: 8, processor: 0 }))).references,
    ).toEqual(["fetch 10 4", "store 1004 4", "fetch 14 4", "load 1006 2"]);
    expect((await read(readExeclog(input(log), { processor: 1 }))).references).toEqual([
      "fetch 90 4",
    ]);
    const { references, error } = await read(readExeclog(input(log)));
    expect(references).toEqual(["fetch 10 4", "store 1004 4"]);
    expect(error).toMatch(/^trace: line 2: processor 1 runs besides 0; /);
  });

  test.each([
    ['0, 0x10, 0x0, "a", load, 0x10, RAM', /"RAM" follows a data address, as in traces of a whole/],
    ['0, 0x10, 0x0, "a", fetch, 0x10', /"fetch" is unknown; load or store was expected/],
    ['0, 0x10, 0x0, "a", load', /"" is no address/],
    ['0, 0x10, 0x0, "a', /is no instruction; /],
    ["hello", /"hello" is no instruction; /],
  ])("%j is an error", async (bad, message) => {
    const { references, error } = await read(readExeclog(input(`0, 0x10, 0x0, "x"\n${bad}`)));
    expect(references).toEqual(["fetch 10 4"]);
    expect(error).toMatch(/^trace: line 2: /);
    expect(error).toMatch(message);
  });

  test("impossible sizes are refused", () => {
    expect(() => readExeclog(input(""), { dataBytes: 3 })).toThrow(/data of 3 bytes is impossible/);
    expect(() => readExeclog(input(""), { instructionBytes: 16 })).toThrow(/1 to 15 were expected/);
  });
});

test("din", async () => {
  expect((await read(readDin(await opened("sample.din")))).references).toEqual([
    "fetch 400100 4",
    "load 10010004 4",
    "fetch 400104 4",
    "store 7fffeffc 4",
    "fetch 400108 4",
  ]);
});

test("extended din", async () => {
  expect((await read(readXdin(await opened("sample.xdin")))).references).toEqual([
    "fetch 400100 4",
    "load 10010004 8",
    "fetch 400104 2",
    "store 7fffeffc 1",
    "load 10010010 16",
    ...["0", "4", "8", "c"].map((digit) => `invalidate 1001000${digit} 3`),
  ]);
});

test("CSV", async () => {
  const source = await readCsv(await opened("sample.csv"));
  expect(source.info).toMatchObject({ format: "csv", physical: true });
  const stores: string[] = [];
  for await (const batch of source.batches())
    visitReferences(batch, {
      fetch: () => {},
      load: () => {},
      store: (address, size) => {
        const { pages } = batch;
        const flags = pages.flags[address >>> 12];
        const physical = pages.physicalAddress(address)?.toString(16);
        stores.push(`${pages.virtualAddress(address).toString(16)} ${size} ${physical} ${flags}`);
      },
      cycles: () => {},
      event: (kind, argument) => stores.push(`event ${kind} ${argument}`),
    });
  expect(stores).toEqual([
    "event 9 1",
    "b0000000 1 10000000 1",
    "event 8 3",
    "event 9 0",
    "fff 1 9fff 0",
    "1000 3 4000 0",
  ]);
});

test.each([
  ["lackey.txt", "lackey"],
  ["gxemul.txt", "gxemul"],
  ["execlog-i386.txt", "execlog"],
  ["execlog-mips.txt", "execlog"],
  ["sample.din", "din"],
  ["sample.xdin", "xdin"],
  ["sample.csv", "csv"],
])("%s is recognised as %s", async (name, format) => {
  const input = await opened(name);
  expect((await sniffFormat(input))?.name).toBe(format);
  await input.close();
});
