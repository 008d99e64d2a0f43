import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  type Batch,
  checkMct,
  copyBatch,
  kindOf,
  loadSymbols,
  mctInfo,
  NO_FUNCTION,
  openInput,
  PAGE_MASK,
  PAGE_SHIFT,
  RUN,
  readDin,
  readMct,
  type TraceSource,
} from "../../src/index.ts";
import { flat } from "./support.ts";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../../fixtures/traces/${name}`, import.meta.url));

const README = await readFile(fixture("README.md"), "utf8");

async function batchesOf(source: TraceSource): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.batches()) batches.push(copyBatch(batch));
  return batches;
}

test.each([
  "sed",
  "gzip",
  "perl",
])("%s.mct is whole, small, and says where it is from", async (name) => {
  const info = await checkMct(await openInput(fixture(`${name}.mct`)));
  expect(info).toEqual(await mctInfo(fixture(`${name}.mct`)));
  expect(info.references).toBeGreaterThan(2_000_000);
  expect(info.references).toBeLessThan(10_000_000);
  expect(info.bytes / info.references).toBeLessThan(0.15);
  const { command, environment, input, versions } = info.provenance;
  expect(command).toMatch(
    new RegExp(`^valgrind --tool=lackey --trace-mem=yes --log-fd=3 ${name} `),
  );
  expect(README).toContain(`\n${command}\n`);
  expect(README).toContain(`\`${environment}\``);
  expect(input).toMatch(/scripts\/seeded-text\.ts, SHA-256 [0-9a-f]{64}$/);
  expect(versions).toMatch(/^valgrind-3\.19.*Debian 12/);
  const { references, counts, pages, bytes } = info;
  const row = [references, counts.fetches, counts.loads, counts.stores, pages, bytes]
    .map((count) => count.toLocaleString("en"))
    .join(" | ");
  expect(README).toContain(`${row} | ${(bytes / references).toFixed(3)} |`);
});

test.each(["sed", "gzip", "perl"])("%s.symbols names what the program executes", async (name) => {
  const map = await loadSymbols([fixture(`${name}.symbols`)]);
  const source = await readMct(await openInput(fixture(`${name}.mct`)));
  let runs = 0;
  let named = 0;
  for await (const { words, records } of source.batches())
    for (let at = 0; at < 2 * records; at += 2) {
      if (kindOf(words[at + 1]) !== RUN) continue;
      runs++;
      const vpn = source.pages.vpn[words[at] >>> PAGE_SHIFT];
      if (map.functionAt(vpn, words[at] & PAGE_MASK) !== NO_FUNCTION) named++;
    }
  expect(named / runs).toBeGreaterThan(0.999);
  const names = map.functions.map((symbol) => symbol.name);
  expect(names).toContain("__libc_start_main");
  expect(new Set(names).size).toBe(names.length);
});

test("hand.mct is hand.din", async () => {
  const read = flat(await batchesOf(await readMct(await openInput(fixture("hand.mct")))));
  expect(read).toEqual(flat(await batchesOf(readDin(await openInput(fixture("hand.din"))))));
  const { counts } = await mctInfo(fixture("hand.mct"));
  // Before the loop 2 fetches, in each of its 4 turns 10, 2 loads and 1 store, then 1 of each but the store.
  expect(counts).toMatchObject({ fetches: 2 + 4 * 10 + 1, loads: 4 * 2 + 1, stores: 4 });
});
