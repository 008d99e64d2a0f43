/**
 * The Mach-style kernel, asked by a first task that tests all it offers (guest/mach/test): built here
 * with the cross compiler, and run on the emulated machine with a scratch disk, by both engines.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDecstation, type EngineName, memoryDisk, openImage } from "@mcpi/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImage, MissingCompiler, toolVersions } from "../../../../scripts/cross-compiler.ts";
import { DEFAULT_RUN_TIME, MACH_IMAGES } from "../../../../scripts/guest-images.ts";
import { checkMips1 } from "../../../../scripts/mips1.ts";

const CYCLES_OF_SECOND = 25_000_000;
const MOST_SECONDS = 60;
const DISK_BYTES = 4 << 20;

const folder = mkdtempSync(join(tmpdir(), "mcpi-mach-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let missing: string | undefined;
try {
  toolVersions();
} catch (error) {
  if (!(error instanceof MissingCompiler)) throw error;
  missing = error.message;
  console.info(`the Mach-style kernel is not tested: ${missing}`);
}

const file = join(folder, "mach-test.elf");

function build(): void {
  const image = MACH_IMAGES.find(({ name }) => name === "mach-test");
  if (image === undefined) throw new Error("there is no image mach-test");
  const elf = buildImage(image, folder);
  checkMips1(elf, image.name, []);
  writeFileSync(file, elf);
  const { idle = [], space = null, perProcess = [], refill, ramMB } = image;
  const hash = "0".repeat(64);
  writeFileSync(
    join(folder, "mach-test.json"),
    JSON.stringify({
      ...DEFAULT_RUN_TIME,
      ...{ $schema: "-", name: image.name, description: image.description, machine: "ds5000-200" },
      build: {
        ...{ sources: hash, elfSha256: hash, elfSize: elf.length, gzSize: 1 },
        ...{ compiler: "-", binutils: "-" },
      },
      ...{ idle, space, perProcess, ramMB },
      ...(refill ? { refill } : {}),
    }),
  );
}

/** What it says on the console until it halts. */
async function run(engine: EngineName): Promise<string> {
  const { image, manifest } = await openImage(file);
  let text = "";
  const machine = createDecstation({
    image,
    ...(manifest ? { manifest } : {}),
    engine,
    disks: [memoryDisk("rz0", new Uint8Array(DISK_BYTES))],
    console: {
      send: (byte) => {
        text += String.fromCharCode(byte);
      },
      receive: () => undefined,
      waiting: 0,
    },
  });
  const stop = await machine.run({ cycles: MOST_SECONDS * CYCLES_OF_SECOND });
  if (stop.why !== "halt") throw new Error(`the guest hangs:\n${text}`);
  return text.replaceAll("\r", "");
}

describe.skipIf(missing !== undefined)("the Mach-style kernel", () => {
  beforeAll(build, 300_000);

  test.each(["translator", "interpreter"] as const)("its own interface, %s", {
    timeout: 600_000,
  }, async (engine) => {
    const said = await run(engine);
    expect(said.split("\n").filter((line) => /FAILED|panic/.test(line))).toEqual([]);
    expect(said).toMatch(/\n(\d+) tests, 0 failed\nall ok\n/);
    expect(Number(/(\d+) tests/.exec(said)?.[1])).toBeGreaterThan(50);
  });
});
