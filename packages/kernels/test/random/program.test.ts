/** Random programs run to their end on the model, and have in them what they are for. */
import { expect, test } from "vitest";
import { randomProgram } from "./program.ts";
import { modelOf } from "./run-model.ts";

const MOST_STEPS = 200_000;

/** How often each kind of thing happened in so many programs, and how many came to their end. */
function seen(profile: "common" | "full", programs: number) {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  let ended = 0;
  for (let seed = 1; seed <= programs; seed++) {
    const program = randomProgram(seed, profile, 12);
    const { cpu } = modelOf(program);
    for (let steps = 0; steps < MOST_STEPS && cpu.pc !== program.end; steps++) {
      const step = cpu.step();
      count("steps");
      if (step.retired) count("retired");
      if (step.exception !== undefined) count(step.exception.name);
      if (step.exception?.bd) count("in a delay slot");
      if (step.exception?.vector === 0x80000000) count("refill");
      if (step.isolated !== undefined) count("isolated");
      if (step.extraCycles > 0) count("waits");
      if (cpu.cp0.isUserMode()) count("user");
      for (const { kind } of step.events) count(kind);
    }
    if (cpu.pc === program.end) ended++;
  }
  return { counts, ended };
}

test.each(["common", "full"] as const)("%s", (profile) => {
  const { counts, ended } = seen(profile, 20);
  expect(ended).toBeGreaterThan(profile === "common" ? 19 : 16);
  const kinds = ["Mod", "TLBL", "TLBS", "AdEL", "AdES", "Sys", "Bp", "refill", "user"];
  if (profile === "full") kinds.push("Ov", "Int", "RI", "CpU", "DBE", "isolated", "waits", "asid");
  expect(kinds.filter((kind) => !counts.has(kind))).toEqual([]);
});
