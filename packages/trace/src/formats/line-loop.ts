/**
 * The hot loops that parse text: WebAssembly over a stream builder's memory, which has the lines, too.
 * A format says what is done for a line; what it does not know it leaves to slower code, by stopping
 * before the line.
 *
 * Addresses are read sixteen bytes at a time and without branches (readAddress), because where the
 * digits of the next address end cannot be predicted.
 */
import { AppendCode } from "../append-code.ts";
import { StreamBuilder } from "../stream-builder.ts";
import {
  add,
  add8,
  and,
  and128,
  bits8,
  type Code,
  ctz,
  type Expression,
  eq,
  eq8,
  eqz,
  type FunctionBuilder,
  ge,
  I32,
  I64,
  type Label,
  le8,
  load8,
  load16,
  load128,
  low64,
  ModuleBuilder,
  narrow16,
  ne,
  or,
  or128,
  shr16,
  sub,
  sub8,
  swizzle8,
  V128,
  type Variable,
  xor,
} from "../wasm/index.ts";
import { LINE_BUFFER, newLines } from "./lines.ts";
import type { LineLoop, NewLineLoop } from "./text-source.ts";

// The first 4 KiB of a stream's memory: how digits are reversed, a table of the format's own, results.
const REVERSALS = 0;
const REVERSALS_BYTES = 32;
const VECTOR_TABLE = 32;
/** Where a format's own table is. */
export const TABLE = 256;
const LINE_COUNT = 4080;
const STOPPED = 4084;

export const LF = 0x0a;
const CR = 0x0d;
export const TAB = 0x09;
const SPACE = 0x20;
const COMMA = 0x2c;

/** What the code for one line works with. */
export interface LineCode {
  readonly f: FunctionBuilder;
  /** Where the line begins; the code moves it past the line's end, or jumps to `rare`. */
  readonly at: Variable;
  /** Leaves the line to slower code. Nothing of it must have been appended. */
  readonly rare: Label;
  readonly vectors: Vectors;
  /** Appends a reference. Of further ones in a line the pages must be those of the first. */
  reference(kind: Variable, size: number | Variable, address: Variable): void;
}

/** The vectors that readAddress needs: their even and their odd bytes. */
const VECTORS = {
  zero: [0x30, 0x30],
  nine: [9, 9],
  lowerCase: [0x20, 0x20],
  letterA: [0x61, 0x61],
  five: [5, 5],
  nibble: [0x0f, 0x0f],
  even: [0xff, 0],
  lf: [LF, LF],
  comma: [COMMA, COMMA],
  space: [SPACE, SPACE],
} as const;
type VectorName = keyof typeof VECTORS;
const VECTOR_NAMES = Object.keys(VECTORS) as readonly VectorName[];
type Vectors = Readonly<Record<VectorName, Variable>>;

/** What a format's hot loop is made of. */
export interface LineLoopSource {
  /** 3800 bytes or fewer for the code's own use, from TABLE on. */
  readonly table?: Uint8Array;
  emit(code: LineCode): void;
}

/** Compiles a loop; what it returns makes one that appends to a builder's batches. */
export function compileLineLoop(source: LineLoopSource): NewLineLoop {
  let compiled: WebAssembly.Module | undefined;
  return (options) => {
    compiled ??= new WebAssembly.Module(moduleBytes(source));
    return newLineLoop(compiled, source.table, new StreamBuilder(options, LINE_BUFFER));
  };
}

function newLineLoop(
  module: WebAssembly.Module,
  table: Uint8Array = new Uint8Array(0),
  builder: StreamBuilder,
): LineLoop {
  const { memory, extra } = builder.memory;
  const { exports } = new WebAssembly.Instance(module, { environment: { memory } });
  const parse = exports.parse as (from: number, to: number) => number;
  const bytes = new Uint8Array(memory.buffer);
  for (let i = 0; i < REVERSALS_BYTES; i++) bytes[REVERSALS + i] = i < 16 ? 15 - i : 0x80;
  for (const [i, name] of VECTOR_NAMES.entries())
    for (let byte = 0; byte < 16; byte++)
      bytes[VECTOR_TABLE + 16 * i + byte] = VECTORS[name][byte & 1];
  bytes.set(table, TABLE);
  const lines = newLines(new Uint8Array(memory.buffer, extra, LINE_BUFFER));
  return {
    builder,
    lines,
    parse: () => {
      builder.begin();
      lines.at = parse(extra + lines.at, extra + lines.to) - extra;
      lines.line += builder.memory.get(LINE_COUNT);
      if (builder.memory.get(STOPPED) === 0) return false;
      builder.admit();
      return true;
    },
  };
}

function moduleBytes(source: LineLoopSource): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory(false);
  module.function(
    [I32, I32],
    [I32],
    (f, from, to) => {
      const append = new AppendCode(f);
      const vectors = loadVectors(f);
      const at = f.let(from);
      const begin = f.local();
      const lineCount = f.local();
      const stopped = f.let(1);
      f.block((stop) => {
        f.block((rare) => {
          f.loop((again) => {
            f.set(begin, at);
            f.brIf(rare, ge(at, to));
            source.emit({
              f,
              at,
              rare,
              vectors,
              reference: (kind, size, address) => append.reference(kind, size, address, stop),
            });
            f.increase(lineCount, 1);
            f.brIf(again, eqz(append.full()));
          });
          f.set(begin, at);
        });
        f.set(stopped, 0);
      });
      append.end();
      f.store32(0, lineCount, LINE_COUNT);
      f.store32(0, stopped, STOPPED);
      f.result(begin);
    },
    "parse",
  );
  return module.bytes();
}

/**
 * Loads vectors into variables, once: constants would be made anew wherever they are used, and so
 * would everything that the compiler can move to there.
 */
function loadVectors(f: FunctionBuilder): Vectors {
  const load = (at: number) => f.let(load128(0, VECTOR_TABLE + 16 * at), V128);
  return Object.fromEntries(VECTOR_NAMES.map((name, at) => [name, load(at)])) as Vectors;
}

/** Whether a byte is a space or a tab. */
export const isBlank = (byte: Expression): Code => or(eq(byte, SPACE), eq(byte, TAB));

/**
 * Moves `at` past a hexadecimal address of 1 to 16 digits and the byte that must follow it. Where
 * `lenient`, blanks and `0x` may come before the digits. Where another byte follows them, `otherwise`
 * is done with it: it jumps to `rare`, or moves `at` to the byte that was to follow.
 * @returns the variable (i64) that has the address.
 */
export function readAddress(
  { f, at, rare, vectors }: LineCode,
  end: "lf" | "comma" | "space",
  lenient: boolean,
  otherwise: () => void,
): Variable {
  const text = f.local(V128);
  const letter = f.local(V128);
  const count = f.local();
  f.loop((again) => {
    f.set(text, load128(at));
    // What the next line waits for is only where this one ends, not what its digits are.
    f.set(count, ctz(bits8(eq8(text, vectors[end]))));
    f.set(letter, le8(sub8(or128(text, vectors.lowerCase), vectors.letterA), vectors.five));
    const digit = le8(sub8(text, vectors.zero), vectors.nine);
    // The first bit that is not set says how many digits there are; bit 16 is never set.
    const digits = f.let(ctz(xor(bits8(or128(digit, letter)), -1)));
    f.if(or(ne(digits, count), eqz(count)), () => {
      if (lenient) {
        f.if(and(eqz(digits), isBlank(load8(at))), () => {
          f.increase(at, 1);
          f.br(again);
        });
        // "0x" as a 16-bit number; the letter's case is bit 13.
        f.if(and(eq(digits, 1), eq(or(load16(at), 0x2000), 0x7830)), () => {
          f.increase(at, 2);
          f.br(again);
        });
      }
      f.brIf(rare, eqz(digits));
      f.set(count, digits);
      f.increase(at, digits);
      f.if(ne(load8(at), VECTORS[end][0]), otherwise);
      f.set(at, sub(at, digits));
    });
    f.increase(at, add(count, 1));
  });
  const nibbles = add8(and128(text, vectors.nibble), and128(letter, vectors.nine));
  // The last digit first, zeros after the first digit; then two digits a byte.
  const reversed = f.let(swizzle8(nibbles, load128(sub(16, count), REVERSALS)), V128);
  const bytes = f.let(and128(or128(reversed, shr16(reversed, 4)), vectors.even), V128);
  return f.let(low64(narrow16(bytes, bytes)), I64);
}

/** For readAddress: a comment is ignored if a blank or CR comes before it. */
export function skipComment({ f, at, rare }: LineCode): void {
  f.brIf(rare, eqz(or(isBlank(load8(at)), eq(load8(at), CR))));
  f.loop((again) => {
    f.increase(at, 1);
    f.brIf(again, ne(load8(at), LF));
  });
}

/** Moves `at` past LF or CR LF. */
export function endLine({ f, at, rare }: LineCode): void {
  f.increase(at, eq(load8(at), CR));
  f.brIf(rare, ne(load8(at), LF));
  f.increase(at, 1);
}
