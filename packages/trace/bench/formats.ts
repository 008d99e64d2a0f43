/**
 * How fast foreign formats are read and written, in memory: million references a second, and as the
 * ratio to the baseline loop of `npm run bench` measured in the same round. Rounds take turns; the
 * median is printed. `npx tsx packages/trace/bench/formats.ts`
 */
import process from "node:process";
import {
  type Batch,
  copyBatch,
  countReferences,
  inputFrom,
  openInput,
  readCsv,
  readDin,
  readLackey,
  readMct,
  readXdin,
  type TextSink,
  type TextWriter,
  type TraceSource,
  writeCsv,
  writeDin,
  writeXdin,
} from "@mcpi/trace";
import { baseline } from "../../memsim/bench/baseline.ts";

const ROUNDS = 7;
const CHUNK = 1 << 19;
const FIXTURE = new URL("../../../fixtures/traces/perl.mct", import.meta.url).pathname;

const source = await readMct(await openInput(FIXTURE));
const batches: Batch[] = [];
let references = 0;
for await (const batch of source.batches()) {
  batches.push(copyBatch(batch));
  references += countReferences(batch);
}
/** As many as there are references: what the baseline does with them does not matter for its speed. */
const lines = Int32Array.from({ length: references }, (_, i) => (i * 7) >>> 3);

/** Million references a second of work on all of them. */
async function speed(work: () => unknown): Promise<number> {
  const begin = process.hrtime.bigint();
  await work();
  return references / (Number(process.hrtime.bigint() - begin) / 1e3);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1];

async function write(make: (sink: TextSink) => TextWriter): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const writer = make({ write: (bytes) => void chunks.push(bytes.slice()) });
  for (const batch of batches) await writer.consume(batch);
  await writer.finish?.();
  return chunks;
}

async function read(open: () => TraceSource | Promise<TraceSource>): Promise<void> {
  for await (const _ of (await open()).batches());
}

/** Text in chunks of the size that files are read in. */
function rechunked(chunks: readonly Uint8Array[]): Uint8Array[] {
  const text = Buffer.concat(chunks);
  return Array.from({ length: Math.ceil(text.length / CHUNK) }, (_, i) =>
    text.subarray(CHUNK * i, CHUNK * (i + 1)),
  );
}

/** Extended din as lackey would print it. */
function asLackey(xdin: readonly Uint8Array[]): Uint8Array[] {
  const begins: Readonly<Record<string, string>> = { i: "I  ", r: " L ", w: " S " };
  const text = Buffer.concat(xdin).toString("latin1");
  return [
    Buffer.from(
      text.replace(
        /^([irw]) ([0-9a-f]+) ([0-9a-f]+)$/gm,
        (_, kind: string, address: string, size: string) =>
          `${begins[kind]}${address.padStart(8, "0")},${Number.parseInt(size, 16)}`,
      ),
    ),
  ];
}

const din = rechunked(await write(writeDin));
const xdin = rechunked(await write(writeXdin));
const csv = rechunked(await write(writeCsv));
const lackey = rechunked(asLackey(xdin));
const works: readonly (readonly [
  name: string,
  text: readonly Uint8Array[],
  work: () => unknown,
])[] = [
  ["read din", din, () => read(() => readDin(inputFrom(din)))],
  ["read xdin", xdin, () => read(() => readXdin(inputFrom(xdin)))],
  ["read lackey", lackey, () => read(() => readLackey(inputFrom(lackey)))],
  ["read csv", csv, () => read(() => readCsv(inputFrom(csv)))],
  ["write din", din, () => write(writeDin)],
  ["write xdin", xdin, () => write(writeXdin)],
  ["write csv", csv, () => write(writeCsv)],
];
const speeds = works.map(() => [] as number[]);
const ratios = works.map(() => [] as number[]);
for (let round = 0; round < ROUNDS; round++) {
  const base = await speed(() => baseline(lines));
  for (const [at, [, , work]] of works.entries()) {
    const one = await speed(work);
    speeds[at].push(one);
    ratios[at].push(one / base);
  }
}
console.log(`${(references / 1e6).toFixed(1)} M references of perl.mct`);
console.log("                Mref/s   ratio    MB/s");
for (const [at, [name, text]] of works.entries()) {
  const bytes = text.reduce((sum, chunk) => sum + chunk.length, 0);
  const million = median(speeds[at]);
  console.log(
    `${name.padEnd(12)}${million.toFixed(1).padStart(10)}${median(ratios[at]).toFixed(3).padStart(8)}${((million * bytes) / references).toFixed(0).padStart(8)}`,
  );
}
