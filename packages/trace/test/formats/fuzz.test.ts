/**
 * Mutated, cut and random input of every reader: a valid stream, or an InputError with a position
 * after everything that comes before it; never another exception, however the bytes are cut.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foreignFormats, InputError, inputFrom } from "../../src/index.ts";
import { bytes, Collector, chunked } from "./support.ts";

const hex = fc
  .oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0x400ff0n, max: 0x401010n }))
  .map((n) => n.toString(16));
const line = (...parts: (string | fc.Arbitrary<string | number>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((texts) => texts.join(""));
const size = fc.integer({ min: 1, max: 300 });
const hexSize = size.map((n) => n.toString(16));
const word = hex.map((digits) => digits.slice(-8).padStart(8, "0"));

/** Lines of which nearly all are good. */
const LINES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  din: fc.oneof(
    line(fc.constantFrom("0", "1", "2", "2"), " ", hex),
    line(
      fc.constantFrom("0", " 1", "2\t"),
      "  0x",
      hex,
      fc.constantFrom("", " # comment", "\r", "\t"),
    ),
    fc.constantFrom("", "  ", "3 400", "2", "2 xyz"),
  ),
  xdin: fc.oneof(
    line(fc.constantFrom("r", "w", "i", "i", "m", "R"), " ", hex, " ", hexSize),
    line(
      fc.constantFrom("v", "I\t"),
      " 0x",
      hex,
      "\t0x",
      hexSize,
      fc.constantFrom("", " comment", "\r"),
    ),
    fc.constantFrom("", "c 400 4", "v 400 0", "r 400", "i 400 101"),
  ),
  lackey: fc.oneof(
    line(fc.constantFrom("I  ", "I  ", " L ", " S ", " M "), hex, ",", size),
    fc.constantFrom("==12== hello", "--12-- hello", "I  400,4\r", "hello", "", " L 400,4097"),
  ),
  csv: fc.oneof(
    line(
      fc.constantFrom("fetch", "load", "w"),
      ",0x",
      hex,
      ",",
      size,
      ",",
      fc.constantFrom("0", "7", ""),
    ),
    line(
      '"r","',
      hex.map((digits) => BigInt(`0x${digits}`).toString()),
      '",4,1',
    ),
    fc.constantFrom("", "fetch,0x400,4", 'r,0x400,"4,1', "x,0x400,4,0", "r,0x400,0,0"),
  ),
  execlog: fc.oneof(
    line("0, 0x", hex, ', 0x8fa40000, "lw a0,0(sp)", load, 0x', hex),
    line("0, 0x", hex, ', 0x90, "nop"', fc.constantFrom("", ", sp -> 0x10", "\r")),
    line("0, 0x", hex, ', 0x90, "rep"', ...Array.from({ length: 12 }, () => ", store, 0x1000")),
    fc.constantFrom('1, 0x400, 0x0, "x"', '0, 0x400, 0x0, "x", load, 0x10, RAM', "", "hello"),
  ),
  gxemul: fc.oneof(
    line(word, ": 8d0a0000        lw\tt2,0(t0)\t[0x", word, "]"),
    line(word, ": a10b0009 (d)    sb\tt3,9(t0)\t[0x", word, " = name]"),
    line(word, ": 00000000        nop"),
    fc.constantFrom("<loop>", "[ exception ADEL vaddr=0x00000000 pc=0x80010044 ]", "hello", ""),
    fc.constantFrom("80010000: 8d0a0000        lw\tt2", "80010000: 8d0a0000        xx\tt2\t[0x10]"),
  ),
};
const HEADERS: Readonly<Record<string, string>> = { csv: "kind,address,size,space\n" };

const good = (name: string) =>
  fc.array(LINES[name], { maxLength: 60 }).map((lines) => {
    const text = `${HEADERS[name] ?? ""}${lines.join("\n")}\n`;
    return bytes(text);
  });

const record = fc
  .tuple(
    fc.bigInt({ min: 0x400000n, max: 0x400020n }),
    fc.constantFrom(0, 0, 0, 1, 2),
    fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 6, maxLength: 6 }),
  )
  .map(([address, branch, data]) => {
    const view = new DataView(new ArrayBuffer(64));
    view.setBigUint64(0, address, true);
    view.setUint8(8, branch);
    for (const [i, value] of data.entries())
      view.setBigUint64(16 + 8 * i, value % 3n ? 0n : value, true);
    return new Uint8Array(view.buffer);
  });
const records = fc
  .array(record, { maxLength: 40 })
  .map((list) => Uint8Array.from(list.flatMap((bytes) => [...bytes])));

/** Cut, changed, or with something put in. */
const mutated = (whole: fc.Arbitrary<Uint8Array>) =>
  fc
    .tuple(
      whole,
      fc.constantFrom("nothing", "cut", "change", "insert"),
      fc.nat(),
      fc.oneof(fc.nat(255), fc.constantFrom(10, 13, 32, 48, 34, 44, 0)),
    )
    .map(([data, how, place, byte]) => {
      const at = data.length === 0 ? 0 : place % data.length;
      if (how === "cut") return data.slice(0, at);
      if (how === "change" && data.length > 0) return data.with(at, byte);
      if (how === "insert") return Uint8Array.from([...data.slice(0, at), byte, ...data.slice(at)]);
      return data;
    });

async function outcome(name: string, data: Uint8Array, lengths: readonly number[]) {
  const format = foreignFormats.find((candidate) => candidate.name === name)!;
  const collector = new Collector();
  let error: string | undefined;
  try {
    const source = await format.read(inputFrom(chunked(data, lengths)), { records: 24 });
    for await (const batch of source.batches()) collector.take(batch);
  } catch (caught) {
    if (!(caught instanceof InputError)) throw caught;
    error = caught.message;
  }
  return { references: collector.all(), error };
}

/** What comes before the line or record that an error names. */
function before(data: Uint8Array, error: string): Uint8Array {
  const [, lineNumber, recordByte] = /^trace: (?:line (\d+)|record \d+ \(byte (\d+)\)): ./.exec(
    error,
  )!;
  if (recordByte !== undefined) return data.slice(0, Number(recordByte));
  let at = 0;
  for (let n = 1; n < Number(lineNumber); n++) at = data.indexOf(10, at) + 1;
  return data.slice(0, at);
}

describe.each(foreignFormats.map(({ name }) => name))("%s", (name) => {
  const whole = name === "champsim" ? records : good(name);
  const lengths = fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 5 });

  test("mutated and cut", () =>
    fc.assert(
      fc.asyncProperty(mutated(whole), lengths, async (data, cuts) => {
        const read = await outcome(name, data, []);
        expect(await outcome(name, data, cuts)).toEqual(read);
        if (read.error === undefined) return;
        expect(read.error).toMatch(/expected/);
        const rest = before(data, read.error);
        if (rest.length > 0)
          expect(await outcome(name, rest, cuts)).toEqual({ ...read, error: undefined });
      }),
      { numRuns: 250 },
    ));

  test("random", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), lengths, async (data, cuts) => {
        const read = await outcome(name, data, []);
        expect(await outcome(name, data, cuts)).toEqual(read);
        if (read.error !== undefined) expect(read.error).toMatch(/^trace: (line|record) \d+/);
      }),
      { numRuns: 100 },
    ));
});
