import { expect, test } from "vitest";
import { programSymbols, splitSymbols, symbolMapOf } from "../../src/index.ts";

const map = symbolMapOf(
  new TextEncoder().encode("00400010 20 T main\n00400030 10 T run\n80001000 40 T trap\n"),
  "x",
);
const texts = (symbols: typeof map) =>
  symbols.ranges.map(
    ({ start, end, owner }) =>
      `${start.toString(16)}-${end.toString(16)} ${symbols.functions[owner].name}`,
  );
const USER = { start: 0n, end: 0x8000_0000n };

test("functions by the name of their program; the rest of the range is unknown", () => {
  const [user, system] = splitSymbols(map, USER.end);
  expect(texts(system)).toEqual(["80001000-80001040 trap"]);
  expect(texts(programSymbols("sed", user, USER))).toEqual([
    "0-400010 sed:[unknown]",
    "400010-400030 sed:main",
    "400030-400040 sed:run",
    "400040-80000000 sed:[unknown]",
  ]);
  expect(texts(programSymbols("x", undefined, USER))).toEqual(["0-80000000 x:[unknown]"]);
});
