import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assignComponents,
  combineSymbolMaps,
  componentMapJsonSchema,
  componentOf,
  type FunctionSymbol,
  InputError,
  parseComponentMap,
  SymbolMap,
  symbolMapOf,
  withAddressRanges,
} from "../../src/index.ts";
import { matchesGlob } from "../../src/symbols/glob.ts";

const f = (name: string, address = 0, section = ".text", file = "dir/vmunix"): FunctionSymbol => ({
  name,
  address: BigInt(address),
  size: 4n,
  section,
  file,
});

function componentsOf(map: object, functions: FunctionSymbol[]): string[] {
  const components = assignComponents(parseComponentMap(JSON.stringify(map), "m"), functions);
  return functions.map((_, i) => components.names[componentOf(components, i)]);
}

describe("rules", () => {
  test("the first that fits decides; the rest is the default", () => {
    const map = {
      default: "UNIX service",
      components: [
        { component: "trap", functions: ["exception", "syscall"] },
        { component: "VM-md", functions: ["pmap_*", "*_tlb_*"] },
        { component: "block", functions: ["bcopy", "bzero", "pmap_copy"] },
      ],
    };
    const names = ["syscall", "syscall2", "pmap_copy", "r3k_tlb_write", "bzero", "tlb_"];
    expect(
      componentsOf(
        map,
        names.map((name) => f(name)),
      ),
    ).toEqual(["trap", "UNIX service", "VM-md", "VM-md", "block", "UNIX service"]);
  });

  test("sections, files with and without a folder, addresses", () => {
    expect(
      componentsOf({ components: [{ component: "x", sections: [".plt*"] }] }, [
        f("a", 0, ".plt.got"),
        f("b"),
      ]),
    ).toEqual(["x", "other"]);
    const files = [f("a"), f("b", 0, "", "vmunix"), f("c", 0, "", "/lib/libc.so.6")];
    expect(componentsOf({ components: [{ component: "x", files: ["vmunix"] }] }, files)).toEqual([
      "x",
      "x",
      "other",
    ]);
    expect(
      componentsOf({ components: [{ component: "x", files: ["dir/*", "*/libc*"] }] }, files),
    ).toEqual(["x", "other", "x"]);
    expect(
      componentsOf(
        { components: [{ component: "x", addresses: ["0x100-0x200", "0xF00-"] }] },
        [0xff, 0x100, 0x1ff, 0x200, 0xeff, 0xf00].map((address) => f("a", address)),
      ),
    ).toEqual(["other", "x", "x", "other", "other", "x"]);
  });

  test("all conditions of a rule must hold", () => {
    const map = {
      components: [
        { component: "IPC", functions: ["mach_msg*"], files: ["emul"] },
        { component: "microkernel", functions: ["mach_msg*"], addresses: ["0x80000000-"] },
      ],
    };
    expect(
      componentsOf(map, [
        f("mach_msg", 0x1000, "", "emul"),
        f("mach_msg_trap", 0x80001000, "", "kernel"),
        f("mach_msg", 0x1000, "", "server"),
        f("main", 0x1000, "", "emul"),
      ]),
    ).toEqual(["IPC", "microkernel", "other", "other"]);
  });

  test("names are each once, in the map's order; code in no function has its own", () => {
    const text =
      '{"default": "a", "components": [{"component": "b", "functions": ["x"]}, {"component": "a", "functions": ["y"]}, {"component": "b", "functions": ["z"]}]}';
    const components = assignComponents(parseComponentMap(text, "m"), [
      f("x"),
      f("y"),
      f("z"),
      f("w"),
    ]);
    expect(components.names).toEqual(["b", "a", "unknown"]);
    expect([...components.ofFunction]).toEqual([0, 1, 0, 1]);
    expect(components.names[componentOf(components, -1)]).toBe("unknown");
  });

  test("patterns and ranges that decide nothing are named", () => {
    const text =
      '{"components": [{"component": "b", "functions": ["x", "typo"]}, {"component": "c", "functions": ["x*"], "addresses": ["0x0-0x10", "0x10-0x20"]}]}';
    const functions = [f("x"), f("xy", 0x14)];
    expect(assignComponents(parseComponentMap(text, "m"), functions).unused).toEqual([
      "components[0].functions[1]",
      "components[1].addresses[0]",
    ]);
  });

  test("a range gives code without symbols a function of its own", () => {
    const symbols = symbolMapOf(new TextEncoder().encode("1000 100 T f\n2000 100 T g\n"), "p");
    const text =
      '{"components": [{"component": "boot", "addresses": ["0xf00-0x1200"]}, {"component": "jit", "addresses": ["0x7000-0x8000"]}, {"component": "no", "addresses": ["0x9000-0xa000"], "files": ["q"]}]}';
    const map = parseComponentMap(text, "m");
    const all = withAddressRanges(symbols, map);
    const components = assignComponents(map, all.functions);
    const what = (address: number) => {
      const number = all.functionAt(address >>> 12, address & 0xfff);
      return `${all.functions[number]?.name} ${components.names[componentOf(components, number)]}`;
    };
    expect(what(0xf04)).toBe("[0xf00-0x1200] boot");
    expect(what(0x1004)).toBe("f boot");
    expect(what(0x1104)).toBe("[0xf00-0x1200] boot");
    expect(what(0x2004)).toBe("g other");
    expect(what(0x7004)).toBe("[0x7000-0x8000] jit");
    expect(what(0x9004)).toBe("undefined unknown");
    const only = withAddressRanges(combineSymbolMaps([]), map);
    expect(only).toBeInstanceOf(SymbolMap);
    expect(only.functions.map((one) => one.size)).toEqual([0x300n, 0x1000n]);
  });
});

describe("maps that are refused", () => {
  const rule = (more: object) => ({ components: [{ component: "x", functions: ["f"] }, more] });
  test.each<[unknown, string]>([
    [[], "m: the map: "],
    [{}, "m: components: "],
    [{ components: [] }, "m: components: the list is empty"],
    [
      { ...rule({ component: "y", functions: ["g"] }), colour: 1 },
      'm: the map: unknown key "colour"',
    ],
    [rule({ component: "y", function: ["g"] }), 'm: components[1]: unknown key "function"'],
    [rule({ component: "y" }), "m: components[1]: a condition was expected: functions, sections"],
    [rule({ component: "", functions: ["g"] }), "m: components[1].component: the name is empty"],
    [rule({ functions: ["g"] }), "m: components[1].component: "],
    [rule({ component: "y", functions: [] }), "m: components[1].functions: the list is empty"],
    [
      rule({ component: "y", functions: ["a", ""] }),
      "m: components[1].functions[1]: the pattern is empty",
    ],
    [
      rule({ component: "y", addresses: ["100-200"] }),
      "m: components[1].addresses[0]: is no range; 0xstart-0xend",
    ],
    [
      rule({ component: "y", addresses: ["0x200-0x200"] }),
      "m: components[1].addresses[0]: 0x200-0x200 is empty",
    ],
    [
      rule({ component: "y", addresses: ["0x0-0x20000000000000000"] }),
      "m: components[1].addresses[0]: the end of",
    ],
    [
      rule({ component: "y", addresses: ["0x100-0x200", "0x1ff-"] }),
      "m: components[1].addresses[1]: overlaps components[1].addresses[0]; every address belongs to one",
    ],
    [
      {
        components: [
          { component: "x", addresses: ["0x0-0x2"] },
          { component: "y", addresses: ["0x1-0x3"] },
        ],
      },
      "m: components[1].addresses[0]: overlaps components[0].addresses[0]",
    ],
  ])("%j", (map, message) => {
    const text = JSON.stringify(map);
    expect(() => parseComponentMap(text, "m")).toThrow(InputError);
    expect(() => parseComponentMap(text, "m")).toThrow(message);
  });

  test("what is no JSON", () => {
    expect(() => parseComponentMap("{", "m")).toThrow("m: this is no JSON (");
  });

  test("but ranges of different files may overlap, and adjacent ranges touch", () => {
    const map = {
      components: [
        { component: "x", addresses: ["0x0-0x10", "0x10-0x20"], files: ["a"] },
        { component: "y", addresses: ["0x0-0x10"], files: ["b"] },
      ],
    };
    expect(parseComponentMap(JSON.stringify(map), "m").rules).toHaveLength(2);
  });
});

test("a pattern matches as its regular expression does", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
  fc.assert(
    fc.property(
      letters,
      fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 10 }),
      (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
        expect(matchesGlob(pattern, text)).toBe(expression.test(text));
      },
    ),
    { numRuns: 2000 },
  );
});

describe("component-map.schema.json", () => {
  test("is current (update with vitest -u)", async () => {
    await expect(`${JSON.stringify(componentMapJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      "../../component-map.schema.json",
    );
  });

  test("accepts and refuses maps", () => {
    const validate = new Ajv2020().compile(componentMapJsonSchema());
    expect(validate({ components: [{ component: "x", functions: ["f"] }] })).toBe(true);
    expect(validate({ components: [{ component: "x", function: ["f"] }] })).toBe(false);
    expect(validate({ components: [{ component: "x", functions: [""] }] })).toBe(false);
    expect(validate({ components: [{ component: "x", addresses: ["1-2"] }] })).toBe(false);
  });
});
