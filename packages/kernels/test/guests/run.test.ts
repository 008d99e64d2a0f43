/** Every image prints what it must: on both engines here, and on GXemul as far as that is a DECstation. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseImageManifest } from "../../src/image/index.ts";
import { UndefinedBehaviour } from "../../src/r3000/processor.ts";
import { outputUnderGxemul, whyNoGxemul } from "./gxemul-decstation.ts";
import {
  diskContents,
  ENGINES,
  expectedOutput,
  guest,
  IMAGES,
  imageNames,
  printed,
  results,
} from "./support.ts";

for (const name of imageNames("small")) {
  test(`${name}: both engines`, async () => {
    const seen = [];
    for (const engine of ENGINES) {
      const run = await guest(name, engine);
      expect(await run.machine.run(), engine).toEqual({ why: "halt" });
      expect(printed(run), engine).toBe(expectedOutput(name));
      seen.push(results(run));
    }
    expect(seen[1]).toEqual(seen[0]);
  });

  // That both engines agree where the memory system is used alike, saved-state.test.ts sees to.
  test(`${name}: a memory system, inline and by batches`, async () => {
    const inline = await guest(name, "translator", "inline");
    const batches = await guest(name, "interpreter", "batches");
    for (const { machine } of [inline, batches])
      expect(await machine.run()).toEqual({ why: "halt" });
    expect(printed(inline)).toBe(expectedOutput(name));
    expect(results(batches)).toEqual(results(inline));
  });
}

test("driver-test: both engines", async () => {
  const seen = [];
  for (const engine of ENGINES) {
    const run = await guest("driver-test", engine);
    expect(await run.machine.run(), engine).toEqual({ why: "halt" });
    expect(printed(run), engine).toBe(expectedOutput("driver-test"));
    seen.push(results(run));
  }
  expect(seen[1]).toEqual(seen[0]);
});

/** Reads registers in load delays, on purpose. */
const UNDEFINED = "hazard-test";

test.each(imageNames("small"))("%s: strict", async (name) => {
  const run = await guest(name, "interpreter", "none", { strict: true });
  if (name === UNDEFINED) {
    await expect(run.machine.run()).rejects.toThrow(UndefinedBehaviour);
    return;
  }
  expect(await run.machine.run()).toEqual({ why: "halt" });
  expect(printed(run)).toBe(expectedOutput(name));
});

const missing = whyNoGxemul();
if (missing !== undefined) console.info(`not compared with GXemul: ${missing}`);

test.skipIf(missing !== undefined).each(imageNames("small"))("%s: GXemul", async (name) => {
  const manifest = parseImageManifest(readFileSync(`${IMAGES}${name}.json`, "utf8"), name);
  if (!manifest.gxemul.runs) {
    console.info(`${name} is not for GXemul: ${manifest.gxemul.reason}`);
    return;
  }
  const elf = gunzipSync(readFileSync(`${IMAGES}${name}.elf.gz`));
  expect(await outputUnderGxemul(elf, diskContents(manifest))).toBe(expectedOutput(name));
});
