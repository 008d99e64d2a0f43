import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, StreamBuilder, visitReferences } from "../src/index.ts";

type Ref = { kind: "i" | "l" | "s"; vpn: number; offset: number; size: number };

/** What the batches say, as references with 64-bit addresses; page crossings joined again. */
function collector() {
  const out: string[] = [];
  let pending: { kind: string; address: bigint; size: number } | undefined;
  const flush = () => {
    if (pending) out.push(`${pending.kind} ${pending.address} ${pending.size}`);
    pending = undefined;
  };
  return {
    out,
    flush,
    take(batch: Batch) {
      const data = (kind: string) => (address: number, size: number, continued: boolean) => {
        if (continued) {
          pending!.size += size;
          return;
        }
        flush();
        pending = { kind, address: batch.pages.virtualAddress(address), size };
      };
      visitReferences(batch, {
        fetch(address, size, tail, tailAddress) {
          flush();
          if (tail > 0) {
            const next = (batch.pages.virtualAddress(address) + BigInt(size - tail)) % 2n ** 64n;
            expect(batch.pages.virtualAddress(tailAddress)).toBe(next);
          }
          out.push(`i ${batch.pages.virtualAddress(address)} ${size}`);
        },
        load: data("l"),
        store: data("s"),
        cycles: () => {},
        event: () => {},
      });
    },
  };
}

const refs = fc.array(
  fc.record({
    kind: fc.constantFrom<"i" | "l" | "s">("i", "i", "i", "l", "s"),
    vpn: fc.constantFrom(0, 1, 2, 0x7ffff, 2 ** 52 - 1),
    offset: fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 4080, max: 4095 })),
    size: fc.oneof(fc.constant(4), fc.integer({ min: 1, max: 15 })),
    sequential: fc.boolean(),
  }),
  { maxLength: 300 },
);

test("batches hold exactly the references that were appended, whatever the batch size", () => {
  fc.assert(
    fc.property(refs, fc.constantFrom(16, 17, 40, 4096), (list, records) => {
      const builder = new StreamBuilder({ records });
      const seen = collector();
      const expected: string[] = [];
      let next: Ref | undefined;
      for (const r of list) {
        let { vpn, offset } = r;
        if (r.kind === "i") {
          if (r.sequential && next) ({ vpn, offset } = next);
          const end = offset + r.size;
          next = {
            ...r,
            vpn: end < 4096 ? vpn : (vpn + 1) % 2 ** 52,
            offset: end % 4096,
          };
        }
        if (r.kind === "i") builder.fetch(vpn, offset, r.size);
        else if (r.kind === "l") builder.load(vpn, offset, r.size);
        else builder.store(vpn, offset, r.size);
        expected.push(`${r.kind} ${BigInt(vpn) * 4096n + BigInt(offset)} ${r.size}`);
        if (builder.full) seen.take(builder.take());
      }
      if (!builder.empty) seen.take(builder.take());
      seen.flush();
      expect(seen.out).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test("sequential fetches of one page are one run", () => {
  const builder = new StreamBuilder();
  for (let i = 0; i < 1024; i++) builder.fetch(5, 4 * i, 4);
  const batch = builder.take();
  expect(batch.records).toBe(1);
  expect(batch.lengthCount).toBe(0);
});

test("data after an ended run belongs to the run's last instruction", () => {
  for (const size of [4, 3]) {
    const builder = new StreamBuilder();
    builder.fetch(5, 0, size);
    builder.fetch(5, size, size);
    builder.endRun();
    builder.load(6, 0x10, 4);
    builder.store(6, 0xffe, 4);
    builder.cycles(9);
    builder.fetch(5, 2 * size, size);
    builder.load(6, 0x20, 4);
    const out: string[] = [];
    visitReferences(builder.take(), {
      fetch: (address) => out.push(`i ${address & 0xfff}`),
      load: (address) => out.push(`l ${address & 0xfff}`),
      store: (address) => out.push(`s ${address & 0xfff}`),
      cycles: (extra) => out.push(`c ${extra}`),
      event: () => {},
    });
    expect(out).toEqual([
      "i 0",
      `i ${size}`,
      "l 16",
      "s 4094",
      "s 0",
      "c 9",
      `i ${2 * size}`,
      "l 32",
    ]);
  }
});
