/** Saved states: gone on with on another machine they change nothing; damaged, they are refused. */
import { crc32, InputError } from "@mcpi/trace";
import { describe, expect, test } from "vitest";
import { ENGINES, guest, imageNames, type MemoryUse, results } from "./support.ts";

/** MCPI_FUZZ multiplies the number of random cases. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);

/** Numbers from 0 up to, not including, `below`: x <- 1664525 x + 1013904223. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const other = (engine: (typeof ENGINES)[number]) => ENGINES[1 - ENGINES.indexOf(engine)];

describe("a state gone on with elsewhere", () => {
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
});

describe("damaged states are refused", () => {
  const NAME = "hello";
  const MAGIC = "mcpi machine state 1\n".length;
  /** Little memory, so that many machines can be made. */
  const SMALL = { ramMB: 1 };
  /** The longest that a machine from a damaged state is run. */
  const MOST_CYCLES = 2_000_000;

  async function state(use: MemoryUse): Promise<Uint8Array> {
    const { machine } = await guest(NAME, "interpreter", use, SMALL);
    await machine.run({ instructions: 3000 });
    return machine.save();
  }

  /** @returns whether it was refused */
  async function restored(bytes: Uint8Array, use: MemoryUse, what: string): Promise<boolean> {
    const { machine } = await guest(NAME, "interpreter", use, SMALL);
    try {
      machine.restore(bytes, "broken");
    } catch (error) {
      if (!(error instanceof InputError)) throw new Error(`${what}: ${error}`, { cause: error });
      expect(error.message, what).not.toBe("");
      return true;
    }
    try {
      await machine.run({ cycles: machine.now + MOST_CYCLES, instructions: 200_000 });
    } catch (error) {
      throw new Error(`${what}, run: ${error}`, { cause: error });
    }
    return false;
  }

  const withSum = (bytes: Uint8Array): Uint8Array => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    view.setUint32(MAGIC, crc32(bytes.subarray(MAGIC + 4)), true);
    return bytes;
  };

  test("changed bytes", async () => {
    const whole = await state("inline");
    const random = randomNumbers(1);
    for (let round = 0; round < 40 * FACTOR; round++) {
      const bytes = whole.slice();
      const at = random(4) === 0 ? random(MAGIC + 8) : random(bytes.length);
      bytes[at] ^= 1 + random(255);
      expect(await restored(bytes, "inline", `byte ${at}`), `byte ${at}`).toBe(true);
    }
  });

  test("cut off", async () => {
    const whole = await state("inline");
    const random = randomNumbers(2);
    const lengths = [0, 1, MAGIC - 1, MAGIC, MAGIC + 7, MAGIC + 8, whole.length - 1];
    for (let round = 0; round < 20 * FACTOR; round++) lengths.push(random(whole.length));
    for (const length of lengths) {
      const cut = whole.slice(0, length);
      expect(await restored(cut, "inline", `length ${length}`)).toBe(true);
      if (length >= MAGIC + 8)
        expect(await restored(withSum(cut), "inline", `length ${length}, sum`)).toBe(true);
    }
  });

  test.each([
    "none",
    "inline",
    "batches",
  ] as const)("changed inside, with the sum made right; memory system: %s", async (use) => {
    const whole = await state(use);
    const length = new DataView(whole.buffer, whole.byteOffset).getUint32(MAGIC + 4, true);
    const text = { from: MAGIC + 8, bytes: length };
    const random = randomNumbers(3);
    let refused = 0;
    const rounds = 80 * FACTOR;
    for (let round = 0; round < rounds; round++) {
      const bytes = whole.slice();
      const at = text.from + random(round % 3 === 0 ? bytes.length - text.from : text.bytes);
      // Digits for digits keep the text JSON, so that what it says is what is wrong.
      const digit = bytes[at] >= 48 && bytes[at] <= 57;
      bytes[at] = digit ? 48 + random(10) : random(256);
      if (await restored(withSum(bytes), use, `round ${round}, byte ${at}`)) refused++;
    }
    expect(refused).toBeGreaterThan(rounds / 4);
  });

  test("of another machine", async () => {
    const whole = await state("inline");
    expect(await restored(whole, "none", "use")).toBe(true);
    expect(await restored(whole, "batches", "use")).toBe(true);
    const larger = await guest(NAME, "interpreter", "inline", { ramMB: 2 });
    expect(() => larger.machine.restore(whole)).toThrow(InputError);
  });
});
