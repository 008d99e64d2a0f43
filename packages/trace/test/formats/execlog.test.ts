import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type ExeclogOptions, readExeclog } from "../../src/index.ts";
import { input, read } from "./support.ts";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/formats/${name}.txt`, import.meta.url), "latin1");

const readText = (text: string, options?: ExeclogOptions) =>
  read(readExeclog(input(text), options));

test("sizes that the user gives hold, whatever the distances", async () => {
  const { references } = await readText(fixture("execlog-i386"), {
    instructionBytes: 3,
    dataBytes: 1,
  });
  const sizes = (kind: string) =>
    new Set(references.filter((line) => line.startsWith(kind)).map((line) => line.split(" ")[2]));
  expect(sizes("fetch")).toEqual(new Set(["3"]));
  expect(sizes("load")).toEqual(new Set(["1"]));
  expect(sizes("store")).toEqual(new Set(["1"]));
});

test("a forward branch that is taken is too long until it once falls through", async () => {
  const line = (address: number) => `0, 0x${address.toString(16)}, 0x90, "x"\n`;
  const taken = line(0x400) + line(0x40a);
  const fallsThrough = line(0x400) + line(0x402) + line(0x40a);
  const fetched = (await readText(taken + fallsThrough + taken)).references;
  expect(fetched.filter((fetch) => fetch.startsWith("fetch 400 "))).toEqual([
    "fetch 400 10",
    "fetch 400 2",
    "fetch 400 2",
  ]);
});

test("empty lines, which the plug-in prints for processors that never ran, mean nothing", async () => {
  const line = '0, 0x400, 0x1020304, "nop"\n';
  expect(await readText(`\n${line}\r\n\n`)).toEqual(await readText(line));
});

test("data and registers in one line; what looks like data in an instruction's text", async () => {
  const text = [
    '0, 0x400, 0x90, "odd ", load, 0x10, "text"',
    '0, 0x404, 0x90, "lw	a0,0(sp)", load, 0x0000fff0, sp -> 0x40800970, store, 0x0000fff8',
    "",
  ].join("\r\n");
  const { references, error } = await readText(text);
  expect(error).toBeUndefined();
  expect(references).toEqual(["fetch 400 4", "fetch 404 4", "load fff0 4", "store fff8 4"]);
});
