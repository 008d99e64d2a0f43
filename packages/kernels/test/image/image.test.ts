/** Images: what is refused and how, what comes out of whole ones, how they are found. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "@mcpi/trace";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { guestImageNames, imageOfElf, openImage, rawImage } from "../../src/image/index.ts";
import { elfOf, imagePath, patched } from "./fixture-images.ts";

const elf = elfOf("bench-small");
/** The first program header. */
const HEADER = 52;
const folder = mkdtempSync(join(tmpdir(), "mcpi-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("an ELF file", () => {
  test.each(["bench-small", "bench-mapped-small", "hello"])("%s", (name) => {
    const bytes = elfOf(name);
    const image = imageOfElf(bytes, `${name}.elf`);
    expect(image.hash).toBe(sha256(bytes));
    expect(image.hash).toBe(
      JSON.parse(readFileSync(imagePath(`${name}.json`), "utf8")).build.elfSha256,
    );
    expect(image.symbols.get("main")?.address).toBeGreaterThan(0x80000000);
    expect(image.functions.functions.map((f) => f.name)).toContain("main");
    const home = image.segments.find(
      ({ address, size }) => image.entry >= address && image.entry < address + size,
    );
    expect(home?.bytes.length).toBeGreaterThan(0);
    expect(home?.size).toBeGreaterThanOrEqual(home!.bytes.length);
  });

  test("symbols of data are there too", () => {
    const image = imageOfElf(elfOf("bench-mapped-small"), "b.elf");
    expect(image.symbols.get("current_space")?.size).toBe(4);
    expect(image.symbols.has("space_begins")).toBe(true);
  });

  const wrong: [string, Uint8Array, RegExp][] = [
    ["not ELF", new TextEncoder().encode("#!/bin/sh\n"), /^x: byte 0: .*7f 45 4c 46/],
    ["empty", new Uint8Array(0), /^x: byte 0: /],
    ["64 bit", patched(elf, [4, 1, 2]), /^x: byte 4: .*64-bit/],
    ["big-endian", patched(elf, [5, 1, 2]), /^x: byte 5: .*big-endian/],
    ["x86", patched(elf, [18, 2, 3]), /^x: byte 18: .*machine 3; 8 \(MIPS\)/],
    ["a shared object", patched(elf, [16, 2, 3]), /^x: byte 16: .*type is 3/],
    ["MIPS II", patched(elf, [36, 4, 0x10001001]), /^x: byte 36: .*MIPS II; MIPS I /],
    ["MIPS32r2", patched(elf, [36, 4, 0x70001001]), /^x: byte 36: .*MIPS32 release 2/],
    ["MIPS16", patched(elf, [36, 4, 0x04001001]), /^x: byte 36: .*extension/],
    ["n32", patched(elf, [36, 4, 0x21]), /^x: byte 36: .*ABI/],
    ["EABI", patched(elf, [36, 4, 0x3000]), /^x: byte 36: .*ABI/],
    ["kuseg", patched(elf, [HEADER + 8, 4, 0x00400000]), /segment at 0x400000 .*kseg0 or kseg1/],
    ["kseg2", patched(elf, [HEADER + 8, 4, 0xc0000000]), /segment at 0xc0000000 .*kseg0/],
    ["beyond kseg0", patched(elf, [HEADER + 8, 4, 0x9fffff00]), /does not lie in kseg0/],
    ["misaligned entry", patched(elf, [24, 4, 0x80030002]), /^x: byte 24: .*no multiple of 4/],
    ["entry elsewhere", patched(elf, [24, 4, 0x80000000]), /^x: byte 24: .*no segment/],
    ["not executable", patched(elf, [HEADER + 24, 4, 6]), /^x: byte 24: .*not executable/],
    ["no segment", patched(elf, [HEADER, 4, 0]), /no segment that is loaded/],
    ["cut off", elf.subarray(0, 1000), /^x: byte \d+: /],
  ];
  test.each(wrong)("refused: %s", (_what, bytes, message) => {
    expect(() => imageOfElf(bytes, "x")).toThrow(InputError);
    expect(() => imageOfElf(bytes, "x")).toThrow(message);
  });

  test("code without bytes", () => {
    // The section headers: every executable section is made empty, and the symbols are gone.
    const view = new DataView(elf.buffer);
    const [table, count] = [view.getUint32(32, true), view.getUint16(48, true)];
    const bytes = Array.from({ length: count }, (_, i) => table + 40 * i).reduce((file, at) => {
      const type = view.getUint32(at + 4, true);
      if (type === 2) return patched(file, [at + 4, 4, 1]);
      return (view.getUint32(at + 8, true) & 4) === 0 ? file : patched(file, [at + 20, 4, 0]);
    }, elf);
    expect(() => imageOfElf(bytes, "x")).toThrow(InputError);
  });

  test("overlapping segments, also by way of kseg1", () => {
    // A second program header where there is room: behind the file.
    const header = elf.slice(HEADER, HEADER + 32);
    const second = (address: number) => {
      const bytes = new Uint8Array(elf.length + 64);
      bytes.set(elf);
      bytes.set(header, elf.length);
      bytes.set(header, elf.length + 32);
      return patched(bytes, [28, 4, elf.length], [44, 2, 2], [elf.length + 40, 4, address]);
    };
    const { segments } = imageOfElf(elf, "x");
    const [{ address, size }] = segments;
    expect(imageOfElf(second(address + 0x100000), "x").segments).toHaveLength(2);
    for (const other of [address, address + size - 1, address - 4, address + 0x20000000])
      expect(() => imageOfElf(second(other), "x")).toThrow(/overlaps the segment at 0x/);
  });
});

describe("damaged files are refused in one way only", () => {
  const accepted = (bytes: Uint8Array) => {
    const began = performance.now();
    try {
      imageOfElf(bytes, "x");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message).toMatch(/^(x|symbols): /);
      expect(error.message).not.toContain("\n");
    }
    expect(performance.now() - began).toBeLessThan(5000);
  };
  const images = ["bench-small", "bench-mapped-small", "hello"].map(elfOf);

  test("changed bytes, mostly in the headers and tables", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...images),
        fc.array(
          fc.tuple(
            fc.oneof(
              fc.nat(200),
              fc.nat(0xffffff),
              fc.nat(0xffffff).map((n) => -1 - (n % 9000)),
            ),
            fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        (image, changes) => {
          const bytes = image.slice();
          for (const [at, value] of changes)
            bytes[((at % bytes.length) + bytes.length) % bytes.length] = value;
          accepted(bytes);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("cut off, or only noise", () => {
    fc.assert(
      fc.property(fc.constantFrom(...images), fc.nat(), (image, length) =>
        accepted(image.slice(0, length % image.length)),
      ),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, magic) => {
        if (magic) noise.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1].slice(0, noise.length));
        accepted(noise);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a raw image", () => {
  const bytes = new Uint8Array([8, 0, 0xe0, 3, 0, 0, 0, 0]);
  test("is put where it is said", () => {
    const image = rawImage(bytes, 0x80030000, 0x80030004, "r");
    expect(image.segments).toEqual([{ address: 0x80030000, bytes, size: 8 }]);
    expect([image.entry, image.symbols.size, image.functions.functions.length]).toEqual([
      0x80030004, 0, 0,
    ]);
  });
  test.each([
    [new Uint8Array(0), 0x80030000, 0x80030000, /empty/],
    [bytes, 0x30000, 0x30000, /kseg0 or kseg1/],
    [bytes, 0xbffffffc, 0xbffffffc, /kseg0 or kseg1/],
    [bytes, 0x80030000, 0x80030008, /entry address 0x80030008/],
    [bytes, 0x80030000, 0x80030002, /entry address 0x80030002/],
  ])("refused", (content, address, entry, message) => {
    expect(() => rawImage(content, address, entry, "r")).toThrow(message);
  });
});

describe("openImage", () => {
  test("a guest image by its name, with its manifest", async () => {
    expect(guestImageNames()).toContain("bench-mapped-small");
    const { image, manifest, path } = await openImage("bench-mapped-small");
    expect(image.name).toBe("bench-mapped-small.elf");
    expect(manifest?.space?.read).toBe("current_space");
    expect(path).toBe(imagePath("bench-mapped-small.elf.gz"));
    const again = await openImage(path);
    expect(again.image.hash).toBe(image.hash);
    expect(again.manifest).toEqual(manifest);
  });

  test("an ELF file without a manifest, or with another", async () => {
    const path = join(folder, "a.elf");
    writeFileSync(path, elf);
    expect((await openImage(path)).manifest).toBeUndefined();
    const given = await openImage(path, { manifest: imagePath("bench-small.json") });
    expect(given.manifest?.name).toBe("bench-small");
    writeFileSync(join(folder, "a.json"), "{}");
    await expect(openImage(path)).rejects.toThrow(/a\.json: name: /);
    rmSync(join(folder, "a.json"));
  });

  test("bytes at an address", async () => {
    const path = join(folder, "raw.bin");
    writeFileSync(path, new Uint8Array(16));
    const { image } = await openImage(`${path}@0xa0030000`);
    expect([image.entry, image.segments[0].address]).toEqual([0xa0030000, 0xa0030000]);
    await expect(openImage(`${path}@0x30000`)).rejects.toThrow(/kseg0/);
  });

  test("what is not there, or no image", async () => {
    await expect(openImage("bench-smal")).rejects.toThrow(
      /^bench-smal: there is neither .* bench-small/,
    );
    await expect(openImage(folder)).rejects.toThrow(InputError);
    await expect(openImage(join(folder, "no@0x80030000"))).rejects.toThrow(/cannot be read/);
    const path = join(folder, "half.elf.gz");
    writeFileSync(path, readFileSync(imagePath("bench-small.elf.gz")).subarray(0, 500));
    await expect(openImage(path)).rejects.toThrow(/half\.elf\.gz: gzip cannot unpack it/);
    await expect(openImage(path, { manifest: "none.json" })).rejects.toThrow(InputError);
  });
});
