/**
 * The registers of coprocessor 0: docs/r3000.md, section 4. Random and the lines of Cause are not
 * kept here; who reads them gives what they are.
 */
export const STATUS = {
  cu0: 0x10000000,
  re: 0x02000000,
  bev: 0x00400000,
  ts: 0x00200000,
  cm: 0x00080000,
  swc: 0x00020000,
  isc: 0x00010000,
  im: 0x0000ff00,
  /** User mode and interrupts enabled: current. */
  kuc: 0x2,
  iec: 0x1,
} as const;

const WRITTEN = {
  index: 0x00003f00,
  entryLo: 0xffffff00,
  context: 0xffe00000,
  entryHi: 0xffffffc0,
  // CU, RE, BEV, TS, SwC, IsC, IM, the stack.
  status: 0xf0000000 | 0x02000000 | 0x00400000 | 0x00200000 | 0x00030000 | 0xff00 | 0x3f,
  cause: 0x00000300,
} as const;

/** `value` in the bits of the mask, `old` in the others. */
const mixed = (old: number, value: number, mask: number): number =>
  ((old & ~mask) | (value & mask)) >>> 0;

export class Cp0 {
  index = 0;
  entryLo = 0;
  context = 0;
  badVAddr = 0;
  entryHi = 0;
  status = 0x00400000;
  /** Without the lines: BD, CE, the software bits, the code. */
  cause = 0;
  epc = 0;

  /** What MFC0 reads, given what Random and the lines are now. */
  read(register: number, random: number, lines: number): number {
    switch (register) {
      case 0:
        return this.index;
      case 1:
        return random << 8;
      case 2:
        return this.entryLo;
      case 4:
        return this.context;
      case 8:
        return this.badVAddr;
      case 10:
        return this.entryHi;
      case 12:
        return this.status;
      case 13:
        return (this.cause | lines) >>> 0;
      case 14:
        return this.epc;
      case 15:
        return 0x220;
      default:
        return 0;
    }
  }

  /** What MTC0 writes. */
  write(register: number, value: number): void {
    switch (register) {
      case 0:
        this.index = value & WRITTEN.index; // bit 31 becomes 0
        break;
      case 2:
        this.entryLo = (value & WRITTEN.entryLo) >>> 0;
        break;
      case 4:
        this.context = mixed(this.context, value, WRITTEN.context);
        break;
      case 10:
        this.entryHi = (value & WRITTEN.entryHi) >>> 0;
        break;
      case 12:
        this.status = mixed(this.status, value, WRITTEN.status);
        break;
      case 13:
        this.cause = mixed(this.cause, value, WRITTEN.cause);
        break;
    }
  }

  isUserMode(): boolean {
    return (this.status & STATUS.kuc) !== 0;
  }

  isUsable(): boolean {
    return !this.isUserMode() || (this.status & STATUS.cu0) !== 0;
  }

  isIsolated(): boolean {
    return (this.status & STATUS.isc) !== 0;
  }

  interrupted(lines: number): boolean {
    return (this.status & STATUS.iec) !== 0 && (this.status & (this.cause | lines) & 0xff00) !== 0;
  }

  /** An exception: kernel mode, interrupts disabled, the former state one level deeper. */
  pushMode(): void {
    this.status = ((this.status & ~0x3f) | ((this.status & 0x0f) << 2)) >>> 0;
  }

  /** RFE: bits 3:0 become what bits 5:2 are; bits 5:4 stay. */
  popMode(): void {
    this.status = ((this.status & ~0x0f) | ((this.status >>> 2) & 0x0f)) >>> 0;
  }

  /** TLB exceptions say which page failed. */
  pageFailed(address: number): void {
    this.context = mixed(this.context, (address >>> 12) << 2, 0x001ffffc);
    this.entryHi = mixed(this.entryHi, address, 0xfffff000);
  }
}
