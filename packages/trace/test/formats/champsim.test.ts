import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { KERNEL_MODE, readChampsim, USER_MODE } from "../../src/index.ts";
import { input, read } from "./support.ts";

interface Instruction {
  readonly address: bigint;
  readonly branch?: 0 | 1;
  readonly taken?: 0 | 1;
  readonly reads?: readonly bigint[];
  readonly writes?: readonly bigint[];
}

function records(list: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(64 * list.length));
  for (const [i, { address, branch = 0, taken = 0, reads = [], writes = [] }] of list.entries()) {
    view.setBigUint64(64 * i, address, true);
    view.setUint8(64 * i + 8, branch);
    view.setUint8(64 * i + 9, taken);
    for (let register = 10; register < 16; register++) view.setUint8(64 * i + register, 255);
    for (const [at, value] of writes.entries())
      view.setBigUint64(64 * i + 16 + 8 * at, value, true);
    for (const [at, value] of reads.entries()) view.setBigUint64(64 * i + 32 + 8 * at, value, true);
  }
  return new Uint8Array(view.buffer);
}

const TRACE: readonly Instruction[] = [
  { address: 0x400000n, reads: [0x7fff_ffff_ee08n, 0x601003n] },
  { address: 0x400007n, reads: [0n, 0n, 0n, 0x601010n], writes: [0x601ffcn, 0x601010n] },
  { address: 0x40000an, branch: 1, taken: 0 },
  { address: 0x40000cn, branch: 1, taken: 1 },
  // A branch was taken over ten bytes: they are not its own.
  { address: 0x400016n },
  { address: 0xffff_ffff_8100_0000n },
];
const REFERENCES = [
  "fetch 400000 7",
  "load 7fffffffee08 8",
  "load 601003 5",
  "fetch 400007 3",
  "load 601010 8",
  "store 601ffc 4",
  "store 601010 8",
  "fetch 40000a 2",
  "fetch 40000c 4",
  "fetch 400016 4",
  "fetch ffffffff81000000 4",
];

test("instructions with lengths from the next one, reads, writes", async () => {
  for (const lengths of [[], [1], [63, 2], [64], [130]])
    for (const recordsInBatch of [16, 4096])
      expect(
        await read(readChampsim(input(records(TRACE), lengths), { records: recordsInBatch })),
      ).toMatchObject({ references: REFERENCES, error: undefined });
});

test("a chosen size of data", async () => {
  const { references } = await read(
    readChampsim(input(records(TRACE.slice(0, 1))), { dataBytes: 4 }),
  );
  expect(references).toEqual(["fetch 400000 4", "load 7fffffffee08 4", "load 601003 1"]);
  expect(() => readChampsim(input(""), { dataBytes: 128 })).toThrow(/data of 128 bytes/);
});

test("a cut record, and one that is none, after all before them", async () => {
  const whole = records(TRACE);
  const cut = await read(readChampsim(input(whole.slice(0, 64 * 6 - 1), [7])));
  expect(cut.references).toEqual(REFERENCES.slice(0, -1));
  expect(cut.error).toBe(
    "trace: record 5 (byte 320): the data end after 63 bytes of it; 64 were expected",
  );
  for (const [at, name] of [
    [8, "is_branch"],
    [9, "branch_taken"],
  ] as const) {
    const bad = records(TRACE);
    bad[64 + at] = 7;
    const { references, error } = await read(readChampsim(input(bad)));
    expect(references).toEqual(["fetch 400000 4", ...REFERENCES.slice(1, 3)]);
    expect(error).toBe(`trace: record 1 (byte 64): ${name} is 7; 0 or 1 was expected`);
  }
});

test("nothing is an empty trace", async () => {
  expect(await read(readChampsim(input("")))).toEqual({
    references: [],
    error: undefined,
    batches: 0,
  });
});

test("instructions over the end of a page and of the address space; what repeats", async () => {
  const { references } = await read(
    readChampsim(
      input(
        records([
          { address: 0xffff_8000_1234_5ffen },
          { address: 0xffff_8000_1234_6003n },
          // The same again, as a repeated move is; then back.
          { address: 0xffff_8000_1234_6003n },
          { address: 0xffff_8000_1234_6000n },
          { address: 0xffff_ffff_ffff_fffen },
          { address: 1n },
        ]),
      ),
    ),
  );
  expect(references).toEqual([
    "fetch ffff800012345ffe 5",
    "fetch ffff800012346003 4",
    "fetch ffff800012346003 4",
    "fetch ffff800012346000 4",
    "fetch fffffffffffffffe 3",
    "fetch 1 4",
  ]);
});

test("system ranges give the mode", async () => {
  const bytes = records([{ address: 0x1000n }, { address: 0x8_0000n }, { address: 0x1004n }]);
  const systemRanges = [{ firstVpn: 0x80, lastVpn: 0x80 }];
  expect((await read(readChampsim(input(bytes), { systemRanges }))).references).toEqual([
    "fetch 1000 4",
    `mode ${KERNEL_MODE}`,
    "fetch 80000 4",
    `mode ${USER_MODE}`,
    "fetch 1004 4",
  ]);
});

test("gzip is unpacked; what xz has packed must be unpacked first", async () => {
  const packed = await read(readChampsim(input(gzipSync(records(TRACE)), [50])));
  expect(packed).toMatchObject({ references: REFERENCES, error: undefined });
  const { error } = await read(
    readChampsim(input(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2, 3, 4))),
  );
  expect(error).toMatch(/packed with xz; .*\(xz -dc unpacks/);
});
