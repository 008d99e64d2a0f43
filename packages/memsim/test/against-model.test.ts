/**
 * The simulator against the model (test/model/): random machines run random programs on both, and
 * every count of every row must be equal.
 */
import type { Batch } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newCounts, type Row, type Stalls, stallCycles, sumRows } from "../src/counts.ts";
import { type Machine, parseMachine } from "../src/machine.ts";
import type { MissEvent } from "../src/miss-log.ts";
import { createSimulator, type Simulator } from "../src/simulator.ts";
import { spaceHash } from "../src/space-hash.ts";
import { pairs } from "./model/arbitraries.ts";
import { Model } from "./model/model.ts";
import {
  batchesOf,
  modelRunner,
  Pages,
  type Program,
  runModel,
  streamOf,
} from "./model/program.ts";

/** Records of a batch: the least that a stream builder allows, and up to all in one. */
const RECORDS = fc.constantFrom(16, 17, 25, 60, 4096);
const CLASSES = fc.record({ threeC: fc.boolean(), twoWay: fc.boolean() });

interface Classes {
  readonly threeC: boolean;
  readonly twoWay: boolean;
}

function modelOf(machine: Machine, classes: Classes, program: Program): Model {
  const model = new Model(machine, { ...classes, spaceHash });
  runModel(program, model);
  return model;
}

function simulate(simulator: Simulator, batches: readonly Batch[]): Simulator {
  for (const batch of batches) simulator.consume(batch);
  simulator.finish();
  return simulator;
}

/** MCPI_FUZZ multiplies the number of random cases: `npm run test:long` sets it to 20. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const runs = (numRuns: number) => ({ numRuns: numRuns * FACTOR });

test("every count of every row equals the model's", () => {
  fc.assert(
    fc.property(pairs, CLASSES, RECORDS, ({ machine, program }, classes, records) => {
      const { pages, batches } = batchesOf(program, records);
      const simulator = simulate(createSimulator(machine, pages, classes), batches);
      const model = modelOf(machine, classes, program);
      expect(simulator.rows()).toEqual(model.rows());
      expect(simulator.idleCycles).toBe(model.idleCycles);
    }),
    runs(300),
  );
});

test("the line fetched last, by another name that chooses another set, is looked up", () => {
  const cache = { size: 8192, line: 16, ways: 1, index: "virtual", missCycles: 10 } as const;
  const write = { hit: "through", miss: "write-around" } as const;
  const machine = parseMachine(
    {
      name: "virtual",
      title: "Two colours by virtual address",
      clockMHz: 25,
      time: "instructions",
      caches: { instruction: cache, data: { ...cache, write } },
      uncached: { loadCycles: 7, fetchCycles: 8 },
      mapping: { kind: "recorded" },
      sources: [],
    },
    "virtual",
  );
  // Pages 0 and 7 are one frame.
  const steps = [0, 7, 0].map((vpn) => ({ kind: "fetch", vpn, offset: 64, size: 4 }) as const);
  const program: Program = { layout: { flags: new Array(8).fill(0), frames: "shared" }, steps };
  const { pages, batches } = batchesOf(program, 16);
  const rows = simulate(createSimulator(machine, pages, { twoWay: true }), batches).rows();
  expect(rows).toEqual(modelOf(machine, { threeC: true, twoWay: true }, program).rows());
  expect(sumRows(rows).level1.fetch.misses).toBe(2);
});

test("batches may come while the page dictionary grows; their size changes nothing", () => {
  fc.assert(
    fc.property(pairs, CLASSES, ({ machine, program }, classes) => {
      const results = [16, 31, 4096].map((records) => {
        const pages = new Pages();
        const simulator = createSimulator(machine, pages, classes);
        const stream = streamOf(program.layout, records, pages, (one) => simulator.consume(one));
        for (const step of program.steps) stream.append(step);
        stream.flush();
        simulator.finish();
        return { rows: simulator.rows(), now: simulator.now, idle: simulator.idleCycles };
      });
      expect(results[1]).toEqual(results[0]);
      expect(results[2]).toEqual(results[0]);
      expect(results[0].rows).toEqual(modelOf(machine, classes, program).rows());
    }),
    runs(30),
  );
});

test("settle returns the stall cycles of the batch", () => {
  fc.assert(
    fc.property(pairs, RECORDS, ({ machine, program }, records) => {
      const { pages, batches } = batchesOf(program, records);
      const simulator = createSimulator(machine, pages, { threeC: false });
      let before = 0;
      for (const batch of batches) {
        const settled = simulator.settle(batch);
        const after = stallCycles(sumRows(simulator.rows()).stalls);
        expect(settled).toBe(after - before);
        before = after;
      }
      const model = modelOf(machine, { threeC: false, twoWay: false }, program);
      expect(before).toBe(stallCycles(sumRows(model.rows()).stalls));
    }),
    runs(30),
  );
});

test("a simulator that is saved and restored in mid-stream goes on to equal counts", () => {
  fc.assert(
    fc.property(pairs, CLASSES, fc.nat(20), ({ machine, program }, classes, stop) => {
      const { pages, batches } = batchesOf(program, 16);
      const at = stop % (batches.length + 1);
      const first = createSimulator(machine, pages, classes);
      for (const batch of batches.slice(0, at)) first.consume(batch);
      const state = first.save();
      const second = createSimulator(machine, pages, classes);
      second.restore(state);
      expect(second.rows()).toEqual(first.rows());
      simulate(first, batches.slice(at));
      simulate(second, batches.slice(at));
      const expected = modelOf(machine, classes, program).rows();
      expect(first.rows()).toEqual(expected);
      expect(second.rows()).toEqual(expected);
      expect([second.now, second.idleCycles]).toEqual([first.now, first.idleCycles]);
    }),
    runs(40),
  );
});

test("counting begins anew in mid-stream, the state stays", () => {
  fc.assert(
    fc.property(pairs, CLASSES, fc.nat(200), ({ machine, program }, classes, stop) => {
      const at = stop % program.steps.length;
      const { layout, steps } = program;
      const model = new Model(machine, { ...classes, spaceHash });
      const run = modelRunner(program, model);
      const pages = new Pages();
      const simulator = createSimulator(machine, pages, classes);
      const stream = streamOf(layout, 4096, pages, (batch) => simulator.consume(batch));
      steps.forEach((step, index) => {
        if (index === at) {
          stream.flush();
          model.resetCounts();
          simulator.resetCounts();
        }
        run(step);
        stream.append(step);
      });
      stream.flush();
      expect(simulator.rows()).toEqual(model.rows());
      expect(simulator.idleCycles).toBe(model.idleCycles);
    }),
    runs(30),
  );
});

describe("the miss log", () => {
  test("has every stall and every miss of the first level, and changes no count", () => {
    fc.assert(
      fc.property(pairs, RECORDS, ({ machine, program }, records) => {
        const { pages, batches } = batchesOf(program, records);
        const stalls: Stalls = newCounts().stalls;
        const classes = { compulsory: 0, capacity: 0, conflict: 0, bypass: 0 };
        const log = (event: MissEvent) => {
          if (event.cause !== "none") stalls[event.cause] += event.cycles;
          if (event.class !== "none") classes[event.class]++;
        };
        const simulator = simulate(createSimulator(machine, pages, { log }), batches);
        const rows: Row[] = simulator.rows();
        expect(rows).toEqual(modelOf(machine, { threeC: true, twoWay: false }, program).rows());
        const counts = sumRows(rows);
        expect(stalls).toEqual(counts.stalls);
        const { fetch, load, store, bypass } = counts.level1;
        const sum = (key: "compulsory" | "capacity" | "conflict") =>
          fetch[key] + load[key] + store[key];
        expect(classes).toEqual({
          compulsory: sum("compulsory"),
          capacity: sum("capacity"),
          conflict: sum("conflict"),
          bypass,
        });
      }),
      runs(30),
    );
  });
});
