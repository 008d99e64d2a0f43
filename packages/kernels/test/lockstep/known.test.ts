/**
 * Programs for what engines are known to do otherwise than they should. A test here that "fails"
 * because it passes: the fault is gone, and the test moves to found.test.ts.
 */
import { createSimulator, preset } from "@mcpi/memsim";
import { expect, test } from "vitest";
import { randomProgram } from "../random/program.ts";
import { machineOf } from "./machines.ts";

// docs/r3000.md, section 6: an instruction that raises an exception makes no reference, not even its
// fetch. Behind the 14309th instruction a load of user mode raises AdEL in code that has been
// translated; called inline, the memory system has one fetch miss more than by batches.
test.fails("translator, inline: fetches around an exception in translated code", async () => {
  const program = randomProgram(5014, "full", 8);
  const rows: unknown[] = [];
  for (const consumers of [[], [{ consume: () => {} }]]) {
    const machine = machineOf(program, "translator");
    const { memory, end: origin } = machine.memory;
    const simulator = createSimulator(preset("ds5000-200"), machine.pages, {
      within: { memory, origin },
    });
    machine.attach({ coupled: simulator, consumers });
    await machine.run({ instructions: 14_310 });
    rows.push(simulator.rows());
  }
  expect(rows[0]).toEqual(rows[1]);
});
