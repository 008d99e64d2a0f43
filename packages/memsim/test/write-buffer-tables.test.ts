/**
 * The write buffer, cycle by cycle: tables worked by hand from docs/counting.md, section 5, for the
 * model and the simulator. How to read a table: model/cycle-table.ts.
 *
 * Unless a table says otherwise there are 6 entries of a word, a write takes 5 cycles, in the page
 * of the write before it 1; a read miss takes 4 cycles, an uncached read 3. What the fetch of an
 * instruction costs has been paid before cycle 0, so that only what the table names misses.
 */
import { describe, expect, test } from "vitest";
import { sumRows } from "../src/counts.ts";
import { type Machine, parseMachine, type WriteBufferDescription } from "../src/machine.ts";
import { createSimulator } from "../src/simulator.ts";
import { CODE, LAYOUT, readTable, refer, runTable } from "./model/cycle-table.ts";
import { Model } from "./model/model.ts";
import { batchesOf, modelRunner, Pages, type Step } from "./model/program.ts";

interface Example {
  readonly name: string;
  readonly buffer?: Partial<WriteBufferDescription>;
  /** The data cache is write-back, and the word D0 dirty in it; E0 takes its place. */
  readonly dirty?: boolean;
  /** Cycles that a data read holds memory, where not its stall. */
  readonly busyCycles?: number;
  readonly table: string;
}

const EXAMPLES: readonly Example[] = [
  {
    name: "page mode: writes after the first to a page take one cycle; another page takes five",
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store P1           | P0 P1       | write P0
          2 | store P2           | P0 P1 P2    | write P0
          3 | store Q0           | P0 P1 P2 Q0 | write P0
          4 | run                | P0 P1 P2 Q0 | write P0
          5 | run                | P1 P2 Q0    | write P1
          6 | run                | P2 Q0       | write P2
          7 | store P3           | Q0 P3       | write Q0
          8 | store P4           | Q0 P3 P4    | write Q0
          9 | run                | Q0 P3 P4    | write Q0
         10 | run                | Q0 P3 P4    | write Q0
         11 | run                | Q0 P3 P4    | write Q0
         12 | run                | P3 P4       | write P3
         13 | run                | P3 P4       | write P3
         14 | run                | P3 P4       | write P3
         15 | run                | P3 P4       | write P3
         16 | run                | P3 P4       | write P3
         17 | run                | P4          | write P4
         18 | run                |             |
         19 | store P5           | P5          | write P5
         20 | run                |             |`,
  },
  {
    name: "a full buffer: a store waits until the head is complete, and enters in its last slot's place",
    buffer: { entries: 2 },
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store P1           | P0 P1       | write P0
          2 | store P2: waits    | P0 P1       | write P0
          3 | waits              | P0 P1       | write P0
          4 | waits              | P0 P1       | write P0
          5 | enters             | P1 P2       | write P1
          6 | store Q0           | P2 Q0       | write P2
          7 | store P3           | Q0 P3       | write Q0
          8 | store P4: waits    | Q0 P3       | write Q0
          9 | waits              | Q0 P3       | write Q0
         10 | waits              | Q0 P3       | write Q0
         11 | waits              | Q0 P3       | write Q0
         12 | enters             | P3 P4       | write P3
         13 | run                | P3 P4       | write P3`,
  },
  {
    name: "a read miss behind a write that has started waits for it, and only for it",
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store P1           | P0 P1       | write P0
          2 | store P2           | P0 P1 P2    | write P0
          3 | load R0: waits     | P0 P1 P2    | write P0
          4 | waits              | P0 P1 P2    | write P0
          5 | reads              | P1 P2       | read
          6 | reads              | P1 P2       | read
          7 | reads              | P1 P2       | read
          8 | reads              | P1 P2       | read
          9 | done               | P1 P2       | write P1
         10 | run                | P2          | write P2
         11 | run                |             |`,
  },
  {
    name: "a write that could start exactly at the read's cycle stands back",
    table: `
      cycle | CPU                       | buffer | memory
      ------+---------------------------+--------+---------
          0 | store P0                  | P0     | write P0
          1 | store Q0                  | P0 Q0  | write P0
          2 | run                       | P0 Q0  | write P0
          3 | run                       | P0 Q0  | write P0
          4 | run                       | P0 Q0  | write P0
          5 | load R0: reads            | Q0     | read
          6 | reads                     | Q0     | read
          7 | reads                     | Q0     | read
          8 | reads                     | Q0     | read
          9 | done                      | Q0     | write Q0
         10 | run                       | Q0     | write Q0
         11 | run                       | Q0     | write Q0
         12 | run                       | Q0     | write Q0
         13 | run                       | Q0     | write Q0
         14 | store Q1, load R4: reads  | Q1     | read
         15 | reads                     | Q1     | read
         16 | reads                     | Q1     | read
         17 | reads                     | Q1     | read
         18 | done                      | Q1     | write Q1
         19 | run                       |        |`,
  },
  {
    name: "a read miss holds up the queue, so that a later store finds the buffer full",
    buffer: { entries: 2 },
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store Q0           | P0 Q0       | write P0
          2 | load R0: waits     | P0 Q0       | write P0
          3 | waits              | P0 Q0       | write P0
          4 | waits              | P0 Q0       | write P0
          5 | reads              | Q0          | read
          6 | reads              | Q0          | read
          7 | reads              | Q0          | read
          8 | reads              | Q0          | read
          9 | done               | Q0          | write Q0
         10 | store P1           | Q0 P1       | write Q0
         11 | store P2: waits    | Q0 P1       | write Q0
         12 | waits              | Q0 P1       | write Q0
         13 | waits              | Q0 P1       | write Q0
         14 | enters             | P1 P2       | write P1
         15 | run                | P1 P2       | write P1`,
  },
  {
    name: "an uncached read waits until the buffer is empty",
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store P1           | P0 P1       | write P0
          2 | store Q0           | P0 P1 Q0    | write P0
          3 | load U0: waits     | P0 P1 Q0    | write P0
          4 | waits              | P0 P1 Q0    | write P0
          5 | waits              | P1 Q0       | write P1
          6 | waits              | Q0          | write Q0
          7 | waits              | Q0          | write Q0
          8 | waits              | Q0          | write Q0
          9 | waits              | Q0          | write Q0
         10 | waits              | Q0          | write Q0
         11 | reads              |             | read
         12 | reads              |             | read
         13 | reads              |             | read
         14 | done               |             |
         15 | store Q1           | Q1          | write Q1
         16 | run                |             |`,
  },
  {
    name: "an uncached store is an entry like any other, and the read after it waits for it",
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store U0           | U0          | write U0
          1 | store U1           | U0 U1       | write U0
          2 | store P0           | U0 U1 P0    | write U0
          3 | run                | U0 U1 P0    | write U0
          4 | run                | U0 U1 P0    | write U0
          5 | run                | U1 P0       | write U1
          6 | run                | P0          | write P0
          7 | load U2: waits     | P0          | write P0
          8 | waits              | P0          | write P0
          9 | waits              | P0          | write P0
         10 | waits              | P0          | write P0
         11 | reads              |             | read
         12 | reads              |             | read
         13 | reads              |             | read
         14 | done               |             |
         15 | run                |             |`,
  },
  {
    name: "readClosesPage: the first write that starts after a read takes five cycles",
    buffer: { readClosesPage: true },
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | run                | P0          | write P0
          2 | run                | P0          | write P0
          3 | run                | P0          | write P0
          4 | run                | P0          | write P0
          5 | store P1           | P1          | write P1
          6 | load R0: reads     |             | read
          7 | reads              |             | read
          8 | reads              |             | read
          9 | reads              |             | read
         10 | done               |             |
         11 | store P2           | P2          | write P2
         12 | store P3           | P2 P3       | write P2
         13 | run                | P2 P3       | write P2
         14 | run                | P2 P3       | write P2
         15 | run                | P2 P3       | write P2
         16 | run                | P3          | write P3
         17 | run                |             |`,
  },
  {
    name: "readPriority false: a read miss waits until the buffer is empty",
    buffer: { readPriority: false },
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store P1           | P0 P1       | write P0
          2 | store Q0           | P0 P1 Q0    | write P0
          3 | load R0: waits     | P0 P1 Q0    | write P0
          4 | waits              | P0 P1 Q0    | write P0
          5 | waits              | P1 Q0       | write P1
          6 | waits              | Q0          | write Q0
          7 | waits              | Q0          | write Q0
          8 | waits              | Q0          | write Q0
          9 | waits              | Q0          | write Q0
         10 | waits              | Q0          | write Q0
         11 | reads              |             | read
         12 | reads              |             | read
         13 | reads              |             | read
         14 | reads              |             | read
         15 | done               |             |
         16 | run                |             |`,
  },
  {
    name: "a fetch miss and a store in one instruction: the store enters after the fetch's stalls",
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store P0           | P0          | write P0
          1 | store P1           | P0 P1       | write P0
          2 | fetch F1: waits    | P0 P1       | write P0
          3 | waits              | P0 P1       | write P0
          4 | waits              | P0 P1       | write P0
          5 | reads              | P1          | read
          6 | reads              | P1          | read
          7 | reads              | P1          | read
          8 | reads              | P1          | read
          9 | + store P2         | P1 P2       | write P1
         10 | run                | P2          | write P2
         11 | run                |             |`,
  },
  {
    name: "a dirty line enters after the stall of the read that evicts it, and leaves the page open",
    dirty: true,
    buffer: { writeBackCycles: 3 },
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | store U0           | U0          | write U0
          1 | load E0: waits     | U0          | write U0
          2 | waits              | U0          | write U0
          3 | waits              | U0          | write U0
          4 | waits              | U0          | write U0
          5 | reads              |             | read
          6 | reads              |             | read
          7 | reads              |             | read
          8 | reads              |             | read
          9 | done               | D0          | write D0
         10 | store U1           | D0 U1       | write D0
         11 | run                | D0 U1       | write D0
         12 | run                | U1          | write U1
         13 | run                |             |`,
  },
  {
    name: "memory is busy beyond the stall: writes stand back, a read waits at its own cost",
    busyCycles: 8,
    table: `
      cycle | CPU                | buffer      | memory
      ------+--------------------+-------------+---------
          0 | load R0: reads     |             | read
          1 | reads              |             | read
          2 | reads              |             | read
          3 | reads              |             | read
          4 | done               |             | read
          5 | store P0           | P0          | read
          6 | load R4: reads     | P0          | read
          7 | reads              | P0          | read
          8 | reads              | P0          | read
          9 | reads              | P0          | read
         10 | reads              | P0          | read
         11 | reads              | P0          | read
         12 | done               | P0          | read
         13 | run                | P0          | read
         14 | run                | P0          | read
         15 | run                | P0          | read
         16 | run                | P0          | write P0
         17 | run                | P0          | write P0`,
  },
];

function machineOf({ buffer, dirty, busyCycles }: Example): Machine {
  const cache = { size: 4096, line: 4, ways: 1, missCycles: 4 };
  const write = dirty
    ? { hit: "back", miss: "fetch-on-write" }
    : { hit: "through", miss: "write-validate", partial: "leave" };
  return parseMachine(
    {
      name: "tables",
      title: "A write buffer and caches",
      clockMHz: 25,
      time: "instructions",
      caches: {
        instruction: cache,
        data: { ...cache, write, ...(busyCycles === undefined ? {} : { busyCycles }) },
      },
      writeBuffer: {
        entries: 6,
        width: 4,
        pageBytes: 4096,
        pageCycles: 1,
        cycles: 5,
        ...buffer,
      },
      uncached: { loadCycles: 3, fetchCycles: 3 },
      mapping: { kind: "identity" },
      sources: [],
    },
    "tables",
  );
}

/** What comes before cycle 0: the code comes into the cache, and all is quiet. */
function prelude({ dirty }: Example): Step[] {
  const quiet = Array.from({ length: 10 }, () => CODE);
  return [CODE, ...(dirty ? [refer("store", "D0")] : []), ...quiet];
}

describe.each(EXAMPLES)("$name", (example) => {
  const table = readTable(example.table);
  const machine = machineOf(example);
  const before = prelude(example);

  test("in the model", () => {
    const model = new Model(machine);
    const run = modelRunner({ layout: LAYOUT, steps: [] }, model);
    for (const step of before) run(step);
    model.resetCounts();
    expect(runTable(table, model, model.now + 1)).toEqual(table.rows);
    const { stalls, writes } = sumRows(model.rows());
    expect(stalls.writeBuffer).toBe(table.waits);
    expect(stalls.icache + stalls.dcache + stalls.uncached).toBe(table.reads);
    expect(writes).toBe(
      new Set(table.rows.flatMap(({ buffer }) => buffer.match(/\S+/g) ?? [])).size,
    );
  });

  test("in the simulator", () => {
    const pages = new Pages();
    const simulator = createSimulator(machine, pages);
    const settle = (steps: readonly Step[]) =>
      simulator.settle(batchesOf({ layout: LAYOUT, steps }, 1000, pages).batches[0]);
    settle(before);
    simulator.resetCounts();
    for (const { cycle, steps, stalls } of table.instructions)
      expect({ cycle, stalls: settle(steps) }).toEqual({ cycle, stalls });
    const { stalls } = sumRows(simulator.rows());
    expect(stalls.writeBuffer).toBe(table.waits);
    expect(stalls.icache + stalls.dcache + stalls.uncached).toBe(table.reads);
  });
});
