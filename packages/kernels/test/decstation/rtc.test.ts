/** The time-of-day clock. */
import { describe, expect, test } from "vitest";
import { periodicHertz } from "../../src/decstation/rtc.ts";
import { HERTZ, IP3, Rig, RTC } from "./fixture.ts";

const SEC = 0;
const MIN = 2;
const HOUR = 4;
const WEEKDAY = 6;
const DAY = 7;
const MONTH = 8;
const YEAR = 9;
const A = 10;
const B = 11;
const C = 12;
const D = 13;

const get = (rig: Rig, register: number) => rig.read(RTC + 4 * register, 1);
const set = (rig: Rig, register: number, value: number) => rig.write(RTC + 4 * register, value, 1);
const date = (rig: Rig) =>
  [YEAR, MONTH, DAY, WEEKDAY, HOUR, MIN, SEC].map((register) => get(rig, register));
const setDate = (rig: Rig, values: readonly number[]) => {
  [YEAR, MONTH, DAY, WEEKDAY, HOUR, MIN, SEC].forEach((register, index) => {
    set(rig, register, values[index]);
  });
};

describe("periodic interrupts", () => {
  test("rates", () => {
    const rates = Array.from({ length: 16 }, (_, code) => periodicHertz(code));
    expect(rates).toEqual([
      0, 256, 128, 8192, 4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2,
    ]);
  });

  test("64 Hz is 390625 cycles, without drift, together with the seconds", () => {
    const rig = new Rig();
    set(rig, A, 0x2a);
    set(rig, B, 0x46);
    get(rig, C);
    let previous = get(rig, SEC);
    for (let tick = 1; tick <= 640; tick++) {
      rig.time.until(tick * 390625 - 1);
      expect(rig.board.interrupts).toBe(0);
      rig.time.pass(1);
      expect(rig.board.interrupts).toBe(IP3);
      const second = tick % 64 === 0;
      expect(get(rig, C)).toBe(0xc0 | (second ? 0x10 : 0));
      expect(rig.board.interrupts).toBe(0);
      expect(get(rig, SEC)).toBe(previous + (second ? 1 : 0));
      previous = get(rig, SEC);
    }
  });

  test("8192 Hz has 8192 ticks a second", () => {
    const rig = new Rig();
    set(rig, A, 0x23);
    set(rig, B, 0x46);
    let ticks = 0;
    while (rig.time.queue.next <= 2 * HERTZ) {
      rig.time.until(rig.time.queue.next);
      if ((get(rig, C) & 0x40) !== 0) ticks++;
    }
    expect(ticks).toBe(16384);
  });

  test("the flag is set without PIE; PIE then interrupts at once", () => {
    const rig = new Rig();
    rig.time.pass(390625);
    expect(rig.board.interrupts).toBe(0);
    set(rig, B, 0x46);
    expect(rig.board.interrupts).toBe(IP3);
    expect(get(rig, C)).toBe(0xc0);
    expect(get(rig, C)).toBe(0);
  });

  test("rate 0 and a stopped divider have none", () => {
    const rig = new Rig();
    set(rig, A, 0x20);
    rig.time.pass(HERTZ / 2);
    expect(get(rig, C)).toBe(0);
    set(rig, A, 0x7a);
    rig.time.pass(5 * HERTZ);
    expect(get(rig, C)).toBe(0);
  });
});

describe("time", () => {
  test("the start date, binary and 24 hours", () => {
    expect(date(new Rig())).toEqual([93, 1, 1, 6, 0, 0, 0]);
    expect(date(new Rig({ startDate: 951782399 }))).toEqual([0, 2, 28, 2, 23, 59, 59]);
  });

  test.each([
    [
      [93, 12, 31, 6, 23, 59, 59],
      [94, 1, 1, 7, 0, 0, 0],
    ],
    [
      [99, 12, 31, 7, 23, 59, 59],
      [0, 1, 1, 1, 0, 0, 0],
    ],
    [
      [92, 2, 28, 6, 23, 59, 59],
      [92, 2, 29, 7, 0, 0, 0],
    ],
    [
      [93, 2, 28, 1, 23, 59, 59],
      [93, 3, 1, 2, 0, 0, 0],
    ],
    [
      [93, 4, 30, 1, 23, 59, 59],
      [93, 5, 1, 2, 0, 0, 0],
    ],
    [
      [93, 4, 30, 1, 22, 59, 59],
      [93, 4, 30, 1, 23, 0, 0],
    ],
  ])("%j becomes %j", (before, after) => {
    const rig = new Rig();
    setDate(rig, before);
    rig.time.pass(HERTZ);
    expect(date(rig)).toEqual(after);
    expect(get(rig, C) & 0x10).toBe(0x10);
  });

  test.each([
    [0x11, 0x92],
    [0x12, 0x01],
    [0x09, 0x10],
    [0x92, 0x81],
    [0x90, 0x91],
    [0x91, 0x12],
  ])("BCD and 12 hours: %i is followed by %i", (before, after) => {
    const rig = new Rig();
    set(rig, B, 0);
    setDate(rig, [0x93, 0x12, 0x31, 0x06, before, 0x59, 0x59]);
    rig.time.pass(HERTZ);
    const end = before === 0x91 ? [0x94, 1, 1, 7] : [0x93, 0x12, 0x31, 6];
    expect(date(rig)).toEqual([...end, after, 0, 0]);
  });

  test("midnight of 12 hours", () => {
    const rig = new Rig();
    set(rig, B, 4);
    setDate(rig, [93, 1, 1, 6, 0x8b, 59, 59]);
    rig.time.pass(HERTZ);
    expect(date(rig)).toEqual([93, 1, 2, 7, 12, 0, 0]);
  });

  test("SET holds the time and clears UIE; the chain goes on", () => {
    const rig = new Rig();
    set(rig, B, 0x96);
    expect(get(rig, B)).toBe(0x86);
    rig.time.pass(3 * HERTZ + 100);
    expect(get(rig, SEC)).toBe(0);
    expect(get(rig, C) & 0x10).toBe(0);
    set(rig, B, 0x06);
    rig.time.pass(HERTZ - 101);
    expect(get(rig, SEC)).toBe(0);
    rig.time.pass(1);
    expect(get(rig, SEC)).toBe(1);
  });

  test("after the divider has been held, half a second to the first update", () => {
    const rig = new Rig();
    set(rig, A, 0x70);
    rig.time.pass(10 * HERTZ);
    set(rig, A, 0x2a);
    rig.time.pass(HERTZ / 2 - 1);
    expect(get(rig, SEC)).toBe(0);
    rig.time.pass(1);
    expect(get(rig, SEC)).toBe(1);
    rig.time.pass(HERTZ);
    expect(get(rig, SEC)).toBe(2);
  });

  test("UIP from 244 microseconds before an update", () => {
    const rig = new Rig();
    rig.time.until(HERTZ - 6101);
    expect(get(rig, A)).toBe(0x2a);
    rig.time.pass(1);
    expect(get(rig, A)).toBe(0xaa);
    rig.time.until(HERTZ);
    expect(get(rig, A)).toBe(0x2a);
  });

  test("update-ended interrupt", () => {
    const rig = new Rig();
    set(rig, B, 0x16);
    rig.time.pass(HERTZ);
    expect(rig.board.interrupts).toBe(IP3);
    expect(get(rig, C) & 0x90).toBe(0x90);
  });

  test("alarm at a time, and with bytes that match any", () => {
    const rig = new Rig();
    set(rig, B, 0x26);
    set(rig, SEC + 1, 3);
    set(rig, MIN + 1, 0);
    set(rig, HOUR + 1, 0);
    rig.time.pass(3 * HERTZ - 1);
    expect(rig.board.interrupts).toBe(0);
    rig.time.pass(1);
    expect(rig.board.interrupts).toBe(IP3);
    expect(get(rig, C) & 0xa0).toBe(0xa0);
    set(rig, SEC + 1, 0xff);
    rig.time.pass(HERTZ);
    expect(get(rig, C) & 0x20).toBe(0x20);
  });
});

test("the battery is good, C and D are not written, the memory keeps", () => {
  const rig = new Rig();
  set(rig, D, 0);
  set(rig, C, 0xff);
  expect(get(rig, D)).toBe(0x80);
  expect(get(rig, C)).toBe(0);
  for (let register = 14; register < 64; register++) set(rig, register, register * 3);
  for (let register = 14; register < 64; register++) expect(get(rig, register)).toBe(register * 3);
});
