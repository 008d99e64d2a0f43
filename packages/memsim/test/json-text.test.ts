/** JSON with positions: as JSON.parse, but for the messages and for duplicate keys. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../src/json-text.ts";
import { nearestName } from "../src/nearest-name.ts";
import { refusal } from "./refusal.ts";

describe("JSON text", () => {
  test.each([
    ["", "x: line 1, column 1: the end of the text is given; a value was expected"],
    ['{\n  "a": tru\n}', 'x: line 2, column 8: "t" is given; a value was expected'],
    ['{\n  "a": 1,\n}', 'x: line 3, column 1: "}" is given; a key in double quotes was expected'],
    ["{ a: 1 }", 'x: line 1, column 3: "a" is given; a key in double quotes was expected'],
    ['{"a" 1}', 'x: line 1, column 6: "1" is given; ":" was expected'],
    ["[1 2]", 'x: line 1, column 4: "2" is given; "," or "]" was expected'],
    ['{"a": 1 "b": 2}', 'x: line 1, column 9: "\\"" is given; "," or "}" was expected'],
    [
      '{"a": 1,\n "a": 2}',
      'x: line 2, column 2: "\\"" is given; a key that did not come before was expected',
    ],
    ["1 2", 'x: line 1, column 3: "2" is given; the end of the text was expected'],
    ['"a\nb"', 'x: line 1, column 1: "\\"" is given; a value was expected'],
    ["[", "x: line 1, column 2: the end of the text is given; a value was expected"],
    [
      "[".repeat(1_000_000),
      'x: line 1, column 101: "[" is given; nesting of at most 100 was expected',
    ],
  ])("%# is refused", (text, message) => {
    expect(refusal(() => parseJson(text, "x"))).toBe(message);
  });

  test("that JSON.stringify made is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom("", "\t", "  "),
        (value, space) => {
          const text = JSON.stringify(value, undefined, space);
          expect(parseJson(text, "x")).toEqual(JSON.parse(text));
          expect(parseJson(`\ufeff${text}\r\n`, "x")).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test("that is damaged is read or refused as JSON.parse does, duplicate keys apart", () => {
    const damaged = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.nat({ max: 2 }),
        fc.constantFrom("", ",", '"', "}", "0", "\\", "e", "-", "\u0001"),
      )
      .map(([text, at, cut, insert]) => {
        const where = at % (text.length + 1);
        return text.slice(0, where) + insert + text.slice(where + cut);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        let expected: unknown;
        let valid = true;
        try {
          expected = JSON.parse(text);
        } catch {
          valid = false;
        }
        let read: unknown;
        const message = refusal(() => {
          read = parseJson(text, "x");
        });
        if (message.includes("did not come before")) return;
        expect(message === "accepted").toBe(valid);
        if (valid) expect(read).toEqual(expected);
        else expect(message).toMatch(/^x: line \d+, column \d+: /);
      }),
      { numRuns: 1000 },
    );
  });
});

test("the nearest name is the one with fewest changes, if it has few", () => {
  expect(nearestName("pentium133", ["pentium-166", "pentium-133"])).toBe("pentium-133");
  expect(nearestName("SIZE", ["line", "size"])).toBe("size");
  expect(nearestName("vax", ["ds5000-200", "i486-50"])).toBeUndefined();
  expect(nearestName("x", [])).toBeUndefined();
});
