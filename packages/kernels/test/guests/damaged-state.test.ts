/**
 * Damaged saved states: refused with an InputError, or, where nothing tells that they are damaged,
 * states like others, from which a machine runs on without falling over.
 */
import { crc32, InputError } from "@mcpi/trace";
import { expect, test } from "vitest";
import { decodeState, encodeState } from "../../src/machine/state-file.ts";
import type { EngineName } from "../../src/r3000/engine.ts";
import { ENGINES, guest, type MemoryUse, randomNumbers } from "./support.ts";

/** MCPI_FUZZ multiplies the number of random cases. */
const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);

const MAGIC = "mcpi machine state 1\n".length;
/** Behind the magic: check sum, length of the text. */
const HEAD = MAGIC + 8;

interface Busy {
  readonly image: string;
  /** Instructions after which it is saved. */
  readonly instructions: number;
  /** Little memory, so that many machines can be made. */
  readonly ramMB: number;
}
/** While it prints by polling; waits for the disk; runs a user program. */
const HELLO: Busy = { image: "hello", instructions: 30_000, ramMB: 1 };
const BUSY: readonly Busy[] = [
  HELLO,
  { image: "disk-test", instructions: 40_000, ramMB: 1 },
  { image: "bench-mapped-small", instructions: 1_000_000, ramMB: 2 },
];
/** How far a machine from a damaged state is run. */
const MOST_CYCLES = 2_000_000;
const MOST_INSTRUCTIONS = 100_000;

async function stateOf({ image, instructions, ramMB }: Busy, use: MemoryUse): Promise<Uint8Array> {
  const { machine } = await guest(image, "interpreter", use, { ramMB });
  expect(await machine.run({ instructions })).toEqual({ why: "instructions" });
  return machine.save();
}

/** Restores and runs. @returns whether the state was refused */
async function refuses(
  { image, ramMB }: Busy,
  bytes: Uint8Array,
  use: MemoryUse,
  what: string,
  engine: EngineName = "interpreter",
): Promise<boolean> {
  const { machine } = await guest(image, engine, use, { ramMB });
  try {
    machine.restore(bytes, "broken");
  } catch (error) {
    if (!(error instanceof InputError)) throw new Error(`${what}: ${error}`, { cause: error });
    return true;
  }
  try {
    await machine.run({
      cycles: machine.now + MOST_CYCLES,
      instructions: machine.time.retired + MOST_INSTRUCTIONS,
    });
    machine.save();
  } catch (error) {
    throw new Error(`${what}, running on: ${error}`, { cause: error });
  }
  return false;
}

/** Makes the check sum right, so that what else is wrong must be found. */
function withSum(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(MAGIC, crc32(bytes.subarray(MAGIC + 4)), true);
  return bytes;
}

test("changed bytes", async () => {
  const whole = await stateOf(HELLO, "inline");
  const random = randomNumbers(1);
  for (let round = 0; round < 40 * FACTOR; round++) {
    const bytes = whole.slice();
    const at = random(4) === 0 ? random(HEAD) : random(bytes.length);
    bytes[at] ^= 1 + random(255);
    expect(await refuses(HELLO, bytes, "inline", `byte ${at}`), `byte ${at}`).toBe(true);
  }
});

test("cut off", async () => {
  const whole = await stateOf(HELLO, "inline");
  const random = randomNumbers(2);
  const lengths = [0, 1, MAGIC - 1, MAGIC, HEAD - 1, HEAD, whole.length - 1];
  for (let round = 0; round < 20 * FACTOR; round++) lengths.push(random(whole.length));
  for (const length of lengths) {
    const cut = whole.slice(0, length);
    const what = `length ${length}`;
    expect(await refuses(HELLO, cut, "inline", what), what).toBe(true);
    if (length < HEAD) continue;
    expect(await refuses(HELLO, withSum(cut), "inline", `${what}, sum`), what).toBe(true);
  }
});

test("changed bytes, with the check sum made right", async () => {
  const whole = await stateOf(HELLO, "inline");
  const text = new DataView(whole.buffer, whole.byteOffset).getUint32(MAGIC + 4, true);
  const random = randomNumbers(3);
  let refused = 0;
  const rounds = 60 * FACTOR;
  for (let round = 0; round < rounds; round++) {
    const bytes = whole.slice();
    const at = HEAD + random(round % 3 === 0 ? bytes.length - HEAD : text);
    // Digits for digits keep the text JSON, so that what it says is what is wrong.
    const digit = bytes[at] >= 48 && bytes[at] <= 57;
    bytes[at] = digit ? 48 + random(10) : random(256);
    if (await refuses(HELLO, withSum(bytes), "inline", `round ${round}, byte ${at}`)) refused++;
  }
  expect(refused).toBeGreaterThan(rounds / 4);
});

const ODD: readonly unknown[] = [
  null,
  -1,
  0,
  1,
  1.5,
  -(2 ** 31),
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 40,
  1e300,
  "",
  "x",
  true,
  [],
  {},
  new Uint8Array(0),
  new Uint8Array(3),
];

/** A copy with something in it replaced, anywhere, or bytes changed; `path` collects where. */
function damaged(state: unknown, random: (below: number) => number, path: string[]): unknown {
  if (state instanceof Uint8Array && state.length > 0 && random(2) === 0) {
    const copy = state.slice();
    for (let count = 1 + random(8); count > 0; count--) copy[random(copy.length)] = random(256);
    return copy;
  }
  const odd = ODD[random(ODD.length)];
  if (typeof state !== "object" || state === null || state instanceof Uint8Array) return odd;
  const keys = Object.keys(state);
  if (keys.length === 0 || random(20) === 0) return odd;
  const key = keys[random(keys.length)];
  path.push(key);
  const copy = (Array.isArray(state) ? [...state] : { ...state }) as Record<string, unknown>;
  copy[key] = damaged(copy[key], random, path);
  return copy;
}

test.each(
  BUSY.flatMap((busy) => (["none", "inline", "batches"] as const).map((use) => ({ busy, use }))),
)("fields replaced: $busy.image, memory system: $use", async ({ busy, use }) => {
  const whole = decodeState(await stateOf(busy, use), "whole", 2 ** 30);
  const random = randomNumbers(4);
  let refused = 0;
  const rounds = 40 * FACTOR;
  for (let round = 0; round < rounds; round++) {
    const path: string[] = [];
    const bytes = encodeState(damaged(whole, random, path));
    const what = `round ${round}, ${path.join(".")}`;
    if (await refuses(busy, bytes, use, what, ENGINES[round % 2])) refused++;
  }
  expect(refused).toBeGreaterThan(rounds / 4);
  expect(refused).toBeLessThan(rounds);
});

test("of another machine", async () => {
  const whole = await stateOf(HELLO, "inline");
  expect(await refuses(HELLO, whole, "none", "none")).toBe(true);
  expect(await refuses(HELLO, whole, "batches", "batches")).toBe(true);
  expect(await refuses({ ...HELLO, ramMB: 2 }, whole, "inline", "larger")).toBe(true);
  expect(await refuses(HELLO, whole, "inline", "the same")).toBe(false);
});
