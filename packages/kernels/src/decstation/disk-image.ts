/**
 * Disks as the drive sees them: blocks of 512 bytes.
 *
 * An image file is read on demand. What is written goes into an overlay in memory, block by block,
 * and never reaches the file, so that a run can be repeated; with `writable` it goes to the file
 * instead. An image that gzip has packed is unpacked into memory. A saved state holds the overlay; restoring it asks for an image of the same name and size.
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { InputError } from "@mcpi/trace";
import { SavedFields } from "../machine/saved-fields.ts";
import { diskBytes, isPacked } from "./disk-bytes.ts";

export const BLOCK_BYTES = 512;

/** A disk's medium. */
export interface Disk {
  readonly name: string;
  /** Its size in blocks of 512 bytes. */
  readonly blocks: number;
  /** Reads whole blocks from `block` on into all of `into`. */
  read(block: number, into: Uint8Array): void;
  /** Writes all of `from`, whole blocks, from `block` on. */
  write(block: number, from: Uint8Array): void;
  /** What is not in the image file: plain data. */
  save(): unknown;
  /** @throws InputError when the state is damaged or another disk's. */
  restore(state: unknown): void;
}

/** Where the blocks are that have not been written. */
interface BackingStore {
  read(position: number, into: Uint8Array): void;
  /** Undefined where writes must not go. */
  readonly write: ((position: number, from: Uint8Array) => void) | undefined;
}

class OverlaidDisk implements Disk {
  readonly name: string;
  readonly blocks: number;
  readonly #store: BackingStore;
  #written = new Map<number, Uint8Array>();

  constructor(name: string, bytes: number, store: BackingStore) {
    if (bytes === 0 || bytes % BLOCK_BYTES !== 0)
      throw new InputError(
        `${name}: it has ${bytes} bytes; a disk image has a multiple of ${BLOCK_BYTES}, and not 0`,
      );
    this.name = name;
    this.blocks = bytes / BLOCK_BYTES;
    this.#store = store;
  }

  read(block: number, into: Uint8Array): void {
    this.#check(block, into);
    this.#store.read(block * BLOCK_BYTES, into);
    if (this.#written.size === 0) return;
    for (let at = 0; at < into.length; at += BLOCK_BYTES) {
      const written = this.#written.get(block + at / BLOCK_BYTES);
      if (written !== undefined) into.set(written, at);
    }
  }

  write(block: number, from: Uint8Array): void {
    this.#check(block, from);
    if (this.#store.write !== undefined) {
      this.#store.write(block * BLOCK_BYTES, from);
      return;
    }
    for (let at = 0; at < from.length; at += BLOCK_BYTES)
      this.#written.set(block + at / BLOCK_BYTES, from.slice(at, at + BLOCK_BYTES));
  }

  save(): unknown {
    const numbers = [...this.#written.keys()].sort((a, b) => a - b);
    const bytes = new Uint8Array(numbers.length * BLOCK_BYTES);
    numbers.forEach((block, index) => {
      bytes.set(this.#written.get(block)!, index * BLOCK_BYTES);
    });
    return { name: this.name, blocks: this.blocks, written: numbers, bytes };
  }

  restore(state: unknown): void {
    const fields = new SavedFields(state, `disk ${this.name}`);
    const name = fields.text("name");
    const blocks = fields.whole("blocks", 1, Number.MAX_SAFE_INTEGER);
    if (name !== this.name || blocks !== this.blocks)
      throw new InputError(
        `saved state: its disk is ${name} with ${blocks} blocks; this one is ${this.name} with ${this.blocks}`,
      );
    const numbers = fields.wholes("written", this.blocks, 0, this.blocks - 1, false);
    const bytes = fields.bytes("bytes", numbers.length * BLOCK_BYTES);
    const block = (index: number) => bytes.slice(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    this.#written = new Map(numbers.map((number, index) => [number, block(index)]));
  }

  #check(block: number, bytes: Uint8Array): void {
    const count = bytes.length / BLOCK_BYTES;
    if (!(Number.isInteger(count) && block >= 0 && block + count <= this.blocks))
      throw new Error(`disk ${this.name}: ${count} blocks from ${block} of ${this.blocks}`);
  }
}

/** A disk in an image file. */
export interface DiskImage extends Disk {
  /** Closes the file. The disk cannot be used afterwards. */
  close(): void;
}

/**
 * Opens an image file, which gzip may have packed, as a disk.
 * @param options.writable lets writes reach the file; without it they stay in memory
 * @throws InputError when the file cannot be opened, or its size is 0 or no multiple of 512; when
 * writes are to reach a file that is packed.
 */
export function openDiskImage(path: string, options: { writable?: boolean } = {}): DiskImage {
  const writable = options.writable === true;
  let file: number;
  try {
    file = openSync(path, writable ? "r+" : "r");
  } catch (error) {
    throw new InputError(`${path}: it cannot be opened: ${(error as Error).message}`);
  }
  const status = fstatSync(file);
  if (!status.isFile()) {
    closeSync(file);
    throw new InputError(`${path}: it is no file; a disk image was expected`);
  }
  try {
    const beginning = new Uint8Array(2);
    readSync(file, beginning, 0, 2, 0);
    if (isPacked(beginning)) {
      if (writable)
        throw new InputError(
          `${path}: gzip has packed it: nothing can be written to it; unpack it`,
        );
      const disk = memoryDisk(basename(path), diskBytes(path));
      return Object.assign(disk, { close: () => closeSync(file) });
    }
    const disk = new OverlaidDisk(basename(path), status.size, {
      read: (position, into) => readFully(file, path, position, into),
      write: writable ? (position, from) => writeFully(file, position, from) : undefined,
    });
    return Object.assign(disk, { close: () => closeSync(file) });
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A disk of bytes in memory, which are not changed: what is written goes into an overlay. */
export function memoryDisk(name: string, bytes: Uint8Array): Disk {
  return new OverlaidDisk(name, bytes.length, {
    read: (position, into) => into.set(bytes.subarray(position, position + into.length)),
    write: undefined,
  });
}

function readFully(file: number, path: string, position: number, into: Uint8Array): void {
  for (let done = 0; done < into.length; ) {
    const count = readSync(file, into, done, into.length - done, position + done);
    if (count === 0)
      throw new InputError(`${path}: byte ${position + done}: the file has become shorter`);
    done += count;
  }
}

function writeFully(file: number, position: number, from: Uint8Array): void {
  for (let done = 0; done < from.length; )
    done += writeSync(file, from, done, from.length - done, position + done);
}
