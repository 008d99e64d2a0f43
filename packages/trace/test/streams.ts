/** Random streams for property tests: batches with every kind of record, built as machines do. */
import fc from "fast-check";
import { type Batch, copyBatch, StreamBuilder, visitReferences } from "../src/index.ts";

export type Step =
  | { what: "fetch"; page: number; offset: number; size: number; count: number; follow?: boolean }
  | { what: "load" | "store"; page: number; offset: number; size: number }
  | { what: "cycles"; extra: number }
  | { what: "event"; kind: number; argument: number; detail: number };

const page = fc.integer({ min: 0, max: 5 });
const offset = fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 4080, max: 4095 }));

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant("fetch" as const),
        page,
        offset,
        size: fc.oneof(fc.constant(4), fc.integer({ min: 1, max: 15 })),
        count: fc.integer({ min: 1, max: 6 }),
        // Goes on where the last fetch ended, so that runs have data in their middle.
        follow: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom("load" as const, "store" as const),
        page,
        offset,
        size: fc.integer({ min: 1, max: 16 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant("cycles" as const), extra: fc.nat(100) }),
    },
    {
      weight: 1,
      // From MAP on: SPACE and MODE are set through the builder by their own tests.
      arbitrary: fc.record({
        what: fc.constant("event" as const),
        kind: fc.integer({ min: 8, max: 20 }),
        argument: fc.integer({ min: 0, max: 3 }),
        detail: fc.integer({ min: 0, max: 3 }),
      }),
    },
  ),
  { maxLength: 60 },
);

/** The batches of a stream, at most `records` records each, none sharing arrays. */
export function buildStream(list: readonly Step[], records = 64): Batch[] {
  const builder = new StreamBuilder({ records });
  const batches: Batch[] = [];
  let end = 0;
  const take = () => {
    if (!builder.empty) batches.push(copyBatch(builder.take()));
  };
  for (const step of list) {
    if (step.what === "cycles") builder.cycles(step.extra);
    else if (step.what === "event") builder.event(step.kind, step.argument, step.detail);
    else if (step.what === "fetch") {
      let at = step.follow === true ? end : step.page * 4096 + step.offset;
      for (let i = 0; i < step.count; i++) {
        // Every other instruction of a group with an odd size has 4 bytes, so that runs mix.
        const size = i % 2 === 0 ? step.size : 4;
        builder.fetch(Math.floor(at / 4096), at % 4096, size);
        at += size;
        if (builder.full) take();
      }
      end = at;
    } else if (step.what === "load") builder.load(step.page, step.offset, step.size);
    else builder.store(step.page, step.offset, step.size);
    if (builder.full) take();
  }
  take();
  return batches;
}

/** Every reference and event of the batches, in program order, one line each. */
export function listing(batches: readonly Batch[]): string[] {
  const out: string[] = [];
  for (const batch of batches) {
    visitReferences(batch, {
      fetch: (address, size, tail, tailAddress) =>
        out.push(`fetch ${address} ${size} ${tail} ${tailAddress}`),
      load: (address, size, continued) => out.push(`load ${address} ${size} ${continued}`),
      store: (address, size, continued) => out.push(`store ${address} ${size} ${continued}`),
      cycles: (extra) => out.push(`cycles ${extra}`),
      event: (kind, argument, detail) => out.push(`event ${kind} ${argument} ${detail}`),
    });
  }
  return out;
}

/** Whether a line of a listing is a reference that counts. */
export const counts = (line: string): boolean =>
  line.startsWith("fetch") || (/^(load|store)/.test(line) && line.endsWith("false"));

/** Where a listing is cut after its n-th reference: what counts nothing comes before the next one. */
export function cutAt(lines: readonly string[], n: number): number {
  let references = 0;
  for (const [i, line] of lines.entries()) {
    if (references === n && (counts(line) || !line.endsWith("true"))) return i;
    if (counts(line)) references++;
  }
  return lines.length;
}
