import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "../../src/file/crc32.ts";

const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

test("the check value of the CRC-32 of zip and PNG", () => {
  expect(crc32(ascii("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test("every length agrees with division bit by bit, whole or in parts", () => {
  const slow = (bytes: Uint8Array) => {
    let crc = 0xffffffff;
    for (const byte of bytes)
      for (let bit = 0; bit < 8; bit++)
        crc = (crc >>> 1) ^ (((crc ^ (byte >> bit)) & 1) === 1 ? 0xedb88320 : 0);
    return ~crc >>> 0;
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (bytes, part) => {
      expect(crc32(bytes)).toBe(slow(bytes));
      expect(crc32(bytes.subarray(part), crc32(bytes.subarray(0, part)))).toBe(slow(bytes));
    }),
  );
});
