/**
 * The registers of the KN02 system board: CSR, ERRADR, CHKSYN.
 *
 * CSR (Mach kernel mips/PMAX/kn02.h; Linux include/asm-mips/dec/kn02.h):
 * 7:0 read: pending interrupts, live, bit n slot n, 5 SCSI, 6 Ethernet, 7 DZ; written: LEDs, 0 is on.
 * 8 BAUD38, 9 DIAGDN, 10 BNK32M, 11 TXDIS, 12 LEDIAG, 13 CORRECT, 15:14 ECCMD, 23:16 IOINTEN: read and
 * written. 24 NRMMOD reads 1, 25 to 31 read 0.
 * IP2 is any pending interrupt that IOINTEN enables.
 * ERRADR: 31 VALID, 30 CPU, 29 WRITE, 28 ECC, 26:0 word address. The first error stays until any write
 * clears it; IP5 is VALID. A read that nothing answers is a bus error of its instruction and leaves
 * nothing here: 4.4BSD probes memory so, and would stop at the interrupt.
 * CHKSYN reads 0: there are no memory errors.
 */
import type { AccessSize } from "../machine/board.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import { readPart, writePart } from "./register-bytes.ts";

/** Interrupt bits of CSR. */
export const SCSI_SLOT = 5;
export const DZ_SLOT = 7;

const BAUD38 = 0x100;
const TXDIS = 0x800;
const WRITABLE = 0x00ffff00;
const NORMAL_MODE = 0x01000000;

const VALID = 0x80000000;
const BY_CPU = 0x40000000;
const BY_WRITE = 0x20000000;
const WORD_ADDRESS = 0x07ffffff;

export class SystemRegisters {
  #csr = 0;
  #leds = 0xff;
  #errorAddress = 0;

  /** @param pending interrupts, bits 7:0 */
  readCsr(offset: number, size: AccessSize, pending: number): number {
    return readPart((NORMAL_MODE | this.#csr | pending) >>> 0, offset, size);
  }

  writeCsr(offset: number, size: AccessSize, value: number): void {
    // What is written to the low byte goes to the LEDs, so they stand for it here.
    const written = writePart(this.#csr | this.#leds, offset, size, value);
    this.#csr = written & WRITABLE;
    this.#leds = written & 0xff;
  }

  readErrorAddress(offset: number, size: AccessSize): number {
    return readPart(this.#errorAddress, offset, size);
  }

  clearError(): void {
    this.#errorAddress = 0;
  }

  /** A write that nothing answered. */
  writeTimeout(address: number): void {
    if (this.#errorAddress !== 0) return;
    this.#errorAddress = (VALID | BY_CPU | BY_WRITE | ((address >>> 2) & WORD_ADDRESS)) >>> 0;
  }

  get error(): boolean {
    return this.#errorAddress !== 0;
  }

  /** Interrupts that IOINTEN lets through. */
  enabled(pending: number): number {
    return pending & (this.#csr >>> 16);
  }

  /** Lets the interrupts of one slot through, or not. */
  enable(slot: number, on: boolean): void {
    const bit = 0x10000 << slot;
    this.#csr = on ? this.#csr | bit : this.#csr & ~bit;
  }

  isEnabled(slot: number): boolean {
    return (this.#csr & (0x10000 << slot)) !== 0;
  }

  get fastBaud(): boolean {
    return (this.#csr & BAUD38) !== 0;
  }

  get transmitDisabled(): boolean {
    return (this.#csr & TXDIS) !== 0;
  }

  /** The eight LEDs, a bit each, 0 is on. */
  get leds(): number {
    return this.#leds;
  }

  set leds(pattern: number) {
    this.#leds = pattern & 0xff;
  }

  save(): unknown {
    return { csr: this.#csr, leds: this.#leds, errorAddress: this.#errorAddress };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "kn02");
    this.#csr = fields.whole("csr", 0, 0xffffffff) & WRITABLE;
    this.#leds = fields.whole("leds", 0, 255);
    this.#errorAddress = fields.whole("errorAddress", 0, 0xffffffff);
  }
}
