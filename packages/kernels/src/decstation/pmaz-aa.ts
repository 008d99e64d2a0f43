/**
 * The PMAZ-AA, the SCSI option: a 53C94, 128 KB of memory that it moves its data to and from, and a
 * register that says where.
 *
 * Within 1 MB, which the slot repeats (Mach kernel mips/PMAX/pmaz_aa.h):
 * 0x00000 the chip, 0x40000 the DMA address register, 0x80000 the memory, 0xc0000 the ROM.
 * - The DMA address register: bit 31 memory to SCSI, bits 16:0 the place in the memory. It counts on
 *   with each byte moved, and goes round at the end (Mach writes CDB and data in one piece and does not
 *   set it again between them). Bit 31 does nothing else than read back: the bus phase has the
 *   direction.
 * - The memory may be read and written while the chip moves data; what the chip takes out, it takes at
 *   the end of its transfer.
 */
import type { AccessSize, Device } from "../machine/board.ts";
import type { Clock } from "../machine/event-queue.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import { Ncr53c94 } from "./ncr53c94.ts";
import type { DmaPort } from "./ncr53c94-data-path.ts";
import { MOST_TARGETS } from "./ncr53c94-state.ts";
import { readBytes, readPart, writePart } from "./register-bytes.ts";
import type { ScsiTarget } from "./scsi-target.ts";
import { optionRom } from "./turbochannel.ts";

/** The chip's own ID on the bus. */
export const INITIATOR_ID = 7;

const RAM_BYTES = 0x20000;
const RAM_MASK = RAM_BYTES - 1;
const DMAR_BITS = 0x8001ffff;
const WINDOW = 0xfffff;
const PART_SHIFT = 18;
const DMAR = 1;
const RAM = 2;
const ROM = 3;

export class PmazAa implements Device, DmaPort {
  readonly #chip: Ncr53c94;
  readonly #targets: readonly (ScsiTarget | undefined)[];
  readonly #ram = new Uint8Array(RAM_BYTES);
  readonly #halves = new Uint16Array(this.#ram.buffer);
  readonly #words = new Uint32Array(this.#ram.buffer);
  readonly #rom = optionRom({
    firmware: "V5.3a",
    vendor: "DEC",
    module: "PMAZ-AA",
    host: "TCF0",
  });
  #dmar = 0;

  /**
   * @param targets by SCSI ID
   * @param changed is told when `interrupt` may be another
   */
  constructor(clock: Clock, targets: readonly (ScsiTarget | undefined)[], changed: () => void) {
    this.#targets = targets;
    this.#chip = new Ncr53c94(clock, targets, this, changed);
  }

  get interrupt(): boolean {
    return this.#chip.interrupt;
  }

  read(offset: number, size: AccessSize): number {
    const at = offset & WINDOW;
    switch (at >>> PART_SHIFT) {
      case RAM:
        if (size === 4) return this.#words[(at & RAM_MASK) >>> 2];
        return size === 2 ? this.#halves[(at & RAM_MASK) >>> 1] : this.#ram[at & RAM_MASK];
      case DMAR:
        return readPart(this.#dmar, at, size);
      case ROM:
        return readBytes(this.#rom, at & (this.#rom.length - 1), size);
      default:
        return this.#chip.read(at, size);
    }
  }

  write(offset: number, size: AccessSize, value: number): boolean {
    const at = offset & WINDOW;
    switch (at >>> PART_SHIFT) {
      case RAM:
        if (size === 4) this.#words[(at & RAM_MASK) >>> 2] = value;
        else if (size === 2) this.#halves[(at & RAM_MASK) >>> 1] = value;
        else this.#ram[at & RAM_MASK] = value;
        return true;
      case DMAR:
        this.#dmar = (writePart(this.#dmar, at, size, value) & DMAR_BITS) >>> 0;
        return true;
      case ROM:
        return true;
      default:
        return this.#chip.write(at, size, value);
    }
  }

  load(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    const from = this.#dmar & RAM_MASK;
    for (let done = 0; done < count; ) {
      const at = (from + done) & RAM_MASK;
      const part = this.#ram.subarray(at, Math.min(RAM_BYTES, at + count - done));
      bytes.set(part, done);
      done += part.length;
    }
    this.#advance(count);
    return bytes;
  }

  store(bytes: Uint8Array): void {
    const to = this.#dmar & RAM_MASK;
    for (let done = 0; done < bytes.length; ) {
      const at = (to + done) & RAM_MASK;
      const part = bytes.subarray(done, Math.min(bytes.length, done + RAM_BYTES - at));
      this.#ram.set(part, at);
      done += part.length;
    }
    this.#advance(bytes.length);
  }

  save(): unknown {
    return {
      dmar: this.#dmar,
      ram: this.#ram.slice(),
      chip: this.#chip.save(),
      targets: this.#targets.map((target) => target?.save() ?? null),
    };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "pmaz-aa");
    this.#dmar = (fields.whole("dmar", 0, 0xffffffff) & DMAR_BITS) >>> 0;
    this.#ram.set(fields.bytes("ram", RAM_BYTES));
    this.#chip.restore(fields.inner("chip"));
    const targets = fields.list("targets", MOST_TARGETS);
    this.#targets.forEach((target, id) => {
      fields.present(`targets[${id}]`, targets[id], target !== undefined);
      target?.restore(targets[id], `targets[${id}]`);
    });
  }

  #advance(count: number): void {
    this.#dmar = ((this.#dmar & ~RAM_MASK) | ((this.#dmar + count) & RAM_MASK)) >>> 0;
  }
}
