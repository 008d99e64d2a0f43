/** The disk's commands and errors, its timing, and its image. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InputError } from "@mcpi/trace";
import { afterAll, describe, expect, test } from "vitest";
import { memoryDisk, openDiskImage } from "../../src/decstation/disk-image.ts";
import { DiskTiming, RZ55 } from "../../src/decstation/disk-timing.ts";
import { DISK, DISK_BLOCKS, HERTZ, Time } from "./fixture.ts";
import { CMD, INTR, read10, ScsiRig, write10 } from "./scsi-rig.ts";

const SENSE = [0x03, 0, 0, 0, 18, 0];

describe("commands", () => {
  const rig = () => new ScsiRig().initialise();
  const sense = (machine: ScsiRig, unit = 0) => {
    const { data } = machine.command(0, [0x03, unit << 5, 0, 0, 18, 0]);
    expect(data.length).toBe(18);
    return { key: data[2], code: data[12], valid: data[0] >>> 7, block: data.slice(3, 7) };
  };

  test.each([
    ["TEST UNIT READY", [0, 0, 0, 0, 0, 0]],
    ["REZERO UNIT", [1, 0, 0, 0, 0, 0]],
    ["FORMAT UNIT", [4, 0, 0, 0, 0, 0]],
    ["RESERVE", [0x16, 0, 0, 0, 0, 0]],
    ["RELEASE", [0x17, 0, 0, 0, 0, 0]],
    ["SEEK(6)", [0x0b, 0, 0, 9, 0, 0]],
    ["SEEK(10)", [0x2b, 0, 0, 0, 0, 9, 0, 0, 0, 0]],
    ["START UNIT", [0x1b, 0, 0, 0, 1, 0]],
    ["PREVENT REMOVAL", [0x1e, 0, 0, 0, 1, 0]],
    ["SYNCHRONIZE CACHE", [0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["VERIFY", [0x2f, 0, 0, 0, 0, 0, 0, 0, 9, 0]],
    ["READ(10) of nothing", read10(0, 0)],
    ["WRITE(10) of nothing at the end", write10(DISK_BLOCKS, 0)],
    ["INQUIRY of no bytes", [0x12, 0, 0, 0, 0, 0]],
  ])("%s", (_, command) => {
    expect(rig().command(0, command)).toEqual({ status: 0, data: [] });
  });

  test("READ CAPACITY", () => {
    const { data } = rig().command(0, [0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(data).toEqual([0, 0, 0x0f, 0xff, 0, 0, 2, 0]);
  });

  test("READ(6) and WRITE(6), with 0 for 256 blocks", () => {
    const machine = rig();
    machine.start(0, [0x08, 0, 0, 3, 0, 0]);
    machine.see();
    machine.write(0x1f440000, 0);
    machine.count(0);
    machine.set(CMD, 0x90);
    expect(machine.see()).toMatchObject({ ir: 0x10, phase: 1 });
    machine.set(CMD, 0x90);
    expect(machine.see()).toMatchObject({ ir: 0x10, phase: 3 });
    expect(machine.load(0x10000, 512)).toEqual([...DISK.subarray(131 * 512, 132 * 512)]);
    machine.finish();
    const bytes = Array.from({ length: 512 }, (_, at) => at & 255);
    expect(machine.writeBlocks(0, [0x0a, 0, 1, 2, 1, 0], bytes)).toBe(0);
    expect(machine.command(0, read10(258, 1), 512).data).toEqual(bytes);
  });

  test("MODE SENSE: pages, all pages, changeable values", () => {
    const machine = rig();
    const { data } = machine.command(0, [0x1a, 0, 0x3f, 0, 255, 0]);
    expect(data.length).toBe(data[0] + 1);
    expect(data[3]).toBe(8);
    expect(data.slice(4, 12)).toEqual([0, 0, 0x10, 0, 0, 0, 2, 0]);
    const at = (page: number) => {
      let index = 12;
      while (data[index] !== page) index += 2 + data[index + 1];
      return data.slice(index);
    };
    expect(at(3).slice(10, 14)).toEqual([0, 36, 2, 0]);
    expect(at(4).slice(2, 6)).toEqual([0, 0, Math.ceil(DISK_BLOCKS / 540), 15]);
    expect(at(4).slice(20, 22)).toEqual([0x0e, 0x10]);
    expect(at(1)[1]).toBe(6);
    const changeable = machine.command(0, [0x1a, 8, 0x44, 0, 255, 0]).data;
    expect(changeable.slice(0, 6)).toEqual([27, 0, 0, 0, 4, 22]);
    expect(changeable.slice(6).every((byte) => byte === 0)).toBe(true);
    expect(machine.command(0, [0x1a, 0, 9, 0, 255, 0]).status).toBe(2);
    expect(sense(machine)).toMatchObject({ key: 5, code: 0x24 });
  });

  test("MODE SELECT takes its data and changes nothing", () => {
    const machine = rig();
    expect(machine.writeBlocks(0, [0x15, 0, 0, 0, 12, 0], new Array(12).fill(9))).toBe(0);
  });

  test("an unknown command is an illegal request, and its sense is fetched once", () => {
    const machine = rig();
    expect(machine.command(0, [0x1d, 0, 0, 0, 0, 0]).status).toBe(2);
    expect(sense(machine)).toMatchObject({ key: 5, code: 0x20, valid: 0 });
    expect(sense(machine)).toMatchObject({ key: 0, code: 0 });
    expect(machine.command(0, [0x1d, 0, 0, 0, 0, 0]).status).toBe(2);
    expect(machine.command(0, [0, 0, 0, 0, 0, 0]).status).toBe(0);
    expect(sense(machine)).toMatchObject({ key: 0, code: 0 });
    expect(machine.command(0, [0x03, 0, 0, 0, 0, 0]).data.length).toBe(4);
  });

  test.each([
    ["READ(10)", read10(DISK_BLOCKS - 1, 2), DISK_BLOCKS],
    ["READ(10) far out", read10(0xfffffff0, 1), 0xfffffff0],
    ["WRITE(10)", write10(DISK_BLOCKS, 1), DISK_BLOCKS],
    ["READ(6)", [0x08, 0x1f, 0xff, 0xff, 1, 0], 0x1fffff],
    ["SEEK(6)", [0x0b, 0, 0x10, 0, 0, 0], 0x1000],
  ])("%s beyond the end names the block", (_, command, block) => {
    const machine = rig();
    expect(machine.command(0, command).status).toBe(2);
    const told = sense(machine);
    expect(told).toMatchObject({ key: 5, code: 0x21, valid: 1 });
    expect(told.block.reduce((sum, byte) => sum * 256 + byte, 0)).toBe(block);
  });

  test("other logical units are not there", () => {
    const machine = rig();
    expect(machine.command(0, [0x12, 0x20, 0, 0, 36, 0]).data[0]).toBe(0x7f);
    expect(machine.command(0, [0, 0x60, 0, 0, 0, 0]).status).toBe(2);
    expect(sense(machine, 3)).toMatchObject({ key: 5, code: 0x25 });
    expect(sense(machine)).toMatchObject({ key: 5, code: 0x25 });
    expect(machine.command(0, [0x12, 0, 0, 0, 36, 0]).data[0]).toBe(0);
  });

  test("a stopped unit is not ready", () => {
    const machine = rig();
    machine.command(0, [0x1b, 0, 0, 0, 0, 0]);
    expect(machine.command(0, [0, 0, 0, 0, 0, 0]).status).toBe(2);
    expect(sense(machine)).toMatchObject({ key: 2, code: 4 });
    expect(machine.command(0, read10(0, 1)).status).toBe(2);
    machine.command(0, [0x1b, 0, 0, 0, 1, 0]);
    expect(machine.command(0, read10(0, 1), 512).status).toBe(0);
  });

  test("unit attention after a reset of the bus, once, not for INQUIRY", () => {
    const machine = rig();
    machine.set(CMD, 3);
    machine.wait();
    machine.get(INTR);
    expect(machine.command(0, [0x12, 0, 0, 0, 36, 0]).status).toBe(0);
    expect(machine.command(0, [0, 0, 0, 0, 0, 0]).status).toBe(2);
    expect(sense(machine)).toMatchObject({ key: 6, code: 0x29 });
    expect(machine.command(0, [0, 0, 0, 0, 0, 0]).status).toBe(0);
    expect(machine.command(3, SENSE).data[2]).toBe(6);
    expect(machine.command(3, [0, 0, 0, 0, 0, 0]).status).toBe(0);
  });
});

describe("timing", () => {
  const blocks = 36 * 15 * 1224;
  const revolution = HERTZ / 60;
  const sector = revolution / 36;
  const overhead = HERTZ / 1000;
  const make = () => {
    const time = new Time();
    return { time, disk: new DiskTiming(time.queue, RZ55, blocks) };
  };
  const seek = (from: number, to: number) => {
    const { disk } = make();
    disk.seek(from * 540);
    return ((disk.seek(to * 540) - overhead) * 1000) / HERTZ;
  };

  test("seek times: none, track to track, average over a third, the longest", () => {
    expect(seek(7, 7)).toBe(0);
    expect(seek(7, 8)).toBeCloseTo(4, 9);
    expect(seek(408, 0)).toBeCloseTo(16, 9);
    expect(seek(0, 1223)).toBeCloseTo(37, 9);
    for (let distance = 1; distance < 1223; distance++)
      expect(seek(0, distance + 1)).toBeGreaterThan(seek(0, distance));
  });

  test("a sector is waited for, and takes a 36th of a revolution", () => {
    const { time, disk } = make();
    disk.read(10, 1);
    expect(disk.available(10)).toBeCloseTo(11 * sector, 3);
    time.until(5 * revolution);
    disk.read(500, 1);
    // In the buffer: read ahead ended long ago behind block 75; 500 is on track 13.
    const angle = (disk.available(500) / sector) % 36;
    expect(angle).toBeCloseTo((500 + 13 * 3 + 1) % 36, 3);
  });

  test("a long read loses the skew at each track and cylinder, nothing else", () => {
    const { disk } = make();
    disk.read(0, 1080);
    const passed = disk.available(1079) - disk.available(0);
    expect(passed / sector).toBeCloseTo(1079 + 29 * 3 + 6, 3);
  });

  test("a read that goes on where the last ended does not wait for a revolution", () => {
    const { time, disk } = make();
    disk.read(0, 16);
    time.until(Math.ceil(disk.available(15)) + 20_000);
    disk.read(16, 16);
    expect(disk.available(31)).toBeCloseTo(
      disk.available(0) < 0 ? 0 : 32 * sector + revolution,
      -1,
    );
    time.pass(HERTZ);
    disk.read(48, 16);
    expect(disk.available(63)).toBe(time.now);
  });

  test("a read of what has left the buffer positions again", () => {
    const { time, disk } = make();
    disk.read(0, 200);
    time.until(Math.ceil(disk.available(199)));
    disk.read(0, 1);
    expect(disk.available(0)).toBeGreaterThan(time.now + overhead);
  });

  test("partly buffered: the rest is positioned for", () => {
    const { time, disk } = make();
    disk.read(0, 16);
    time.pass(HERTZ);
    disk.read(72, 16);
    expect(disk.available(79)).toBe(time.now);
    expect(disk.available(80)).toBeGreaterThan(time.now + overhead);
  });

  test("a write empties the buffer, and is done when the last sector has passed", () => {
    const { time, disk } = make();
    disk.read(0, 16);
    time.pass(HERTZ);
    const done = disk.write(100, 4, time.now);
    expect((done / sector) % 36).toBeCloseTo((104 + 2 * 3) % 36, 3);
    expect(done).toBeGreaterThan(time.now + overhead);
    disk.read(0, 1);
    expect(disk.available(0)).toBeGreaterThan(time.now + overhead);
  });

  test("a block takes its seek, its turn and its time on the bus", () => {
    const rig = new ScsiRig().initialise();
    rig.time.until(12345678);
    const begin = rig.time.now;
    rig.start(0, read10(3000, 1));
    rig.see();
    const found = rig.time.now - begin;
    expect(found).toBeGreaterThan(overhead + 4 * overhead);
    expect(found).toBeLessThan(overhead + 8 * overhead + revolution);
    rig.write(0x1f440000, 0);
    rig.count(512);
    rig.set(CMD, 0x90);
    const transfer = rig.time.now;
    rig.see();
    expect(rig.time.now - transfer).toBe(Math.ceil((512 * HERTZ) / 1.5e6));
    rig.finish();
  });

  test.each([
    [7, 7],
    [4, 5],
    [2, 34],
    [31, 31],
  ])("with an offset, period %i takes %i clocks a byte", (period, clocks) => {
    const rig = new ScsiRig().initialise();
    rig.start(0, read10(0, 2));
    rig.see();
    rig.time.pass(HERTZ);
    rig.set(6, period);
    rig.set(7, 15);
    rig.write(0x1f440000, 0);
    rig.count(1024);
    rig.set(CMD, 0x90);
    const transfer = rig.time.now;
    rig.see();
    expect(rig.time.now - transfer).toBe(1024 * clocks);
    rig.finish();
  });

  test("a write comes back when it is on the medium", () => {
    const rig = new ScsiRig().initialise();
    const begin = rig.time.now;
    rig.writeBlocks(0, write10(3000, 2), new Array(1024).fill(1));
    expect(rig.time.now - begin).toBeGreaterThan(5 * overhead + 2 * sector);
  });
});

describe("image", () => {
  const folder = mkdtempSync(join(tmpdir(), "mcpi-disk-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const block = (byte: number) => new Uint8Array(512).fill(byte);
  const readBlock = (disk: ReturnType<typeof memoryDisk>, number: number) => {
    const into = new Uint8Array(512);
    disk.read(number, into);
    return into;
  };

  test("what is written stays in memory", () => {
    const path = file("overlay", DISK);
    const disk = openDiskImage(path);
    expect(disk.blocks).toBe(DISK_BLOCKS);
    expect(disk.name).toBe("overlay");
    disk.write(7, block(1));
    const three = new Uint8Array(1536);
    disk.read(6, three);
    expect(three.subarray(0, 512)).toEqual(DISK.subarray(6 * 512, 7 * 512));
    expect(three.subarray(512, 1024)).toEqual(block(1));
    expect(three.subarray(1024)).toEqual(DISK.subarray(8 * 512, 9 * 512));
    disk.close();
    expect(readFileSync(path).equals(DISK)).toBe(true);
  });

  test("a writable image is written", () => {
    const path = file("writable", DISK.slice(0, 4096));
    const disk = openDiskImage(path, { writable: true });
    disk.write(7, block(9));
    expect(readBlock(disk, 7)).toEqual(block(9));
    disk.close();
    expect(readFileSync(path)[4095]).toBe(9);
  });

  test("an image that gzip has packed is the same disk, but cannot be written to", () => {
    const path = file("packed", gzipSync(DISK));
    const disk = openDiskImage(path);
    expect(disk.blocks).toBe(DISK_BLOCKS);
    disk.write(7, block(1));
    expect(readBlock(disk, 7)).toEqual(block(1));
    expect(readBlock(disk, 8)).toEqual(new Uint8Array(DISK.subarray(8 * 512, 9 * 512)));
    disk.close();
    expect(() => openDiskImage(path, { writable: true })).toThrow(/packed: gzip has packed it/);
    expect(() => openDiskImage(file("cut", gzipSync(DISK).subarray(0, 99)))).toThrow(/cut: gzip/);
    expect(() => openDiskImage(file("odd", gzipSync(new Uint8Array(100))))).toThrow(/100 bytes/);
  });

  test("the overlay is saved and restored, for the same name and size", () => {
    const disk = memoryDisk("a", DISK);
    disk.write(3, block(3));
    disk.write(1, block(1));
    const state = structuredClone(disk.save());
    disk.write(3, block(4));
    disk.write(2, block(4));
    disk.restore(state);
    expect([1, 2, 3].map((number) => readBlock(disk, number)[5])).toEqual([1, DISK[1029], 3]);
    expect(() => memoryDisk("b", DISK).restore(state)).toThrow(InputError);
    expect(() => memoryDisk("a", DISK.slice(512)).restore(state)).toThrow(
      /its disk is a with 4096/,
    );
    expect(() => disk.restore({ ...(state as object), bytes: new Uint8Array(3) })).toThrow(
      InputError,
    );
  });

  test("sizes and files that are no images", () => {
    expect(() => openDiskImage(file("empty", new Uint8Array(0)))).toThrow(/it has 0 bytes; a disk/);
    expect(() => openDiskImage(file("odd", new Uint8Array(513)))).toThrow(InputError);
    expect(() => openDiskImage(join(folder, "missing"))).toThrow(/missing: it cannot be opened/);
    expect(() => openDiskImage(folder)).toThrow(InputError);
    expect(() => memoryDisk("odd", new Uint8Array(100))).toThrow(InputError);
  });

  test("a file that shrinks is told", () => {
    const path = file("shrinks", DISK);
    const disk = openDiskImage(path);
    writeFileSync(path, new Uint8Array(512));
    expect(() => readBlock(disk, 5)).toThrow(/shrinks: byte 2560: the file has become shorter/);
    disk.close();
  });
});
