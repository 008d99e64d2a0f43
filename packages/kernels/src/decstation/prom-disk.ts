/**
 * Disks as the firmware reads and writes them for boot programs: by name, at once, without the
 * controller and without taking time.
 *
 * A name has the unit as `rz2` (`5/rz2/vmunix`, `5/rz2a`) or as `rz(0,2,1)`; the rest is not looked
 * at: a program finds its files itself. Positions are in bytes from the beginning of the disk.
 */
import type { ProcessorAccess } from "../machine/board.ts";
import { SavedFields } from "../machine/saved-fields.ts";
import { BLOCK_BYTES, type Disk } from "./disk-image.ts";

const NONE = -1;
const LONGEST_TRANSFER = 0x20000000;
const SEEK_CURRENT = 1;
const SEEK_END = 2;

/** The unit in a name, -1 if it has none. */
export function unitOf(name: string): number {
  const [, parenthesised, plain] = /rz(?:\(\d+,([0-7])(?:,\d+)?\)|([0-7]))/.exec(name) ?? [];
  return Number(parenthesised ?? plain ?? NONE);
}

export class PromDisk {
  readonly #disks: readonly (Disk | undefined)[];
  #unit = NONE;
  #position = 0;

  constructor(disks: readonly (Disk | undefined)[]) {
    this.#disks = disks;
  }

  /** @returns whether there is a disk of that name, which is then used. */
  open(name: string): boolean {
    const unit = unitOf(name);
    if (this.#disks[unit] === undefined) return false;
    this.#unit = unit;
    this.#position = 0;
    return true;
  }

  /** @returns the new position, -1 if there is no disk or it would be before its beginning. */
  seek(offset: number, whence: number): number {
    const disk = this.#disks[this.#unit];
    if (disk === undefined) return -1;
    const from =
      whence === SEEK_CURRENT
        ? this.#position
        : whence === SEEK_END
          ? disk.blocks * BLOCK_BYTES
          : 0;
    if (from + offset < 0) return -1;
    return (this.#position = from + offset);
  }

  /** Reads from the present position into memory. @returns bytes read, -1 without a disk. */
  read(processor: ProcessorAccess, address: number, count: number): number {
    return this.#each(count, (block, disk, inBlock, bytes, done) => {
      disk.read(block, this.#buffer);
      for (let at = 0; at < bytes; at++)
        processor.storeByte(address + done + at, this.#buffer[inBlock + at]);
    });
  }

  write(processor: ProcessorAccess, address: number, count: number): number {
    return this.#each(count, (block, disk, inBlock, bytes, done) => {
      if (bytes < BLOCK_BYTES) disk.read(block, this.#buffer);
      for (let at = 0; at < bytes; at++)
        this.#buffer[inBlock + at] = processor.loadByte(address + done + at);
      disk.write(block, this.#buffer);
    });
  }

  save(): unknown {
    return { unit: this.#unit, position: this.#position };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, "prom.disk");
    this.#unit = fields.whole("unit", NONE, 7);
    this.#position = fields.whole("position", 0, Number.MAX_SAFE_INTEGER);
  }

  readonly #buffer = new Uint8Array(BLOCK_BYTES);

  /** Goes through `count` bytes from the present position, block by block, to the disk's end. */
  #each(
    count: number,
    move: (block: number, disk: Disk, inBlock: number, bytes: number, done: number) => void,
  ): number {
    const disk = this.#disks[this.#unit];
    if (disk === undefined) return -1;
    const left = Math.max(0, disk.blocks * BLOCK_BYTES - this.#position);
    const total = Math.min(count, left, LONGEST_TRANSFER);
    for (let done = 0; done < total; ) {
      const inBlock = this.#position % BLOCK_BYTES;
      const bytes = Math.min(BLOCK_BYTES - inBlock, total - done);
      move(Math.floor(this.#position / BLOCK_BYTES), disk, inBlock, bytes, done);
      this.#position += bytes;
      done += bytes;
    }
    return total;
  }
}
