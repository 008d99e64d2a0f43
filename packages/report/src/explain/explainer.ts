/**
 * Steps a trace through a simulator and tells of every reference what it did, and why.
 *
 * Every reference is a batch of its own to the same simulator that `mcpi sim` uses; what is told is
 * what the simulator's log, counts and sets say. Only the history of lines is kept here.
 */
import {
  type CacheDescription,
  type Counts,
  createSimulator,
  fetchOf,
  type Machine,
  type MissEvent,
  newCounts,
  type Simulator,
  sumRows,
  waysOf,
} from "@mcpi/memsim";
import { IDLE_BEGIN, IDLE_END, PAGE_UNCACHED, type PageDictionary } from "@mcpi/trace";
import { LineHistory } from "./line-history.ts";
import { type Outcome, reasonOf } from "./reason.ts";
import type { Part, Single } from "./single-references.ts";

type FirstLevel = "instruction" | "data" | "unified";
type Cause = Exclude<MissEvent["cause"], "none">;

/** What one piece of a reference did. */
export interface PieceStep {
  /** Virtual. */
  readonly address: bigint;
  readonly size: number;
  /** Undefined for an uncached reference, and one made while idling. */
  readonly cache: FirstLevel | undefined;
  /** Address of its line, and set; empty and -1 where there is no cache. */
  readonly line: string;
  readonly set: number;
  readonly outcome: "hit" | "miss" | "uncached" | "idle";
  readonly class: Outcome["class"];
  /** Stall cycles, those that are not 0. */
  readonly stalls: readonly { readonly cause: Cause; readonly cycles: number }[];
  readonly why: string;
  /** The set's lines by address, most recently used first or by way; `-` is empty. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What one reference did. */
export interface Step {
  /** Of the reference, from 1. */
  readonly step: number;
  /** When it was made. */
  readonly cycle: number;
  readonly kind: "fetch" | "load" | "store";
  readonly pieces: readonly PieceStep[];
  /** Entries that the write buffer took. */
  readonly writes: number;
  readonly tlbMisses: number;
  /** Accesses and misses of the second level. */
  readonly level2: { readonly accesses: number; readonly misses: number };
}

/** A piece before the reference is made. */
interface Piece {
  readonly address: number;
  readonly size: number;
  readonly line: number;
  /** Sets of the lines of its block, by line, and their contents. */
  readonly sets: ReadonlyMap<number, readonly number[]>;
}

export class Explainer {
  readonly #pages: PageDictionary;
  readonly #simulator: Simulator;
  readonly #machine: Machine;
  readonly #histories = new Map<FirstLevel, LineHistory>();
  #events: MissEvent[] = [];
  /** Counts up to the last reference. */
  #counts = newCounts();
  #step = 0;
  #idle = false;

  constructor(machine: Machine, pages: PageDictionary) {
    this.#machine = machine;
    this.#pages = pages;
    this.#simulator = createSimulator(machine, pages, {
      log: (event) => this.#events.push({ ...event }),
    });
  }

  /** Makes a reference; undefined for what is none. */
  step(single: Single): Step | undefined {
    const { kind } = single;
    if (kind === "cycles" || kind === "event") {
      this.#other(single);
      return undefined;
    }
    this.#step++;
    const cached = this.#idle ? [] : single.parts.filter((part) => !this.#isUncached(part));
    const name = this.#cacheOf(kind);
    const pieces = cached.flatMap((part) => this.#pieces(part, kind, name));
    const before = this.#counts;
    this.#events = [];
    this.#simulator.consume(single.batch);
    const after = sumRows(this.#simulator.rows());
    this.#counts = after;
    const steps = single.parts.flatMap((part) =>
      cached.includes(part)
        ? pieces
            .filter((piece) => isIn(piece, part))
            .map((piece) => this.#pieceStep(piece, kind, name))
        : [this.#uncachedStep(part)],
    );
    const stalls = this.#events.reduce((sum, event) => sum + event.cycles, 0);
    return {
      step: this.#step,
      cycle: this.#simulator.now - 1 - stalls,
      kind,
      pieces: steps,
      writes: after.writes - before.writes,
      tlbMisses: tlbMisses(after) - tlbMisses(before),
      level2: {
        accesses: level2(after, "accesses") - level2(before, "accesses"),
        misses: level2(after, "misses") - level2(before, "misses"),
      },
    };
  }

  #other({ kind, event, batch }: Single): void {
    if (kind === "event" && event === IDLE_BEGIN) this.#idle = true;
    if (kind === "event" && event === IDLE_END) this.#idle = false;
    this.#simulator.consume(batch);
  }

  #isUncached({ address }: Part): boolean {
    return (this.#pages.flags[address >>> 12] & PAGE_UNCACHED) !== 0;
  }

  #cacheOf(kind: Step["kind"]): FirstLevel {
    if (this.#machine.caches.unified) return "unified";
    return kind === "fetch" ? "instruction" : "data";
  }

  #historyOf(name: FirstLevel): LineHistory {
    let history = this.#histories.get(name);
    if (history === undefined) this.#histories.set(name, (history = new LineHistory()));
    return history;
  }

  /** Cuts a part at the lines of its cache, and looks at the sets that it may change. */
  #pieces(part: Part, kind: Step["kind"], name: FirstLevel): Piece[] {
    const cache = this.#machine.caches[name]!;
    const history = this.#historyOf(name);
    const pieces: Piece[] = [];
    const end = part.address + part.size;
    for (let address = part.address; address < end; ) {
      const base = address - (address & (cache.line - 1));
      const lineEnd = base + cache.line;
      const line = this.#simulator.lineNumber(address, kind);
      const lines = fetchOf(cache) / cache.line;
      const sets = new Map<number, readonly number[]>();
      for (let other = line - (line % lines), i = 0; i < lines; i++, other++) {
        const otherAddress = base + (other - line) * cache.line;
        history.name(other, this.#pages.virtualAddress(otherAddress));
        const set = this.#setOf(otherAddress, other, cache);
        sets.set(other, this.#simulator.setContents(name, set));
      }
      pieces.push({ address, size: Math.min(end, lineEnd) - address, line, sets });
      address = lineEnd;
    }
    return pieces;
  }

  #setOf(address: number, line: number, cache: CacheDescription): number {
    const sets = cache.size / cache.line / waysOf(cache);
    if (cache.index === "physical") return line % sets;
    const virtual = this.#pages.virtualAddress(address) / BigInt(cache.line);
    return Number(virtual % BigInt(sets));
  }

  #pieceStep(piece: Piece, kind: Step["kind"], name: FirstLevel): PieceStep {
    const cache = this.#machine.caches[name]!;
    const history = this.#historyOf(name);
    const events = this.#events.filter((event) => event.address === piece.address);
    const miss = events.find((event) => event.set >= 0);
    const outcome: Outcome = {
      kind,
      hit: miss === undefined,
      class: miss?.class ?? "none",
      reads: miss !== undefined && miss.cause !== "none",
    };
    const why = reasonOf(outcome, piece.line, this.#step, cache, history);
    const set = this.#setOf(piece.address, piece.line, cache);
    const before = piece.sets.get(piece.line) ?? [];
    const after = this.#simulator.setContents(name, set);
    if (miss !== undefined)
      for (const [line, contents] of piece.sets) {
        // A miss that reads nothing moves no line but its own.
        if (!outcome.reads && line !== piece.line) continue;
        const now = this.#simulator.setContents(
          name,
          this.#setOf(piece.address + (line - piece.line) * cache.line, line, cache),
        );
        history.note(this.#step, contents, now, piece.line);
      }
    return {
      address: this.#pages.virtualAddress(piece.address),
      size: piece.size,
      cache: name,
      line: history.nameOf(piece.line),
      set,
      outcome: outcome.hit ? "hit" : "miss",
      class: outcome.class,
      stalls: stallsOf(events),
      why,
      before: before.map((line) => history.nameOf(line)),
      after: after.map((line) => history.nameOf(line)),
    };
  }

  #uncachedStep(part: Part): PieceStep {
    return {
      address: this.#pages.virtualAddress(part.address),
      size: part.size,
      cache: undefined,
      line: "",
      set: -1,
      outcome: this.#idle ? "idle" : "uncached",
      class: "none",
      stalls: stallsOf(this.#events.filter((event) => event.address === part.address)),
      why: this.#idle
        ? "the machine idles: time passes, nothing is counted"
        : "its page is uncached",
      before: [],
      after: [],
    };
  }
}

function isIn(piece: Piece, part: Part): boolean {
  return piece.address >= part.address && piece.address < part.address + part.size;
}

function stallsOf(events: readonly MissEvent[]): PieceStep["stalls"] {
  const stalls = new Map<Cause, number>();
  for (const { cause, cycles } of events)
    if (cause !== "none" && cycles > 0) stalls.set(cause, (stalls.get(cause) ?? 0) + cycles);
  return [...stalls].map(([cause, cycles]) => ({ cause, cycles }));
}

const tlbMisses = (counts: Counts) => counts.tlbFetchMisses + counts.tlbDataMisses;

function level2({ level2 }: Counts, what: "accesses" | "misses"): number {
  return level2.fetch[what] + level2.load[what] + level2.store[what];
}
