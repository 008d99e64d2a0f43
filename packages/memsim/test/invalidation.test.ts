/** Invalidation events, by line and by index; random ones are in against-model.test.ts. */
import { BY_INDEX, INVALIDATE, PageDictionary, StreamBuilder } from "@mcpi/trace";
import { expect, test } from "vitest";
import { sumRows } from "../src/counts.ts";
import { withOverrides } from "../src/machine-override.ts";
import { preset } from "../src/presets.ts";
import { createSimulator, type Simulator } from "../src/simulator.ts";

/** The DECstation with a two-way 8 KB data cache: a set is chosen by the offset in a page. */
const machine = withOverrides(preset("ds5000-200"), [
  "caches.data.size=8192",
  "caches.data.line=16",
  "caches.data.ways=2",
  "mapping.kind=recorded",
]);

const SET = 0x120 / 16;

function run(drop: (builder: StreamBuilder) => void): Simulator {
  const pages = new PageDictionary();
  for (let page = 0; page < 4; page++) pages.id(page, 0, page, 0);
  const builder = new StreamBuilder({ pages });
  builder.translate(
    (vpn) => vpn,
    () => 0,
  );
  const simulator = createSimulator(machine, pages, { twoWay: true });
  const loads = () => {
    for (const page of [0, 1]) builder.load(page, 0x120, 4);
    builder.load(0, 0x130, 4);
  };
  loads();
  drop(builder);
  loads();
  simulator.consume(builder.take());
  return simulator;
}

const misses = (simulator: Simulator) => {
  const { misses, conflict, capacity, twinMisses, twoWayMisses } = sumRows(simulator.rows()).level1
    .load;
  return { misses, conflict, capacity, twinMisses, twoWayMisses };
};

test("a line: the other in its set stays", () => {
  const simulator = run((builder) => builder.event(INVALIDATE, (1 << 12) | 0x124, 2));
  expect(misses(simulator)).toEqual({
    misses: 4,
    conflict: 0,
    capacity: 1,
    twinMisses: 4,
    twoWayMisses: 4,
  });
});

test("by index: all lines of the set, whatever they are, and in the twins", () => {
  const simulator = run((builder) => builder.event(INVALIDATE, (3 << 12) | 0x124, 2 | BY_INDEX));
  expect(misses(simulator)).toEqual({
    misses: 5,
    conflict: 0,
    capacity: 2,
    twinMisses: 5,
    twoWayMisses: 5,
  });
  expect(simulator.setContents("data", SET)).toEqual([0x1120 / 16, 0x120 / 16]);
});

test("the other cache is left alone; inline the same", () => {
  const simulator = run((builder) => builder.event(INVALIDATE, (3 << 12) | 0x124, 1 | BY_INDEX));
  expect(misses(simulator).misses).toBe(3);
  simulator.inline!.event(INVALIDATE, (2 << 12) | 0x120, 1 | BY_INDEX);
  expect(simulator.setContents("data", SET)).toEqual([0x1120 / 16, 0x120 / 16]);
  simulator.inline!.event(INVALIDATE, (2 << 12) | 0x120, 3 | BY_INDEX);
  expect(simulator.setContents("data", SET)).toEqual([-1, -1]);
  expect(simulator.setContents("data", SET + 1)).toEqual([0x130 / 16, -1]);
});
