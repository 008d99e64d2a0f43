/**
 * A memory system counts the same, whether the machine calls it reference by reference, hands it
 * batches, or the recorded stream is simulated afterwards.
 */
import { createSimulator, preset } from "@mcpi/memsim";
import { type Batch, copyBatch } from "@mcpi/trace";
import { expect, test } from "vitest";
import type { EngineName } from "../../src/r3000/engine.ts";
import { randomProgram } from "../random/program.ts";
import { modelOf } from "../random/run-model.ts";
import { RandomSource } from "../random/source.ts";
import { machineOf } from "./machines.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const MOST_STEPS = 40_000;

type Use = "inline" | "batches";

/** Runs a program by pieces with a coupled memory. */
async function coupled(seed: number, size: number, engine: EngineName, use: Use) {
  const program = randomProgram(seed, "full", size);
  const machine = machineOf(program, engine);
  const { memory } = machine;
  const simulator = createSimulator(preset("ds5000-200"), machine.pages, {
    within: { memory: memory.memory, origin: memory.end },
  });
  const batches: Batch[] = [];
  const recorder = { consume: (batch: Batch) => void batches.push(copyBatch(batch)) };
  machine.attach({ coupled: simulator, consumers: use === "batches" ? [recorder] : [] });
  const random = new RandomSource(seed);
  for (let until = 0; until < instructionsOf(seed, size); ) {
    until = Math.min(until + random.between(1, 9000), instructionsOf(seed, size));
    await machine.run({ instructions: until });
  }
  return { machine, simulator, batches };
}

const known = new Map<string, number>();

/** Instructions until the program has come to its end, or enough of them. */
function instructionsOf(seed: number, size: number): number {
  const key = `${seed} ${size}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const program = randomProgram(seed, "full", size);
  const { cpu } = modelOf(program);
  for (let steps = 0; steps < MOST_STEPS && cpu.pc !== program.end; steps++) cpu.step();
  known.set(key, cpu.retired);
  return cpu.retired;
}

test(
  "inline, by batches and afterwards",
  async () => {
    let instructions = 0;
    for (let seed = 5000; seed < 5000 + Math.round(10 * FACTOR); seed++) {
      const batches = await coupled(seed, 8, "translator", "batches");
      const rows = batches.simulator.rows();
      for (const [engine, use] of [
        ["translator", "inline"],
        ["interpreter", "inline"],
        ["interpreter", "batches"],
      ] as const) {
        const other = await coupled(seed, 8, engine, use);
        const name = `seed ${seed}, ${engine}, ${use}`;
        expect(other.simulator.rows(), name).toEqual(rows);
        expect(other.machine.now, name).toBe(batches.machine.now);
        expect(other.machine.time.retired, name).toBe(batches.machine.time.retired);
      }
      const later = createSimulator(preset("ds5000-200"), batches.machine.pages);
      for (const batch of batches.batches) later.consume(batch);
      later.finish();
      expect(later.rows(), `seed ${seed}, afterwards`).toEqual(rows);
      expect(later.now).toBe(batches.simulator.now);
      instructions += batches.machine.time.retired;
    }
    console.info(`coupled memory, four ways and afterwards: ${instructions} instructions`);
    expect(instructions).toBeGreaterThan(10_000);
  },
  120_000 * Math.max(1, FACTOR),
);
