/**
 * The NCR 53C94 SCSI controller: its registers and commands, as initiator.
 *
 * Byte registers, 4 bytes apart on this board (4.4BSD pmax/dev/ascreg.h, Mach kernel
 * scsi/adapters/scsi_53C94.h; NCR data sheet):
 * - A command with bit 7 set loads the transfer counter from the start count (0 is 65536) and clears
 *   terminal count; NOP with it (80) does nothing else. The command register reads back.
 * - Reading the interrupt register clears it, the interrupt, the step and gross error; the copy of the
 *   step in the FIFO flags stays until the next command.
 * - A command of the connected state while disconnected, or the other way round, or one of a target,
 *   or an unknown one, is illegal: it interrupts, and the FIFO stays. SET and RESET ATN, NOP, FLUSH and
 *   ENABLE SELECTION do not interrupt; DISABLE SELECTION is function complete.
 * - A command while another is under way is lost, with gross error, and so is a byte for a full FIFO.
 *   The resets, NOP, FLUSH and ATN are always taken.
 * - After RESET CHIP nothing but NOP is taken.
 * - The phase in the status register is the bus's own; with EPL (configuration 2, bit 6) it is held
 *   from the interrupt until that is read.
 */
import type { AccessSize, Device } from "../machine/board.ts";
import type { Clock } from "../machine/event-queue.ts";
import type { DmaPort } from "./ncr53c94-data-path.ts";
import { Sequencer } from "./ncr53c94-sequencer.ts";
import {
  ChipState,
  CONFIG2_LATCH_PHASE,
  FUNCTION_COMPLETE,
  ILLEGAL_COMMAND,
  LARGEST_COUNT,
  STATUS_GROSS_ERROR,
  STATUS_INTERRUPT,
  STATUS_TERMINAL_COUNT,
} from "./ncr53c94-state.ts";
import type { ScsiTarget } from "./scsi-target.ts";

/** Registers by number: offset / 4. */
const COUNT_LOW = 0;
const COUNT_HIGH = 1;
const FIFO = 2;
const COMMAND = 3;
const STATUS_DESTINATION = 4;
const INTERRUPT_TIMEOUT = 5;
const STEP_PERIOD = 6;
const FLAGS_OFFSET = 7;
const CONFIG1 = 8;
const CONVERSION = 9;
const CONFIG2 = 11;
const CONFIG3 = 12;
const RESERVE = 15;

const DMA = 0x80;
const NOP = 0x00;
const FLUSH = 0x01;
const RESET_CHIP = 0x02;
const RESET_BUS = 0x03;
const TRANSFER = 0x10;
const COMPLETE = 0x11;
const ACCEPT_MESSAGE = 0x12;
const PAD = 0x18;
const SET_ATTENTION = 0x1a;
const RESET_ATTENTION = 0x1b;
const RESELECT = 0x40;
const SELECT = 0x41;
const SELECT_ATTENTION = 0x42;
const SELECT_STOP = 0x43;
const ENABLE_SELECTION = 0x44;
const DISABLE_SELECTION = 0x45;
const SELECT_THREE = 0x46;

export class Ncr53c94 implements Device {
  readonly #state = new ChipState();
  readonly #sequencer: Sequencer;
  readonly #changed: () => void;

  /** @param changed is told when `interrupt` may be another */
  constructor(
    clock: Clock,
    targets: readonly (ScsiTarget | undefined)[],
    dma: DmaPort,
    changed: () => void,
  ) {
    this.#changed = changed;
    this.#sequencer = new Sequencer(clock, this.#state, targets, dma, changed);
  }

  get interrupt(): boolean {
    return this.#state.interrupt !== 0;
  }

  read(offset: number, _size: AccessSize): number {
    if ((offset & 3) !== 0) return 0;
    const state = this.#state;
    switch ((offset >>> 2) & 15) {
      case COUNT_LOW:
        return state.counter & 0xff;
      case COUNT_HIGH:
        return (state.counter >>> 8) & 0xff;
      case FIFO:
        return state.fifo.shift() ?? 0;
      case COMMAND:
        return state.command;
      case STATUS_DESTINATION:
        return this.#status();
      case INTERRUPT_TIMEOUT:
        return this.#takeInterrupt();
      case STEP_PERIOD:
        return state.step;
      case FLAGS_OFFSET:
        return (state.flagStep << 5) | state.fifo.length;
      case CONFIG1:
        return state.config1;
      case CONFIG2:
        return state.config2;
      case CONFIG3:
        return state.config3;
      default:
        return 0;
    }
  }

  write(offset: number, _size: AccessSize, value: number): boolean {
    if ((offset & 3) !== 0) return true;
    const state = this.#state;
    const byte = value & 0xff;
    switch ((offset >>> 2) & 15) {
      case COUNT_LOW:
        state.startCount = (state.startCount & 0xff00) | byte;
        break;
      case COUNT_HIGH:
        state.startCount = (state.startCount & 0xff) | (byte << 8);
        break;
      case FIFO:
        if (state.fifoFull) state.status |= STATUS_GROSS_ERROR;
        else state.fifo.push(byte);
        break;
      case COMMAND:
        this.#command(byte);
        break;
      case STATUS_DESTINATION:
        state.destination = byte & 7;
        break;
      case INTERRUPT_TIMEOUT:
        state.timeout = byte;
        break;
      case STEP_PERIOD:
        state.period = byte;
        break;
      case FLAGS_OFFSET:
        state.offset = byte & 15;
        break;
      case CONFIG1:
        state.config1 = byte;
        break;
      case CONVERSION:
        state.conversion = byte;
        break;
      case CONFIG2:
        state.config2 = byte;
        break;
      case CONFIG3:
        state.config3 = byte;
        break;
      case RESERVE:
        state.reserve = byte;
        break;
    }
    return true;
  }

  save(): unknown {
    return this.#state.save();
  }

  restore(state: unknown): void {
    this.#state.restore(state);
  }

  #status(): number {
    const { status, interrupt, config2, phase, latchedPhase } = this.#state;
    const latched = interrupt !== 0 && (config2 & CONFIG2_LATCH_PHASE) !== 0;
    return status | (interrupt !== 0 ? STATUS_INTERRUPT : 0) | (latched ? latchedPhase : phase);
  }

  #takeInterrupt(): number {
    const state = this.#state;
    const bits = state.interrupt;
    if (bits !== 0) {
      state.interrupt = 0;
      state.step = 0;
      state.status &= ~STATUS_GROSS_ERROR;
      this.#changed();
    }
    return bits;
  }

  #command(byte: number): void {
    const state = this.#state;
    const command = byte & ~DMA;
    if (state.held && command !== NOP) return;
    state.held = false;
    if (this.#always(byte, command)) return;
    if (state.activity !== "none") {
      state.status |= STATUS_GROSS_ERROR;
      return;
    }
    this.#latch(byte);
    state.flagStep = 0;
    if (state.connected < 0) this.#disconnectedCommand(command);
    else this.#connectedCommand(command);
  }

  /** Puts a command into the register, and loads the counter if it says so. */
  #latch(byte: number): void {
    const state = this.#state;
    state.command = byte;
    state.dma = (byte & DMA) !== 0;
    if (!state.dma) return;
    state.counter = state.startCount === 0 ? LARGEST_COUNT : state.startCount;
    state.status &= ~STATUS_TERMINAL_COUNT;
  }

  /** Commands that are taken whatever is under way. */
  #always(byte: number, command: number): boolean {
    const state = this.#state;
    const attention = command === SET_ATTENTION || command === RESET_ATTENTION;
    if (!(command <= RESET_BUS || (attention && state.connected >= 0))) return false;
    if (state.activity === "none") this.#latch(byte);
    if (attention) state.attention = command === SET_ATTENTION;
    if (command === FLUSH || command === RESET_BUS) state.fifo = [];
    if (command === RESET_BUS) this.#sequencer.resetBus();
    if (command === RESET_CHIP) {
      this.#sequencer.stop();
      state.reset();
      state.command = byte;
      state.held = true;
      this.#changed();
    }
    return true;
  }

  #disconnectedCommand(command: number): void {
    switch (command) {
      case RESELECT:
      case SELECT:
      case SELECT_ATTENTION:
      case SELECT_STOP:
      case SELECT_THREE:
        this.#sequencer.select();
        break;
      case ENABLE_SELECTION:
        break;
      case DISABLE_SELECTION:
        this.#sequencer.interrupt(FUNCTION_COMPLETE);
        break;
      default:
        this.#sequencer.interrupt(ILLEGAL_COMMAND);
    }
  }

  #connectedCommand(command: number): void {
    switch (command) {
      case TRANSFER:
        this.#sequencer.transfer();
        break;
      case COMPLETE:
        this.#sequencer.complete();
        break;
      case ACCEPT_MESSAGE:
        this.#sequencer.acceptMessage();
        break;
      case PAD:
        this.#sequencer.pad();
        break;
      default:
        this.#sequencer.interrupt(ILLEGAL_COMMAND);
    }
  }
}
