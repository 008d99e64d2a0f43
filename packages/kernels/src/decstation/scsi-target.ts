/**
 * A disk's side of the SCSI bus: the phases that it goes through while it is connected.
 *
 * Selection with ATN: MESSAGE OUT, COMMAND; without: COMMAND. Then the data phase that the command
 * asks for, STATUS, MESSAGE IN with COMMAND COMPLETE, bus free.
 * - It never disconnects during a command, whatever IDENTIFY permits: the bus waits while it seeks.
 * - ATN is answered with MESSAGE OUT at the next change of phase. Messages: IDENTIFY, NO OPERATION
 *   and MESSAGE REJECT are taken; ABORT and BUS DEVICE RESET free the bus; an extended message that
 *   asks for synchronous transfer is answered with the slower of both sides' periods and the lesser
 *   offset; others with MESSAGE REJECT.
 * - `readyAt` is the cycle at which it asks for the first byte of its present phase.
 */
import type { Clock } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import { BLOCK_BYTES, type Disk } from "./disk-image.ts";
import type { DriveParameters } from "./disk-timing.ts";
import {
  ABORT,
  BUS_DEVICE_RESET,
  BUS_FREE,
  COMMAND,
  COMMAND_COMPLETE,
  commandLength,
  DATA_IN,
  DATA_OUT,
  EXTENDED_MESSAGE,
  FIRST_TWO_BYTE,
  IDENTIFY,
  LAST_TWO_BYTE,
  MESSAGE_IN,
  MESSAGE_OUT,
  MESSAGE_REJECT,
  STATUS,
  SYNCHRONOUS_TRANSFER,
} from "./scsi.ts";
import { MOST_DATA, ScsiDisk } from "./scsi-disk.ts";

/** Largest offset of synchronous transfer that the disk agrees to (assumed). */
const MOST_OFFSET = 15;
const NO_OPERATION = 0x08;
const LONGEST_MESSAGE = 258;
/** Most bytes of data of a command: 65535 blocks. */
const LONGEST_DATA = 0xffff * BLOCK_BYTES;

const PHASES = [BUS_FREE, DATA_OUT, DATA_IN, COMMAND, STATUS, MESSAGE_OUT, MESSAGE_IN];

export class ScsiTarget {
  readonly #clock: Clock;
  readonly #disk: ScsiDisk;
  readonly #drive: DriveParameters;
  #phase = BUS_FREE;
  #readyAt = 0;
  #unit = 0;
  #command: number[] = [];
  /** Cycle at which the command was complete. */
  #commandAt = 0;
  #status = 0;
  #data: Uint8Array = new Uint8Array(0);
  #block = -1;
  #length = 0;
  #position = 0;
  /** Bytes of a block that has not come in full. */
  readonly #partial = new Uint8Array(BLOCK_BYTES);
  #messageIn: number[] = [];
  #messageOut: number[] = [];
  /** Phase that follows the messages. */
  #resume = BUS_FREE;

  constructor(clock: Clock, disk: Disk, drive: DriveParameters) {
    this.#clock = clock;
    this.#disk = new ScsiDisk(clock, disk, drive);
    this.#drive = drive;
  }

  get phase(): number {
    return this.#phase;
  }

  get readyAt(): number {
    return this.#readyAt;
  }

  /** Cycles that a byte takes without synchronous transfer. */
  get asynchronousCycles(): number {
    return this.#disk.timing.asynchronousCycles;
  }

  /** Bytes that the present phase has left: of data, status or message in. */
  get remaining(): number {
    switch (this.#phase) {
      case DATA_IN:
      case DATA_OUT:
        return this.#length - this.#position;
      case STATUS:
        return 1;
      case MESSAGE_IN:
        return this.#messageIn.length;
      default:
        return 0;
    }
  }

  /** Cycle at which the last of the next `count` bytes of data to the initiator is there. */
  availableAt(count: number): number {
    if (this.#phase !== DATA_IN || this.#block < 0 || count === 0) return this.#clock.now;
    const last = Math.floor((this.#position + count - 1) / BLOCK_BYTES);
    return this.#disk.timing.available(this.#block + last);
  }

  /** It is selected. */
  select(attention: boolean): void {
    this.#unit = 0;
    this.#command = [];
    this.#messageIn = [];
    this.#messageOut = [];
    this.#resume = COMMAND;
    this.#enter(COMMAND, attention);
  }

  /** Takes a byte in MESSAGE OUT. @param attention whether ATN is still asserted behind it */
  takeMessage(byte: number, attention: boolean): void {
    this.#messageOut.push(byte);
    if (this.#messageOut.length < messageLength(this.#messageOut)) {
      if (attention) return;
      this.#messageIn = [MESSAGE_REJECT];
    } else this.#message();
    this.#messageOut = [];
    if (this.#phase === BUS_FREE || attention) return;
    this.#goOn(this.#messageIn.length > 0 ? MESSAGE_IN : this.#resume);
  }

  /** Takes a byte in COMMAND. @param attention whether ATN is asserted */
  takeCommand(byte: number, attention: boolean): void {
    this.#command.push(byte);
    if (this.#command.length === commandLength(this.#command[0])) this.#execute(attention);
  }

  /** Gives the next bytes of DATA IN, as many as `into` has. */
  give(into: Uint8Array, attention: boolean): void {
    for (let done = 0; done < into.length; ) {
      const inBlock = this.#position % BLOCK_BYTES;
      const left = into.length - done;
      const block = this.#block + Math.floor(this.#position / BLOCK_BYTES);
      let count = left;
      if (this.#block < 0) {
        into.set(this.#data.subarray(this.#position, this.#position + left), done);
      } else if (inBlock === 0 && left >= BLOCK_BYTES) {
        count = left - (left % BLOCK_BYTES);
        this.#disk.read(block, into.subarray(done, done + count));
      } else {
        count = Math.min(left, BLOCK_BYTES - inBlock);
        this.#disk.read(block, this.#partial);
        into.set(this.#partial.subarray(inBlock, inBlock + count), done);
      }
      this.#position += count;
      done += count;
    }
    if (this.#position >= this.#length) this.#enter(STATUS, attention);
    else this.#readyAt = this.availableAt(1);
  }

  /** Takes all of `from` in DATA OUT. */
  take(from: Uint8Array, attention: boolean): void {
    for (let done = 0; done < from.length; ) {
      const inBlock = this.#position % BLOCK_BYTES;
      const count = Math.min(from.length - done, BLOCK_BYTES - inBlock);
      this.#partial.set(from.subarray(done, done + count), inBlock);
      this.#position += count;
      done += count;
      if (this.#block >= 0 && inBlock + count === BLOCK_BYTES)
        this.#disk.write(this.#block + this.#position / BLOCK_BYTES - 1, this.#partial);
    }
    if (this.#position < this.#length) return;
    this.#enter(STATUS, attention);
    if (this.#block < 0) return;
    const count = this.#length / BLOCK_BYTES;
    this.#readyAt = this.#disk.timing.write(this.#block, count, this.#commandAt);
  }

  /** Gives the byte of STATUS, and goes on to its message. */
  giveStatus(attention: boolean): number {
    this.#messageIn = [COMMAND_COMPLETE];
    this.#resume = BUS_FREE;
    this.#enter(MESSAGE_IN, attention);
    return this.#status;
  }

  /** Gives the next byte of MESSAGE IN. It stays in that phase until `acceptMessage`. */
  giveMessage(): number {
    return this.#messageIn.shift() ?? NO_OPERATION;
  }

  /** The initiator has accepted the byte. */
  acceptMessage(attention: boolean): void {
    if (attention) this.#messageIn = [];
    this.#goOn(this.#messageIn.length > 0 ? MESSAGE_IN : this.#resume, attention);
  }

  /** The bus is reset. */
  reset(): void {
    this.#phase = BUS_FREE;
    this.#disk.reset();
  }

  save(): unknown {
    return {
      phase: this.#phase,
      readyAt: this.#readyAt,
      unit: this.#unit,
      command: [...this.#command],
      commandAt: this.#commandAt,
      status: this.#status,
      data: this.#data.slice(),
      block: this.#block,
      length: this.#length,
      position: this.#position,
      partial: this.#partial.slice(),
      messageIn: [...this.#messageIn],
      messageOut: [...this.#messageOut],
      resume: this.#resume,
      disk: this.#disk.save(),
    };
  }

  restore(state: unknown, where: string): void {
    const fields = new SavedFields(state, where);
    const phaseOf = (key: string) => PHASES[PHASES.indexOf(fields.whole(key, -1, 7))] ?? BUS_FREE;
    this.#phase = phaseOf("phase");
    this.#resume = phaseOf("resume");
    this.#readyAt = fields.cycle("readyAt");
    this.#unit = fields.whole("unit", 0, 7);
    this.#command = fields.wholes("command", 12, 0, 255, false);
    this.#commandAt = fields.cycle("commandAt");
    this.#status = fields.whole("status", 0, 255);
    this.#data = fields.bytes("data", MOST_DATA, false);
    this.#block = fields.whole("block", -1, this.#disk.blocks - 1);
    const most = this.#block < 0 ? LONGEST_DATA : (this.#disk.blocks - this.#block) * BLOCK_BYTES;
    this.#length = fields.whole("length", 0, Math.min(LONGEST_DATA, most));
    this.#position = fields.whole("position", 0, this.#length);
    if (this.#block >= 0) this.#length -= this.#length % BLOCK_BYTES;
    this.#position = Math.min(this.#position, this.#length);
    this.#partial.set(fields.bytes("partial", BLOCK_BYTES));
    this.#messageIn = fields.wholes("messageIn", 8, 0, 255, false);
    this.#messageOut = fields.wholes("messageOut", LONGEST_MESSAGE, 0, 255, false);
    this.#disk.restore(fields.inner("disk"), `${where}.disk`);
  }

  #execute(attention: boolean): void {
    const command = Uint8Array.from(this.#command);
    // SCSI-1: without IDENTIFY the unit is in the command.
    const unit = this.#unit !== 0 ? this.#unit : command[1] >>> 5;
    this.#commandAt = this.#clock.now;
    const outcome = this.#disk.execute(command, unit);
    this.#status = outcome.status;
    this.#data = outcome.data;
    this.#block = outcome.block;
    this.#length = outcome.length;
    this.#position = 0;
    const phase = { none: STATUS, in: DATA_IN, out: DATA_OUT }[outcome.direction];
    this.#enter(outcome.length === 0 ? STATUS : phase, attention);
    this.#readyAt = outcome.ready;
  }

  /** Goes on to `phase`; to MESSAGE OUT first if ATN asks for it. */
  #enter(phase: number, attention: boolean): void {
    if (attention) this.#resume = phase === MESSAGE_IN ? this.#resume : phase;
    this.#goOn(phase, attention);
  }

  #goOn(phase: number, attention = false): void {
    this.#phase = attention ? MESSAGE_OUT : phase;
    this.#readyAt = this.#clock.now;
  }

  /** Does what the complete message says. */
  #message(): void {
    const [first] = this.#messageOut;
    if (first >= IDENTIFY) this.#unit = first & 7;
    else if (first === ABORT || first === BUS_DEVICE_RESET) {
      if (first === BUS_DEVICE_RESET) this.#disk.reset();
      this.#goOn(BUS_FREE);
    } else if (first === EXTENDED_MESSAGE) this.#extendedMessage();
    else if (first !== NO_OPERATION && first !== MESSAGE_REJECT) this.#messageIn = [MESSAGE_REJECT];
  }

  #extendedMessage(): void {
    const [, length, code, period, offset] = this.#messageOut;
    this.#messageIn =
      code === SYNCHRONOUS_TRANSFER && length === 3
        ? [
            EXTENDED_MESSAGE,
            3,
            SYNCHRONOUS_TRANSFER,
            Math.max(period, this.#drive.synchronousPeriod),
            Math.min(offset, MOST_OFFSET),
          ]
        : [MESSAGE_REJECT];
  }
}

/** Bytes of the message that begins so. */
function messageLength(bytes: readonly number[]): number {
  const [first, second] = bytes;
  if (first === EXTENDED_MESSAGE) return bytes.length < 2 ? 2 : 2 + (second === 0 ? 256 : second);
  return first >= FIRST_TWO_BYTE && first <= LAST_TWO_BYTE ? 2 : 1;
}
