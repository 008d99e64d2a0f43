import { readFileSync } from "node:fs";
import { createSimulator, newCounts, preset, type Row } from "@mcpi/memsim";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { withColumnTables } from "../src/results/column-table.ts";
import { COLUMNS } from "../src/results/columns.ts";
import { dineroClasses } from "../src/results/level-columns.ts";
import { canonicalJson, machineHash } from "../src/results/provenance.ts";
import { type Frame, type ResultRow, rowsOf } from "../src/results/row.ts";
import { toCsv, toJson } from "../src/results/write.ts";
import { littleTrace } from "./little-traces.ts";

const frame: Frame = {
  trace: 'a "trace", with commas.din',
  machine: "ds5000-200",
  known: { classes: true, twoWay: false },
  time: "instructions",
  provenance: {
    traceHash: "ab",
    machineHash: "cd",
    window: "",
    approximate: "",
    version: "0.1.0",
  },
};

async function counted(text: string): Promise<{ rows: Row[]; idleCycles: number }> {
  const source = littleTrace(text);
  const simulator = createSimulator(preset("ds5000-200"), source.pages);
  for await (const batch of source.batches()) simulator.consume(batch);
  return { rows: simulator.rows(), idleCycles: simulator.idleCycles };
}

const cell = (row: ResultRow, name: string) =>
  COLUMNS.find((column) => column.name === name)!.value(row);

// User: 2 instructions (one line: 1 miss), 1 load miss. Kernel: 2 instructions in 2 lines, idle 100 + 1.
const TEXT = "f 1000\nf 1004\nl 5000\nkernel\nf 80000000\nf 80000010\nidle\nf 80000014\nbusy 100";

test("parts by mode add up to the whole; each has the whole's instructions below its MCPI", async () => {
  const { rows, idleCycles } = await counted(TEXT);
  const [total, user, kernel] = rowsOf(frame, ["total", "mode"], rows, idleCycles);
  expect(cell(total, "instructions")).toBe(4);
  expect(cell(total, "stall_cycles")).toBe(60);
  expect(cell(total, "mcpi")).toBe(15);
  expect(cell(total, "idle_cycles")).toBe(101);
  expect(cell(user, "who")).toBe("user");
  expect(cell(user, "mcpi_icache")).toBe(3.75);
  expect(cell(user, "mcpi")).toBe(7.5);
  expect(cell(user, "mcpi_own")).toBe(15);
  expect(cell(user, "idle_cycles")).toBeUndefined();
  expect(cell(kernel, "mcpi")).toBe(7.5);
  expect(cell(kernel, "level1_fetch_compulsory")).toBe(2);
  expect(cell(total, "cycles")).toBe(64);
});

test("rows come in the order asked for; by refill only where there is any", async () => {
  const { rows } = await counted(TEXT);
  const by = rowsOf(frame, ["space", "refill", "total"], rows, 0).map((row) => row.by);
  expect(by).toEqual(["space", "total"]);
});

test("what is not known is empty, never 0", async () => {
  const { rows } = await counted(TEXT);
  const [total] = rowsOf(frame, ["total"], rows, 0);
  expect(cell(total, "level1_load_two_way_misses")).toBeUndefined();
  const unclassed = { ...total, known: { ...total.known, classes: false } };
  expect(cell(unclassed, "level1_load_compulsory")).toBeUndefined();
  expect(cell(unclassed, "level1_dinero_conflict")).toBeUndefined();
  expect(cell(unclassed, "level1_load_misses")).toBe(1);
  const attributed = { ...total, known: { ...total.known, simulated: false } };
  expect(cell(attributed, "level1_load_accesses")).toBeUndefined();
  expect(cell(attributed, "level1_load_compulsory")).toBe(1);
  expect(cell(attributed, "level1_bypass")).toBe(0);
  expect(cell(attributed, "level2_load_misses")).toBeUndefined();
  expect(cell(total, "level2_load_misses")).toBe(0);
  const empty = { ...total, counts: newCounts(), whole: 0 };
  expect(cell(empty, "mcpi")).toBeUndefined();
  expect(cell(empty, "mcpi_own")).toBeUndefined();
});

test("base cycles are time only where the machine says so", async () => {
  const { rows } = await counted(TEXT);
  const [total] = rowsOf(frame, ["total"], rows, 0);
  const counts = { ...total.counts, extraCycles: 7 };
  expect(cell({ ...total, counts }, "cycles")).toBe(64);
  expect(cell({ ...total, counts, time: "base" }, "cycles")).toBe(71);
});

test("Dinero's classes fold the bypassing stores in", () => {
  const { level1 } = newCounts();
  Object.assign(level1, {
    bypass: 6,
    bypassCompulsory: 3,
    bypassCapacity: 2,
    bypassConflict: 1,
    compulsoryAfterBypass: 2,
  });
  Object.assign(level1.load, { misses: 30, compulsory: 10, capacity: 12, conflict: 8 });
  Object.assign(level1.store, { misses: 6 });
  expect(dineroClasses(level1)).toEqual({ compulsory: 11, capacity: 16, conflict: 9 });
});

test("columns have names of their own, a unit and a definition", () => {
  const names = COLUMNS.map((column) => column.name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, unit, definition } of COLUMNS) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(unit).not.toBe("");
    expect(definition).toMatch(/[^.]$/);
  }
});

test("CSV and JSON say the same", async () => {
  const { rows, idleCycles } = await counted(TEXT);
  const results = rowsOf(frame, ["total", "mode"], rows, idleCycles);
  const csv = toCsv(COLUMNS, results);
  expect(csv.endsWith("\n")).toBe(true);
  expect(csv).not.toContain("\r");
  const parsed = Papa.parse<Record<string, string>>(csv.trimEnd(), { header: true }).data;
  const json = JSON.parse(toJson({ format: 1 }, COLUMNS, results));
  expect(parsed).toHaveLength(3);
  for (const [at, record] of parsed.entries())
    for (const [name, text] of Object.entries(record))
      expect(text).toBe(json.rows[at][name] === null ? "" : String(json.rows[at][name]));
  expect(parsed[0].trace).toBe(frame.trace);
});

test("equal machines have equal hashes, whatever the order of their keys", () => {
  expect(canonicalJson({ b: [1, { d: undefined, c: "x" }], a: null })).toBe(
    '{"a":null,"b":[1,{"c":"x"}]}',
  );
  const machine = preset("i486-50");
  const turned = Object.fromEntries(Object.entries(machine).reverse()) as typeof machine;
  expect(machineHash(turned)).toBe(machineHash(machine));
  expect(machineHash(preset("pentium-133"))).not.toBe(machineHash(machine));
});

test("docs/results.md has the columns as they are (scripts/results-columns.ts writes them)", () => {
  const page = readFileSync(new URL("../../../docs/results.md", import.meta.url), "utf8");
  expect(withColumnTables(page)).toBe(page);
});
