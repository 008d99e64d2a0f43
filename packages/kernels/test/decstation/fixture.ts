/**
 * A board with a clock that a test turns by hand, a console of arrays, and a processor of an array.
 */

import { memoryDisk } from "../../src/decstation/disk-image.ts";
import { createKn02, type Kn02Board, type Kn02Options } from "../../src/decstation/kn02.ts";
import type { AccessSize, ConsoleLine, ProcessorAccess } from "../../src/machine/board.ts";
import { EventQueue } from "../../src/machine/event-queue.ts";

export const HERTZ = 25_000_000;
export const RAM_BYTES = 8 << 20;

/** Simulated time. */
export class Time {
  now = 0;
  readonly queue = new EventQueue(HERTZ, () => this.now);

  /** Lets events happen, one cycle after the other, until `cycle`. */
  until(cycle: number): void {
    while (this.queue.next <= cycle) {
      this.now = Math.max(this.now, this.queue.next);
      this.queue.run();
    }
    this.now = Math.max(this.now, cycle);
  }

  pass(cycles: number): void {
    this.until(this.now + cycles);
  }
}

export class Terminal implements ConsoleLine {
  readonly sent: number[] = [];
  readonly typed: number[] = [];

  send(byte: number): void {
    this.sent.push(byte);
  }

  receive(): number | undefined {
    return this.typed.shift();
  }

  get waiting(): number {
    return this.typed.length;
  }

  get text(): string {
    return String.fromCharCode(...this.sent);
  }

  type(text: string): void {
    for (const character of text) this.typed.push(character.charCodeAt(0));
  }
}

export class Processor implements ProcessorAccess {
  readonly registers = new Array<number>(32).fill(0);
  #memory: Uint8Array | undefined;

  get memory(): Uint8Array {
    return (this.#memory ??= new Uint8Array(RAM_BYTES));
  }

  register(number: number): number {
    return this.registers[number] >>> 0;
  }

  setRegister(number: number, value: number): void {
    this.registers[number] = value >>> 0;
  }

  loadByte(address: number): number {
    return this.memory[address & 0x1fffffff] ?? 0;
  }

  storeByte(address: number, value: number): void {
    this.memory[address & 0x1fffffff] = value;
  }

  /** Stores a string with its end, and returns its address. */
  put(address: number, text: string): number {
    [...text, "\0"].forEach((character, index) => {
      this.storeByte(address + index, character.charCodeAt(0));
    });
    return address;
  }

  text(address: number): string {
    let text = "";
    for (let at = address; this.loadByte(at) !== 0; at++)
      text += String.fromCharCode(this.loadByte(at));
    return text;
  }

  word(address: number): number {
    return [3, 2, 1, 0].reduce((word, byte) => word * 256 + this.loadByte(address + byte), 0);
  }
}

/** Bytes by which one can tell which block they are of. */
export function numberedBlocks(blocks: number): Uint8Array {
  const bytes = new Uint8Array(512 * blocks);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at >>> 9) * 7 + at * 3;
  return bytes;
}

export const DISK_BLOCKS = 4096;
export const DISK = numberedBlocks(DISK_BLOCKS);

export class Rig {
  readonly time = new Time();
  readonly terminal = new Terminal();
  readonly processor = new Processor();
  readonly board: Kn02Board;
  interruptChanges = 0;

  constructor(options: Partial<Kn02Options> = {}) {
    this.board = createKn02(this.time.queue, {
      ramBytes: RAM_BYTES,
      console: this.terminal,
      disks: [memoryDisk("rz0", DISK), undefined, undefined, memoryDisk("rz3", DISK)],
      ...options,
    });
    this.board.onInterrupts(() => this.interruptChanges++);
  }

  read(address: number, size: AccessSize = 4): number {
    return this.board.read(address, size);
  }

  write(address: number, value: number, size: AccessSize = 4): boolean {
    return this.board.write(address, size, value);
  }

  /** Calls firmware function `number` with arguments. */
  call(number: number, ...args: number[]): "done" | "wait" | "halt" {
    args.forEach((value, index) => {
      if (index < 4) this.processor.setRegister(4 + index, value);
      else
        for (let byte = 0; byte < 4; byte++)
          this.processor.storeByte(
            this.processor.register(29) + 4 * index + byte,
            (value >>> (8 * byte)) & 0xff,
          );
    });
    return this.board.firmware(number, this.processor);
  }

  get result(): number {
    return this.processor.register(2);
  }

  save(): unknown {
    return structuredClone({
      board: this.board.save(),
      queue: this.time.queue.save(),
      now: this.time.now,
    });
  }

  restore(state: unknown): void {
    const { board, queue, now } = structuredClone(state) as {
      board: unknown;
      queue: Record<string, number>;
      now: number;
    };
    this.time.now = now;
    this.board.restore(board);
    this.time.queue.restore(queue);
  }
}

export const CSR = 0x1ff00000;
export const ERRADR = 0x1fd80000;
export const DZ = 0x1fe00000;
export const RTC = 0x1fe80000;
export const SCSI = 0x1f400000;
export const IP2 = 0x0400;
export const IP3 = 0x0800;
export const IP5 = 0x2000;
