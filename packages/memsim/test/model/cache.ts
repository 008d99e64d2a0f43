/**
 * A cache of the model: docs/counting.md, section 2, over plain addresses. It holds no data, knows
 * no time and counts nothing; it says what an access did.
 */
import { type CacheDescription, fetchOf, waysOf } from "../../src/machine.ts";
import { WaySet, Xorshift32 } from "./ways.ts";

export type Kind = "fetch" | "load" | "store";

/** Consecutive bytes. The virtual address matters to virtually indexed caches only. */
export interface Piece {
  readonly physical: bigint;
  readonly virtual: bigint;
  readonly size: number;
}

/** What an access did. */
export interface Outcome {
  readonly hit: boolean;
  /** The aligned block of fetch bytes that was read, if one was. */
  readonly read: Piece | undefined;
  /** A store that missed and left the cache alone. */
  readonly bypass: boolean;
  /** A store whose piece goes down. */
  readonly down: boolean;
  /** Physical line numbers that came in, and dirty ones that left, in order. */
  readonly inserted: readonly bigint[];
  readonly writtenBack: readonly bigint[];
}

/** Cuts bytes at the multiples of `unit`, in address order. */
export function cut(bytes: Piece, unit: number): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  while (done < bytes.size) {
    const physical = bytes.physical + BigInt(done);
    const room = unit - Number(physical % BigInt(unit));
    const size = Math.min(room, bytes.size - done);
    pieces.push({ physical, virtual: bytes.virtual + BigInt(done), size });
    done += size;
  }
  return pieces;
}

export class Cache {
  readonly description: CacheDescription;
  readonly line: bigint;
  readonly fetch: bigint;
  readonly #sets: WaySet[] = [];

  constructor(description: CacheDescription) {
    this.description = description;
    this.line = BigInt(description.line);
    this.fetch = BigInt(fetchOf(description));
    const ways = waysOf(description);
    const random = new Xorshift32(description.seed ?? 1);
    for (let set = 0; set < description.size / (description.line * ways); set++)
      this.#sets.push(new WaySet(ways, description.replacement, random));
  }

  /** One access; the piece lies in one line. */
  access(kind: Kind, piece: Piece): Outcome {
    const outcome = {
      hit: this.#setOf(piece).has(this.#lineOf(piece)),
      read: undefined as Piece | undefined,
      bypass: false,
      down: false,
      inserted: [] as bigint[],
      writtenBack: [] as bigint[],
    };
    if (outcome.hit) this.#setOf(piece).use(this.#lineOf(piece));
    if (kind !== "store") {
      if (!outcome.hit) this.#read(piece, outcome);
      return outcome;
    }
    const write = this.description.write!;
    if (!outcome.hit) {
      const whole = piece.size === this.description.line;
      if (write.miss === "write-validate" && whole) this.#insert(piece, outcome);
      else if (
        write.miss === "fetch-on-write" ||
        (write.miss === "write-validate" && write.partial === "fetch")
      )
        this.#read(piece, outcome);
      else outcome.bypass = true;
    }
    if (!outcome.bypass && write.hit === "back") this.#setOf(piece).soil(this.#lineOf(piece));
    outcome.down = outcome.bypass || write.hit === "through";
    return outcome;
  }

  /** Drops the line that holds the piece, dirty or not. */
  invalidate(piece: Piece): void {
    this.#setOf(piece).drop(this.#lineOf(piece));
  }

  /** The lines in the set of the piece. */
  setContents(piece: Piece): bigint[] {
    return this.#setOf(piece).ways.flatMap((way) => (way ? [way.name] : []));
  }

  /** The lines of the fetch block that holds the piece, in address order. */
  blockOf(piece: Piece): bigint[] {
    const first = (piece.physical / this.fetch) * this.fetch;
    const lines: bigint[] = [];
    for (let at = first; at < first + this.fetch; at += this.line) lines.push(at / this.line);
    return lines;
  }

  /** Reads a block: all its lines in address order, the demanded one last. */
  #read(piece: Piece, outcome: { read: Piece | undefined } & Lists): void {
    const into = piece.physical % this.fetch;
    const physical = piece.physical - into;
    const virtual = piece.virtual - into;
    outcome.read = { physical, virtual, size: Number(this.fetch) };
    const lines = cut(outcome.read, this.description.line);
    const demanded = (one: Piece) => this.#lineOf(one) === this.#lineOf(piece);
    for (const one of lines) if (!demanded(one)) this.#insert(one, outcome);
    for (const one of lines) if (demanded(one)) this.#insert(one, outcome);
  }

  #insert(piece: Piece, outcome: Lists): void {
    const set = this.#setOf(piece);
    const line = this.#lineOf(piece);
    if (set.has(line)) {
      set.use(line);
      return;
    }
    const evicted = set.insert(line);
    outcome.inserted.push(line);
    if (evicted?.dirty) outcome.writtenBack.push(evicted.name);
  }

  #setOf(piece: Piece): WaySet {
    const address = this.description.index === "virtual" ? piece.virtual : piece.physical;
    return this.#sets[Number((address / this.line) % BigInt(this.#sets.length))];
  }

  #lineOf(piece: Piece): bigint {
    return piece.physical / this.line;
  }
}

interface Lists {
  readonly inserted: bigint[];
  readonly writtenBack: bigint[];
}
