/**
 * Idling: the guest executes in functions that do nothing but wait (guest.ts), or its firmware waits.
 *
 * What is executed then enters no cache and no count; time passes. Where a turn of the idle loop has
 * changed nothing, nothing can change before the next event, and the machine sleeps until then.
 * A memory that is called inline hears nothing of idling but its end: its clock stands meanwhile, and
 * an interpreter without references goes on.
 */
import { IDLE_BEGIN, IDLE_END } from "@mcpi/trace";
import { Engine, type Pause } from "../r3000/engine.ts";
import type { Processor } from "../r3000/processor.ts";
import { NO_PORT } from "../r3000/reference-port.ts";
import { NO_REFERENCES } from "../r3000/references.ts";
import type { Timekeeper } from "../r3000/timekeeper.ts";
import type { AddressRange } from "./guest.ts";
import { IdleTurn } from "./idle-turn.ts";
import type { Outlet } from "./outlet.ts";

/** Cycles of idling that one pair of events tells of, which have 32 bits for them. */
const MOST_IDLE = 2 ** 31;

export class Idling {
  /** Nothing is executed until an event. */
  asleep = false;
  readonly #p: Processor;
  readonly #time: Timekeeper;
  readonly #outlet: Outlet;
  #engine: Engine | undefined;
  #turn: IdleTurn | undefined;
  /** Cycle at which idling began; of those since, how many were skipped. */
  #since = 0;
  #skipped = 0;

  constructor(processor: Processor, time: Timekeeper, outlet: Outlet) {
    this.#p = processor;
    this.#time = time;
    this.#outlet = outlet;
  }

  /** Whether the guest is in an idle function. */
  get active(): boolean {
    return this.#turn !== undefined;
  }

  /** The guest has come to an idle function. */
  enter(range: AddressRange): void {
    if (this.#turn === undefined) this.#begin(new IdleTurn(this.#p, range));
  }

  /** It has left: to do something, or by an exception. */
  leave(): void {
    if (this.#turn === undefined) return;
    this.#turn = undefined;
    const { inline, port } = this.#outlet;
    if (inline === undefined) {
      port.event(IDLE_END, this.#skipped);
      return;
    }
    const cycles = this.#time.cycles - this.#since;
    this.#p.port = port;
    this.#p.maps.clearAll();
    this.#time.goOn();
    inline.endIdle(cycles);
  }

  /** One instruction (or exception) in an idle function; `engine` is the machine's. */
  step(engine: Engine): Pause {
    const turn = this.#turn;
    turn?.before();
    const pause = (this.#engine ?? engine).run(1);
    // An exception has ended it.
    if (turn === undefined || this.#turn === undefined) return pause;
    if (turn.left) this.leave();
    else if (turn.after()) this.asleep = true;
    return pause;
  }

  /** Time passes in which nothing is executed. */
  pass(cycles: number): void {
    const turn = this.#turn;
    const { inline, port } = this.#outlet;
    if (turn === undefined) {
      // Firmware waits: idling of its own.
      port.event(IDLE_BEGIN, 0);
      if (inline === undefined) this.#time.skip(cycles);
      else this.#time.addSkipped(cycles);
      port.event(IDLE_END, cycles);
      return;
    }
    this.#time.skip(cycles);
    this.#skipped += cycles;
    if (this.#time.cycles - this.#since <= MOST_IDLE) return;
    this.leave();
    this.#begin(turn);
  }

  /** What must be known to go on. Idling is ended by it, to be gone on with by `restore`. */
  save(): { asleep: boolean; turn: unknown } {
    const turn = this.#turn;
    this.leave();
    return { asleep: this.asleep, turn: turn?.save() ?? null };
  }

  /** @throws InputError when the state is not one that `save` returns. */
  restore({ asleep, turn }: { asleep: boolean; turn: unknown }): void {
    this.asleep = asleep;
    if (turn !== null) this.#begin(IdleTurn.restore(this.#p, turn));
  }

  #begin(turn: IdleTurn): void {
    const { inline, port } = this.#outlet;
    port.event(IDLE_BEGIN, 0);
    this.#turn = turn;
    this.#skipped = 0;
    if (inline !== undefined) {
      this.#time.stand();
      this.#p.port = NO_PORT;
      this.#p.maps.clearAll();
      this.#engine ??= new Engine(this.#p, NO_REFERENCES, "interpreter");
    }
    this.#since = this.#time.cycles;
  }
}
