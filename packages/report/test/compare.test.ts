/** mcpi run mach, mcpi compare: a system whose server and library run in user mode. */
import { readFileSync } from "node:fs";
import { guestImageNames } from "@mcpi/kernels";
import Papa from "papaparse";
import { afterAll, describe, expect, test } from "vitest";
import { mcpi, newFolder } from "./run-main.ts";

const MINUTE = 60_000;
const { path, remove } = newFolder();
afterAll(remove);

type Row = Record<string, string>;
const rows = (file: string): Row[] =>
  Papa.parse<Row>(readFileSync(path(file), "utf8"), { header: true, skipEmptyLines: true }).data;
const sum = (of: Row[], column: string) =>
  of.reduce((total, row) => total + Number(row[column]), 0);

const COUNTED = ["instructions", "loads", "stores", "stall_cycles"];

describe.skipIf(!guestImageNames().includes("mach"))("sed on the Mach-style system", () => {
  test(
    "the same CSV to the byte on both engines; who is the system",
    async () => {
      for (const engine of ["translator", "interpreter"]) {
        const ran = await mcpi([
          ...["run", "mach", "sed", "--functions"],
          ...["--engine", engine, "-o", path(engine)],
        ]);
        expect(ran.status, ran.err).toBe(0);
      }
      const text = (file: string) => readFileSync(path(file), "utf8");
      expect(text("interpreter/mach-sed.csv")).toBe(text("translator/mach-sed.csv"));
      expect(text("interpreter/mach-sed-comparison.csv")).toBe(
        text("translator/mach-sed-comparison.csv"),
      );

      const all = rows("translator/mach-sed.csv");
      const by = (name: string) => all.filter((row) => row.by === name);
      const [total] = by("total");
      for (const name of ["mode", "component", "function"])
        for (const column of COUNTED) expect(sum(by(name), column)).toBe(Number(total[column]));

      // Each function in user mode is a program's, the server's, or the library's.
      const named = (prefix: RegExp) => by("function").filter((row) => prefix.test(row.who));
      const user = by("mode").find((row) => row.who === "user");
      for (const column of COUNTED)
        expect(sum(named(/^\w+:/), column)).toBe(Number(user?.[column]));
      expect(by("function").filter((row) => /^\[|unknown/.test(row.who))).toEqual([]);
      const programs = named(/^(driver|sed):/);
      const component = (name: string) => by("component").find((row) => row.who === name);
      for (const column of COUNTED)
        expect(sum(programs, column)).toBe(Number(component("user")?.[column]));
      expect(by("function").map((row) => row.who)).toEqual(
        expect.arrayContaining(["sed:regexec", "server:ufs_read", "emulator:emulate", "vm_fault"]),
      );
      for (const name of ["UNIX service", "microkernel", "IPC", "emulation library", "VM-mi"])
        expect(Number(component(name)?.instructions), name).toBeGreaterThan(10_000);

      const lines = rows("translator/mach-sed-comparison.csv");
      const line = (quantity: string) => lines.find((row) => row.quantity === quantity);
      expect(line("MCPI")?.published).toBe("0.495");
      expect(Number(line("system instructions")?.measured)).toBe(
        Number(total.instructions) - sum(programs, "instructions"),
      );
    },
    5 * MINUTE,
  );

  test(
    "beside the monolithic one",
    async () => {
      const ran = await mcpi(["compare", "ultrix", "mach", "sed", "-o", path("both")]);
      expect(ran.status, ran.err).toBe(0);
      expect(ran.out).toMatch(/mach \/ ultrix/);
      const lines = rows("both/ultrix-mach-sed.csv");
      const line = (quantity: string) => {
        const found = lines.find((row) => row.quantity === quantity);
        if (found === undefined) throw new Error(quantity);
        return found;
      };
      // The same programs do the same work.
      expect(Number(line("user instructions").measured_ratio)).toBeCloseTo(1, 2);
      expect(line("MCPI").published_ratio).toBe("2.1806167");
      expect(line("IPC").base_measured).toBe("");
      for (const who of ["base", "system"]) {
        const value = (quantity: string) => Number(line(quantity)[`${who}_measured`]);
        for (const kind of ["instruction", "load"])
          expect(
            value(`${kind} misses, compulsory`) +
              value(`${kind} misses, capacity`) +
              value(`${kind} misses, conflict`),
          ).toBe(value(`${kind} misses`));
        const components = lines.filter(
          (row) => row.section === "components" && !/ the system$/.test(row.quantity),
        );
        expect(sum(components, `${who}_measured`)).toBeCloseTo(value("all of the system"), 5);
        // Alone in its cache the system misses no more often than with others.
        expect(value("MCPI, instruction cache")).toBeLessThan(
          value("MCPI, system, instruction cache"),
        );
      }
      const one = rows("both/mach-sed.csv").find((row) => row.by === "total");
      expect(Number(one?.level1_fetch_two_way_misses)).toBeGreaterThan(0);
    },
    5 * MINUTE,
  );
});

test.each([
  [["compare", "ultrix", "ultrix", "sed"], /two different systems/],
  [["compare", "ultrix", "plan9", "sed"], /plan9: there is no such system/],
])("bad usage: %j", async (args, message) => {
  const ran = await mcpi(args);
  expect([ran.status, ran.err]).toEqual([2, expect.stringMatching(message)]);
});
