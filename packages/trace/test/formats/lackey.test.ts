import { expect, test } from "vitest";
import { readLackey } from "../../src/index.ts";
import { gzip, input, read } from "./support.ts";

const SAMPLE = `==4334== Lackey, an example Valgrind tool
==4334== 
--4334-- warning: something
**4334** said by the client
I  0401ab70,3
 S 1fff000778,8
I  0401ab73,5
 M 0421c7f0,4
I  04000ffe,4
 L fffffffffffffffe,4096
==4334== Exit code:       0
`;
const REFERENCES = [
  "fetch 401ab70 3",
  "store 1fff000778 8",
  "fetch 401ab73 5",
  "load 421c7f0 4",
  "store 421c7f0 4",
  "fetch 4000ffe 4",
  "load fffffffffffffffe 4096",
];

test("references, modifies and comments, plain, with CRLF, unfinished, packed, however cut", async () => {
  const good = { references: REFERENCES, error: undefined, batches: 1 };
  const crlf = SAMPLE.replaceAll("\n", "\r\n");
  for (const text of [SAMPLE, crlf, SAMPLE.slice(0, -1), crlf.slice(0, -2)])
    for (const lengths of [[], [1], [7], [64, 3]]) {
      expect(await read(readLackey(input(text, lengths)))).toEqual(good);
      expect(await read(readLackey(input(gzip(text), lengths)))).toEqual(good);
    }
});

test.each([
  ["hello, world", "program output"],
  ["", "an empty line"],
  ["I 04001090,3", "one space"],
  [" I 04001090,3", "an instruction like data"],
  ["L  04001090,3", "data like an instruction"],
  [" L  04001090,3", "two spaces"],
  [" L 04001090", "no size"],
  [" L 04001090,", "an empty size"],
  [" L 04001090,0", "size 0"],
  [" L 04001090,4097", "too much data"],
  [" L 04001090,99999999999999999999", "far too much data"],
  ["I  04001090,256", "too long an instruction"],
  [" L 04001090,8 ", "something after it"],
  [" L ,8", "no address"],
  [" L 12345678123456781,8", "17 digits"],
  [" L 0400109g,8", "no hexadecimal digit"],
  ["\0\0\x000400109g,8", "zeros"],
  ["==x== hello", "no comment"],
  ["==12--", "no comment either"],
])("a bad line is an error with its number, after the good lines: %j (%s)", async (bad) => {
  for (const lengths of [[], [1], [50, 5]]) {
    const { references, error } = await read(
      readLackey(input(`${SAMPLE}${bad}\nI  00000010,4\n`, lengths)),
    );
    expect(references).toEqual(REFERENCES);
    expect(error).toMatch(/^trace: line 12: .* was expected$/);
  }
});
