import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mcpi } from "./run-main.ts";

const MINUTE = 60_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcpi-run-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const rows = (text: string) =>
  Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
const sum = (of: Record<string, string>[], column: string) =>
  of.reduce((total, row) => total + Number(row[column]), 0);

describe("sed on the Ultrix-style system", () => {
  const file = (name: string) => join(folder, name);

  test(
    "the same CSV to the byte on both engines; parts sum to the whole",
    async () => {
      for (const engine of ["translator", "interpreter"]) {
        const ran = await mcpi([
          "run",
          "ultrix",
          "sed",
          "--engine",
          engine,
          "--functions",
          "-o",
          file(engine),
        ]);
        expect(ran.status, ran.err).toBe(0);
      }
      const csv = readFileSync(file("translator/ultrix-sed.csv"), "utf8");
      expect(readFileSync(file("interpreter/ultrix-sed.csv"), "utf8")).toBe(csv);
      const comparison = readFileSync(file("translator/ultrix-sed-comparison.csv"), "utf8");
      expect(readFileSync(file("interpreter/ultrix-sed-comparison.csv"), "utf8")).toBe(comparison);

      const all = rows(csv);
      const [total] = all.filter((row) => row.by === "total");
      for (const by of ["mode", "component", "function"])
        for (const column of ["instructions", "loads", "stores", "stall_cycles"])
          expect(
            sum(
              all.filter((row) => row.by === by),
              column,
            ),
          ).toBe(Number(total[column]));
      // Everything that programs executed is the user's, and nothing else.
      const user = all.find((row) => row.by === "component" && row.who === "user");
      const mode = all.find((row) => row.by === "mode" && row.who === "user");
      expect(user?.instructions).toBe(mode?.instructions);

      // By function, too, and each is a program's.
      const programs = all.filter((row) => row.by === "function" && /^\w+:/.test(row.who));
      for (const column of ["instructions", "loads", "stores", "stall_cycles"])
        expect(sum(programs, column)).toBe(Number(mode?.[column]));
      expect(programs.map((row) => row.who)).toEqual(
        expect.arrayContaining(["driver:main", "sed:regexec"]),
      );
      expect(csv).not.toMatch(/,function,(\[|\w+:\[unknown)/);

      const lines = rows(comparison);
      const line = (quantity: string) => lines.find((row) => row.quantity === quantity);
      expect(line("MCPI")?.published).toBe("0.227");
      expect(line("MCPI")?.group).toBe("validation");
      expect(line("system instructions")?.tolerance).toBe("0.2");
      expect(
        sum(
          lines.filter((row) => row.quantity.startsWith("share of")),
          "measured",
        ),
      ).toBeCloseTo(1, 5);
    },
    5 * MINUTE,
  );

  test(
    "a slower clock means fewer instructions of the system",
    async () => {
      const system = async (hz: string) => {
        const ran = await mcpi(["run", "ultrix", "sed", "--hz", hz, "--no-three-c", "--csv", "-"]);
        expect(ran.status, ran.err).toBe(0);
        return Number(
          rows(ran.out).find((row) => row.by === "mode" && row.who === "kernel")?.instructions,
        );
      };
      expect(await system("64")).toBeLessThan(await system("1024"));
    },
    2 * MINUTE,
  );
});

test.each([
  [["run", "plan9", "sed"], /plan9: there is no such system; there is ultrix/],
  [["run", "ultrix", "awk"], /awk: there is no such workload; there is sed/],
  [["run", "ultrix"], /Not enough non-option arguments|missing/i],
  [["run", "ultrix", "sed", "--hz", "0"], /--hz/],
  [["paths", "plan9"], /plan9: there is no such system/],
])("bad usage: %j", async (args, message) => {
  const ran = await mcpi(args);
  expect(ran.status).toBe(2);
  expect(ran.err).toMatch(message);
});
