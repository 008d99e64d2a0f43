import {
  createSimulator,
  type Machine,
  newCounts,
  preset,
  type Simulator,
  sumRows,
  withOverrides,
} from "@mcpi/memsim";
import {
  FunctionLookup,
  INTERRUPT,
  StreamBuilder,
  symbolMapOf,
  type TraceSource,
  visitReferences,
} from "@mcpi/trace";
import { expect, test } from "vitest";
import { countsByName, FunctionAttribution, functionNames } from "../src/attribution.ts";
import { ConflictPairs, UNKNOWN_EVICTOR } from "../src/conflicts.ts";
import { simulate } from "../src/simulate.ts";
import { littleTrace } from "./little-traces.ts";

const nm = new TextEncoder().encode(
  [
    "00001000 00000006 T outer",
    "00001006 00000002 t inner",
    "00001008 00000018 T far",
    "00003000 00000010 T other",
  ].join("\n"),
);

async function attribute(machine: Machine, source: TraceSource) {
  const lookup = new FunctionLookup(source.pages, [symbolMapOf(nm, "a.txt")]);
  const attribution = new FunctionAttribution(lookup);
  const pairs = new ConflictPairs(lookup, machine);
  const simulator: Simulator = createSimulator(machine, source.pages, {
    log: (event) => {
      attribution.hear(event);
      pairs.hear(event);
    },
  });
  for await (const batch of source.batches()) {
    simulator.consume(batch);
    attribution.consume(batch);
  }
  const byName = countsByName(attribution.functions(), functionNames(lookup));
  return { byName, pairs, total: sumRows(simulator.rows()), nameOf: functionNames(lookup) };
}

test("runs of instructions of one length, through many functions, are as single references", () => {
  const functions = Array.from(
    { length: 40 },
    (_, i) => `${(0x1000 + 52 * i).toString(16).padStart(8, "0")} 0000002c T f${i}`,
  );
  const builder = new StreamBuilder();
  const lookup = new FunctionLookup(builder.pages, [
    symbolMapOf(new TextEncoder().encode(functions.join("\n")), "many.txt"),
  ]);
  const attribution = new FunctionAttribution(lookup);
  const wanted = new Map<number, [instructions: number, loads: number, stores: number]>();
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let run = 0; run < 400; run++) {
    if (random(4) === 0) builder.event(INTERRUPT, 3);
    const first = 4 * random(540);
    for (let i = 0; i < 1 + random(60); i++) {
      const offset = first + 4 * i;
      builder.fetch(1 + (offset >>> 12), offset & 0xfff, 4);
      for (let data = random(3); data > 0; data--)
        if (random(2) === 0) builder.load(9, 4 * random(1000), 4);
        else builder.store(9, 4 * random(1000), 4);
    }
    if (run % 50 !== 49) continue;
    const batch = builder.take();
    attribution.consume(batch);
    let current = -1;
    const count = (what: 0 | 1 | 2): void => {
      const counts = wanted.get(current) ?? [0, 0, 0];
      counts[what]++;
      wanted.set(current, counts);
    };
    visitReferences(batch, {
      fetch: (address) => {
        current = lookup.at(address);
        count(0);
      },
      load: () => count(1),
      store: () => count(2),
      cycles: () => {},
      event: () => {},
    });
  }
  const found = [...attribution.functions()].map(
    ([number, { instructions, loads, stores }]) => [number, [instructions, loads, stores]] as const,
  );
  expect(new Map(found)).toEqual(wanted);
  expect(found.length).toBeGreaterThan(30);
});

test("every reference belongs to the function of its instruction, within one line too", async () => {
  const source = littleTrace(`
    f 1000 4
    f 1004 2
    f 1006 2
    l 5000
    f 1008 4
    l 6000
    s 6000
    f 3000 4
    f 9000 4
    l 7000`);
  const { byName, total } = await attribute(preset("ds5000-200"), source);
  expect([...byName.keys()].sort()).toEqual(["(no symbol)", "far", "inner", "other", "outer"]);
  expect(byName.get("outer")).toMatchObject({ instructions: 2, loads: 0, stores: 0 });
  expect(byName.get("outer")!.stalls.icache).toBe(15);
  expect(byName.get("inner")).toMatchObject({ instructions: 1, loads: 1 });
  expect(byName.get("inner")!.stalls).toMatchObject({ icache: 0, dcache: 15 });
  expect(byName.get("far")).toMatchObject({ instructions: 1, loads: 1, stores: 1 });
  expect(byName.get("far")!.level1.load).toMatchObject({ misses: 1, compulsory: 1 });
  expect(byName.get("(no symbol)")).toMatchObject({ instructions: 1, loads: 1 });
  const sum = newCounts();
  for (const counts of byName.values())
    for (const cause of ["icache", "dcache", "writeBuffer", "uncached", "tlb"] as const)
      sum.stalls[cause] += counts.stalls[cause];
  expect(sum.stalls).toEqual(total.stalls);
});

test("fixed-length instructions of one line are told apart", async () => {
  const source = littleTrace("f 3008\nf 300c\nf 3010\nl 5000\nf 3014\nl 6000");
  const { byName } = await attribute(preset("ds5000-200"), source);
  expect(byName.get("other")!.stalls).toMatchObject({ icache: 15, dcache: 0 });
  expect(byName.get("(no symbol)")!.stalls).toMatchObject({ icache: 15, dcache: 30 });
  // The functions meet in the middle of a line here: outer, inner, far.
  const middle = littleTrace("f 1000\nf 1004\nf 1008\nl 5000", 64);
  const { byName: split } = await attribute(preset("ds5000-200"), middle);
  expect(split.get("far")!.stalls.dcache).toBe(15);
});

test("what idles is nobody's", async () => {
  const source = littleTrace("f 1000\nidle\nf 3000\nl 5000\nbusy 10\nf 1004");
  const { byName } = await attribute(preset("ds5000-200"), source);
  expect([...byName.keys()]).toEqual(["outer"]);
  expect(byName.get("outer")!.instructions).toBe(2);
});

test("conflict pairs: who evicted, who pays, in which set, at what cost", async () => {
  const text = Array.from({ length: 4 }, () => "f 1008\nl 20000\nf 3000\nl 30000").join("\n");
  const { pairs, nameOf, total } = await attribute(preset("ds5000-200"), littleTrace(text));
  expect(total.level1.load.conflict).toBe(6);
  const found = pairs
    .costliest(10)
    .map((pair) => ({ ...pair, by: [nameOf(pair.evictor), nameOf(pair.victim)] }));
  expect(found.map(({ cache, misses, cycles, by }) => ({ cache, misses, cycles, by }))).toEqual([
    { cache: "data", misses: 3, cycles: 45, by: ["other", "far"] },
    { cache: "data", misses: 3, cycles: 45, by: ["far", "other"] },
  ]);
  expect(found[0].set).toBe(found[1].set);
  expect(pairs.costliest(1)).toHaveLength(1);
  pairs.resetCounts();
  expect(pairs.costliest(10)).toEqual([]);
});

test("the neighbours of a block have their evictor, too", async () => {
  // 4-byte lines, 16-byte blocks: the conflict is met at another word than the one that evicted.
  const text = "f 1008\nl 20000\nf 3000\nl 30004\nf 1008\nl 2000c\nf 3000\nl 30008";
  const { pairs, nameOf } = await attribute(preset("ds5000-200"), littleTrace(text));
  const found = pairs.costliest(10);
  expect(found.map(({ evictor, victim }) => [nameOf(evictor), nameOf(victim)])).toEqual([
    ["other", "far"],
    ["far", "other"],
  ]);
  const associative = withOverrides(preset("ds5000-200"), ["caches.data.ways=2"]);
  const three = "f 1008\nl 20000\nl 28000\nf 3000\nl 30004\nf 1008\nl 2000c";
  const unknown = await attribute(associative, littleTrace(three));
  expect(unknown.pairs.costliest(1)[0].evictor).toBe(UNKNOWN_EVICTOR);
});

test("rows by function and component add up to the total, refill template included", async () => {
  const lines: string[] = [];
  for (let i = 0; i < 400; i++) {
    lines.push(`f ${(0x1008 + 4 * (i % 6)).toString(16)}`);
    lines.push(`l ${(0x100000 + 4096 * (i % 90) + 16 * i).toString(16)}`);
  }
  const source = littleTrace(lines.join("\n"), 64);
  const functions = new FunctionLookup(source.pages, [symbolMapOf(nm, "a.txt")]);
  const [{ rows }] = await simulate(
    source,
    [preset("ds5000-200")],
    {
      by: ["total", "refill", "function"],
      threeC: true,
      twoWay: false,
      refillTemplate: true,
      functions,
      traceHash: "",
    },
    {},
  );
  const total = rows[0];
  expect(total.provenance.approximate).toBe("refill template");
  const parts = rows.filter((row) => row.by === "function");
  expect(parts.map((row) => row.who)).toContain("(refill template)");
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    parts.reduce((all, row) => all + of(row), 0);
  const refill = rows.find((row) => row.who === "refill")!;
  const template = parts.find((row) => row.who === "(refill template)")!;
  expect(template.counts.stalls).toEqual(refill.counts.stalls);
  expect(template.counts.instructions).toBe(refill.counts.instructions);
  for (const of of [
    (row: typeof total) => row.counts.instructions,
    (row: typeof total) => row.counts.loads,
    (row: typeof total) => row.counts.level1.fetch.misses,
    (row: typeof total) => row.counts.level1.load.conflict,
    (row: typeof total) => row.counts.stalls.dcache,
    (row: typeof total) => row.counts.stalls.icache,
  ])
    expect(sum(of)).toBe(of(total));
});
