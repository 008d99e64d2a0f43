/**
 * Breakpoints, and going on until one of them.
 *
 * The machine itself stops where code is gone to, at full speed. That is enough for the first
 * instruction of a function to which no code runs on; with any other breakpoint set, the machine goes
 * instruction by instruction.
 */
import type { Decstation } from "../decstation/decstation.ts";
import type { RunLimits, Stop } from "../machine/machine.ts";
import { decode, rsOf, rtOf } from "../r3000/decode.ts";
import type { MemoryView } from "./memory-view.ts";

export type BreakStop = Stop | { readonly why: "break"; readonly pc: number };

export class Breakpoints {
  readonly #machine: Decstation;
  readonly #memory: MemoryView;
  /** Addresses; whether the machine can stop there by itself. */
  readonly #set = new Map<number, boolean>();
  readonly #watched = new Set<number>();

  constructor(machine: Decstation, memory: MemoryView) {
    this.#machine = machine;
    this.#memory = memory;
  }

  get addresses(): number[] {
    return [...this.#set.keys()];
  }

  add(address: number): void {
    const jumpedTo = this.#isOnlyJumpedTo(address);
    this.#set.set(address >>> 0, jumpedTo);
    if (!jumpedTo || this.#watched.has(address)) return;
    this.#watched.add(address);
    this.#machine.watch(address);
  }

  /** @returns false if there was none */
  delete(address: number): boolean {
    return this.#set.delete(address >>> 0);
  }

  clear(): void {
    this.#set.clear();
  }

  /**
   * Goes on, past a breakpoint at the present instruction, until another or a limit.
   * @param isWatched whether a stop of the machine at an address is somebody else's wish
   * @param asked whether to come back after a step
   */
  async continue(
    limits: RunLimits,
    isWatched: (pc: number) => boolean,
    asked: () => boolean,
  ): Promise<BreakStop> {
    const machine = this.#machine;
    const here = () => this.#set.has(machine.processor.pc);
    const single = [...this.#set.values()].includes(false);
    for (let first = true; ; first = false) {
      const steps = first || single;
      const stop = await machine.run(steps ? { ...limits, steps: 1 } : limits);
      const { pc } = machine.processor;
      if (stop.why === "steps") {
        if (here()) return { why: "break", pc };
        if (asked()) return { why: "asked" };
      } else if (stop.why !== "watch" || isWatched(pc)) return stop;
      else if (here()) return { why: "break", pc };
    }
  }

  /** Whether the code before an address, nops that align it apart, never runs on into it. */
  #isOnlyJumpedTo(address: number): boolean {
    let last = address - 4;
    for (let nops = 0; nops < MOST_NOPS && this.#memory.wordIf(last) === 0; nops++) last -= 4;
    // The last instruction before, or the one whose delay slot that is, goes elsewhere.
    return [last, last - 4].some((at) => isJump(this.#memory.wordIf(at)) && at < address - 4);
  }
}

/** Nops that may align a function. */
const MOST_NOPS = 8;

/** Whether an instruction always goes elsewhere. `b` is a BEQ of a register with itself. */
function isJump(word: number | undefined): boolean {
  const name = word === undefined ? undefined : decode(word)?.name;
  return name === "j" || name === "jr" || (name === "beq" && rsOf(word!) === rtOf(word!));
}
