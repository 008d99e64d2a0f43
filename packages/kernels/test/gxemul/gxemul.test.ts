/**
 * Random programs on the model and on GXemul. MCPI_FUZZ=20 compares more than a million instructions
 * (two to four minutes, at 15000 to 40000 instructions a second, 14 to 36 MB/s of trace).
 */
import { describe, expect, test } from "vitest";
import { BAD_VADDR, imm, K0, mfc0, ZERO } from "../random/assembler.ts";
import { elfOf } from "../random/elf.ts";
import { randomProgram } from "../random/program.ts";
import { type ComparedProcessor, compareWithGxemul } from "./compare.ts";
import { modelUnderGxemul } from "./model-under-gxemul.ts";
import { whyNoGxemul } from "./run.ts";

const FACTOR = Number(process.env.MCPI_FUZZ ?? 1);
const PROGRAMS = Math.ceil(3 * FACTOR);
const BLOCKS = 12;
const MOST = 200_000;

const missing = whyNoGxemul();
if (missing !== undefined) console.warn(`not compared with GXemul: ${missing}`);

function programOf(seed: number) {
  const program = randomProgram(seed, "common", BLOCKS);
  return { elf: elfOf(program), end: program.end };
}

describe.skipIf(missing !== undefined)("with GXemul", () => {
  test(
    "random programs",
    async () => {
      const sum = { programs: 0, ended: 0, instructions: 0, exceptions: 0 };
      const wrong = { addressErrors: 0, leftRight: 0, beyond: 0 };
      for (let seed = 2; seed < 2 + PROGRAMS; seed++) {
        const { elf, end } = programOf(seed);
        const result = await compareWithGxemul(elf, modelUnderGxemul(elf), { end, most: MOST });
        expect(result.difference, `seed ${seed}`).toBeUndefined();
        sum.programs++;
        sum.ended += Number(result.ended);
        sum.instructions += result.instructions;
        sum.exceptions += result.exceptions;
        wrong.addressErrors += result.adopted.addressErrors;
        wrong.leftRight += result.adopted.leftRight;
        wrong.beyond += Number(result.beyond !== undefined);
      }
      console.info(
        `compared with GXemul: ${JSON.stringify(sum)}; its faults ${JSON.stringify(wrong)}`,
      );
      expect(sum.instructions).toBeGreaterThan(10_000 * PROGRAMS);
      expect(sum.exceptions).toBeGreaterThan(10 * PROGRAMS);
    },
    120_000 * Math.max(1, FACTOR),
  );

  /** A model that does one thing wrong from its thousandth step on. */
  function faulty(elf: Uint8Array, harm: (model: ComparedProcessor) => void): ComparedProcessor {
    const model = modelUnderGxemul(elf);
    let steps = 0;
    const step = model.step.bind(model);
    model.step = () => {
      const result = step();
      if (++steps === 1000) harm(model);
      return result;
    };
    return model;
  }

  test.each([
    ["a general register", (model: ComparedProcessor) => model.setGeneral(8, model.general(8) ^ 1)],
    ["HI", (model: ComparedProcessor) => model.setNamed("hi", model.named("hi") ^ 1)],
    ["EPC", (model: ComparedProcessor) => model.setNamed("epc", model.named("epc") ^ 4)],
  ])("a fault in %s is found where it is", async (_, harm) => {
    const { elf, end } = programOf(3);
    const { instructions, difference } = await compareWithGxemul(elf, faulty(elf, harm), { end });
    expect(difference).toMatch(/GXemul [0-9a-f]{8}, we [0-9a-f]{8}/);
    expect(instructions).toBeLessThanOrEqual(1002);
  });

  test("it stops at the most that it is given, whatever the program still does", async () => {
    const words = [imm("ADDIU", 8, 8, 1), 0x1000fffe, mfc0(K0, BAD_VADDR), imm("ORI", 9, ZERO, 1)];
    const start = 0x80030000;
    const elf = elfOf({ segments: [{ address: start, words }], start, ready: 0, end: 0 });
    const result = await compareWithGxemul(elf, modelUnderGxemul(elf), { most: 5000 });
    expect(result).toMatchObject({ ended: false, difference: undefined });
    expect(result.instructions).toBeGreaterThanOrEqual(5000);
    expect(result.instructions).toBeLessThan(5003);
  });
});
