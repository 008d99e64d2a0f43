/** Saved states: gone on with on another machine, they change nothing. */
import { expect, test } from "vitest";
import { ENGINES, guest, imageNames, type MemoryUse, randomNumbers, results } from "./support.ts";

/** MCPI_FUZZ multiplies the number of random cases. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);

const other = (engine: (typeof ENGINES)[number]) => ENGINES[1 - ENGINES.indexOf(engine)];

const uses: readonly MemoryUse[] = ["none", "inline", "batches"];
const cases = imageNames("small").flatMap((name, i) =>
  uses.map((use, j) => ({ name, use, number: i + j })),
);
test.each(cases)("$name, memory system: $use", async ({ name, use, number }) => {
  const unbroken = await guest(name, "translator", use);
  await unbroken.machine.run();
  const wanted = results(unbroken);
  const random = randomNumbers(number);
  for (let round = 0; round < FACTOR; round++) {
    const engine = ENGINES[(number + round) % 2];
    const at = random(wanted.retired);
    const what = `${engine}, then the other, at instruction ${at}`;
    const first = await guest(name, engine, use);
    await first.machine.run({ instructions: at });
    expect(first.machine.time.retired).toBe(at);
    const state = first.machine.save();
    const second = await guest(name, other(engine), use);
    second.machine.restore(state);
    expect(Buffer.compare(second.machine.save(), state), `saved again: ${what}`).toBe(0);
    await second.machine.run();
    const { output, ...seen } = results(second);
    expect({ ...seen, output: first.output() + output }, what).toEqual(wanted);
    await first.machine.run();
    expect(results(first), `gone on with here: ${what}`).toEqual(wanted);
  }
});
