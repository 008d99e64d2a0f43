/**
 * Reader of Dinero's traditional text format: a line a reference, `label address`.
 *
 * ```
 * 2 408ed4      label 0 is a data read, 1 a data write, 2 an instruction fetch
 * 0 10019d94    the address is hexadecimal, with or without 0x
 * ```
 *
 * Sizes are not recorded: a reference is the word, 4 bytes, that its address is in (address & ~3),
 * as Dinero IV has it. Whatever follows the address after a blank is ignored. Lines of blanks only
 * are ignored (Dinero refuses them). Other labels (Dinero III's escapes 3 and 4) are errors.
 */
import type { TraceSource } from "../contracts.ts";
import { LOAD, RUN, STORE } from "../reference.ts";
import type { StreamBuilder } from "../stream-builder.ts";
import { and, and64, gt, i64, load16, shl, shr, sub } from "../wasm/index.ts";
import { addressField, blankFields } from "./fields.ts";
import type { Input } from "./input.ts";
import { compileLineLoop, readAddress, skipComment } from "./line-loop.ts";
import { type Lines, lineError, lineText, quoted } from "./lines.ts";
import { type ReadOptions, textSource } from "./text-source.ts";

/** Bytes of a word: what a reference refers to. */
const WORD = 4;
const WORD_MASK = -WORD;
/** Kinds of reference by label, two bits each. */
const KINDS = LOAD | (STORE << 2) | (RUN << 4);
const LAST_LABEL = 2;
/** The characters 0 and blank, little-endian. */
const DIGIT_AND_SPACE = 0x2030;
const DIGIT_AND_TAB = 0x0930;

/**
 * A trace in Dinero's din format.
 * @throws InputError (from `batches`) naming the line that cannot be read.
 */
export function readDin(input: Input, options?: ReadOptions): TraceSource {
  return textSource({ name: "din", newLoop, rare }, input, options);
}

const newLoop = compileLineLoop({
  emit(code) {
    const { f, at, rare, reference } = code;
    const label = f.let(sub(load16(at), DIGIT_AND_SPACE));
    f.increase(at, 2);
    f.if(gt(label, LAST_LABEL), () => {
      f.set(label, sub(load16(sub(at, 2)), DIGIT_AND_TAB));
      f.brIf(rare, gt(label, LAST_LABEL));
    });
    const address = readAddress(code, "lf", true, () => skipComment(code));
    f.set(address, and64(address, i64(WORD_MASK)));
    reference(f.let(and(shr(KINDS, shl(label, 1)), 3)), WORD, address);
  },
});

function rare(lines: Lines, builder: StreamBuilder): number {
  const [label, address] = blankFields(lineText(lines)) as readonly (string | undefined)[];
  if (label === undefined) return 0;
  if (!/^[012]$/.test(label))
    throw lineError(lines, `label ${quoted(label)} is unknown; 0, 1 or 2 was expected`);
  const { low, high } = addressField(lines, address);
  builder.reference((KINDS >> (2 * Number(label))) & 3, WORD, low & WORD_MASK, high);
  return 0;
}
