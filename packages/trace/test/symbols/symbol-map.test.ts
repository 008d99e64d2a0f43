import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  combineSymbolMaps,
  FunctionLookup,
  NO_FUNCTION,
  PageDictionary,
  type SymbolMap,
  symbolMapOf,
} from "../../src/index.ts";
import { type Claim, ownedRanges } from "../../src/symbols/function-ranges.ts";
import {
  GLOBAL_FUNC,
  GLOBAL_IFUNC,
  GLOBAL_LABEL,
  GLOBAL_OBJECT,
  LOCAL_FUNC,
  LOCAL_LABEL,
  type MadeSymbol,
  makeElf,
  WEAK_FUNC,
} from "./make-elf.ts";

const text = (lines: string) => new TextEncoder().encode(lines);

function nameAt(map: SymbolMap, address: number | bigint): string | undefined {
  const at = BigInt(address);
  return map.functions[map.functionAt(Number(at >> 12n), Number(at & 0xfffn))]?.name;
}

/** The functions of a 32-bit big-endian ELF file whose .text is 0x400000 to 0x400100. */
function elfMap(symbols: MadeSymbol[], base = 0n): SymbolMap {
  return symbolMapOf(makeElf({ bits: 32, little: false, symbols }), "dir/k.elf", base);
}

const at = (value: number, name: string, info: number, size = 0): MadeSymbol => ({
  name,
  value: 0x400000 + value,
  size,
  info,
  section: 1,
});

/** Owners of 0x400000 to 0x400100 as "start name" lines. */
function owners(map: SymbolMap): string[] {
  const out: string[] = [];
  let last: string | undefined;
  for (let i = 0; i < 0x100; i++) {
    const name = nameAt(map, 0x400000 + i);
    if (name !== last || i === 0) out.push(`${i.toString(16)} ${name}`);
    last = name;
  }
  return out;
}

describe("functions of an ELF file", () => {
  test("own their bytes; the rest is the section's", () => {
    const map = elfMap([at(0x10, "main", GLOBAL_FUNC, 0x20), at(0x40, "helper", LOCAL_FUNC, 8)]);
    expect(owners(map)).toEqual([
      "0 [k.elf .text]",
      "10 main",
      "30 [k.elf .text]",
      "40 helper",
      "48 [k.elf .text]",
    ]);
    expect(map.functions).toEqual([
      {
        name: "[k.elf .text]",
        address: 0x400000n,
        size: 0xd8n,
        section: ".text",
        file: "dir/k.elf",
      },
      { name: "main", address: 0x400010n, size: 0x20n, section: ".text", file: "dir/k.elf" },
      { name: "helper", address: 0x400040n, size: 8n, section: ".text", file: "dir/k.elf" },
    ]);
    expect(nameAt(map, 0x3fffff)).toBeUndefined();
    expect(nameAt(map, 0x400100)).toBeUndefined();
    expect(map.functionAt(0, 0)).toBe(NO_FUNCTION);
  });

  test("without a size reach to the next symbol, or to the end of the section", () => {
    const map = elfMap([
      at(0, "vector", GLOBAL_LABEL),
      at(0x20, "handler", GLOBAL_FUNC),
      at(0x28, "inner", LOCAL_LABEL),
      at(0x30, "table", GLOBAL_OBJECT, 8),
      at(0x40, "sized", GLOBAL_FUNC, 0x10),
      at(0x44, "in_sized", GLOBAL_LABEL),
      at(0x60, "last", LOCAL_FUNC),
      at(0x100, "etext", GLOBAL_LABEL),
    ]);
    expect(owners(map)).toEqual([
      "0 vector",
      "20 handler",
      "30 [k.elf .text]",
      "40 sized",
      "50 [k.elf .text]",
      "60 last",
    ]);
  });

  test("of one address: a function before a label, global before local, then underscores, length", () => {
    const best = (...names: [string, number][]) => {
      const symbols = names.map(([name, info]) => at(0, name, info, 8));
      const name = nameAt(elfMap(symbols), 0x400000);
      // Whatever the order of the table.
      expect(nameAt(elfMap(symbols.toReversed()), 0x400000)).toBe(name);
      return name;
    };
    expect(best(["a", GLOBAL_LABEL], ["__b", LOCAL_FUNC])).toBe("__b");
    expect(best(["a", LOCAL_FUNC], ["__b", WEAK_FUNC])).toBe("__b");
    expect(best(["read", WEAK_FUNC], ["__read", GLOBAL_FUNC])).toBe("read");
    expect(best(["read", WEAK_FUNC], ["readv", GLOBAL_FUNC])).toBe("read");
    expect(best(["b", GLOBAL_IFUNC], ["a", GLOBAL_FUNC])).toBe("a");
  });

  test("of which one lies in the other: the inner one owns its bytes", () => {
    const map = elfMap([at(0, "outer", GLOBAL_FUNC, 0x40), at(0x10, "inner", LOCAL_FUNC, 0x10)]);
    expect(owners(map)).toEqual(["0 outer", "10 inner", "20 outer", "40 [k.elf .text]"]);
    expect(map.functions.map((f) => f.size)).toEqual([0x30n, 0x10n, 0xc0n]);
  });

  test("longer than their section end with it; functions in no section are refused", () => {
    expect(owners(elfMap([at(0xf0, "f", GLOBAL_FUNC, 0x999)]))).toEqual([
      "0 [k.elf .text]",
      "f0 f",
    ]);
    expect(() => elfMap([at(0x5000, "f", GLOBAL_FUNC, 4)])).toThrow(
      /^dir\/k.elf: byte \d+: function f is at 0x405000, in no executable section; its own, .text, is 0x400000-0x400100$/,
    );
  });

  test("of compressed MIPS code begin at the even address", () => {
    expect(nameAt(elfMap([at(0x11, "f", GLOBAL_FUNC, 8)]), 0x400010)).toBe("f");
  });

  test("are moved by the base", () => {
    const map = elfMap([at(0, "f", GLOBAL_FUNC, 8)], 0x5555_0000_0000n);
    expect(nameAt(map, 0x5555_0040_0004n)).toBe("f");
    expect(nameAt(map, 0x400004)).toBeUndefined();
    expect(() => elfMap([], 2n ** 64n - 0x1000n)).toThrow("addresses have 64 bits");
  });

  test("the last page of the address space can be looked up", () => {
    const map = symbolMapOf(text("fffffffffffff000 1000 T last\n"), "n");
    expect(nameAt(map, 2n ** 64n - 1n)).toBe("last");
    expect(map.functions[0].size).toBe(0x1000n);
  });
});

/** The rules of function-ranges.ts, address by address. */
function ownerByRules(claims: readonly Claim[], bounds: readonly bigint[], address: bigint) {
  const better = (a: Claim, b: Claim): Claim => {
    const rank = (c: Claim) => [
      c.isFunction ? 0 : 1,
      c.isVisible ? 0 : 1,
      /^_*/.exec(c.name)![0].length,
      c.name.length,
    ];
    const [left, right] = [rank(a), rank(b)];
    for (let i = 0; i < 4; i++) if (left[i] !== right[i]) return left[i] < right[i] ? a : b;
    return a.name === b.name ? (a.size < b.size ? a : b) : a.name < b.name ? a : b;
  };
  const choose = (list: Claim[]): Claim | undefined => {
    if (list.length === 0) return undefined;
    const latest = list.reduce((most, c) => (c.start > most ? c.start : most), list[0].start);
    return list.filter((c) => c.start === latest).reduce(better);
  };
  const covers = (c: Claim, where: bigint) => c.start <= where && where < c.start + c.size;
  const sized = choose(claims.filter((c) => covers(c, address)));
  if (sized !== undefined) return sized.name;
  return choose(
    claims.filter(
      (c) =>
        c.size === 0n &&
        c.start <= address &&
        address < c.limit &&
        !claims.some((other) => covers(other, c.start)) &&
        ![...claims.map((other) => other.start), ...bounds].some(
          (start) => start > c.start && start <= address,
        ),
    ),
  )?.name;
}

test("ranges agree with the rules at every address, whatever the symbols and their order", () => {
  const claim = fc.record({
    name: fc.constantFrom("a", "_a", "bb", "__c", "d", "e", "ff", "_g"),
    section: fc.constant(".text"),
    start: fc.bigInt(0n, 40n),
    size: fc.oneof(fc.constant(0n), fc.bigInt(0n, 20n)),
    limit: fc.constant(64n),
    isFunction: fc.boolean(),
    isVisible: fc.boolean(),
  });
  const area = { name: "[rest]", section: ".text", start: 2n, end: 64n };
  fc.assert(
    fc.property(
      fc.array(claim, { maxLength: 10 }),
      fc.array(fc.bigInt(0n, 50n), { maxLength: 2 }),
      (claims, bounds) => {
        const ranges = ownedRanges(claims, bounds, [area]);
        for (let i = 1; i < ranges.length; i++)
          expect(ranges[i].start).toBeGreaterThanOrEqual(ranges[i - 1].end);
        for (let address = 0n; address < 70n; address++) {
          const range = ranges.find((r) => r.start <= address && address < r.end);
          const expected =
            ownerByRules(claims, bounds, address) ??
            (address >= 2n && address < 64n ? "[rest]" : undefined);
          expect(range?.owner.name).toBe(expected);
        }
      },
    ),
    { numRuns: 400 },
  );
});

describe("text as nm prints it", () => {
  test("with and without sizes, with types that are no functions", () => {
    const map = symbolMapOf(
      text(
        [
          "# a comment",
          "                 U printf",
          "                 w __gmon_start__",
          "0000000000401000 T main",
          "0000000000401020 0000000000000008 t helper",
          "0000000000401030 W weak(int, char*)",
          "0000000000401040 i resolver\r",
          "0000000000401044 r table",
          "",
          "0000000000000000 a file.c",
          "0x402ff0 T last",
        ].join("\n"),
      ),
      "p.nm",
    );
    expect(map.functions).toEqual(
      (
        [
          ["main", 0x401000n, 0x20n],
          ["helper", 0x401020n, 8n],
          ["weak(int, char*)", 0x401030n, 0x10n],
          ["resolver", 0x401040n, 4n],
          ["last", 0x402ff0n, 0x10n],
        ] as const
      ).map(([name, address, size]) => ({ name, address, size, section: "", file: "p.nm" })),
    );
  });

  test("with modules as in /proc/kallsyms", () => {
    const map = symbolMapOf(
      text("ffffffff81000000 T _stext\nffffffffc0000000 t probe\t[e1000]\n"),
      "kallsyms",
    );
    expect(map.functions.map((f) => [f.name, f.section])).toEqual([
      ["_stext", ""],
      ["probe", "e1000"],
    ]);
    expect(nameAt(map, 0xffffffffc0000fffn)).toBe("probe");
    expect(nameAt(map, 0xffffffffc0001000n)).toBeUndefined();
  });

  test.each([
    ["401000 T main\nmain.o:\n", 'p: line 2: "main.o:" is no symbol; "address type name"'],
    ["401000 T\n", 'p: line 1: "401000 T" is no symbol'],
    ["0123456789abcdef0 T main\n", "is no symbol"],
    ["401000 D data\n", "p: no function was found"],
    ["", "p: no function was found"],
    ["0 T a\n0 t b\n", "p: every function has address 0"],
    ["ffffffffffffff00 101 T f\n", "p: line 1: f would end beyond the last 64-bit address"],
  ])("%j is refused", (lines, message) => {
    expect(() => symbolMapOf(text(lines), "p")).toThrow(message);
  });
});

describe("several files", () => {
  const program = symbolMapOf(text("401000 100 T main\n403000 100 T late\n"), "program");
  const library = symbolMapOf(text("1000 100 T main\n"), "lib.so", 0x401000n);

  test("are one map, numbered by address", () => {
    const map = combineSymbolMaps([program, library]);
    expect(map.functions.map((f) => `${f.name} ${f.file}`)).toEqual([
      "main program",
      "main lib.so",
      "late program",
    ]);
    for (const [i, f] of map.functions.entries())
      expect(map.functionAt(Number(f.address >> 12n), 0x10)).toBe(i);
    expect(combineSymbolMaps([]).functions).toEqual([]);
  });

  test("that claim one address are refused, both named", () => {
    const clash = symbolMapOf(text("10f0 100 T f\n"), "other.so", 0x400000n);
    expect(() => combineSymbolMaps([program, clash])).toThrow(
      "symbols: f of other.so (0x4010f0-0x4011f0) overlaps main of program (0x401000-0x401100); every file needs a base (file@base) of its own",
    );
    expect(() => new FunctionLookup(new PageDictionary(), [program, clash])).toThrow("overlaps");
  });
});

describe("look-up by compact address", () => {
  const ranges = fc.uniqueArray(
    fc.record({
      start: fc.integer({ min: 0, max: 600 }).map((n) => n * 32),
      size: fc.constantFrom(0, 1, 4, 32, 4096, 9000),
    }),
    { maxLength: 30, selector: (range) => range.start },
  );

  test("agrees with the map, in any order of pages", () => {
    fc.assert(
      fc.property(
        ranges,
        fc.array(fc.integer({ min: 0, max: 32000 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0n, 0xffff_8000_0000_0000n, 2n ** 63n),
        (list, addresses, base) => {
          const lines = list.map(
            (r, i) => `${r.start.toString(16)} ${r.size.toString(16).padStart(4, "0")} T f${i}`,
          );
          fc.pre(lines.length > 1 && list.some((r) => r.start > 0));
          const map = symbolMapOf(text(lines.join("\n")), "p", base);
          const pages = new PageDictionary();
          const lookup = new FunctionLookup(pages, [map]);
          for (const address of addresses) {
            const vpn = Number((BigInt(address) + base) >> 12n);
            const compact = (pages.id(vpn, 3, 7, 0) << 12) | (address & 0xfff);
            const expected = map.ranges.find(
              (r) => r.start <= BigInt(address) + base && BigInt(address) + base < r.end,
            );
            expect(map.functionAt(vpn, address & 0xfff)).toBe(expected?.owner ?? NO_FUNCTION);
            expect(lookup.at(compact)).toBe(expected?.owner ?? NO_FUNCTION);
            expect(lookup.at(compact)).toBe(expected?.owner ?? NO_FUNCTION);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("works for the highest page ids", () => {
    const pages = new PageDictionary();
    const map = symbolMapOf(text("80000010 10 T f\n"), "k");
    const lookup = new FunctionLookup(pages, [map]);
    for (let i = 0; i < 2 ** 19; i++) pages.id(i, 0, -1, 0);
    const page = pages.id(0x80000, 9, -1, 0);
    expect(page).toBe(2 ** 19);
    expect(lookup.at((page << 12) | 0x10)).toBe(0);
    expect(lookup.at((page << 12) | 0x20)).toBe(NO_FUNCTION);
  });

  test("more functions on a page than there was room for, at its first look-up", () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `${(4 * i).toString(16)} 04 T f${i}\n`);
    const pages = new PageDictionary();
    const lookup = new FunctionLookup(pages, [symbolMapOf(text(lines.join("")), "p")]);
    expect(lookup.at((pages.id(0, 1, -1, 0) << 12) | (4 * 999))).toBe(999);
  });

  test("with images by space: the space decides, functions of all images share one numbering", () => {
    const kernel = symbolMapOf(text("80001000 100 T trap\n"), "kernel");
    const shell = symbolMapOf(text("400000 100 T main\n400100 100 T echo\n"), "sh");
    const server = symbolMapOf(text("400000 200 T serve\n"), "server");
    const clash = symbolMapOf(text("80001080 100 T bad\n"), "clash");
    const pages = new PageDictionary();
    const asked: string[] = [];
    const lookup = new FunctionLookup(pages, [kernel, shell, server, clash], (space, vpn) => {
      asked.push(`${space} ${vpn.toString(16)}`);
      return [[0], [0, 1], [0, 2], [0, 3]][space] ?? [9];
    });
    expect(lookup.functions.map((f) => f.name)).toEqual(["trap", "main", "echo", "serve", "bad"]);
    const name = (vpn: number, offset: number, space: number) =>
      lookup.functions[lookup.at((pages.id(vpn, space, -1, 0) << 12) | offset)]?.name;
    expect(name(0x80001, 0x10, 0)).toBe("trap");
    expect(name(0x400, 0x110, 0)).toBeUndefined();
    expect(name(0x400, 0x110, 1)).toBe("echo");
    expect(name(0x400, 0x110, 2)).toBe("serve");
    expect(name(0x80001, 0x10, 2)).toBe("trap");
    // Once a page.
    expect(name(0x400, 0x10, 1)).toBe("main");
    expect(asked).toEqual(["0 80001", "0 400", "1 400", "2 400", "2 80001"]);
    expect(() => name(0x80001, 0x90, 3)).toThrow("overlaps trap of kernel");
    expect(() => name(0x80001, 0x90, 4)).toThrow(
      "symbols: image 9 is unknown; 0 to 3 were expected",
    );
  });
});
