/**
 * The DC7085, four serial lines; line 3 is the console, nothing is attached to the others.
 *
 * Registers of 16 bits, 8 bytes apart (Mach kernel chips/dz_7085.h; 4.4BSD pmax/dev/dc.c):
 * CSR 0x00; RBUF (read) and LPR (write) 0x08; TCR 0x10; MSR (read) and TDR (write) 0x18.
 * - Transmit: with MSE set, a scanner goes round the lines that TCR enables and stops at one that is
 *   ready to take a byte: TRDY and the line's number in CSR. A write of TDR sends on that line.
 *   A write of TDR or TCR drops TRDY and lets the scanner go on from the next line; to find a line
 *   takes it SCAN_CYCLES (assumed: one microsecond).
 * - Receive: a character of a line whose receiver is enabled (LPR bit 12) enters a silo of 64. One
 *   that finds it full waits in the receiver; the next overwrites it, and is marked overrun.
 *   Characters follow each other at the line's speed, however fast they were typed.
 *   While MSE is clear or the receiver off nothing is taken from the console.
 * - Interrupt: TRDY and TIE, or RDONE and RIE; a level.
 * - CLR clears CSR, silo, transmitters and TCR's line bits, at once; MAINT sends each line to itself.
 * - Bytes: reading either byte of RBUF takes the character; a byte write of CSR or TCR leaves the
 *   other byte, one of LPR clears it, one of TDR's high byte sets the breaks and sends nothing.
 */
import type { AccessSize, ConsoleLine, Device } from "../machine/board.ts";
import type { Clock, QueueEvent } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import { DzTransmitter } from "./dz-transmitter.ts";

const LINES = 4;
const CONSOLE_LINE = 3;
const SILO = 64;
/** Microseconds that the scanner takes to find a line (assumed). */
const SCAN_MICROSECONDS = 1;

const CSR = 0;
const RBUF_LPR = 1;
const TCR = 2;
const MSR_TDR = 3;

const TRDY = 0x8000;
const TIE = 0x4000;
const RDONE = 0x0080;
const RIE = 0x0040;
const MSE = 0x0020;
const CLR = 0x0010;
const MAINT = 0x0008;
const CSR_WRITTEN = TIE | RIE | MSE | MAINT;

const DVAL = 0x8000;
const OVERRUN = 0x4000;
const RECEIVE_ENABLE = 0x1000;
/** Line enables, and the modem outputs of lines 2 and 3. */
const TCR_WRITTEN = 0x0f0f;
/** The console's terminal is there: clear to send, data set ready, carrier of line 3. */
const TERMINAL_PRESENT = 0x0007;

/** Left by the firmware: 8 bits, no parity; keyboard and mouse 4800, the others 9600 bits a second. */
const PARAMETERS = [0x1c18, 0x1c19, 0x1e1a, 0x1e1b];

export class Dz implements Device {
  /** Speed code 15 is 38400 bits a second (CSR bit 8 of the board). */
  fast = false;
  /** What is sent goes nowhere (CSR bit 11 of the board). */
  mute = false;
  readonly #clock: Clock;
  readonly #console: ConsoleLine;
  readonly #changed: () => void;
  readonly #lines: readonly DzTransmitter[];
  readonly #scan: QueueEvent;
  readonly #receive: QueueEvent;
  #csr = 0;
  #tcr = 0;
  #breaks = 0;
  /** Line at which the scanner stopped last. */
  #line = 0;
  #silo: number[] = [];
  /** A character that found the silo full, as it will enter it; 0 if there is none. */
  #waiting = 0;

  /** @param changed is told when `interrupt` may be another. */
  constructor(clock: Clock, console: ConsoleLine, changed: () => void) {
    this.#clock = clock;
    this.#console = console;
    this.#changed = changed;
    this.#lines = PARAMETERS.map(
      (parameters, line) =>
        new DzTransmitter(
          clock,
          line,
          parameters,
          (byte) => this.#sent(line, byte),
          () => this.fast,
        ),
    );
    this.#scan = clock.event("dz.scan", () => this.#stopScanner());
    this.#receive = clock.event("dz.receive", () => this.#receiveTyped());
  }

  get interrupt(): boolean {
    const csr = this.#csrNow();
    return (csr & (TRDY | TIE)) === (TRDY | TIE) || (csr & (RDONE | RIE)) === (RDONE | RIE);
  }

  read(offset: number, size: AccessSize): number {
    const register = (offset >>> 3) & 3;
    if ((offset & 7) > 1) return 0;
    const value = this.#readRegister(register);
    return size === 1 ? (value >>> (8 * (offset & 1))) & 0xff : value;
  }

  write(offset: number, size: AccessSize, value: number): boolean {
    if ((offset & 7) > 1) return true;
    const shift = 8 * (offset & 1);
    const mask = size === 1 ? 0xff << shift : 0xffff;
    const data = size === 1 ? (value & 0xff) << shift : value & 0xffff;
    switch ((offset >>> 3) & 3) {
      case CSR:
        this.#writeCsr((this.#csr & ~mask) | data);
        break;
      case RBUF_LPR:
        this.#lines[data & 3].parameters = data;
        this.#listen();
        break;
      case TCR:
        this.#tcr = ((this.#tcr & ~mask) | data) & TCR_WRITTEN;
        this.#restartScanner();
        break;
      case MSR_TDR:
        if ((mask & 0xff00) !== 0) this.#breaks = (data >>> 8) & 15;
        if ((mask & 0xff) !== 0) this.#transmit(data & 0xff);
        break;
    }
    this.#changed();
    return true;
  }

  /** Something may have been typed. */
  consoleInput(): void {
    this.#listen();
  }

  save(): unknown {
    return {
      csr: this.#csr,
      tcr: this.#tcr,
      breaks: this.#breaks,
      line: this.#line,
      silo: [...this.#silo],
      waiting: this.#waiting,
      lines: this.#lines.map((line) => line.save()),
    };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "dz");
    this.#csr = fields.whole("csr", 0, 0xffff) & (CSR_WRITTEN | TRDY);
    this.#tcr = fields.whole("tcr", 0, 0xffff) & TCR_WRITTEN;
    this.#breaks = fields.whole("breaks", 0, 15);
    this.#line = fields.whole("line", 0, LINES - 1);
    this.#silo = fields.wholes("silo", SILO, 0, 0xffff, false);
    this.#waiting = fields.whole("waiting", 0, 0xffff);
    const lines = fields.list("lines", LINES);
    this.#lines.forEach((line, index) => {
      line.restore(lines[index], `dz.lines[${index}]`);
    });
  }

  #csrNow(): number {
    const done = (this.#csr & MSE) !== 0 && this.#silo.length > 0;
    return this.#csr | (this.#line << 8) | (done ? RDONE : 0);
  }

  #readRegister(register: number): number {
    switch (register) {
      case CSR:
        return this.#csrNow();
      case RBUF_LPR:
        return this.#take();
      case TCR:
        return this.#tcr;
      default:
        return TERMINAL_PRESENT;
    }
  }

  #writeCsr(value: number): void {
    if ((value & CLR) !== 0) {
      this.#silo = [];
      this.#waiting = 0;
      this.#tcr &= 0xf00;
      for (const line of this.#lines) line.clear();
      value = 0;
    }
    this.#csr = (this.#csr & TRDY) | (value & CSR_WRITTEN);
    if ((this.#csr & MSE) === 0) {
      this.#csr &= ~TRDY;
      this.#scan.cancel();
      this.#receive.cancel();
    } else {
      this.#startScanner();
      this.#listen();
    }
  }

  #restartScanner(): void {
    this.#csr &= ~TRDY;
    this.#startScanner();
  }

  #startScanner(): void {
    const scanning = (this.#csr & (MSE | TRDY)) === MSE && this.#nextLine() >= 0;
    if (!scanning) this.#scan.cancel();
    else if (this.#scan.when === Number.POSITIVE_INFINITY)
      this.#scan.at(this.#clock.now + Math.ceil((SCAN_MICROSECONDS * this.#clock.hertz) / 1e6));
  }

  /** The line at which the scanner would stop, -1 if at none. */
  #nextLine(): number {
    for (let step = 1; step <= LINES; step++) {
      const line = (this.#line + step) % LINES;
      if (((this.#tcr >>> line) & 1) !== 0 && this.#lines[line].ready) return line;
    }
    return -1;
  }

  #stopScanner(): void {
    const line = this.#nextLine();
    if ((this.#csr & MSE) === 0 || line < 0) return;
    this.#line = line;
    this.#csr |= TRDY;
    this.#changed();
  }

  #transmit(byte: number): void {
    if ((this.#csr & TRDY) === 0) return;
    this.#lines[this.#line].write(byte);
    this.#restartScanner();
  }

  #sent(line: number, byte: number): void {
    if ((this.#csr & MAINT) !== 0) this.#arrive(line, byte);
    else if (line === CONSOLE_LINE && !this.mute) this.#console.send(byte);
    this.#startScanner();
    this.#changed();
  }

  /** Lets the next typed character arrive, if there is one and it may. */
  #listen(): void {
    const on =
      (this.#csr & (MSE | MAINT)) === MSE &&
      (this.#lines[CONSOLE_LINE].parameters & RECEIVE_ENABLE) !== 0 &&
      this.#console.waiting > 0;
    if (!on) this.#receive.cancel();
    else if (this.#receive.when === Number.POSITIVE_INFINITY)
      this.#receive.at(this.#clock.now + this.#lines[CONSOLE_LINE].characterCycles);
  }

  #receiveTyped(): void {
    const byte = this.#console.receive();
    if (byte !== undefined) this.#arrive(CONSOLE_LINE, byte & 0xff);
    this.#listen();
    this.#changed();
  }

  #arrive(line: number, byte: number): void {
    const { parameters } = this.#lines[line];
    if ((parameters & RECEIVE_ENABLE) === 0 || (this.#csr & MSE) === 0) return;
    const length = 5 + ((parameters >>> 3) & 3);
    const entry = DVAL | (line << 8) | (byte & ((1 << length) - 1));
    if (this.#silo.length < SILO) this.#silo.push(entry);
    else this.#waiting = entry | (this.#waiting === 0 ? 0 : OVERRUN);
  }

  #take(): number {
    const entry = (this.#csr & MSE) === 0 ? undefined : this.#silo.shift();
    if (entry === undefined) return 0;
    if (this.#waiting !== 0) {
      this.#silo.push(this.#waiting);
      this.#waiting = 0;
    }
    this.#changed();
    return entry;
  }
}
