import { expect, test } from "vitest";
import { foreignFormats, formatNames, readForeign, sniffFormat } from "../../src/index.ts";
import { gzip, input, read } from "./support.ts";

test("names are unique, in the order of the formats", () => {
  expect(formatNames).toEqual(["din", "xdin", "lackey", "csv", "execlog", "gxemul", "champsim"]);
  for (const { description } of foreignFormats) expect(description).not.toBe("");
});

test.each([
  ["2 400100\n0 10010004 and a comment\n", "din"],
  ["  1\t0x400100", "din"],
  ["\n2 400100\r\n\r\n0 4\r\n", "din"],
  ["r 400100 4\n", "xdin"],
  ["I 0x400100 0x4 with a comment\nv 10 10\n", "xdin"],
  ["==12== Lackey, an example Valgrind tool\nI  04001090,3\n L 1ffeffe7e0,8\n", "lackey"],
  ["I  04001090,3", "lackey"],
  ["address, Size ,KIND\n", "csv"],
  ['0, 0x400580, 0x8fa40000, "lw a0,0(sp)", load, 0x7ffff5d0\n', "execlog"],
  ["Implicitly turning on -v, because of -i\r\nGXemul 0.7.0   Copyright\r\n", "gxemul"],
  ["80010000: 3c088002        lui\tt0,0x8002\r\n", "gxemul"],
  ["", undefined],
  ["\n\n", undefined],
  ["hello\n", undefined],
  ["2 400100\n3 400100\n", undefined],
  ["==12== Memcheck, a memory error detector\n", undefined],
  ["kind,address\n", undefined],
  ["\0\0\0\0", undefined],
  ["2 400", "din"],
])("%j is recognised as %s, packed or not, and nothing of it is taken", async (text, name) => {
  for (const data of [text, gzip(text)]) {
    const opened = input(data);
    expect((await sniffFormat(opened))?.name).toBe(name);
    expect(Buffer.from(await opened.peek(10_000)).toString("latin1")).toBe(text);
  }
});

test("a line that is cut where the look ends decides nothing", async () => {
  const lines = "2 40010c\n".repeat(500);
  for (const extra of ["", "x", "xyz"]) {
    const opened = input(`2 400 ${extra}\n${lines}`);
    expect((await sniffFormat(opened))?.name).toBe("din");
  }
});

test("a foreign trace by its name, by its content, or not at all", async () => {
  const text = "2 400100\n";
  expect((await read(await readForeign(input(text)))).references).toEqual(["fetch 400100 4"]);
  expect((await readForeign(input(text), {}, "lackey")).info.format).toBe("lackey");
  await expect(readForeign(input(text), {}, "dinero")).rejects.toThrow(
    'trace: format "dinero" is unknown; din, xdin, lackey, csv, execlog, gxemul, champsim were expected',
  );
  await expect(readForeign(input("hello"))).rejects.toThrow(
    "trace: input: its format is not recognised; one of din, xdin, ",
  );
});
