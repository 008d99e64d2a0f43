/** mcpi run: a run that is kept on its way and gone on with is the run that nobody kept. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { mcpi, newFolder } from "./run-main.ts";

const MINUTE = 60_000;
const { path, remove } = newFolder();
afterAll(remove);

const COUNTED = ["--functions", "--conflicts"];
const text = (file: string) => readFileSync(path(file), "utf8");

async function sed(folder: string, ...options: string[]): Promise<string> {
  const ran = await mcpi(["run", "ultrix", "sed", ...options, "-o", path(folder)]);
  expect(ran.status, ran.err).toBe(0);
  return ran.err;
}

function expectEqual(folder: string, whole: string): void {
  for (const file of ["ultrix-sed.csv", "ultrix-sed-comparison.csv", "conflicts.csv"])
    expect(text(`${folder}/${file}`) === text(`${whole}/${file}`), `${folder}/${file}`).toBe(true);
}

test(
  "kept while it boots, where counting begins, and in the middle of that, on both engines",
  async () => {
    await sed("whole", ...COUNTED);
    const said = await sed("begin", ...COUNTED, "--save", path("begin.state"));
    expectEqual("begin", "whole");
    const began = Number(/kept at cycle (\d+), instruction \d+\n/.exec(said)?.[1]);
    expect(began).toBeGreaterThan(1e6);

    const cuts = [
      { at: `cycles=${Math.floor(began / 3)}`, engines: ["translator", "interpreter"] },
      { at: `cycles=${began + 3_141_592}`, engines: ["interpreter", "translator"] },
      { at: `cycles=${began + 9_876_543}`, engines: ["translator", "interpreter"] },
    ];
    for (const [i, { at, engines }] of cuts.entries()) {
      const state = path(`${i}.state`);
      const [first, second] = engines;
      const kept = await sed(
        `first${i}`,
        ...[...COUNTED, "--save", state, "--save-at", at, "--engine", first],
      );
      expect(kept).toContain(i === 0 ? "kept at cycle" : `counting began at cycle ${began}`);
      expectEqual(`first${i}`, "whole");
      await sed(`second${i}`, ...COUNTED, "--restore", state, "--engine", second);
      expectEqual(`second${i}`, "whole");
    }

    // What counts comes after the beginning: another memory system, without functions.
    const other = ["--set", "caches.data.size=8K"];
    await sed("other", ...other);
    await sed("restored", ...other, "--restore", path("begin.state"));
    expect(text("restored/ultrix-sed.csv")).toBe(text("other/ultrix-sed.csv"));

    const refused = async (message: RegExp, ...options: string[]) => {
      const ran = await mcpi(["run", "ultrix", "sed", ...options]);
      expect([ran.status, ran.err]).toEqual([2, expect.stringMatching(message)]);
    };
    await refused(
      /its command line is .*hz=256.*; here it is .*hz=64/,
      "--restore",
      path("begin.state"),
      "--hz",
      "64",
    );
    await refused(
      /another machine description/,
      ...COUNTED,
      ...other,
      "--restore",
      path("1.state"),
    );
    writeFileSync(path("half.state"), readFileSync(path("1.state")).subarray(0, 5000));
    await refused(/half\.state: .*damaged/, "--restore", path("half.state"));
    await refused(/begins with "mcpi run state 1"/, "--restore", path("whole/ultrix-sed.csv"));
    await refused(/--save-at: --save file/, "--save-at", "cycles=1");
  },
  5 * MINUTE,
);
