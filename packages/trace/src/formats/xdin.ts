/**
 * Reader of Dinero IV's extended text format: a line a reference, `kind address size`.
 *
 * ```
 * r 10019d94 4    kinds: r read, w write, i instruction fetch, m miscellaneous (taken for a read),
 * i 0x408ed4 0x4  v invalidate, c copy back; address and size are hexadecimal, with or without 0x
 * ```
 *
 * Sizes are 1 to ff bytes of an instruction, 1 to 1000 of data. Whatever follows the size after a
 * blank is ignored. Lines of blanks only are ignored (Dinero refuses them).
 *
 * `m` is a read that Dinero does not prefetch for: a load. `v` drops what is cached of its bytes
 * from the instruction and the data cache: it becomes an INVALIDATE event for each word of them, so
 * that lines of any length are dropped. Of size 0, which in Dinero means the whole cache, it has no
 * counterpart here; nor has `c`, which cleans a line and keeps it: both are errors.
 */
import type { TraceSource } from "../contracts.ts";
import { LOAD, RUN, STORE } from "../reference.ts";
import { MOST_DATA, MOST_INSTRUCTION, type StreamBuilder } from "../stream-builder.ts";
import { add, eqz, ge, gt, le, load8, lt, ne, or, select, shl, sub } from "../wasm/index.ts";
import { type AddressWords, addressField, blankFields, sizeField } from "./fields.ts";
import type { Input } from "./input.ts";
import { compileLineLoop, isBlank, LF, readAddress, skipComment, TAB, TABLE } from "./line-loop.ts";
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import { type ReadOptions, textSource } from "./text-source.ts";

const KINDS: Readonly<Record<string, number>> = { r: LOAD, w: STORE, i: RUN, m: LOAD };
const NO_DIGIT = 16;
const INVALIDATE_BOTH = 3;
/** The smallest line that a cache has. */
const WORD = 4;

/**
 * A trace in Dinero's extended din format.
 * @throws InputError (from `batches`) naming the line that cannot be read.
 */
export function readXdin(input: Input, options?: ReadOptions): TraceSource {
  return textSource({ name: "xdin", newLoop, rare }, input, options);
}

/** Kind + 1 by letter; 0 where there is none. */
function kindTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const [letter, kind] of Object.entries(KINDS))
    for (const either of [letter, letter.toUpperCase()]) table[either.charCodeAt(0)] = kind + 1;
  return table;
}

const newLoop = compileLineLoop({
  table: kindTable(),
  emit(code) {
    const { f, at, rare, reference } = code;
    const kind = f.let(sub(load8(load8(at), TABLE), 1));
    f.brIf(rare, or(gt(kind, STORE), eqz(isBlank(load8(at, 1)))));
    f.increase(at, 2);
    const address = readAddress(code, "space", true, () => f.brIf(rare, ne(load8(at), TAB)));
    const size = f.let(0);
    f.loop((again) => {
      const letter = f.let(sub(or(load8(at), 0x20), 0x61));
      const digit = f.let(sub(load8(at), 0x30));
      f.set(digit, select(digit, NO_DIGIT, lt(digit, 10)));
      f.set(digit, select(add(letter, 10), digit, lt(letter, 6)));
      f.if(lt(digit, NO_DIGIT), () => {
        f.set(size, add(shl(size, 4), digit));
        f.increase(at, 1);
        f.brIf(again, le(size, MOST_DATA));
      });
    });
    f.if(ne(load8(at), LF), () => skipComment(code));
    f.increase(at, 1);
    f.brIf(rare, ge(sub(size, 1), select(MOST_DATA, MOST_INSTRUCTION, kind)));
    reference(kind, size, address);
  },
});

function rare(lines: Lines, builder: StreamBuilder, from: number): number {
  const fields: readonly (string | undefined)[] = blankFields(lineText(lines));
  const letter = fields[0]?.toLowerCase();
  if (letter === undefined) return 0;
  if (letter === "c")
    throw lineError(lines, "a copy back (c) has no counterpart here; r, w, i, m or v was expected");
  if (!/^[rwimv]$/.test(letter))
    throw lineError(lines, `kind ${quoted(fields[0]!)} is unknown; r, w, i, m or v was expected`);
  const address = addressField(lines, fields[1]);
  const size = sizeField(lines, fields[2], letter === "i" ? MOST_INSTRUCTION : MOST_DATA);
  if (letter === "v") return invalidate(builder, address, size, from);
  builder.reference(KINDS[letter], size, address.low, address.high);
  return 0;
}

/** Appends the events of words `from` on; returns the word to go on with, or 0. */
function invalidate(
  builder: StreamBuilder,
  { low, high }: AddressWords,
  size: number,
  from: number,
): number {
  const inWord = low & (WORD - 1);
  const words = Math.ceil((inWord + size) / WORD);
  for (let word = from; word < words; word++) {
    if (builder.full) return word;
    const at = (low >>> 0) + (word === 0 ? 0 : WORD * word - inWord);
    builder.invalidate(at | 0, at >= 2 ** 32 ? (high + 1) | 0 : high, INVALIDATE_BOTH);
  }
  return 0;
}
