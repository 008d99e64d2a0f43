/**
 * Drivers of the 53C94 in little: the register accesses that 4.4BSD and Mach make.
 */
import { expect } from "vitest";
import { HERTZ, Rig, SCSI } from "./fixture.ts";

export const TC_LOW = 0;
export const TC_HIGH = 1;
export const FIFO = 2;
export const CMD = 3;
export const STAT = 4;
export const INTR = 5;
export const STEP = 6;
export const FLAGS = 7;
export const CNFG1 = 8;
export const CCF = 9;
export const CNFG2 = 11;
export const CNFG3 = 12;
export const DMAR = SCSI + 0x40000;
export const SRAM = SCSI + 0x80000;
/** Room of a target in the memory, as both drivers divide it. */
export const REGION = 0x4924;

export class ScsiRig extends Rig {
  get(register: number): number {
    return this.read(SCSI + 4 * register, 1);
  }

  set(register: number, value: number): void {
    this.write(SCSI + 4 * register, value, 1);
  }

  count(value: number): void {
    this.set(TC_LOW, value & 0xff);
    this.set(TC_HIGH, value >>> 8);
    this.set(CMD, 0x80);
  }

  get counter(): number {
    return this.get(TC_LOW) | (this.get(TC_HIGH) << 8);
  }

  get fifoCount(): number {
    return this.get(FLAGS) & 31;
  }

  store(offset: number, bytes: ArrayLike<number>): void {
    for (let at = 0; at < bytes.length; at++) this.write(SRAM + offset + at, bytes[at], 1);
  }

  load(offset: number, length: number): number[] {
    return Array.from({ length }, (_, at) => this.read(SRAM + offset + at, 1));
  }

  /** Chip and board as the drivers set them up. */
  initialise(config2 = 0x40): this {
    this.write(0x1ff00000, 0x00200000);
    this.set(CMD, 2);
    this.set(CMD, 0);
    this.set(CCF, 5);
    this.set(INTR, 155);
    this.set(CNFG1, 7 | 0x10);
    this.set(CNFG2, config2);
    this.set(CNFG3, 0);
    this.count(0);
    this.set(STEP, 5);
    this.set(FLAGS, 0);
    return this;
  }

  /** Lets time pass until the chip interrupts. */
  wait(most = HERTZ): void {
    const last = this.time.now + most;
    while ((this.get(STAT) & 0x80) === 0) {
      expect(this.time.queue.next).toBeLessThanOrEqual(last);
      this.time.until(this.time.queue.next);
    }
  }

  /** Waits, and tells what the driver sees: interrupt, phase with errors, step, FIFO count. */
  see(): { ir: number; phase: number; step: number; fifo: number } {
    this.wait();
    const phase = this.get(STAT) & 0x67;
    const step = this.get(STEP);
    const fifo = this.fifoCount;
    return { ir: this.get(INTR), phase, step, fifo };
  }

  /** 4.4BSD's asc_startcmd. */
  start(target: number, command: readonly number[], select = 0xc2): void {
    this.store(target * REGION, command);
    this.set(FIFO, 0xc0);
    this.write(DMAR, (0x80000000 | (target * REGION)) >>> 0);
    this.count(command.length);
    this.set(STAT, target);
    this.set(STEP, 5);
    this.set(FLAGS, 0);
    this.set(CMD, select);
  }

  /** Status and message, then the end. @returns the status */
  finish(): number {
    this.set(CMD, 0x11);
    expect(this.see()).toMatchObject({ ir: 0x08, phase: 7, fifo: 2 });
    const status = this.get(FIFO);
    expect(this.get(FIFO)).toBe(0);
    this.set(CMD, 0x12);
    expect(this.see()).toMatchObject({ ir: 0x20, phase: 0 });
    return status;
  }

  /** A whole command as 4.4BSD runs it: data in of at most `most` bytes. */
  command(
    target: number,
    command: readonly number[],
    most = 255,
  ): { status: number; data: number[] } {
    this.start(target, command);
    const begin = this.see();
    let data: number[] = [];
    if (begin.phase === 1) {
      this.write(DMAR, target * REGION);
      this.count(most);
      this.set(CMD, 0x90);
      expect(this.see()).toMatchObject({ ir: 0x10, phase: 3 });
      const left = this.counter;
      data = this.load(target * REGION, most - left);
    } else expect(begin.phase).toBe(3);
    return { status: this.finish(), data };
  }

  /** A write of blocks as 4.4BSD runs it. */
  writeBlocks(target: number, command: readonly number[], bytes: ArrayLike<number>): number {
    this.start(target, command);
    expect(this.see()).toMatchObject({ ir: 0x18, phase: 0 });
    this.store(target * REGION, bytes);
    this.write(DMAR, (0x80000000 | (target * REGION)) >>> 0);
    this.count(bytes.length);
    this.set(CMD, 0x90);
    expect(this.see()).toMatchObject({ ir: 0x10, phase: 3, fifo: 0 });
    expect(this.counter).toBe(0);
    return this.finish();
  }
}

export const read10 = (block: number, count: number) => [
  0x28,
  0,
  (block >>> 24) & 255,
  (block >>> 16) & 255,
  (block >>> 8) & 255,
  block & 255,
  0,
  count >>> 8,
  count & 255,
  0,
];

export const write10 = (block: number, count: number) => [0x2a, ...read10(block, count).slice(1)];
