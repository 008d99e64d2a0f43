import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ElfFile, InputError, readElf, symbolMapOf } from "../../src/index.ts";
import { GLOBAL_FUNC, GLOBAL_LABEL, GLOBAL_OBJECT, LOCAL_FUNC, makeElf } from "./make-elf.ts";

const SYMBOLS = [
  { name: "start", value: 0x80001000, size: 0x20, info: GLOBAL_FUNC, section: 1 },
  { name: "helper", value: 0x80001020, size: 0x10, info: LOCAL_FUNC, section: 1 },
  { name: "label", value: 0x80001040, info: GLOBAL_LABEL, section: 1 },
  { name: "table", value: 0x80011000, size: 0x40, info: GLOBAL_OBJECT, section: 2 },
  { name: "elsewhere", value: 0, info: GLOBAL_FUNC, section: 0 },
  { name: "absolute", value: 0x1234, info: GLOBAL_LABEL, section: 0xfff1 },
];

describe("a file made by hand", () => {
  for (const bits of [32, 64] as const)
    for (const little of [false, true])
      test(`of ${bits} bits, ${little ? "little" : "big"}-endian`, () => {
        const bytes = makeElf({ bits, little, symbols: SYMBOLS, textAddress: 0x80001000 });
        const file = readElf(bytes, "kernel.elf");
        expect(file).toMatchObject({
          bits,
          littleEndian: little,
          type: 2,
          machine: bits === 32 ? 8 : 62,
          flags: 0x1001,
          entry: 0x80001000n,
          symbolTable: ".symtab",
        });
        expect(file.segments).toEqual([
          {
            virtualAddress: 0x80001000n,
            physicalAddress: 0x80001000n,
            fileOffset: bits === 32 ? 84 : 120,
            fileSize: 0x100,
            memorySize: 0x110n,
            readable: true,
            writable: false,
            executable: true,
          },
        ]);
        expect(file.sections.map(({ name, address, size }) => [name, address, size])).toMatchObject(
          [
            ["", 0n, 0n],
            [".text", 0x80001000n, 0x100n],
            [".data", 0x80011000n, 0x100n],
            [".symtab", 0n, expect.anything()],
            [".strtab", 0n, expect.anything()],
            [".shstrtab", 0n, expect.anything()],
          ],
        );
        expect(
          file.symbols.map((s) => [s.name, s.value, s.size, s.type, s.binding, s.section]),
        ).toEqual([
          ["start", 0x80001000n, 0x20n, "function", "global", 1],
          ["helper", 0x80001020n, 0x10n, "function", "local", 1],
          ["label", 0x80001040n, 0n, "none", "global", 1],
          ["table", 0x80011000n, 0x40n, "object", "global", 2],
          ["absolute", 0x1234n, 0n, "none", "global", undefined],
        ]);
      });

  test("has the symbols of .dynsym where there is no .symtab", () => {
    const bytes = makeElf({
      bits: 64,
      little: true,
      symbols: SYMBOLS,
      tableType: 11,
      textAddress: 0x80001000,
    });
    expect(readElf(bytes, "a").symbolTable).toBe(".dynsym");
    expect(readElf(bytes, "a").symbols).toHaveLength(5);
  });
});

describe("malformed files", () => {
  const good = () =>
    makeElf({ bits: 32, little: false, symbols: SYMBOLS, textAddress: 0x80001000 });
  const changed = (change: (view: DataView, bytes: Uint8Array) => void) => {
    const bytes = good();
    change(new DataView(bytes.buffer), bytes);
    return bytes;
  };
  const header = (index: number) => good().length - (6 - index) * 40;

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "k: byte 0: the magic number of an ELF file"],
    ["text", new TextEncoder().encode("hello"), "k: byte 0: the magic number"],
    ["magic only", good().slice(0, 4), "k: byte 4: the file ends at byte 4; the ELF class"],
    [
      "class",
      changed((v) => v.setUint8(4, 3)),
      "k: byte 4: ELF class 3 is unknown; 1 (32 bit) or 2",
    ],
    ["order", changed((v) => v.setUint8(5, 0)), "k: byte 5: ELF byte order 0 is unknown"],
    [
      "version",
      changed((v) => v.setUint8(6, 2)),
      "k: byte 6: ELF version 2 is unknown; 1 was expected",
    ],
    [
      "half a header",
      good().slice(0, 40),
      "k: byte 46: the file ends at byte 40; the size of a section",
    ],
    [
      "sections beyond the end",
      changed((v) => v.setUint32(32, 0x7fffffff)),
      "k: byte 32: the first section header (40 bytes at byte 2147483647) does not lie in the file",
    ],
    [
      "too many sections",
      changed((v) => v.setUint16(48, 0xfeff)),
      "k: byte 32: the section header table",
    ],
    [
      "small section headers",
      changed((v) => v.setUint16(46, 8)),
      "k: byte 46: section headers have 8 bytes; 40 were expected",
    ],
    [
      "small program headers",
      changed((v) => v.setUint16(42, 8)),
      "k: byte 42: program headers have 8 bytes; 32 were expected",
    ],
    [
      "program headers beyond the end",
      changed((v) => v.setUint32(28, 0xffffff)),
      "k: byte 28: the program header table",
    ],
    [
      "segment beyond the end",
      changed((v) => v.setUint32(52 + 16, 0xffffff)),
      "k: byte 52: a segment (16777215 bytes",
    ],
    [
      "segment smaller than its file part",
      changed((v) => v.setUint32(52 + 20, 1)),
      "k: byte 72: a segment has 1 bytes in memory",
    ],
    [
      "segment past the last address",
      changed((v) => v.setUint32(52 + 8, 0xfffffff8)),
      "k: byte 60: a segment ends beyond address 2^32",
    ],
    [
      "section past the last address",
      changed((v) => v.setUint32(header(1) + 12, 0xfffffff0)),
      `k: byte ${header(1)}: a section ends beyond address 2^32`,
    ],
    [
      "no such section of names",
      changed((v) => v.setUint16(50, 9)),
      "k: byte 50: section 9 of 6 does not exist",
    ],
    [
      "names are no strings",
      changed((v) => v.setUint16(50, 1)),
      `k: byte ${header(1) + 4}: section 1 has type 1; a string table (3) was expected`,
    ],
    [
      "strings beyond the end",
      changed((v) => v.setUint32(header(4) + 20, 0xffffff)),
      `k: byte ${header(4)}: a string table`,
    ],
    [
      "name beyond its table",
      changed((v) => v.setUint32(header(1), 0xffff)),
      `k: byte ${header(1)}: a name is at 65535 in its string table`,
    ],
    [
      "name without an end",
      changed((_, b) => b.fill(65, header(0) - 4, header(0))),
      "a name has no end",
    ],
    [
      "symbols beyond the end",
      changed((v) => v.setUint32(header(3) + 20, 0x10000000)),
      `k: byte ${header(3)}: .symtab (268435456 bytes`,
    ],
    [
      "part of a symbol",
      changed((v) => v.setUint32(header(3) + 20, 33)),
      `k: byte ${header(3)}: .symtab has 33 bytes; a multiple of 16`,
    ],
    [
      "small symbols",
      changed((v) => v.setUint32(header(3) + 36, 0)),
      `k: byte ${header(3)}: symbols of .symtab have 0 bytes; 16 were expected`,
    ],
    [
      "symbol in no section",
      changed((v) => v.setUint16(84 + 0x100 + 16 + 14, 77)),
      "k: byte 370: a symbol is in section 77; the file has 6",
    ],
    [
      "extended index without its table",
      changed((v) => v.setUint16(84 + 0x100 + 16 + 14, 0xffff)),
      "k: byte 356: a symbol's section index is in the table of extended indexes",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => readElf(bytes, "k")).toThrow(InputError);
    expect(() => readElf(bytes, "k")).toThrow(message);
  });

  test("names that overlap without bound are refused, shared ends of names are not", () => {
    // 4,000 symbols, each of whose names begins one byte later in the same long string.
    const long = (step: number) => {
      const symbols = Array.from({ length: 4000 }, (_, i) => ({
        name: i === 0 ? "x".repeat(8000) : "",
        value: 0x400000 + (i % 0x80),
        info: GLOBAL_FUNC,
        section: 1,
      }));
      const bytes = makeElf({ bits: 64, little: true, symbols });
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < 4000; i++)
        view.setUint32(120 + 0x100 + 24 * (i + 1), 1 + ((i * step) % 8000), true);
      return bytes;
    };
    expect(() => readElf(long(1), "k")).toThrow(
      "the names overlap so much that they have more than 16 times",
    );
    expect(readElf(long(2000), "k").symbols).toHaveLength(4000);
  });
});

/** Runs a tool; undefined if it is not installed. */
function run(tool: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(tool, args, {
      encoding: "utf8",
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

const missing = ["gcc", "nm", "readelf", "objcopy", "strip"].filter(
  (tool) => run(tool, "--version") === undefined,
);

describe.skipIf(missing.length > 0)(
  `a program made by gcc${missing.length > 0 ? ` (skipped: ${missing.join(", ")} not installed)` : ""}`,
  () => {
    let folder = "";
    const path = (name: string) => join(folder, name);
    const read = (name: string): ElfFile => readElf(readFileSync(path(name)), name);

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "elf-test-"));
      writeFileSync(
        path("p.c"),
        `#include <stdio.h>
        static int helper(int x) { return 3 * x + 1; }
        int visible(int x) { return helper(x) + 1; }
        int alias(int x) __attribute__((alias("visible")));
        int weak(void) __attribute__((weak));
        int weak(void) { return 7; }
        __asm__(".text\\n.globl bare\\nbare: nop\\n nop\\nlocal: nop\\n");
        int main(int c, char **v) { printf("%d", visible(c) + weak()); return 0; }\n`,
      );
      const gcc = (...args: string[]) => run("gcc", "-O1", "-fno-inline", path("p.c"), ...args);
      gcc("-o", path("pie"));
      gcc("-no-pie", "-o", path("fixed"));
      gcc("-shared", "-fPIC", "-o", path("lib.so"));
      gcc("-c", "-o", path("p.o"));
      run("strip", "-o", path("stripped"), path("pie"));
      run("objcopy", "--only-keep-debug", path("pie"), path("pie.debug"));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test.each([
      "pie",
      "fixed",
      "lib.so",
      "pie.debug",
    ])("%s has the symbols that nm prints", (name) => {
      const file = read(name);
      // nm leaves out FILE and SECTION symbols without -a; so does "defined symbols with a name".
      const ours = file.symbols
        .filter((s) => s.name !== "" && !/\.[co]$|^crtstuff/.test(s.name))
        .map((s) => `${s.value.toString(16).padStart(16, "0")} ${s.name}`)
        .sort();
      const theirs = run("nm", "--defined-only", path(name))!
        .trim()
        .split("\n")
        .map((line) => line.replace(/^(\S+) \S (.*)$/, "$1 $2"))
        .sort();
      expect(theirs.length).toBeGreaterThan(10);
      expect(ours).toEqual(theirs);
    });

    test("functions and their sizes are those that readelf prints", () => {
      const rows = run("readelf", "-W", "--syms", path("pie"))!
        .split("Symbol table '.symtab'")[1]
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter((row) => row[3] === "FUNC" && row[6] !== "UND");
      const theirs = rows.map(
        (row) => `${row[7]} ${BigInt(`0x${row[1]}`)} ${Number(row[2])} ${row[4].toLowerCase()}`,
      );
      const ours = read("pie")
        .symbols.filter((s) => s.type === "function")
        .map((s) => `${s.name} ${s.value} ${s.size} ${s.binding}`);
      expect(ours).toEqual(theirs);
      expect(ours.some((line) => line.startsWith("helper "))).toBe(true);
    });

    test("sections and segments are those that readelf prints", () => {
      const file = read("pie");
      const sections = run("readelf", "-W", "-S", path("pie"))!
        .split("\n")
        .flatMap((line) => {
          const match =
            /^ +\[ *\d+\] (\S+) +\S+ +([0-9a-f]{16}) [0-9a-f]+ ([0-9a-f]+) \S+ +([A-Zl]*) /.exec(
              line,
            );
          return match === null
            ? []
            : [
                `${match[1]} ${BigInt(`0x${match[2]}`)} ${BigInt(`0x${match[3]}`)} ${match[4].includes("X")}`,
              ];
        });
      expect(sections.length).toBe(file.sections.length - 1);
      expect(
        file.sections.slice(1).map((s) => `${s.name} ${s.address} ${s.size} ${s.executable}`),
      ).toEqual(sections);
      const loads = run("readelf", "-W", "-l", path("pie"))!
        .split("\n")
        .flatMap((line) => {
          const match = /^ +LOAD +0x(\S+) 0x(\S+) 0x\S+ 0x(\S+) 0x(\S+) (...)/.exec(line);
          return match === null
            ? []
            : [[...match.slice(1, 5).map((hex) => BigInt(`0x${hex}`)), match[5]].join(" ")];
        });
      expect(
        file.segments.map((s) =>
          [
            s.fileOffset,
            s.virtualAddress,
            s.fileSize,
            s.memorySize,
            `${s.readable ? "R" : " "}${s.writable ? "W" : " "}${s.executable ? "E" : " "}`,
          ].join(" "),
        ),
      ).toEqual(loads);
    });

    test("every function owns its bytes, aliases and labels by the rules", () => {
      const map = symbolMapOf(readFileSync(path("pie")), "pie", 0x10000n);
      const find = (address: bigint) =>
        map.functions[map.functionAt(Number((address + 0x10000n) >> 12n), Number(address & 0xfffn))]
          ?.name;
      for (const symbol of read("pie").symbols)
        if (symbol.type === "function" && symbol.size > 0n) {
          const name =
            symbol.name === "alias" ? "alias" : symbol.name === "visible" ? "alias" : symbol.name;
          expect(find(symbol.value)).toBe(name);
          expect(find(symbol.value + symbol.size - 1n)).toBe(name);
        }
      const bare = read("pie").symbols.find((s) => s.name === "bare")!;
      expect(find(bare.value + 2n)).toBe("bare");
      const plt = read("pie").sections.find((s) => s.name === ".plt")!;
      expect(find(plt.address)).toBe("[pie .plt]");
    });

    test("a stripped program is its sections, an object file is refused", () => {
      const stripped = symbolMapOf(readFileSync(path("stripped")), "stripped");
      expect(read("stripped").symbolTable).toBe(".dynsym");
      const text = read("stripped").sections.find((s) => s.name === ".text")!;
      const at = stripped.functionAt(Number(text.address >> 12n), Number(text.address & 0xfffn));
      expect(stripped.functions[at]).toMatchObject({
        name: "[stripped .text]",
        section: ".text",
        size: text.size,
      });
      expect(() => symbolMapOf(readFileSync(path("p.o")), "p.o")).toThrow(
        "p.o: byte 16: this is a relocatable object",
      );
    });
  },
);

describe("damaged files", () => {
  const bases = [
    makeElf({ bits: 32, little: false, symbols: SYMBOLS, textAddress: 0x80001000 }),
    makeElf({ bits: 64, little: true, symbols: SYMBOLS, textAddress: 0x80001000 }),
  ];
  if (missing.length === 0) {
    const folder = mkdtempSync(join(tmpdir(), "elf-fuzz-"));
    writeFileSync(
      join(folder, "q.c"),
      "int f(int x) { return x + 1; } int main(void) { return f(1); }\n",
    );
    run("gcc", "-O1", "-o", join(folder, "q"), join(folder, "q.c"));
    bases.push(new Uint8Array(readFileSync(join(folder, "q"))));
    rmSync(folder, { recursive: true });
  }

  test("are read or refused with a position, never worse", () => {
    let refused = 0;
    const interesting = fc.constantFrom(0, 1, 2, 3, 11, 18, 0x7f, 0x80, 0xff);
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(
          fc.record({
            // Headers decide most, so half of the changes are in them or near the end.
            at: fc.oneof(
              fc.integer({ min: 0, max: 200 }),
              fc.double({ min: 0, max: 1, noNaN: true }),
              fc.integer({ min: -400, max: -1 }),
            ),
            value: fc.oneof(interesting, fc.nat(255)),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
        ),
        (base, changes, kept) => {
          const bytes = base.slice(0, Math.ceil(base.length * kept));
          for (const { at, value } of changes) {
            const where =
              at < 0
                ? bytes.length + at
                : Number.isInteger(at)
                  ? at
                  : Math.floor(at * bytes.length);
            if (where >= 4 && where < bytes.length) bytes[where] = value;
          }
          try {
            symbolMapOf(bytes, "fuzz");
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            expect((error as Error).message).toMatch(
              /^fuzz: (byte \d|line \d|the file has no|no function|with base)/,
            );
            refused++;
          }
        },
      ),
      { numRuns: 4000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});
