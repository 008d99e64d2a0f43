import { preset, withOverrides } from "@mcpi/memsim";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildStream, listing, steps } from "../../trace/test/streams.ts";
import { Explainer, type Step } from "../src/explain/explainer.ts";
import { singleReferences } from "../src/explain/single-references.ts";
import { stepText } from "../src/explain/step-text.ts";
import { littleTrace } from "./little-traces.ts";

async function explain(text: string, settings: string[] = []): Promise<Step[]> {
  const source = littleTrace(text);
  const machine = withOverrides(preset("ds5000-200"), ["mapping.kind=identity", ...settings]);
  const explainer = new Explainer(machine, source.pages);
  const told: Step[] = [];
  for await (const batch of source.batches())
    for (const single of singleReferences(batch)) {
      const step = explainer.step(single);
      if (step !== undefined) told.push(step);
    }
  return told;
}

const brief = (told: readonly Step[]) =>
  told.flatMap(({ step, pieces }) =>
    pieces.map((piece) => `${step} ${piece.set} ${piece.outcome} ${piece.class} ${piece.why}`),
  );

test("single references mean what their batch means", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const batches = buildStream(list, 64);
      const singles = batches.flatMap((batch) => singleReferences(batch));
      expect(listing(singles.map((single) => single.batch))).toEqual(listing(batches));
    }),
  );
});

test("compulsory, hit and conflict, with who evicted the line and when", async () => {
  const told = await explain("l 0\nl 4\nl 10000\nl 8\nl 0\nl 0");
  expect(brief(told)).toEqual([
    "1 0 miss compulsory no line of its 16-byte block was ever in the cache: compulsory",
    "2 1 hit none it came in with its block at reference 1",
    "3 0 miss compulsory no line of its 16-byte block was ever in the cache: compulsory",
    "4 2 miss conflict it was evicted by 0x10008 one reference ago; the fully associative twin still has it: conflict",
    "5 0 hit none it came in with its block at reference 4",
    "6 0 hit none it came in with its block at reference 4",
  ]);
  expect(told[3].pieces[0].before).toEqual(["0x10008"]);
  expect(told[3].pieces[0].after).toEqual(["0x8"]);
  expect(told[3].pieces[0].stalls).toEqual([{ cause: "dcache", cycles: 15 }]);
});

test("capacity: the twin has lost the line as well", async () => {
  const small = ["caches.data.size=64", "caches.data.line=16"];
  const told = await explain("l 0\nl 10\nl 20\nl 30\nl 40\nl 0", small);
  expect(brief(told).at(-1)).toBe(
    "6 0 miss capacity it was evicted by 0x40 one reference ago; the fully associative twin, with 4 lines, no longer has it either: capacity",
  );
});

test("stores: taken without a read, or left alone", async () => {
  const told = await explain("f 1000\ns 20000 4\ns 30000 2\nl 20004");
  expect(brief(told).slice(1)).toEqual([
    "2 0 miss compulsory no line of its 16-byte block was ever in the cache: compulsory; the store takes its line without reading it",
    "3 0 miss bypass it is not in the cache; a store that covers only a part of its line leaves the cache alone",
    "4 1 miss capacity another line of its block was in the cache, this one never was; the fully associative twin, with 16384 lines, no longer has it either: capacity",
  ]);
  expect(told.map((step) => step.writes)).toEqual([0, 1, 1, 0]);
});

test("cycles and waits: the write buffer's first table of docs/counting.md", async () => {
  // The code is in the cache first; then stores at three cycles running, and a read that waits.
  const told = await explain(
    "f 1000\nf 1004\nf 1008\nf 100c\nf 1000\ns 5000\nf 1004\ns 5004\nf 1008\ns 5008\nf 100c\nl 6000",
  );
  const start = told[5].cycle;
  expect(told[7].cycle).toBe(start + 1);
  expect(told[9].cycle).toBe(start + 2);
  expect(told[11].cycle).toBe(start + 3);
  expect(told[11].pieces[0].stalls).toEqual([
    { cause: "writeBuffer", cycles: 2 },
    { cause: "dcache", cycles: 15 },
  ]);
});

test("a reference that crosses lines has a piece for each", async () => {
  const told = await explain("l 100c 8\nf 201e 4");
  expect(told[0].pieces.map(({ address, size, outcome }) => [address, size, outcome])).toEqual([
    [0x100cn, 4, "miss"],
    [0x1010n, 4, "miss"],
  ]);
  expect(told[1].pieces.map(({ line, size }) => [line, size])).toEqual([
    ["0x2010", 2],
    ["0x2020", 2],
  ]);
});

test("a store that covers two lines takes both, each on its own", async () => {
  const told = await explain("f 1000\ns 20000 8\nl 20004");
  const reasons = told[1].pieces.map(({ class: missClass, why }) => [missClass, why]);
  expect(reasons[0][0]).toBe("compulsory");
  expect(reasons[1]).toEqual([
    "capacity",
    "another line of its block was in the cache, this one never was; the fully associative twin, with 16384 lines, no longer has it either: capacity; the store takes its line without reading it",
  ]);
  expect(brief(told).at(-1)).toBe("3 1 hit none it is in the cache since reference 2");
});

test("virtual index, ways, and sets in order of use", async () => {
  const settings = [
    "caches.data.size=64",
    "caches.data.line=16",
    "caches.data.ways=2",
    "caches.data.index=virtual",
  ];
  const told = await explain("l 0\nl 20\nl 0\nl 40", settings);
  expect(told[3].pieces[0]).toMatchObject({
    set: 0,
    before: ["0x0", "0x20"],
    after: ["0x40", "0x0"],
  });
});

test("what idles is told so, and moves no cache", async () => {
  const told = await explain("l 0\nidle\nl 10000\nbusy 5\nl 0");
  expect(told.map((step) => step.pieces[0].outcome)).toEqual(["miss", "idle", "hit"]);
});

test("a step as text", async () => {
  const told = await explain("l 0\nl 10000");
  expect(stepText(told[1], (_format, text) => text)).toBe(
    [
      "#2  load 0x10000, 4 bytes  cycle 14",
      "    TLB: 1 miss",
      "    data cache, set 0, line 0x10000: miss, compulsory, 15 cycles for the read",
      "      no line of its 16-byte block was ever in the cache: compulsory",
      "      set 0: 0x0  ->  0x10000",
      "",
    ].join("\n"),
  );
});
