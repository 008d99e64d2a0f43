/** Random accesses, saved states, damaged states. */
import { isDeepStrictEqual } from "node:util";
import { InputError } from "@mcpi/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessSize } from "../../src/machine/board.ts";
import { BUS_ERROR } from "../../src/machine/board.ts";
import { Rig, SCSI } from "./fixture.ts";
import { read10, ScsiRig, write10 } from "./scsi-rig.ts";

/** MCPI_FUZZ multiplies the number of random cases. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const runs = (numRuns: number) => ({ numRuns: numRuns * FACTOR });

const REGISTERS = [
  ...Array.from({ length: 16 }, (_, index) => SCSI + 4 * index),
  // The chip's commands, FIFO, interrupt and destination, several times over.
  ...new Array(6).fill([SCSI + 8, SCSI + 12, SCSI + 12, SCSI + 0x10, SCSI + 0x14]).flat(),
  SCSI + 0x40000,
  SCSI + 0x80000,
  SCSI + 0x80010,
  ...Array.from({ length: 8 }, (_, index) => 0x1fe00000 + 8 * (index & 3)),
  ...Array.from({ length: 14 }, (_, index) => 0x1fe80000 + 4 * index),
  0x1ff00000,
  0x1ff00000,
  0x1fd80000,
  0x1fd00000,
  0x1fc00000,
];
const COMMANDS = [
  0, 0x80, 1, 2, 3, 0x10, 0x90, 0x11, 0x91, 0x12, 0x18, 0x98, 0x1a, 0x1b, 0x41, 0xc1, 0x42, 0xc2,
  0x43, 0x46, 0xc6, 0x44, 0x45, 0x40,
];

const size = fc.constantFrom<AccessSize>(1, 2, 4);
const address = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...REGISTERS) },
  { weight: 1, arbitrary: fc.nat(0x1fffffff) },
  { weight: 1, arbitrary: fc.nat(0xffffffff) },
);
const value = fc.oneof(
  fc.constantFrom(...COMMANDS, 0xffffffff, 0x80000000),
  fc.nat(0xff),
  fc.nat(0xffffffff),
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("write" as const), address, size, value }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("read" as const), address, size }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), cycles: fc.nat(3_000_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("type" as const), text: fc.string({ maxLength: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("select" as const),
      target: fc.nat(7),
      operation: fc.oneof(fc.constantFrom(0x28, 0x2a, 0x12, 0x1a, 0x15, 0x00), fc.nat(255)),
      block: fc.nat(4200),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("drive" as const),
      cycles: fc.constantFrom(10, 500, 100_000, 1_000_000),
      count: fc.constantFrom(0, 1, 7, 100, 512, 700, 1536),
      choice: fc.nat(9),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Does what a driver would do next, mostly. */
function drive(rig: ScsiRig, cycles: number, count: number, choice: number): unknown {
  rig.time.pass(cycles);
  const seen = [rig.get(4), rig.get(6), rig.get(7), rig.get(5), rig.counter];
  const phase = seen[0] & 7;
  rig.count(count);
  if (choice === 0) rig.set(8, 0x80 | choice);
  if (phase === 7) rig.set(3, choice < 5 ? 0x12 : 0x10);
  else if (phase === 3 && choice < 8) rig.set(3, 0x11);
  else if (choice < 7) rig.set(3, 0x90);
  else rig.set(3, choice < 8 ? 0x10 : 0x98);
  return seen;
}

/** Does a step, and tells all that the processor would see of it. */
function run(rig: ScsiRig, each: Step): unknown {
  switch (each.kind) {
    case "write":
      return rig.board.write(each.address - (each.address % each.size), each.size, each.value);
    case "read": {
      const read = rig.board.read(each.address - (each.address % each.size), each.size);
      expect(
        read === BUS_ERROR || (read >= 0 && read < 256 ** each.size && Number.isInteger(read)),
      ).toBe(true);
      return read;
    }
    case "pass":
      rig.time.pass(each.cycles);
      return rig.board.interrupts;
    case "type":
      rig.terminal.type(each.text);
      rig.board.consoleInput();
      return rig.terminal.waiting;
    case "select":
      rig.start(each.target, [each.operation, ...read10(each.block, 3).slice(1)]);
      return rig.get(4);
    case "drive":
      return drive(rig, each.cycles, each.count, each.choice);
  }
}

const observe = (rig: ScsiRig) => ({
  interrupts: rig.board.interrupts,
  next: rig.time.queue.next,
  sent: rig.terminal.sent.length,
});

test("random accesses never throw; saved, restored and gone on with equals gone on with", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.array(step, { maxLength: 60 }),
      (before, after) => {
        const first = new ScsiRig();
        for (const each of before) run(first, each);
        const state = first.save();
        const second = new ScsiRig();
        second.restore(state);
        second.terminal.typed.push(...first.terminal.typed);
        second.terminal.sent.push(...first.terminal.sent);
        expect(isDeepStrictEqual(second.save(), state)).toBe(true);
        for (const each of after) {
          expect(run(second, each)).toEqual(run(first, each));
          expect(observe(second)).toEqual(observe(first));
        }
        expect(isDeepStrictEqual(second.save(), first.save())).toBe(true);
      },
    ),
    runs(1000),
  );
});

/** Replaces what is at a path of a state. */
function damage(state: unknown, path: readonly number[], by: unknown): unknown {
  if (
    path.length === 0 ||
    typeof state !== "object" ||
    state === null ||
    state instanceof Uint8Array
  )
    return by;
  const keys = Object.keys(state);
  if (keys.length === 0) return by;
  const key = keys[path[0] % keys.length] as keyof typeof state;
  const copy = (Array.isArray(state) ? [...state] : { ...state }) as Record<string, unknown>;
  copy[key] = damage(state[key], path.slice(1), by);
  return copy;
}

describe("damaged states", () => {
  /** A machine in the middle of everything. */
  function busy(): ScsiRig {
    const rig = new ScsiRig().initialise();
    rig.write(0x1fe00000, 0x4060, 2);
    rig.write(0x1fe00010, 8, 2);
    rig.time.pass(50);
    rig.write(0x1fe00018, 0x41, 2);
    rig.terminal.type("abc");
    rig.board.consoleInput();
    rig.writeBlocks(0, write10(5, 1), new Array(512).fill(7));
    rig.start(3, read10(9, 2));
    rig.see();
    rig.count(700);
    rig.set(3, 0x90);
    return rig;
  }

  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      -1,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 40,
      1e300,
      "",
      "x",
      true,
      [],
      {},
      new Uint8Array(3),
    ),
    fc.integer(),
  );

  test("are refused with InputError, or are states that never make the machine throw", () => {
    const state = busy().board.save();
    fc.assert(
      fc.property(
        fc.array(fc.nat(100), { minLength: 1, maxLength: 7 }),
        odd,
        fc.array(step, { maxLength: 30 }),
        (path, by, after) => {
          const rig = busy();
          try {
            rig.board.restore(damage(structuredClone(state), path, by));
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            expect((error as Error).message).toMatch(/^saved state: /);
            return;
          }
          for (const each of after) run(rig, each);
          rig.time.pass(1000);
          rig.board.save();
        },
      ),
      runs(2000),
    );
  });

  test("messages name the place", () => {
    const state = structuredClone(busy().board.save()) as { rtc: { chain: unknown } };
    state.rtc.chain = "soon";
    expect(() => new Rig().board.restore(state)).toThrow(/rtc\.chain is "?soon"?; a whole number/);
    expect(() => new Rig().board.restore(7)).toThrow("saved state: board is no record");
    expect(() => new Rig({ ramBytes: 4096 }).board.restore(busy().board.save())).toThrow(
      /board\.ramBytes/,
    );
    expect(() => new Rig({ disks: [] }).board.restore(busy().board.save())).toThrow(/targets\[0\]/);
  });
});
