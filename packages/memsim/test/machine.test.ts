/** Machine descriptions: what is accepted, what is refused and how it is said. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCHEMA_FILE, schemaText } from "../../../scripts/machine-documents.ts";
import { coloursOf, fetchOf, MachineSchema, parseMachine, waysOf } from "../src/machine.ts";
import { machineJsonSchema } from "../src/machine-keys.ts";
import { preset, presetNames } from "../src/presets.ts";
import { refusal } from "./refusal.ts";

interface Tree {
  [key: string]: unknown;
}

const toy = {
  name: "toy",
  title: "one cache",
  clockMHz: 100,
  time: "instructions",
  caches: {
    unified: {
      size: 16384,
      line: 32,
      ways: 1,
      write: { hit: "through", miss: "write-around" },
      missCycles: 20,
    },
  },
  uncached: { loadCycles: 20, fetchCycles: 20 },
  mapping: { kind: "identity" },
  sources: [],
};

/** A copy of `base` with the value at `path` set, or removed if it is undefined. */
function changed(base: object, path: string, value: unknown): unknown {
  const copy = structuredClone(base) as Tree;
  const parts = path.split(".");
  const last = parts.pop() as string;
  let node = copy;
  for (const part of parts) node = (node[part] ??= {}) as Tree;
  if (value === undefined) delete node[last];
  else node[last] = value;
  return copy;
}

const refused = (path: string, value: unknown, base: object = toy) =>
  refusal(() => parseMachine(changed(base, path, value), "toy.json"));

describe("a description", () => {
  test("is frozen, with defaults filled in", () => {
    const machine = parseMachine(toy, "toy");
    expect(machine.caches.unified).toMatchObject({ replacement: "lru", index: "physical" });
    expect(Object.isFrozen(machine)).toBe(true);
    expect(Object.isFrozen(machine.caches.unified?.write)).toBe(true);
  });

  test("knows the ways, fetch size and colours of its caches", () => {
    const cache = parseMachine(toy, "toy").caches.unified!;
    expect([waysOf(cache), fetchOf(cache)]).toEqual([1, 32]);
    expect(waysOf({ ...cache, ways: "full" })).toBe(512);
    expect(fetchOf({ ...cache, fetch: 128 })).toBe(128);
    expect(presetNames.map((name) => coloursOf(preset(name)))).toEqual([16, 64, 64, 64]);
  });

  test.each([
    [
      "caches.unified.size",
      16000,
      "caches.unified.size: 16000 is given; a power of two from 16 to 1073741824 was expected",
    ],
    [
      "caches.unified.size",
      "16K",
      'caches.unified.size: "16K" is given; a power of two from 16 to 1073741824 was expected',
    ],
    [
      "caches.unified.line",
      2,
      "caches.unified.line: 2 is given; a power of two from 4 to 4096 was expected",
    ],
    [
      "caches.unified.missCycles",
      undefined,
      "caches.unified.missCycles: is missing; a whole number from 0 to 1000000 was expected",
    ],
    [
      "caches.unified.missCycles",
      1.5,
      "caches.unified.missCycles: 1.5 is given; a whole number from 0 to 1000000 was expected",
    ],
    [
      "caches.unified.missCycles",
      Number.NaN,
      "caches.unified.missCycles: NaN is given; a whole number from 0 to 1000000 was expected",
    ],
    [
      "caches.unified.ways",
      "all",
      'caches.unified.ways: "all" is given; a whole number from 1 to 1048576 or full was expected',
    ],
    [
      "caches.unified.replacement",
      "LRU",
      'caches.unified.replacement: "LRU" is given; lru, fifo, random or plru was expected',
    ],
    ["caches.unified.way", 2, "caches.unified.way: there is no such key; perhaps ways was meant"],
    [
      "caches.unified.xyzzy",
      2,
      "caches.unified.xyzzy: there is no such key; size, line, fetch, ways, replacement, seed, index, write, missCycles or busyCycles would be one",
    ],
    ["cache", {}, "cache: there is no such key; perhaps caches was meant"],
    ["clockMHz", 0, "clockMHz: 0 is given; a number above 0 was expected"],
    ["clockMHz", -1, "clockMHz: -1 is given; a number above 0 was expected"],
    ["name", "", 'name: "" is given; a text that is not empty was expected'],
    ["mapping", null, "mapping: null is given; an object was expected"],
    ["mapping", undefined, "mapping: is missing; an object was expected"],
    [
      "caches.unified.write",
      "through",
      'caches.unified.write: "through" is given; an object was expected',
    ],
    [
      "writeBuffer",
      { entries: 4, width: 4, pageBytes: 4096, pageCycles: 0, cycles: 5 },
      "writeBuffer.pageCycles: 0 is given; a whole number from 1 to 10000 was expected",
    ],
    [
      "sources",
      [{ key: "a", status: "known", source: "" }],
      'sources.0.status: "known" is given; sourced or assumed was expected',
    ],
  ])("with %s = %j is refused", (path, value, message) => {
    expect(refused(path, value)).toBe(`machine toy.json: ${message}`);
  });

  test.each([[null], [3], ["toy"], [[]], [undefined]])("is no %j", (value) => {
    expect(refusal(() => parseMachine(value, "x"))).toMatch(
      /^machine x: .*an object was expected$/,
    );
  });

  test("names a mistyped key, not what it leaves missing", () => {
    const { size, ...rest } = toy.caches.unified;
    const message = refused("caches.unified", { ...rest, sise: size });
    expect(message).toBe(
      "machine toy.json: caches.unified.sise: there is no such key; perhaps size was meant",
    );
  });

  const wb = { entries: 4, width: 4, pageBytes: 64, pageCycles: 1, cycles: 5 };
  const tlb = { entries: 64, replacement: "random", spaceTags: true, refill: "software" };
  const template = { instructions: 9, address: 0, table: 0, mapped: false };
  const split = { size: 1024, line: 16, ways: 1, missCycles: 1 };
  const write = toy.caches.unified.write;
  test.each([
    [
      "caches.data",
      { ...split, write },
      "caches.unified: cannot stand beside caches.instruction or caches.data",
    ],
    [
      "caches",
      { data: { ...split, write } },
      "caches: needs unified, or both instruction and data",
    ],
    [
      "caches",
      { instruction: { ...split, write }, data: { ...split, write } },
      "caches.instruction.write: an instruction cache has no stores",
    ],
    ["caches", { instruction: split, data: split }, "caches.data.write: is missing"],
    [
      "caches.unified.ways",
      3,
      "caches.unified.ways: 3 ways of 32-byte lines do not divide 16384 bytes into a power of two of sets",
    ],
    [
      "caches.unified.ways",
      1024,
      "caches.unified.ways: 1024 ways of 32-byte lines do not divide 16384 bytes into a power of two of sets",
    ],
    [
      "caches.unified",
      { ...toy.caches.unified, size: 16 },
      "caches.unified.line: 32 is more than the size",
    ],
    ["caches.unified.fetch", 16, "caches.unified.fetch: is less than the line (32)"],
    [
      "caches.unified",
      { ...toy.caches.unified, size: 64, fetch: 128 },
      "caches.unified.fetch: is more than the size (64)",
    ],
    [
      "caches.unified",
      { ...toy.caches.unified, size: 98304 / 3 / 2, ways: 64, replacement: "plru" },
      "caches.unified.replacement: plru goes to 32 ways, not 64",
    ],
    ["caches.unified.seed", 7, "caches.unified.seed: goes with random replacement only"],
    [
      "caches.unified.write.partial",
      "leave",
      "caches.unified.write.partial: goes with write-validate, and only with it",
    ],
    [
      "caches.unified.write.miss",
      "write-validate",
      "caches.unified.write.partial: goes with write-validate, and only with it",
    ],
    [
      "caches.second",
      { ...toy.caches.unified, index: "virtual" },
      "caches.second.index: the second level is physical",
    ],
    ["writeBuffer", { ...wb, width: 64 }, "writeBuffer.width: 64 is more than the 32-byte line"],
    [
      "writeBuffer",
      { ...wb, width: 32, pageBytes: 16 },
      "writeBuffer.pageBytes: is less than writeBuffer.width",
    ],
    [
      "tlb",
      { unified: { ...tlb, ways: 128 } },
      "tlb.unified.ways: 128 ways do not divide 64 entries into a power of two of sets",
    ],
    ["tlb", {}, "tlb: needs either unified, or both instruction and data"],
    ["tlb", { unified: tlb, data: tlb }, "tlb: needs either unified, or both instruction and data"],
    [
      "tlb",
      { unified: { ...tlb, ways: 3 } },
      "tlb.unified.ways: 3 ways do not divide 64 entries into a power of two of sets",
    ],
    [
      "tlb",
      { unified: { ...tlb, replacement: "plru" } },
      "tlb.unified.replacement: plru needs a power of two of ways up to 32, not 64",
    ],
    [
      "tlb",
      { unified: { ...tlb, ways: 4, wired: 8 } },
      "tlb.unified.wired: goes with a fully associative TLB with random replacement",
    ],
    ["tlb", { unified: { ...tlb, wired: 64 } }, "tlb.unified.wired: leaves no entry of 64"],
    [
      "tlb",
      { unified: { ...tlb, replacement: "lru", seed: 4 } },
      "tlb.unified.seed: goes with random replacement only",
    ],
    [
      "tlb",
      { unified: { ...tlb, missCycles: 9 } },
      "tlb.unified.missCycles: goes with hardware refill, and only with it",
    ],
    [
      "tlb",
      { unified: { ...tlb, refill: "hardware" } },
      "tlb.unified.missCycles: goes with hardware refill, and only with it",
    ],
    [
      "tlb",
      { unified: { ...tlb, refill: "hardware", missCycles: 9, user: template } },
      "tlb.unified.user: refill templates go with software refill",
    ],
    [
      "mapping",
      { kind: "frames" },
      "mapping.policy: goes with mapping.kind frames, and only with it",
    ],
    [
      "mapping",
      { kind: "identity", policy: "random" },
      "mapping.policy: goes with mapping.kind frames, and only with it",
    ],
  ])("whose %s does not fit the rest is refused: %j", (path, value, message) => {
    expect(refused(path, value)).toBe(`machine toy.json: ${message}`);
  });
});

/** Descriptions near the presets: one of them with one value replaced or removed, or a key added. */
const nearly = fc
  .tuple(
    fc.constantFrom(...presetNames),
    fc.nat(),
    fc.oneof(
      fc.constantFrom<unknown>(undefined, 0, 1, 3, 4, 16, 4096, -1, 0.5, "", "full", "lru", true),
      fc.jsonValue({ maxDepth: 2 }),
    ),
    fc.constantFrom("", ".extra"),
  )
  .map(([name, at, value, extra]) => {
    const machine = preset(name);
    const paths = [...pathsOf(machine)].filter((path) => !/^sources\.[1-9]/.test(path));
    const path = paths[at % paths.length];
    const there = atPath(machine, path);
    const isObject = typeof there === "object" && there !== null;
    return changed(machine, path + (isObject ? extra : ""), value);
  });

function* pathsOf(node: object, prefix = ""): Generator<string> {
  for (const [key, value] of Object.entries(node)) {
    yield prefix + key;
    if (typeof value === "object" && value !== null) yield* pathsOf(value, `${prefix + key}.`);
  }
}

function atPath(node: object, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (at as Tree)[key], node);
}

describe("whatever the description", () => {
  test("it is parsed or refused with an InputError", () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.jsonValue()), (value) => {
        let machine: unknown;
        const message = refusal(() => {
          machine = parseMachine(value, "x");
        });
        if (message === "accepted") expect(parseMachine(machine, "x")).toEqual(machine);
        else expect(message).toMatch(/^machine x: .{3,}/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("machine.schema.json", () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    machineJsonSchema(),
  );

  test("is current (npm run schemas)", () => {
    const file = new URL(`../../../${SCHEMA_FILE}`, import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(schemaText());
  });

  test("accepts the presets and the toy", () => {
    for (const machine of [...presetNames.map(preset), toy]) expect(validate(machine)).toBe(true);
  });

  test.each([
    ["caches.unified.size", 16000],
    ["caches.unified.sise", 16384],
    ["caches.unified.ways", "all"],
    ["clockMHz", 0],
    ["mapping", undefined],
    ["mapping.kind", "chen"],
    ["time", 3],
  ])("rejects %s = %j", (path, value) => {
    expect(validate(changed(toy, path, value))).toBe(false);
  });

  test("accepts what the zod schema accepts, and nothing else", () => {
    fc.assert(
      fc.property(nearly, (value) => {
        expect(validate(value)).toBe(MachineSchema.safeParse(value).success);
      }),
      { numRuns: 300 },
    );
  });
});
