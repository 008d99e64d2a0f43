/**
 * Turns of an idle loop, and whether they change anything.
 *
 * A turn of a loop changes nothing if every register is as it was when the loop's first instruction
 * was reached the last time, and nothing was stored in between: then every further turn is alike
 * until an event.
 */
import { decode } from "../r3000/decode.ts";
import type { Processor } from "../r3000/processor.ts";
import * as at from "../r3000/state.ts";
import type { AddressRange } from "./guest.ts";
import { SavedFields } from "./saved-fields.ts";

export class IdleTurn {
  readonly range: AddressRange;
  readonly #p: Processor;
  /** Registers when the instruction at `#head` was reached by going back. */
  readonly #registers = new Int32Array(34);
  #head = -1;
  #changed = true;
  #before = 0;

  constructor(processor: Processor, range: AddressRange) {
    this.#p = processor;
    this.range = range;
  }

  save(): unknown {
    return {
      start: this.range.start,
      end: this.range.end,
      registers: [...this.#registers],
      head: this.#head,
      changed: this.#changed,
    };
  }

  /** @throws InputError when the state is not one that `save` returns. */
  static restore(processor: Processor, state: unknown): IdleTurn {
    const saved = new SavedFields(state, "machine.idle");
    const last = 2 ** 32 - 1;
    const range = { start: saved.whole("start", 0, last), end: saved.whole("end", 0, last) };
    const idle = new IdleTurn(processor, range);
    idle.#registers.set(saved.wholes("registers", 34, -(2 ** 31), 2 ** 31 - 1));
    idle.#head = saved.whole("head", -1, last);
    idle.#changed = saved.flag("changed");
    return idle;
  }

  get left(): boolean {
    const { pc } = this.#p;
    return pc < this.range.start || pc >= this.range.end;
  }

  /** Before an instruction: notes whether it does more than change registers. */
  before(): void {
    const p = this.#p;
    const { pc } = p;
    this.#before = pc;
    const code = at.codeMap(p.user ? 1 : 0) + ((pc >>> 12) << at.MAP_SHIFT);
    const host = p.word(code + at.CODE_HOST);
    const instruction = host === 0 ? undefined : decode(p.word((host + pc) | 0));
    const quiet =
      instruction !== undefined &&
      instruction.class !== "store" &&
      (instruction.class !== "system" || instruction.name === "mfc0");
    if (!quiet) this.#changed = true;
  }

  /** After it: whether a whole turn of a loop has changed nothing. */
  after(): boolean {
    const p = this.#p;
    const { pc } = p;
    if (pc >= this.#before) return false;
    const { words } = p.memory;
    const first = at.REGISTERS >>> 2;
    let same = pc === this.#head && !this.#changed;
    for (let i = 0; i < 34; i++) {
      const value = i < 32 ? words[first + i] : words[(i === 32 ? at.HI : at.LO) >>> 2];
      if (this.#registers[i] !== value) same = false;
      this.#registers[i] = value;
    }
    this.#head = pc;
    this.#changed = false;
    return same;
  }
}
