/**
 * What the NCR 53C94 remembers: registers, FIFO, transfer counter, interrupt, and what it is doing.
 * Names and bits as in its data sheet (NCR 53C94, 53C95, 53C96 Advanced SCSI Controller).
 */
import { SavedFields } from "../machine/saved-fields.ts";

/** Bits of the status register; 2:0 are the phase. */
export const STATUS_INTERRUPT = 0x80;
export const STATUS_GROSS_ERROR = 0x40;
export const STATUS_TERMINAL_COUNT = 0x10;

/** Bits of the interrupt register. */
export const SCSI_RESET = 0x80;
export const ILLEGAL_COMMAND = 0x40;
export const DISCONNECTED = 0x20;
export const BUS_SERVICE = 0x10;
export const FUNCTION_COMPLETE = 0x08;

export const FIFO_BYTES = 16;
export const MOST_TARGETS = 8;
/** A start count of 0 transfers so many bytes. */
export const LARGEST_COUNT = 65536;

/** Configuration 1: no interrupt when the bus is reset; the chip's own ID. */
export const CONFIG1_NO_RESET_INTERRUPT = 0x40;
export const CONFIG1_ID = 0x07;
/** Configuration 2: the phase in the status register is held while an interrupt is pending. */
export const CONFIG2_LATCH_PHASE = 0x40;

/** No target is connected. */
export const NOBODY = -1;

/** The ID that the firmware has left in configuration 1. */
const OWN_ID = 7;

/** What the chip is waiting for: its one event ends it. */
export type Activity =
  | "none"
  /** Arbitration and selection of a target that is there. */
  | "select"
  /** Selection of one that is not. */
  | "timeout"
  /** Bytes of an information transfer, of a transfer pad, of status and message. */
  | "transfer"
  | "pad"
  | "complete"
  /** The next request of the target; then the interrupt in `after`. */
  | "request"
  /** The reset line of the bus. */
  | "reset";

const ACTIVITIES: readonly Activity[] = [
  "none",
  "select",
  "timeout",
  "transfer",
  "pad",
  "complete",
  "request",
  "reset",
];

export class ChipState {
  startCount = 0;
  counter = 0;
  command = 0;
  destination = 0;
  timeout = 0;
  period = 5;
  offset = 0;
  conversion = 2;
  config1 = OWN_ID;
  config2 = 0;
  config3 = 0;
  reserve = 0;
  /** Gross error and terminal count, as in the status register. */
  status = 0;
  interrupt = 0;
  step = 0;
  /** Step as the FIFO flags show it: it stays until the next command. */
  flagStep = 0;
  /** Phase on the bus, and the one latched with the interrupt. */
  phase = 0;
  latchedPhase = 0;
  attention = false;
  /** A byte of MESSAGE IN has come and is not yet acknowledged. */
  acknowledgeHeld = false;
  /** After the reset command, until NOP. */
  held = false;
  /** ID of the target that is connected, or NOBODY. */
  connected = NOBODY;
  activity: Activity = "none";
  /** Whether the command under way has the DMA bit. */
  dma = false;
  /** Interrupt that comes with the target's next request. */
  after = 0;
  fifo: number[] = [];

  /** The state after the reset command or pin; the chip's own ID stays. */
  reset(): void {
    const own = this.config1 & CONFIG1_ID;
    Object.assign(this, new ChipState());
    this.config1 = own;
  }

  get fifoFull(): boolean {
    return this.fifo.length >= FIFO_BYTES;
  }

  save(): unknown {
    return { ...this, fifo: [...this.fifo] };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "53c94");
    const byte = (key: string) => fields.whole(key, 0, 255);
    this.startCount = fields.whole("startCount", 0, 0xffff);
    this.counter = fields.whole("counter", 0, LARGEST_COUNT);
    this.command = byte("command");
    this.destination = fields.whole("destination", 0, MOST_TARGETS - 1);
    this.timeout = byte("timeout");
    this.period = byte("period");
    this.offset = byte("offset");
    this.conversion = byte("conversion");
    this.config1 = byte("config1");
    this.config2 = byte("config2");
    this.config3 = byte("config3");
    this.reserve = byte("reserve");
    this.status = byte("status") & (STATUS_GROSS_ERROR | STATUS_TERMINAL_COUNT);
    this.interrupt = byte("interrupt");
    this.step = fields.whole("step", 0, 7);
    this.flagStep = fields.whole("flagStep", 0, 7);
    this.phase = fields.whole("phase", 0, 7);
    this.latchedPhase = fields.whole("latchedPhase", 0, 7);
    this.attention = fields.flag("attention");
    this.acknowledgeHeld = fields.flag("acknowledgeHeld");
    this.held = fields.flag("held");
    this.connected = fields.whole("connected", NOBODY, MOST_TARGETS - 1);
    this.activity = fields.choice("activity", ACTIVITIES);
    this.dma = fields.flag("dma");
    this.after = byte("after");
    this.fifo = fields.wholes("fifo", FIFO_BYTES, 0, 255, false);
  }
}
