/** The memory map, CSR, error registers, TURBOchannel, and what the options may be. */
import { InputError } from "@mcpi/trace";
import { describe, expect, test } from "vitest";
import { memoryDisk } from "../../src/decstation/disk-image.ts";
import { BUS_ERROR } from "../../src/machine/board.ts";
import { CSR, DZ, ERRADR, IP2, IP3, IP5, RAM_BYTES, Rig, RTC, SCSI } from "./fixture.ts";

describe("holes", () => {
  const holes = [
    RAM_BYTES,
    0x1dfffffc,
    0x1e000000,
    0x1f000000,
    0x1f800000,
    0x1fc80000,
    0x20000000,
    0xfffffffc,
  ];

  test.each(holes)("reading %i is a bus error and leaves no interrupt", (address) => {
    const rig = new Rig();
    for (const size of [1, 2, 4] as const) expect(rig.read(address, size)).toBe(BUS_ERROR);
    expect(rig.board.interrupts).toBe(0);
    expect(rig.read(ERRADR)).toBe(0);
  });

  test("a write sets ERRADR and IP5 until ERRADR is written; the first one stays", () => {
    const rig = new Rig();
    expect(rig.write(0x1e000010, 1)).toBe(false);
    expect(rig.read(ERRADR)).toBe((0xe0000000 | (0x1e000010 >>> 2)) >>> 0);
    expect(rig.board.interrupts).toBe(IP5);
    expect(rig.interruptChanges).toBe(1);
    expect(rig.write(RAM_BYTES, 1)).toBe(false);
    expect(rig.read(ERRADR)).toBe((0xe0000000 | (0x1e000010 >>> 2)) >>> 0);
    rig.write(ERRADR, 0);
    expect(rig.read(ERRADR)).toBe(0);
    expect(rig.board.interrupts).toBe(0);
    expect(rig.interruptChanges).toBe(2);
  });
});

describe("CSR", () => {
  test("bits 23:8 are written, 24 reads 1, the low byte goes to the LEDs and never comes back", () => {
    const rig = new Rig();
    expect(rig.read(CSR)).toBe(0x01000000);
    expect(rig.board.leds).toBe(0xff);
    rig.write(CSR, 0xffffff5a);
    expect(rig.read(CSR)).toBe(0x01ffff00);
    expect(rig.board.leds).toBe(0x5a);
    rig.write(CSR + 1, 0x20, 1);
    expect(rig.read(CSR)).toBe(0x01ff2000);
    expect(rig.board.leds).toBe(0x5a);
    expect(rig.read(CSR + 2, 1)).toBe(0xff);
    expect(rig.read(CSR + 2, 2)).toBe(0x01ff);
  });

  test("a pending interrupt is IP2 as far as it is enabled", () => {
    const rig = new Rig();
    rig.write(SCSI + 0x0c, 0x10, 1); // no target: illegal command
    expect(rig.read(CSR) & 0xff).toBe(0x20);
    expect(rig.board.interrupts).toBe(0);
    rig.write(CSR, 0x00200000);
    expect(rig.board.interrupts).toBe(IP2);
    rig.write(CSR, 0x00df0000);
    expect(rig.board.interrupts).toBe(0);
    rig.write(CSR, 0x00200000);
    rig.read(SCSI + 0x14, 1);
    expect(rig.board.interrupts).toBe(0);
    expect(rig.interruptChanges).toBe(4);
  });

  test("the clock is IP3, whatever CSR enables", () => {
    const rig = new Rig();
    rig.write(RTC + 0x2c, 0x46, 1);
    rig.time.pass(390625);
    expect(rig.board.interrupts).toBe(IP3);
  });

  test("TXDIS keeps characters from the line, BAUD38 doubles the fastest speed", () => {
    const rig = new Rig();
    const sendAt = (csr: number): number => {
      rig.write(CSR, csr);
      rig.write(DZ + 8, 0x1f1b, 2);
      rig.write(DZ, 0x20, 2);
      rig.write(DZ + 0x10, 8, 2);
      rig.time.pass(100);
      rig.write(DZ + 0x18, 0x41, 2);
      const begin = rig.time.now;
      const before = rig.terminal.sent.length;
      while (rig.terminal.sent.length === before && rig.time.now < begin + 100_000)
        rig.time.pass(1);
      return rig.time.now - begin;
    };
    expect(sendAt(0)).toBe(Math.ceil(250e6 / 19200));
    expect(sendAt(0x100)).toBe(Math.ceil(250e6 / 38400));
    expect(sendAt(0x800)).toBe(100_000);
  });
});

test("the ROM answers at both places and is not written", () => {
  const rig = new Rig();
  expect(rig.board.rom.address).toBe(0x1fc00000);
  const word = rig.read(0x1fc00000);
  expect(word >>> 26).toBe(2);
  expect(rig.read(0x1ff80000)).toBe(word);
  expect(rig.write(0x1fc00000, 0)).toBe(true);
  expect(rig.read(0x1fc00000)).toBe(word);
  expect(rig.read(0x1fc00003, 1)).toBe(word >>> 24);
});

describe("option ROM of slot 5", () => {
  test.each([0x3c03e0, 0xc03e0])("header at %i", (header) => {
    const rig = new Rig();
    const field = (offset: number, length: number) =>
      Array.from({ length }, (_, index) => rig.read(SCSI + header + offset + 4 * index) & 0xff);
    const text = (offset: number, length: number) => String.fromCharCode(...field(offset, length));
    expect(field(0, 4)).toEqual([1, 4, 1, 1]);
    expect([0, 4, 8, 12].map((at) => rig.read(SCSI + header + 0x10 + at))).toEqual([
      0x55555555, 0, 0xaaaaaaaa, 0xffffffff,
    ]);
    expect(text(0x20, 8)).toBe("V5.3a   ");
    expect(text(0x40, 8)).toBe("DEC     ");
    expect(text(0x60, 8)).toBe("PMAZ-AA ");
    expect(text(0x80, 4)).toBe("TCF0");
  });

  test("the memory takes accesses of every size", () => {
    const rig = new Rig();
    rig.write(SCSI + 0x80004, 0x89abcdef);
    rig.write(SCSI + 0x80005, 0x11, 1);
    rig.write(SCSI + 0x80006, 0x2233, 2);
    expect(rig.read(SCSI + 0x80004)).toBe(0x223311ef);
    expect(rig.read(SCSI + 0x80006, 2)).toBe(0x2233);
    expect(rig.read(SCSI + 0x180007, 1)).toBe(0x22);
    rig.write(SCSI + 0x40000, 0xffffffff);
    expect(rig.read(SCSI + 0x40000)).toBe(0x8001ffff);
  });
});

describe("options", () => {
  test.each([
    [{ ramBytes: 0 }, /^memory: 0 bytes; a multiple of 4096/],
    [{ ramBytes: 4097 }, /^memory: 4097 bytes/],
    [{ ramBytes: 512 << 20 }, /^memory: /],
    [{ startDate: -1 }, /^start date: -1/],
    [{ startDate: Number.NaN }, /^start date: NaN/],
    [
      { disks: new Array(7).concat(memoryDisk("x", new Uint8Array(512))) },
      /^disk x: its SCSI ID is 7/,
    ],
  ])("%# is refused", (options, message) => {
    expect(() => new Rig(options)).toThrow(InputError);
    expect(() => new Rig(options)).toThrow(message);
  });
});
