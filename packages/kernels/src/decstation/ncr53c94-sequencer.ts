/**
 * The sequences of the NCR 53C94 as an initiator: selection, transfers, status and message.
 *
 * - Select (41, 42, 43, 46): message bytes from the FIFO, the command's from the FIFO and then by DMA.
 *   Function complete and bus service when the target asks for its next phase. Step: 0 no target
 *   (disconnected, after the time-out), 1 stopped with ATN after the message, 2 no COMMAND phase,
 *   3 COMMAND ended with bytes left, 4 all sent.
 * - Transfer information (10): out, what the FIFO and the counter have; in, what the counter has, or
 *   one byte into the FIFO without DMA. Bus service when the target asks again or for another phase.
 *   In MESSAGE IN function complete at the last byte, with ACK held until message accepted (12).
 * - Initiator command complete (11): status and message into the FIFO, then function complete.
 * - Transfer pad (18): as transfer information, but zeros go out when the FIFO is empty, and what
 *   comes in is dropped; without DMA until the phase changes.
 * - Data come to memory at the end of a transfer, and leave it there: the chip is otherwise idle.
 * ATN goes down before the last byte of MESSAGE OUT. Nobody reselects, nor selects the chip.
 */
import type { Clock, QueueEvent } from "../machine/event-queue.ts";
import { DataPath, type DmaPort } from "./ncr53c94-data-path.ts";
import {
  BUS_SERVICE,
  type ChipState,
  CONFIG1_NO_RESET_INTERRUPT,
  DISCONNECTED,
  FUNCTION_COMPLETE,
  NOBODY,
  SCSI_RESET,
} from "./ncr53c94-state.ts";
import { ChipTiming } from "./ncr53c94-timing.ts";
import {
  BUS_FREE,
  COMMAND,
  DATA_IN,
  DATA_OUT,
  isInput,
  MESSAGE_IN,
  MESSAGE_OUT,
  STATUS,
} from "./scsi.ts";
import type { ScsiTarget } from "./scsi-target.ts";

const RESELECT = 0x40;
const SELECT_WITHOUT_ATN = 0x41;
const SELECT_AND_STOP = 0x43;
const SELECT_THREE_MESSAGES = 0x46;

/** Most command bytes that can be on their way: for the time of a COMMAND phase. */
const LONGEST_COMMAND = 12;

export class Sequencer {
  readonly #clock: Clock;
  readonly #state: ChipState;
  readonly #targets: readonly (ScsiTarget | undefined)[];
  readonly #path: DataPath;
  readonly #changed: () => void;
  readonly #timing: ChipTiming;
  readonly #event: QueueEvent;

  constructor(
    clock: Clock,
    state: ChipState,
    targets: readonly (ScsiTarget | undefined)[],
    dma: DmaPort,
    changed: () => void,
  ) {
    this.#clock = clock;
    this.#state = state;
    this.#targets = targets;
    this.#path = new DataPath(state, dma);
    this.#changed = changed;
    this.#timing = new ChipTiming(clock.hertz);
    this.#event = clock.event("scsi.chip", () => this.#happen());
  }

  /** Stops whatever is under way. */
  stop(): void {
    this.#state.activity = "none";
    this.#event.cancel();
  }

  /** Begins the selection of the target in the destination register, by the command register. */
  select(): void {
    const state = this.#state;
    const present = state.command !== RESELECT && this.#targets[state.destination] !== undefined;
    state.step = 0;
    state.flagStep = 0;
    state.phase = 0;
    if (present) this.#begin("select", this.#timing.selection);
    else this.#begin("timeout", this.#timing.timeout(state.timeout, state.conversion));
  }

  /** Begins an information transfer in the phase that the target asks for. */
  transfer(): void {
    const target = this.#target;
    if (target === undefined) return;
    const count = this.#count(target);
    if (count === 0 && target.phase !== MESSAGE_IN) this.#await(target, BUS_SERVICE, 0);
    else this.#beginBytes("transfer", target, count);
  }

  pad(): void {
    const target = this.#target;
    if (target === undefined) return;
    this.#beginBytes("pad", target, this.#padCount(target));
  }

  complete(): void {
    const target = this.#target;
    if (target === undefined) return;
    if (target.phase !== STATUS && target.phase !== MESSAGE_IN) this.#await(target, BUS_SERVICE, 0);
    else this.#begin("complete", 2 * this.#timing.controlByte);
  }

  acceptMessage(): void {
    const target = this.#target;
    if (target === undefined) return;
    if (this.#state.acknowledgeHeld) target.acceptMessage(this.#state.attention);
    this.#state.acknowledgeHeld = false;
    this.#await(target, BUS_SERVICE, this.#timing.controlByte);
  }

  resetBus(): void {
    this.disconnect();
    for (const target of this.#targets) target?.reset();
    this.#begin("reset", this.#timing.busReset);
  }

  /** Adds to the interrupt register. */
  interrupt(bits: number): void {
    const state = this.#state;
    if (state.interrupt === 0) state.latchedPhase = state.phase;
    state.interrupt |= bits;
    this.#changed();
  }

  /** The bus is free. */
  disconnect(): void {
    const state = this.#state;
    state.connected = NOBODY;
    state.phase = 0;
    state.attention = false;
    state.acknowledgeHeld = false;
  }

  get #target(): ScsiTarget | undefined {
    return this.#targets[this.#state.connected];
  }

  #begin(activity: ChipState["activity"], cycles: number): void {
    this.#state.activity = activity;
    this.#event.at(Math.ceil(this.#clock.now + cycles));
  }

  /** Begins to move `count` bytes, as fast as bus and target allow. */
  #beginBytes(activity: "transfer" | "pad", target: ScsiTarget, count: number): void {
    const onBus = count * this.#byteCycles(target);
    this.#begin(activity, Math.max(onBus, target.availableAt(count) - this.#clock.now));
  }

  #byteCycles(target: ScsiTarget): number {
    const { phase } = target;
    if (phase !== DATA_IN && phase !== DATA_OUT) return this.#timing.controlByte;
    return this.#state.offset !== 0
      ? this.#timing.synchronousByte(this.#state.period)
      : target.asynchronousCycles;
  }

  /** Waits until the target asks for a byte, then interrupts; disconnected if the bus is free. */
  #await(target: ScsiTarget, interrupt: number, cycles: number): void {
    this.#state.after = interrupt;
    this.#begin("request", Math.max(cycles, target.readyAt - this.#clock.now));
  }

  #happen(): void {
    const { activity } = this.#state;
    this.#state.activity = "none";
    if (activity === "select") this.#selected();
    else if (activity === "timeout") this.interrupt(DISCONNECTED);
    else if (activity === "reset") {
      if ((this.#state.config1 & CONFIG1_NO_RESET_INTERRUPT) === 0) this.interrupt(SCSI_RESET);
    } else {
      const target = this.#target;
      if (target === undefined) return;
      if (activity === "request") this.#requested(target);
      else if (activity === "transfer") this.#transferred(target);
      else if (activity === "pad") this.#padded(target);
      else if (activity === "complete") this.#completed(target);
    }
  }

  #requested(target: ScsiTarget): void {
    const state = this.#state;
    if (target.phase === BUS_FREE) {
      this.disconnect();
      this.interrupt(DISCONNECTED);
      return;
    }
    state.phase = target.phase;
    this.interrupt(state.after);
  }

  #selected(): void {
    const state = this.#state;
    const target = this.#targets[state.destination];
    if (target === undefined) return;
    const command = state.command & 0x7f;
    state.connected = state.destination;
    state.attention = command !== SELECT_WITHOUT_ATN;
    target.select(state.attention);
    const before = state.counter + state.fifo.length;
    this.#sendSelectMessages(target, command);
    let step = 1;
    if (command !== SELECT_AND_STOP) {
      this.#sendCommand(target);
      step = 4;
      if (target.phase !== COMMAND && this.#path.outgoing > 0) step = 3;
      if (target.phase === MESSAGE_IN || target.phase === MESSAGE_OUT) step = 2;
    }
    state.step = step;
    state.flagStep = step;
    const sent = before - state.counter - state.fifo.length;
    this.#await(target, FUNCTION_COMPLETE | BUS_SERVICE, sent * this.#timing.controlByte);
  }

  #sendSelectMessages(target: ScsiTarget, command: number): void {
    const stop = command === SELECT_AND_STOP;
    const messages = command === SELECT_WITHOUT_ATN ? 0 : command === SELECT_THREE_MESSAGES ? 3 : 1;
    for (let left = messages; left > 0 && this.#path.outgoing > 0; left--) {
      this.#state.attention = stop || left > 1;
      target.takeMessage(this.#path.next(), this.#state.attention);
      if (target.phase !== MESSAGE_OUT) break;
    }
    if (!stop) this.#state.attention = false;
  }

  #sendCommand(target: ScsiTarget): void {
    while (target.phase === COMMAND && this.#path.outgoing > 0)
      target.takeCommand(this.#path.next(), this.#state.attention);
  }

  /** Bytes that an information transfer moves now. */
  #count(target: ScsiTarget): number {
    const { phase, remaining } = target;
    if (phase === COMMAND) return Math.min(this.#path.outgoing, LONGEST_COMMAND);
    if (phase === MESSAGE_OUT) return this.#path.outgoing;
    if (!isInput(phase)) return Math.min(this.#path.outgoing, remaining);
    return Math.min(this.#path.incoming, remaining);
  }

  #transferred(target: ScsiTarget): void {
    const state = this.#state;
    const { phase } = target;
    const count = this.#count(target);
    if (phase === MESSAGE_IN) {
      const bytes = Uint8Array.from({ length: Math.max(1, count) }, () => target.giveMessage());
      this.#path.keep(bytes);
      state.acknowledgeHeld = true;
      this.interrupt(FUNCTION_COMPLETE);
      return;
    }
    if (phase === MESSAGE_OUT) this.#sendMessages(target, () => this.#path.next());
    else if (phase === COMMAND) this.#sendCommand(target);
    else if (phase === DATA_OUT) target.take(this.#path.take(count), state.attention);
    else if (phase === STATUS) this.#path.keep(Uint8Array.of(target.giveStatus(state.attention)));
    else if (phase === DATA_IN) {
      const bytes = new Uint8Array(count);
      target.give(bytes, state.attention);
      this.#path.keep(bytes);
    }
    this.#await(target, BUS_SERVICE, 0);
  }

  /** Sends messages while the target takes them and there are any. */
  #sendMessages(target: ScsiTarget, next: () => number): void {
    while (target.phase === MESSAGE_OUT && this.#path.outgoing > 0) {
      const byte = next();
      this.#state.attention = this.#path.outgoing > 0;
      target.takeMessage(byte, this.#state.attention);
    }
  }

  #padCount(target: ScsiTarget): number {
    const { dma, counter, fifo } = this.#state;
    const most = dma ? counter + fifo.length : Number.POSITIVE_INFINITY;
    const { phase } = target;
    return Math.min(
      most,
      phase === COMMAND || phase === MESSAGE_OUT ? LONGEST_COMMAND : target.remaining,
    );
  }

  #padded(target: ScsiTarget): void {
    const state = this.#state;
    const { phase } = target;
    const count = this.#padCount(target);
    const padding = () => this.#path.nextPad();
    if (phase === COMMAND)
      for (let left = count; left > 0 && target.phase === COMMAND; left--)
        target.takeCommand(padding(), state.attention);
    else if (phase === MESSAGE_OUT) {
      state.attention = false;
      target.takeMessage(padding(), false);
    } else if (phase === DATA_OUT) {
      target.take(Uint8Array.from({ length: count }, padding), state.attention);
    } else if (phase === DATA_IN) {
      this.#path.skip(count);
      target.give(new Uint8Array(count), state.attention);
    } else if (phase === STATUS) target.giveStatus(state.attention);
    else if (phase === MESSAGE_IN) {
      target.giveMessage();
      target.acceptMessage(state.attention);
    }
    this.#await(target, BUS_SERVICE, 0);
  }

  #completed(target: ScsiTarget): void {
    const state = this.#state;
    if (target.phase === STATUS) this.#path.keep(Uint8Array.of(target.giveStatus(state.attention)));
    state.phase = Math.max(0, target.phase);
    if (target.phase !== MESSAGE_IN) {
      this.#await(target, BUS_SERVICE, 0);
      return;
    }
    this.#path.keep(Uint8Array.of(target.giveMessage()));
    state.acknowledgeHeld = true;
    this.interrupt(FUNCTION_COMPLETE);
  }
}
