/**
 * The interpreter next to the model, step by step: equal state after each (docs/r3000.md), and the
 * stream has what the model says, record by record; at the end equal memory.
 */
import { expect, test } from "vitest";
import { randomProgram } from "../random/program.ts";
import { modelOf } from "../random/run-model.ts";
import { RandomSource } from "../random/source.ts";
import { Expected } from "./expected.ts";
import { differences, machineOf, memoryDifference } from "./machines.ts";
import { StreamText } from "./stream.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const MOST_STEPS = 40_000;

export interface LockstepOptions {
  readonly functionalCaches?: boolean;
  /** Lines of the hardware are raised now and then. */
  readonly lines?: boolean;
}

/** Runs both; returns steps, or throws at the first difference. */
async function lockstep(
  seed: number,
  profile: "common" | "full",
  options: LockstepOptions,
): Promise<number> {
  const program = randomProgram(seed, profile, 8);
  const { functionalCaches = false } = options;
  const { cpu, bus } = modelOf(program, { functionalCaches });
  const machine = machineOf(program, "interpreter", { functionalCaches });
  const stream = new StreamText();
  machine.attach({ consumers: [stream] });
  const random = new RandomSource(seed);
  const recent: string[] = [];
  let steps = 0;
  const streamOf = new Expected();
  const expected: string[] = streamOf.begin();
  for (; steps < MOST_STEPS && cpu.pc !== program.end; steps++) {
    if (options.lines && random.chance(0.01))
      bus.lines = random.chance(0.3) ? random.below(64) << 10 : 0;
    machine.board.interrupts = bus.lines;
    const before = { status: cpu.cp0.status, cause: cpu.cp0.cause, lines: bus.lines };
    const step = cpu.step();
    recent.push(
      `${step.pc.toString(16)}: ${step.word?.toString(16).padStart(8, "0")} ${step.exception?.name ?? ""}${step.interrupt ? " interrupt" : ""}`,
    );
    if (recent.length > 12) recent.shift();
    await machine.run({ steps: 1 });
    const found = differences(machine, cpu);
    expected.push(...streamOf.linesOf(step, cpu, before));
    const said = stream.lines.splice(0);
    if (said.join("\n") !== expected.join("\n"))
      found.push(`stream:\n${said.join("\n")}\nmodel:\n${expected.join("\n")}`);
    expected.length = 0;
    if (found.length > 0)
      throw new Error(
        `seed ${seed}, ${profile}, step ${steps}: ${found.join("; ")}\n${recent.join("\n")}`,
      );
  }
  const memory = memoryDifference(machine, (address) => bus.read(address, 4));
  if (memory !== undefined) throw new Error(`seed ${seed}, ${profile}: ${memory}`);
  return steps;
}

async function many(
  programs: number,
  first: number,
  profile: "common" | "full",
  options: LockstepOptions,
): Promise<void> {
  let steps = 0;
  for (let seed = first; seed < first + Math.round(programs * FACTOR); seed++)
    steps += await lockstep(seed, profile, options);
  console.info(`interpreter and model, ${profile} ${JSON.stringify(options)}: ${steps} steps`);
  expect(steps).toBeGreaterThan(1000);
}

const TIMEOUT = 120_000 * Math.max(1, FACTOR);

test("common programs", () => many(10, 1, "common", {}), TIMEOUT);
test("all of it", () => many(14, 1000, "full", {}), TIMEOUT);
test("with interrupts", () => many(10, 2000, "full", { lines: true }), TIMEOUT);
test("with functional caches", () => many(10, 3000, "full", { functionalCaches: true }), TIMEOUT);
