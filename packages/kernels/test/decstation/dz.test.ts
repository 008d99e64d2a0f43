/** The serial lines. */
import { describe, expect, test } from "vitest";
import { CSR as BOARD_CSR, DZ, HERTZ, IP2, Rig } from "./fixture.ts";

const CSR = DZ;
const RBUF = DZ + 8;
const LPR = DZ + 8;
const TCR = DZ + 0x10;
const MSR = DZ + 0x18;
const TDR = DZ + 0x18;
const TRDY = 0x8000;
const TIE = 0x4000;
const RDONE = 0x80;
const RIE = 0x40;
const MSE = 0x20;

/** Ten bits at 9600 a second. */
const CHARACTER = Math.ceil((10 * HERTZ) / 9600);
const SCAN = 25;

function scanning(extra = 0): Rig {
  const rig = new Rig();
  rig.write(CSR, MSE | extra, 2);
  return rig;
}

describe("transmitting", () => {
  test("no TRDY without MSE or without an enabled line", () => {
    const rig = new Rig();
    rig.write(TCR, 8, 2);
    rig.time.pass(1000);
    expect(rig.read(CSR, 2) & TRDY).toBe(0);
    rig.write(TCR, 0, 2);
    rig.write(CSR, MSE, 2);
    rig.time.pass(1000);
    expect(rig.read(CSR, 2) & TRDY).toBe(0);
    rig.write(TCR, 8, 2);
    rig.time.pass(SCAN);
    expect(rig.read(CSR, 2) & 0x8300).toBe(TRDY | 0x300);
    rig.write(CSR, 0, 2);
    expect(rig.read(CSR, 2) & TRDY).toBe(0);
  });

  test("a character arrives after its time; the second waits in the holding register", () => {
    const rig = scanning();
    rig.write(TCR, 8, 2);
    rig.time.pass(SCAN);
    rig.write(TDR, 0x41, 2);
    expect(rig.read(CSR, 2) & TRDY).toBe(0);
    rig.time.pass(SCAN);
    expect(rig.read(CSR, 2) & TRDY).toBe(TRDY);
    rig.write(TDR, 0x42, 2);
    rig.time.pass(1000);
    expect(rig.read(CSR, 2) & TRDY).toBe(0);
    rig.time.until(SCAN + CHARACTER - 1);
    expect(rig.terminal.text).toBe("");
    rig.time.pass(1);
    expect(rig.terminal.text).toBe("A");
    rig.time.pass(SCAN);
    expect(rig.read(CSR, 2) & TRDY).toBe(TRDY);
    rig.time.until(SCAN + 2 * CHARACTER);
    expect(rig.terminal.text).toBe("AB");
  });

  test("a byte written without TRDY goes nowhere", () => {
    const rig = scanning();
    rig.write(TDR, 0x41, 2);
    rig.time.pass(3 * CHARACTER);
    expect(rig.terminal.text).toBe("");
  });

  test("the scanner goes round the enabled lines; other lines' characters vanish", () => {
    const rig = scanning();
    rig.write(TCR, 0x0f, 2);
    const seen: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      rig.time.pass(SCAN);
      const csr = rig.read(CSR, 2);
      expect(csr & TRDY).toBe(TRDY);
      seen.push((csr >>> 8) & 3);
      rig.write(TDR, 0x30 + turn, 2);
    }
    expect(seen).toEqual([1, 2, 3, 0, 1, 2, 3, 0]);
    rig.time.pass(30 * CHARACTER);
    expect(rig.terminal.text).toBe("26");
  });

  test.each([
    [0x1e1b, 10, 9600],
    [0x1e5b, 11, 9600],
    [0x1e3b, 11, 9600],
    [0x1e03, 7, 9600],
    [0x1e23, 7.5, 9600],
    [0x151b, 10, 300],
    [0x131b, 10, 134.5],
  ])("parameters %i take %d bits at %d", (parameters, bits, speed) => {
    const rig = scanning();
    rig.write(LPR, parameters, 2);
    rig.write(TCR, 8, 2);
    rig.time.pass(SCAN);
    rig.write(TDR, 0x55, 2);
    rig.time.until(SCAN + Math.ceil((bits * HERTZ) / speed) - 1);
    expect(rig.terminal.sent).toEqual([]);
    rig.time.pass(1);
    expect(rig.terminal.sent).toEqual([0x55]);
  });

  test("polled output as 4.4BSD does it", () => {
    const rig = scanning(TIE | RIE);
    const put = (byte: number) => {
      const tcr = rig.read(TCR, 2);
      rig.write(TCR, tcr | 8, 2);
      const wait = () => {
        let spins = 0;
        while ((rig.read(CSR, 2) & TRDY) === 0) {
          rig.time.pass(10);
          expect(spins++).toBeLessThan(1e6);
        }
      };
      wait();
      expect((rig.read(CSR, 2) >>> 8) & 3).toBe(3);
      rig.write(TDR, byte, 2);
      wait();
      rig.write(TCR, tcr, 2);
    };
    for (const byte of [0x68, 0x69, 0x21]) put(byte);
    rig.time.pass(3 * CHARACTER);
    expect(rig.terminal.text).toBe("hi!");
  });

  test("polled output as Mach does it, beside an enabled line", () => {
    const rig = scanning(TIE | RIE);
    rig.write(TCR, 0x0501, 2);
    rig.time.pass(SCAN);
    for (const byte of [0x4d, 0x4b]) {
      const tcr = rig.read(TCR, 2);
      rig.write(TCR, 8 | (tcr & 0xff00), 2);
      do rig.time.pass(50);
      while ((rig.read(CSR, 2) & TRDY) === 0 || ((rig.read(CSR, 2) >>> 8) & 3) !== 3);
      rig.write(TDR, byte, 2);
      rig.write(TCR, tcr, 2);
    }
    expect(rig.read(TCR, 2)).toBe(0x0501);
    rig.time.pass(3 * CHARACTER);
    expect(rig.terminal.text).toBe("MK");
  });

  test("interrupts: TRDY and TIE, dropped by TDR and by TCR", () => {
    const rig = scanning(TIE);
    rig.write(BOARD_CSR, 0x00800000);
    rig.write(TCR, 8, 2);
    expect(rig.board.interrupts).toBe(0);
    rig.time.pass(SCAN);
    expect(rig.board.interrupts).toBe(IP2);
    expect(rig.read(BOARD_CSR) & 0xff).toBe(0x80);
    rig.write(TDR, 0x41, 2);
    expect(rig.board.interrupts).toBe(0);
    rig.time.pass(SCAN);
    expect(rig.board.interrupts).toBe(IP2);
    rig.write(TCR, 0, 2);
    expect(rig.board.interrupts).toBe(0);
    rig.time.pass(1000);
    expect(rig.board.interrupts).toBe(0);
  });

  test("byte accesses: TDR's high byte sets breaks, TCR's bytes are apart", () => {
    const rig = scanning();
    rig.write(TCR + 1, 0x05, 1);
    rig.write(TCR, 8, 1);
    expect(rig.read(TCR, 2)).toBe(0x0508);
    expect(rig.read(TCR + 1, 1)).toBe(5);
    rig.time.pass(SCAN);
    rig.write(TDR + 1, 8, 1);
    expect(rig.read(CSR, 2) & TRDY).toBe(TRDY);
    rig.write(TDR, 0x41, 1);
    rig.time.pass(CHARACTER);
    expect(rig.terminal.text).toBe("A");
  });
});

describe("receiving", () => {
  const typed = (rig: Rig, text: string) => {
    rig.terminal.type(text);
    rig.board.consoleInput();
  };

  test("characters come at the line's speed, with their line", () => {
    const rig = scanning(RIE);
    rig.write(BOARD_CSR, 0x00800000);
    typed(rig, "ab");
    rig.time.pass(CHARACTER - 1);
    expect(rig.read(CSR, 2) & RDONE).toBe(0);
    rig.time.pass(1);
    expect(rig.read(CSR, 2) & RDONE).toBe(RDONE);
    expect(rig.board.interrupts).toBe(IP2);
    expect(rig.read(RBUF, 2)).toBe(0x8300 | 0x61);
    expect(rig.board.interrupts).toBe(0);
    expect(rig.read(RBUF, 2)).toBe(0);
    rig.time.pass(CHARACTER);
    expect(rig.read(RBUF, 2)).toBe(0x8300 | 0x62);
  });

  test("nothing is taken while the receiver or the scanner is off", () => {
    const rig = new Rig();
    typed(rig, "a");
    rig.time.pass(3 * CHARACTER);
    expect(rig.terminal.waiting).toBe(1);
    rig.write(LPR, 0x0e1b, 2);
    rig.write(CSR, MSE, 2);
    rig.time.pass(3 * CHARACTER);
    expect(rig.terminal.waiting).toBe(1);
    rig.write(LPR, 0x1e1b, 2);
    rig.time.pass(CHARACTER);
    expect(rig.read(RBUF, 2) & 0xff).toBe(0x61);
  });

  test("64 fit; the 65th waits, the next overwrites it and is marked", () => {
    const rig = scanning();
    typed(rig, String.fromCharCode(...Array.from({ length: 67 }, (_, index) => 0x20 + index)));
    rig.time.pass(67 * CHARACTER);
    const taken = Array.from({ length: 66 }, () => rig.read(RBUF, 2));
    expect(taken.slice(0, 64)).toEqual(Array.from({ length: 64 }, (_, index) => 0x8320 + index));
    expect(taken[64]).toBe(0x8000 | 0x4000 | 0x300 | (0x20 + 66));
    expect(taken[65]).toBe(0);
  });

  test("seven bits lose the eighth", () => {
    const rig = scanning();
    rig.write(LPR, 0x1e13, 2);
    typed(rig, "\xe1");
    rig.time.pass(CHARACTER);
    expect(rig.read(RBUF, 2)).toBe(0x8361);
  });

  test("reading either byte takes the character", () => {
    const rig = scanning();
    typed(rig, "ab");
    rig.time.pass(2 * CHARACTER);
    expect(rig.read(RBUF + 1, 1)).toBe(0x83);
    expect(rig.read(RBUF, 1)).toBe(0x62);
    expect(rig.read(RBUF, 1)).toBe(0);
  });

  test("CLR empties everything and reads back 0", () => {
    const rig = scanning(TIE | RIE);
    rig.write(TCR, 0x0f08, 2);
    typed(rig, "a");
    rig.time.pass(CHARACTER);
    rig.write(CSR, 0x10, 2);
    expect(rig.read(CSR, 2) & ~0x300).toBe(0);
    expect(rig.read(TCR, 2)).toBe(0x0f00);
    rig.write(CSR, MSE, 2);
    expect(rig.read(RBUF, 2)).toBe(0);
  });

  test("MAINT sends to itself", () => {
    const rig = scanning(8);
    rig.write(TCR, 4, 2);
    rig.time.pass(SCAN);
    rig.write(TDR, 0x5a, 2);
    rig.time.pass(CHARACTER);
    expect(rig.read(RBUF, 2)).toBe(0x8200 | 0x5a);
    expect(rig.terminal.text).toBe("");
  });
});

test("the console's modem lines are up", () => {
  expect(new Rig().read(MSR, 2)).toBe(7);
});
