import type { MissCurve } from "@mcpi/memsim";
import { missesAt } from "@mcpi/memsim";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stepsOf } from "../src/curve.ts";
import { threadsFor } from "../src/sweep.ts";

const counts = fc
  .array(fc.nat(5), { maxLength: 12 })
  .map((list) => Float64Array.from([0, ...list]));
const kind = fc.record({
  accesses: fc.nat(),
  compulsory: fc.nat(9),
  invalidated: fc.nat(9),
  distances: counts,
});

test("between two steps of a curve the misses are the same, at a step they become fewer", () => {
  fc.assert(
    fc.property(kind, kind, (load, store) => {
      const curve: MissCurve = { side: "data", line: 16, kinds: { load, store } };
      const steps = stepsOf(curve);
      expect(steps[0].lines).toBe(1);
      for (let lines = 1; lines < 20; lines++) {
        const step = steps.findLast((one) => one.lines <= lines)!;
        expect(step.misses).toBe(missesAt(curve, lines));
      }
      for (let at = 1; at < steps.length; at++)
        expect(steps[at].misses).toBeLessThan(steps[at - 1].misses);
    }),
  );
});

test("threads are shared out: at least one each, no more than there are but for that", () => {
  expect(threadsFor(4, 2)).toEqual([2, 2]);
  expect(threadsFor(3, 2)).toEqual([2, 1]);
  expect(threadsFor(2, 3)).toEqual([1, 1, 1]);
});
