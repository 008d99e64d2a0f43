/** Random programs on the machine, interpreted, and on GXemul. MCPI_FUZZ multiplies. */
import { describe, expect, test } from "vitest";
import { elfOf } from "../random/elf.ts";
import { randomProgram } from "../random/program.ts";
import { compareWithGxemul } from "./compare.ts";
import { machineUnderGxemul } from "./machine-under-gxemul.ts";
import { whyNoGxemul } from "./run.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const PROGRAMS = Math.ceil(3 * FACTOR);
const FIRST_SEED = 10_000;
const MOST = 200_000;

const missing = whyNoGxemul();
if (missing !== undefined) console.warn(`not compared with GXemul: ${missing}`);

describe.skipIf(missing !== undefined)("the machine with GXemul", () => {
  test(
    "random programs",
    async () => {
      let instructions = 0;
      let exceptions = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
        const program = randomProgram(seed, "common", 12);
        const elf = elfOf(program);
        const result = await compareWithGxemul(elf, machineUnderGxemul(elf), {
          end: program.end,
          most: MOST,
        });
        expect(result.difference, `seed ${seed}`).toBeUndefined();
        instructions += result.instructions;
        exceptions += result.exceptions;
      }
      console.info(
        `the machine compared with GXemul: ${instructions} instructions, ${exceptions} exceptions`,
      );
      expect(instructions).toBeGreaterThan(10_000);
    },
    120_000 * Math.max(1, FACTOR),
  );
});
