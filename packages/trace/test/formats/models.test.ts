/** The fast readers against obviously correct ones: regular expressions, a line at a time. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Input,
  type ReadOptions,
  readDin,
  readLackey,
  readXdin,
  type TraceSource,
} from "../../src/index.ts";
import { input, read } from "./support.ts";

/** References of a line; undefined if it is bad. */
type LineModel = (line: string) => string[] | undefined;

const reference = (kind: string, address: bigint, size: number) =>
  `${kind} ${address.toString(16)} ${size}`;
const number = (digits: string) => BigInt(`0x${digits}`);
const between = (size: number, most: number) => size >= 1 && size <= most;

const dinLine: LineModel = (line) => {
  if (/^[ \t\r]*$/.test(line)) return [];
  const match = /^[ \t]*([012])[ \t]+(?:0[xX])?([0-9A-Fa-f]{1,16})(?:[ \t\r].*)?$/s.exec(line);
  if (match === null) return undefined;
  const kind = ["load", "store", "fetch"][Number(match[1])];
  return [reference(kind, number(match[2]) & ~3n, 4)];
};

const xdinLine: LineModel = (line) => {
  if (/^[ \t\r]*$/.test(line)) return [];
  const match =
    /^[ \t]*([rwimvRWIMV])[ \t]+(?:0[xX])?([0-9A-Fa-f]{1,16})[ \t]+(?:0[xX])?([0-9A-Fa-f]{1,12})(?:[ \t\r].*)?$/s.exec(
      line,
    );
  if (match === null) return undefined;
  const letter = match[1].toLowerCase();
  const address = number(match[2]);
  const size = Number.parseInt(match[3], 16);
  if (!between(size, letter === "i" ? 255 : 4096)) return undefined;
  if (letter !== "v")
    return [reference({ r: "load", m: "load", w: "store" }[letter] ?? "fetch", address, size)];
  const events = [`invalidate ${address.toString(16)} 3`];
  for (let at = (address & ~3n) + 4n; at < address + BigInt(size); at += 4n)
    events.push(`invalidate ${BigInt.asUintN(64, at).toString(16)} 3`);
  return events;
};

const lackeyLine: LineModel = (line) => {
  if (/^(==|--|\*\*)\d+\1/.test(line)) return [];
  const match = /^(I | [LSM]) ([0-9A-Fa-f]{1,16}),(\d+)\r?$/.exec(line);
  if (match === null) return undefined;
  const address = number(match[2]);
  const size = Number(match[3]);
  if (!between(size, match[1] === "I " ? 255 : 4096)) return undefined;
  const kinds = { "I ": ["fetch"], " L": ["load"], " S": ["store"], " M": ["load", "store"] };
  return kinds[match[1] as keyof typeof kinds].map((kind) => reference(kind, address, size));
};

function expected(text: string, model: LineModel) {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const references: string[] = [];
  for (const [at, line] of lines.entries()) {
    const some = model(line);
    if (some === undefined) return { references, line: at + 1 };
    references.push(...some);
  }
  return { references, line: undefined };
}

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => n.toString(16)),
  fc.bigInt({ min: 0x400ff0n, max: 0x401010n }).map((n) => n.toString(16).padStart(8, "0")),
  fc.bigInt({ min: 2n ** 64n - 20n, max: 2n ** 64n - 1n }).map((n) => n.toString(16).toUpperCase()),
  fc.constantFrom(
    "0",
    "fff",
    "0000000000000001",
    "00000000000000001",
    "0x0",
    "0X1f",
    "x",
    "0x",
    "g1",
    "",
  ),
);
const blank = fc.constantFrom(" ", " ", " ", " ", "\t", "  ", "");
const end = fc.constantFrom("\n", "\n", "\n", "\r\n", " \n", "\tx y\n", "\r \n");
const join = (...parts: fc.Arbitrary<unknown>[]) => fc.tuple(...parts).map((all) => all.join(""));
const sizes = fc.oneof(fc.integer({ min: 0, max: 260 }), fc.constantFrom(4095, 4096, 4097, 99999));
const labels = (...all: string[]) => fc.constantFrom(...all);
const text = (line: fc.Arbitrary<string>) =>
  fc.tuple(fc.array(line, { maxLength: 40 }), fc.nat(2)).map(([lines, cut]) => {
    const whole = lines.join("");
    return cut === 0 ? whole.slice(0, -1) : whole;
  });

const cases: readonly {
  name: string;
  line: fc.Arbitrary<string>;
  model: LineModel;
  reader: (input: Input, options?: ReadOptions) => TraceSource;
}[] = [
  {
    name: "din",
    line: join(labels("0", "1", "2", "2", "2", " 2", "3", ""), blank, address, end),
    model: dinLine,
    reader: readDin,
  },
  {
    name: "xdin",
    line: join(
      labels("r", "w", "i", "i", "m", "v", "V", "I", " r", "c", "x"),
      blank,
      address,
      blank,
      sizes.map((n) => n.toString(16)),
      end,
    ),
    model: xdinLine,
    reader: readXdin,
  },
  {
    name: "lackey",
    line: join(
      labels("I  ", "I  ", "I  ", " L ", " S ", " M ", " X ", "I ", "==1== "),
      address,
      labels(",", ",", ",", ",", ""),
      sizes,
      labels("\n", "\n", "\n", "\r\n", " \n"),
    ),
    model: lackeyLine,
    reader: readLackey,
  },
];

describe.each(cases)("$name", ({ line, model, reader }) => {
  // Mostly good lines, or nothing after the first few would ever be read.
  const good = line.filter((one) => model(one.slice(0, -1)) !== undefined);
  test("reads what the model reads, up to the first line that is bad", () =>
    fc.assert(
      fc.asyncProperty(
        text(fc.oneof({ arbitrary: good, weight: 20 }, { arbitrary: line, weight: 1 })),
        fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 3 }),
        fc.constantFrom(16, 33, 4096),
        async (data, cuts, records) => {
          const { references, line } = expected(data, model);
          const seen = await read(reader(input(data, cuts), { records }));
          expect(seen.references).toEqual(references);
          if (line === undefined) expect(seen.error).toBeUndefined();
          else expect(seen.error).toMatch(new RegExp(`^trace: line ${line}: .*expected$`));
        },
      ),
      { numRuns: 400 },
    ));
});
