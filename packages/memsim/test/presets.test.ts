/** The presets: every number has a source, every alternative is a machine, documents are current. */
import { readFileSync } from "node:fs";
import { InputError } from "@mcpi/trace";
import { describe, expect, test } from "vitest";
import { DOCUMENT_FILE, documentText } from "../../../scripts/machine-documents.ts";
import { withValue } from "../src/machine-override.ts";
import { machineValues, valueAt } from "../src/machine-values.ts";
import { loadMachine, parseMachineText, preset, presetNames } from "../src/presets.ts";

const root = new URL("../../../", import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), "utf8");

test("there are four", () => {
  expect(presetNames).toEqual(["ds5000-200", "i486-50", "pentium-133", "pentium-166"]);
});

describe.each(presetNames)("%s", (name) => {
  const machine = preset(name);

  test("has its name, is frozen, and is parsed once", () => {
    expect(machine.name).toBe(name);
    expect(Object.isFrozen(machine)).toBe(true);
    expect(preset(name)).toBe(machine);
  });

  test("says of every value where it comes from", () => {
    const silent = machineValues(machine).filter(({ note }) => note === undefined);
    expect(silent.map(({ key }) => key)).toEqual([]);
    for (const { source } of machine.sources) expect(source.length).toBeGreaterThan(10);
  });

  test("says so once, and of nothing else", () => {
    const keys = machine.sources.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => valueAt(machine, key) === undefined)).toEqual([]);
  });

  test("has alternatives for every assumed value, its own or those of the part it is in", () => {
    const switchable = machine.sources.filter((note) => note.alternatives).map(({ key }) => key);
    const fixed = machineValues(machine)
      .filter(({ note }) => note?.status === "assumed")
      .map(({ key }) => key)
      .filter((key) => !switchable.some((one) => one === key || key.startsWith(`${one}.`)));
    expect(fixed).toEqual([]);
  });

  test("has alternatives for every rule of the store policy and the write buffer", () => {
    const store = machine.caches.data ? "caches.data" : "caches.unified";
    const alternatives = (key: string) =>
      machine.sources.filter((note) => note.key === key).flatMap((note) => note.alternatives ?? []);
    expect(alternatives(`${store}.write.hit`)).toHaveLength(1);
    expect([...alternatives(`${store}.write.miss`), ...alternatives(`${store}.write`)]).not.toEqual(
      [],
    );
    expect(alternatives("writeBuffer.readPriority")).toEqual([!machine.writeBuffer?.readPriority]);
    expect(alternatives("writeBuffer")).toContain(null);
    if (name !== "ds5000-200") return;
    expect(alternatives("caches.data.write.partial")).toEqual(["fetch"]);
    expect(alternatives("writeBuffer.readClosesPage")).toEqual([true]);
    expect(alternatives("writeBuffer.pageCycles")).toEqual([5]);
    expect(alternatives("mapping.seed")).toHaveLength(16);
  });

  test("is another machine with each alternative", () => {
    const { sources: _notes, ...values } = machine;
    for (const { key, alternatives } of machine.sources)
      for (const alternative of alternatives ?? []) {
        const { sources: _others, ...others } = withValue(machine, key, alternative);
        expect(others, `${key} = ${JSON.stringify(alternative)}`).not.toEqual(values);
      }
  });

  test("survives being written and read", () => {
    expect(parseMachineText(JSON.stringify(machine), name)).toEqual(machine);
  });
});

test("the DECstation 5000/200 is as the design has it", () => {
  expect(preset("ds5000-200")).toMatchObject({
    clockMHz: 25,
    time: "instructions",
    caches: {
      instruction: { size: 65536, line: 16, fetch: 16, ways: 1, index: "physical", missCycles: 15 },
      data: {
        size: 65536,
        line: 4,
        fetch: 16,
        ways: 1,
        index: "physical",
        missCycles: 15,
        write: { hit: "through", miss: "write-validate", partial: "leave" },
      },
    },
    writeBuffer: {
      entries: 6,
      width: 4,
      pageBytes: 4096,
      pageCycles: 1,
      cycles: 5,
      readClosesPage: false,
      readPriority: true,
    },
    uncached: { loadCycles: 11, fetchCycles: 11 },
    tlb: {
      unified: {
        entries: 64,
        ways: "full",
        replacement: "random",
        wired: 8,
        spaceTags: true,
        refill: "software",
        user: { instructions: 9, address: 0x8000_0000, mapped: true },
        kernel: { instructions: 65, address: 0x8000_0080, mapped: false },
      },
    },
    mapping: { kind: "chen-bershad", seed: 0 },
  });
  expect(preset("ds5000-200").caches).not.toHaveProperty("second");
});

test("misses of the Pentiums cost bus clocks, rounded up", () => {
  // 66 MHz bus: second level 3-1-1-1, memory 7-2-2-2; 2 and 2.5 processor clocks a bus clock.
  const costs = (name: string) => {
    const { data, second } = preset(name).caches;
    return [
      data?.missCycles,
      data?.busyCycles,
      data!.missCycles + second!.missCycles,
      data!.busyCycles! + second!.busyCycles!,
    ];
  };
  expect(costs("pentium-133")).toEqual([6, 12, 14, 26]);
  expect(costs("pentium-166")).toEqual([8, 15, 18, 33]);
});

describe("published numbers", () => {
  const [head, ...rows] = textOf("fixtures/published/hardware.csv")
    .trimEnd()
    .split("\n")
    .map(cells);

  test("have a source and a confidence", () => {
    expect(head).toEqual(["machine", "key", "value", "unit", "item", "source", "confidence"]);
    for (const row of rows) {
      expect(row).toHaveLength(7);
      expect(presetNames).toContain(row[0]);
      expect(["read", "derived", "secondary"]).toContain(row[6]);
    }
  });

  test.each(rows.filter((row) => row[1] !== ""))("%s %s is %s", (name, key, value) => {
    expect(String(valueAt(preset(name), key))).toBe(value);
  });

  test("that are read are sourced in the preset", () => {
    for (const [name, key, , , , , confidence] of rows)
      if (key !== "" && confidence === "read")
        expect(preset(name).sources.find((note) => note.key === key)?.status, key).toBe("sourced");
  });

  /** The cells of a line of CSV. */
  function cells(line: string): string[] {
    return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,"]*))/g)].map((cell) => cell[1] ?? cell[2]);
  }
});

describe("loading", () => {
  const toy = JSON.stringify(preset("i486-50"));
  const files = (path: string) => {
    if (path === "./toy.json") return toy;
    if (path === "bad.json") return '{\n  "name": "x",\n}';
    if (path === "empty.json") return "{}";
    throw new Error(`no file ${path}`);
  };

  test("takes a preset's name or a file", () => {
    expect(loadMachine("i486-50", files)).toBe(preset("i486-50"));
    expect(loadMachine("./toy.json", files)).toEqual(preset("i486-50"));
    expect(() => loadMachine("none.json", files)).toThrow("no file none.json");
  });

  test.each([
    [
      "i386",
      "machine i386: there is no such preset; presets are ds5000-200, i486-50, pentium-133, pentium-166",
    ],
    [
      "pentium",
      "machine pentium: there is no such preset; presets are ds5000-200, i486-50, pentium-133, pentium-166",
    ],
    [
      "pentium133",
      "machine pentium133: there is no such preset; perhaps pentium-133 was meant; presets are ds5000-200, i486-50, pentium-133, pentium-166",
    ],
    [
      "constructor",
      "machine constructor: there is no such preset; presets are ds5000-200, i486-50, pentium-133, pentium-166",
    ],
    [
      "bad.json",
      'machine bad.json: line 3, column 1: "}" is given; a key in double quotes was expected',
    ],
    ["empty.json", "machine empty.json: name: is missing; a text was expected"],
  ])("%s is refused", (name, message) => {
    expect(() => loadMachine(name, files)).toThrow(InputError);
    expect(() => loadMachine(name, files)).toThrow(message);
  });
});

describe("docs/machines.md", () => {
  const text = textOf(DOCUMENT_FILE);

  test("is current (npm run schemas)", () => {
    expect(documentText(text)).toBe(text);
  });

  test("has an example that is a machine", () => {
    const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    expect(parseMachineText(example, "example").name).toBe("toy");
  });
});
