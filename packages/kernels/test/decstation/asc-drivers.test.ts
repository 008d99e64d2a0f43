/** The 53C94 under the sequences of 4.4BSD's and Mach's drivers, step by step. */
import { describe, expect, test } from "vitest";
import { DISK, HERTZ, IP2, SCSI } from "./fixture.ts";
import {
  CMD,
  CNFG1,
  DMAR,
  FIFO,
  FLAGS,
  INTR,
  REGION,
  read10,
  ScsiRig,
  STAT,
  STEP,
  write10,
} from "./scsi-rig.ts";

describe("4.4BSD", () => {
  test("read of a block: what the chip shows at each step", () => {
    const rig = new ScsiRig().initialise();
    rig.start(3, [0x08, 0, 0, 5, 1, 0]);
    expect(rig.board.interrupts).toBe(0);
    rig.wait();
    expect(rig.board.interrupts).toBe(IP2);
    expect(rig.read(0x1ff00000) & 0xff).toBe(0x20);
    expect(rig.see()).toEqual({ ir: 0x18, phase: 1, step: 4, fifo: 0 });
    expect(rig.board.interrupts).toBe(0);
    expect(rig.get(STEP)).toBe(0);
    expect(rig.get(FLAGS) >>> 5).toBe(4);
    rig.write(DMAR, 3 * REGION);
    rig.count(512);
    rig.set(CMD, 0x90);
    expect(rig.get(CMD)).toBe(0x90);
    expect(rig.see()).toEqual({ ir: 0x10, phase: 3, step: 0, fifo: 0 });
    expect(rig.counter).toBe(0);
    expect(rig.get(STAT) & 0x10).toBe(0x10);
    expect(rig.load(3 * REGION, 512)).toEqual([...DISK.subarray(5 * 512, 6 * 512)]);
    rig.set(CMD, 0x11);
    expect(rig.see()).toEqual({ ir: 0x08, phase: 7, step: 0, fifo: 2 });
    expect([rig.get(FIFO), rig.get(FIFO)]).toEqual([0, 0]);
    rig.set(CMD, 0x12);
    expect(rig.see()).toEqual({ ir: 0x20, phase: 0, step: 0, fifo: 0 });
  });

  test("a read larger than the region comes in chunks", () => {
    const rig = new ScsiRig().initialise();
    const blocks = 100;
    rig.start(0, read10(17, blocks));
    expect(rig.see()).toMatchObject({ ir: 0x18, phase: 1, step: 4 });
    const data: number[] = [];
    for (let left = 512 * blocks; left > 0; ) {
      const length = Math.min(left, REGION);
      rig.write(DMAR, 0);
      rig.count(length);
      rig.set(CMD, 0x90);
      left -= length;
      expect(rig.see()).toMatchObject({ ir: 0x10, phase: left > 0 ? 1 : 3, fifo: 0 });
      expect(rig.counter).toBe(0);
      data.push(...rig.load(0, length));
    }
    expect(data).toEqual([...DISK.subarray(17 * 512, (17 + blocks) * 512)]);
    expect(rig.finish()).toBe(0);
  });

  test("a device that sends less than asked leaves the rest in the counter", () => {
    const rig = new ScsiRig().initialise();
    rig.start(0, [0x12, 0, 0, 0, 36, 0]);
    rig.see();
    rig.write(DMAR, 0);
    rig.count(255);
    rig.set(CMD, 0x90);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3, fifo: 0 });
    expect(rig.counter).toBe(255 - 36);
    expect(rig.get(STAT) & 0x10).toBe(0);
    expect(String.fromCharCode(...rig.load(8, 28))).toBe("DEC     RZ55     (C) DEC0900");
    rig.finish();
  });

  test("write, in chunks that are no blocks, and read back", () => {
    const rig = new ScsiRig().initialise();
    const bytes = Array.from({ length: 4 * 512 }, (_, at) => (at * 11) & 255);
    rig.start(0, write10(1000, 4));
    expect(rig.see()).toMatchObject({ ir: 0x18, phase: 0, step: 4, fifo: 0 });
    for (let at = 0; at < bytes.length; at += 700) {
      const part = bytes.slice(at, at + 700);
      rig.store(0, part);
      rig.write(DMAR, 0x80000000);
      rig.count(part.length);
      rig.set(CMD, 0x90);
      const last = at + part.length === bytes.length;
      expect(rig.see()).toMatchObject({ ir: 0x10, phase: last ? 3 : 0, fifo: 0 });
      expect(rig.counter).toBe(0);
    }
    expect(rig.finish()).toBe(0);
    expect(rig.command(0, read10(1000, 4), 2048).data).toEqual(bytes);
  });

  test("a command without data: phase 3 at once, with function complete", () => {
    const rig = new ScsiRig().initialise();
    rig.start(0, [0, 0, 0, 0, 0, 0]);
    expect(rig.see()).toEqual({ ir: 0x18, phase: 3, step: 4, fifo: 0 });
    expect(rig.finish()).toBe(0);
  });

  test("no target: disconnected, step 0, after 250 ms, with the message left in the FIFO", () => {
    const rig = new ScsiRig().initialise();
    rig.start(5, [0, 0, 0, 0, 0, 0]);
    const begin = rig.time.now;
    expect(rig.see()).toEqual({ ir: 0x20, phase: 0, step: 0, fifo: 1 });
    expect(rig.time.now - begin).toBe(155 * 8192 * 5 + 125);
    expect((rig.time.now - begin) / HERTZ).toBeCloseTo(0.254, 3);
    rig.set(CMD, 1);
    expect(rig.fifoCount).toBe(0);
    expect(rig.command(0, [0, 0, 0, 0, 0, 0]).status).toBe(0);
  });

  test("synchronous transfer is agreed on, and the command then sent", () => {
    const rig = new ScsiRig().initialise();
    rig.start(3, [0, 0, 0, 0, 0, 0], 0x43);
    expect(rig.see()).toEqual({ ir: 0x18, phase: 6, step: 1, fifo: 0 });
    for (const byte of [1, 3, 1, 0x32, 0x0f]) rig.set(FIFO, byte);
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 7, fifo: 0 });
    const message: number[] = [];
    for (let index = 0; index < 5; index++) {
      rig.set(CMD, 0x10);
      expect(rig.see()).toMatchObject({ ir: 0x08, phase: 7, fifo: 1 });
      message.push(rig.get(FIFO));
      rig.set(CMD, 0x12);
      expect(rig.see()).toMatchObject({ ir: 0x10, phase: index < 4 ? 7 : 2 });
    }
    expect(message).toEqual([1, 3, 1, 63, 15]);
    rig.set(CMD, 0x90);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3 });
    expect(rig.counter).toBe(0);
    expect(rig.finish()).toBe(0);
  });

  test("ATN before a message is accepted brings MESSAGE OUT, and then the command", () => {
    const rig = new ScsiRig().initialise();
    rig.start(3, [0, 0, 0, 0, 0, 0], 0x43);
    rig.see();
    for (const byte of [0x01, 2, 0x7e, 0]) rig.set(FIFO, byte);
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 7 });
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ ir: 0x08, phase: 7 });
    expect(rig.get(FIFO)).toBe(7);
    rig.set(CMD, 0x1a);
    rig.set(CMD, 0x12);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 6 });
    rig.set(FIFO, 0x07);
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 2 });
    rig.set(CMD, 0x90);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3 });
    expect(rig.finish()).toBe(0);
  });
});

describe("Mach", () => {
  const command = REGION + 2;
  const buffer = REGION + 8;

  /** asc_attempt_selection, for target 3 with the region of target 1. */
  function select(rig: ScsiRig, cdb: readonly number[], extra: number, chip: number): void {
    rig.set(CMD, 1);
    rig.store(command, cdb);
    rig.write(DMAR, (0x80000000 | command) >>> 0);
    if (chip !== 0xc1) rig.set(FIFO, 0x80);
    rig.count(cdb.length + extra);
    rig.set(STAT, 3);
    rig.set(INTR, 155);
    rig.set(STEP, 5);
    rig.set(FLAGS, 0);
    rig.set(CMD, chip);
  }

  function finish(rig: ScsiRig): void {
    rig.count(0);
    expect(rig.counter).toBe(0);
    while (rig.fifoCount > 0) rig.get(FIFO);
    rig.set(CMD, 0x11);
    expect(rig.see()).toMatchObject({ ir: 0x08, phase: 7, fifo: 2 });
    expect([rig.get(FIFO), rig.get(FIFO)]).toEqual([0, 0]);
    rig.set(CMD, 0x12);
    rig.wait();
    expect(rig.get(INTR)).toBe(0x20);
    rig.set(CMD, 0x44);
    expect(rig.get(STAT) & 0x80).toBe(0);
  }

  test("bus reset interrupts once; with SRD it does not", () => {
    const rig = new ScsiRig().initialise(0x08);
    rig.set(CMD, 0x44);
    rig.set(CMD, 3);
    expect(rig.see()).toMatchObject({ ir: 0x80 });
    rig.time.pass(HERTZ / 10);
    expect(rig.get(STAT) & 0x80).toBe(0);
    rig.set(CNFG1, 0x57);
    rig.set(CMD, 3);
    rig.time.pass(HERTZ / 10);
    expect(rig.get(STAT) & 0x80).toBe(0);
  });

  test("probe with a command of zeros in the FIFO, target absent and present", () => {
    const rig = new ScsiRig().initialise(0x08);
    const probe = (target: number) => {
      for (let index = 0; index < 6; index++) rig.set(FIFO, 0);
      rig.set(STAT, target);
      rig.set(CMD, 0x41);
      const seen = rig.see();
      rig.set(CMD, 1);
      return seen;
    };
    expect(probe(1)).toMatchObject({ ir: 0x20, step: 0 });
    expect(probe(3)).toMatchObject({ ir: 0x18, step: 4, phase: 3 });
  });

  test("read: step 4 stays in the FIFO flags until the next command", () => {
    const rig = new ScsiRig().initialise(0x08);
    select(rig, read10(64, 16), 0, 0xc2);
    expect(rig.see()).toMatchObject({ phase: 1 });
    expect(rig.get(FLAGS)).toBe(0x80);
    rig.write(DMAR, buffer);
    rig.count(8192);
    rig.set(CMD, 0x90);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3 });
    expect(rig.load(buffer, 8192)).toEqual([...DISK.subarray(64 * 512, 80 * 512)]);
    finish(rig);
  });

  test("write: command and data in one piece, the address register goes on", () => {
    const rig = new ScsiRig().initialise(0x08);
    const cdb = write10(200, 2);
    const bytes = Array.from({ length: 1024 }, (_, at) => (at * 5 + 1) & 255);
    rig.store(command + cdb.length, bytes.slice(0, 128));
    select(rig, cdb, 1024, 0xc2);
    expect(rig.see()).toMatchObject({ phase: 0, fifo: 0 });
    const left = rig.counter + rig.fifoCount;
    expect(left).toBe(1024);
    rig.count(left);
    rig.set(CMD, 0x90);
    // The driver copies the rest while the transfer is under way.
    rig.time.pass(2000);
    rig.store(command + cdb.length, bytes);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3 });
    finish(rig);
    select(rig, read10(200, 2), 0, 0xc1);
    expect(rig.see()).toMatchObject({ phase: 1, step: 4 });
    rig.write(DMAR, buffer);
    rig.count(1024);
    rig.set(CMD, 0x90);
    rig.see();
    expect(rig.load(buffer, 1024)).toEqual(bytes);
    finish(rig);
  });

  test.each([
    ["TEST UNIT READY", [0, 0, 0, 0, 0, 0], 3],
    ["INQUIRY", [0x12, 0, 0, 0, 36, 0], 1],
  ])("synchronous transfer, polled, then %s by transfer pad", (_, cdb, phase) => {
    const rig = new ScsiRig().initialise(0x08);
    select(rig, cdb, 0, 0x43);
    expect(rig.see()).toMatchObject({ ir: 0x18, phase: 6 });
    rig.set(CMD, 1);
    for (const byte of [1, 3, 1, 0x32, 0x0f]) rig.set(FIFO, byte);
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ phase: 7 });
    const message: number[] = [];
    for (let index = 0; index < 5; index++) {
      rig.set(CMD, 0x10);
      expect(rig.see()).toMatchObject({ fifo: 1 });
      message.push(rig.get(FIFO));
      if (index < 4) {
        rig.set(CMD, 0x12);
        rig.see();
      }
    }
    expect(message).toEqual([1, 3, 1, 63, 15]);
    rig.set(CMD, 0x12);
    rig.see();
    expect(rig.get(STAT) & 7).toBe(2);
    for (const byte of cdb) rig.set(FIFO, byte);
    rig.count(0xff);
    rig.set(CMD, 0x18);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase, fifo: 0 });
    if (phase === 1) {
      rig.set(STEP, 7);
      rig.set(FLAGS, 15);
      rig.write(DMAR, buffer);
      rig.count(36);
      rig.set(CMD, 0x90);
      expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3 });
      expect(rig.load(buffer + 8, 3)).toEqual([0x44, 0x45, 0x43]);
    }
    finish(rig);
  });
});

describe("the chip", () => {
  test("illegal commands interrupt", () => {
    const rig = new ScsiRig().initialise();
    for (const command of [0x10, 0x11, 0x12, 0x18, 0x1a, 0x20, 0x2a, 0x7f, 0x04]) {
      rig.set(CMD, command);
      expect(rig.get(INTR)).toBe(0x40);
    }
    rig.start(0, [0, 0, 0, 0, 0, 0]);
    rig.see();
    for (const command of [0x41, 0xc2, 0x44, 0x45, 0x22]) {
      rig.set(CMD, command);
      expect(rig.get(INTR)).toBe(0x40);
    }
    expect(rig.finish()).toBe(0);
  });

  test("disabling selection is function complete, reselection finds nobody", () => {
    const rig = new ScsiRig().initialise();
    rig.set(CMD, 0x44);
    expect(rig.get(STAT) & 0x80).toBe(0);
    rig.set(CMD, 0x45);
    expect(rig.see()).toMatchObject({ ir: 0x08 });
    rig.set(STAT, 3);
    rig.set(CMD, 0x40);
    expect(rig.see()).toMatchObject({ ir: 0x20, step: 0 });
  });

  test("gross error: a full FIFO, a command too many", () => {
    const rig = new ScsiRig().initialise();
    for (let index = 0; index < 17; index++) rig.set(FIFO, index);
    expect(rig.fifoCount).toBe(16);
    expect(rig.get(STAT) & 0x40).toBe(0x40);
    rig.set(CMD, 1);
    rig.set(CMD, 0x45);
    rig.get(INTR);
    expect(rig.get(STAT) & 0x40).toBe(0);
    rig.start(0, [0, 0, 0, 0, 0, 0]);
    rig.set(CMD, 0x10);
    expect(rig.get(STAT) & 0x40).toBe(0x40);
  });

  test("start count 0 is 65536; terminal count is cleared by a load", () => {
    const rig = new ScsiRig().initialise();
    rig.start(0, read10(0, 128));
    rig.see();
    rig.write(DMAR, 0);
    rig.count(0);
    rig.set(CMD, 0x90);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3 });
    expect(rig.get(STAT) & 0x10).toBe(0x10);
    expect(rig.read(DMAR)).toBe(0x10000);
    expect(rig.load(65000, 536)).toEqual([...DISK.subarray(65000, 65536)]);
    rig.count(5);
    expect(rig.get(STAT) & 0x10).toBe(0);
  });

  test("the address register goes round in the memory", () => {
    const rig = new ScsiRig().initialise();
    rig.start(0, read10(2, 2));
    rig.see();
    rig.write(DMAR, 0x1ff00);
    rig.count(1024);
    rig.set(CMD, 0x90);
    rig.see();
    expect(rig.load(0x1ff00, 256)).toEqual([...DISK.subarray(1024, 1280)]);
    expect(rig.load(0, 768)).toEqual([...DISK.subarray(1280, 2048)]);
    expect(rig.read(DMAR)).toBe(0x300);
  });

  test("data in without DMA come byte by byte", () => {
    const rig = new ScsiRig().initialise();
    rig.start(0, [0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    rig.see();
    const data: number[] = [];
    for (let index = 0; index < 8; index++) {
      rig.set(CMD, 0x10);
      expect(rig.see()).toMatchObject({ ir: 0x10, phase: index < 7 ? 1 : 3, fifo: 1 });
      data.push(rig.get(FIFO));
    }
    expect(data).toEqual([0, 0, 15, 255, 0, 0, 2, 0]);
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 7, fifo: 1 });
    rig.get(FIFO);
    rig.set(CMD, 0x10);
    expect(rig.see()).toMatchObject({ ir: 0x08, phase: 7, fifo: 1 });
    rig.set(CMD, 0x12);
    expect(rig.see()).toMatchObject({ ir: 0x20 });
  });

  test("transfer pad drops data in, and sends zeros", () => {
    const rig = new ScsiRig().initialise();
    rig.start(0, read10(0, 1));
    rig.see();
    rig.set(CMD, 0x18);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3, fifo: 0 });
    rig.finish();
    rig.start(0, write10(7, 1));
    rig.see();
    rig.set(FIFO, 0xaa);
    rig.set(CMD, 0x18);
    expect(rig.see()).toMatchObject({ ir: 0x10, phase: 3, fifo: 0 });
    rig.finish();
    expect(rig.command(0, read10(7, 1), 512).data).toEqual([0xaa, ...new Array(511).fill(0)]);
  });

  test("steps 2 and 3: a message rejected, a command cut short", () => {
    const rig = new ScsiRig().initialise();
    rig.set(FIFO, 0x02);
    rig.set(STAT, 0);
    rig.count(6);
    rig.set(CMD, 0xc2);
    expect(rig.see()).toMatchObject({ ir: 0x18, phase: 7, step: 2 });
    rig.set(CMD, 3);
    rig.see();
    for (let index = 0; index < 9; index++) rig.set(FIFO, 0);
    rig.set(CMD, 0x41);
    expect(rig.see()).toMatchObject({ ir: 0x18, phase: 3, step: 3, fifo: 3 });
  });

  test("ABORT frees the bus; three messages with select and ATN 3", () => {
    const rig = new ScsiRig().initialise();
    rig.set(FIFO, 0x06);
    rig.set(STAT, 0);
    rig.set(CMD, 0x42);
    expect(rig.see()).toMatchObject({ ir: 0x20 });
    for (const byte of [0x80, 0x08, 0x08, 0, 0, 0, 0, 0, 0]) rig.set(FIFO, byte);
    rig.set(CMD, 0x46);
    expect(rig.see()).toMatchObject({ ir: 0x18, phase: 3, step: 4, fifo: 0 });
    expect(rig.finish()).toBe(0);
  });

  test("after RESET CHIP nothing is taken before NOP; the ID stays", () => {
    const rig = new ScsiRig().initialise();
    rig.set(CNFG1, 0x16);
    rig.set(CMD, 2);
    rig.set(CMD, 0x45);
    expect(rig.get(STAT) & 0x80).toBe(0);
    expect(rig.get(CNFG1)).toBe(6);
    rig.set(CMD, 0);
    rig.set(CMD, 0x45);
    expect(rig.get(INTR)).toBe(8);
  });

  test("the phase is latched with EPL only", () => {
    for (const [config2, phase] of [
      [0x40, 3],
      [0x00, 0],
    ]) {
      const rig = new ScsiRig().initialise(config2);
      rig.start(0, [0, 0, 0, 0, 0, 0]);
      rig.wait();
      rig.set(CMD, 3); // the bus is free, the interrupt not yet read
      expect(rig.get(STAT) & 7).toBe(phase);
    }
  });

  test("registers are repeated, other bytes of a word read 0", () => {
    const rig = new ScsiRig().initialise();
    expect(rig.read(SCSI + 0x20, 1)).toBe(0x17);
    expect(rig.read(SCSI + 0x21, 1)).toBe(0);
    expect(rig.read(SCSI + 0x20)).toBe(0x17);
    expect(rig.read(SCSI + 0x20 + 0x400, 1)).toBe(0x17);
  });
});
