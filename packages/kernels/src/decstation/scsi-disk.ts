/**
 * A direct-access SCSI disk: what it does with a command (SCSI-1 common command set, SCSI-2).
 *
 * TEST UNIT READY, REZERO UNIT, REQUEST SENSE, FORMAT UNIT (accepted, does nothing), READ and WRITE
 * (6 and 10), SEEK (6 and 10), INQUIRY, MODE SELECT(6) (accepted, changes nothing), RESERVE, RELEASE,
 * MODE SENSE(6), START STOP UNIT, PREVENT ALLOW, READ CAPACITY, VERIFY(10), SYNCHRONIZE CACHE.
 * - A command that cannot be done ends with CHECK CONDITION, and sense that the next command fetches
 *   or loses: extended sense of 18 bytes, with the block in error.
 * - After a reset of the bus the first command but INQUIRY and REQUEST SENSE gets UNIT ATTENTION.
 *   After power-on there is none: the firmware has spoken to the disk.
 * - A logical unit other than 0 is not there: INQUIRY says so, others get ILLEGAL REQUEST.
 * - RESERVE and RELEASE do nothing: there is no other initiator.
 */

import type { Clock } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import { BLOCK_BYTES, type Disk } from "./disk-image.ts";
import { DiskTiming, type DriveParameters } from "./disk-timing.ts";
import {
  ASC_BAD_BLOCK,
  ASC_BAD_COMMAND,
  ASC_BAD_FIELD,
  ASC_BAD_UNIT,
  ASC_NONE,
  ASC_NOT_READY,
  ASC_RESET,
  CHECK_CONDITION,
  GOOD,
  ILLEGAL_REQUEST,
  NO_SENSE,
  NOT_READY,
  UNIT_ATTENTION,
} from "./scsi.ts";
import { inquiryData, modeSenseData } from "./scsi-mode-pages.ts";

/** What a command leads to: the data that go over the bus, then a status. */
export interface CommandOutcome {
  readonly status: number;
  readonly direction: "none" | "in" | "out";
  /** Bytes to the initiator that are not on the medium. */
  readonly data: Uint8Array;
  /** Bytes of data in all. */
  readonly length: number;
  /** First block, if the data are the medium's; else -1, and data from the initiator are dropped. */
  readonly block: number;
  /** Cycle at which the target goes on to its next phase. */
  readonly ready: number;
}

/** Longest data that are not on the medium. */
export const MOST_DATA = 255;
const NO_DATA = new Uint8Array(0);

function word(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let index = at; index < at + size; index++) value = value * 256 + bytes[index];
  return value;
}

export class ScsiDisk {
  readonly timing: DiskTiming;
  readonly #clock: Clock;
  readonly #disk: Disk;
  readonly #drive: DriveParameters;
  #started = true;
  #attention = false;
  #senseKey = NO_SENSE;
  #senseCode = ASC_NONE;
  /** Block of the error, -1 if it has none. */
  #senseBlock = -1;

  constructor(clock: Clock, disk: Disk, drive: DriveParameters) {
    this.#clock = clock;
    this.#disk = disk;
    this.#drive = drive;
    this.timing = new DiskTiming(clock, drive, disk.blocks);
  }

  /** Runs a command, but for its transfer of the medium's data. */
  execute(command: Uint8Array, unit: number): CommandOutcome {
    const operation = command[0];
    if (operation === 0x12) return this.#inquiry(command, unit);
    if (operation === 0x03) return this.#requestSense(command, unit);
    if (this.#attention) {
      this.#attention = false;
      return this.#check(UNIT_ATTENTION, ASC_RESET);
    }
    this.#setSense(NO_SENSE, ASC_NONE);
    if (unit !== 0) return this.#check(ILLEGAL_REQUEST, ASC_BAD_UNIT);
    return this.#execute(operation, command);
  }

  /** Reads whole blocks of the medium. */
  read(block: number, into: Uint8Array): void {
    this.#disk.read(block, into);
  }

  write(block: number, from: Uint8Array): void {
    this.#disk.write(block, from);
  }

  get blocks(): number {
    return this.#disk.blocks;
  }

  /** The bus was reset, or this device was. */
  reset(): void {
    this.#attention = true;
    this.#setSense(NO_SENSE, ASC_NONE);
  }

  save(): unknown {
    return {
      started: this.#started,
      attention: this.#attention,
      senseKey: this.#senseKey,
      senseCode: this.#senseCode,
      senseBlock: this.#senseBlock,
      timing: this.timing.save(),
      disk: this.#disk.save(),
    };
  }

  restore(state: unknown, where: string): void {
    const fields = new SavedFields(state, where);
    this.#started = fields.flag("started");
    this.#attention = fields.flag("attention");
    this.#senseKey = fields.whole("senseKey", 0, 15);
    this.#senseCode = fields.whole("senseCode", 0, 255);
    this.#senseBlock = fields.whole("senseBlock", -1, 0xffffffff);
    this.timing.restore(fields.inner("timing"), `${where}.timing`);
    this.#disk.restore(fields.inner("disk"));
  }

  #execute(operation: number, command: Uint8Array): CommandOutcome {
    switch (operation) {
      case 0x00: // TEST UNIT READY
        return this.#started ? this.#done() : this.#check(NOT_READY, ASC_NOT_READY);
      case 0x01: // REZERO UNIT
        return this.#positioned(0);
      case 0x04: // FORMAT UNIT
      case 0x16: // RESERVE
      case 0x17: // RELEASE
      case 0x1e: // PREVENT ALLOW MEDIUM REMOVAL
      case 0x35: // SYNCHRONIZE CACHE
        return this.#done();
      case 0x15: // MODE SELECT
        return this.#outcome({ direction: "out", length: command[4] });
      case 0x1a: // MODE SENSE
        return this.#modeSense(command);
      case 0x1b: // START STOP UNIT
        this.#started = (command[4] & 1) !== 0;
        return this.#done();
      case 0x25: // READ CAPACITY
        return this.#readCapacity();
      case 0x08: // READ(6)
      case 0x0a: // WRITE(6)
        return this.#medium(operation === 0x0a, word(command, 1, 3) & 0x1fffff, command[4] || 256);
      case 0x28: // READ(10)
      case 0x2a: // WRITE(10)
      case 0x2e: // WRITE AND VERIFY
        return this.#medium(operation !== 0x28, word(command, 2, 4), word(command, 7, 2));
      case 0x0b: // SEEK(6)
        return this.#seek(word(command, 1, 3) & 0x1fffff);
      case 0x2b: // SEEK(10)
        return this.#seek(word(command, 2, 4));
      case 0x2f: // VERIFY(10)
        return this.#seek(word(command, 2, 4));
      default:
        return this.#check(ILLEGAL_REQUEST, ASC_BAD_COMMAND);
    }
  }

  #medium(write: boolean, block: number, count: number): CommandOutcome {
    if (!this.#started) return this.#check(NOT_READY, ASC_NOT_READY);
    if (block + count > this.#disk.blocks)
      return this.#badBlock(Math.max(block, this.#disk.blocks));
    if (count === 0) return this.#done();
    const length = count * BLOCK_BYTES;
    if (write) return this.#outcome({ direction: "out", length, block, ready: this.#clock.now });
    this.timing.read(block, count);
    return this.#outcome({ direction: "in", length, block, ready: this.timing.available(block) });
  }

  #seek(block: number): CommandOutcome {
    if (!this.#started) return this.#check(NOT_READY, ASC_NOT_READY);
    return block < this.#disk.blocks ? this.#positioned(block) : this.#badBlock(block);
  }

  #positioned(block: number): CommandOutcome {
    return this.#outcome({ ready: this.timing.seek(block) });
  }

  #readCapacity(): CommandOutcome {
    const data = new Uint8Array(8);
    const view = new DataView(data.buffer);
    view.setUint32(0, Math.min(this.#disk.blocks - 1, 0xffffffff));
    view.setUint32(4, BLOCK_BYTES);
    return this.#data(data, data.length);
  }

  #inquiry(command: Uint8Array, unit: number): CommandOutcome {
    return this.#data(inquiryData(unit === 0), command[4]);
  }

  #modeSense(command: Uint8Array): CommandOutcome {
    const data = modeSenseData(
      this.#drive,
      this.#disk.blocks,
      command[2] & 0x3f,
      command[2] >>> 6 === 1,
      (command[1] & 8) === 0,
    );
    return data === undefined
      ? this.#check(ILLEGAL_REQUEST, ASC_BAD_FIELD)
      : this.#data(data, command[4]);
  }

  #requestSense(command: Uint8Array, unit: number): CommandOutcome {
    const badUnit = unit !== 0;
    const data = new Uint8Array(18);
    const valid = !badUnit && this.#senseBlock >= 0;
    data[0] = 0x70 | (valid ? 0x80 : 0);
    data[2] = badUnit ? ILLEGAL_REQUEST : this.#attention ? UNIT_ATTENTION : this.#senseKey;
    if (valid) new DataView(data.buffer).setUint32(3, this.#senseBlock);
    data[7] = data.length - 8;
    data[12] = badUnit ? ASC_BAD_UNIT : this.#attention ? ASC_RESET : this.#senseCode;
    if (!badUnit) {
      this.#attention = false;
      this.#setSense(NO_SENSE, ASC_NONE);
    }
    // SCSI-1: an allocation length of 0 asks for four bytes.
    return this.#data(data, command[4] || 4);
  }

  #badBlock(block: number): CommandOutcome {
    const outcome = this.#check(ILLEGAL_REQUEST, ASC_BAD_BLOCK);
    this.#senseBlock = block;
    return outcome;
  }

  #check(key: number, code: number): CommandOutcome {
    this.#setSense(key, code);
    return this.#outcome({ status: CHECK_CONDITION });
  }

  #setSense(key: number, code: number): void {
    this.#senseKey = key;
    this.#senseCode = code;
    this.#senseBlock = -1;
  }

  #done(): CommandOutcome {
    return this.#outcome({});
  }

  #data(data: Uint8Array, allocated: number): CommandOutcome {
    const length = Math.min(data.length, allocated);
    return length === 0
      ? this.#done()
      : this.#outcome({ direction: "in", data: data.slice(0, length), length });
  }

  #outcome(parts: Partial<CommandOutcome>): CommandOutcome {
    return {
      status: GOOD,
      direction: "none",
      data: NO_DATA,
      length: 0,
      block: -1,
      ready: this.timing.overhead(),
      ...parts,
    };
  }
}
