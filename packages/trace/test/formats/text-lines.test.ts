import { expect, test } from "vitest";
import { asciiCodes, TextLines } from "../../src/formats/text-lines.ts";
import { NO_FRAME, PageDictionary } from "../../src/index.ts";

const written = (write: (text: TextLines) => void): string => {
  const text = new TextLines();
  write(text);
  return new TextDecoder().decode(text.take());
};

test("numbers in both bases", () => {
  for (const value of [0, 1, 9, 10, 15, 16, 99, 100, 255, 256, 4095, 4096, 99999, 2 ** 32 - 1]) {
    expect(written((text) => text.number(value, 10))).toBe(value.toString(10));
    expect(written((text) => text.number(value, 16))).toBe(value.toString(16));
  }
  for (let value = 0; value <= 4096; value++)
    expect(written((text) => text.number(value, 10))).toBe(String(value));
});

test("addresses have no leading zeros, and all digits of 64 bits", () => {
  const pages = new PageDictionary();
  const low = pages.id(0, 0, NO_FRAME, 0) << 12;
  const high = pages.id(2 ** 52 - 1, 0, 0, 0) << 12;
  const other = pages.id(0x10, 0, 2 ** 40, 0) << 12;
  expect(
    written((text) => {
      for (const offset of [0, 0xf, 0x10, 0xff, 0x100, 0xfff]) {
        text.virtual(pages, low | offset);
        text.endLine();
      }
      text.virtual(pages, high | 1);
      text.endLine();
      text.physical(pages, high | 1);
      text.endLine();
      text.virtual(pages, other);
      text.endLine();
      text.physical(pages, other);
    }),
  ).toBe("0\nf\n10\nff\n100\nfff\nfffffffffffff001\n1\n10000\n10000000000000");
});

test("text grows, and begins anew when it is taken", () => {
  const text = new TextLines();
  const line = asciiCodes("0123456789abcdef\n");
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 10_000; n++) {
      if (n % 2 === 0) text.characters(line);
      else text.text("0123456789abcdef\n");
    }
    expect(new TextDecoder().decode(text.take())).toBe("0123456789abcdef\n".repeat(10_000));
  }
  expect(text.take().length).toBe(0);
});
