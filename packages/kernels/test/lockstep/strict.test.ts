/** `--strict` stops where docs/r3000.md says undefined, and nowhere else. */
import { expect, test } from "vitest";
import { UndefinedBehaviour } from "../../src/r3000/processor.ts";
import { Undefined } from "../model/exceptions.ts";
import type { ModelProcessor } from "../model/processor.ts";
import { randomProgram } from "../random/program.ts";
import { modelOf } from "../random/run-model.ts";
import { differences, machineOf, type TestMachine } from "./machines.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const MOST_STEPS = 5_000;

/** Whether the step is undefined. */
function modelStops(cpu: ModelProcessor): boolean {
  try {
    cpu.step();
    return false;
  } catch (error) {
    if (error instanceof Undefined) return true;
    throw error;
  }
}

async function machineStops(machine: TestMachine): Promise<boolean> {
  try {
    await machine.run({ steps: 1 });
    return false;
  } catch (error) {
    if (error instanceof UndefinedBehaviour) return true;
    throw error;
  }
}

test(
  "random programs",
  async () => {
    let [steps, stopped] = [0, 0];
    for (let seed = 7000; seed < 7000 + Math.round(40 * FACTOR); seed++) {
      const profile = seed % 4 === 0 ? "common" : "full";
      const program = randomProgram(seed, profile, 2);
      const { cpu } = modelOf(program, { strict: true });
      const machine = machineOf(program, "interpreter", { strict: true });
      for (let step = 0; step < MOST_STEPS && cpu.pc !== program.end; step++) {
        const { pc } = cpu;
        const models = modelStops(cpu);
        const ours = await machineStops(machine);
        expect(ours, `seed ${seed}, step ${step}, pc ${pc.toString(16)}`).toBe(models);
        steps++;
        if (models) {
          stopped++;
          break;
        }
        if (step % 50 === 0) expect(differences(machine, cpu), `seed ${seed}`).toEqual([]);
      }
    }
    console.info(`strict: ${steps} steps, ${stopped} programs stopped`);
    expect(stopped).toBeGreaterThan(3);
  },
  120_000 * Math.max(1, FACTOR),
);
