/** A simulator in a memory that is given to it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { preset } from "../src/presets.ts";
import { createSimulator } from "../src/simulator.ts";
import { pairs } from "./model/arbitraries.ts";
import { batchesOf } from "./model/program.ts";

const PAGE = 65536;

/** A memory whose first `origin` bytes are somebody else's, and what comes behind is not 0. */
function memoryOf(origin: number): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(origin / PAGE) + 1 });
  new Uint8Array(memory.buffer).fill(0xa5);
  return memory;
}

test("counts are those of a simulator with a memory of its own; what lies below is untouched", () => {
  fc.assert(
    fc.property(
      pairs,
      fc.integer({ min: 0, max: 5 * PAGE }),
      fc.nat(20),
      ({ machine, program }, origin, stop) => {
        const { pages, batches } = batchesOf(program, 16);
        const memory = memoryOf(origin);
        const own = createSimulator(machine, pages);
        const guest = createSimulator(machine, pages, { within: { memory, origin } });
        batches.forEach((batch, at) => {
          // Others may grow the memory at any time.
          if (at % 3 === 1) memory.grow(1);
          if (at === stop) {
            const state = own.save();
            expect(guest.save()).toEqual(state);
            guest.restore(state);
          }
          own.consume(batch);
          guest.consume(batch);
        });
        expect(guest.rows()).toEqual(own.rows());
        expect(guest.now).toBe(own.now);
        expect(new Uint8Array(memory.buffer, 0, origin).every((byte) => byte === 0xa5)).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test("batches that lie in the memory are simulated where they are", () => {
  const ORIGIN = 2 * PAGE;
  fc.assert(
    fc.property(pairs, fc.constantFrom(16, 60, 4096), ({ machine, program }, records) => {
      const { pages, batches } = batchesOf(program, records);
      const memory = memoryOf(ORIGIN);
      const own = createSimulator(machine, pages);
      const guest = createSimulator(machine, pages, { within: { memory, origin: ORIGIN } });
      for (const batch of batches) {
        const inPlace = {
          ...batch,
          words: new Int32Array(memory.buffer, 128, batch.words.length),
          lengths: new Uint8Array(memory.buffer, PAGE + 3, batch.lengths.length),
        };
        inPlace.words.set(batch.words);
        inPlace.lengths.set(batch.lengths);
        expect(guest.settle(inPlace)).toBe(own.settle(batch));
      }
      expect(guest.rows()).toEqual(own.rows());
    }),
    { numRuns: 40 },
  );
});

test("words in a memory that has grown meanwhile are refused", () => {
  const memory = memoryOf(PAGE);
  const { pages, batches } = batchesOf(
    {
      layout: { flags: [0], frames: "own" },
      steps: [{ kind: "fetch", vpn: 0, offset: 0, size: 4 }],
    },
    16,
  );
  const simulator = createSimulator(preset("ds5000-200"), pages, {
    within: { memory, origin: PAGE },
  });
  const batch = { ...batches[0], words: new Int32Array(memory.buffer, 0, 32) };
  memory.grow(1);
  expect(() => simulator.settle(batch)).toThrow(
    "simulator: the batch's words are gone; the memory that they lay in has grown",
  );
});

test("a memory that cannot grow", () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const pages = batchesOf({ layout: { flags: [0], frames: "own" }, steps: [] }, 16).pages;
  expect(() =>
    createSimulator(preset("ds5000-200"), pages, { within: { memory, origin: PAGE } }),
  ).toThrow(/simulator: the given memory cannot grow by the \d+ KiB that the caches take/);
});
