/**
 * WebAssembly that appends references to the batch in the making, for the hot loops of the stream
 * builder and of the parsers. What it works on is in locals while a loop runs, and in the memory
 * (stream-memory.ts) before and after.
 */
import {
  CONTINUATION,
  FIXED_LENGTH,
  INDEX_SHIFT,
  MAX_RUN,
  PAGE_MASK,
  PAGE_SHIFT,
  PAGE_SIZE,
  RUN,
  SIZE_SHIFT,
  TAIL,
  VARIABLE,
} from "./reference.ts";
import * as place from "./stream-memory.ts";
import {
  add,
  add64,
  and,
  and64,
  type Code,
  type Expression,
  eqz,
  extend,
  type FunctionBuilder,
  ge,
  gt,
  I64,
  i32,
  i64,
  type Label,
  load32,
  load64,
  lt,
  mul,
  ne,
  ne64,
  or,
  select,
  shl,
  shr,
  shr64,
  sub,
  type Variable,
  wrap,
} from "./wasm/index.ts";

/** One instruction in the index field of a meta word. */
const ONE_INDEX = 1 << INDEX_SHIFT;
/** The limit of the index while a run takes instructions that follow, and while it takes none. */
const OPEN_LIMIT = (MAX_RUN - 1) << INDEX_SHIFT;
const CLOSED_LIMIT = 0;

const LAST_PAGE = 2 ** 52 - 1;

/** A size as meta words have it. */
const sizeField = (size: Expression): Code =>
  shl(typeof size === "number" ? i32(size - 1) : sub(size, 1), SIZE_SHIFT);

/** A reference that is appended. */
interface Parts {
  readonly kind: Variable;
  readonly size: number | Variable;
  readonly address: Variable;
  readonly offset: Variable;
  /** Offset where it ends; beyond the page if more than PAGE_SIZE. */
  readonly end: Variable;
  /** Page id << 12 of the next page, if it ends there. */
  readonly pageAfter: Variable;
}

export class AppendCode {
  readonly #f: FunctionBuilder;
  readonly #at: Variable;
  readonly #lengthAt: Variable;
  readonly #run: Variable;
  readonly #runLengths: Variable;
  readonly #index: Variable;
  readonly #limit: Variable;
  readonly #next: Variable;
  readonly #lastAt: Variable;

  /** Loads the state into locals: the beginning of a function. */
  constructor(f: FunctionBuilder) {
    this.#f = f;
    this.#at = f.let(load32(0, place.AT));
    this.#lengthAt = f.let(load32(0, place.LENGTH_AT));
    this.#run = f.let(load32(0, place.RUN_AT));
    this.#runLengths = f.let(load32(0, place.RUN_LENGTHS));
    this.#index = f.let(load32(0, place.INDEX));
    this.#limit = f.let(load32(0, place.INDEX_LIMIT));
    this.#next = f.let(load64(0, place.NEXT_ADDRESS), I64);
    this.#lastAt = f.let(load32(0, place.LAST_AT));
  }

  /** Stores the state: before the function returns. */
  end(): void {
    const f = this.#f;
    f.store32(0, this.#at, place.AT);
    f.store32(0, this.#lengthAt, place.LENGTH_AT);
    f.store32(0, this.#run, place.RUN_AT);
    f.store32(0, this.#runLengths, place.RUN_LENGTHS);
    f.store32(0, this.#index, place.INDEX);
    f.store32(0, this.#limit, place.INDEX_LIMIT);
    f.store64(0, this.#next, place.NEXT_ADDRESS);
  }

  /** Whether the batch is full. */
  full(): Code {
    return ge(this.#at, this.#lastAt);
  }

  /**
   * Appends a reference: a RUN of one instruction, a LOAD or a STORE. Stores it and jumps to `stop`,
   * nothing else done, if its page is not among the recent ones or has another mode.
   */
  reference(kind: Variable, size: number | Variable, address: Variable, stop: Label): void {
    const f = this.#f;
    f.block((done) => {
      f.block((unknown) => {
        const offset = f.let(and(wrap(address), PAGE_MASK));
        const end = f.let(add(offset, size));
        const pageAfter = f.local();
        f.if(gt(end, PAGE_SIZE), () => {
          const number = and64(add64(shr64(address, i64(PAGE_SHIFT)), i64(1)), i64(LAST_PAGE));
          f.set(pageAfter, load32(this.#recentEntry(number, unknown), place.RECENT + 8));
        });
        const parts = { kind, size, address, offset, end, pageAfter };
        f.if(
          kind,
          () => this.#data(parts, unknown),
          () => this.#fetch(parts, unknown),
        );
        f.br(done);
      });
      f.store32(0, or(kind, sizeField(size)), place.STOPPED_META);
      f.store64(0, address, place.STOPPED_ADDRESS);
      f.br(stop);
    });
  }

  #data({ kind, size, address, offset, end, pageAfter }: Parts, unknown: Label): void {
    const f = this.#f;
    const entry = this.#recentEntry(shr64(address, i64(PAGE_SHIFT)), unknown);
    const meta = f.let(or(kind, this.#index));
    f.store32(this.#at, or(load32(entry, place.RECENT + 8), offset));
    f.store32(this.#at, or(meta, sizeField(size)), 4);
    f.increase(this.#at, 8);
    f.if(gt(end, PAGE_SIZE), () => {
      f.store32(sub(this.#at, 4), or(meta, sizeField(sub(PAGE_SIZE, offset))));
      f.store32(this.#at, pageAfter);
      const rest = sizeField(sub(end, PAGE_SIZE));
      f.store32(this.#at, or(or(meta, CONTINUATION), rest), 4);
      f.increase(this.#at, 8);
    });
  }

  #fetch({ size, address, offset, end, pageAfter }: Parts, unknown: Label): void {
    const f = this.#f;
    f.block((continued) => {
      f.block((begun) => {
        f.brIf(begun, ne64(address, this.#next));
        f.brIf(continued, lt(this.#index, this.#limit));
      });
      const entry = this.#recentEntry(shr64(address, i64(PAGE_SHIFT)), unknown);
      f.brIf(unknown, ne(load32(entry, place.RECENT + 12), load32(0, place.FETCH_MODE)));
      f.if(this.#run, () => f.store32(this.#run, this.#runMeta(), 4));
      f.set(this.#run, this.#at);
      f.store32(this.#at, or(load32(entry, place.RECENT + 8), offset));
      f.increase(this.#at, 8);
      f.set(this.#index, -ONE_INDEX);
      f.set(this.#limit, OPEN_LIMIT);
      f.set(this.#runLengths, 0);
    });
    f.increase(this.#index, ONE_INDEX);
    f.if(or(ne(size, FIXED_LENGTH), this.#runLengths), () => this.#length(size));
    f.set(this.#next, add64(address, typeof size === "number" ? i64(size) : extend(size)));
    f.if(ge(end, PAGE_SIZE), () => {
      f.set(this.#limit, CLOSED_LIMIT);
      f.if(gt(end, PAGE_SIZE), () => {
        f.store32(this.#at, pageAfter);
        f.store32(this.#at, or(or(TAIL, sizeField(sub(end, PAGE_SIZE))), this.#index), 4);
        f.increase(this.#at, 8);
      });
    });
  }

  /** Meta word of the open run. It ends where the next instruction would begin, or with its page. */
  #runMeta(): Code {
    const end = select(and(wrap(this.#next), PAGE_MASK), PAGE_SIZE, this.#limit);
    const bytes = sub(end, and(load32(this.#run), PAGE_MASK));
    const instructions = shl(shr(this.#index, INDEX_SHIFT), SIZE_SHIFT);
    return or(or(RUN, instructions), or(shl(sub(bytes, 1), INDEX_SHIFT), this.#runLengths));
  }

  /** Writes down the length of an instruction. */
  #length(size: number | Variable): void {
    const f = this.#f;
    f.if(eqz(this.#runLengths), () => {
      // The 4-byte instructions that the run has so far get theirs.
      f.set(this.#runLengths, VARIABLE);
      const fixedEnd = f.let(add(this.#lengthAt, shr(this.#index, INDEX_SHIFT)));
      f.block((filled) => {
        f.loop((again) => {
          f.brIf(filled, ge(this.#lengthAt, fixedEnd));
          f.store8(this.#lengthAt, FIXED_LENGTH);
          f.increase(this.#lengthAt, 1);
          f.br(again);
        });
      });
    });
    f.store8(this.#lengthAt, size);
    f.increase(this.#lengthAt, 1);
    // One place for both limits: full() is asked more often than a length is written.
    const limit = load32(0, place.LAST_LENGTH_AT);
    f.if(ge(this.#lengthAt, limit), () => f.set(this.#lastAt, 0));
  }

  /** The entry of a page, less RECENT; jumps to `unknown` if it is not there. */
  #recentEntry(pageNumber: Code, unknown: Label): Variable {
    const f = this.#f;
    const number = f.let(pageNumber, I64);
    const hash = shr(mul(wrap(number), place.RECENT_HASH), 32 - place.RECENT_SHIFT);
    const entry = f.let(shl(hash, place.RECENT_ENTRY_SHIFT));
    f.brIf(unknown, ne64(load64(entry, place.RECENT), number));
    return entry;
  }
}
