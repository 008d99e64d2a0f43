import { expect, test } from "vitest";
import { readCsv } from "../../src/index.ts";
import { input, read } from "./support.ts";

const rows = async (text: string, lengths: readonly number[] = []) =>
  read(await readCsv(input(text, lengths)));

test("columns in any order, decimal and hexadecimal numbers, letters, quotes, CRLF, blanks", async () => {
  const text = [
    '\xef\xbb\xbfSize,"ADDRESS", kind ',
    "4,0x400,fetch",
    "",
    '"8","1025",r',
    "0x10,18446744073709551615,Store",
    " 2 , 0XFFFFffffFFFFfffe , i ",
  ].join("\r\n");
  for (const lengths of [[], [1], [20, 3]])
    expect(await rows(text, lengths)).toMatchObject({
      references: [
        "fetch 400 4",
        "load 401 8",
        "store ffffffffffffffff 16",
        "fetch fffffffffffffffe 2",
      ],
      error: undefined,
    });
});

test("a header row alone is an empty trace; no header row is an error", async () => {
  expect(await rows("kind,address,size")).toMatchObject({ references: [], error: undefined });
  await expect(readCsv(input(""))).rejects.toThrow('trace: line 1: column "kind" is missing; ');
});

test.each([
  ["kind,address", 'column "size" is missing'],
  ["kind,address,size,frame", 'column "frame" is unknown'],
  ["kind,address,size,kind", 'column "kind" is there twice'],
])("header %j is an error", async (header, message) => {
  await expect(readCsv(input(`${header}\n`))).rejects.toThrow(`trace: line 1: ${message}; `);
});

test.each([
  ["jump,0x400,4,0,user,,0", 'kind "jump" is unknown'],
  ["load,400h,4,0,user,,0", 'address "400h" is unknown'],
  ["load,18446744073709551616,4,0,user,,0", 'address "18446744073709551616" is unknown'],
  ["load,0x12345678123456781,4,0,user,,0", 'address "0x12345678123456781" is unknown'],
  ["load,0x400,0,0,user,,0", 'size "0" is unknown'],
  ["load,0x400,4097,0,user,,0", 'size "4097" is unknown'],
  ["fetch,0x400,256,0,user,,0", 'size "256" is unknown'],
  ["load,0x400,4294967297,0,user,,0", 'size "4294967297" is unknown'],
  ["load,0x400,4,4294967296,user,,0", 'space "4294967296" is unknown'],
  ["load,0x400,4,0,supervisor,,0", 'mode "supervisor" is unknown'],
  ["load,0x400,4,0,user,0x401,0", 'physical "0x401" is unknown; an address with offset 0x400'],
  ["load,0x400,4,0,user,0x1400/0x2000,0", 'physical "0x1400/0x2000" is unknown; one address'],
  ["load,0xffe,4,0,user,0x1ffe,0", 'physical "0x1ffe" is unknown; for a reference that crosses'],
  ["load,0xffe,4,0,user,0x1ffe/0x2002,0", 'physical "0x1ffe/0x2002" is unknown; an address with'],
  ["load,0x400,4,0,user,,yes", 'uncached "yes" is unknown'],
  ["load,0x400,4,0,user,0", "there are 6 cells; 7 were expected"],
  ['load,"0x400,4,0,user,,0', "the quotes are wrong"],
])("row %j is an error after the rows before it", async (row, message) => {
  const head = "kind,address,size,space,mode,physical,uncached\nr,16,4,,,,\n";
  for (const lengths of [[], [5]]) {
    const { references, error } = await rows(`${head}${row}\nr,32,4,,,,\n`, lengths);
    expect(references).toEqual(["load 10 4"]);
    expect(error).toContain(`trace: line 3: ${message}`);
    expect(error).toMatch(/expected$/);
  }
});

test("a page whose frame changes in the middle of a run is a new page", async () => {
  const source = await readCsv(
    input("kind,address,size,physical\ni,0x400,4,0x1400\ni,0x404,4,0x2404\ni,0x408,4,0x1408\n"),
  );
  const physical: (bigint | undefined)[] = [];
  for await (const { words, records, pages } of source.batches())
    for (let i = 0; i < records; i++) physical.push(pages.physicalAddress(words[2 * i]));
  expect(physical).toEqual([0x1400n, 0x2404n, 0x1408n]);
});

test("system ranges give the mode where there is no such column", async () => {
  const systemRanges = [{ firstVpn: 0x80000, lastVpn: 0xfffff }];
  const text = (mode: string) =>
    `kind,address,size${mode && ",mode"}\ni,0x400,4${mode}\ni,0x80000000,4${mode}\n`;
  const ranged = await read(await readCsv(input(text("")), { systemRanges }));
  expect(ranged.references).toEqual(["fetch 400 4", "mode 1", "fetch 80000000 4"]);
  const told = await read(await readCsv(input(text(",user")), { systemRanges }));
  expect(told.references).toEqual(["fetch 400 4", "fetch 80000000 4"]);
});
