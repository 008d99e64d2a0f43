import { expect, test } from "vitest";
import { bsd44Paths, chenBershad, parseNumbers } from "../src/published/published.ts";

const HEAD = "workload,system,key,value,unit,source,confidence\n";
const KEYS = ["workload", "system", "key"];

test("the experiment's numbers hang together as the paper's do", () => {
  const of = chenBershad();
  const value = (workload: string, system: string, key: string) =>
    of(workload, system, key)?.value ?? Number.NaN;
  const parts = ["icache", "dcache", "write_buffer"].flatMap((cause) => [
    `mcpi.system.${cause}`,
    `mcpi.user.${cause}`,
  ]);
  for (const workload of ["sed", "egrep", "yacc", "gcc", "compress", "ab", "espresso"])
    for (const system of ["ultrix", "mach"]) {
      // The components of Figure 2-1 sum to its total.
      const sum = [...parts, "mcpi.system.uncached"].reduce(
        (total, key) => total + value(workload, system, key),
        0,
      );
      expect(Math.abs(sum - value(workload, system, "mcpi"))).toBeLessThan(0.003);
      // A target lies within the rounding of its percentage.
      const instructions = value(workload, system, "instructions");
      const share = value(workload, system, "instructions.system_percent") / 100;
      const target = value(workload, system, "target.system_instructions");
      expect(Math.abs(target - instructions * share)).toBeLessThan(0.005 * instructions + 1000);
    }
});

test("4.4BSD's paths", () => {
  expect(bsd44Paths()("getpid", "instructions")?.value).toBe(259);
  expect(bsd44Paths()("getpid", "misses")).toBeUndefined();
});

test.each([
  ["sed,ultrix,mcpi,about 3,x,y,read\n", /n\.csv: line 2: value: is no number/],
  ["sed,ultrix,mcpi,3,x,y,sure\n", /n\.csv: line 2: confidence/],
  ["a,b,c,1,x,y,read\na,b,c,2,x,y,read\n", /n\.csv: line 3: a \/ b \/ c is there already/],
])("a file with an error: %s", (lines, message) => {
  expect(() => parseNumbers(HEAD + lines, "n.csv", KEYS)).toThrow(message);
});
