/**
 * Reader of what `valgrind --tool=lackey --trace-mem=yes` prints:
 *
 * ```
 * I  04001090,3       an instruction of 3 bytes is fetched
 *  L 1ffeffe7e0,8     8 bytes are read
 *  S 1ffeffe7e8,8     8 bytes are written
 *  M 0421c7f0,4       4 bytes are read, then written
 * ==4334== ...        Valgrind speaks: ignored, as are --4334-- and **4334**
 * ```
 *
 * Addresses are hexadecimal, sizes decimal: 1 to 255 bytes of an instruction, 1 to 4096 of data.
 * Every other line is an error: the program's own output got into the trace.
 */
import type { TraceSource } from "../contracts.ts";
import { LOAD, RUN, STORE } from "../reference.ts";
import { MOST_DATA, MOST_INSTRUCTION } from "../stream-builder.ts";
import {
  add,
  eq,
  ge,
  gt,
  le,
  load8,
  load16,
  load32,
  lt,
  mul,
  ne,
  select,
  shl,
  shr,
  sub,
  xor,
} from "../wasm/index.ts";
import type { Input } from "./input.ts";
import { compileLineLoop, endLine, readAddress, TABLE } from "./line-loop.ts";
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import { type ReadOptions, textSource } from "./text-source.ts";

const ZERO = 0x30;
/** The characters 0 and LF, little-endian. */
const DIGIT_AND_LF = 0x0a30;
const MODIFY = 0x4d;

/** The three characters that a line begins with, and the kind of (the first) reference. */
const BEGINS: readonly (readonly [begin: string, kind: number])[] = [
  ["I  ", RUN],
  [" L ", LOAD],
  [" S ", STORE],
  [" M ", LOAD],
];

const COMMENT = /^(==|--|\*\*)\d+\1/;

/**
 * A trace that Valgrind's lackey printed.
 * @throws InputError (from `batches`) naming the line that is neither a reference nor a comment.
 */
export function readLackey(input: Input, options?: ReadOptions): TraceSource {
  return textSource({ name: "lackey", newLoop, rare }, input, options);
}

/** For every second character of a line the three it must begin with, and above them the kind. */
function beginTable(): Uint8Array {
  const table = new Uint8Array(4 * 256);
  // Elsewhere a second character that is another one: nothing begins so.
  for (let second = 0; second < 256; second++) table[4 * second + 1] = second ^ 1;
  for (const [begin, kind] of BEGINS)
    table.set([...[...begin].map((c) => c.charCodeAt(0)), kind], 4 * begin.charCodeAt(1));
  return table;
}

const newLoop = compileLineLoop({
  table: beginTable(),
  emit(code) {
    const { f, at, rare, reference } = code;
    const second = f.let(load8(at, 1));
    const begin = f.let(load32(shl(second, 2), TABLE));
    f.brIf(rare, ne(shl(xor(load32(at), begin), 8), 0));
    const kind = f.let(shr(begin, 24));
    f.increase(at, 3);
    const address = readAddress(code, "comma", false, () => f.br(rare));
    // Most sizes have one digit.
    const size = f.let(sub(load16(at), DIGIT_AND_LF));
    f.increase(at, 2);
    f.if(gt(size, 9), () => {
      f.set(at, sub(at, 2));
      f.set(size, 0);
      f.loop((again) => {
        const digit = f.let(sub(load8(at), ZERO));
        f.if(lt(digit, 10), () => {
          f.set(size, add(mul(size, 10), digit));
          f.increase(at, 1);
          // Further digits make it too large: no need to read them.
          f.brIf(again, le(size, MOST_DATA));
        });
      });
      endLine(code);
    });
    f.brIf(rare, ge(sub(size, 1), select(MOST_DATA, MOST_INSTRUCTION, kind)));
    reference(kind, size, address);
    f.if(eq(second, MODIFY), () => {
      f.set(kind, STORE);
      reference(kind, size, address);
    });
  },
});

function rare(lines: Lines): number {
  const text = lineText(lines);
  if (COMMENT.test(text)) return 0;
  const match = /^(I | [LSM]) [0-9A-Fa-f]{1,16},(\d+)$/.exec(text);
  if (match === null)
    throw lineError(
      lines,
      `${quoted(text)} is neither a reference nor a comment; "I  address,size", " L …", " S …", " M …" or "==pid==" was expected`,
    );
  const most = match[1] === "I " ? MOST_INSTRUCTION : MOST_DATA;
  throw lineError(lines, `the size is ${match[2]}; 1 to ${most} was expected`);
}
