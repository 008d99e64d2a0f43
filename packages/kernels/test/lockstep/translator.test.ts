/**
 * The translator, by pieces of so many instructions, next to the model run as far; at the end equal
 * memory, and the same stream as the interpreter's.
 */
import { expect, test } from "vitest";
import type { RandomProgram } from "../random/layout.ts";
import { randomProgram } from "../random/program.ts";
import { modelOf } from "../random/run-model.ts";
import { RandomSource } from "../random/source.ts";
import { differences, machineOf, memoryDifference } from "./machines.ts";
import { StreamText } from "./stream.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const MOST_STEPS = 40_000;

interface Piece {
  /** Instructions retired in all when it is over. */
  readonly until: number;
  /** Lines of the hardware until then. */
  readonly lines: number;
}

/** The stream of the interpreter for the same pieces. */
async function interpreted(program: RandomProgram, pieces: readonly Piece[]): Promise<string[]> {
  const machine = machineOf(program, "interpreter");
  const stream = new StreamText();
  machine.attach({ consumers: [stream] });
  for (const { until, lines } of pieces) {
    machine.board.interrupts = lines;
    await machine.run({ instructions: until });
  }
  return stream.lines;
}

/** Runs a program on model, translator and interpreter. @returns instructions retired */
async function lockstep(seed: number, profile: "common" | "full", lines: boolean) {
  const program = randomProgram(seed, profile, 8);
  const random = new RandomSource(seed);
  const { cpu, bus } = modelOf(program);
  const pieces: Piece[] = [];
  let steps = 0;
  const fail = (what: string): never => {
    throw new Error(`seed ${seed}, ${profile}${lines ? ", lines" : ""}: ${what}`);
  };
  const piecesOf = function* (): Generator<Piece> {
    while (steps < MOST_STEPS && cpu.pc !== program.end) {
      const size = random.chance(0.3) ? random.between(1, 40) : random.between(41, 3000);
      if (lines) bus.lines = random.chance(0.15) ? random.below(64) << 10 : 0;
      const until = cpu.retired + size;
      // A program that retires nothing any more has come to an end of its own.
      while (cpu.retired < until && cpu.pc !== program.end && steps < MOST_STEPS) {
        cpu.step();
        steps++;
      }
      const piece = { until: cpu.retired, lines: bus.lines };
      pieces.push(piece);
      yield piece;
    }
  };
  const machine = machineOf(program, "translator");
  const stream = new StreamText();
  machine.attach({ consumers: [stream] });
  for (const { until, lines: raised } of piecesOf()) {
    const from = machine.time.retired;
    machine.board.interrupts = raised;
    await machine.run({ instructions: until });
    const found = differences(machine, cpu);
    if (found.length > 0) fail(`instructions ${from} to ${until}: ${found.join("; ")}`);
  }
  const memory = memoryDifference(machine, (address) => bus.read(address, 4));
  if (memory !== undefined) fail(memory);
  const expected = await interpreted(program, pieces);
  const said = stream.lines;
  if (said.join("\n") !== expected.join("\n")) {
    const place = expected.findIndex((line, at) => line !== said[at]);
    const context = (all: readonly string[]) => all.slice(Math.max(0, place - 6), place + 4);
    fail(
      `stream, translator:\n${context(said).join("\n")}\ninterpreter:\n${context(expected).join("\n")}`,
    );
  }
  return { retired: cpu.retired, regions: machine.engine.translator?.made ?? 0 };
}

async function many(programs: number, first: number, profile: "common" | "full", lines: boolean) {
  let retired = 0;
  let regions = 0;
  for (let seed = first; seed < first + Math.round(programs * FACTOR); seed++) {
    const one = await lockstep(seed, profile, lines);
    retired += one.retired;
    regions += one.regions;
  }
  console.info(
    `translator and model, ${profile}${lines ? " with interrupts" : ""}: ${retired} instructions, ${regions} regions`,
  );
  expect(retired).toBeGreaterThan(1000);
  expect(regions).toBeGreaterThan(10);
}

const TIMEOUT = 120_000 * Math.max(1, FACTOR);

test("common programs", () => many(10, 1, "common", false), TIMEOUT);
test("all of it", () => many(20, 1000, "full", false), TIMEOUT);
test("with interrupts", () => many(12, 2000, "full", true), TIMEOUT);
