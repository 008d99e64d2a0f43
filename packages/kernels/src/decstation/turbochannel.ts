/**
 * TURBOchannel: seven slots of 4 MB, and the header by which an option's ROM says what it is.
 *
 * A kernel reads the header at 0x3c03e0 or 0x3e0 of a slot; a bus error says that nothing is there
 * (4.4BSD pmax/pmax/turbochannel.h and machdep.c; Mach kernel mips/PMAX/tc.c). The ROM has `width` of
 * each word's bytes; the options here have one, the low byte, every 4 bytes.
 */
import { type AccessSize, BUS_ERROR, type Device } from "../machine/board.ts";

export const SLOTS = 7;
const SLOT_BYTES = 0x400000;
const SLOT_SHIFT = 22;

/** Place of the header in the ROM. */
const HEADER = 0x3e0;
const ROM_BYTES = 0x8000;
const TEST_PATTERN = [0x55, 0x00, 0xaa, 0xff];

/** What an option's ROM says: eight characters each, but the host type of four. */
export interface OptionModule {
  readonly firmware: string;
  readonly vendor: string;
  readonly module: string;
  readonly host: string;
}

/** The ROM of an option as the processor sees it, 32 KB: 8 KB of one byte in each word. */
export function optionRom(option: OptionModule): Uint8Array {
  const rom = new Uint8Array(ROM_BYTES);
  const put = (offset: number, values: readonly number[]) => {
    values.forEach((value, index) => {
      rom[HEADER + offset + 4 * index] = value;
    });
  };
  const text = (characters: string, length: number) =>
    Array.from(characters.padEnd(length), (character) => character.charCodeAt(0));
  // Width, stride, size in 8 KB, slots in 4 MB.
  put(0x00, [1, 4, 1, 1]);
  TEST_PATTERN.forEach((byte, index) => {
    rom.fill(byte, HEADER + 0x10 + 4 * index, HEADER + 0x14 + 4 * index);
  });
  put(0x20, text(option.firmware, 8));
  put(0x40, text(option.vendor, 8));
  put(0x60, text(option.module, 8));
  put(0x80, text(option.host, 4));
  put(0x90, [0]);
  return rom;
}

/** The slots, as one range of addresses. */
export class TurboChannel {
  readonly #slots: readonly (Device | undefined)[];

  /** @param slots what is in each; nothing answers in an empty one */
  constructor(slots: readonly (Device | undefined)[]) {
    this.#slots = slots;
  }

  read(offset: number, size: AccessSize): number {
    const slot = this.#slots[offset >>> SLOT_SHIFT];
    return slot === undefined ? BUS_ERROR : slot.read(offset & (SLOT_BYTES - 1), size);
  }

  write(offset: number, size: AccessSize, value: number): boolean {
    const slot = this.#slots[offset >>> SLOT_SHIFT];
    return slot?.write(offset & (SLOT_BYTES - 1), size, value) ?? false;
  }
}
