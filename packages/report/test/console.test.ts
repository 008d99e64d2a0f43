import { InputError, newBatch, PageDictionary, runMeta } from "@mcpi/trace";
import { expect, test } from "vitest";
import {
  CheckFailed,
  endingOf,
  Interrupted,
  ReaderGone,
  UsageError,
} from "../src/console/errors.ts";
import { Progress, progressLine } from "../src/console/progress.ts";
import { styleFor, wantsColour } from "../src/console/style.ts";
import { grouped, percent, textTable } from "../src/console/table.ts";

const plain = styleFor({}, {});

test("errors end with their status, and one or two lines", () => {
  expect(endingOf(new InputError("x: bad"), "mcpi sim")).toEqual({
    status: 2,
    message: "mcpi: x: bad",
  });
  expect(endingOf(new UsageError("no"), "mcpi sim")).toEqual({
    status: 2,
    message: "mcpi: no\nTry: mcpi sim --help",
  });
  expect(endingOf(new CheckFailed("it is damaged"), "mcpi")).toEqual({
    status: 1,
    message: "mcpi: it is damaged",
  });
  expect(endingOf(new Interrupted(), "mcpi")).toEqual({ status: 130, message: "" });
  expect(endingOf(new ReaderGone(), "mcpi")).toEqual({ status: 0, message: "" });
  const system = Object.assign(new Error("ENOENT: …"), {
    code: "ENOENT",
    syscall: "open",
    path: "a/b",
  });
  expect(endingOf(system, "mcpi")).toEqual({
    status: 2,
    message: "mcpi: a/b: no such file or directory",
  });
  const fault = endingOf(new TypeError("x is undefined\n  at y"), "mcpi");
  expect(fault.status).toBe(70);
  expect(fault.message.split("\n")).toHaveLength(2);
});

test("colours: FORCE_COLOR beats NO_COLOR beats the terminal", () => {
  expect(wantsColour(true, {})).toBe(true);
  expect(wantsColour(false, {})).toBe(false);
  expect(wantsColour(true, { NO_COLOR: "1" })).toBe(false);
  expect(wantsColour(true, { NO_COLOR: "" })).toBe(true);
  expect(wantsColour(false, { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(true);
  expect(wantsColour(true, { FORCE_COLOR: "0" })).toBe(false);
  expect(wantsColour(true, { TERM: "dumb" })).toBe(false);
  expect(styleFor({ isTTY: true }, {})("red", "x")).toBe("\u001b[31mx\u001b[39m");
});

test("tables are aligned, with and without colours", () => {
  const columns = [{ heading: "name" }, { heading: "n", numeric: true }];
  const rows = [
    ["a", "1"],
    ["bcdefg", "1,000"],
  ];
  const lines = ["name        n", "------  -----", "a           1", "bcdefg  1,000", ""];
  expect(textTable(columns, rows, plain)).toBe(lines.join("\n"));
  const style = styleFor({ isTTY: true }, {});
  const coloured = textTable(columns, [["a", style("red", "1")], rows[1]], style);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(lines.join("\n"));
});

test("numbers for people", () => {
  expect(grouped(0)).toBe("0");
  expect(grouped(999)).toBe("999");
  expect(grouped(1234567)).toBe("1,234,567");
  expect(percent(1, 8)).toBe("12.5%");
  expect(percent(1, 0)).toBe("");
});

test("progress says how far, how fast, and how long still", () => {
  expect(progressLine("ls.mct", 12_345_678, 2, { bytes: 50, total: 200 })).toBe(
    "ls.mct  25%  12.3 M references  6.2 M/s  0:06 left",
  );
  expect(progressLine("-", 1_000_000, 1, { bytes: 50, total: undefined })).toBe(
    "-  1.0 M references  1.0 M/s",
  );
});

test("progress is for terminals only, at most ten lines a second, and wiped", () => {
  const batch = newBatch(new PageDictionary(), 1, 0);
  batch.words[1] = runMeta(1000, 4000, false);
  batch.records = 1;
  const run = (isTTY: boolean, quiet: boolean) => {
    const written: string[] = [];
    let now = 0;
    const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
    const progress = new Progress(stream, quiet, plain, () => now);
    progress.begin("a-trace-with-a-long-name.mct");
    for (now = 10; now <= 1000; now += 10) progress.advance(batch, { bytes: now, total: 1000 });
    progress.end();
    return written;
  };
  expect(run(false, false)).toEqual([]);
  expect(run(true, true)).toEqual([]);
  const lines = run(true, false);
  expect(lines).toHaveLength(11);
  expect(lines.at(-1)).toBe("\r\u001b[K");
  for (const line of lines) expect(line.length).toBeLessThan(40 + "\r\u001b[K".length);
});

test("a terminal that does not say how wide it is has 80 columns", () => {
  const batch = newBatch(new PageDictionary(), 0, 0);
  const written: string[] = [];
  let now = 0;
  const stream = { isTTY: true, columns: 0, write: (text: string) => written.push(text) };
  const progress = new Progress(stream, false, plain, () => now);
  progress.begin("a.mct");
  now = 1000;
  progress.advance(batch, { bytes: 1, total: 2 });
  expect(written[0]).toContain("0:01 left");
});
