/** Programs with the references of a machine like the R3000: aligned, of at most 4 bytes. */
import type { Program, Step } from "./model/program.ts";

/** The program with every reference cut down to one that is aligned and has at most 4 bytes. */
export function aligned(program: Program): Program {
  return { ...program, steps: program.steps.map(alignedStep) };
}

function alignedStep(step: Step): Step {
  if (step.kind === "fetch") return { ...step, offset: step.offset & ~3, size: 4 };
  if (step.kind !== "load" && step.kind !== "store") return step;
  const size = step.size >= 4 ? 4 : step.size >= 2 ? 2 : 1;
  return { ...step, offset: step.offset & -size, size };
}
