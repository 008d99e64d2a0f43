/**
 * The fixtures as the benchmarks use them: batches in memory, line numbers for the baseline, and
 * the same references as din text on disk.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Batch,
  copyBatch,
  openInput,
  PageDictionary,
  readMct,
  visitReferences,
} from "@mcpi/trace";

export interface Workload {
  readonly name: string;
  /** The fixture's path. */
  readonly path: string;
  readonly batches: readonly Batch[];
  readonly pages: PageDictionary;
  /** Individual references: instructions, loads and stores. */
  readonly references: number;
  /** Line number (16-byte lines) of each reference. */
  readonly lines: Int32Array;
  /** The same references as din text. */
  readonly din: string;
}

const FIXTURES = fileURLToPath(new URL("../../../fixtures/traces/", import.meta.url));
const NAMES = ["sed", "gzip", "perl"];

/** Loads the fixtures; `dispose` removes the din files. */
export async function loadWorkloads(): Promise<{ workloads: Workload[]; dispose: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-bench-"));
  const workloads: Workload[] = [];
  for (const name of NAMES) workloads.push(await load(name, folder));
  return { workloads, dispose: () => rmSync(folder, { recursive: true }) };
}

async function load(name: string, folder: string): Promise<Workload> {
  const path = join(FIXTURES, `${name}.mct`);
  const source = await readMct(await openInput(path));
  const batches: Batch[] = [];
  for await (const batch of source.batches()) batches.push(copyBatch(batch));
  const din = join(folder, `${name}.din`);
  const file = openSync(din, "w");
  const lines: number[] = [];
  let text: string[] = [];
  for (const batch of batches) {
    const add =
      (label: number) => (address: number, _size: number, continued?: boolean | number) => {
        if (continued === true) return;
        const virtual = batch.pages.virtualAddress(address);
        lines.push(Number(BigInt.asIntN(32, virtual >> 4n)));
        text.push(`${label} ${virtual.toString(16)}\n`);
      };
    visitReferences(batch, {
      fetch: (address, size) => add(2)(address, size),
      load: add(0),
      store: add(1),
      cycles: () => {},
      event: () => {},
    });
    writeSync(file, text.join(""));
    text = [];
  }
  return {
    name,
    path,
    batches,
    pages: batches[0]?.pages ?? new PageDictionary(),
    references: lines.length,
    lines: Int32Array.from(lines),
    din,
  };
}
