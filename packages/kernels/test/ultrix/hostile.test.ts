/**
 * Programs that do what no program should, and calls with arguments by chance (ultrix/test/hostile.c):
 * each ends as it must, the kernel goes on, and the file system is whole afterwards.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MissingCompiler, toolVersions } from "../../../../scripts/cross-compiler.ts";
import { buildPrograms } from "../../../../scripts/program-compiler.ts";
import { rootWith, run } from "./support.ts";

const SEEDS = 2 * Number(process.env.MCPI_FUZZ ?? 1);
const MINUTE = 60_000;

const ENDS = `null load: signal 11
null store: signal 11
wild store: signal 11
text store: signal 10
below text: signal 11
hole: signal 11
kernel load: signal 10
kernel store: signal 10
device store: signal 10
page table load: signal 10
u-area store: signal 10
misaligned load: signal 10
misaligned store: signal 10
misaligned jump: signal 10
jump into kernel: signal 10
jump nowhere: signal 11
jump to data: signal 4
overflow: signal 8
breakpoint: signal 5
write of Status: signal 4
write of the TLB: signal 4
RFE: signal 4
reserved instruction: signal 4
floating point: signal 4
coprocessor 2: signal 4
coprocessor 3: signal 4
endless recursion: signal 11
stack in kernel: signal 10
odd stack: signal 10
handler without a stack: signal 4
sigreturn of data: exit 0
sigreturn of the kernel: exit 0
handler in kernel: signal 10
call in a delay slot: exit 0
`;

let why: string | undefined;
try {
  toolVersions();
} catch (error) {
  if (!(error instanceof MissingCompiler)) throw error;
  why = error.message;
}

describe.skipIf(why !== undefined)(`hostile programs${why ? `; ${why}` : ""}`, () => {
  let folder: string;
  let disk: Uint8Array;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mcpi-hostile-"));
    const program = { name: "hostile", description: "", sources: ["ultrix/test"] };
    const [{ file }] = await buildPrograms([program], folder);
    disk = await rootWith({ "/bin/hostile": file });
  }, 2 * MINUTE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (let seed = 1; seed <= SEEDS; seed++)
    test(
      `seed ${seed}`,
      async () => {
        const program = ["/bin/hostile", "-s", `${seed}`, "-n", "60", "-c", "1000"];
        const { output } = await run(program, { disk });
        expect(output.startsWith(ENDS), output).toBe(true);
        expect(output).toMatch(/the system goes on\n$/);
      },
      5 * MINUTE,
    );

  test(
    "under --strict",
    async () => {
      const { output } = await run(["/bin/hostile", "-n", "0"], { disk, strict: true });
      expect(output.startsWith(ENDS), output).toBe(true);
    },
    5 * MINUTE,
  );
});
